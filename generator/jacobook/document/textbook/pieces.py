"""What a chapter consists of: paragraphs, headings, lists and tables, questions with their answers, and exercises."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from jacobook.block import Block
from jacobook.document.living.figure import LivingFigure
from jacobook.document.pages.gradient import PageBackward
from jacobook.document.pages.page import PageDerivative, RulePage
from jacobook.document.pages.page_matrix import PageMatrix
from jacobook.document.setting.mathematics import Mathematics
from jacobook.document.textbook.words import Piece, Words, signs
from jacobook.layout.formulas.layouts import Layout


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences."""

    pieces: tuple[Piece, ...]
    kind: ClassVar[str] = "paragraph"

    @property
    def leads(self) -> bool:
        """Whether it leads to what follows it, and is to stand on the same page."""
        last = self.pieces[-1]
        return isinstance(last, Words) and last.text.endswith(":")


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a section (level 2) or of a part of one (level 3)."""

    pieces: tuple[Piece, ...]
    level: int
    kind: ClassVar[str] = "heading"


@dataclass(frozen=True, slots=True)
class Displayed:
    """A formula on a line of its own."""

    formula: Mathematics
    kind: ClassVar[str] = "displayed"


@dataclass(frozen=True, slots=True)
class Items:
    """A list, with numbers or with marks."""

    items: tuple[tuple[Part, ...], ...]
    numbered: bool
    kind: ClassVar[str] = "items"


@dataclass(frozen=True, slots=True)
class Table:
    """Cells in rows, of which the first is the head."""

    head: tuple[tuple[Part, ...], ...]
    rows: tuple[tuple[tuple[Part, ...], ...], ...]
    kind: ClassVar[str] = "table"

    @property
    def columns(self) -> int:
        """How many columns it has."""
        return len(self.head)

    @property
    def is_long(self) -> bool:
        """Whether it may be higher than a page, and has to be broken."""
        heights = (_OF_A_QUESTION if any(next(_questions(cell), None) for cell in row) else 1 for row in self.rows)
        return sum(heights) > _ON_A_PAGE

    def weight(self, column: int) -> int:
        """How wide a column is beside the others: 0 for one with a few signs, which needs no more than they take."""
        longest = self._longest(column)
        return 0 if longest <= _NARROW else min(longest, _WIDE)

    def share(self, column: int) -> float:
        """The part of the width that a column is given where no column can be as wide as what is in it."""
        lengths = [min(max(self._longest(each), _LEAST), _WIDE) for each in range(self.columns)]
        return round(lengths[column] / sum(lengths), 3)

    def _longest(self, column: int) -> int:
        return max((_length(row[column]) for row in (self.head, *self.rows)), default=0)


_OF_A_QUESTION, _ON_A_PAGE = 3, 24
_NARROW, _LEAST, _WIDE, _OF_AN_ANSWER = 20, 5, 60, 45
_IN_A_LINE, _MOST_COLUMNS, _OF_A_SHAPE = 90, 3, 8


def _length(cell: tuple[Part, ...]) -> int:
    """About how many signs stand side by side in a cell."""
    lengths = [0]
    for part in cell:
        match part:
            case Paragraph(pieces) | Heading(pieces):
                lengths.append(sum(map(signs, pieces)))
            case Displayed(formula):
                lengths.append(len(formula.spoken))
            case _:
                lengths.append(_OF_AN_ANSWER)
    return max(lengths)


@dataclass(frozen=True, slots=True)
class Code:
    """A program."""

    text: str
    language: str
    kind: ClassVar[str] = "code"

    @property
    def lines(self) -> tuple[str, ...]:
        """Its lines, as they are."""
        return tuple(self.text.rstrip().split("\n"))


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that belong together, side by side where there is room."""

    parts: tuple[Part, ...]
    kind: ClassVar[str] = "group"

    def columns(self, layout: Layout) -> int:
        """How many of its questions have room side by side, in a layout."""
        longest = max((part.width(layout) for part in self.parts if isinstance(part, Question)), default=_IN_A_LINE)
        most = max(1, min(len(self.parts), _MOST_COLUMNS, _IN_A_LINE // max(longest, 1)))
        return -(-len(self.parts) // -(-len(self.parts) // most))


@dataclass(frozen=True, slots=True)
class Question:
    """A question with what was derived: what a block shows of its answer."""

    block: Block
    page: RulePage
    backward: PageBackward | None = None
    matrix: PageMatrix | None = None
    figure: LivingFigure | None = None
    kind: ClassVar[str] = "question"

    @property
    def derivative(self) -> PageDerivative:
        """Its only derivative."""
        (found,) = self.page.derivatives
        return found

    def layout(self, chosen: Layout) -> Layout:
        """In which layout it is printed: its own, where it has one."""
        return chosen if self.block.layout == Layout.BOTH else self.block.layout

    def shows(self, what: str) -> bool:
        """Whether something is shown beside the answer."""
        return what in self.block.show

    def width(self, chosen: Layout) -> int:
        """How many signs the longest of its formulas has, with the shape beside it."""
        answers = self.derivative.shown(self.layout(chosen))
        return max(len(formula.text) for formula in (self.page.equation, *(a.equation for a in answers))) + _OF_A_SHAPE

    @property
    def is_number(self) -> bool:
        """Whether the derivative is one number, of which no layout is to be named."""
        return self.derivative.same and self.derivative.numerator.shape.word == "scalar"

    @property
    def goes_on(self) -> bool:
        """Whether something follows the answer that is to stand on the same page."""
        return bool(self.matrix or self.backward or self.figure or self.derivative.conditions.sentence) or any(
            map(self.shows, ("components", "flow", "statement"))
        )

    @property
    def has_shapes(self) -> bool:
        """Whether there is anything to say of the shapes of its variables."""
        return any(variable.word != "scalar" for variable in self.page.variables)


@dataclass(frozen=True, slots=True)
class Task:
    """An exercise by its number in the book, 3.2; without a question it is for paper."""

    number: str
    words: tuple[Part, ...]
    question: Question | None
    hint: tuple[Part, ...]
    explanation: tuple[Part, ...]
    kind: ClassVar[str] = "task"


Part = Paragraph | Heading | Displayed | Items | Table | Code | Group | Question | Task


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter by its page, such as `jacobians`; `number` is 0 for the one before the first."""

    name: str
    number: int
    title: str
    parts: tuple[Part, ...] = field(repr=False)

    @property
    def tasks(self) -> tuple[Task, ...]:
        """Its exercises."""
        return tuple(part for part in self.parts if isinstance(part, Task))

    @property
    def questions(self) -> Iterator[Question]:
        """The questions that its text asks and answers."""
        return _questions(self.parts)


def _questions(parts: tuple[Part, ...]) -> Iterator[Question]:
    for part in parts:
        if isinstance(part, Question):
            yield part
        elif isinstance(part, Group):
            yield from _questions(part.parts)
        elif isinstance(part, Table):
            for row in (part.head, *part.rows):
                for cell in row:
                    yield from _questions(cell)
        elif isinstance(part, Items):
            for item in part.items:
                yield from _questions(item)
