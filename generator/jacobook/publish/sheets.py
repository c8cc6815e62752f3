"""Printed documents as sources and PDFs, and the cheat sheets in every layout on every paper."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from importlib import metadata
from itertools import product
from typing import Protocol

from jacobook.catalogue.model import Catalogue
from jacobook.document.cheatsheet import (
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
from jacobook.publish.limits import processors
from jacobook.publish.pdf import latex_pdf, source_date, typst_pdf, typst_pdf_and_picture, typst_picture
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


def document_pdf(source: str, engine: Engine) -> bytes:
    """The PDF of a source. Raises `ToolError`."""
    return typst_pdf(source) if engine == "typst" else latex_pdf(source)


def downloads(
    catalogue: Catalogue,
    answered: Mapping[str, Record],
    templates: Templates,
    cache: Cache | None = None,
    progress: Progress = silent,
    *,
    books: bool = False,
) -> dict[str, bytes | str]:
    """Every cheat sheet, and with `books` every reference, by file name: PDF by Typst, source for LaTeX, a picture.

    Sheets are set side by side, for the compiler leaves the other processors free; books one by one, for the memory.
    """

    def source(document: str, layout: SheetLayout, paper: Paper, engine: Engine, rules: Catalogue) -> str:
        return document_source(document, rules, answered, templates, engine=engine, layout=layout, paper=paper)

    files: dict[str, bytes | str] = {}
    done, total = 0, len(SHEET_LAYOUTS) * len(PAPERS) * (len(DOCUMENTS) if books else 1)
    progress(STAGE, done, total)
    for document in DOCUMENTS if books else ["cheatsheet"]:
        kind = DOCUMENTS[document]
        with ThreadPoolExecutor(1 if kind.chapters else processors()) as setters:
            waited = {}
            for layout, paper in product(SHEET_LAYOUTS, PAPERS):
                name = kind.name(layout, paper)
                files[f"{name}.tex"] = source(document, layout, paper, "latex", catalogue)
                begun = replace(catalogue, chapters=catalogue.chapters[: kind.chapters])
                shown = source(document, layout, paper, "typst", begun) if paper == "a4" else ""
                whole = source(document, layout, paper, "typst", catalogue)
                waited[name] = setters.submit(_pdf_and_picture, whole, shown, kind.shown, cache)
            for name, compiled in waited.items():
                files[f"{name}.pdf"], picture = compiled.result()
                files |= {f"{name}.png": picture} if picture else {}
                done += 1
                progress(STAGE, done, total)
    if cache is not None:
        cache.forget_unused(KIND)
    return files


def _pdf_and_picture(source: str, shown: str, page: int, cache: Cache | None) -> tuple[bytes, bytes]:
    """The PDF of Typst source, and a page of `shown`, if there is one, as a picture. Raises `ToolError`."""
    version = metadata.version("typst")
    keys = (key_of("typst", source, str(source_date()), version), key_of("thumbnail", shown, page, version))
    document, picture = (cache.get(KIND, key) if cache is not None else None for key in keys)
    if document is None:
        document, drawn = typst_pdf_and_picture(source, page if shown == source else None)
        picture = drawn or picture
    if shown and picture is None:
        picture = typst_picture(shown, page)
    if cache is not None:
        for key, made in zip(keys, (document, picture), strict=True):
            if made:
                cache.put(KIND, key, made)
    return document, picture or b""
