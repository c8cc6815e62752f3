"""The functions of entries that writing out needs, for entries of any kind; and those of SymPy expressions."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Protocol

import sympy

from jacobook.proof.numbers.arithmetic import Entry
from jacobook.proof.oracle.arrays import Array, Unproved
from jacobook.proof.oracle.definition import symbolic


class Scalars(Protocol):
    """The functions of entries that writing out needs beside + - * /."""

    def number(self, value: Fraction) -> Entry:
        """A rational as an entry."""

    def constant(self, name: str) -> Entry:
        """A named real number, such as pi."""

    def apply(self, definition: str, arguments: Sequence[Entry], place: int) -> Entry:
        """The function with this SymPy definition, called at this place of the expression."""

    def power(self, base: Entry, exponent: Entry, place: int) -> Entry:
        """The base raised to the exponent."""

    def holds(self, condition: Entry) -> bool | None:
        """Whether the condition is not zero; None where that is undecided."""

    def negligible(self, value: Entry) -> bool:
        """Whether a divisor is zero, or nothing but rounding noise."""

    def moves(self, value: Entry) -> bool:
        """Whether an entry carries derivatives along."""

    def matrix_function(self, name: str, matrix: Array) -> Array:
        """A function of a square matrix, such as expm."""


class SymbolicScalars:
    """Entries that are SymPy expressions."""

    def number(self, value: Fraction) -> sympy.Expr:
        return sympy.Rational(value.numerator, value.denominator)

    def constant(self, name: str) -> sympy.Expr:
        return {"pi": sympy.pi, "e": sympy.E}[name]

    def apply(self, definition: str, arguments: Sequence[Entry], place: int) -> sympy.Expr:  # noqa: ARG002
        return symbolic(definition, arguments)

    def power(self, base: Entry, exponent: Entry, place: int) -> sympy.Expr:  # noqa: ARG002
        return base**exponent

    def holds(self, condition: Entry) -> bool | None:
        return bool(condition != 0) if condition.is_number else None

    def negligible(self, value: Entry) -> bool:
        return bool(value == 0)

    def moves(self, value: Entry) -> bool:  # noqa: ARG002
        return False

    def matrix_function(self, name: str, matrix: Array) -> Array:  # noqa: ARG002
        raise Unproved(f"{name} is not written out in symbols")
