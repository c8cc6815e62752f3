"""Running an outside program: with a time limit, without a shell, and never left behind."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from jacobook.errors import ToolError


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a program ended and what it said, both streams together."""

    status: int
    output: str


def find_program(name: str, what: str, hint: str) -> str:
    """The path of a program; raises `ToolError` where it is not installed."""
    path = shutil.which(name)
    if path is None:
        raise ToolError(f"{what} was not found: there is no program {name} on the path", hint=hint)
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
    name = Path(command[0]).name
    try:
        process = subprocess.Popen(  # noqa: S603 - a fixed command, no shell
            command,
            cwd=folder,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.PIPE if waits else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    except OSError as error:
        raise ToolError(f"{name} cannot be started: {error.strerror or error}") from None
    try:
        yield Program(name, process)
    finally:
        _end(process)


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
