"""The sides of a layout: which axes of a derivative its rows follow, and which its columns, whatever their lengths.

`jacobook.proof.verdict.arrangement` says the same place by place, for lengths that are numbers.
"""

from __future__ import annotations

from jacobook.language.dimension import ONE, Shape
from jacobook.layout.formulas.layouts import Layout
from jacobook.proof.normal_form.terms import Unclear

Axis = tuple[int, int]
"""Of which array (0 is the value, then the variables), and which of its axes."""

Axes = tuple[Axis, ...]
"""The axes of one side, the slowest first."""

VEC = "vec"
"""The form between stacked axes, beside those in a layout."""


def sides(shapes: tuple[Shape, ...], form: str) -> tuple[Axes, Axes]:
    """The axes of rows and columns in a form, for the shapes of a value and of variables; without those of length one.

    The form is a layout, or `vec`: ∂vec(value)/∂vec(variable), where all arrays but the last are the value. Raises
    `Unclear` where there is no such matrix.
    """
    kept = tuple(tuple((array, axis) for axis in _proper(shape)) for array, shape in enumerate(shapes))
    occupied = [array for array, axes in enumerate(kept) if axes]
    if form == VEC:
        *before, last = kept
        return _stacked(*before), _stacked(last)
    if len(occupied) == 1:
        # One array alone may lie as a row, which a vector does not.
        (array,) = occupied
        rows, columns = _alone(array, shapes[array])
    else:
        rows, columns = _numerator(kept, occupied)
    return (rows, columns) if form == Layout.NUMERATOR else (columns, rows)


def _proper(shape: Shape) -> list[int]:
    return [axis for axis, dimension in enumerate(shape) if dimension != ONE]


def _alone(array: int, shape: Shape) -> tuple[Axes, Axes]:
    """A value by numbers has its own rows and columns; a number by a variable those of the variable's transpose."""
    first, second = (tuple((array, axis) for axis in _proper(shape) if axis == wanted) for wanted in (0, 1))
    return (first, second) if array == 0 else (second, first)


def _numerator(kept: tuple[Axes, ...], occupied: list[int]) -> tuple[Axes, Axes]:
    ranks = [len(kept[array]) for array in occupied]
    match occupied:
        case []:
            return (), ()
        case [first, second] if first > 0 and ranks == [1, 1]:
            return kept[second], kept[first]
        case [first, second]:
            return _stacked(kept[first]), _stacked(kept[second])
        case [0, first, second] if ranks[:2] == [1, 1]:
            return _stacked(kept[0], kept[first]), _stacked(kept[second])
        case _:
            raise Unclear("a derivative with so many axes has no layout as a matrix")


def _stacked(*arrays: Axes) -> Axes:
    """All axes of arrays, the last the slowest, as vec has them."""
    return tuple(axis for axes in reversed(arrays) for axis in reversed(axes))
