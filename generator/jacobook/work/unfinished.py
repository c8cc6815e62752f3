"""Folders in which something is being made: whose maker lives is known by a lock that ends with it, however it ends.

So what a killed run has left can be told from what another is making just now, whatever the clock says.
"""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

UNFINISHED = ".unfinished"
# Where the system has no such locks, what is younger than this many seconds may be the work of a run that goes on.
ABANDONED_AFTER = 3600.0
_TEMPORARY = "jacobook-"


@contextmanager
def held_folder(parent: Path, name: str, mode: int = 0o777) -> Iterator[Path]:
    """A fresh folder whose name begins so; what is left of it at the end is deleted. Raises `OSError`."""
    while True:
        fresh = parent / f"{name}{secrets.token_hex(4)}{UNFINISHED}"
        fresh.mkdir(mode)
        held = _lock(fresh)
        # Another may have taken it for abandoned before it was held.
        if held is not None and _is(fresh, held):
            break
        _let_go(held)
        if held is None and not _has_locks(fresh):
            break
    try:
        yield fresh
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
        _let_go(held)


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """A fresh folder where the system keeps what is needed for a moment. Raises `OSError`."""
    with held_folder(Path(tempfile.gettempdir()), f"{_TEMPORARY}{_user()}-", 0o700) as folder:
        yield folder


def clear_temporary_folders() -> None:
    """Delete the temporary folders of this user's runs that were killed."""
    clear_folders(Path(tempfile.gettempdir()), f"{_TEMPORARY}{_user()}-")


def clear_folders(parent: Path, name: str) -> None:
    """Delete the unfinished folders whose names begin so and whose makers are gone."""
    for folder in _unfinished(parent, name):
        if not folder.is_dir() or folder.is_symlink():
            continue
        held = _lock(folder)
        if held is not None or (not _has_locks(folder) and _is_old(folder)):
            shutil.rmtree(folder, ignore_errors=True)
        _let_go(held)


def clear_files(folder: Path) -> None:
    """Delete unfinished files in a folder; whoever is writing one just now finds that it cannot."""
    for path in _unfinished(folder, "."):
        with suppress(OSError):
            if path.is_file():
                path.unlink()


def _unfinished(parent: Path, name: str) -> list[Path]:
    with suppress(OSError), os.scandir(parent) as entries:
        return [Path(e.path) for e in entries if e.name.startswith(name) and e.name.endswith(UNFINISHED)]
    return []


def _user() -> int:
    return os.getuid() if hasattr(os, "getuid") else 0


def _is_old(path: Path) -> bool:
    with suppress(OSError):
        return time.time() - path.stat().st_mtime > ABANDONED_AFTER
    return False


def _is(path: Path, held: int) -> bool:
    with suppress(OSError):
        return os.path.samestat(path.stat(), os.fstat(held))
    return False


def _lock(folder: Path) -> int | None:
    """The open folder, locked for as long as it stays open; None where another has it, or there are no locks."""
    held = None
    try:
        import fcntl  # noqa: PLC0415 - not on Windows

        held = os.open(folder, os.O_RDONLY)
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (ImportError, OSError):
        _let_go(held)
        return None
    return held


def _has_locks(folder: Path) -> bool:
    """Whether folders can be locked there: a second holder of the same lock is told so, not that there is none."""
    with suppress(ImportError, OSError):
        import fcntl  # noqa: PLC0415 - likewise

        held = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(held, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(held)
        return True
    return False


def _let_go(held: int | None) -> None:
    if held is not None:
        os.close(held)
