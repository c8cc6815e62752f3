"""MkDocs in a process that loads what it needs and starts when it receives its arguments.

    python -m jacobook.publish.mkdocs.waiting mkdocs.yml

Loading takes as long as a small build, and can be done while pages are written. The arguments come as a line of JSON on
the standard input; where that ends without one, nothing was to be built.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import sys
from contextlib import suppress
from pathlib import Path

from jinja2 import FileSystemLoader, TemplateError
from mkdocs.__main__ import cli
from mkdocs.theme import Theme
from mkdocs.utils.yaml import yaml_load
from pygments import highlight
from pygments.formatters.html import HtmlFormatter
from pygments.lexers import get_lexer_by_name

from jacobook.publish.mkdocs.compiled_templates import COMPILED, used_templates
from jacobook.publish.mkdocs.page_memory import KNOWN_EXTENSIONS
from jacobook.publish.project.project import find_project
from jacobook.work.cache import Cache

_LOADED = ("mkdocs.commands.build", "mkdocs.config.defaults", "material.plugins.search.plugin")


def _list_once() -> None:
    """Let Jinja list a folder of templates once in this process, without what is hidden there.

    Material hides fourteen thousand icons in its own, which MkDocs would look at one by one, and leave out.
    """
    known: dict[tuple[str, ...], list[str]] = {}
    listed = FileSystemLoader.list_templates

    def list_templates(loader: FileSystemLoader) -> list[str]:
        folders = tuple(map(str, loader.searchpath))
        if folders not in known:
            known[folders] = [name for name in listed(loader) if not name.startswith(".")]
        return known[folders]

    FileSystemLoader.list_templates = list_templates  # type: ignore[method-assign,assignment]


def _compile_theme(configuration: Path) -> None:
    """Compile the templates of a site's theme that its last build used, as Jinja would when it first needs each."""
    with configuration.open(encoding="utf-8") as file:
        given = yaml_load(file)["theme"]
    options = {"name": given} if isinstance(given, str) else dict(given)
    if "custom_dir" in options:
        options["custom_dir"] = str(configuration.parent / options["custom_dir"])
    environment = Theme(**options).get_env()
    environment.bytecode_cache = COMPILED
    # MkDocs will ask for the list, which is known then.
    environment.list_templates()
    for name in used_templates(Cache(find_project(configuration.parent).cache)):
        with suppress(TemplateError):
            environment.get_template(name)


def _load() -> None:
    extensions = (name if "." in name else f"markdown.extensions.{name}" for name in sorted(KNOWN_EXTENSIONS))
    for module in (*_LOADED, *extensions):
        # What is not there need not be asked for by this site; if it is, MkDocs says so.
        with suppress(ImportError):
            importlib.import_module(module)
    # Pygments prepares a lexer when it first reads with it; rules show programs in Python.
    highlight("", get_lexer_by_name("python"), HtmlFormatter())
    _list_once()
    for configuration in sys.argv[1:]:
        # Likewise: what is wrong there is told when it is read in earnest.
        with suppress(Exception):
            _compile_theme(Path(configuration))


def main() -> None:
    """Load, wait, build."""
    # Nothing of what is loaded is ever thrown away: looking for garbage among it takes a tenth of the time.
    gc.disable()
    _load()
    gc.freeze()
    gc.enable()
    line = sys.stdin.readline()
    if line:
        # Likewise for the last time, on the way out.
        atexit.register(gc.freeze)
        cli.main(json.loads(line), prog_name="mkdocs")


if __name__ == "__main__":
    main()
