"""The option `--layout` of every command that prints answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from jacobook.layout.formulas.layouts import Layout

Command = TypeVar("Command", bound=Callable[..., Any])


def layout_option(told: str, *, default: Layout | None = Layout.BOTH) -> Callable[[Command], Command]:
    """The option, which gives a `Layout`; `told` is its help."""
    return click.option(
        "--layout",
        type=click.Choice([*map(str, Layout)]),
        default=None if default is None else str(default),
        show_default=default is not None,
        callback=_named,
        help=told,
    )


def _named(_context: click.Context, _option: click.Parameter, value: str | None) -> Layout | None:
    return None if value is None else Layout(value)
