"""A Python-Markdown extension: highlighted code without spans around names, signs and spaces.

These are most of what Pygments makes of a program, and a page of a rule holds twenty programs.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markdown import Extension
from markdown.postprocessors import Postprocessor

if TYPE_CHECKING:
    from markdown import Markdown

_HIGHLIGHTED = re.compile(r'<div class="highlight">.*?</pre>', re.DOTALL)
_PLAIN = re.compile(r'<span class="[nopw]">([^<]*)</span>')
"""What Pygments calls a name, an operator, a punctuation mark and white space."""
_AFTER_HIGHLIGHTING = 5
"""Python-Markdown puts the code back at 30."""


class PlainSpans(Postprocessor):
    """Leaves color to keywords, functions, numbers, texts and comments."""

    def run(self, text: str) -> str:
        return _HIGHLIGHTED.sub(lambda block: _PLAIN.sub(r"\1", block[0]), text)


class CodeSpansExtension(Extension):
    """Makes highlighted code lighter."""

    def extendMarkdown(self, md: Markdown) -> None:
        md.postprocessors.register(PlainSpans(), "jacobook-code-spans", _AFTER_HIGHLIGHTING)


def makeExtension(**settings: object) -> CodeSpansExtension:
    """What Python-Markdown calls."""
    return CodeSpansExtension(**settings)
