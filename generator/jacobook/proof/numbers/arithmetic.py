"""Numbers that proofs compute with: exact rationals, or reals to many digits.

An expression is evaluated either wholly in rationals or wholly in reals; the two are never mixed. Rational arithmetic
gives up with `NotExact` where a number would leave it, and the caller begins again with digits.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any, Protocol

import mpmath

Entry = Any
"""One entry of an array: a `Fraction`, a real of mpmath, a SymPy expression or a truncated Taylor series."""

_FUNCTIONS = {
    "exp": "exp",
    "log": "log",
    "sin": "sin",
    "cos": "cos",
    "tan": "tan",
    "cot": "cot",
    "sec": "sec",
    "csc": "csc",
    "asin": "asin",
    "acos": "acos",
    "atan": "atan",
    "atan2": "atan2",
    "sinh": "sinh",
    "cosh": "cosh",
    "tanh": "tanh",
    "coth": "coth",
    "sech": "sech",
    "csch": "csch",
    "asinh": "asinh",
    "acosh": "acosh",
    "atanh": "atanh",
    "erf": "erf",
    "erfc": "erfc",
    "gamma": "gamma",
    "loggamma": "loggamma",
    "digamma": "digamma",
    "polygamma": "polygamma",
    "LambertW": "lambertw",
}
_CONSTANTS = {"pi": "pi", "e": "e", "EulerGamma": "euler", "GoldenRatio": "phi", "Catalan": "catalan"}

# Beyond this, the exponential of an argument has more digits than anybody wants to compute with.
_WILD = 10**6


Rows = tuple[tuple[Entry, ...], ...]
_LARGEST_ENTRY = 20
_OF_INVERTIBLE = frozenset({"sqrtm", "logm"})
"""The functions of matrices that have no derivative where an eigenvalue is 0."""
_SINGULAR = 1e-12
_MATRICES = 256


def of_context(context: Any, name: str, arguments: Sequence[Entry] | None) -> Entry:  # noqa: ANN401 - mpmath's
    """A function of a context of mpmath by its name in SymPy, or without arguments a constant."""
    if arguments is None:
        return +getattr(context, _CONSTANTS[name])
    return getattr(context, _FUNCTIONS[name])(*arguments)


class NotExact(Exception):
    """A rational computation that would leave the rationals."""


class Undefined(Exception):
    """A value or a derivative that does not exist at this point: outside a domain, at a pole or at a kink."""


class Arithmetic(Protocol):
    """What evaluation needs beside the operators + - * / of the numbers themselves."""

    def number(self, value: Fraction) -> Entry:
        """A rational as a number of this arithmetic."""

    def variable(self, value: Fraction) -> Entry:
        """An entry of a variable, which was drawn."""

    def constant(self, name: str) -> Entry:
        """A named real number, such as pi."""

    def function(self, name: str, *arguments: Entry) -> Entry:
        """A real function by its name in SymPy."""

    def power(self, base: Entry, exponent: Entry) -> Entry:
        """The base raised to the exponent; raises `Undefined` where that is not a real number."""

    def negligible(self, value: Entry) -> bool:
        """Whether a divisor is nothing but rounding noise."""

    def is_zero(self, value: Entry) -> bool:
        """Whether a number that is compared is 0, or what rounding leaves of it."""

    def size(self, value: Entry) -> Entry:
        """How large a number is, to choose the largest of some as a divisor."""

    def matrix_function(self, name: str, matrix: Rows) -> Rows:
        """A function of a square matrix, such as expm; raises `Undefined` where that is not real."""


class Rationals:
    """Exact arithmetic of `Fraction`."""

    def number(self, value: Fraction) -> Fraction:
        return value

    variable = number

    def constant(self, name: str) -> Fraction:
        raise NotExact(name)

    def function(self, name: str, *_arguments: Fraction) -> Fraction:
        raise NotExact(name)

    def power(self, base: Fraction, exponent: Fraction) -> Fraction:
        if exponent.denominator != 1:
            raise NotExact("power")
        if base == 0 and exponent < 0:
            raise Undefined("division by zero")
        return base**exponent.numerator

    def negligible(self, value: Fraction) -> bool:
        return value == 0

    is_zero = negligible

    def size(self, value: Fraction) -> Fraction:
        return abs(value)

    def matrix_function(self, name: str, matrix: Rows) -> Rows:  # noqa: ARG002 - none of them stays rational
        raise NotExact(name)


class Reals:
    """Arithmetic of mpmath's reals with a given number of decimal digits, in a context of its own."""

    def __init__(self, digits: int) -> None:
        self.digits = digits
        self.context = mpmath.MPContext()
        self.context.dps = digits
        self._noise = self.context.mpf(10) ** -(digits // 2)
        self._rounding = self.context.mpf(10) ** -(3 * digits // 4)
        self._numbers: dict[Fraction, Any] = {}
        # An answer is evaluated in several forms at one point: a function of a matrix is most of what each costs.
        self._of_matrix = lru_cache(maxsize=_MATRICES)(self._function_of_matrix)

    def number(self, value: Fraction) -> Entry:
        known = self._numbers.get(value)
        if known is None:
            known = self.context.mpf(value.numerator) / value.denominator
            if len(self._numbers) < 1000:
                self._numbers[value] = known
        return known

    variable = number

    def constant(self, name: str) -> Entry:
        if name not in _CONSTANTS:
            raise Undefined(f"the number {name} is not known")
        return of_context(self.context, name, None)

    def function(self, name: str, *arguments: Entry) -> Entry:
        if name not in _FUNCTIONS:
            raise Undefined(f"the function {name} is not known")
        if name != "log" and any(abs(argument) > _WILD for argument in arguments):
            raise Undefined(f"{name} of a number as large as this")
        try:
            return self._real(of_context(self.context, name, arguments), name)
        except (ValueError, OverflowError, ZeroDivisionError):
            raise Undefined(f"{name} has no value here") from None

    def power(self, base: Entry, exponent: Entry) -> Entry:
        whole = int(exponent)
        if exponent != whole and base < 0:
            raise Undefined("a power of a negative number")
        if base == 0 and exponent < 0:
            raise Undefined("division by zero")
        if abs(exponent) > _WILD:
            raise Undefined("a power as large as this")
        return self._real(base**whole if exponent == whole else base**exponent, "power")

    def negligible(self, value: Entry) -> bool:
        return bool(abs(value) < self._noise)

    def is_zero(self, value: Entry) -> bool:
        return bool(abs(value) < self._rounding)

    def size(self, value: Entry) -> Entry:
        return abs(value)

    def matrix_function(self, name: str, matrix: Rows) -> Rows:
        return self._of_matrix(name, matrix)

    def _function_of_matrix(self, name: str, matrix: Rows) -> Rows:
        if name not in _OF_INVERTIBLE and any(abs(entry) > _LARGEST_ENTRY for row in matrix for entry in row):
            raise Undefined(f"{name} of a matrix as large as this")
        given = self.context.matrix([list(row) for row in matrix])
        # Iterations converge slowly there, if at all.
        if name in _OF_INVERTIBLE and abs(self.context.det(given)) < _SINGULAR:
            raise Undefined(f"{name} of a singular matrix")
        try:
            result = getattr(self.context, name)(given)
        except (ValueError, ZeroDivisionError, OverflowError, self.context.NoConvergence):
            raise Undefined(f"{name} has no value here") from None
        noise = self._noise
        if any(abs(self.context.im(entry)) > noise for entry in result):
            raise Undefined(f"{name} has no real value here")
        size = range(len(matrix))
        return tuple(tuple(self.context.re(result[i, j]) for j in size) for i in size)

    def _real(self, value: Entry, name: str) -> Entry:
        if not isinstance(value, self.context.mpf) or not self.context.isfinite(value):
            raise Undefined(f"{name} has no real value here")
        return value


Numbers = int | Arithmetic | None
"""What is computed with: exact rationals (None), reals with so many digits, or another arithmetic."""


def arithmetic(numbers: Numbers) -> Arithmetic:
    """Exact arithmetic (None), that of reals with so many digits, or the one that is given."""
    return _usual(numbers) if numbers is None or isinstance(numbers, int) else numbers


def forget() -> None:
    """Drop the numbers and the functions of matrices that are remembered, for those who measure."""
    _usual.cache_clear()


@lru_cache(maxsize=8)
def _usual(digits: int | None) -> Rationals | Reals:
    return Rationals() if digits is None else Reals(digits)
