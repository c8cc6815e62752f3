"""The cheat sheets: every layout on every paper, as PDF and as LaTeX source."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import metadata

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
from jacobook.publish.cache import Cache, key_of
from jacobook.publish.pdf import latex_pdf, source_date, typst_pdf
from jacobook.publish.progress import Progress, silent
from jacobook.publish.records import Record

KIND = "pdf"
STAGE = "Printing cheat sheets"


def sheet_source(
    catalogue: Catalogue,
    answered: Mapping[str, Record],
    templates: Templates,
    *,
    engine: Engine,
    layout: SheetLayout,
    paper: Paper,
) -> str:
    """The source of one cheat sheet."""
    return cheat_sheet(
        catalogue,
        {name: record.page for name, record in answered.items()},
        templates,
        engine=engine,
        layout=layout,
        paper=paper,
        version=metadata.version("jacobook"),
        date=source_date(),
    )


def sheet_pdf(source: str, engine: Engine, cache: Cache | None = None) -> bytes:
    """The PDF of a source, compiled once. Raises `ToolError`."""
    key = key_of(engine, source, str(source_date()), metadata.version("typst"))
    known = cache.get(KIND, key) if cache is not None else None
    if known is not None:
        return known
    compiled = typst_pdf(source) if engine == "typst" else latex_pdf(source)
    if cache is not None:
        cache.put(KIND, key, compiled)
    return compiled


def downloads(
    catalogue: Catalogue,
    answered: Mapping[str, Record],
    templates: Templates,
    cache: Cache | None = None,
    progress: Progress = silent,
) -> dict[str, bytes | str]:
    """Every cheat sheet by file name: the PDF by Typst, the source for LaTeX."""
    files: dict[str, bytes | str] = {}
    wanted = [(layout, paper) for layout in SHEET_LAYOUTS for paper in PAPERS]
    for done, (layout, paper) in enumerate(wanted):
        progress(STAGE, done, len(wanted))
        name = cheat_sheet_name(layout, paper)
        source = sheet_source(catalogue, answered, templates, engine="typst", layout=layout, paper=paper)
        latex = sheet_source(catalogue, answered, templates, engine="latex", layout=layout, paper=paper)
        files[f"{name}.pdf"] = sheet_pdf(source, "typst", cache)
        files[f"{name}.tex"] = latex
    progress(STAGE, len(wanted), len(wanted))
    if cache is not None:
        cache.forget_unused(KIND)
    return files
