"""Running an outside program: with a time limit, without a shell, and never left behind."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jacobook.errors import ToolError

_SUPERVISOR = Path(__file__).with_name("supervisor.py")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a program ended and what it said, both streams together."""

    status: int
    output: str


def find_program(name: str, what: str, hint: str) -> str:
    """The path of a program; raises `ToolError` where it is not installed."""
    path = shutil.which(name)
    if path is None:
        raise ToolError(f"{what} was not found: no program {name} on the path", hint=hint)
    return path


@dataclass(frozen=True, slots=True)
class Program:
    """A program that runs; what it is to do may be told to it later, on its standard input."""

    name: str
    process: subprocess.Popen[bytes]

    def finish(self, limit: float, told: str | None = None) -> Outcome:
        """Wait for its end for at most `limit` seconds; raises `ToolError` when it is too slow."""
        try:
            output, _ = self.process.communicate(told.encode() if told is not None else None, timeout=limit)
        except subprocess.TimeoutExpired:
            raise ToolError(f"{self.name} did not finish within {limit:.0f} seconds and was stopped") from None
        return Outcome(self.process.returncode, output.decode("utf-8", "replace"))


@contextmanager
def running(
    command: Sequence[str], *, folder: Path, environment: Mapping[str, str] | None = None, waits: bool = False
) -> Iterator[Program]:
    """A program in a folder, ended with all that it has started; raises `ToolError` when it cannot start.

    One that `waits` reads its standard input, which is else empty.
    """
    with supervised(
        command,
        cwd=folder,
        env={**os.environ, **(environment or {})},
        stdin=subprocess.PIPE if waits else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as process:
        yield Program(Path(command[0]).name, process)


@contextmanager
def supervised(command: Sequence[str], **options: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A program in a session of its own, ended with all that it has started, even where this process is killed.

    The options are those of `subprocess.Popen`. Raises `ToolError` when it cannot start.
    """
    name = Path(command[0]).name
    if shutil.which(command[0]) is None:
        raise ToolError(f"{name} cannot be started: there is no such program")
    watches = hasattr(os, "posix_spawnp")
    reading, writing = os.pipe()
    if watches:
        # Another process waits beside it for the end of this one; the program itself need know nothing of it.
        command = [sys.executable, "-I", "-S", str(_SUPERVISOR), str(reading), *command]
    try:
        process = subprocess.Popen(  # noqa: S603 - a fixed command, no shell
            command, start_new_session=True, pass_fds=(reading,) if watches else (), **options
        )
    except OSError as error:
        os.close(writing)
        raise ToolError(f"{name} cannot be started: {error.strerror or error}") from None
    finally:
        os.close(reading)
    try:
        yield process
    finally:
        _end(process)
        os.close(writing)


def run(command: Sequence[str], *, folder: Path, limit: float, environment: Mapping[str, str] | None = None) -> Outcome:
    """Run a program in a folder for at most `limit` seconds; raises `ToolError` when it cannot start or is too slow."""
    with running(command, folder=folder, environment=environment) as program:
        return program.finish(limit)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the program with all that it has started, if it is still there."""
    if process.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
