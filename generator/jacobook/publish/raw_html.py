"""A Python-Markdown extension that takes whole elements of raw HTML past Markdown's reading of HTML.

Tables and derivations are written as HTML by the templates, up to a megabyte a page. Python-Markdown and MkDocs each
read all of it tag by tag, only to put it back as it was. An element that stands between blank lines, and holds none,
can be put aside at once, with the same result.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markdown import Extension
from markdown.preprocessors import Preprocessor

if TYPE_CHECKING:
    from markdown import Markdown

_BLANK = re.compile(r"(\n(?:[ \t]*\n)+)")
_ELEMENT = re.compile(r"<(div|section|table|nav|ul|ol|p|figure|details)(?=[\s>])")
# What is read in another way inside, or by Markdown after all.
_NOT_PLAIN = re.compile(r"<(?:script|style|pre|textarea|!|\?)|\smarkdown(?=[\s=>/])|[\x02\x03]", re.IGNORECASE)
_IDENTIFIER = re.compile(r"""<[a-zA-Z][^<>]*?\sid=(?:"([^"]*)"|'([^']*)')""")
# Preprocessors in the order of their numbers: formulas are sealed at 24, MkDocs reads at 21, Python-Markdown at 20.
_BEFORE_READERS, _AFTER_READERS = 22, 15


def is_one_element(block: str) -> bool:
    """Whether a block of text is one element of HTML from its first character to its last, with nothing behind it."""
    opened = _ELEMENT.match(block)
    if opened is None or _NOT_PLAIN.search(block):
        return False
    depth = 0
    for tag in re.finditer(rf"<(/?){opened[1]}(?=[\s>])[^<>]*>", block):
        if tag[0].endswith("/>"):
            return False
        depth += -1 if tag[1] else 1
        if depth == 0:
            return tag.end() == len(block)
    return False


class _PutAside(Preprocessor):
    """Runs when fences are gone and formulas are sealed."""

    md: Markdown

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self.identifiers: set[str] = set()

    def run(self, lines: list[str]) -> list[str]:
        parts = _BLANK.split("\n".join(lines))
        self.identifiers = set()
        for number in range(0, len(parts), 2):
            block = parts[number].rstrip()
            if is_one_element(block):
                self.identifiers |= {double or single for double, single in _IDENTIFIER.findall(block)}
                parts[number] = self.md.htmlStash.store(block)
        return "".join(parts).split("\n")


class _TellIdentifiers(Preprocessor):
    """Tells MkDocs, when it has read the rest, of the places that links may lead to in what it did not read."""

    def __init__(self, md: Markdown, put_aside: _PutAside) -> None:
        super().__init__(md)
        self._put_aside = put_aside

    def run(self, lines: list[str]) -> list[str]:
        for processor in self.md.preprocessors:
            known = getattr(processor, "present_anchor_ids", None)
            if isinstance(known, set):
                known |= self._put_aside.identifiers
        return lines


class RawHtmlExtension(Extension):
    """Spares two readings of the HTML in a page."""

    def extendMarkdown(self, md: Markdown) -> None:
        put_aside = _PutAside(md)
        md.preprocessors.register(put_aside, "jacobook-raw-html", _BEFORE_READERS)
        md.preprocessors.register(_TellIdentifiers(md, put_aside), "jacobook-raw-html-identifiers", _AFTER_READERS)


def makeExtension(**settings: object) -> RawHtmlExtension:
    """What Python-Markdown calls."""
    return RawHtmlExtension(**settings)
