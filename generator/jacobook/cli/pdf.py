"""`jacobook pdf`: a cheat sheet on paper."""

from __future__ import annotations

from pathlib import Path

import click

from jacobook.catalogue.loader import load
from jacobook.cli.terminal import faint, good, progress_bars
from jacobook.document.cheatsheet import ENGINES, PAPERS, SHEET_LAYOUTS, Engine, Paper, SheetLayout, cheat_sheet_name
from jacobook.document.environment import Templates
from jacobook.errors import JacobookError
from jacobook.publish.cache import Cache
from jacobook.publish.files import require_writable, write_file
from jacobook.publish.project import Project, find_project
from jacobook.publish.records import records
from jacobook.publish.sheets import sheet_pdf, sheet_source


@click.command("pdf")
@click.argument("document", type=click.Choice(["cheatsheet"]), default="cheatsheet", required=False)
@click.option(
    "--paper", type=click.Choice(list(PAPERS)), default="a4", show_default=True, help="The size of the paper."
)
@click.option(
    "--layout", type=click.Choice(SHEET_LAYOUTS), default="both", show_default=True, help="Which layout to print."
)
@click.option(
    "--engine",
    type=click.Choice(ENGINES),
    default="typst",
    show_default=True,
    help="What typesets it; latex needs TeX Live.",
)
@click.option(
    "--out",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Where to write it; the source lies beside it.  [default: ./cheatsheet-LAYOUT-PAPER.pdf]",
)
def command(document: str, paper: Paper, layout: SheetLayout, engine: Engine, out: Path | None) -> None:
    """Print the cheat sheet as a PDF, with its source beside it.

    The same rules give the same bytes; SOURCE_DATE_EPOCH dates the document. An old PDF stays if the new one fails.

    \b
    Examples:
      jacobook pdf
      jacobook pdf --paper letter --layout denominator --out sheet.pdf
      jacobook pdf cheatsheet --engine latex
    """  # noqa: D301 - \b is a character that click reads
    name = f"{cheat_sheet_name(layout, paper)}.pdf"
    target = Path(name) if out is None else out / name if out.is_dir() else out
    if target.suffix != ".pdf":
        raise click.BadParameter(f"{target} does not end in .pdf", param_hint="--out")
    require_writable(target.parent)
    project = _project_here()
    catalogue = load()
    with progress_bars() as progress:
        cache = Cache(project.cache) if project is not None else None
        answered = records(catalogue, cache, progress)
        templates = Templates(project.root if project is not None else None)
        source = sheet_source(catalogue, answered, templates, engine=engine, layout=layout, paper=paper)
        progress("Typesetting", 0, 0)
        compiled = sheet_pdf(source, engine)
    beside = target.with_suffix(".typ" if engine == "typst" else ".tex")
    write_file(beside, source)
    write_file(target, compiled)
    click.echo(good("✓ ") + f"{target}" + faint(f"  ({len(compiled) / 1000:.0f} kB; source in {beside.name})"))


def _project_here() -> Project | None:
    try:
        return find_project(Path.cwd())
    except JacobookError:
        return None
