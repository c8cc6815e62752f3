"""A Python-Markdown extension for authors: a question stands in the page, and its proved answer in what is built.

In mkdocs.yml: `markdown_extensions: [jacobook.publish.mathematics, jacobook.publish.jacobian_blocks]`. Both MkDocs and
Zensical run it. What stands in a block is told in `jacobook.block`. Both layouts follow the reader's switch, unless one
is named.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from markdown import Extension, Markdown
from markdown.preprocessors import Preprocessor

from jacobook.answers.engine_key import engine_key
from jacobook.block import Block, read_block
from jacobook.document.setting.environment import Templates
from jacobook.document.setting.mathematics import of_question, written_in
from jacobook.errors import JacobookError, LanguageError
from jacobook.notation.options import BOOK, Notation
from jacobook.publish.markdown.builder import page_name
from jacobook.publish.markdown.labels import FENCED
from jacobook.publish.markdown.page_errors import page_error
from jacobook.publish.markdown.references import NumberLabels, register_labels
from jacobook.publish.project.project import find_project
from jacobook.publish.project.settings import NAME as SETTINGS
from jacobook.work.cache import Cache, folder_key, key_of

CACHED = "blocks"


def render(block: Block, folder: Path | None = None, number: int | None = None) -> str:
    """The block as Markdown that the rest of the chain typesets, written as the project in that folder chooses.

    `number` is that of its label, where it has one.

    Raises what `answer_question` raises, `Disproved` for a claim that is not right, and `LanguageError` where it asks
    for a graph that there is not. In a project
    what was proved and rendered once is remembered.
    """
    return _remembered(block, number, _workplace(folder, _state(folder)))


@lru_cache(maxsize=512)
def _remembered(block: Block, number: int | None, work: _Workplace) -> str:
    key = key_of(engine_key(), work.templates_key, repr(work.notation), asdict(block), number)
    known = work.cache.get(CACHED, key) if work.cache is not None else None
    if known is None:
        with written_in(work.notation):
            known = _rendered(block, number, work.templates).encode()
        if work.cache is not None:
            work.cache.put(CACHED, key, known)
    return known.decode()


def _rendered(block: Block, number: int | None, templates: Templates) -> str:
    # These load SymPy, of which a build that remembers its blocks has no need.
    from jacobook.answers.answers import answer_question  # noqa: PLC0415
    from jacobook.document.pages.backward import page_backward  # noqa: PLC0415
    from jacobook.document.pages.rule_page import rule_page  # noqa: PLC0415
    from jacobook.language.declaration import parse_declarations  # noqa: PLC0415

    where = parse_declarations(block.where) if block.where else {}
    answer = answer_question(block.expression, block.wrt, where, block.order, block.symmetric)
    page = rule_page(answer, worked=False)
    claimed = None
    if block.claim:
        (derivation,) = answer.derivations.values()
        claimed = derivation.matches(block.claim).accepted
    backward = None
    if "backward" in block.show:
        (derivation,) = answer.derivations.values()
        with of_question(derivation.variables):
            backward = page_backward(derivation, block.upstream, of_numbers=True)
        if backward is None:
            raise LanguageError("the backward pass has no matrix form to show")
    if "flow" in block.show and page.derivatives[0].flow is None:
        raise LanguageError(
            "there is no data-flow graph to show", hint="a graph is drawn for first derivatives with two to eight steps"
        )
    text = templates.render(
        "markdown",
        "block.md.jinja",
        page=page,
        derivative=page.derivatives[0],
        backward=backward,
        claimed=claimed,
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
    templates_key: str
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
    templates = Templates(folder)
    return _Workplace(
        templates,
        folder_key(templates.folders[-1], [Path(__file__), *(path for path in templates.folders if path.is_dir())]),
        project.settings.written if project is not None else BOOK,
        Cache(project.cache) if project is not None else None,
    )


class _Blocks(Preprocessor):
    """Answers each block before fenced code is taken out."""

    def __init__(self, md: Markdown, numbering: NumberLabels) -> None:
        super().__init__(md)
        self._numbering = numbering

    def run(self, lines: list[str]) -> list[str]:
        return FENCED.sub(self._answered, "\n".join(lines)).split("\n")

    def _answered(self, match: re.Match[str]) -> str:
        if match["kind"].strip() != "jacobian":
            return match.group()
        body = "\n".join(line.removeprefix(match["indent"]) for line in match["body"].splitlines())
        try:
            block = read_block(body)
            number = self._numbering.labels.place(block.label).number if block.label else None
            rendered = render(block, Path.cwd(), number)
        except JacobookError as error:
            raise self._located(error, body) from None
        return "\n" + "\n".join(match["indent"] + line for line in rendered.splitlines()) + "\n"

    def _located(self, error: JacobookError, body: str) -> JacobookError:
        """The error with the page, and the line where it can be found there."""
        page = page_name(self.md)
        first = next((line.strip() for line in body.splitlines() if line.strip()), "")
        line = _line_of(page, first) if page else None
        place = page if line is None else f"{page}:{line}"
        return page_error(error.within(f"jacobian block {first!r}"), place)


def _line_of(page: str, first: str) -> int | None:
    """The line of a page on which a block begins, as far as the page's file is found below `docs`."""
    path = next((p for p in (Path("docs") / page, Path(page)) if p.is_file()), None)
    if path is None:
        return None
    lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    starts = (n for n, line in enumerate(lines[:-1], start=1) if line.endswith("jacobian") and line.startswith("```"))
    return next((n for n in starts if lines[n] == first), None)


class JacobianBlocksExtension(Extension):
    """Answers the `jacobian` blocks of a page."""

    def extendMarkdown(self, md: Markdown) -> None:
        # Before fenced code (25) and before formulas are sealed (24).
        md.preprocessors.register(_Blocks(md, register_labels(md)), "jacobook-blocks", 27)


def makeExtension(**settings: Any) -> JacobianBlocksExtension:
    """What Python-Markdown calls."""
    return JacobianBlocksExtension(**settings)
