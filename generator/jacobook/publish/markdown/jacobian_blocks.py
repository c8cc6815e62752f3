"""A Python-Markdown extension for authors: a question stands in the page, and its proved answer in what is built.

In mkdocs.yml: `markdown_extensions: [jacobook.publish.mathematics, jacobook.publish.jacobian_blocks]`. Both MkDocs and
Zensical run it. What stands in a block is told in `jacobook.block`. Both layouts follow the reader's switch, unless one
is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from markdown import Extension, Markdown
from markdown.preprocessors import Preprocessor

from jacobook.answers.questions import answered_question
from jacobook.block import Block, read_block
from jacobook.document.setting.environment import Templates
from jacobook.document.setting.mathematics import written_in
from jacobook.errors import JacobookError, LanguageError
from jacobook.notation.options import BOOK, Notation
from jacobook.publish.markdown.builder import page_name, site_folder
from jacobook.publish.markdown.labels import Labels, documents_in, labels_in
from jacobook.publish.markdown.page_errors import page_error
from jacobook.publish.markdown.page_grammar import FENCED
from jacobook.publish.markdown.references import NumberLabels, register_labels
from jacobook.publish.project.project import find_project
from jacobook.publish.project.settings import NAME as SETTINGS
from jacobook.work.cache import Cache


def render(block: Block, folder: Path | None = None, number: int | None = None) -> str:
    """The block as Markdown that the rest of the chain typesets, written as the project in that folder chooses.

    `number` is that of its label, where it has one.

    Raises what `answer_question` raises, `Disproved` for a claim that is not right, and `LanguageError` where it asks
    for a graph that there is not. In a project what was proved once is remembered.
    """
    return _rendered(block, number, _workplace(folder, _state(folder)))


@lru_cache(maxsize=512)
def _rendered(block: Block, number: int | None, work: _Workplace) -> str:
    answered = answered_question(block, work.cache, work.notation)
    (derivative,) = answered.page.derivatives
    if "backward" in block.show and answered.backward is None:
        raise LanguageError("the backward pass has no matrix form to show")
    block.graph(derivative.flow)
    with written_in(work.notation):
        text = work.templates.render(
            "markdown",
            "block.md.jinja",
            page=answered.page,
            derivative=derivative,
            backward=answered.backward,
            claim=block.claim,
            claimed=answered.claimed,
            matrix=answered.matrix,
            show=block.show,
            layout=block.layout,
            label=block.label,
            number=number,
        )
    # A blank line would end the raw HTML that the block is.
    return "\n".join(line for line in text.splitlines() if line.strip())


@dataclass(frozen=True, slots=True, eq=False)
class _Workplace:
    """What blocks are rendered with: templates are compiled, and the project's choices read, once."""

    templates: Templates
    notation: Notation
    cache: Cache | None


def _state(folder: Path | None) -> tuple[tuple[str, int, int], ...]:
    """What the workplace is made of, by size and time of its last change: a site that is served outlives edits."""
    templates = [path for root in Templates(folder).folders for path in sorted(root.rglob("*.jinja"))]
    settings = [] if folder is None else [parent / SETTINGS for parent in (folder, *folder.parents)]
    status = [(str(path), path.stat()) for path in (*templates, *settings) if path.is_file()]
    return tuple((path, found.st_size, found.st_mtime_ns) for path, found in status)


@lru_cache(maxsize=8)
def _workplace(folder: Path | None, _: tuple[tuple[str, int, int], ...]) -> _Workplace:
    """That of the project in a folder; without a project the ordinary one, which remembers nothing on disk."""
    project = None
    if folder is not None:
        with suppress(JacobookError):
            project = find_project(folder)
    return _Workplace(
        Templates(folder),
        project.settings.written if project is not None else BOOK,
        Cache(project.cache) if project is not None else None,
    )


def require_answered_blocks(folder: Path, pages: Iterable[str]) -> None:
    """Answer the blocks of pages of the site in a folder: what is wrong with one is told before other work is done.

    In a project the answers are remembered until the pages are converted. Raises `PageError`.
    """
    documents = documents_in(folder)
    for page in pages:
        text = (documents / page).read_text("utf-8", errors="replace")
        for match in FENCED.finditer(text):
            if _is_block(match):
                try:
                    labels = labels_in(folder)
                except JacobookError as error:
                    raise page_error(error, None) from None
                _answered(match, page, labels, folder)


def _is_block(match: re.Match[str]) -> bool:
    return match["kind"].strip() == "jacobian"


def _answered(match: re.Match[str], page: str | None, labels: Labels, folder: Path) -> str:
    """The answer to a block of a page. Raises `PageError`, with the line where the block can be found."""
    body = "\n".join(line.removeprefix(match["indent"]) for line in match["body"].splitlines())
    try:
        block = read_block(body)
        return render(block, folder, labels.place(block.label).number if block.label else None)
    except JacobookError as error:
        first = next((line.strip() for line in body.splitlines() if line.strip()), "")
        line = _line_of(documents_in(folder) / page, first) if page else None
        place = page if line is None else f"{page}:{line}"
        raise page_error(error.within(f"jacobian block {first!r}"), place) from None


def _line_of(page: Path, first: str) -> int | None:
    """The line on which a block begins in the file of a page, if it is found there."""
    if not page.is_file():
        return None
    lines = [line.strip() for line in page.read_text("utf-8", errors="replace").splitlines()]
    starts = (n for n, line in enumerate(lines[:-1], start=1) if line.endswith("jacobian") and line.startswith("```"))
    return next((n for n in starts if lines[n] == first), None)


class _Blocks(Preprocessor):
    """Answers each block before fenced code is taken out."""

    def __init__(self, md: Markdown, numbering: NumberLabels) -> None:
        super().__init__(md)
        self._numbering = numbering

    def run(self, lines: list[str]) -> list[str]:
        return FENCED.sub(self._replaced, "\n".join(lines)).split("\n")

    def _replaced(self, match: re.Match[str]) -> str:
        if not _is_block(match):
            return match.group()
        rendered = _answered(match, page_name(self.md), self._numbering.labels, site_folder(self.md))
        return "\n" + "\n".join(match["indent"] + line for line in rendered.splitlines()) + "\n"


class JacobianBlocksExtension(Extension):
    """Answers the `jacobian` blocks of a page."""

    def extendMarkdown(self, md: Markdown) -> None:
        # Before fenced code (25) and before formulas are sealed (24).
        md.preprocessors.register(_Blocks(md, register_labels(md)), "jacobook-blocks", 27)


def makeExtension(**settings: Any) -> JacobianBlocksExtension:
    """What Python-Markdown calls."""
    return JacobianBlocksExtension(**settings)
