"""Sheets and books that are set beside other work: pages lead to them, and show nothing of what is in them."""

from __future__ import annotations

import threading
from concurrent.futures import CancelledError
from contextlib import suppress
from pathlib import Path

from jacobook.publish.typeset.sheets import Downloads
from jacobook.work.cache import Cache
from jacobook.work.files import write_file
from jacobook.work.limits import stop_processes
from jacobook.work.progress import Progress
from jacobook.work.spread import Workers


class Printing:
    """Files on their way to a folder: begun when this is made, and there when it is finished."""

    def __init__(
        self, downloads: Downloads, folder: Path, cache: Cache, progress: Progress, workers: Workers | None
    ) -> None:
        self.names = downloads.names
        self._folder = folder
        self._progress = progress
        self._printed = downloads.begin(cache, workers)
        self._changed: dict[str, bytes | str] | None = None
        self._abandoned = threading.Event()
        self._waiting = threading.Thread(target=self._let_go, daemon=True)
        self._waiting.start()

    def _let_go(self) -> None:
        """End the processes when the sheets are set: they would wait for more work, and hold memory meanwhile."""
        # Where the program ends before that, nothing will come of them.
        with suppress(CancelledError):
            self._printed.wait()
        if not self._abandoned.is_set():
            stop_processes()

    def abandon(self) -> None:
        """Called when the files are no longer needed; the processes are left for the next user."""
        self._abandoned.set()

    @property
    def stands(self) -> bool:
        """Whether an earlier edition of each file is there."""
        return all((self._folder / name).is_file() for name in self.names)

    @property
    def seconds(self) -> float:
        """The processor time that was spent in other processes; waits for them."""
        return self._printed.seconds

    def finish(self, *copies: Path) -> list[str]:
        """Wait, and put all files into the folder, and those that changed into copies of it; the names of these.

        Raises `ToolError`, `OutputError`.
        """
        if self._changed is None:
            files = self._printed.files(self._progress)
            self._waiting.join()
            self._changed = {
                name: content for name, content in sorted(files.items()) if write_file(self._folder / name, content)
            }
        for copy in copies:
            for name, content in self._changed.items():
                write_file(copy / name, content)
        return list(self._changed)
