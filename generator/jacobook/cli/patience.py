"""The option that says how long a question may be worked on: it needs nothing but the base install."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import click

from jacobook.work.patience import LEAST_SECONDS, MOST_SECONDS, SECONDS, within


class Seconds(click.ParamType[float]):
    """How long a rule may be worked on: what is no number is within no bounds, though every comparison lets it pass."""

    name = "seconds"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        seconds = math.nan
        with suppress(ValueError):
            seconds = float(str(value))
        if LEAST_SECONDS <= seconds <= MOST_SECONDS:
            return seconds
        return self.fail(f"{value!r} is not a number of seconds from {LEAST_SECONDS:g} to {MOST_SECONDS:g}", param, ctx)


def patience_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Gives a command that answers here and now the option, and ends it in time: of a conversation, each question."""

    @click.option(
        "--limit",
        type=Seconds(),
        default=SECONDS,
        show_default=True,
        metavar="SECONDS",
        help="Refuse a question that takes longer.",
    )
    @functools.wraps(command)
    def with_patience(*arguments: Any, limit: float, interactive: bool, **options: Any) -> Any:  # noqa: ANN401 - whatever the command returns
        if interactive:
            return command(*arguments, limit=limit, interactive=True, **options)
        with within(limit):
            return command(*arguments, limit=limit, interactive=False, **options)

    return with_patience
