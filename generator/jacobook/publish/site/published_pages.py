"""Files of the published site that a build reuses unchanged, as another name of the same file.

Most pages of a build after a small change are those that stand already. Reading, comparing and writing a hundred
megabytes again takes as long as all the rest; a hard link takes nothing.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path

from jacobook.work.cache import Cache
from jacobook.work.files import identity

KIND = "published"
_NAME = "pages"


class PublishedPages:
    """The pages of the site in one folder that another folder, which is being filled, can have.

    What was published is known by what each page was made of, and by its file's identity: whoever touches a file has
    changed that.
    """

    def __init__(self, cache: Cache, published: Path, filled: Path) -> None:
        self._cache = cache
        self._published = published
        self._filled = filled
        self._known: dict[str, list[object]] = {}
        self._made: dict[str, str] = {}
        if published != filled:
            with suppress(ValueError):
                self._known = json.loads(cache.get(KIND, _NAME) or b"{}")

    def expect(self, name: str, key: str) -> None:
        """Record that the folder will have a page; `key` identifies all that it is built from."""
        self._made[name] = key

    def take_over(self, name: str) -> bool:
        """Put an expected page into the folder if the one that was published is made of the same."""
        known = self._known.get(name)
        if known is None or known[0] != self._made[name]:
            return False
        old, new = f"{self._published}/{name}", f"{self._filled}/{name}"
        try:
            if known[1:] != identity(old):
                return False
            os.makedirs(new.rpartition("/")[0], exist_ok=True)  # noqa: PTH103 - thousands in a build
            os.link(old, new)
        except OSError:
            # A file system without hard links, or a page that is gone: it is written.
            return False
        return True

    def take_over_copy(self, name: str, source: str) -> bool:
        """Put the copy of a file into the folder if it was published, and the file at `source` is still the same."""
        try:
            self.expect(name, json.dumps([source, *identity(source)]))
        except OSError:
            return False
        return self.take_over(name)

    def remember(self) -> None:
        """Called when the folder is complete and about to be published."""
        found = {}
        for name, key in self._made.items():
            with suppress(OSError):
                found[name] = [key, *identity(f"{self._filled}/{name}")]
        self._cache.put(KIND, _NAME, json.dumps(found).encode())
