"""Formulas of parts and of wholes: entries, rows and slices of a matrix, and blocks put together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jacobook.language.dimension import NOTHING, ONE, Dimension
from jacobook.layout.formulas.piece import Piece

if TYPE_CHECKING:
    from jacobook.layout.formulas.formula import Formula


@dataclass(frozen=True, slots=True)
class Cut:
    """Which rows, or columns, are taken: from `start`, counted from 0, in steps, `length` of them; one is a place.

    An `index` names the place, or the places, in their stead.
    """

    start: Dimension
    length: Dimension
    step: int = 1
    index: str = ""

    @property
    def is_place(self) -> bool:
        """Whether one place is taken."""
        return self.length == ONE

    @property
    def last(self) -> Dimension:
        """The last place that is taken."""
        return self.start + (self.length - ONE) * Dimension.of(self.step)


@dataclass(frozen=True, slots=True)
class Part(Piece):
    """Some rows, some columns, or both, of a formula; None stands for all of them. One place of each is an entry."""

    body: Formula
    row: Cut | None
    column: Cut | None

    @property
    def rows(self) -> Dimension:
        return self.body.rows if self.row is None else self.row.length

    @property
    def columns(self) -> Dimension:
        return self.body.columns if self.column is None else self.column.length


@dataclass(frozen=True, slots=True)
class Block(Piece):
    """Blocks side by side, `across` in each row of blocks, in the order in which they are read."""

    parts: tuple[Formula, ...]
    across: int

    @property
    def grid(self) -> tuple[tuple[Formula, ...], ...]:
        """The rows of blocks."""
        return tuple(self.parts[start : start + self.across] for start in range(0, len(self.parts), self.across))

    @property
    def rows(self) -> Dimension:
        total = NOTHING
        for row in self.grid:
            total = total + row[0].rows
        return total

    @property
    def columns(self) -> Dimension:
        total = NOTHING
        for part in self.parts[: self.across]:
            total = total + part.columns
        return total
