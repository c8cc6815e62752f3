"""What a person sees: bars for work that takes more than a moment, and colour where it is wanted."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import click

from jacobook.cli.failures import colour_allowed
from jacobook.work.progress import Progress, silent

A_MOMENT = 1.0


@contextmanager
def progress_bars(delay: float = A_MOMENT) -> Iterator[Progress]:
    """A reporter of progress that draws on the standard error stream, if that is a terminal and the work takes long."""
    if not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console  # noqa: PLC0415 - costs a tenth of a second, and only terminals need it
    from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415
    from rich.progress import Progress as Bars  # noqa: PLC0415

    bars = Bars(
        *(SpinnerColumn(), TextColumn("{task.description}"), BarColumn(bar_width=24)),
        *(MofNCompleteColumn(), TimeElapsedColumn()),
        console=Console(stderr=True),
        transient=True,
    )
    tasks: dict[str, object] = {}

    def report(stage: str, done: int, total: int) -> None:
        if stage not in tasks:
            for task in bars.tasks:
                bars.update(task.id, visible=False)
            tasks[stage] = bars.add_task(stage)
        task_id = next(task.id for task in bars.tasks if task.description == stage)
        bars.update(task_id, completed=done, total=total or None)

    # A timer, so that a stage that reports nothing for long is seen too.
    timer = threading.Timer(delay, bars.start)
    timer.daemon = True
    timer.start()
    try:
        yield report
    finally:
        timer.cancel()
        timer.join()
        bars.stop()


def heading(text: str) -> str:
    """Text that stands out on a terminal."""
    return click.style(text, bold=True) if colour_allowed(sys.stdout.isatty()) else text


def faint(text: str) -> str:
    """Text that steps back on a terminal."""
    return click.style(text, dim=True) if colour_allowed(sys.stdout.isatty()) else text


def good(text: str) -> str:
    """Text that says that something is right."""
    return click.style(text, fg="green") if colour_allowed(sys.stdout.isatty()) else text


def bad(text: str) -> str:
    """Text that says that something is wrong."""
    return click.style(text, fg="red") if colour_allowed(sys.stdout.isatty()) else text


def many(count: int, word: str) -> str:
    """A number of things: 1 rule, 2 rules."""
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
