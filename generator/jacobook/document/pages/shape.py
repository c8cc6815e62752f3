"""Shapes as a reader sees them: a label, a box drawn to proportion, and the word for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

from jacobook.language.dimension import ONE, Dimension, Shape

# One length a dimension name for the whole site, so that equal sides are equal lengths.
_UNITS = {"m": 3, "n": 4, "p": 5, "q": 2}
_LONGEST_SIDE = 8


def units(dimension: Dimension) -> int:
    """The length of a box's side, in small units: 1 for 1, one fixed number for each name."""
    sides = {name: _UNITS.get(name, 3 + sum(map(ord, name)) % 4) for name in dimension.names}
    return max(1, min(dimension.size(sides), _LONGEST_SIDE))


@dataclass(frozen=True, slots=True)
class ShapeBox:
    """A shape of rows and columns; `word` is what a reader calls it: scalar, row, column or matrix."""

    rows: str
    columns: str
    row_pieces: tuple[tuple[str, bool], ...]
    column_pieces: tuple[tuple[str, bool], ...]
    row_units: int
    column_units: int
    word: str

    @classmethod
    def of(cls, rows: Dimension, columns: Dimension) -> Self:
        """The box of a matrix with these rows and columns."""
        if rows == ONE and columns == ONE:
            word = "scalar"
        elif rows == ONE:
            word = "row"
        elif columns == ONE:
            word = "column"
        else:
            word = "matrix"
        return cls(rows.label, columns.label, rows.pieces, columns.pieces, units(rows), units(columns), word)

    @classmethod
    def of_variable(cls, shape: Shape) -> Self:
        """The box of a variable: a scalar, a vector standing as a column, a matrix, or one slice of more axes."""
        if len(shape) > 2:
            return cls._of_slices(shape)
        rows, columns = (*shape, ONE, ONE)[:2]
        return cls.of(rows, columns)

    @classmethod
    def _of_slices(cls, shape: Shape) -> Self:
        """The box of the last two axes, beside the lengths of all: b×t×c."""
        *before, rows, columns = shape
        slice_ = cls.of(rows, columns)
        label, pieces = "", list[tuple[str, bool]]()
        for length in before:
            label += f"{length.label}×"
            pieces += [*length.pieces, ("×", False)]
        return replace(
            slice_, rows=label + slice_.rows, row_pieces=(*pieces, *slice_.row_pieces), word=rank_word(len(shape))
        )

    @property
    def label(self) -> str:
        """Rows × columns."""
        return f"{self.rows}×{self.columns}"


def rank_word(rank: int) -> str:
    """What a value with so many axes is called."""
    return ("scalar", "vector", "matrix", "array")[min(rank, 3)]
