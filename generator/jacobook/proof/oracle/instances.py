"""Declared functions made concrete, so that a theorem about all functions can be tried on some.

Each name stands for polynomials with rational coefficients, different in every case: of the third degree with all mixed
terms for a function of arrays, of the fourth for one of a number or of a matrix. An identity between derivatives that
fails for smooth functions fails for almost all of these, so long as it holds no derivative of a higher order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from hashlib import blake2b
from math import prod
from operator import add
from typing import Any

from jacobook.proof.numbers.arithmetic import Entry

Number = Callable[[Fraction], Entry]
Array = Any

_DEGREE = 4


@dataclass(frozen=True, slots=True)
class Instances:
    """Concrete functions for declared names; `salt` tells one choice from another."""

    salt: str = ""

    def value(self, name: str, arguments: Sequence[Entry], lengths: tuple[int, ...], number: Number) -> Array:
        """The value of a function of all these entries, an array with axes of these lengths."""
        flat = [self._polynomial(name, place, arguments, number) for place in range(prod(lengths))]
        if len(lengths) == 2:
            rows, columns = lengths
            return tuple(tuple(flat[i * columns : (i + 1) * columns]) for i in range(rows))
        return tuple(flat) if lengths else flat[0]

    def _polynomial(self, name: str, place: int, arguments: Sequence[Entry], number: Number) -> Entry:
        """c + a + b² / 2 + b³ / 4 with a constant c and linear forms a and b."""

        def linear(kind: str) -> Entry:
            terms = (number(self._coefficient(name, kind, place, k)) * entry for k, entry in enumerate(arguments))
            return reduce(add, terms)

        slope, curve = linear("slope"), linear("curve")
        square = curve * curve
        constant = number(self._coefficient(name, "constant", place, 0))
        half, quarter = number(Fraction(1, 2)), number(Fraction(1, 4))
        return slope + half * square + quarter * (square * curve) + constant

    def coefficients(self, name: str, order: int) -> list[Fraction]:
        """The coefficients, constant first, of a function of one number, or of its derivative of some order."""
        found = [self._coefficient(name, "power", 0, k) for k in range(_DEGREE + 1)]
        for _ in range(order):
            found = [power * coefficient for power, coefficient in enumerate(found)][1:] or [Fraction(0)]
        return found

    def _coefficient(self, *parts: object) -> Fraction:
        """An odd multiple of 1/16 between −1 and 1, never zero."""
        text = "|".join(map(str, (self.salt, *parts)))
        drawn = int.from_bytes(blake2b(text.encode(), digest_size=4).digest())
        return Fraction(2 * (drawn % 16) - 15, 16)


def of_number(coefficients: Sequence[Fraction], entry: Entry, number: Number) -> Entry:
    """A polynomial at a number, by Horner's rule; the number may carry derivatives along."""
    result = number(coefficients[-1])
    for coefficient in reversed(coefficients[:-1]):
        result = result * entry + number(coefficient)
    return result


def of_matrix(
    coefficients: Sequence[Fraction], matrix: Array, number: Number, product: Callable[[Array, Array], Array]
) -> Array:
    """A polynomial of a square matrix, by Horner's rule."""
    size = range(len(matrix))

    def plus(array: Array, coefficient: Fraction) -> Array:
        return tuple(tuple(array[i][j] + number(coefficient) if i == j else array[i][j] for j in size) for i in size)

    zero = tuple(tuple(number(Fraction(0)) for _ in size) for _ in size)
    result = plus(zero, coefficients[-1])
    for coefficient in reversed(coefficients[:-1]):
        result = plus(product(result, matrix), coefficient)
    return result
