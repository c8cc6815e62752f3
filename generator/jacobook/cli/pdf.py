"""`jacobook pdf`: a cheat sheet or the reference as a PDF."""

from __future__ import annotations

from pathlib import Path

import click

from jacobook.answers.records import attempted_records, require_answers
from jacobook.cli.layout_option import layout_option
from jacobook.cli.places import Place
from jacobook.cli.terminal import faint, good, progress_bars
from jacobook.document.collections.cheatsheet import ENGINES, PAPERS, Engine, Paper
from jacobook.document.setting.environment import Templates
from jacobook.document.setting.mathematics import written_in
from jacobook.layout.formulas.layouts import Layout
from jacobook.publish.project.project import catalogue_here, project_here
from jacobook.publish.project.settings import Settings
from jacobook.publish.typeset.sheets import DOCUMENTS, document_pdf, document_source
from jacobook.work.cache import Cache
from jacobook.work.files import require_writable, write_file
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
    """Create a cheat sheet or the reference as a PDF, with its source beside it.

    The cheat sheets have two pages: rules of matrix calculus, or the backward passes of layers. The reference is a book
    of all rules with their derivations.

    The output is reproducible; SOURCE_DATE_EPOCH sets its date. If the new PDF fails, the old one stays.

    \b
    Examples:
      jacobook pdf
      jacobook pdf --paper letter --layout denominator --out sheet.pdf
      jacobook pdf backward --layout denominator
      jacobook pdf reference --layout numerator
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
    catalogue = catalogue_here()
    notation = settings.written
    with progress_bars() as progress:
        cache = Cache(project.cache) if project is not None else None
        found = attempted_records(catalogue, cache, progress, Workers(), notation)
        require_answers(found)
        templates = Templates(project.root if project is not None else None)
        with written_in(notation):
            source = document_source(
                document, catalogue, found.answered, templates, engine=engine, layout=layout, paper=paper
            )
        progress("Typesetting", 0, 0)
        compiled = document_pdf(source, engine)
    beside = target.with_suffix(".typ" if engine == "typst" else ".tex")
    # The larger one first: where it finds no room, the source goes on being that of the PDF beside it.
    write_file(target, compiled)
    write_file(beside, source)
    click.echo(good("✓ ") + f"{target}" + faint(f"  ({len(compiled) / 1000:.0f} kB; source in {beside.name})"))
