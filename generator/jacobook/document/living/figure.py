"""What a living figure is: a drawing or a matrix, the same in a table, and the numbers for the script that moves it."""

from __future__ import annotations

from dataclasses import dataclass

from jacobook.document.living.drawing import Drawing
from jacobook.document.setting.mathematics import Mathematics

Piece = str | Mathematics
SLOPE, SURFACE, GRID, FLOW, CONTOUR, VEC = KINDS = ("slope", "surface", "grid", "flow", "contour", "vec")


@dataclass(frozen=True, slots=True)
class Cell:
    """An entry ∂y_i/∂x_j in a grid: its symbol, its formula, its number at the point; places count from nought."""

    output: int
    input: int
    symbol: Mathematics
    formula: Mathematics
    number: Mathematics


@dataclass(frozen=True, slots=True)
class Quantity:
    """An input or an output: its name and its number at the point."""

    name: Mathematics
    number: Mathematics


@dataclass(frozen=True, slots=True)
class Grid:
    """A derivative entry by entry: rows of cells by output, in numerator layout."""

    outputs: tuple[Quantity, ...]
    inputs: tuple[Quantity, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def laid_out(self, layout: str) -> tuple[tuple[Cell, ...], ...]:
        """The rows in a layout."""
        return self.rows if layout == "numerator" else tuple(zip(*self.rows, strict=True))

    def sides(self, layout: str) -> tuple[tuple[Quantity, ...], tuple[Quantity, ...]]:
        """What belongs to the rows, and to the columns, in a layout."""
        return (self.outputs, self.inputs) if layout == "numerator" else (self.inputs, self.outputs)


@dataclass(frozen=True, slots=True)
class LivingFigure:
    """One figure: its `caption`, its `data` as JSON, and in `heads` and `rows` a table of the same numbers.

    `invitation` is what its reader can do on a screen.
    """

    kind: str
    caption: tuple[Piece, ...]
    data: str
    drawing: Drawing | None = None
    grid: Grid | None = None
    heads: tuple[Piece, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    invitation: str = ""
