"""Blocks answered and rendered: what the pages of a site, and its books, have in the place of a question."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from jacobook.answers.questions import answered_question
from jacobook.block import Block
from jacobook.document.setting.environment import Templates
from jacobook.document.setting.mathematics import written_in
from jacobook.errors import JacobookError, LanguageError
from jacobook.notation.options import BOOK, Notation
from jacobook.publish.project.project import find_project
from jacobook.publish.project.settings import NAME as SETTINGS
from jacobook.work.cache import Cache


def render(block: Block, folder: Path | None = None, number: int | None = None) -> str:
    """The block as Markdown that the rest of the chain typesets, written as the project in that folder chooses.

    `number` is that of its label, where it has one.

    Raises what `answer_question` raises, `Disproved` for a claim that is not right, and `LanguageError` where it asks
    for a graph that there is not. In a project what was proved once is remembered.
    """
    return _rendered(block, number, workplace(folder))


@lru_cache(maxsize=512)
def _rendered(block: Block, number: int | None, work: Workplace) -> str:
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
            figure=answered.figure,
            show=block.show,
            layout=block.layout,
            label=block.label,
            number=number,
        )
    return as_one_element(text)


@dataclass(frozen=True, slots=True, eq=False)
class Workplace:
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


def workplace(folder: Path | None) -> Workplace:
    """That of the project in a folder; without a project the ordinary one, which remembers nothing on disk."""
    return _workplace(folder, _state(folder))


@lru_cache(maxsize=8)
def _workplace(folder: Path | None, _: tuple[tuple[str, int, int], ...]) -> Workplace:
    project = None
    if folder is not None:
        with suppress(JacobookError):
            project = find_project(folder)
    return Workplace(
        Templates(folder),
        project.settings.written if project is not None else BOOK,
        Cache(project.cache) if project is not None else None,
    )


def as_one_element(html: str) -> str:
    """HTML without blank lines, which would end the element that it is."""
    return "\n".join(line for line in html.splitlines() if line.strip())


__all__ = ["Workplace", "as_one_element", "render", "workplace"]
