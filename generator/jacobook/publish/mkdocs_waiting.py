"""MkDocs in a process that loads what it needs, and begins when it is told with which arguments.

    python -m jacobook.publish.mkdocs_waiting mkdocs.yml

Loading takes as long as a small build, and can be done while pages are written. The arguments come as a line of JSON on
the standard input; where that ends without one, nothing was to be built.
"""

from __future__ import annotations

import importlib
import json
import sys
from contextlib import suppress
from pathlib import Path

from jinja2 import TemplateError
from mkdocs.__main__ import cli
from mkdocs.theme import Theme
from mkdocs.utils.yaml import yaml_load

from jacobook.publish.page_memory import COMPILED, KNOWN_EXTENSIONS

_LOADED = ("mkdocs.commands.build", "mkdocs.config.defaults", "material.plugins.search.plugin")


def _compile_theme(configuration: Path) -> None:
    """Compile the templates of a site's theme, as Jinja would when it first needs each."""
    with configuration.open(encoding="utf-8") as file:
        given = yaml_load(file)["theme"]
    options = {"name": given} if isinstance(given, str) else dict(given)
    if "custom_dir" in options:
        options["custom_dir"] = str(configuration.parent / options["custom_dir"])
    environment = Theme(**options).get_env()
    environment.bytecode_cache = COMPILED
    for name in environment.list_templates(filter_func=lambda name: name.endswith(".html") and "icons" not in name):
        with suppress(TemplateError):
            environment.get_template(name)


def main() -> None:
    """Load, wait, build."""
    extensions = (name if "." in name else f"markdown.extensions.{name}" for name in sorted(KNOWN_EXTENSIONS))
    for module in (*_LOADED, *extensions):
        # What is not there need not be asked for by this site; if it is, MkDocs says so.
        with suppress(ImportError):
            importlib.import_module(module)
    for configuration in sys.argv[1:]:
        # Likewise: what is wrong there is told when it is read in earnest.
        with suppress(Exception):
            _compile_theme(Path(configuration))
    line = sys.stdin.readline()
    if line:
        cli.main(json.loads(line), prog_name="mkdocs")


if __name__ == "__main__":
    main()
