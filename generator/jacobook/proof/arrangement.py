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
value, rows vec(∂y/∂x). A scalar variable beside another adds no index and changes nothing.
"""

from __future__ import annotations

from itertools import product

from jacobook.proof.case import Position
from jacobook.proof.components import Unproved

LAYOUTS = ("numerator", "denominator")

Place = tuple[Position, ...]
"""Which derivative: the position in the value, then in each variable."""

Grid = tuple[tuple[Place, ...], ...]

Axes = tuple[tuple[int, int], ...]
"""The axes that one side of a matrix runs through, the slowest first: of which array (0 is the value), and its axis."""


def sides(ranks: tuple[int, ...], layout: str) -> tuple[Axes, Axes]:
    """The axes that follow the rows and the columns, for a value and variables of these ranks.

    Raises `Unproved` where the derivative has no layout as a matrix.
    """
    if layout not in LAYOUTS:
        raise ValueError(f"{layout} is not one of {', '.join(LAYOUTS)}")
    rows, columns = _numerator(ranks)
    return (rows, columns) if layout == "numerator" else (columns, rows)


def stacked_sides(ranks: tuple[int, ...]) -> tuple[Axes, Axes]:
    """The axes of ∂vec(value)/∂vec(variable): the rows follow all arrays but the last, the columns the last one."""
    *before, last = range(len(ranks))
    rows = tuple(axis for array in reversed(before) for axis in _stacked(array, ranks[array]))
    return rows, _stacked(last, ranks[last])


def arrangement(lengths: tuple[Position, ...], layout: str) -> Grid:
    """Which derivative stands where, for a value and variables whose axes have these lengths.

    Raises `Unproved` where the derivative has no layout as a matrix.
    """
    rows, columns = sides(tuple(map(len, lengths)), layout)

    def place(fixed: dict[tuple[int, int], int]) -> Place:
        return tuple(
            tuple(fixed[array, axis] for axis in range(len(axes))) for array, axes in enumerate(lengths)
        )

    def walked(side: Axes) -> list[dict[tuple[int, int], int]]:
        spans = product(*(range(lengths[array][axis]) for array, axis in side))
        return [dict(zip(side, numbers, strict=True)) for numbers in spans]

    return tuple(tuple(place(row | column) for column in walked(columns)) for row in walked(rows))


def _numerator(ranks: tuple[int, ...]) -> tuple[Axes, Axes]:
    match [array for array, rank in enumerate(ranks) if rank]:
        case []:
            return (), ()
        case [0]:
            return ((0, 0),), ((0, 1),)[: ranks[0] - 1]
        case [array]:
            return ((array, 1),)[: ranks[array] - 1], ((array, 0),)
        case [first, second] if first > 0 and ranks[first] == ranks[second] == 1:
            return ((second, 0),), ((first, 0),)
        case [first, second]:
            return _stacked(first, ranks[first]), _stacked(second, ranks[second])
        case [0, first, second] if ranks[0] == ranks[first] == 1:
            return ((first, 0), (0, 0)), _stacked(second, ranks[second])
        case _:
            raise Unproved("second derivatives of a matrix, or by a matrix of a vector, have no layout as a matrix")


def _stacked(array: int, rank: int) -> Axes:
    """The axes of a vector, or of a matrix column after column."""
    return tuple((array, axis) for axis in reversed(range(rank)))
