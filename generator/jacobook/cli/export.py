"""`jacobook export`: all rules with their answers, for other programs and documents."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from jacobook.answers.records import attempted_records, require_answers
from jacobook.cli.layout_option import layout_option
from jacobook.cli.places import Place
from jacobook.cli.terminal import faint, good, progress_bars
from jacobook.document.setting.environment import Templates
from jacobook.layout.formulas.layouts import Layout
from jacobook.publish.pages.exports import rules_json, rules_latex, rules_markdown
from jacobook.publish.pages.written_pages import written_pages
from jacobook.publish.project.project import catalogue_here, project_here
from jacobook.work.cache import Cache
from jacobook.work.files import write_file
from jacobook.work.spread import Workers

FORMATS = ("json", "latex", "markdown")


@click.command("export")
@click.argument("notation", metavar="FORMAT", type=click.Choice(FORMATS))
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=Place())
@layout_option("Which layout LaTeX files hold.")
@click.option(
    "--out",
    metavar="PATH",
    type=Place(),
    help="A file for JSON, a folder with one file a rule for the others.  [default: standard output]",
)
def command(notation: str, paths: tuple[Path, ...], layout: Layout, out: Path | None) -> None:
    """Write every rule with its answers as FORMAT: json, latex or markdown.

    JSON holds everything in one document. LaTeX is one file a rule, made for \\input; so is Markdown. Other rules than
    the package's own are named by files or folders.

    \b
    Examples:
      jacobook export json --out rules.json
      jacobook export latex --layout denominator --out rules/
      jacobook export markdown my-rules.toml
    """  # noqa: D301 - \b is a character that click reads
    catalogue = catalogue_here(paths)
    project = None if paths else project_here()
    cache = Cache(project.cache) if project is not None else None
    with progress_bars() as progress:
        found = attempted_records(catalogue, cache, progress, Workers())
        require_answers(found)
    answered = found.answered
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
