"""How a run ends: with a status, and with one message if something is wrong; never with a traceback."""

from __future__ import annotations

import errno
import io
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import IO, Self

import click

from jacobook.cli import INTERRUPTED
from jacobook.errors import JacobookError

BAD_INPUT = 2
INTERNAL_ERROR = 70
PIPE_CLOSED = 141
# A shell says so of a program that a signal has ended.
BY_SIGNAL = 128


class Stopped(KeyboardInterrupt):
    """A signal that tells the program to end; like Ctrl-C, but for the status."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class Interrupted(BaseException):
    """The end of a command that was interrupted, with the status to leave with."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status

    @classmethod
    def by(cls, error: KeyboardInterrupt) -> Self:
        """The end of a command for an interruption."""
        return cls(BY_SIGNAL + (error.number if isinstance(error, Stopped) else signal.SIGINT))


def status_of(work: Callable[[], object]) -> int:
    """Do the work and return the exit status; errors are reported on standard error.

    The result of the work is the status if it is a number. An interruption is not reported.
    """
    _open_closed_streams()
    _speak_any_language()
    try:
        status = _status_of(work)
    except Interrupted as error:
        status = error.status
    except KeyboardInterrupt as error:
        status = Interrupted.by(error).status
    return status


def _status_of(work: Callable[[], object]) -> int:
    try:
        result = work()
        sys.stdout.flush()
    except click.exceptions.Abort:
        return INTERRUPTED
    except click.ClickException as error:
        return _tell_usage(error)
    except JacobookError as error:
        return _tell(str(error), BAD_INPUT)
    except BrokenPipeError:
        _give_up(sys.stdout)
        return PIPE_CLOSED
    except ModuleNotFoundError as error:
        return _tell_missing(error)
    except OSError as error:
        _give_up(sys.stdout)
        return _tell(_system_words(error), BAD_INPUT)
    except Exception as error:
        if os.environ.get("JACOBOOK_DEBUG") == "1":
            raise
        return _tell_internal_error(error)
    return result if isinstance(result, int) else 0


class _Closed(io.RawIOBase):
    """Where a standard output would go that was closed before the program began."""

    def writable(self) -> bool:
        return True

    def write(self, _: object) -> int:
        raise OSError(errno.EBADF, "standard output is closed")


def _open_closed_streams() -> None:
    """Python has None for a stream that was closed: an input that is empty, an output that takes nothing."""
    # A file that is opened later must not have the number of a standard stream: other programs would write into it.
    while (number := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(number)
    # Types say that they are there.
    streams: dict[str, IO[str] | None] = {name: getattr(sys, name) for name in ("stdin", "stdout", "stderr")}
    if streams["stdin"] is None:
        sys.stdin = io.TextIOWrapper(io.BytesIO())
    if streams["stdout"] is None:
        sys.stdout = io.TextIOWrapper(io.BufferedWriter(_Closed()), "utf-8", write_through=True)
    if streams["stderr"] is None:
        sys.stderr = io.TextIOWrapper(io.BytesIO(), "utf-8")


def _give_up(stream: IO[str]) -> None:
    """Where an output takes nothing more, let Python's own flush at exit find nothing to complain about."""
    try:
        stream.flush()
    except OSError:
        try:
            number = stream.fileno()
        except OSError:
            # It stands for one that was closed, and holds back what it could not say.
            sys.stdout = io.TextIOWrapper(io.BytesIO(), "utf-8")
            return
        os.dup2(os.open(os.devnull, os.O_WRONLY), number)


def _speak_any_language() -> None:
    """Where the terminal's encoding has no ᵀ, write its number instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def _tell(message: str, status: int) -> int:
    # Where nobody can be told, the status tells.
    with suppress(OSError):
        click.secho("Error: ", fg="red", nl=False, err=True, color=colour_allowed(sys.stderr.isatty()))
        click.echo(message, err=True)
    with suppress(OSError):
        _give_up(sys.stderr)
    return status


def _tell_usage(error: click.ClickException) -> int:
    if isinstance(error, click.UsageError) and error.ctx is not None:
        with suppress(OSError):
            click.echo(error.ctx.get_usage(), err=True)
            click.echo(f"`{error.ctx.command_path} --help` shows its options and examples.\n", err=True)
    message = error.format_message()
    if isinstance(error, click.NoSuchOption) and not error.option_name.startswith("--"):
        message += "\n  put an expression that begins with a minus after --: jacobook derive --wrt x -- '-x'"
    return _tell(message, error.exit_code if error.exit_code != 1 else BAD_INPUT)


def _tell_missing(error: ModuleNotFoundError) -> int:
    """Without the extra `site`, packages that make documents are missing."""
    package = (error.name or "").partition(".")[0]
    if package in ("", "jacobook"):
        return _tell_internal_error(error)
    return _tell(
        f"this needs {package}, which is part of the extra `site`\n  run: pip install 'jacobook[site]'", BAD_INPUT
    )


def _system_words(error: OSError) -> str:
    reason = error.strerror or str(error)
    return f"{error.filename}: {reason}" if error.filename else reason


def _tell_internal_error(error: Exception) -> int:
    first = str(error).splitlines()[:1]
    what = ": ".join([type(error).__name__, *first])
    return _tell(
        f"internal error: a bug in Jacobook, not in your input ({what})\n"
        "  please report it with the command you ran and the output of the same command after JACOBOOK_DEBUG=1",
        INTERNAL_ERROR,
    )


def colour_allowed(on_terminal: bool) -> bool:  # noqa: FBT001 - the one thing it depends on beside the environment
    """Colours are for terminals, and for those only who have not said NO_COLOR."""
    return on_terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
