"""The layouts, from their definition: which derivative stands in which row and column.

Numerator layout has the value's entries as rows and the variable's as columns:

    vector (m) by vector (n)   m×n    ∂y_i/∂x_j at (i, j)
    scalar by vector (n)       1×n    vector (m) by scalar   m×1
    scalar by matrix (m×n)     n×m    ∂y/∂X_ij at (j, i)
    matrix (p×q) by scalar     p×q

and denominator layout is its transpose. The second derivative H of a scalar by vectors x and then w has ∂²y/∂x_a∂w_b at
(a, b) in denominator layout. With more than two free indices vec takes the place of the arrays, column stacked on
column: rows vec(value) and columns vec(variable) in numerator layout, or rows vec(first variable) and columns
vec(second) for the second derivatives of a scalar; that of a vector has its Jacobian ∂y/∂x in numerator layout for a
value, rows vec(∂y/∂x). A scalar variable beside another adds no index and changes nothing. What is declared n×1 or 1×n
is a vector, and what is declared 1×1 a scalar; only where nothing but one of them has entries is it a matrix with a row
or a column, so that the derivative of a scalar by a row lies as Xᵀ does.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

from jacobook.layout.formulas.layouts import LAYOUTS, Layout
from jacobook.proof.oracle.arrays import Unproved
from jacobook.proof.points.case import Position

Place = tuple[Position, ...]
"""Which derivative: the position in the value, then in each variable."""

Grid = tuple[tuple[Place, ...], ...]


def arrangement(lengths: tuple[Position, ...], layout: Layout, single: tuple[tuple[bool, ...], ...] = ()) -> Grid:
    """Which derivative stands where, for a value and variables whose axes have these lengths.

    `single` says which of the axes are declared to have the length 1; others may have it by chance.
    Raises `Unproved` where the derivative has no layout as a matrix.
    """
    if layout not in LAYOUTS:
        raise ValueError(f"a derivative has one layout, not {layout}")
    declared = single or tuple((False,) * len(axes) for axes in lengths)
    proper = tuple(_kept(*slot) for slot in zip(lengths, declared, strict=True))
    if sum(map(bool, proper)) == 1:
        proper = tuple(axes if kept else () for axes, kept in zip(lengths, proper, strict=True))
    grid = _restored(_numerator(proper), declared)
    return grid if layout == Layout.NUMERATOR else tuple(zip(*grid, strict=True))


def vec_arrangement(lengths: tuple[Position, ...]) -> Grid:
    """Which derivative stands where in ∂vec(value)/∂vec(variable), the variable being the last one.

    Of second derivatives the first derivative is the value, its axes the value's and then the first variable's.
    """
    axes = [(slot, length) for slot, each in enumerate(lengths) for length in each]
    rows, columns = axes[: len(axes) - len(lengths[-1])], axes[len(axes) - len(lengths[-1]) :]

    def place(row: Position, column: Position) -> Place:
        found: list[Position] = [() for _ in lengths]
        for (slot, _), index in zip(axes, row + column, strict=True):
            found[slot] += (index,)
        return tuple(found)

    def stacked(side: list[tuple[int, int]]) -> list[Position]:
        return [at[::-1] for at in product(*(range(length) for _, length in reversed(side)))]

    return tuple(tuple(place(row, column) for column in stacked(columns)) for row in stacked(rows))


def _kept(axes: Position, single: tuple[bool, ...]) -> Position:
    """The axes that are not declared to have the length 1, or the positions on them."""
    return tuple(number for number, one in zip(axes, single, strict=True) if not one)


def _restored(grid: Grid, declared: tuple[tuple[bool, ...], ...]) -> Grid:
    """The positions with those on the axes of length 1, which are all the first."""

    def whole(position: Position, single: tuple[bool, ...]) -> Position:
        if len(position) == len(single):
            return position
        others = iter(position)
        return tuple(0 if one else next(others) for one in single)

    return tuple(
        tuple(tuple(whole(*slot) for slot in zip(place, declared, strict=True)) for place in row) for row in grid
    )


def _numerator(lengths: tuple[Position, ...]) -> Grid:
    def grid(
        rows: list[Position], columns: list[Position], place: Callable[[Position, Position], dict[int, Position]]
    ) -> Grid:
        def complete(fixed: dict[int, Position]) -> Place:
            return tuple(fixed.get(slot, ()) for slot in range(len(lengths)))

        return tuple(tuple(complete(place(row, column)) for column in columns) for row in rows)

    nothing: list[Position] = [()]
    match [slot for slot, axes in enumerate(lengths) if axes]:
        case []:
            return grid(nothing, nothing, lambda _row, _column: {})
        case [0]:
            rows, columns = _line(lengths[0][0]), _line(lengths[0][1]) if len(lengths[0]) == 2 else nothing
            return grid(rows, columns, lambda row, column: {0: row + column})
        case [slot]:
            columns, rows = _line(lengths[slot][0]), _line(lengths[slot][1]) if len(lengths[slot]) == 2 else nothing
            return grid(rows, columns, lambda row, column: {slot: column + row})
        case [first, second] if first > 0 and len(lengths[first]) == len(lengths[second]) == 1:
            return grid(
                _line(*lengths[second]), _line(*lengths[first]), lambda row, column: {first: column, second: row}
            )
        case [first, second]:
            stacked = _stacked(lengths[first]), _stacked(lengths[second])
            return grid(*stacked, lambda row, column: {first: row, second: column})
        case [0, first, second] if len(lengths[0]) == len(lengths[first]) == 1:
            stacked = _stacked(lengths[0] + lengths[first]), _stacked(lengths[second])
            return grid(*stacked, lambda row, column: {0: row[:1], first: row[1:], second: column})
        case _:
            raise Unproved(
                "second derivatives of a matrix, or of a vector with respect to a matrix, have no matrix layout"
            )


def _line(length: int) -> list[Position]:
    return [(i,) for i in range(length)]


def _stacked(axes: Position) -> list[Position]:
    """The positions of a vector, or of a matrix column after column."""
    if len(axes) == 1:
        return _line(*axes)
    return [(i, j) for j in range(axes[1]) for i in range(axes[0])]
