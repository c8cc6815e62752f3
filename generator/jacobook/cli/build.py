"""`jacobook build`: the website, with its PDFs in it."""

from __future__ import annotations

import time
from pathlib import Path

import click

from jacobook.cli.terminal import bad, faint, good, heading, progress_bars
from jacobook.publish.build import build
from jacobook.publish.project import find_project


@click.command("build")
@click.option("--strict", is_flag=True, help="Fail on every warning, broken link and page that is not as it should be.")
@click.option(
    "--project",
    "folder",
    default=".",
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    help="The folder with mkdocs.yml.  [default: here]",
)
def command(*, strict: bool, folder: Path) -> None:
    """Make the website and the PDFs: derive, prove, typeset, publish.

    Pages are written to docs/reference, PDFs beside them, the site to site/. Files that do not change are not
    touched, and what was there stays until the new one is complete. Needs Node 20 for typesetting.

    \b
    Examples:
      jacobook build
      jacobook build --strict
      SOURCE_DATE_EPOCH=1767225600 jacobook build --strict
    """  # noqa: D301 - \b is a character that click reads
    started = time.monotonic()
    project = find_project(folder)
    with progress_bars() as progress:
        built = build(project, strict=strict, progress=progress)
    for warning in built.warnings:
        click.echo(f"{bad('!')} {warning}", err=True)
    changes = built.generated.changes
    written = (
        f"{len(changes.written)} written, {len(changes.deleted)} deleted"
        if changes.written or changes.deleted
        else "nothing new"
    )
    click.echo(
        good("✓ ")
        + heading(f"{built.pages} pages in {_shown(built.site)}")
        + f": {built.generated.derivatives} derivatives of {len(built.generated.catalogue)} rules, all proved"
        + faint(f"  ({written}, {time.monotonic() - started:.1f} s)")
    )


def _shown(path: Path) -> str:
    here = Path.cwd()
    return f"{path.relative_to(here)}/" if path.is_relative_to(here) else f"{path}/"
