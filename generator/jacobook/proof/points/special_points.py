"""Special points: zeros and equal entries, triangular, diagonal, singular and skew matrices.

A form that is right at generic points may have no value at these, as 𝟏 ⊘ L has none for a triangular L.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import partial

from jacobook.language.expression import Variable
from jacobook.proof.oracle.arrays import Array
from jacobook.proof.points.points import has_properties

Change = Callable[[Array], Array]
_ZERO = Fraction(0)


def _kept(array: Array) -> Array:
    return array


def _zero(_: Array) -> Array:
    return _ZERO


def _with_zero(vector: Array) -> Array:
    """The first entry 0, all others after the second like the second."""
    return (_ZERO, *(vector[1],) * (len(vector) - 1)) if len(vector) > 1 else (_ZERO,)


def _all_equal(vector: Array) -> Array:
    return (vector[0],) * len(vector)


def _filled(keep: Callable[[int, int], bool]) -> Change:
    """A matrix with zeros where nothing is kept."""
    return lambda matrix: tuple(
        tuple(entry if keep(i, j) else _ZERO for j, entry in enumerate(row)) for i, row in enumerate(matrix)
    )


def _singular(matrix: Array) -> Array:
    """The last row like the first."""
    return (*matrix[:-1], matrix[0])


def _skew(matrix: Array) -> Array:
    size = len(matrix)
    if len(matrix[0]) != size:
        return _singular(matrix)
    return tuple(
        tuple(_ZERO if i == j else matrix[i][j] if i > j else -matrix[j][i] for j in range(size)) for i in range(size)
    )


def _singular_symmetric(matrix: Array) -> Array:
    """Of rank one, for a square matrix."""
    return tuple(tuple(a * b for b in matrix[0]) for a in matrix[0]) if len(matrix) == len(matrix[0]) else matrix


_LOWER, _UPPER = _filled(lambda i, j: i >= j), _filled(lambda i, j: i <= j)
_DIAGONAL = _filled(lambda i, j: i == j)

# Changes of scalars, vectors and matrices. Of each group the first is tried at which the derivatives exist.
_GROUPS: tuple[tuple[tuple[Change, Change, Change], ...], ...] = (
    ((_kept, _with_zero, _LOWER), (_kept, _kept, _LOWER), (_zero, _with_zero, _kept), (_kept, _with_zero, _kept)),
    (
        (_zero, _all_equal, _singular),
        (_kept, _all_equal, _singular),
        (_kept, _all_equal, _skew),
        (_kept, _all_equal, _UPPER),
    ),
)
_SYMMETRIC = {_singular: _singular_symmetric, _LOWER: _DIAGONAL, _UPPER: _DIAGONAL}


def special_points(variables: Mapping[str, Variable], point: Mapping[str, Array]) -> list[list[dict[str, Array]]]:
    """Groups of points made of one, each variable changed as far as its properties allow it."""
    groups = []
    for group in _GROUPS:
        found: list[dict[str, Array]] = []
        for change in group:
            changed = {name: _changed(variables[name], array, change) for name, array in point.items()}
            if changed != point and changed not in found:
                found.append(changed)
        groups.append(found)
    return groups


def shrunk(variables: Mapping[str, Variable], point: Mapping[str, Array], times: Fraction) -> dict[str, Array]:
    """The point so many times nearer to zero, each variable as far as its properties allow it."""
    nearer = partial(_divided, times)
    return {name: _changed(variables[name], array, (nearer, nearer, nearer)) for name, array in point.items()}


def _divided(times: Fraction, array: Array) -> Array:
    return tuple(_divided(times, part) for part in array) if isinstance(array, tuple) else array / times


def _changed(variable: Variable, array: Array, change: tuple[Change, Change, Change]) -> Array:
    if len(variable.shape) >= len(change):
        part = replace(variable, shape=variable.shape[1:])
        return tuple(_changed(part, each, change) for each in array)
    way = change[len(variable.shape)]
    if "symmetric" in variable.properties:
        way = _SYMMETRIC.get(way, way)
    changed = way(array)
    return changed if has_properties(variable, changed) else array
