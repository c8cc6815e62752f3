"""`jacobook derive --claim`: whether a formula is right, and if not, why."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from jacobook.cli.terminal import bad, faint, good, heading

if TYPE_CHECKING:
    from jacobook.claims.verdict import Verdict

RIGHT, NOT_RIGHT = 0, 1
FORMATS = ("text", "json")
"""The formats in which a verdict is told."""


def told_of_claim(verdict: Verdict, notation: str) -> int:
    """Tell a verdict in a format; the status to leave with. Raises `BadParameter` for another format."""
    if notation not in FORMATS:
        raise click.BadParameter(f"a verdict is not printed as {notation}", param_hint="--format")
    if notation == "json":
        click.echo(json.dumps(verdict.data, ensure_ascii=False, indent=1))
    else:
        click.echo(_text(verdict))
    return RIGHT if verdict.right else NOT_RIGHT


def _text(verdict: Verdict) -> str:
    mark = good("✓ ") if verdict.right else bad("✗ ")
    lines = [faint(f"read as: {verdict.text or verdict.read_as}"), mark + heading(_capital(str(verdict.kind)))]
    return "\n".join([*lines, *(f"  {sentence}" for sentence in verdict.sentences)])


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]
