"""`jacobook export`: all rules with their answers, for other programs and documents."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from jacobook.answers.records import records
from jacobook.cli.layout_option import layout_option
from jacobook.cli.places import Place
from jacobook.cli.terminal import faint, good, progress_bars
from jacobook.document.setting.environment import Templates
from jacobook.layout.formulas.layouts import Layout
from jacobook.publish.pages.exports import rules_json, rules_latex, rules_markdown
from jacobook.publish.pages.written_pages import written_pages
from jacobook.publish.project.project import catalogue_here, project_here
from jacobook.work.files import write_file

FORMATS = ("json", "latex", "markdown")


@click.command("export")
@click.argument("notation", metavar="FORMAT", type=click.Choice(FORMATS))
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=Place())
@layout_option("The layout of the LaTeX files.")
@click.option(
    "--out",
    metavar="PATH",
    type=Place(),
    help="A file for JSON; for the other formats, a folder with one file per rule.  [default: standard output]",
)
def command(notation: str, paths: tuple[Path, ...], layout: Layout, out: Path | None) -> None:
    """Export every rule with its answers as FORMAT: json, latex, or markdown.

    JSON is one document with everything. LaTeX is one file per rule, made for \\input; so is Markdown. Give files or
    folders to export rules other than the package's own.

    \b
    Examples:
      jacobook export json --out rules.json
      jacobook export latex --layout denominator --out rules/
      jacobook export markdown my-rules.toml
    """  # noqa: D301 - \b is a character that click reads
    catalogue = catalogue_here(paths)
    project = None if paths else project_here()
    with progress_bars() as progress:
        answered = records(catalogue, None, progress)
    files: Mapping[str, bytes | str]
    if notation == "json":
        written = written_pages(project.docs, project.reference) if project is not None else ()
        files = {"": rules_json(catalogue, answered, written)}
    elif notation == "latex":
        files = rules_latex(catalogue, answered, Templates(), layout)
    else:
        files = rules_markdown(catalogue, answered, Templates())
    if out is None:
        for content in files.values():
            click.echo(content, nl=False)
        return
    for name, content in files.items():
        write_file(out / name if name else out, content)
    click.echo(good("✓ ") + f"{out}" + faint(f"  ({len(catalogue)} rules)"))
