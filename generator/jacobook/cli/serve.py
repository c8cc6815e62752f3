"""`jacobook serve`: a live preview of the site while rules, templates and pages change."""

from __future__ import annotations

from pathlib import Path

import click

from jacobook.cli.places import Place
from jacobook.cli.terminal import progress_bars
from jacobook.publish.pages.generation import prepare
from jacobook.publish.project.options import BuildOptions
from jacobook.publish.project.project import find_project
from jacobook.publish.site.preview import parse_address, preview, reserved
from jacobook.work.spread import Workers


@click.command("serve")
@click.option(
    "--address", default="127.0.0.1:8000", show_default=True, metavar="HOST:PORT", help="The address to listen on."
)
@click.option(
    "--project",
    "folder",
    default=".",
    metavar="FOLDER",
    type=Place(),
    help="The folder with mkdocs.yml.  [default: here]",
)
def command(*, address: str, folder: Path) -> int:
    """Preview the site while you edit rules, templates, settings, and pages. Press Ctrl-C to stop.

    \b
    Examples:
      jacobook serve
      jacobook serve --address 0.0.0.0:8080
    """  # noqa: D301 - \b is a character that click reads
    host, port = parse_address(address)
    with reserved(host, port):
        project = find_project(folder)
        with progress_bars() as progress:
            prepare(project, BuildOptions(Workers(), progress=progress))
        return preview(project, host, port, lambda message: click.echo(message, err=True))
