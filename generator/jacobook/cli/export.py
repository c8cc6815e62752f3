"""`jacobook export`: all rules with their answers, for other programs and documents."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from jacobook.answers.records import Record, attempted_records, require_answers
from jacobook.catalogue.model import Catalogue
from jacobook.cli.layout_option import layout_option
from jacobook.cli.places import Place
from jacobook.cli.terminal import faint, good, many, progress_bars
from jacobook.document.setting.environment import Templates
from jacobook.layout.formulas.layouts import Layout
from jacobook.notation.options import BOOK
from jacobook.publish.pages.exports import STYLE, rules_json, rules_latex, rules_markdown
from jacobook.publish.pages.written_pages import written_pages
from jacobook.publish.project.project import Project, catalogue_here, project_here
from jacobook.publish.project.settings import Settings
from jacobook.work.cache import Cache
from jacobook.work.files import write_file
from jacobook.work.spread import Workers

FORMATS = ("json", "latex", "markdown")


@click.command("export")
@click.argument("notation", metavar="FORMAT", type=click.Choice(FORMATS))
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=Place())
@layout_option("The layout of the LaTeX files.  [default: the project's, or both]", default=None)
@click.option(
    "--out",
    metavar="PATH",
    type=Place(),
    help="A file for JSON; for the other formats, a folder with one file per rule.  [default: standard output]",
)
def command(notation: str, paths: tuple[Path, ...], layout: Layout | None, out: Path | None) -> None:
    """Export every rule with its answers as FORMAT: json, latex, or markdown.

    JSON is one document with everything. LaTeX is one file per rule, made for \\input, with the package jacobook.sty
    that they need; Markdown is one file per rule. Both use the project's notation. Give files or folders to export
    rules other than the package's own.

    \b
    Examples:
      jacobook export json --out rules.json
      jacobook export latex --layout denominator --out rules/
      jacobook export markdown my-rules.toml
    """  # noqa: D301 - \b is a character that click reads
    catalogue = catalogue_here(paths)
    project = project_here()
    settings = Settings() if project is None else project.settings
    cache = Cache(project.cache) if project is not None and not paths else None
    # What JSON says means the same everywhere.
    chosen = BOOK if notation == "json" else settings.written
    with progress_bars() as progress:
        found = attempted_records(catalogue, cache, progress, Workers(), chosen)
        require_answers(found)
    files = _files(notation, catalogue, found.answered, project, layout or settings.layout, own=not paths)
    if out is None:
        for name, content in files.items():
            if name != STYLE:
                click.echo(content, nl=False)
        return
    for name, content in files.items():
        write_file(out / name if name else out, content)
    click.echo(good("✓ ") + f"{out}" + faint(f"  ({many(len(catalogue), 'rule')})"))


def _files(
    notation: str,
    catalogue: Catalogue,
    answered: Mapping[str, Record],
    project: Project | None,
    layout: Layout,
    *,
    own: bool,
) -> Mapping[str, bytes | str]:
    """What is written, by the names of files; `own` says whether the rules are the project's."""
    if notation == "json":
        written = written_pages(project.docs, project.reference) if project is not None and own else ()
        return {"": rules_json(catalogue, answered, written)}
    templates = Templates(project.root if project is not None else None)
    if notation == "latex":
        return rules_latex(catalogue, answered, templates, layout)
    return rules_markdown(catalogue, answered, templates)
