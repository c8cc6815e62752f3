"""The command line: `jacobook derive`, `check`, `lock`, `diff`, `build`, `serve`, `pdf`, `export`, `zip`, `new`."""

from __future__ import annotations

import atexit
import gc
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

import click

from jacobook import __version__
from jacobook.cli.failures import status_of

# What each command is for, told here so that `jacobook --help` need not load SymPy.
COMMANDS = {
    "derive": "Differentiate an expression, in both layouts.",
    "check": "Prove every rule of the catalogue.",
    "lock": "Accept the formulas as they are now.",
    "diff": "Say which formulas came, went and changed.",
    "build": "Make the website and the PDFs.",
    "serve": "Show the site live while you edit.",
    "pdf": "Print a cheat sheet.",
    "export": "Write all rules as JSON, LaTeX or Markdown.",
    "zip": "Pack the site to be read without a server.",
    "new": "Write a rule to start from.",
}


class Commands(click.Group):
    """The commands, each loaded from its own module when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the signature is click's
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - the signature is click's
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"jacobook.cli.{cmd_name}").command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - the signature is click's
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="`jacobook COMMAND --help` explains a command, with examples.",
)
@click.version_option(__version__, prog_name="jacobook")
def commands() -> None:
    """Matrix calculus that derives itself.

    Derivatives of scalars, vectors and matrices by scalars, vectors and matrices, in numerator and in denominator
    layout, each proved before it is shown.

    \b
    Start here:
      jacobook derive "x @ A @ x" --wrt x
      jacobook derive "norm(A @ x - b)**2" --wrt x --steps
    """  # noqa: D301 - \b is a character that click reads


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and leave with its status: 0 done, 1 a rule is not proved, 2 bad input, 70 our mistake."""
    # Python would look for garbage once more on its way out, among everything that there is.
    atexit.register(gc.freeze)
    sys.exit(status_of(lambda: commands.main(arguments, prog_name="jacobook", standalone_mode=False)))
