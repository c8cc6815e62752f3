"""Routes: the lines of a derivation, as data that every printer can set."""

from __future__ import annotations

from dataclasses import dataclass

from jacobook.layout.formulas.formula import Definition, Formula
from jacobook.layout.formulas.layouts import Layout


@dataclass(frozen=True, slots=True, repr=False)
class Step:
    """One line of a derivation: left = right, because of the reason; without a left side it continues."""

    left: Formula | None
    right: Formula
    reason: str
    definitions: tuple[Definition, ...] = ()

    def __repr__(self) -> str:
        return f"<step: {self.reason}>"


@dataclass(frozen=True, slots=True, repr=False)
class Route:
    """One way through a derivation; `layout` is None where no line depends on it."""

    name: str
    title: str
    steps: tuple[Step, ...]
    layout: Layout | None = None

    def __repr__(self) -> str:
        where = "" if self.layout is None else f", {self.layout} layout"
        return f"<{self.title}{where}, {len(self.steps)} {'step' if len(self.steps) == 1 else 'steps'}>"
