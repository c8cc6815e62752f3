"""A Python-Markdown extension that takes whole elements of raw HTML past Markdown's reading of HTML.

Tables and derivations are written as HTML by the templates, up to a megabyte a page. Python-Markdown and MkDocs each
read all of it tag by tag, only to put it back as it was. An element that stands between blank lines, and holds none,
can be put aside at once, with the same result.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markdown import Extension
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor

from jacobook.publish.markdown.builder import AFTER_READERS, TellAnchors
from jacobook.publish.markdown.mathematics import NAME as MATHEMATICS
from jacobook.publish.markdown.mathematics import label_seals, seal_formulas, seals_stay

if TYPE_CHECKING:
    from markdown import Markdown

_BLANK = re.compile(r"(\n(?:[ \t]*\n)+)")
_ELEMENT = re.compile(r"<(div|section|table|nav|ul|ol|p|figure|details)(?=[\s>])")
# What is read in another way inside, or by Markdown after all.
_NOT_PLAIN = re.compile(r"<(?:script|style|pre|textarea|!|\?)|\smarkdown(?=[\s=>/])|[\x02\x03]", re.IGNORECASE)
_IDENTIFIER = re.compile(r"""<[a-zA-Z][^<>]*?\sid=(?:"([^"]*)"|'([^']*)')""")
# Preprocessors in the order of their numbers: fences go at 25, formulas are sealed at 24, MkDocs reads HTML at 21,
# Python-Markdown at 20.
_BEFORE_SEALS = 24.5
NAME = "jacobook-raw-html"
_STUB = '<div data-jacobook-block="{}"></div>'
_STUBS = re.compile(_STUB.format(r"(\d{1,9})"))


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


class PutAside(Preprocessor):
    """Runs when fences are gone: takes elements out of the text, with their formulas sealed already."""

    md: Markdown

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self.blocks: list[str] = []
        self.identifiers: set[str] = set()

    def run(self, lines: list[str]) -> list[str]:
        parts = _BLANK.split("\n".join(lines))
        self.blocks, self.identifiers = [], set()
        for number in range(0, len(parts), 2):
            block = parts[number].rstrip()
            made = self._made(block) if _ELEMENT.match(block) else None
            if made is not None:
                self.identifiers.update(made[1])
                parts[number] = self.md.htmlStash.store(_STUB.format(len(self.blocks)))
                self.blocks.append(made[0])
        return "".join(parts).split("\n")

    def _made(self, block: str) -> tuple[str, list[str]] | None:
        """One element as it will stand in the page, and its ids; None for anything else."""
        if not is_one_element(block):
            return None
        identifiers = sorted({double or single for double, single in _IDENTIFIER.findall(block)})
        return (label_seals(seal_formulas(block)) if MATHEMATICS in self.md.preprocessors else block), identifiers


class _PutBack(Postprocessor):
    """Puts elements back into the page: before its seals are opened, or, where these stay, when all else is done."""

    def __init__(self, put_aside: PutAside, *, sealed: bool) -> None:
        super().__init__()
        self._put_aside = put_aside
        self._sealed = sealed

    def run(self, text: str) -> str:
        blocks = self._put_aside.blocks
        if seals_stay() != self._sealed or not blocks:
            return text
        return _STUBS.sub(lambda stub: blocks[int(stub[1])] if int(stub[1]) < len(blocks) else stub[0], text)


class RawHtmlExtension(Extension):
    """Spares three readings of the HTML in a page."""

    def extendMarkdown(self, md: Markdown) -> None:
        put_aside = PutAside(md)
        md.preprocessors.register(put_aside, NAME, _BEFORE_SEALS)
        md.preprocessors.register(TellAnchors(md, lambda: put_aside.identifiers), f"{NAME}-identifiers", AFTER_READERS)
        # Formulas are opened, or labelled, at -100.
        md.postprocessors.register(_PutBack(put_aside, sealed=False), f"{NAME}-opened", -50)
        md.postprocessors.register(_PutBack(put_aside, sealed=True), f"{NAME}-sealed", -150)


def makeExtension(**settings: object) -> RawHtmlExtension:
    """What Python-Markdown calls."""
    return RawHtmlExtension(**settings)
