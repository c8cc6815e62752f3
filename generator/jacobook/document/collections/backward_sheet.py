"""The cheat sheet of backward passes: what the table of layers has, on the two sides of a leaf."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import groupby

from jacobook.catalogue.model import Catalogue
from jacobook.document.collections.cheatsheet import (
    SHEET_TITLES,
    CheatSheet,
    Engine,
    Paper,
    SheetGroup,
    SheetNames,
    SheetRow,
    SheetRule,
)
from jacobook.document.collections.table import BACKWARD_THEMES, Row, theme_tables
from jacobook.document.pages.condition import Phrase
from jacobook.document.pages.conventions import backward_conventions
from jacobook.document.pages.gradient import PageBackward, PageGradient
from jacobook.document.pages.page import RulePage
from jacobook.document.setting.environment import Templates
from jacobook.document.setting.mathematics import Mathematics
from jacobook.layout.formulas.layouts import Layout

_GIVEN = "Each gradient is that of L, given the upstream gradient G = ∂L/∂Y of the value Y, or g of a vector. "
_INTRODUCTIONS = {
    Layout.NUMERATOR: f"{_GIVEN}In numerator layout, as here, all are transposed.",
    Layout.DENOMINATOR: f"{_GIVEN}All have the shapes of the arrays, as in code; in numerator layout all are "
    "transposed.",
}
BACKWARD_LAYOUTS = tuple(_INTRODUCTIONS)
"""The layouts in which there is a sheet: in each it says how the other differs."""
_WORKED = "worked-examples"
# Two pages have no room for these chapters.
_ON_PAGES_ALONE = frozenset({"pairs", "sequences"})
_LONGEST, _LONGEST_NAMED = 56, 62
"""In characters: a longer gradient finds no room in a column. Where parts are named there are fewer tall brackets."""
_LONGEST_FUNCTION = 48
"""In characters: a longer function is called by the title of its rule."""
_MOST_BESIDE = 44
"""In characters: the meanings of names that stand in one line."""


def backward_sheet_name(layout: Layout, paper: Paper) -> str:
    """What the files of the sheet are called, without their ending."""
    return f"backward-passes-{_printed(layout)}-{paper}"


def _printed(layout: Layout) -> Layout:
    """Where both layouts are wanted, the one that code has."""
    return Layout.DENOMINATOR if layout == Layout.BOTH else layout


def has_layers(catalogue: Catalogue, rule_pages: Mapping[str, RulePage]) -> bool:
    """Whether there is anything to print on the sheet."""
    return bool(_groups(catalogue, rule_pages, Layout.DENOMINATOR))


def backward_sheet(
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
    """The source of the sheet for an engine; the same rules always give the same text.

    The gradients have the shapes of the arrays, unless numerator layout is asked for.
    """
    layout = _printed(layout)
    return CheatSheet(
        title="Backward passes",
        subject="Backward passes of layers",
        subtitle=SHEET_TITLES[layout],
        introduction=_INTRODUCTIONS[layout],
        layout=layout,
        paper=paper,
        groups=_groups(catalogue, rule_pages, layout),
        conventions=backward_conventions(),
        shapes=(),
        version=version,
        date=date,
        columns=2,
    ).source(templates, engine)


def _groups(catalogue: Catalogue, rule_pages: Mapping[str, RulePage], layout: Layout) -> tuple[SheetGroup, ...]:
    tables = [table for table in theme_tables(catalogue, rule_pages) if table.id in BACKWARD_THEMES]
    printed: set[tuple[Mathematics, ...]] = set()
    found = []
    for group in (group for table in tables for group in table.groups):
        rules = []
        for name, rows in groupby(group.rows, lambda row: row.page.id):
            chosen = [row for row in rows if _has_room(row)]
            shown = tuple(part for row in chosen for part in _shown(row))
            if chosen and shown not in printed:
                printed.add(shown)
                rules.append(SheetRule(name, tuple(_rows(chosen, layout))))
        if rules:
            found.append(SheetGroup(group.title, tuple(rules)))
    return tuple(found)


def _has_room(row: Row) -> bool:
    """Whether a gradient is printed; worked examples and what is told slice by slice have their place elsewhere."""
    if row.derivative.kind.is_of_arrays or row.page.chapter in _ON_PAGES_ALONE:
        return False
    return _WORKED not in row.page.themes and all(
        len(gradient.formula.text) <= (_LONGEST_NAMED if gradient.definitions else _LONGEST)
        for gradient in _gradients(row)
    )


def _shown(row: Row) -> tuple[Mathematics, ...]:
    """What a line of the sheet is told by: two rules with the same lines are one."""
    return (row.page.value, *row.derivative.variables, *(gradient.formula for gradient in _gradients(row)))


def _gradients(row: Row) -> tuple[PageGradient, ...]:
    found = row.derivative.backward
    return found.gradients if found else ()


def _rows(rows: Iterable[Row], layout: Layout) -> Iterable[SheetRow]:
    """The lines of a rule: the function beside the first of its gradients, and each name said once."""
    known: set[Mathematics] = set()
    for place, row in enumerate(rows):
        found = row.derivative.backward
        if found is None:
            continue
        page, own = row.page, found.conditions.short
        (gradient,) = found.shown(layout)
        bare = replace(gradient, definitions=())
        yield SheetRow(
            None if place else page.value,
            () if place else page.assumed,
            row.derivative.variables,
            bare,
            bare,
            same=True,
            title="" if place or len(page.value.text) <= _LONGEST_FUNCTION else page.title,
            conditions=own if place else (*_unusual(found), *page.conditions.short, *own),
        )
        for names in _packed(each for each in gradient.definitions if each not in known):
            yield SheetRow(None, (), (), names, names, same=True)
        known.update(gradient.definitions)


def _packed(definitions: Iterable[Mathematics]) -> Iterable[SheetNames]:
    """Meanings of names, as many in a line as find room there."""
    line: list[Mathematics] = []
    for each in definitions:
        if line and sum(len(one.text) for one in (*line, each)) > _MOST_BESIDE:
            yield SheetNames(tuple(line))
            line = []
        line.append(each)
    if line:
        yield SheetNames(tuple(line))


def _unusual(found: PageBackward) -> Iterable[Phrase]:
    """The name of the upstream gradient where it is another than the sheet says."""
    if found.given.text.lower() != "g":
        yield ("given ", found.given)
