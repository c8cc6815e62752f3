"""Surveys: how far the comparisons and the domains of an expression are from changing at a point, and which way.

A survey is taken in quick numbers, with the slopes by every entry of every variable. What lies outside a domain is a
hole that says what must become positive there; a point is then moved along these slopes (`pursuit`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isfinite
from typing import Any, ClassVar

import mpmath

from jacobook.language.expression import Expression
from jacobook.proof.numbers.arithmetic import Arithmetic, Entry, Rows, Undefined, of_context
from jacobook.proof.numbers.hole import Hole, among
from jacobook.proof.oracle.arrays import Array, entries
from jacobook.proof.oracle.components import evaluate_expression
from jacobook.proof.oracle.definition import derivative_of, domains_of, kink_expressions, value_of
from jacobook.proof.oracle.instances import Instances
from jacobook.proof.oracle.taylor import Taylor, TaylorArithmetic
from jacobook.proof.points.branches import Key


@dataclass(frozen=True, slots=True)
class Mark:
    """A number whose sign matters, at an entry of a call, with its slopes; without a kink it must be positive."""

    place: int
    kink: int | None
    entry: int
    value: Entry
    slopes: Mapping[int, Entry]


class Floats:
    """Quick numbers, to find points with and never to judge by."""

    context: ClassVar[Any] = mpmath.MPContext()

    def number(self, value: Fraction) -> float:
        return float(value)

    variable = number

    def constant(self, name: str) -> float:
        return float(of_context(mpmath.fp, name, None))

    def function(self, name: str, *arguments: float) -> float:
        try:
            found = of_context(mpmath.fp, name, arguments)
        except (ValueError, OverflowError, ZeroDivisionError):
            raise Undefined(name) from None
        return self._real(found, name)

    def power(self, base: float, exponent: float) -> float:
        try:
            return self._real(base**exponent, "power")
        except (OverflowError, ZeroDivisionError):
            raise Undefined("power") from None

    def negligible(self, value: float) -> bool:
        return abs(value) < 1e-9

    def is_zero(self, value: float) -> bool:
        return value == 0

    def size(self, value: float) -> float:
        return abs(value)

    def matrix_function(self, name: str, matrix: Rows) -> Rows:  # noqa: ARG002 - no domain is sought through it
        raise Undefined(name)

    def _real(self, value: Any, name: str) -> float:  # noqa: ANN401 - a float or a complex number
        if isinstance(value, complex) or not isfinite(value):
            raise Undefined(name)
        return float(value)


class Survey(TaylorArithmetic):
    """The scalar functions of an expression, with a mark for every kink and every domain that is left."""

    def __init__(self, numbers: Arithmetic) -> None:
        super().__init__(numbers, ties=True)
        self.marks: list[Mark] = []
        self._entries: dict[int, int] = {}

    def apply(self, definition: str, arguments: Sequence[Entry], place: int) -> Entry:
        hole = among(arguments)
        if hole is not None:
            raise Undefined(hole)
        entry = self._entries[place] = self._entries.get(place, -1) + 1
        for number, kink in enumerate(kink_expressions(definition)):
            self.marks.append(self._mark(place, number, entry, self._of(str(kink), arguments)))
        for domain in domains_of(definition):
            mark = self._mark(place, None, entry, self._of(domain, arguments))
            if mark.value <= 0:
                raise Undefined(Hole(mark))
        return super().apply(definition, arguments, place)

    def power(self, base: Entry, exponent: Entry, place: int) -> Entry:
        hole = among((base, exponent))
        if hole is not None:
            raise Undefined(hole)
        mark = self._mark(place, None, 0, base)
        if mark.value <= 0 and (isinstance(exponent, Taylor) or int(exponent) != exponent):
            raise Undefined(Hole(mark))
        return super().power(base, exponent, place)

    def _of(self, definition: str, arguments: Sequence[Entry]) -> Entry:
        if definition == "t":
            return arguments[0]
        if definition == "t - s":
            return arguments[0] - arguments[1]
        values = [entry.value if isinstance(entry, Taylor) else entry for entry in arguments]
        slopes: dict[int, Entry] = {}
        for position, argument in enumerate(arguments):
            if isinstance(argument, Taylor):
                factor = derivative_of(definition, (position,))(self.numbers, values)
                for key, slope in argument.first.items():
                    slopes[key] = slopes.get(key, 0) + factor * slope
        return Taylor(value_of(definition)(self.numbers, values), slopes)

    @staticmethod
    def _mark(place: int, kink: int | None, entry: int, number: Entry) -> Mark:
        if isinstance(number, Taylor):
            return Mark(place, kink, entry, number.value, number.first)
        return Mark(place, kink, entry, number, {})


@dataclass(frozen=True, slots=True)
class Surveyed:
    """The marks of the kinks in the order of evaluation, and those of the domains that the point lies outside of."""

    marks: tuple[Mark, ...]
    outside: tuple[Mark, ...]
    undefined: bool

    def mark(self, key: Key, entry: int) -> Mark | None:
        """The mark of a kink at an entry, counted round and round."""
        found = [mark for mark in self.marks if (mark.place, mark.kink) == key]
        return found[entry % len(found)] if found else None


def survey(
    expression: Expression,
    point: Mapping[str, Array],
    sizes: Mapping[str, int],
    numbers: Arithmetic,
    instances: Instances | None = None,
    *,
    singular: bool = False,
) -> Surveyed:
    """A survey of an expression at a point; entries are numbered through all variables, in the order of the point.

    With `singular`, a determinant that vanishes has slopes.
    """
    count = iter(range(10**9))
    one = numbers.number(Fraction(1))

    def seeded(array: Array) -> Array:
        if isinstance(array, tuple):
            return tuple(map(seeded, array))
        return Taylor(numbers.number(array) if isinstance(array, Fraction) else array, {next(count): one})

    surveying = Survey(numbers)
    arrays = {name: seeded(array) for name, array in point.items()}
    try:
        written = evaluate_expression(
            expression, arrays, sizes, surveying, instances=instances, holes=True, singular=singular
        )
    except (Undefined, ZeroDivisionError, OverflowError):
        return Surveyed(tuple(surveying.marks), (), undefined=True)
    hole = among(entries(written))
    reasons: Sequence[Any] = () if hole is None else hole.reasons
    outside = tuple({id(mark): mark for mark in reasons if isinstance(mark, Mark)}.values())
    return Surveyed(tuple(surveying.marks), outside, undefined=hole is not None and not outside)
