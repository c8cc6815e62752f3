"""A Python-Markdown extension for authors: a question stands in the page, and its proved answer in what is built.

In mkdocs.yml: `markdown_extensions: [jacobook.publish.mathematics, jacobook.publish.jacobian_blocks]`. Both MkDocs and
Zensical run it. What stands in a block is told in `jacobook.block`, and in an exercise in `jacobook.exercise`. Both
layouts follow the reader's switch, unless one is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from markdown import Extension, Markdown
from markdown.preprocessors import Preprocessor

from jacobook.block import Block, read_block
from jacobook.errors import JacobookError
from jacobook.exercise import read_exercise
from jacobook.publish.markdown.answered_blocks import render
from jacobook.publish.markdown.builder import page_name, site_folder
from jacobook.publish.markdown.exercises import render_exercise
from jacobook.publish.markdown.labels import Labels, documents_in, labels_in
from jacobook.publish.markdown.page_errors import page_error
from jacobook.publish.markdown.page_grammar import FENCED
from jacobook.publish.markdown.references import NumberLabels, register_labels

BLOCK, EXERCISE = "jacobian", "exercise"


def require_answered_blocks(folder: Path, pages: Iterable[str]) -> None:
    """Answer the blocks of pages of the site in a folder: what is wrong with one is told before other work is done.

    In a project the answers are remembered until the pages are converted. Raises `PageError`.
    """
    documents = documents_in(folder)
    for page in pages:
        text = (documents / page).read_text("utf-8", errors="replace")
        if not any(_kind(match) for match in FENCED.finditer(text)):
            continue
        try:
            labels = labels_in(folder)
        except JacobookError as error:
            raise page_error(error, None) from None
        _Answering(page, labels, folder).answered(text)


def _kind(match: re.Match[str]) -> str:
    """Which of our kinds a fenced block is; empty where it is none."""
    kind = match["kind"].strip()
    return kind if kind in (BLOCK, EXERCISE) else ""


class _Answering:
    """Answers the blocks and exercises of one page; exercises are numbered as they are met."""

    def __init__(self, page: str | None, labels: Labels, folder: Path) -> None:
        self._page, self._labels, self._folder = page, labels, folder
        self._exercises = 0

    def answered(self, text: str) -> str:
        """A text of the page with what is built in the place of its blocks. Raises `PageError`, with the line."""
        return FENCED.sub(self._replaced, text)

    def _replaced(self, match: re.Match[str]) -> str:
        kind = _kind(match)
        if not kind:
            return match.group()
        body = "\n".join(line.removeprefix(match["indent"]) for line in match["body"].splitlines())
        try:
            rendered = self._block(body) if kind == BLOCK else self._exercise(body)
        except JacobookError as error:
            first = next((line.strip() for line in body.splitlines() if line.strip()), "")
            line = _line_of(documents_in(self._folder) / self._page, kind, first) if self._page else None
            place = self._page if line is None else f"{self._page}:{line}"
            words = "exercise" if kind == EXERCISE else "jacobian block"
            raise page_error(error.within(f"{words} {first!r}"), place) from None
        return "\n" + "\n".join(match["indent"] + line for line in rendered.splitlines()) + "\n"

    def _block(self, body: str) -> str:
        block = read_block(body)
        return render(block, self._folder, self._labels.place(block.label).number if block.label else None)

    def _exercise(self, body: str) -> str:
        self._exercises += 1
        exercise = read_exercise(body)
        # Blocks may stand in its words, too.
        return self.answered(render_exercise(exercise, self._exercises, self._folder))


def _line_of(page: Path, kind: str, first: str) -> int | None:
    """The line on which a block begins in the file of a page, if it is found there."""
    if not page.is_file():
        return None
    lines = [line.strip() for line in page.read_text("utf-8", errors="replace").splitlines()]
    starts = (
        n for n, line in enumerate(lines[:-1], start=1) if line.endswith(kind) and line.startswith(("```", "~~~"))
    )
    return next((n for n in starts if lines[n] == first), None)


class _Blocks(Preprocessor):
    """Answers each block before fenced code is taken out."""

    def __init__(self, md: Markdown, numbering: NumberLabels) -> None:
        super().__init__(md)
        self._numbering = numbering

    def run(self, lines: list[str]) -> list[str]:
        answering = _Answering(page_name(self.md), self._numbering.labels, site_folder(self.md))
        return answering.answered("\n".join(lines)).split("\n")


class JacobianBlocksExtension(Extension):
    """Answers the `jacobian` blocks of a page."""

    def extendMarkdown(self, md: Markdown) -> None:
        # Before fenced code (25) and before formulas are sealed (24).
        md.preprocessors.register(_Blocks(md, register_labels(md)), "jacobook-blocks", 27)


def makeExtension(**settings: Any) -> JacobianBlocksExtension:
    """What Python-Markdown calls."""
    return JacobianBlocksExtension(**settings)


__all__ = ["Block", "JacobianBlocksExtension", "makeExtension", "read_block", "render", "require_answered_blocks"]
