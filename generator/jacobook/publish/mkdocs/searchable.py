"""What search reads of a generated page, which is little of it."""

from __future__ import annotations

import re

_SECTION = re.compile(r"(?=<h[1-6][ >])")
_EXCLUDED = re.compile(r"<div\b[^<>]*\sdata-search-exclude(?=[\s=>])[^<>]*>")


def searchable(content: str) -> str:
    """What search reads of a generated page: its sections, without what it would leave out after reading it.

    That is most of the page, in derivations, programs and tables, and search reads HTML slowly. All headings of these
    pages stand side by side.
    """
    return "".join(
        _without_excluded(section)
        for section in _SECTION.split(content)
        if "data-search-exclude" not in section.partition(">")[0]
    )


def _without_excluded(section: str) -> str:
    """A section without the boxes that search is told to leave out; one that holds others is left to search."""
    kept, place = [], 0
    for opened in _EXCLUDED.finditer(section):
        end = section.find("</div>", opened.end())
        if end < 0:
            break
        if opened.start() >= place and "<div" not in section[opened.end() : end]:
            kept.append(section[place : opened.start()])
            place = end + len("</div>")
    return "".join([*kept, section[place:]])
