"""The printed documents: how the source of each is written, and what it is made of."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from jacobook.answers.records import Record
from jacobook.catalogue.model import Catalogue
from jacobook.document.collections.backward_sheet import (
    BACKWARD_LAYOUTS,
    backward_sheet,
    backward_sheet_name,
    has_layers,
)
from jacobook.document.collections.cheatsheet import Engine, Paper, cheat_sheet, cheat_sheet_name
from jacobook.document.collections.reference import reference, reference_name
from jacobook.document.collections.textbook import textbook, textbook_name
from jacobook.document.pages.page import RulePage
from jacobook.document.setting.environment import Templates
from jacobook.document.textbook.pieces import Chapter
from jacobook.errors import CatalogueError
from jacobook.layout.formulas.layouts import Layout
from jacobook.publish.typeset.pdf import source_date
from jacobook.work.cache import version_of


def _always(_catalogue: Catalogue, _rule_pages: Mapping[str, RulePage]) -> bool:
    return True


class _Source(Protocol):
    """Writes the source of a document."""

    def __call__(
        self,
        catalogue: Catalogue,
        rule_pages: Mapping[str, RulePage],
        templates: Templates,
        *,
        engine: Engine,
        layout: Layout,
        paper: Paper,
        version: str,
        date: datetime.date | None = None,
    ) -> str: ...


@dataclass(frozen=True, slots=True)
class Document:
    """A printed document: how its source is written, how its files are called, and which page shows what it is.

    With `chapters` that page is drawn of a document of so many chapters, for all pages have to be set to draw one.
    It is printed in `layouts`; `printable` tells whether some rules have anything to print on it. A textbook is made
    of `lessons`, which are chapters written by hand, and without `rules`.
    """

    source: _Source
    name: Callable[[Layout, Paper], str]
    shown: int
    chapters: int | None = None
    layouts: tuple[Layout, ...] = tuple(Layout)
    printable: Callable[[Catalogue, Mapping[str, RulePage]], bool] = _always
    lessons: bool = False
    rules: bool = True


def _textbook(
    catalogue: Catalogue,
    rule_pages: Mapping[str, RulePage],
    templates: Templates,
    *,
    engine: Engine,
    layout: Layout,
    paper: Paper,
    version: str,
    date: datetime.date | None = None,
    lessons: Sequence[Chapter] = (),
) -> str:
    return textbook(lessons, templates, engine=engine, layout=layout, paper=paper, version=version, date=date)


DOCUMENTS = {
    "cheatsheet": Document(cheat_sheet, cheat_sheet_name, 1),
    "backward": Document(backward_sheet, backward_sheet_name, 1, layouts=BACKWARD_LAYOUTS, printable=has_layers),
    "reference": Document(reference, reference_name, 5, chapters=1),
    "learn": Document(_textbook, textbook_name, 5, chapters=1, lessons=True, rules=False),
}


def document_source(
    document: str,
    catalogue: Catalogue,
    answered: Mapping[str, Record],
    templates: Templates,
    *,
    engine: Engine,
    layout: Layout,
    paper: Paper,
    lessons: Sequence[Chapter] = (),
) -> str:
    """The source of one document of `DOCUMENTS`. Raises `CatalogueError` where no rule has anything to print."""
    kind = DOCUMENTS[document]
    write: _Source = partial(_textbook, lessons=lessons) if kind.lessons else kind.source
    rule_pages = {name: record.page for name, record in answered.items()}
    if not kind.printable(catalogue, rule_pages):
        raise CatalogueError(
            "no rule is a layer, so there are no backward passes to print", hint='give layers the tag "deep-learning"'
        )
    return write(
        catalogue,
        rule_pages,
        templates,
        engine=engine,
        layout=layout,
        paper=paper,
        version=version_of("jacobook"),
        date=source_date(),
    )
