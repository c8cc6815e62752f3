"""Complex numbers with one derivative along a real direction: the road by real and imaginary parts.

Nothing here knows that z and z̄ can be taken as independent: a variable moves by t or by it, and its conjugate with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import mpmath

from jacobook.proof.numbers.arithmetic import Entry, Reals, Undefined, of_context
from jacobook.proof.oracle.arrays import Array, Unproved
from jacobook.proof.oracle.definition import derivative_of, kink_expressions, kinks_of, value_of

DIGITS = 60
_CONTEXT: Any = mpmath.ctx_mp.MPContext()
_CONTEXT.dps = DIGITS
_TINY = _CONTEXT.mpf(10) ** -45


def complex_number(real: Fraction, imaginary: Fraction = Fraction(0)) -> Entry:
    """A complex number of the working precision."""

    def part(value: Fraction) -> Entry:
        return _CONTEXT.mpf(value.numerator) / value.denominator

    return _CONTEXT.mpc(part(real), part(imaginary))


class ComplexNumbers:
    """The arithmetic of complex numbers to many digits."""

    def number(self, value: Fraction) -> Entry:
        return complex_number(Fraction(value))

    variable = number

    def constant(self, name: str) -> Entry:
        return _CONTEXT.mpc(0, 1) if name == "1j" else _CONTEXT.mpc(of_context(_CONTEXT, name, None))

    def function(self, name: str, *arguments: Entry) -> Entry:
        if name == "log" and arguments[0] == 0:
            raise Undefined("the logarithm of zero")
        try:
            return _CONTEXT.mpc(of_context(_CONTEXT, name, [_CONTEXT.mpc(each) for each in arguments]))
        except (KeyError, ValueError, OverflowError):
            raise Undefined(f"{name} has no value here") from None

    def power(self, base: Entry, exponent: Entry) -> Entry:
        base, exponent = _CONTEXT.mpc(base), _CONTEXT.mpc(exponent)
        if abs(base) < _TINY and exponent.real <= 0:
            raise Undefined("division by zero")
        if exponent.imag == 0 and exponent.real == int(exponent.real):
            return base ** int(exponent.real)
        return base**exponent

    def negligible(self, value: Entry) -> bool:
        return bool(abs(value) < _TINY)

    is_zero = negligible

    def size(self, value: Entry) -> Entry:
        return abs(value)

    def matrix_function(self, name: str, matrix: Array) -> Array:  # noqa: ARG002
        raise Unproved(f"{name} of complex matrices is not proved")


class Moving:
    """A complex number that moves with a real parameter: its value, and its derivative."""

    __slots__ = ("slope", "value")

    def __init__(self, value: Entry, slope: Entry) -> None:
        self.value = value
        self.slope = slope

    def __int__(self) -> int:
        """The whole number that it stays: an exponent."""
        return int(self.value.real)

    def __eq__(self, other: object) -> bool:
        return bool(self.value == other and self.slope == 0)

    __hash__ = None  # type: ignore[assignment]

    def __neg__(self) -> Moving:
        return Moving(-self.value, -self.slope)

    def __add__(self, other: Entry) -> Moving:
        value, slope = taken(other)
        return Moving(self.value + value, self.slope + slope)

    __radd__ = __add__

    def __sub__(self, other: Entry) -> Moving:
        return self.__add__(-other)

    def __rsub__(self, other: Entry) -> Moving:
        return self.__neg__().__add__(other)

    def __mul__(self, other: Entry) -> Moving:
        value, slope = taken(other)
        return Moving(self.value * value, self.slope * value + self.value * slope)

    __rmul__ = __mul__

    def __truediv__(self, other: Entry) -> Moving:
        value, slope = taken(other)
        if abs(value) < _TINY:
            raise Undefined("division by zero")
        quotient = self.value / value
        return Moving(quotient, (self.slope - quotient * slope) / value)

    def __rtruediv__(self, other: Entry) -> Moving:
        return Moving(*taken(other)).__truediv__(self)


def taken(entry: Entry) -> tuple[Entry, Entry]:
    """The value of an entry, and its derivative."""
    return (entry.value, entry.slope) if isinstance(entry, Moving) else (_CONTEXT.mpc(entry), _CONTEXT.mpc(0))


_REALS = Reals(DIGITS)
_NEAR_KINK = Fraction(1, 10**6)


def is_of_reals(definition: str) -> bool:
    """Whether a function compares numbers, or is an angle of two: of complex ones it says nothing."""
    return bool(kink_expressions(definition)) or "atan2" in definition


def _of_reals(definition: str, values: Sequence[Entry], slopes: Sequence[Entry]) -> Moving:
    """A function of complex numbers that stay real, by real ones, away from its kinks."""
    reals = [_REALS.context.mpf(each.real) for each in values]
    near = _REALS.number(_NEAR_KINK)
    if any(slopes) and any(abs(kink(_REALS, reals)) <= near for kink in kinks_of(definition)):
        raise Undefined("at a kink")
    moved = sum(
        (derivative_of(definition, (p,))(_REALS, reals) * each.real for p, each in enumerate(slopes) if each),
        _REALS.number(Fraction(0)),
    )
    return Moving(_CONTEXT.mpc(value_of(definition)(_REALS, reals)), _CONTEXT.mpc(moved))


class MovingScalars:
    """The functions of entries that writing out an expression needs."""

    def __init__(self) -> None:
        self.numbers = ComplexNumbers()

    def number(self, value: Fraction) -> Entry:
        return Moving(self.numbers.number(value), _CONTEXT.mpc(0))

    def constant(self, name: str) -> Entry:
        return Moving(self.numbers.constant(name), _CONTEXT.mpc(0))

    def apply(self, definition: str, arguments: Sequence[Entry], place: int) -> Entry:  # noqa: ARG002
        values, slopes = zip(*map(taken, arguments), strict=True)
        value, slope = values[0], slopes[0]
        match definition:
            case "conjugate":
                return Moving(_CONTEXT.conj(value), _CONTEXT.conj(slope))
            case "real part":
                return Moving(_CONTEXT.mpc(value.real), _CONTEXT.mpc(slope.real))
            case "imaginary part":
                return Moving(_CONTEXT.mpc(value.imag), _CONTEXT.mpc(slope.imag))
            case "angle":
                if abs(value) < _TINY:
                    raise Undefined("the angle of 0")
                return Moving(_CONTEXT.mpc(_CONTEXT.arg(value)), _CONTEXT.mpc((slope / value).imag))
            case "Abs(t)":
                size = abs(value)
                if size < _TINY:
                    raise Undefined("an absolute value at 0")
                return Moving(_CONTEXT.mpc(size), _CONTEXT.mpc((_CONTEXT.conj(value) * slope).real / size))
            case _:
                return self._analytic(definition, values, slopes)

    def _analytic(self, definition: str, values: Sequence[Entry], slopes: Sequence[Entry]) -> Entry:
        """A function with a derivative in the complex sense; of numbers that stay real, one of real numbers."""
        if not any(each.imag for each in (*values, *slopes)) and is_of_reals(definition):
            return _of_reals(definition, values, slopes)
        try:
            found = value_of(definition)(self.numbers, values)
            moved = sum(
                (derivative_of(definition, (p,))(self.numbers, values) * each for p, each in enumerate(slopes) if each),
                _CONTEXT.mpc(0),
            )
        except TypeError:
            raise Unproved("a comparison of complex numbers is not proved") from None
        except ZeroDivisionError:
            raise Undefined("division by zero") from None
        return Moving(_CONTEXT.mpc(found), moved)

    def power(self, base: Entry, exponent: Entry, place: int) -> Entry:
        return self.apply("t**s", (base, exponent), place) if taken(exponent)[1] else self._power(base, exponent)

    def _power(self, base: Entry, exponent: Entry) -> Entry:
        value, slope = taken(base)
        by, _ = taken(exponent)
        found = self.numbers.power(value, by)
        return Moving(found, by * self.numbers.power(value, by - 1) * slope if slope else _CONTEXT.mpc(0))

    def holds(self, condition: Entry) -> bool:
        return bool(taken(condition)[0] != 0)

    def negligible(self, value: Entry) -> bool:
        return self.numbers.negligible(taken(value)[0])

    def moves(self, value: Entry) -> bool:
        return bool(taken(value)[1])

    def matrix_function(self, name: str, matrix: Array) -> Array:
        return self.numbers.matrix_function(name, matrix)
