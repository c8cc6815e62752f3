"""`jacobook build`: the website, with its PDFs in it."""

from __future__ import annotations

import time
from pathlib import Path

import click

from jacobook.cli.places import Place
from jacobook.cli.spread import spread_options
from jacobook.cli.terminal import bad, faint, good, heading, many, progress_bars
from jacobook.publish.project.options import BuildOptions
from jacobook.publish.project.project import find_project
from jacobook.publish.site.build import build
from jacobook.work.spread import Workers

NOT_ALL = 1


@click.command("build")
@click.option("--strict", is_flag=True, help="Treat warnings, broken links, and faulty pages as errors.")
@click.option(
    "--project",
    "folder",
    default=".",
    metavar="FOLDER",
    type=Place(),
    help="The folder with mkdocs.yml.  [default: here]",
)
@spread_options
@click.option("--keep-going", is_flag=True, help="If a rule fails, publish the others and exit with status 1.")
@click.option("--books", is_flag=True, help="Also create the books in every layout (two minutes, 2 GB of memory).")
@click.option("--timings", "with_timings", is_flag=True, help="Show how long each step took.")
def command(*, strict: bool, folder: Path, workers: Workers, keep_going: bool, books: bool, with_timings: bool) -> int:
    """Build the website and the PDFs: derive, prove, typeset, publish.

    Pages are written to docs/reference, PDFs beside them, the site to site/. Unchanged files are not touched, and the
    old site stays until the new one is complete. Needs Node 20 for typesetting.

    \b
    Examples:
      jacobook build
      jacobook build --strict --timings
      jacobook build --books
      jacobook build --jobs 8 --limit 10 --keep-going
      jacobook build --backend dask --scheduler tcp://10.0.0.5:8786
      SOURCE_DATE_EPOCH=1767225600 jacobook build --strict
    """  # noqa: D301 - \b is a character that click reads
    started = time.monotonic()
    project = find_project(folder)
    with progress_bars() as progress:
        options = BuildOptions(workers, keep_going=keep_going, books=books, progress=progress)
        built = build(project, strict=strict, options=options)
    for problem in built.generated.problems:
        click.echo(f"{bad('✗')} {problem}\n", err=True)
    for warning in built.warnings:
        click.echo(f"{bad('!')} {warning}", err=True)
    if with_timings:
        click.echo("\n".join(options.timings.lines()))
    changes = built.generated.changes
    written = (
        f"{len(changes.written)} written, {len(changes.deleted)} deleted"
        if changes.written or changes.deleted
        else "nothing new"
    )
    failed = len(built.generated.problems)
    click.echo(
        (bad("✗ ") if failed else good("✓ "))
        + heading(f"{built.pages} pages in {_shown(built.site)}")
        + f": {many(built.generated.derivatives, 'derivative')} of {many(built.generated.rules, 'rule')}, all proved"
        + (f"; {many(failed, 'rule')} left out" if failed else "")
        + faint(f"  ({written}, {time.monotonic() - started:.1f} s)")
    )
    return NOT_ALL if failed else 0


def _shown(path: Path) -> str:
    here = Path.cwd()
    return f"{path.relative_to(here)}/" if path.is_relative_to(here) else f"{path}/"
