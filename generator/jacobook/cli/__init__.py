"""The command line: `jacobook derive`, `check`, `lock`, `diff`, `build`, `serve`, `pdf`, `export`, `zip`, `new`.

Little is imported here: until `main` has begun, Ctrl-C would be answered by Python itself.
"""

from __future__ import annotations

import sys

# As those who check types read it: `typing` itself would take longer to load than all of this.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn

INTERRUPTED = 130

# What each command is for, stated here so that `jacobook --help` need not load SymPy.
COMMANDS = {
    "derive": "Differentiate an expression in both layouts.",
    "check": "Prove every rule of the catalogue.",
    "lock": "Accept the current formulas.",
    "diff": "List the formulas that were added, removed, or changed.",
    "build": "Build the website and the PDFs.",
    "serve": "Preview the site while you edit.",
    "pdf": "Create a cheat sheet or the reference as a PDF.",
    "export": "Export all rules as JSON, LaTeX, or Markdown.",
    "zip": "Pack the site for reading without a server.",
    "new": "Print a template for a new rule.",
}


def __getattr__(name: str) -> object:
    """`commands`, the whole as click knows it, which is loaded when it is asked for."""
    if name == "commands":
        from jacobook.cli.command_group import commands  # noqa: PLC0415

        return commands
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and leave with its status: 0 done, 1 a rule failed, 2 bad input, 70 internal error."""
    try:
        from jacobook.cli.entrance import run  # noqa: PLC0415 - loads click, and is interrupted in silence

        status = run(arguments)
    except KeyboardInterrupt:
        status = INTERRUPTED
    sys.exit(status)
