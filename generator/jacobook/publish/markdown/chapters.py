"""Chapters of a book, read from the pages of the site: Python-Markdown reads them, and their blocks are answered.

A page says the same on paper as on the screen, except for what has the class `on-screen`, such as "move the point".
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from markdown import Markdown

from jacobook.answers.questions import answered_question
from jacobook.block import Block, read_block
from jacobook.document.setting.mathematics import written_in
from jacobook.document.textbook.authored import authored
from jacobook.document.textbook.pieces import (
    Chapter,
    Code,
    Displayed,
    Group,
    Heading,
    Items,
    Paragraph,
    Part,
    Question,
    Table,
    Task,
)
from jacobook.document.textbook.words import Break, Inline, Piece, Reference, SmallBox, Stressed, Typed, Words
from jacobook.errors import JacobookError, LanguageError, ToolError
from jacobook.exercise import Exercise, read_exercise
from jacobook.publish.markdown.answered_blocks import Workplace, workplace
from jacobook.publish.markdown.chapter_source import PutAside
from jacobook.publish.markdown.jacobian_blocks import BLOCK, EXERCISE
from jacobook.publish.markdown.seals import unseal

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_TITLE = re.compile(r"(?:(?P<number>\d+)\.\s+)?(?P<title>.+)", re.DOTALL)
_EXTENSIONS = ("attr_list", "md_in_html", "tables")
_SCREEN = "on-screen"
_QUOTES = {'"': "“”", "'": "‘’"}
_BEFORE_QUOTED = " ([–—"
_HEADINGS = {"h2": 2, "h3": 3, "h4": 3}


def read_chapters(folder: Path, documents: Path, site: str = "") -> tuple[Chapter, ...]:
    """The pages of a folder below the site's documents as chapters, by the numbers of their titles.

    `site` is the site's address, for what is not in the book. In a project, answers are remembered. Raises
    `JacobookError` with the page, and what `answered_question` raises.
    """
    pages = sorted(folder.glob("*.md"))
    if not pages:
        raise ToolError(
            f"there are no chapters to print: {folder} has no pages", hint="a chapter is a page whose title is numbered"
        )
    names = {page.stem for page in pages}
    work = workplace(documents.parent)
    found = [_Page(page, names, documents, site, work).chapter() for page in pages]
    numbers = [chapter.number for chapter in found if chapter.number]
    twice = next((number for number in numbers if numbers.count(number) > 1), None)
    if twice is not None:
        where = " and ".join(f"{each.name}.md" for each in found if each.number == twice)
        raise ToolError(f"{where} both have the number {twice} in their titles", hint="give one of them another number")
    return tuple(sorted(found, key=lambda chapter: chapter.number))


def has_chapters(folder: Path) -> bool:
    """Whether some page of a folder is a chapter: its title has a number."""
    numbered = re.compile(r"^# \d+\. ", re.MULTILINE)
    return any(numbered.search(page.read_text("utf-8", errors="replace")) for page in sorted(folder.glob("*.md")))


class _Page:
    """Reads one page."""

    def __init__(self, path: Path, names: set[str], documents: Path, site: str, work: Workplace) -> None:
        self._path, self._names, self._documents, self._site, self._work = path, names, documents, site, work
        self._aside: list[tuple[str, str]] = []
        self._number = 0
        self._exercises = 0
        self._before = " "

    def chapter(self) -> Chapter:
        try:
            text = _FRONT_MATTER.sub("", self._path.read_text("utf-8"))
            first, _, rest = text.lstrip().partition("\n")
            match = _TITLE.fullmatch(first.removeprefix("# ").strip())
            if not first.startswith("# ") or match is None:
                raise LanguageError("a chapter begins with its title", hint="for example # 3. Jacobians")
            self._number = int(match["number"] or 0)
            return Chapter(self._path.stem, self._number, match["title"], self._parts(rest))
        except JacobookError as error:
            raise error.within(str(self._path.relative_to(self._documents.parent))) from None

    def _parts(self, text: str) -> tuple[Part, ...]:
        """A text of the page, which may be a part of an exercise."""
        from lxml.html import fragment_fromstring  # noqa: PLC0415 - only those who print a book need it

        md = Markdown(extensions=[*_EXTENSIONS, PutAside(self._put_aside)])
        return tuple(self._blocks(fragment_fromstring(md.convert(text), create_parent="div")))

    def _put_aside(self, kind: str, body: str) -> int:
        self._aside.append((kind, body))
        return len(self._aside) - 1

    # ------------------------------------------------------------------------------------------------ below each other

    def _blocks(self, parent: HtmlElement) -> Iterator[Part]:
        """What stands in an element; words that are in no paragraph are one."""
        self._before = " "
        waiting = self._words(parent.text)
        for element in parent:
            if not isinstance(element.tag, str) or _SCREEN in _classes(element):
                waiting += self._words(element.tail)
                continue
            if _is_block(element):
                yield from _paragraph(waiting)
                waiting = []
                self._before = " "
                yield from self._block(element)
                self._before = " "
            else:
                waiting += self._inline(element)
            waiting += self._words(element.tail)
        yield from _paragraph(waiting)

    def _block(self, element: HtmlElement) -> Iterator[Part]:
        match element.tag:
            case "p":
                yield from _paragraph(self._pieces(element))
            case "h2" | "h3" | "h4":
                yield Heading(tuple(_trimmed(self._pieces(element))), _HEADINGS[element.tag])
            case "ul" | "ol":
                items = tuple(tuple(self._blocks(item)) for item in element if item.tag == "li")
                yield Items(items, element.tag == "ol")
            case "table":
                yield self._table(element)
            case "div" if "data-part" in element.attrib:
                yield from self._answered(*self._aside[int(element.get("data-part"))])
            case "div" if "data-math" in element.attrib:
                yield Displayed(authored(unseal(element.get("data-math")).tex))
            case "div" if "chapter-steps" in _classes(element):
                yield Group(tuple(self._blocks(element)))
            case "div":
                yield from self._blocks(element)
            case _:
                raise LanguageError(f"a printed book has no place for the element {element.tag}")

    def _table(self, element: HtmlElement) -> Table:
        lines = [tuple(tuple(self._blocks(cell)) for cell in row) for row in element.iter("tr")]
        head, *rows = lines
        if any(len(row) != len(head) for row in rows):
            raise LanguageError("a row of a table has another number of cells than its head")
        return Table(head, tuple(rows))

    def _answered(self, kind: str, body: str) -> Iterator[Part]:
        if kind == BLOCK:
            yield self._question(read_block(body))
        elif kind == EXERCISE:
            yield self._task(read_exercise(body))
        else:
            yield Code(body, kind)

    def _question(self, block: Block) -> Question:
        found = answered_question(block, self._work.cache, self._work.notation)
        with written_in(self._work.notation):
            return Question(block, found.page, found.backward, found.matrix, found.figure)

    def _task(self, exercise: Exercise) -> Task:
        self._exercises += 1
        question = self._question(exercise.block) if exercise.block is not None else None
        texts = (self._parts(text) if text else () for text in (exercise.words, exercise.hint, exercise.explain))
        words, hint, explanation = texts
        return Task(f"{self._number}.{self._exercises}", words, question, hint, explanation)

    # --------------------------------------------------------------------------------------------------- within a line

    def _words(self, text: str | None) -> list[Piece]:
        """Words with quotation marks as books have them: one after a space opens, and any other closes."""
        found = ""
        for sign in re.sub(r"\s+", " ", text or ""):
            opens = self._before in _BEFORE_QUOTED
            found += _QUOTES[sign][not opens] if sign in _QUOTES else sign
            self._before = sign
        return [Words(found)] if found else []

    def _pieces(self, element: HtmlElement) -> list[Piece]:
        found = self._words(element.text)
        for child in element:
            if isinstance(child.tag, str) and _SCREEN not in _classes(child):
                found += self._inline(child)
            found += self._words(child.tail)
        return found

    def _inline(self, element: HtmlElement) -> list[Piece]:
        if element.tag not in ("em", "strong", "a"):
            # A quotation mark right after a formula closes.
            self._before = "x"
        match element.tag:
            case "em" | "strong":
                return [Stressed(tuple(self._pieces(element)), element.tag == "strong")]
            case "code":
                return [Typed(element.text_content())]
            case "br":
                return [Break()]
            case "a":
                return [self._reference(element)]
            case "span" if "data-math" in element.attrib:
                return [Inline(authored(unseal(element.get("data-math")).tex))]
            case "span" if "shape" in _classes(element):
                return [_small_box(element)]
            case "span":
                return self._pieces(element)
            case _:
                raise LanguageError(f"a printed book has no place for the element {element.tag}")

    def _reference(self, element: HtmlElement) -> Piece:
        pieces, target = tuple(self._pieces(element)), element.get("href", "")
        if "://" in target:
            return Reference(pieces, address=target, printed=target.partition("://")[2].removesuffix("/"))
        page, _, anchor = target.partition("#")
        here = posixpath.normpath(posixpath.join(self._path.parent.relative_to(self._documents).as_posix(), page))
        inside = (self._documents / here).parent == self._path.parent
        if not page or (inside and Path(here).stem in self._names):
            return Reference(pieces, place=Path(here).stem if page else self._path.stem)
        if not self._site:
            return Reference(pieces)
        address = urljoin(self._site, f"{here.removesuffix('index.md').removesuffix('.md')}/".replace("//", "/"))
        address += f"#{anchor}" if anchor else ""
        return Reference(pieces, address=address, printed=address.partition("://")[2].removesuffix("/"))


def _trimmed(pieces: Sequence[Piece]) -> list[Piece]:
    """Without spaces at either end."""
    found = list(pieces)
    if found and isinstance(first := found[0], Words):
        found[0] = Words(first.text.lstrip())
    if found and isinstance(last := found[-1], Words):
        found[-1] = Words(last.text.rstrip())
    return [piece for piece in found if piece != Words("")]


def _paragraph(pieces: Sequence[Piece]) -> Iterator[Paragraph]:
    if found := _trimmed(pieces):
        yield Paragraph(tuple(found))


def _classes(element: HtmlElement) -> list[str]:
    return str(element.get("class", "")).split()


def _is_block(element: HtmlElement) -> bool:
    return element.tag not in ("em", "strong", "code", "br", "a", "span")


def _small_box(element: HtmlElement) -> SmallBox:
    sides = dict(re.findall(r"--(rows|columns):\s*(\d+)", element.get("style", "")))
    if len(sides) != 2:
        raise LanguageError("a shape says how many rows and columns it has", hint='style="--rows:1;--columns:3"')
    return SmallBox(int(sides["rows"]), int(sides["columns"]), element.text_content().strip())


__all__ = ["has_chapters", "read_chapters"]
