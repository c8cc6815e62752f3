"""The reference: a book of every rule with its derivations, for printing, in the layout that its reader thinks in."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from jacobook.catalogue.model import Catalogue
from jacobook.document.collections.book_index import IndexLetter, SymbolEntry, index_of_rules, index_of_symbols
from jacobook.document.collections.cheatsheet import SHEET_TITLES, Engine, Paper, shapes
from jacobook.document.collections.line_breaks import longest_part, signs
from jacobook.document.collections.table import GridCell
from jacobook.document.figures.figure import DataFlow
from jacobook.document.figures.flow_folding import folded
from jacobook.document.pages.conventions import Convention, book_conventions
from jacobook.document.pages.page import PageDerivative, PageRoute, PageSource, RulePage
from jacobook.document.setting.environment import Templates
from jacobook.document.setting.mathematics import Mathematics
from jacobook.layout.formulas.layouts import Layout

_TEMPLATES: dict[Engine, str] = {"typst": "reference.typ.jinja", "latex": "reference.tex.jinja"}
_WORKED, _AT_LENGTH = "worked-example", "chain rule"
# In units of a drawing: in a wider one, letters would be smaller than 8 points.
_WIDEST = 940
# How many signs fit into a line of a derivation, into two lines, and into a column of a table, in letters that can be
# read; and among words in a narrow column.
_IN_A_LINE, _IN_TWO_LINES, _IN_A_COLUMN, _BESIDE_WORDS = 99, 150, 36, 16
# More signs than these fill a third of a page, and nobody reads them.
_AT_MOST = 300
_INTRODUCTIONS = {
    Layout.NUMERATOR: "In numerator layout, the rows of a derivative follow the output and its columns the input: "
    "the gradient of a scalar is a row, and the chain rule multiplies Jacobians from the output to the input.",
    Layout.DENOMINATOR: "In denominator layout, the rows of a derivative follow the input and its columns the output: "
    "the gradient of a scalar has the shape of its variable.",
    Layout.BOTH: "In numerator layout, the rows of a derivative follow the output and its columns the input; "
    "denominator layout is the transpose. Where the two differ, both are printed.",
}


@dataclass(frozen=True, slots=True)
class BookChapter:
    """A chapter: its table, and then its rules."""

    title: str
    summary: str
    pages: tuple[RulePage, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """All that the templates print; `index` are the names of rules by letter, `symbols` the signs and functions."""

    title: str
    subtitle: str
    introduction: str
    layout: Layout
    paper: Paper
    chapters: tuple[BookChapter, ...]
    conventions: tuple[Convention, ...]
    shapes: tuple[tuple[GridCell | None, ...], ...]
    sources: tuple[PageSource, ...]
    rules: Mapping[str, RulePage]
    index: tuple[IndexLetter, ...]
    symbols: tuple[SymbolEntry, ...]
    count: int
    derivatives: int
    version: str
    date: datetime.date | None

    def shows(self, layout: Layout | None) -> bool:
        """Whether what belongs to a layout is printed; what belongs to none always is."""
        return self.layout.shows(layout)

    def related(self, page: RulePage) -> tuple[RulePage, ...]:
        """The rules of the book to which a rule refers."""
        return tuple(self.rules[name] for name in page.related if name in self.rules)

    def works(self, page: RulePage) -> bool:
        """Whether a rule is shown in full, with its graph and by the chain rule, as worked examples are."""
        return _WORKED in page.tags

    def drawn(self, drawing: DataFlow) -> DataFlow:
        """A data-flow graph as it is printed: in several rows where one would be too small to read."""
        return folded(drawing, _WIDEST)

    def tells(self, page: RulePage, route: PageRoute) -> bool:
        """Whether a way to the answer is printed.

        One with lines that only tiny letters would fit into their place, or nobody would read, is on the site.
        """
        shown = self.shows(route.layout) and (self.works(page) or route.name != _AT_LENGTH)
        return shown and all(_is_readable(step.line, _IN_A_LINE) for step in route.steps)

    def writes_entries(self, derivative: PageDerivative) -> bool:
        """Whether one entry of a derivative is printed, where a layout does not say the same."""
        told = derivative.components != derivative.numerator.equation
        return told and _is_readable(derivative.components, _IN_TWO_LINES)

    def fits_beside_words(self, formula: Mathematics) -> bool:
        """Whether a formula among words needs no smaller letters in a column of names or reasons."""
        return longest_part(formula) <= _BESIDE_WORDS

    def fits(self, formula: Mathematics) -> bool:
        """Whether a formula can be read in a column of a table; one that cannot is on the page of its rule."""
        return longest_part(formula) <= _IN_A_COLUMN


def _is_readable(formula: Mathematics, part: int) -> bool:
    return longest_part(formula) <= part and signs(formula) <= _AT_MOST


def reference_name(layout: Layout, paper: Paper) -> str:
    """The name of a reference's files, without an ending."""
    return f"reference-{layout}-{paper}"


def reference(
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
    """The source of the reference for an engine; the same rules always give the same text."""
    chapters = tuple(
        BookChapter(chapter.title, chapter.summary, found)
        for chapter in catalogue.chapters
        if (found := tuple(rule_pages[rule.id] for rule in chapter.rules if rule.id in rule_pages))
    )
    pages = [page for chapter in chapters for page in chapter.pages]
    signs = book_conventions(layout)
    book = Book(
        title="Matrix calculus",
        subtitle=f"a reference in {SHEET_TITLES[layout]}",
        introduction=_INTRODUCTIONS[layout],
        layout=layout,
        paper=paper,
        chapters=chapters,
        conventions=signs,
        shapes=shapes(),
        sources=_works(pages),
        rules={page.id: page for page in pages},
        index=index_of_rules(pages),
        symbols=index_of_symbols(pages, signs),
        count=len(pages),
        derivatives=sum(len(page.derivatives) for page in pages),
        version=version,
        date=date,
    )
    return templates.render(engine, _TEMPLATES[engine], book=book)


def _works(pages: list[RulePage]) -> tuple[PageSource, ...]:
    """Every work that a rule cites, once, by author."""
    works = {source.title: source for page in pages for source in page.sources}
    return tuple(sorted(works.values(), key=lambda source: (source.author, source.title)))
