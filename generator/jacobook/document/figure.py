"""What a drawing consists of, in numbers that every engine can draw from."""

from __future__ import annotations

from dataclasses import dataclass

from jacobook.document.mathematics import Mathematics


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


@dataclass(frozen=True, slots=True)
class DataFlow:
    """The drawing, left to right, and a sentence that says the same."""

    nodes: tuple[FlowNode, ...]
    edges: tuple[FlowEdge, ...]
    width: int
    height: int
    sentence: str
