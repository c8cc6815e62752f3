"""Functions of rotations written out entry by entry, from Rodrigues' formula and its integrals.

Every coefficient is a function of s = θ², which is smooth where θ = 0; there its power series is taken, which is exact
to the second order, and rational.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Protocol

from jacobook.language.functions.rotations import (
    EXPONENTIAL,
    HAT,
    LEFT_JACOBIAN,
    LOGARITHM,
    RIGHT_JACOBIAN,
    VEE,
)
from jacobook.proof.numbers.arithmetic import Entry, Undefined
from jacobook.proof.oracle.arrays import Array, entries, entrywise, total_of
from jacobook.proof.oracle.scalars import Scalars

_Coefficient = tuple[str, Sequence[Fraction]]
"""A function of s = θ² as a definition in t, and the first coefficients of its power series."""

_SINE: _Coefficient = ("sin(sqrt(t))/sqrt(t)", (Fraction(1), Fraction(-1, 6), Fraction(1, 120)))
_COSINE: _Coefficient = ("(1 - cos(sqrt(t)))/t", (Fraction(1, 2), Fraction(-1, 24), Fraction(1, 720)))
_THIRD: _Coefficient = (
    "(sqrt(t) - sin(sqrt(t)))/sqrt(t)**3",
    (Fraction(1, 6), Fraction(-1, 120), Fraction(1, 5040)),
)
# Of 1 − c, where c is the cosine of the angle.
_ANGLE: _Coefficient = ("acos(1 - t)/sqrt(t*(2 - t))", (Fraction(1), Fraction(1, 3), Fraction(2, 15)))


class Writer(Protocol):
    """What functions are written out with, and where the call stands."""

    scalars: Scalars
    place: int

    def number(self, value: Fraction | int) -> Entry:
        """A rational as an entry."""


def hat(writer: Writer, vector: Array) -> Array:
    """[w]×, whose product with v is w × v."""
    u, v, w = vector
    zero = writer.number(0)
    return ((zero, -w, v), (w, zero, -u), (-v, u, zero))


def vee(writer: Writer, matrix: Array) -> Array:
    """The vector of the skew part."""
    half = writer.number(Fraction(1, 2))
    return tuple(half * (matrix[(i + 2) % 3][(i + 1) % 3] - matrix[(i + 1) % 3][(i + 2) % 3]) for i in range(3))


def _coefficient(writer: Writer, of: _Coefficient, square: Entry) -> Entry:
    definition, series = of
    if writer.scalars.negligible(square):
        first, second, third = map(writer.number, series)
        return first + second * square + third * square * square
    return writer.scalars.apply(definition, (square,), writer.place)


def _in_hat(writer: Writer, vector: Array, first: _Coefficient, second: _Coefficient, sign: int = 1) -> Array:
    """I ± first(s) W + second(s) W²."""
    skew = hat(writer, vector)
    squared = tuple(tuple(total_of([row[k] * skew[k][j] for k in range(3)]) for j in range(3)) for row in skew)
    square = total_of([entry * entry for entry in vector])
    one, two = _coefficient(writer, first, square) * writer.number(sign), _coefficient(writer, second, square)
    unit = entrywise(lambda entry: entry, _identity(writer))
    return entrywise(lambda i, a, b: i + one * a + two * b, unit, skew, squared)


def _identity(writer: Writer) -> Array:
    return tuple(tuple(writer.number(int(i == j)) for j in range(3)) for i in range(3))


def _exponential(writer: Writer, vector: Array) -> Array:
    return _in_hat(writer, vector, _SINE, _COSINE)


def _right_jacobian(writer: Writer, vector: Array) -> Array:
    return _in_hat(writer, vector, _COSINE, _THIRD, -1)


def _left_jacobian(writer: Writer, vector: Array) -> Array:
    return _in_hat(writer, vector, _COSINE, _THIRD)


def _logarithm(writer: Writer, rotation: Array) -> Array:
    """θ / sin θ times the vector of the skew part, with the angle from the trace."""
    trace = total_of([rotation[i][i] for i in range(3)])
    versine = (writer.number(3) - trace) * writer.number(Fraction(1, 2))
    if writer.scalars.negligible(versine - writer.number(2)):
        raise Undefined("the rotation vector of half a turn")
    factor = _coefficient(writer, _ANGLE, versine)
    return tuple(factor * entry for entry in entries(vee(writer, rotation)))


OF_ROTATIONS: Mapping[str, Callable[..., Array]] = {
    HAT: hat,
    VEE: vee,
    EXPONENTIAL: _exponential,
    LOGARITHM: _logarithm,
    RIGHT_JACOBIAN: _right_jacobian,
    LEFT_JACOBIAN: _left_jacobian,
}
"""What the functions of rotations mean."""
