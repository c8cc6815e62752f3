"""A project on disk: where its pages, its site and its cache are."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from jacobook.catalogue import PACKAGE_RULES
from jacobook.catalogue.model import Catalogue, Rule
from jacobook.catalogue.numbers import next_number
from jacobook.errors import JacobookError
from jacobook.publish.project.settings import Settings, read_settings, rule_files

CONFIGURATION = "mkdocs.yml"
_ADDRESS = re.compile(
    r"""^site_url:\s*(?:!ENV\s*\[\s*(?P<variable>\w+)\s*,\s*)?["']?(?P<address>https?://[^\s"'\],]+)""", re.MULTILINE
)


@dataclass(frozen=True)
class Project:
    """The folder that holds mkdocs.yml."""

    root: Path

    @property
    def configuration(self) -> Path:
        """What MkDocs and Zensical read."""
        return self.root / CONFIGURATION

    @cached_property
    def settings(self) -> Settings:
        """What the project chooses. Raises `CatalogueError`."""
        return read_settings(self.root)

    @property
    def rule_files(self) -> list[Path] | None:
        """The project's own rules as files and folders, none where it uses the package's. Raises `CatalogueError`."""
        return rule_files(self.root, self.settings)

    def catalogue(
        self, is_sound: Callable[[Rule], bool] | None = None, left_out: list[JacobookError] | None = None
    ) -> Catalogue:
        """The project's rules, or the package's where it has none of its own. Raises `CatalogueError`.

        Of rules that are known to be sound, expressions are not read. Where `left_out` is given, what is wrong with
        some of them is added to it, and the others are read.
        """
        from jacobook.catalogue.loader import load  # noqa: PLC0415 - a tenth of a second that most do not need

        return load(self.rule_files, is_sound, left_out=left_out)

    @property
    def docs(self) -> Path:
        """Pages written by hand, and the folder of generated ones."""
        return self.root / "docs"

    @property
    def lessons(self) -> Path:
        """The chapters of the textbook."""
        return self.docs / "learn"

    @property
    def address(self) -> str:
        """The address of the published site, empty where the configuration names none."""
        found = _ADDRESS.search(self.configuration.read_text("utf-8", errors="replace"))
        if found is None:
            return ""
        address = os.environ.get(found["variable"] or "", "") or found["address"]
        return address.rstrip("/") + "/"

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


def project_here() -> Project | None:
    """The project that the working directory lies in, if it lies in one."""
    try:
        return find_project(Path.cwd())
    except JacobookError:
        return None


def catalogue_here(paths: Sequence[Path] = (), left_out: list[JacobookError] | None = None) -> Catalogue:
    """The rules in the files and folders named; else those of the project here; else the package's.

    Files that are named need no chapter. Where `left_out` is given, what is wrong with some of them is added to it.
    Raises `CatalogueError`.
    """
    from jacobook.catalogue.loader import load  # noqa: PLC0415 - likewise

    project = None if paths else project_here()
    return load(paths or None, left_out=left_out, tried=True) if project is None else project.catalogue(None, left_out)


def next_number_here() -> int:
    """The number that a new rule of the project here would have, or of the package."""
    with suppress(JacobookError, ModuleNotFoundError):
        project = project_here()
        if project is not None and (own := project.rule_files):
            return next_number(own)
    return next_number([PACKAGE_RULES])
