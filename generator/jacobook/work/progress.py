"""How work reports its progress, to whoever shows it."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Called at each step of a stage with its name, the work done, and the work in all (0 if unknown)."""

    def __call__(self, stage: str, done: int, total: int) -> None: ...


def silent(stage: str, done: int, total: int) -> None:
    """Shows nothing."""
