"""MkDocs in a process that loads what it needs, and begins when it is told with which arguments.

    python -m jacobook.publish.mkdocs_waiting

Loading takes as long as a small build, and can be done while rules are worked out. The arguments come as a line of JSON
on the standard input; where that ends without one, nothing was to be built.
"""

from __future__ import annotations

import importlib
import json
import sys
from contextlib import suppress

from mkdocs.__main__ import cli

from jacobook.publish.page_memory import KNOWN_EXTENSIONS

_LOADED = (
    "mkdocs.commands.build",
    "mkdocs.config.defaults",
    "material.plugins.search.plugin",
    "jacobook.publish.build",
)


def main() -> None:
    """Load, wait, build."""
    extensions = (name if "." in name else f"markdown.extensions.{name}" for name in sorted(KNOWN_EXTENSIONS))
    for module in (*_LOADED, *extensions):
        # What is not there need not be asked for by this site; if it is, MkDocs says so.
        with suppress(ImportError):
            importlib.import_module(module)
    line = sys.stdin.readline()
    if line:
        cli.main(json.loads(line), prog_name="mkdocs")


if __name__ == "__main__":
    main()
