"""`jacobook lock`: accept the current formulas."""

from __future__ import annotations

from pathlib import Path

import click

from jacobook.answers.check import answers_of, check
from jacobook.answers.difference import as_text, counted, differences
from jacobook.answers.lock import NAME, lock_text, read_answers
from jacobook.cli.places import Place
from jacobook.cli.spread import spread_options
from jacobook.cli.terminal import bad, good, many, progress_bars
from jacobook.publish.project.project import catalogue_here
from jacobook.work.files import write_file
from jacobook.work.spread import Workers

NOT_ACCEPTED = 1


@click.command("lock")
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=Place())
@click.option("--out", "file", metavar="FILE", type=Place(), default=NAME, show_default=True, help="The lock file.")
@click.option("--check", "only_check", is_flag=True, help="Write nothing; fail if the file is out of date.")
@spread_options
def command(*, paths: tuple[Path, ...], file: Path, only_check: bool, workers: Workers) -> int:
    """Accept the current formulas of the catalogue, or of the files and folders given.

    They are written to a lock file, which belongs in version control. From then on, `jacobook check` fails if a formula
    changes (after an upgrade of SymPy, for example) until this command accepts it. Rules that fail the proof cannot be
    accepted.

    \b
    Examples:
      jacobook lock
      jacobook lock --check
      jacobook lock my-rules/ --out my-rules.lock.json
    """  # noqa: D301 - \b is a character that click reads
    catalogue = catalogue_here(paths)
    with progress_bars() as progress:
        verdicts = list(check(catalogue, progress, workers))
    failed = [verdict for verdict in verdicts if not verdict.proved]
    for verdict in failed:
        click.echo(f"{bad('✗')} {verdict.problem}\n")
    if failed:
        click.echo(
            bad("✗ ") + f"nothing accepted: {len(failed)} of {many(len(verdicts), 'derivative')} failed the proof"
        )
        return NOT_ACCEPTED
    answers = answers_of(verdicts)
    found = differences(read_answers(file) if file.exists() else {}, answers)
    if only_check:
        if found:
            click.echo(as_text(found))
            click.echo(bad("✗ ") + f"{file} is out of date: if the formulas are right, run `jacobook lock`")
            return NOT_ACCEPTED
        click.echo(good("✓ ") + f"{many(len(verdicts), 'derivative')}, all as in {file}")
        return 0
    write_file(file, lock_text(answers))
    click.echo(good("✓ ") + f"{file}: {many(len(verdicts), 'derivative')}, {counted(found)}")
    return 0
