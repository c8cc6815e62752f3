"""What was computed before, on disk, by the hash of everything that determined it.

A cache that cannot be read or written is no error, and a damaged entry is a miss: each carries a checksum of itself and
its name.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from importlib import metadata
from pathlib import Path

from jacobook.errors import JacobookError
from jacobook.work.files import write_file

_DIGEST = hashlib.sha256().digest_size


class Cache:
    """Entries of bytes in a folder, by a kind and a key."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._used: dict[str, set[str]] = defaultdict(set)

    def get(self, kind: str, key: str) -> bytes | None:
        """The entry, or None."""
        with suppress(OSError), open(self._path(kind, key), "rb") as file:  # noqa: PTH123 - thousands in a build
            content = file.read()
            digest, data = content[:_DIGEST], content[_DIGEST:]
            if _checksum(kind, key, data) == digest:
                return data
        return None

    def has(self, kind: str, key: str) -> bool:
        """Whether there is an entry, whole or damaged."""
        return os.path.isfile(self._path(kind, key))  # noqa: PTH113 - likewise

    def keep(self, kind: str, key: str) -> None:
        """Have an entry kept, if there is one, as if it had been asked for."""
        self._path(kind, key)

    def put(self, kind: str, key: str, data: bytes) -> bool:
        """Remember an entry; False where that is not possible."""
        try:
            write_file(Path(self._path(kind, key)), _checksum(kind, key, data) + data)
        except JacobookError:
            return False
        return True

    def forget_unused(self, kind: str) -> None:
        """Delete what this object was neither asked for nor told."""
        with suppress(OSError):
            for path in (self.folder / kind).iterdir():
                if path.name not in self._used[kind]:
                    path.unlink(missing_ok=True)

    def folders(self) -> list[Path]:
        """Where entries lie: the folder itself, and one for each kind."""
        with suppress(OSError), os.scandir(self.folder) as entries:
            return [self.folder, *(Path(entry.path) for entry in entries if entry.is_dir(follow_symlinks=False))]
        return []

    def _path(self, kind: str, key: str) -> str:
        self._used[kind].add(key)
        return os.path.join(self.folder, kind, key)  # noqa: PTH118 - likewise


def _checksum(kind: str, key: str, data: bytes) -> bytes:
    """Of what an entry holds and of what it is for: one that has come under another name is damaged."""
    named = hashlib.sha256(f"{kind}\0{key}\0".encode("utf-8", "surrogatepass"))
    named.update(data)
    return named.digest()


def key_of(*parts: object) -> str:
    """The hash of values that JSON can write."""
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, default=dict)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@cache
def version_of(package: str) -> str:
    """The version of an installed package, asked for once: each time it would be read from disk."""
    return metadata.version(package)


def folder_key(root: Path, paths: Iterable[Path], pattern: str = "*") -> str:
    """The hash of the contents of files, and of the files in folders that match a pattern, with their names."""
    found = {file for path in paths for file in (path.rglob(pattern) if path.is_dir() else [path]) if file.is_file()}
    return key_of(
        [(os.path.relpath(file, root), hashlib.sha256(file.read_bytes()).hexdigest()) for file in sorted(found)]
    )
