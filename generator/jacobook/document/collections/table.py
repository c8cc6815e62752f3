"""Tables of the reference: rules as rows, by kind, by theme and by chapter, with the grid of kinds that leads there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from jacobook.catalogue.model import Catalogue
from jacobook.document.pages import kind as kinds
from jacobook.document.pages.gradient import PageBackward
from jacobook.document.pages.kind import Kind
from jacobook.document.pages.page import PageDerivative, RulePage
from jacobook.document.pages.shape import ShapeBox
from jacobook.document.setting.mathematics import Mathematics
from jacobook.proof.points.reach import EVERY_SIZE

# Nothing that Markdown, templates or the extensions for formulas could take for their own.
_MARKUP = re.compile(r"[^\w\s()|+*/^.,’'=−-]")


@dataclass(frozen=True, slots=True)
class Row:
    """One derivative of one rule; `anchor` is its id in the table, `fragment` the section of the rule's page."""

    page: RulePage
    derivative: PageDerivative
    anchor: str
    fragment: str

    @property
    def typed(self) -> str:
        """What one may type to find it: names, tags and formulas in lower case, without what could be markup."""
        return _typed(self.page, (answer.formula for answer in self.derivative.answers))

    @property
    def typed_backward(self) -> str:
        """The same of a row that shows the backward pass."""
        backward = self.derivative.backward
        return _typed(self.page, (each.formula for each in (backward.gradients if backward else ())))


def _typed(page: RulePage, shown: Iterable[Mathematics]) -> str:
    formulas = dict.fromkeys(formula.typed for formula in shown)
    words = (page.title, page.id, *page.tags, page.value.typed, *formulas)
    return " ".join(_MARKUP.sub(" ", " ".join(words)).lower().split())


@dataclass(frozen=True, slots=True)
class ListedRule:
    """One rule in a list: where its rows stand in a table, and what one may type to find it."""

    page: RulePage
    anchors: str
    typed: str


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under a heading of their own."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A page of rows; `id` is the name of its file, `summary` what a chapter says about itself.

    With `backward` its rows show the gradient given the upstream gradient.
    """

    id: str
    title: str
    groups: tuple[Group, ...]
    summary: str = ""
    backward: bool = False

    @property
    def count(self) -> int:
        """How many derivatives it holds."""
        return sum(len(group.rows) for group in self.groups)

    @property
    def rules(self) -> tuple[ListedRule, ...]:
        """Its rules, each once, in the order of its rows."""
        found: dict[str, list[Row]] = {}
        for row in (row for group in self.groups for row in group.rows):
            found.setdefault(row.page.id, []).append(row)
        return tuple(
            ListedRule(
                rows[0].page,
                " ".join(row.anchor for row in rows),
                _typed(rows[0].page, (answer.formula for row in rows for answer in row.derivative.answers)),
            )
            for rows in found.values()
        )

    @property
    def reached(self) -> str:
        """For how many of its derivatives the proof holds for every size, in a sentence."""
        shown = (self._shown(row) for group in self.groups for row in group.rows)
        reaches = [each.reach for each in shown if each is not None and each.reach]
        everywhere = reaches.count(EVERY_SIZE)
        if not reaches:
            return ""
        if everywhere == len(reaches):
            return f"{'Its derivative is' if everywhere == 1 else 'All are'} proved for every size."
        return (
            f"{everywhere} of {len(reaches)} are proved for every size, the others at the sizes named on their pages."
        )

    def _shown(self, row: Row) -> PageDerivative | PageBackward | None:
        return row.derivative.backward if self.backward else row.derivative

    @property
    def description(self) -> str:
        """One plain sentence for search engines and previews."""
        if self.backward:
            return (
                f"{self.title}: {self.count} gradients given the upstream gradient, in both layouts, with their shapes."
            )
        return f"{self.title}: {self.count} derivatives in numerator and denominator layout, with their shapes."


@dataclass(frozen=True, slots=True)
class GridCell:
    """A kind in the grid, with the number of its derivatives and the shapes that they have."""

    id: str
    of: str
    by: str
    count: int
    numerator: ShapeBox
    denominator: ShapeBox


THEMES = {
    "element-wise": "Element-wise operations",
    "reductions": "Sums, means, norms, and products of vectors",
    "factorizations": "Factorizations, spectra, matrix functions",
    "layers": "Layers and their backward passes",
    "rotations": "Rotations and rigid motions",
    "worked-examples": "Worked examples",
}
BACKWARD_THEMES = frozenset({"layers"})
"""The themes whose tables show the backward pass, and only what has one."""


def kind_tables(catalogue: Catalogue, pages: Mapping[str, RulePage]) -> tuple[Table, ...]:
    """One table for every kind of which there is a derivative, in the order of the grid."""
    rows = _rows(catalogue, pages)
    known = [kind for line in kinds.GRID for kind in line]
    present = sorted(
        {row.derivative.kind for row in rows}, key=lambda kind: (kind.order, kind.value_rank, kind.wrt_rank)
    )
    ids = dict.fromkeys(kind.id for kind in [*known, *present] if kind in present)
    titles = {kind.id: kind.title for kind in present}
    return tuple(
        _table(catalogue, name, titles[name].capitalize(), [row for row in rows if row.derivative.kind.id == name])
        for name in ids
    )


def theme_tables(catalogue: Catalogue, pages: Mapping[str, RulePage]) -> tuple[Table, ...]:
    """One table for every theme that some rule belongs to."""
    rows = _rows(catalogue, pages)
    found = {theme: [row for row in rows if _is_of(row, theme)] for theme in THEMES}
    return tuple(
        replace(_table(catalogue, theme, THEMES[theme], chosen), backward=theme in BACKWARD_THEMES)
        for theme, chosen in found.items()
        if chosen
    )


def _is_of(row: Row, theme: str) -> bool:
    shown = theme not in BACKWARD_THEMES or row.derivative.backward is not None
    return shown and theme in row.page.themes


def chapter_tables(catalogue: Catalogue, pages: Mapping[str, RulePage]) -> tuple[Table, ...]:
    """Everything, a table a chapter, grouped by the chapter's sections."""
    rows = _rows(catalogue, pages)
    return tuple(
        Table(chapter.id, chapter.title, _groups(chosen, lambda row: row.page.section), chapter.summary)
        for chapter in catalogue.chapters
        if (chosen := [row for row in rows if row.page.chapter == chapter.id])
    )


def grid(tables: Iterable[Table]) -> tuple[tuple[GridCell, ...], ...]:
    """The kinds as a grid: a row for what is differentiated, a column for what it is differentiated by."""
    counts = {table.id: table.count for table in tables}
    return tuple(tuple(_grid_cell(kind, counts.get(kind.id, 0)) for kind in line) for line in kinds.GRID)


def _grid_cell(kind: Kind, count: int) -> GridCell:
    rows, columns = kinds.numerator_shape(kind)
    of, _, by = kind.title.partition(" by ")
    return GridCell(kind.id, of, by, count, ShapeBox.of(rows, columns), ShapeBox.of(columns, rows))


def _rows(catalogue: Catalogue, pages: Mapping[str, RulePage]) -> list[Row]:
    found = []
    for page in (pages[rule.id] for rule in catalogue if rule.id in pages):
        alone = len(page.derivatives) == 1
        for derivative in page.derivatives:
            anchor = page.id if alone else f"{page.id}-{derivative.anchor}"
            found.append(Row(page, derivative, anchor, "" if alone else derivative.anchor))
    return found


def _table(catalogue: Catalogue, name: str, title: str, rows: list[Row]) -> Table:
    titles = {chapter.id: chapter.title for chapter in catalogue.chapters}
    return Table(name, title, _groups(rows, lambda row: titles[row.page.chapter]))


def _groups(rows: list[Row], heading: Callable[[Row], str]) -> tuple[Group, ...]:
    return tuple(Group(title, tuple(group)) for title, group in groupby(rows, heading))
