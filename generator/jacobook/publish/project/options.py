"""How a build goes about its work, and what it says when it is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from jacobook.errors import JacobookError
from jacobook.work.files import Changes
from jacobook.work.progress import Progress, silent
from jacobook.work.spread import Spread, in_turn
from jacobook.work.timings import Timings


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """How a build goes about its work: where rules are worked out, and what becomes of those that fail.

    With `keep_going` the others are published; without, nothing is. With `books` the reference and the textbook are
    printed too, in every layout on every paper. `timings` is told how long each step takes.
    """

    spread: Spread = in_turn
    keep_going: bool = False
    books: bool = False
    progress: Progress = silent
    timings: Timings = field(default_factory=Timings)


ORDINARY = BuildOptions()


@dataclass(frozen=True, slots=True)
class Generated:
    """What stands below docs/reference, and what became of it.

    `derivatives` counts the answers that were proved, to so many `rules`; `problems` are those of the rules that are
    not among them.
    """

    rules: int
    derivatives: int
    changes: Changes
    problems: tuple[JacobookError, ...] = ()

    def with_more(self, printed: Sequence[str]) -> Generated:
        """The same, with documents that were printed afterwards."""
        written = (*self.changes.written, *(f"downloads/{name}" for name in printed))
        return replace(self, changes=replace(self.changes, written=written))


@dataclass(frozen=True, slots=True)
class Built:
    """A finished site; `warnings` is what a strict build would not have accepted."""

    generated: Generated
    site: Path
    pages: int
    warnings: tuple[str, ...]
