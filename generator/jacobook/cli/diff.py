"""`jacobook diff`: which formulas were added, removed, or changed."""

from __future__ import annotations

from pathlib import Path

import click

from jacobook.answers.difference import as_markdown, as_text, differences
from jacobook.answers.lock import read_accepted, read_answers
from jacobook.cli.places import Place
from jacobook.work.files import write_file

DIFFERENT = 1


@click.command("diff")
@click.argument("old", metavar="OLD.json", type=Place())
@click.argument("new", metavar="NEW.json", type=Place())
@click.option(
    "--format",
    "notation",
    type=click.Choice(["text", "markdown"]),
    default="text",
    show_default=True,
    help="For a terminal, or for a review comment.",
)
@click.option("--out", metavar="FILE", type=Place(), help="Write to a file instead.")
@click.option("--exit-code", is_flag=True, help="Exit with status 1 if a formula differs.")
def command(*, old: Path, new: Path, notation: str, out: Path | None, exit_code: bool) -> int:
    """List the formulas that were added, removed, or changed between OLD and NEW, as text and as LaTeX.

    Both are files written by `jacobook lock`, `jacobook export json`, or `jacobook check --json`; nothing is
    derived.

    \b
    Examples:
      jacobook diff catalogue.lock.json new.lock.json
      jacobook diff before/rules.json site/reference/rules.json --format markdown --out comment.md
    """  # noqa: D301 - \b is a character that click reads
    before, now = read_answers(old), read_accepted(new)
    found = differences(before, now.answers, now.failed)
    told = as_markdown(found) if notation == "markdown" else as_text(found)
    if out is not None:
        write_file(out, told)
    else:
        click.echo(told, nl=False)
    return DIFFERENT if exit_code and found else 0
