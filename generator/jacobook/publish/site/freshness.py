"""Whether a site is what building it again would make: then there is nothing to do.

A build is known by everything that it read and everything that it made, by path, size and time of the last change, as
`make` knows it. Whatever is not sure, another file in the project's folder among it, means that the site is built.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache as once
from importlib import metadata
from pathlib import Path

import jacobook
from jacobook.catalogue import PACKAGE_RULES
from jacobook.catalogue.model import Catalogue
from jacobook.work.cache import Cache, key_of
from jacobook.publish.project.project import Project, environment_of
from jacobook.publish.project.options import Built

KIND = "stamp"
# What no build reads, or makes itself: environments, caches, results.
_NOT_READ = frozenset({"node_modules", "__pycache__", "tests", "benchmarks", "build", "dist"})
# What decides about the pages beside the files.
_VARIABLES = ("SOURCE_DATE_EPOCH", "PATH", "NO_MKDOCS_2_WARNING")


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that a build reads, as it is when it begins; `rules` is the part of it that are the rules."""

    everything: str
    rules: str


@dataclass(frozen=True, slots=True)
class LastBuild:
    """What the last build held, and whether it is what a build would make now, or at least has the same rules."""

    derivatives: int
    rules: int
    pages: int
    fresh: bool
    same_rules: bool


def inputs(project: Project, catalogue: Catalogue | None, *, strict: bool, books: bool) -> Inputs:
    """What a build of the project, or of a catalogue in its place, is about to read. Raises `CatalogueError`."""
    package = Path(jacobook.__file__).parent
    made = _made(project)
    variables = [(name, os.environ.get(name)) for name in _VARIABLES] + environment_of(project.configuration)
    given = None if catalogue is None else asdict(catalogue)
    own = project.rule_files or [PACKAGE_RULES]
    rules = key_of(given, [list(_files(path, ())) if path.is_dir() else _file(path) for path in own])
    files = [*_files(project.root, made), *_files(package, made)]
    return Inputs(key_of(rules, files, _packages(), variables, sys.version, strict, books), rules)


def last_build(project: Project, cache: Cache, now: Inputs) -> LastBuild | None:
    """The last build that succeeded without a warning, if there is one that is known."""
    with suppress(ValueError, KeyError, TypeError):
        known = json.loads(cache.get(KIND, "site") or b"")
        fresh = known["everything"] == now.everything and known["made"] == key_of(list(_results(project)))
        fresh = fresh and (project.site / "index.html").is_file()
        derivatives, count, pages = (int(known[name]) for name in ("derivatives", "count", "pages"))
        return LastBuild(derivatives, count, pages, fresh, known["rules"] == now.rules)
    return None


def remember(project: Project, cache: Cache, begun: Inputs, built: Built) -> None:
    """Called when a build has succeeded without a warning, with the inputs it read at the start."""
    made = key_of(list(_results(project)))
    counted = {"derivatives": built.generated.derivatives, "count": built.generated.rules, "pages": built.pages}
    cache.put(KIND, "site", json.dumps(asdict(begun) | {"made": made} | counted).encode())


def _made(project: Project) -> tuple[Path, ...]:
    """The folders that a build fills."""
    assets = project.docs / "assets"
    return (project.site, project.reference, assets / "vendor", assets / "engine")


def _results(project: Project) -> Iterator[tuple[str, int, int]]:
    for folder in _made(project):
        yield from _files(folder, None)


@once
def _packages() -> list[tuple[str, str]]:
    return sorted((found.name, found.version) for found in metadata.distributions())


def _file(path: Path) -> tuple[str, int, int] | None:
    with suppress(OSError):
        status = path.stat()
        return str(path), status.st_size, status.st_mtime_ns
    return None


def _files(folder: Path, made: Collection[Path] | None) -> Iterator[tuple[str, int, int]]:
    """Every file with its size and the time of its last change, in the order of their paths.

    Of a folder that a build reads, what it has `made` there itself is left out, and what it never reads.
    """
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if made is not None and (entry.name.startswith(".") or entry.name in _NOT_READ or Path(entry.path) in made):
                continue
            if entry.is_dir(follow_symlinks=False):
                if not (Path(entry.path) / "pyvenv.cfg").exists():
                    yield from _files(Path(entry.path), made)
            else:
                status = entry.stat(follow_symlinks=True)
                yield entry.path, status.st_size, status.st_mtime_ns
