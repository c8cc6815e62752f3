"""Printed documents as sources and PDFs, and the cheat sheets in every layout on every paper."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from importlib import metadata
from typing import Protocol

from jacobook.catalogue.model import Catalogue
from jacobook.document.cheatsheet import (
    ENGINES,
    PAPERS,
    SHEET_LAYOUTS,
    Engine,
    Paper,
    SheetLayout,
    cheat_sheet,
    cheat_sheet_name,
)
from jacobook.document.environment import Templates
from jacobook.document.page import RulePage
from jacobook.document.reference import reference, reference_name
from jacobook.publish.cache import Cache, key_of
from jacobook.publish.pdf import latex_pdf, source_date, typst_pdf, typst_picture
from jacobook.publish.progress import Progress, silent
from jacobook.publish.records import Record

KIND = "pdf"
STAGE = "Printing"


class _Source(Protocol):
    """Writes the source of a document."""

    def __call__(
        self,
        catalogue: Catalogue,
        rule_pages: Mapping[str, RulePage],
        templates: Templates,
        *,
        engine: Engine,
        layout: SheetLayout,
        paper: Paper,
        version: str,
        date: datetime.date | None = None,
    ) -> str: ...


@dataclass(frozen=True, slots=True)
class Document:
    """A printed document: how its source is written, how its files are called, and which page shows what it is.

    With `chapters` that page is drawn of a document of so many chapters, for all pages have to be set to draw one.
    """

    source: _Source
    name: Callable[[SheetLayout, Paper], str]
    shown: int
    chapters: int | None = None


DOCUMENTS = {
    "cheatsheet": Document(cheat_sheet, cheat_sheet_name, 1),
    "reference": Document(reference, reference_name, 5, chapters=1),
}


def document_source(
    document: str,
    catalogue: Catalogue,
    answered: Mapping[str, Record],
    templates: Templates,
    *,
    engine: Engine,
    layout: SheetLayout,
    paper: Paper,
) -> str:
    """The source of one document of `DOCUMENTS`."""
    return DOCUMENTS[document].source(
        catalogue,
        {name: record.page for name, record in answered.items()},
        templates,
        engine=engine,
        layout=layout,
        paper=paper,
        version=metadata.version("jacobook"),
        date=source_date(),
    )


def document_pdf(source: str, engine: Engine, cache: Cache | None = None) -> bytes:
    """The PDF of a source, compiled once. Raises `ToolError`."""
    key = key_of(engine, source, str(source_date()), metadata.version("typst"))
    known = cache.get(KIND, key) if cache is not None else None
    if known is not None:
        return known
    compiled = typst_pdf(source) if engine == "typst" else latex_pdf(source)
    if cache is not None:
        cache.put(KIND, key, compiled)
    return compiled


def thumbnail(source: str, page: int, cache: Cache | None = None) -> bytes:
    """A page of a document's Typst source as a small picture, drawn once. Raises `ToolError`."""
    key = key_of("thumbnail", source, page, metadata.version("typst"))
    known = cache.get(KIND, key) if cache is not None else None
    if known is None:
        known = typst_picture(source, page)
        if cache is not None:
            cache.put(KIND, key, known)
    return known


def downloads(
    catalogue: Catalogue,
    answered: Mapping[str, Record],
    templates: Templates,
    cache: Cache | None = None,
    progress: Progress = silent,
    *,
    books: bool = False,
) -> dict[str, bytes | str]:
    """Every cheat sheet, and with `books` every reference, by file name: PDF by Typst, source for LaTeX, a picture."""
    files: dict[str, bytes | str] = {}
    documents = [name for name in DOCUMENTS if books or name != "reference"]
    wanted = [(document, layout, paper) for document in documents for layout in SHEET_LAYOUTS for paper in PAPERS]
    for done, (document, layout, paper) in enumerate(wanted):
        progress(STAGE, done, len(wanted))
        name = DOCUMENTS[document].name(layout, paper)
        typst, latex = (
            document_source(document, catalogue, answered, templates, engine=engine, layout=layout, paper=paper)
            for engine in ENGINES
        )
        files[f"{name}.pdf"] = document_pdf(typst, "typst", cache)
        files[f"{name}.tex"] = latex
        if paper == "a4":
            begun = replace(catalogue, chapters=catalogue.chapters[: DOCUMENTS[document].chapters])
            beginning = document_source(
                document, begun, answered, templates, engine="typst", layout=layout, paper=paper
            )
            files[f"{name}.png"] = thumbnail(beginning, DOCUMENTS[document].shown, cache)
    progress(STAGE, len(wanted), len(wanted))
    if cache is not None:
        cache.forget_unused(KIND)
    return files
