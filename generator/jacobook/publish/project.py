"""A project on disk: where its pages, its site and its cache are."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from jacobook.errors import JacobookError

CONFIGURATION = "mkdocs.yml"


@dataclass(frozen=True, slots=True)
class Project:
    """The folder that holds mkdocs.yml."""

    root: Path

    @property
    def configuration(self) -> Path:
        """What MkDocs and Zensical read."""
        return self.root / CONFIGURATION

    @property
    def docs(self) -> Path:
        """Pages written by hand, and the folder of generated ones."""
        return self.root / "docs"

    @property
    def reference(self) -> Path:
        """Generated pages and downloads; nothing else lies here."""
        return self.docs / "reference"

    @property
    def downloads(self) -> Path:
        """The PDFs and their sources."""
        return self.reference / "downloads"

    @property
    def site(self) -> Path:
        """The finished site."""
        return self.root / "site"

    @property
    def cache(self) -> Path:
        """What may be deleted at any time."""
        return self.root / ".cache"


def find_project(start: Path) -> Project:
    """The project that a folder lies in. Raises `JacobookError`."""
    folder = start.absolute()
    for candidate in (folder, *folder.parents):
        if (candidate / CONFIGURATION).is_file():
            return Project(candidate)
    raise JacobookError(
        f"there is no {CONFIGURATION} in {start.absolute()} or above it",
        hint="run this in the folder of the project, or name it with --project",
    )


def environment_of(configuration: Path) -> list[tuple[str, str | None]]:
    """The variables of the environment that a configuration names, with their values."""
    named = re.findall(r"!ENV\s*\[?([^\]\n]*)", configuration.read_text("utf-8"))
    names = {name for part in named for name in re.findall(r"[A-Za-z_]\w*", part)}
    return [(name, os.environ.get(name)) for name in sorted(names)]
