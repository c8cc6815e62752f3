"""How long each step of a build took, in seconds passed and in seconds of processor time."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from jacobook.work.limits import ended_seconds


@dataclass(frozen=True, slots=True)
class Step:
    """A step by its name; `processor` counts the processes that it started too."""

    name: str
    passed: float
    processor: float


@dataclass(slots=True)
class Timings:
    """The steps of one run, in the order in which they first ended; one that is taken up again is one step."""

    steps: list[Step] = field(default_factory=list)
    _elsewhere: float = 0.0

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Measure what happens within it."""
        passed, processor, self._elsewhere = time.monotonic(), _processor(), 0.0
        try:
            yield
        finally:
            spent = _processor() - processor + self._elsewhere
            self._count(Step(name, time.monotonic() - passed, spent))

    def _count(self, more: Step) -> None:
        for number, step in enumerate(self.steps):
            if step.name == more.name:
                self.steps[number] = Step(step.name, step.passed + more.passed, step.processor + more.processor)
                return
        self.steps.append(more)

    def add(self, seconds: float) -> None:
        """Count processor time that other processes spent on the step that is going on."""
        self._elsewhere += seconds

    def lines(self) -> Iterator[str]:
        """A table of the steps with the share of each in the time that passed."""
        total = sum(step.passed for step in self.steps) or 1.0
        width = max((len(step.name) for step in self.steps), default=0)
        for step in [*self.steps, Step("Together", total, sum(step.processor for step in self.steps))]:
            share = f"{step.passed / total:4.0%}"
            yield f"{step.name.ljust(width)}  {step.passed:7.2f} s  {share}  processor {step.processor:7.2f} s"


def _processor() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system - ended_seconds()
