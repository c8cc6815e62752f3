"""`jacobook` itself: the commands under it, each loaded from its own module when it is called."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import click

from jacobook import __version__
from jacobook.cli import COMMANDS
from jacobook.cli.failures import Interrupted


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

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - whatever the command returns
        # click would tell of Ctrl-C by an empty line.
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as error:
            raise Interrupted.by(error) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - the signature is click's
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Run `jacobook COMMAND --help` for details and examples.",
)
@click.version_option(__version__, prog_name="jacobook")
def commands() -> None:
    """Matrix calculus that derives itself.

    Derivatives of scalars, vectors, and matrices with respect to any of them, in numerator and in denominator
    layout, each proved before it is shown.

    \b
    Start here:
      jacobook derive "x @ A @ x" --wrt x
      jacobook derive "norm(A @ x - b)**2" --wrt x --steps
    """  # noqa: D301 - \b is a character that click reads
