r"""Labels and references within the text of a page: `\eqref{eq:loss}` or `[](#eq:loss)` becomes a link that says (3).

`\ref{eq:loss}` says 3 without brackets, and `[words](#eq:loss)` keeps its words; each leads to the page on which the
formula stands. All of it happens before formulas are sealed, so that a seal holds its number.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from markdown.preprocessors import Preprocessor

from jacobook.errors import JacobookError
from jacobook.publish.markdown.builder import AFTER_READERS, TellAnchors, page_name, site_folder
from jacobook.publish.markdown.labels import NOTHING, Labels, concerns_labels, label_of_formula, labels_in
from jacobook.publish.markdown.page_errors import page_error
from jacobook.publish.markdown.page_grammar import DISPLAYED, INLINE, QUOTED, reader

if TYPE_CHECKING:
    from markdown import Markdown

NAME = "jacobook-labels"
_REFERENCE = r"""
    \\(?P<command>eqref|ref)\{(?P<named>[^{}\n]*)\}
  | (?<!!)\[(?P<words>[^\[\]\n]*)\]\(\#(?P<target>[^\s()]+)\)
"""
_SOURCE = reader(QUOTED, DISPLAYED, INLINE, _REFERENCE)
_LABEL = re.compile(r"#[^\s\"{}]+")


class NumberLabels(Preprocessor):
    """Runs first of all, on the text as its author wrote it: finds the labels of the site and of the page."""

    md: Markdown
    labels: Labels = NOTHING
    page: str = ""
    text: str = ""

    def run(self, lines: list[str]) -> list[str]:
        self.text = text = "\n".join(lines)
        self.page = page_name(self.md) or ""
        self.labels = NOTHING
        if concerns_labels(text):
            try:
                self.labels = labels_in(site_folder(self.md))
                if self.page not in self.labels.pages:
                    self.labels = self.labels.and_page(self.page, text)
            except JacobookError as error:
                raise page_error(error, None) from None
        return lines

    def line_of(self, source: str) -> str:
        """The page with the line on which a piece of it begins, as far as either is known."""
        before, found, _ = self.text.partition(source)
        line = str(before.count("\n") + 1) if found else ""
        return ":".join(part for part in (self.page, line) if part) if self.page else line and f"line {line}"


class _ResolveReferences(Preprocessor):
    """Runs when fences are gone and before formulas are sealed."""

    def __init__(self, md: Markdown, numbering: NumberLabels) -> None:
        super().__init__(md)
        self._numbering = numbering

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        return _SOURCE.sub(self._resolved, text).split("\n") if concerns_labels(text) else lines

    def _resolved(self, match: re.Match[str]) -> str:
        try:
            if match["display"]:
                return self._numbered(match)
            if match["command"]:
                name = match["named"].strip()
                number = self._numbering.labels.place(name).number
                return self._link(name, f"({number})" if match["command"] == "eqref" else str(number))
            if match["target"] and (not match["words"] or match["target"] in self._numbering.labels.places):
                name = match["target"]
                return self._link(name, match["words"] or f"({self._numbering.labels.place(name).number})")
        except JacobookError as error:
            raise page_error(error, self._numbering.line_of(match[0])) from None
        return match[0]

    def _numbered(self, match: re.Match[str]) -> str:
        braces = match["options"] or "{}"
        tex, name = label_of_formula(match["displayed"], braces)
        if not name:
            return match[0]
        number = self._numbering.labels.place(name).number
        options = f'{_LABEL.sub("", braces[1:-1], count=1)} name="{name}" number="{number}"'
        return f"{match['indent']}$${tex}$$ {{{options.strip()}}}"

    def _link(self, name: str, words: str) -> str:
        target, here = self._numbering.labels.place(name).page, self._numbering.page
        path = "" if target == here else posixpath.relpath(target, posixpath.dirname(here) or ".")
        return f"[{words}]({path}#{name})"


def register_labels(md: Markdown) -> NumberLabels:
    """Let a converter number labels and resolve references, once whichever extension asks for it."""
    known = next((found for found in md.preprocessors if isinstance(found, NumberLabels)), None)
    if known is not None:
        return known
    numbering = NumberLabels(md)
    # Blocks are answered at 27, fences go at 25, raw HTML is put aside at 24.5, HTML is read at 21 and 20.
    md.preprocessors.register(numbering, NAME, 28)
    md.preprocessors.register(_ResolveReferences(md, numbering), f"{NAME}-references", 24.75)
    places = TellAnchors(md, lambda: numbering.labels.of_page(numbering.page))
    md.preprocessors.register(places, f"{NAME}-places", AFTER_READERS)
    return numbering
