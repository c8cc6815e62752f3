"""How a run ends: with a status, and with one message where something is wrong; a traceback reaches nobody."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

import click

from jacobook.errors import JacobookError

BAD_INPUT = 2
OUR_MISTAKE = 70
INTERRUPTED = 130
PIPE_CLOSED = 141


def status_of(work: Callable[[], object]) -> int:
    """Do the work and return the status to leave with; what went wrong is told on the standard error stream.

    The work's own result is the status where it is a number.
    """
    _speak_any_language()
    try:
        result = work()
        sys.stdout.flush()
    except click.exceptions.Abort:
        return _tell("interrupted", INTERRUPTED)
    except KeyboardInterrupt:
        return _tell("interrupted", INTERRUPTED)
    except click.ClickException as error:
        return _tell_usage(error)
    except JacobookError as error:
        return _tell(str(error), BAD_INPUT)
    except BrokenPipeError:
        _give_up_output()
        return PIPE_CLOSED
    except ModuleNotFoundError as error:
        return _tell_missing(error)
    except OSError as error:
        _give_up_output()
        return _tell(_system_words(error), BAD_INPUT)
    except Exception as error:
        if os.environ.get("JACOBOOK_DEBUG") == "1":
            raise
        return _tell_our_mistake(error)
    return result if isinstance(result, int) else 0


def _give_up_output() -> None:
    """Where the standard output takes nothing more, let Python's own flush at exit find nothing to complain about."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _speak_any_language() -> None:
    """Where the terminal's encoding has no ᵀ, write its number instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def _tell(message: str, status: int) -> int:
    click.secho("Error: ", fg="red", nl=False, err=True, color=colour_allowed(sys.stderr.isatty()))
    click.echo(message, err=True)
    return status


def _tell_usage(error: click.ClickException) -> int:
    if isinstance(error, click.UsageError) and error.ctx is not None:
        click.echo(error.ctx.get_usage(), err=True)
        click.echo(f"`{error.ctx.command_path} --help` explains it, with examples.\n", err=True)
    message = error.format_message()
    if isinstance(error, click.NoSuchOption) and not error.option_name.startswith("--"):
        message += "\n  an expression that begins with a minus goes last, after two: jacobook derive --wrt x -- '-x'"
    return _tell(message, error.exit_code if error.exit_code != 1 else BAD_INPUT)


def _tell_missing(error: ModuleNotFoundError) -> int:
    """Whoever installed Jacobook to derive alone has nothing to make documents with."""
    package = (error.name or "").partition(".")[0]
    if package in ("", "jacobook"):
        return _tell_our_mistake(error)
    return _tell(
        f"this needs {package}, which comes with the extra `site`\n  pip install 'jacobook[site]' brings it", BAD_INPUT
    )


def _system_words(error: OSError) -> str:
    reason = error.strerror or str(error)
    return f"{error.filename}: {reason}" if error.filename else reason


def _tell_our_mistake(error: Exception) -> int:
    first = str(error).splitlines()[:1]
    what = ": ".join([type(error).__name__, *first])
    return _tell(
        f"a mistake in Jacobook itself, not in what you gave it ({what})\n"
        "  please report it with the command you ran; JACOBOOK_DEBUG=1 before that command shows what to add",
        OUR_MISTAKE,
    )


def colour_allowed(on_terminal: bool) -> bool:  # noqa: FBT001 - the one thing it depends on beside the environment
    """Colours are for terminals, and for those only who have not said NO_COLOR."""
    return on_terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
