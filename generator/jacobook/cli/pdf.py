"""`jacobook pdf`: a cheat sheet or a book as a PDF."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from jacobook.answers.records import Record, attempted_records, require_answers
from jacobook.catalogue.model import Catalogue
from jacobook.cli.layout_option import layout_option
from jacobook.cli.places import Place
from jacobook.cli.terminal import faint, good, progress_bars
from jacobook.document.collections.cheatsheet import ENGINES, PAPERS, Engine, Paper
from jacobook.document.setting.environment import Templates
from jacobook.document.setting.mathematics import written, written_in
from jacobook.document.textbook.pieces import Chapter
from jacobook.errors import ToolError
from jacobook.layout.formulas.layouts import Layout
from jacobook.publish.markdown.chapters import read_chapters
from jacobook.publish.project.project import CONFIGURATION, Project, catalogue_here, project_here
from jacobook.publish.project.settings import Settings
from jacobook.publish.typeset.documents import DOCUMENTS, document_source
from jacobook.publish.typeset.sheets import document_pdf
from jacobook.work.cache import Cache
from jacobook.work.files import require_writable, write_file
from jacobook.work.progress import Progress
from jacobook.work.spread import Workers


@click.command("pdf")
@click.argument("document", type=click.Choice(list(DOCUMENTS)), default="cheatsheet", required=False)
@click.option("--paper", type=click.Choice(list(PAPERS)), default="a4", show_default=True, help="The paper size.")
@layout_option("The layout to print.  [default: the project's, or both]", default=None)
@click.option(
    "--engine",
    type=click.Choice(ENGINES),
    default="typst",
    show_default=True,
    help="The typesetting engine; latex needs TeX Live.",
)
@click.option(
    "--out",
    metavar="FILE",
    type=Place(),
    help="Where to write the PDF; its source goes beside it.  [default: ./DOCUMENT-LAYOUT-PAPER.pdf]",
)
def command(document: str, paper: Paper, layout: Layout | None, engine: Engine, out: Path | None) -> None:
    """Create a cheat sheet or a book as a PDF, with its source beside it.

    The cheat sheets have two pages: rules of matrix calculus, or the backward passes of layers. The reference is a book
    of all rules with their derivations. `learn` is the textbook: the chapters in docs/learn of the project, with hints
    and answers to their exercises at the end.

    The output is reproducible; SOURCE_DATE_EPOCH sets its date. If the new PDF fails, the old one stays.

    \b
    Examples:
      jacobook pdf
      jacobook pdf --paper letter --layout denominator --out sheet.pdf
      jacobook pdf backward --layout denominator
      jacobook pdf reference --layout numerator
      jacobook pdf learn --layout denominator
      jacobook pdf cheatsheet --engine latex
    """  # noqa: D301 - \b is a character that click reads
    project = project_here()
    settings = project.settings if project is not None else Settings()
    layout = layout or settings.layout
    name = f"{DOCUMENTS[document].name(layout, paper)}.pdf"
    target = Path(name) if out is None else out / name if out.is_dir() else out
    if target.suffix != ".pdf":
        raise click.BadParameter(f"{target} does not end in .pdf", param_hint="--out")
    require_writable(target.parent)
    kind = DOCUMENTS[document]
    with progress_bars() as progress, written_in(settings.written):
        lessons = _lessons(project, progress) if kind.lessons else ()
        catalogue, answered = _rules(project, progress) if kind.rules else (Catalogue(()), {})
        templates = Templates(project.root if project is not None else None)
        source = document_source(
            *(document, catalogue, answered, templates), engine=engine, layout=layout, paper=paper, lessons=lessons
        )
        progress("Typesetting", 0, 0)
        compiled = document_pdf(source, engine)
    beside = target.with_suffix(".typ" if engine == "typst" else ".tex")
    # The larger one first: where it finds no room, the source goes on being that of the PDF beside it.
    write_file(target, compiled)
    write_file(beside, source)
    click.echo(good("✓ ") + f"{target}" + faint(f"  ({len(compiled) / 1000:.0f} kB; source in {beside.name})"))


def _rules(project: Project | None, progress: Progress) -> tuple[Catalogue, Mapping[str, Record]]:
    """The rules here, answered."""
    catalogue = catalogue_here()
    cache = Cache(project.cache) if project is not None else None
    found = attempted_records(catalogue, cache, progress, Workers(), written())
    require_answers(found)
    return catalogue, found.answered


def _lessons(project: Project | None, progress: Progress) -> tuple[Chapter, ...]:
    """The chapters of the project here."""
    if project is None:
        raise ToolError(
            f"there are no chapters to print in {Path.cwd()}",
            hint=f"they are the pages in docs/learn of a project, the folder that holds {CONFIGURATION}",
        )
    progress("Reading chapters", 0, 0)
    return read_chapters(project.lessons, project.docs, project.address)
