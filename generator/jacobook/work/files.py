"""Writing files so that a reader only ever sees a whole one: beside the target first, then in its place."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from jacobook.errors import JacobookError
from jacobook.work.exchange import exchanged
from jacobook.work.unfinished import UNFINISHED, clear_files, clear_folders, clear_temporary_folders, held_folder


class OutputError(JacobookError):
    """A file or folder that cannot be written."""


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Within it, an `OSError` becomes an `OutputError` that names the path."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(
            f"cannot write {path}: {reason[:1].lower()}{reason[1:]}",
            hint="nothing was changed; choose another place, or make this one writable",
        ) from None


def write_file(path: Path, content: bytes | str) -> bool:
    """Put the content at the path, whole or not at all; False if it was there already. Raises `OutputError`."""
    data = content.encode("utf-8") if isinstance(content, str) else content
    with writing(path):
        with suppress(FileNotFoundError, NotADirectoryError):
            mode = path.stat().st_mode
            if stat.S_ISDIR(mode):
                raise IsADirectoryError(errno.EISDIR, "a folder with this name is in the way")
            if not stat.S_ISREG(mode):
                # A device or a pipe takes what it is given, and must not be replaced by a file.
                path.write_bytes(data)
                return True
            if path.read_bytes() == data:
                return False
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}{UNFINISHED}")
        try:
            beside.write_bytes(data)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    return True


def identity(path: Path | str) -> list[int]:
    """What tells a file from any that is put in its place, and from itself once it is changed. Raises `OSError`."""
    status = os.stat(path)  # noqa: PTH116 - thousands in a build, and making a path takes longer
    return [status.st_ino, status.st_size, status.st_mtime_ns]


def files_below(folder: Path) -> list[str]:
    """The paths of all files in a folder, from there, with `/` between their parts, in order."""
    found = []
    root = f"{os.path.abspath(folder)}{os.sep}"  # noqa: PTH100 - `Path.walk` is slow, and there are thousands
    for place, _, names in os.walk(root):
        below = place.removeprefix(root).replace(os.sep, "/")
        found += [f"{below}/{name}" if below else name for name in names]
    return sorted(found)


@dataclass(frozen=True, slots=True)
class Changes:
    """What bringing a folder up to date did, as paths relative to it."""

    written: tuple[str, ...]
    deleted: tuple[str, ...]


def synchronise(folder: Path, contents: Iterable[tuple[str, bytes | str]], others: Iterable[str] = ()) -> Changes:
    """Make the folder hold exactly these files, touching only what differs. Raises `OutputError`.

    Each is written as it comes, so that they need not all be held at a time. Everything else in the folder is deleted,
    but for the `others` by name: it is for generated files only.
    """
    written, wanted = [], set(others)
    for name, content in contents:
        wanted.add(name)
        if write_file(folder / name, content):
            written.append(name)
    deleted = []
    with writing(folder):
        for name in files_below(folder):
            if name not in wanted:
                (folder / name).unlink()
                deleted.append(name)
        for place, folders, _ in os.walk(folder, topdown=False):
            for path in (Path(place, name) for name in folders):
                if path.is_symlink():
                    path.unlink()
                elif not any(path.iterdir()):
                    path.rmdir()
    return Changes(tuple(written), tuple(deleted))


@contextmanager
def folder_beside(target: Path) -> Iterator[Path]:
    """A fresh folder on the target's file system, for building aside; what is left of it at the end is deleted."""
    with ExitStack() as stack:
        with writing(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            fresh = stack.enter_context(held_folder(target.parent, f".{target.name}."))
        yield fresh


def replace_folder(fresh: Path, target: Path) -> None:
    """Put a finished folder in the place of another, which is deleted; after an `OutputError` the old one stands."""
    exchange_folder(fresh, target)()


def exchange_folder(fresh: Path, target: Path) -> Callable[[], None]:
    """Do what `replace_folder` does, up to deleting the old folder, which the function does that is returned.

    Where the system can exchange two names, there is no moment without a folder.
    """
    old = _previous(target)
    with writing(target):
        recover(target)
        if target.exists():
            if exchanged(fresh, target):
                fresh.rename(old)
                return partial(shutil.rmtree, old, ignore_errors=True)
            target.rename(old)
        try:
            fresh.rename(target)
        except OSError:
            recover(target)
            raise
    return partial(shutil.rmtree, old, ignore_errors=True)


def recover(target: Path) -> None:
    """Undo a replacement that was cut off between its two renamings, and clear away what a killed run left behind."""
    clear_folders(target.parent, f".{target.name}.")
    old = _previous(target)
    if not old.exists():
        return
    if target.exists():
        shutil.rmtree(old, ignore_errors=True)
    else:
        old.rename(target)


def clear_away(folders: Iterable[Path]) -> None:
    """Delete what killed runs have left in these folders, not below them, and among the system's temporary files."""
    for folder in folders:
        clear_folders(folder, ".")
        clear_files(folder)
    clear_temporary_folders()


def _previous(target: Path) -> Path:
    return target.with_name(f".{target.name}.previous")


def require_writable(folder: Path) -> None:
    """Raise `OutputError` now if nothing can be made in the folder's place later."""
    with writing(folder):
        if folder.exists() and not folder.is_dir():
            raise NotADirectoryError(20, "a file with this name is in the way")
        nearest = next(parent for parent in (folder, *folder.absolute().parents) if parent.is_dir())
        if not os.access(nearest, os.W_OK | os.X_OK):
            raise PermissionError(13, "permission denied")
        probe = nearest / f".{secrets.token_hex(4)}{UNFINISHED}"
        probe.touch()
        probe.unlink()


@contextmanager
def one_at_a_time(lock: Path) -> Iterator[None]:
    """Within it, no other process is within it for the same file; the end of a process, however it comes, frees it.

    Where the system or the folder has no such locks, everybody goes on.
    """
    with ExitStack() as stack:
        with suppress(ImportError, OSError):
            import fcntl  # noqa: PLC0415 - not on Windows

            lock.parent.mkdir(parents=True, exist_ok=True)
            file = stack.enter_context(lock.open("ab"))
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
