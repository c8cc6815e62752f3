"""`jacobook check`: every rule proved, or a list of those that are not."""

from __future__ import annotations

import json
import time
from pathlib import Path

import click

from jacobook.catalogue.loader import load
from jacobook.cli.terminal import bad, faint, good, heading, progress_bars
from jacobook.publish.check import Verdict, check, report
from jacobook.publish.files import write_file

NOT_PROVED = 1


@click.command("check")
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(path_type=Path))
@click.option(
    "--json",
    "json_file",
    metavar="FILE",
    type=click.Path(path_type=Path, allow_dash=True),
    help="Write the verdicts as JSON too (- for the standard output).",
)
def command(paths: tuple[Path, ...], json_file: Path | None) -> int:
    """Prove every rule of the catalogue, or of the files and folders named.

    Each answer is compared, in both layouts, with components that SymPy works out one by one at small sizes and
    random points; where a rule says what a book prints, that is compared too. The status is 0 if all agree, 1 if a
    rule does not, 2 if the catalogue cannot be read.

    \b
    Examples:
      jacobook check
      jacobook check my-rules.toml more-rules/
      jacobook check --json verdicts.json
    """  # noqa: D301 - \b is a character that click reads
    started = time.monotonic()
    catalogue = load(paths or None)
    with progress_bars() as progress:
        verdicts = list(check(catalogue, progress))
    elapsed = time.monotonic() - started
    failed = [verdict for verdict in verdicts if not verdict.proved]
    document = json.dumps(report(verdicts), ensure_ascii=False, indent=1) + "\n"
    if str(json_file) == "-":
        click.echo(document, nl=False)
        return NOT_PROVED if failed else 0
    if json_file is not None:
        write_file(json_file, document)
    for verdict in failed:
        click.echo(_failure(verdict))
    count = f"{_many(len(catalogue), 'rule')}, {_many(len(verdicts), 'derivative')}"
    if failed:
        click.echo(
            bad("✗ ") + heading(f"{len(failed)} of them not proved") + f": {count}" + faint(f"  {elapsed:.1f} s")
        )
        return NOT_PROVED
    click.echo(good("✓ ") + heading(f"{count}: all proved") + faint(f"  {elapsed:.1f} s"))
    return 0


def _failure(verdict: Verdict) -> str:
    return f"{bad('✗')} {verdict.problem}\n"


def _many(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
