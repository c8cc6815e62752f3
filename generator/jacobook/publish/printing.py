"""Sheets and books that are set beside other work: pages lead to them, and show nothing of what is in them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from jacobook.publish.cache import Cache
from jacobook.publish.files import write_file
from jacobook.publish.limits import stop_processes
from jacobook.publish.progress import Progress
from jacobook.publish.sheets import Downloads
from jacobook.publish.spread import Spread


@dataclass(frozen=True, slots=True)
class Printing:
    """Files on their way to a folder."""

    folder: Path
    names: frozenset[str]
    _made: Future[dict[str, bytes | str]]

    @property
    def stands(self) -> bool:
        """Whether an earlier edition of each file is there."""
        return all((self.folder / name).is_file() for name in self.names)

    def finish(self, *copies: Path) -> list[str]:
        """Wait, and put all files into the folder, and those that changed into copies of it; their names.

        Raises `ToolError`, `OutputError`.
        """
        made = self._made.result()
        changed = [name for name, content in sorted(made.items()) if write_file(self.folder / name, content)]
        for copy in copies:
            for name in changed:
                write_file(copy / name, made[name])
        return changed


@contextmanager
def printing(
    downloads: Downloads, folder: Path, cache: Cache, progress: Progress, spread: Spread
) -> Iterator[Printing]:
    """Have documents set while this goes on; what is not done at its end is given up."""

    def work() -> dict[str, bytes | str]:
        try:
            return downloads.printed(cache, progress, spread)
        finally:
            # They would wait for more work until the end, and hold memory meanwhile.
            threading.Thread(target=stop_processes).start()

    with ThreadPoolExecutor(1) as beside:
        made = beside.submit(work)
        try:
            yield Printing(folder, downloads.names, made)
        finally:
            if not made.done():
                stop_processes()
