"""`jacobook zip`: the site in one file, for reading without a server."""

from __future__ import annotations

from pathlib import Path

import click

from jacobook.cli.places import Place
from jacobook.cli.terminal import faint, good
from jacobook.publish.project.project import find_project
from jacobook.publish.site.offline import offline_archive
from jacobook.work.files import write_file


@click.command("zip")
@click.option(
    "--out",
    metavar="FILE",
    type=Place(),
    default=Path("jacobook-offline.zip"),
    show_default=True,
    help="Where to write the archive.",
)
@click.option(
    "--project",
    "folder",
    metavar="FOLDER",
    type=Place(exists=True, file_okay=False),
    default=Path(),
    help="The folder with mkdocs.yml.  [default: here]",
)
def command(out: Path, folder: Path) -> None:
    """Pack the built site for reading from a folder, without a server or a network.

    \b
    Examples:
      jacobook zip
      jacobook zip --out matrix-calculus.zip
    """  # noqa: D301 - \b is a character that click reads
    packed = offline_archive(find_project(folder).site)
    write_file(out, packed)
    click.echo(good("✓ ") + f"{out}" + faint(f"  ({len(packed) / 1e6:.1f} MB; unpack it and open jacobook/index.html)"))
