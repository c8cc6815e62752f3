"""A derivative is one array of indices; a layout only says which of them are rows, and which are columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jacobook.calculus.index_form import Array
from jacobook.language.dimension import Shape, is_row_shape, proper_axes
from jacobook.layout.forms.counting import number_word
from jacobook.layout.forms.factors import with_names
from jacobook.layout.forms.network import NoMatrixForm
from jacobook.layout.forms.reading import Reading
from jacobook.layout.formulas.formula import MatrixForm
from jacobook.layout.formulas.layouts import Layout
from jacobook.layout.formulas.measure import has_more_parts

MOST_PARTS = 20_000
"""Pieces of an answer that anybody would still read or run."""


@dataclass(frozen=True, slots=True)
class Orientation:
    """The free indices of a derivative that are its rows, and those that are its columns."""

    rows: tuple[int, ...]
    columns: tuple[int, ...]

    @property
    def swapped(self) -> Orientation:
        return Orientation(self.columns, self.rows)


def orientation(value: Shape, variables: Sequence[Shape], layout: Layout) -> Orientation:
    """Which indices of ∂value/∂variables are rows and columns; the value's indices come first.

    Axes of length 1 have no index: a column n×1 is laid out as a vector, and a row 1×n as one whose derivative by a
    scalar, or that of a scalar by it, lies the other way round.

    A scalar by a vector is a row in numerator layout, a scalar by an m×n matrix is n×m, a matrix by a scalar has the
    matrix's shape. A second derivative of a scalar by x and w has x for its rows in denominator layout. With more than
    two free indices the answer is ∂vec(value)/∂vec(variable): an array already differentiated is the value of the next
    differentiation, and of two indices on a side the second stands first, since vec stacks columns. Raises
    `NoMatrixForm` for more than four free indices.
    """
    value_rank, variable_ranks = len(proper_axes(value)), [len(proper_axes(variable)) for variable in variables]
    free = value_rank + sum(variable_ranks)
    if free == 1 and any(map(is_row_shape, (value, *variables))):
        numerator = _two_axes(value_rank, free).swapped
    elif free <= 2:
        numerator = _two_axes(value_rank, free)
    else:
        last = next(rank for rank in reversed(variable_ranks) if rank)
        differentiated = tuple(range(free - last))
        if len(differentiated) > 2:
            before = "the first derivative" if len(variables) == 2 else "the derivative before the last"
            raise NoMatrixForm(f"{before} already has {number_word(len(differentiated))} indices")
        numerator = Orientation(differentiated[::-1], tuple(range(free - last, free))[::-1])
    match layout:
        case Layout.NUMERATOR:
            return numerator
        case Layout.DENOMINATOR:
            return numerator.swapped
        case Layout.BOTH:
            raise ValueError("a derivative has one layout, not both")


def _two_axes(value_rank: int, free: int) -> Orientation:
    if value_rank == 2:
        return Orientation((0,), (1,))
    if value_rank == 1:
        return Orientation((0,), (1,) if free == 2 else ())
    if free == 2:
        return Orientation((1,), (0,))
    return Orientation((), (0,) if free else ())


def matrix_form(reading: Reading, derivative: Array, where: Orientation, taken: frozenset[str]) -> MatrixForm:
    """The textbook form of a derivative; `taken` are the names that its own names must avoid."""
    formula = reading.oriented(derivative, where.rows, where.columns)
    if has_more_parts(formula, MOST_PARTS):
        raise NoMatrixForm(f"the answer has more than {MOST_PARTS} parts, too many to read")
    return with_names(formula, taken)
