"""`jacobook check`: prove every rule, and list those that fail."""

from __future__ import annotations

import json
import time
from pathlib import Path

import click

from jacobook.answers.check import Verdict, answers_of, check, report
from jacobook.answers.difference import Difference, as_text, differences
from jacobook.answers.junit import junit
from jacobook.answers.lock import NAME, Answers, by_variables, read_answers
from jacobook.catalogue.model import variables_of
from jacobook.cli.places import Place
from jacobook.cli.spread import spread_options
from jacobook.cli.terminal import bad, faint, good, heading, many, progress_bars
from jacobook.errors import JacobookError
from jacobook.proof.points.reach import EVERY_SIZE
from jacobook.publish.project.project import catalogue_here
from jacobook.work.files import write_file
from jacobook.work.spread import Workers

NOT_PROVED = 1


@click.command("check")
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=Place())
@click.option(
    "--json",
    "json_file",
    metavar="FILE",
    type=Place(allow_dash=True),
    help="Also write the verdicts as JSON (- for standard output).",
)
@click.option(
    "--junit",
    "junit_file",
    metavar="FILE",
    type=Place(),
    help="Also write the verdicts as JUnit XML.",
)
@click.option(
    "--lock",
    "lock_file",
    metavar="FILE",
    type=Place(),
    help=f"Fail if a formula differs from this lock file.  [default: {NAME} in this folder, if no PATH is given]",
)
@click.option("--keep-going", is_flag=True, help="If a rule cannot be read, prove the others and exit with status 1.")
@spread_options
def command(
    *,
    paths: tuple[Path, ...],
    json_file: Path | None,
    junit_file: Path | None,
    lock_file: Path | None,
    keep_going: bool,
    workers: Workers,
) -> int:
    """Prove every rule of the catalogue, or of the files and folders given.

    Each answer, in both layouts, is compared with components that SymPy differentiates one by one at small sizes and
    random points; a rule's textbook form is compared, too. Formulas accepted by `jacobook lock` must not have changed.
    The status is 0 if all agree, 1 if a rule fails or a formula changed, and 2 if the catalogue cannot be read.

    \b
    Examples:
      jacobook check
      jacobook check my-rules.toml more-rules/
      jacobook check --json verdicts.json --junit verdicts.xml
      jacobook check --jobs 8 --limit 10
    """  # noqa: D301 - \b is a character that click reads
    started = time.monotonic()
    unread: list[JacobookError] = []
    catalogue = catalogue_here(paths, unread if keep_going else None)
    accepted = _accepted(lock_file, paths)
    with progress_bars() as progress:
        verdicts = list(check(catalogue, progress, workers))
    elapsed = time.monotonic() - started
    failed = [verdict for verdict in verdicts if not verdict.proved]
    changed = [] if accepted is None else _changed(accepted, verdicts, unread)
    status = NOT_PROVED if failed or changed or unread else 0
    document = json.dumps(report(verdicts, unread), ensure_ascii=False, indent=1) + "\n"
    if junit_file is not None:
        write_file(junit_file, junit(verdicts, changed, unread))
    if str(json_file) == "-":
        click.echo(document, nl=False)
        return status
    if json_file is not None:
        write_file(json_file, document)
    for problem in unread:
        click.echo(f"{bad('✗')} {problem}\n")
    for verdict in failed:
        click.echo(_failure(verdict))
    if changed:
        click.echo(as_text(changed))
        click.echo(
            bad("✗ ") + heading("formulas differ from the lock file") + ": if they are right, run `jacobook lock`"
        )
    count = f"{many(len(catalogue), 'rule')}, {many(len(verdicts), 'derivative')}"
    if unread:
        click.echo(
            bad("✗ ") + heading(f"{many(len(unread), 'problem')} in rules that could not be read") + f"; {count} read"
        )
    if failed:
        click.echo(
            bad("✗ ")
            + heading(f"{_rules(failed)} of {many(len(catalogue), 'rule')} failed")
            + faint(f"  {elapsed:.1f} s")
        )
    elif not unread:
        everywhere = sum(v.certificate is not None and bool(v.certificate.every_size) for v in verdicts)
        reach = EVERY_SIZE if everywhere == len(verdicts) else f"{everywhere} {EVERY_SIZE}"
        click.echo(good("✓ ") + heading(f"{count}: all proved, {reach}") + faint(f"  {elapsed:.1f} s"))
    return status


def _accepted(lock_file: Path | None, paths: tuple[Path, ...]) -> Answers | None:
    if lock_file is not None:
        return read_answers(lock_file)
    ordinary = Path(NAME)
    return read_answers(ordinary) if not paths and ordinary.is_file() else None


def _changed(accepted: Answers, verdicts: list[Verdict], unread: list[JacobookError]) -> list[Difference]:
    """What differs from the accepted formulas; a rule that is not proved, or not read, is told as that."""
    named = {part.removeprefix("rule ") for problem in unread for part in problem.context if part.startswith("rule ")}
    failed = {(verdict.rule.id, by_variables(variables_of(verdict.wrt))) for verdict in verdicts if not verdict.proved}
    found = differences(accepted, answers_of(verdicts))
    return [one for one in found if (one.rule, one.wrt) not in failed and one.rule.partition("/")[0] not in named]


def _rules(failed: list[Verdict]) -> int:
    """How many rules have failed, each with its examples."""
    return len({verdict.rule.id.partition("/")[0] for verdict in failed})


def _failure(verdict: Verdict) -> str:
    return f"{bad('✗')} {verdict.problem}\n"
