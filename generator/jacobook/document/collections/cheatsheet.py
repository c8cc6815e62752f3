"""The cheat sheet: the rules that people look up, on the two sides of a leaf, in the layout they think in."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Literal, get_args

from jacobook.catalogue.model import Catalogue
from jacobook.document.collections.table import GridCell, grid
from jacobook.document.pages.condition import Phrase
from jacobook.document.pages.conventions import Convention, conventions
from jacobook.document.pages.gradient import PageGradient
from jacobook.document.pages.page import PageAnswer, PageVariable, RulePage
from jacobook.document.setting.environment import Templates
from jacobook.document.setting.mathematics import Mathematics
from jacobook.layout.formulas.layouts import Layout

Engine = Literal["typst", "latex"]
Paper = Literal["a4", "letter"]

ENGINES: tuple[Engine, ...] = get_args(Engine)
PAPERS: dict[Paper, str] = {"a4": "A4", "letter": "US Letter"}

SIZES = (9.2, 9.0, 8.8, 8.6, 8.4, 8.2, 8.0)
"""Sizes of type, in points."""

_TEMPLATES: dict[Engine, str] = {"typst": "cheatsheet.typ.jinja", "latex": "cheatsheet.tex.jinja"}
SHEET_TITLES = {
    Layout.NUMERATOR: "numerator layout",
    Layout.DENOMINATOR: "denominator layout",
    Layout.BOTH: "numerator and denominator layout",
}
_INTRODUCTIONS = {
    Layout.NUMERATOR: "Numerator layout: rows follow the output, columns the input; a gradient is a row. "
    "Vectors are columns.",
    Layout.DENOMINATOR: "Denominator layout: rows follow the input, columns the output; a gradient is a column, "
    "like all vectors.",
    Layout.BOTH: "Numerator layout: rows follow the output, columns the input. Denominator layout: the transpose.",
}


@dataclass(frozen=True, slots=True)
class SheetNames:
    """A line that says what names in the derivatives above it mean."""

    definitions: tuple[Mathematics, ...]
    formula: None = None
    shape: None = None


SheetAnswer = PageAnswer | PageGradient | SheetNames


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One line: a function, the variables by which its derivative is the one shown, and the derivative.

    `function` is None where it is the one of the line above, and `assumed` then empty. `conditions` are those of all
    derivatives of the function, in short, and stand beside it. A `title` stands in the place of the function.
    """

    function: Mathematics | None
    assumed: tuple[PageVariable, ...]
    by: tuple[Mathematics, ...]
    numerator: SheetAnswer
    denominator: SheetAnswer
    same: bool
    conditions: tuple[Phrase, ...] = ()
    title: str = ""

    def answer(self, layout: Layout) -> SheetAnswer:
        """The derivative in a layout."""
        return self.numerator if layout == Layout.NUMERATOR else self.denominator


@dataclass(frozen=True, slots=True)
class SheetRule:
    """A rule by its id, and its lines."""

    id: str
    rows: tuple[SheetRow, ...]


@dataclass(frozen=True, slots=True)
class SheetGroup:
    """Rules under a heading."""

    title: str
    rules: tuple[SheetRule, ...]


@dataclass(frozen=True, slots=True)
class CheatSheet:
    """All that is on the sheet.

    `subject` is what its lines are, `sizes` the sizes of type that it may be set in, in points, the largest first, and
    `columns` how many there are on a page; `empty` is said where it has no rules.
    """

    title: str
    subject: str
    subtitle: str
    introduction: str
    layout: Layout
    paper: Paper
    groups: tuple[SheetGroup, ...]
    conventions: tuple[Convention, ...]
    shapes: tuple[tuple[GridCell | None, ...], ...]
    version: str
    date: datetime.date | None
    sizes: tuple[float, ...] = SIZES
    columns: int = 3
    empty: str = "No rule is on this sheet: every rule of the catalogue says cheatsheet = false."

    def source(self, templates: Templates, engine: Engine) -> str:
        """The sheet as a document of an engine."""
        return templates.render(engine, _TEMPLATES[engine], sheet=self)


def cheat_sheet_name(layout: Layout, paper: Paper) -> str:
    """What the files of a sheet are called, without their ending."""
    return f"cheatsheet-{layout}-{paper}"


def cheat_sheet(
    catalogue: Catalogue,
    rule_pages: Mapping[str, RulePage],
    templates: Templates,
    *,
    engine: Engine,
    layout: Layout,
    paper: Paper,
    version: str,
    date: datetime.date | None = None,
) -> str:
    """The source of a cheat sheet for an engine; the same rules always give the same text."""
    return CheatSheet(
        title="Matrix calculus",
        subject="Derivatives of matrix calculus",
        subtitle=SHEET_TITLES[layout],
        introduction=_INTRODUCTIONS[layout],
        layout=layout,
        paper=paper,
        groups=_groups(catalogue, rule_pages),
        conventions=conventions(layout),
        shapes=shapes(),
        version=version,
        date=date,
        columns=2 if layout == Layout.BOTH else 3,
    ).source(templates, engine)


def _groups(catalogue: Catalogue, rule_pages: Mapping[str, RulePage]) -> tuple[SheetGroup, ...]:
    chosen = {
        chapter.title: tuple(
            SheetRule(rule.id, tuple(_rows(rule_pages[rule.id])))
            for rule in chapter.rules
            if rule.cheatsheet and rule.id in rule_pages
        )
        for chapter in catalogue.chapters
    }
    return tuple(SheetGroup(title, rules) for title, rules in chosen.items() if rules)


def _rows(page: RulePage) -> list[SheetRow]:
    """The lines of a rule; variables that give the same answer share one."""
    rows: list[SheetRow] = []
    for answers, derivatives in groupby(
        page.derivatives, lambda derivative: [(answer.formula, answer.shape) for answer in derivative.answers]
    ):
        together = list(derivatives)
        first = together[0]
        by = tuple(variable for derivative in together for variable in derivative.variables)
        function, assumed = (None, ()) if rows else (page.value, page.assumed)
        own = first.conditions.short
        conditions = own if rows else (*page.conditions.short, *own)
        same = answers[0] == answers[1]
        rows.append(SheetRow(function, assumed, by, first.numerator, first.denominator, same, conditions))
    return rows


def shapes() -> tuple[tuple[GridCell | None, ...], ...]:
    """The grid of kinds as far as their derivatives have rows and columns of their own, without stacking."""
    return tuple(
        tuple(cell if value + wrt <= 2 else None for wrt, cell in enumerate(line))
        for value, line in enumerate(grid(()))
    )
