"""What a drawing consists of, in numbers that every engine can draw from."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jacobook.document.setting.mathematics import Mathematics


@dataclass(frozen=True, slots=True)
class FlowNode:
    """A quantity with the step that makes it: the centre of its box and its size; `role` is input, step or value."""

    label: Mathematics
    role: str
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class FlowEdge:
    """An arrow as an SVG path; (x, y) is where its head ends."""

    path: str
    x: int
    y: int

    @property
    def segments(self) -> tuple[tuple[str, tuple[int, ...]], ...]:
        """The path as commands with their numbers: M moves, L draws a line, C a curve."""
        commands = re.findall(r"([A-Z])([^A-Z]*)", self.path)
        return tuple((command, tuple(map(int, numbers.split()))) for command, numbers in commands)


@dataclass(frozen=True, slots=True)
class DataFlow:
    """The drawing, from left to right, and a sentence that says the same."""

    nodes: tuple[FlowNode, ...]
    edges: tuple[FlowEdge, ...]
    width: int
    height: int
    sentence: str
