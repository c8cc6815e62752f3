"""Rational numbers: whole ones as ints, what several have in common, and their powers."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import gcd


def exact(value: Fraction | int) -> Fraction | int:
    """The number, as an int where it is whole."""
    return value.numerator if value.denominator == 1 else value


def common_number(coefficients: Sequence[Fraction | int]) -> Fraction:
    """What is taken out of a bracket: 2 of 2Ax − 2b; negative if all coefficients are."""
    sign = -1 if all(c < 0 for c in coefficients) else 1
    return Fraction(sign * gcd(*(c.numerator for c in coefficients)), gcd(*(c.denominator for c in coefficients)))


def rational_power(value: Fraction | int, exponent: Fraction) -> Fraction | int | None:
    """A rational number raised to a rational exponent, where that is rational and not large; else None."""
    if value == 1:
        return 1
    if exponent.denominator == 1 and abs(exponent) <= 64 and value != 0:
        return exact(Fraction(value) ** exponent.numerator)
    return None
