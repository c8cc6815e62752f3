"""Whether a site is what building it again would make: then there is nothing to do.

The stamp of a build names everything that it read and everything that it made, by path, size and time of the last
change, as `make` does. Whatever is not sure, another file in the project's folder among it, means that the site is
built.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from functools import cache as once
from importlib import metadata
from pathlib import Path

import jacobook
from jacobook.catalogue.model import Catalogue
from jacobook.publish.cache import Cache, key_of
from jacobook.publish.project import Project, environment_of

KIND = "stamp"
# What no build reads, or makes itself: environments, caches, results.
_NOT_READ = frozenset({"node_modules", "__pycache__", "tests", "benchmarks", "build", "dist"})
# What decides about the pages beside the files.
_VARIABLES = ("SOURCE_DATE_EPOCH", "PATH", "NO_MKDOCS_2_WARNING")


def stamp(project: Project, catalogue: Catalogue, *, strict: bool, books: bool) -> str:
    """The hash of all that a build of the project reads."""
    package = Path(jacobook.__file__).parent
    variables = [(name, os.environ.get(name)) for name in _VARIABLES] + environment_of(project.configuration)
    files = [*_files(project.root, project.site), *(_files(package, project.site))]
    return key_of(asdict(catalogue), files, _packages(), variables, sys.version, strict, books)


@once
def _packages() -> list[tuple[str, str]]:
    return sorted((found.name, found.version) for found in metadata.distributions())


def known_derivatives(project: Project, catalogue: Catalogue, cache: Cache, *, strict: bool, books: bool) -> int | None:
    """How many derivatives the site holds, if it was made of what is there now and nobody has touched it since."""
    if not (project.site / "index.html").is_file():
        return None
    found, _, derivatives = (cache.get(KIND, "site") or b"").decode().rpartition(" ")
    return int(derivatives) if found == _both(project, catalogue, strict=strict, books=books) else None


def remember(
    project: Project, catalogue: Catalogue, cache: Cache, derivatives: int, *, strict: bool, books: bool
) -> None:
    """Told when a build has succeeded without a warning."""
    cache.put(KIND, "site", f"{_both(project, catalogue, strict=strict, books=books)} {derivatives}".encode())


def _both(project: Project, catalogue: Catalogue, *, strict: bool, books: bool) -> str:
    return f"{stamp(project, catalogue, strict=strict, books=books)} {key_of(list(_files(project.site, None)))}"


def _files(folder: Path, site: Path | None) -> Iterator[tuple[str, int, int]]:
    """Every file with its size and the time of its last change, in the order of their paths."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if site is not None and (entry.name.startswith(".") or entry.name in _NOT_READ or Path(entry.path) == site):
                continue
            if entry.is_dir(follow_symlinks=False):
                if not (Path(entry.path) / "pyvenv.cfg").exists():
                    yield from _files(Path(entry.path), site)
            else:
                status = entry.stat(follow_symlinks=True)
                yield entry.path, status.st_size, status.st_mtime_ns
