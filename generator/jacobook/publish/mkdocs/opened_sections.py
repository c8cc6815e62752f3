"""Sections of large pages with their formulas typeset, so that a change in one does not set the others again.

Setting ten thousand formulas takes a third of a second even where each is known by itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from contextlib import suppress

from jacobook.work.cache import Cache, key_of

KIND = "opened"
# In characters of HTML with its formulas sealed: below it, a page is opened as fast as it is read.
LARGE = 200_000
_LIST = "sections"
_SECTION = re.compile(r"(?=<h[1-6][ >])")


def sections_of(html: str) -> list[str]:
    """The parts of a page from heading to heading, which make the page when they are joined."""
    return [part for part in _SECTION.split(html) if part]


class OpenedSections:
    """What is known of the sections of a site's pages; pages that are not opened in this build keep theirs."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self._keys: dict[str, list[str]] = {}
        with suppress(ValueError):
            self._keys = json.loads(cache.get(KIND, _LIST) or b"{}")

    def opened(self, name: str, html: str, setting: str, open_part: Callable[[str], str]) -> str:
        """A page's HTML with its formulas typeset by `open_part`, which does so in a part of it.

        `setting` stands for all that the outcome depends on beside the HTML.
        """
        self._keys.pop(name, None)
        if len(html) < LARGE:
            return open_part(html)
        parts = sections_of(html)
        keys = self._keys[name] = [key_of(setting, part) for part in parts]
        return "".join(self._opened(key, part, open_part) for key, part in zip(keys, parts, strict=True))

    def _opened(self, key: str, part: str, open_part: Callable[[str], str]) -> str:
        known = self._cache.get(KIND, key)
        if known is not None:
            return known.decode()
        opened = open_part(part)
        self._cache.put(KIND, key, opened.encode())
        return opened

    def remember(self, pages: Iterable[str]) -> None:
        """Told when the site is complete, with all its pages: what none of them has is about to be forgotten."""
        kept = {name: self._keys[name] for name in pages if name in self._keys}
        self._cache.put(KIND, _LIST, json.dumps(kept).encode())
        for keys in kept.values():
            for key in keys:
                self._cache.keep(KIND, key)
