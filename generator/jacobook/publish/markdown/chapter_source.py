"""What is taken out of a chapter's source before Markdown reads it: blocks in fences, and formulas."""

from __future__ import annotations

import re
from collections.abc import Callable

from markdown import Extension, Markdown
from markdown.preprocessors import Preprocessor

from jacobook.publish.markdown.mathematics import seal_formulas
from jacobook.publish.markdown.page_grammar import FENCED


class _Blocks(Preprocessor):
    """Puts what is in fences aside, as elements that Markdown leaves alone."""

    def __init__(self, md: Markdown, put_aside: Callable[[str, str], int]) -> None:
        super().__init__(md)
        self._put_aside = put_aside

    def run(self, lines: list[str]) -> list[str]:
        return FENCED.sub(self._stub, "\n".join(lines)).split("\n")

    def _stub(self, match: re.Match[str]) -> str:
        body = "\n".join(line.removeprefix(match["indent"]) for line in match["body"].splitlines())
        number = self._put_aside(match["kind"].strip(), body)
        return f'\n{match["indent"]}<div data-part="{number}"></div>\n'


class _Formulas(Preprocessor):
    """Puts formulas aside, likewise."""

    def run(self, lines: list[str]) -> list[str]:
        return seal_formulas("\n".join(lines)).split("\n")


class PutAside(Extension):
    """Puts blocks and formulas aside; `put_aside` is given the kind of a block and what is in it, and numbers it."""

    def __init__(self, put_aside: Callable[[str, str], int]) -> None:
        super().__init__()
        self._put_aside = put_aside

    def extendMarkdown(self, md: Markdown) -> None:
        md.preprocessors.register(_Blocks(md, self._put_aside), "jacobook-book-blocks", 27)
        md.preprocessors.register(_Formulas(md), "jacobook-book-formulas", 24)


__all__ = ["PutAside"]
