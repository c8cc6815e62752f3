"""`jacobook serve`: the site as it will be, live while rules, templates and pages change."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import click

from jacobook.catalogue.loader import PACKAGE_RULES
from jacobook.cli.terminal import progress_bars
from jacobook.publish.build import prepare
from jacobook.publish.project import find_project
from jacobook.publish.website import ENVIRONMENT, mkdocs_command


@click.command("serve")
@click.option("--address", default="127.0.0.1:8000", show_default=True, metavar="HOST:PORT", help="Where to listen.")
@click.option(
    "--project",
    "folder",
    default=".",
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    help="The folder with mkdocs.yml.  [default: here]",
)
def command(address: str, folder: Path) -> int:
    """Show the site live while you edit rules, templates and pages. Stop it with Ctrl-C.

    \b
    Examples:
      jacobook serve
      jacobook serve --address 0.0.0.0:8080
    """  # noqa: D301 - \b is a character that click reads
    project = find_project(folder)
    with progress_bars() as progress:
        prepare(project, progress)
    watched = [path for path in (PACKAGE_RULES, project.root / "templates") if path.is_dir()]
    command = mkdocs_command(project, "serve", "--dev-addr", address, *(f"--watch={path}" for path in watched))
    # MkDocs shows its own log; Ctrl-C reaches it as it reaches us.
    with subprocess.Popen(command, cwd=project.root, env={**os.environ, **ENVIRONMENT}) as process:  # noqa: S603
        try:
            return process.wait()
        except KeyboardInterrupt:
            return process.wait(timeout=10)
