"""The reference: a book of every rule with its derivations, for printing, in the layout that its reader thinks in."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from jacobook.catalogue.model import Catalogue
from jacobook.document.collections.book_index import IndexLetter, SymbolEntry, index_of_rules, index_of_symbols
from jacobook.document.collections.cheatsheet import SHEET_TITLES, Engine, Paper, shapes
from jacobook.document.collections.line_breaks import longest_part, signs
from jacobook.document.collections.one_derivation import ToldDerivation, is_readable, one_derivation
from jacobook.document.collections.table import GridCell
from jacobook.document.figures.figure import DataFlow
from jacobook.document.figures.flow_folding import folded
from jacobook.document.pages.conventions import Convention, book_conventions
from jacobook.document.pages.page import PageDerivative, PageRoute, PageSource, RulePage
from jacobook.document.setting.environment import Templates
from jacobook.document.setting.mathematics import Mathematics
from jacobook.layout.formulas.layouts import Layout

_TEMPLATES: dict[Engine, str] = {"typst": "reference.typ.jinja", "latex": "reference.tex.jinja"}
_WORKED = "worked-example"
# In units of a drawing: in a wider one, letters would be smaller than 8 points.
_WIDEST = 430
# How many signs fit into a line and into two lines of a rule, into a column of a table, in letters that can be read;
# and among words in a narrow column.
_IN_A_LINE, _IN_TWO_LINES, _IN_A_COLUMN, _IN_HALF_A_COLUMN, _BESIDE_WORDS = 44, 80, 36, 19, 16
# A wider statement would have letters that nobody can read.
_MOST_IN_A_LINE = 56
INTRODUCTIONS = {
    Layout.NUMERATOR: "In numerator layout, the rows of a derivative follow the output and its columns the input: "
    "the gradient of a scalar is a row, and the chain rule multiplies Jacobians from the output to the input.",
    Layout.DENOMINATOR: "In denominator layout, the rows of a derivative follow the input and its columns the output: "
    "the gradient of a scalar has the shape of its variable.",
    Layout.BOTH: "In numerator layout, the rows of a derivative follow the output and its columns the input; "
    "denominator layout is the transpose. Where the two differ, both are printed.",
}


@dataclass(frozen=True, slots=True)
class BookChapter:
    """A chapter: its rules stand in its table, and then one by one."""

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

    @property
    def worked(self) -> bool:
        """Whether any of its rules is a worked example."""
        return any(map(self.works, self.rules.values()))

    def shows(self, layout: Layout | None) -> bool:
        """Whether what belongs to a layout is printed; what belongs to none always is."""
        return self.layout.shows(layout)

    def related(self, page: RulePage) -> tuple[RulePage, ...]:
        """The rules of the book to which a rule refers."""
        return tuple(self.rules[name] for name in page.related if name in self.rules)

    def drawn(self, drawing: DataFlow) -> DataFlow:
        """A data-flow graph as it is printed: in several rows where one would be too small to read."""
        return folded(drawing, _WIDEST)

    def works(self, page: RulePage) -> bool:
        """Whether a rule is shown in full, with its graph and by the chain rule, as worked examples are."""
        return _WORKED in page.tags

    def routes(self, page: RulePage, derivative: PageDerivative) -> tuple[PageRoute | ToldDerivation, ...]:
        """The ways to an answer that are printed: one, and of a worked example all that can be read in a column."""
        if not self.works(page):
            told = self.told(page, derivative)
            return (told,) if told and told.steps else ()
        return tuple(route for route in derivative.routes if self.shows(route.layout) and is_readable(route.steps))

    def told(self, page: RulePage, derivative: PageDerivative) -> ToldDerivation | None:
        """The derivation that is printed of a rule that is no worked example; the others are on the site."""
        return None if self.works(page) else one_derivation(page, derivative)

    def writes_entries(self, derivative: PageDerivative) -> bool:
        """Whether one entry of a derivative is printed, where a layout does not say the same."""
        told = derivative.components != derivative.numerator.equation
        return (
            told and longest_part(derivative.components) <= _IN_A_LINE and signs(derivative.components) <= _IN_TWO_LINES
        )

    def place_of(self, source: PageSource) -> int:
        """The number of a work in the list of sources."""
        return [work.title for work in self.sources].index(source.title) + 1

    def states(self, page: RulePage) -> bool:
        """Whether a function is printed as a formula; one that is too wide for a column is printed as it is typed."""
        return longest_part(page.equation) <= _MOST_IN_A_LINE

    def fits_beside_words(self, formula: Mathematics) -> bool:
        """Whether a formula among words needs no smaller letters in a column of names or reasons."""
        return longest_part(formula) <= _BESIDE_WORDS

    def fits(self, formula: Mathematics) -> bool:
        """Whether an answer can be read in a table, in both columns if it `stacks`; else it is on its rule's page."""
        return longest_part(formula) <= _IN_A_COLUMN

    def fits_function(self, formula: Mathematics) -> bool:
        """Whether a function can be read in the narrow column that a table has for it."""
        return longest_part(formula) <= _IN_HALF_A_COLUMN

    def stacks(self, derivative: PageDerivative) -> bool:
        """Whether a table has the answers one below the other, because side by side they would be too wide."""
        wide = any(longest_part(answer.formula) > _IN_HALF_A_COLUMN for answer in derivative.answers)
        return self.layout == Layout.BOTH and not derivative.same and wide


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
        introduction=INTRODUCTIONS[layout],
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
