"""Intervals of real numbers: between which bounds the entries of a formula lie, whatever its variables are."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

Bound = Fraction | None


@dataclass(frozen=True, slots=True)
class Interval:
    """All numbers between two bounds, of which either may be missing; an open end does not belong to it.

    `COMPLEX` alone is not real: nothing is known of what is made of it.
    """

    low: Bound = None
    high: Bound = None
    low_open: bool = True
    high_open: bool = True
    is_real: bool = True

    @property
    def is_positive(self) -> bool:
        return self.low is not None and (self.low > 0 or (self.low == 0 and self.low_open))

    @property
    def is_not_negative(self) -> bool:
        return self.low is not None and self.low >= 0

    @property
    def excludes_zero(self) -> bool:
        return self.is_positive or self.negative.is_positive

    @property
    def negative(self) -> Interval:
        """The interval of −t."""
        if not self.is_real:
            return self
        return Interval(_minus(self.high), _minus(self.low), self.high_open, self.low_open)

    @property
    def magnitude(self) -> Interval:
        """The interval of |t|."""
        if self.is_not_negative:
            return self
        if self.negative.is_not_negative:
            return self.negative
        if self.low is None or self.high is None:
            return NOT_NEGATIVE
        if -self.low == self.high:
            return Interval(Fraction(0), self.high, low_open=False, high_open=self.low_open and self.high_open)
        wider = self.negative if -self.low > self.high else self
        return Interval(Fraction(0), wider.high, low_open=False, high_open=wider.high_open)

    @property
    def reciprocal(self) -> Interval:
        """The interval of 1/t, where that exists."""
        if not self.is_real:
            return self
        if self.is_positive:
            low, high = _inverse(self.high), _inverse(self.low)
            return Interval(low or Fraction(0), high, low is None or self.high_open, self.low_open)
        if self.negative.is_positive:
            return self.negative.reciprocal.negative
        return POSITIVE if self.is_not_negative else REALS

    def contains(self, other: Interval) -> bool:
        """Whether every number of the other interval lies in this one."""
        return other.is_real and self._begins_before(other) and self.negative._begins_before(other.negative)  # noqa: SLF001 - its own kind

    def _begins_before(self, other: Interval) -> bool:
        if self.low is None:
            return True
        if other.low is None or other.low < self.low:
            return False
        return other.low > self.low or other.low_open or not self.low_open

    def meet(self, other: Interval) -> Interval:
        """The numbers in both; what is known to lie in a narrower interval than all real numbers is real."""
        if not (self.is_real and other.is_real):
            known = self if self.is_real else other
            return COMPLEX if known == REALS else known
        low, low_open = (self.low, self.low_open) if other._begins_before(self) else (other.low, other.low_open)
        upper = other.negative._begins_before(self.negative)  # noqa: SLF001 - its own kind
        high, high_open = (self.high, self.high_open) if upper else (other.high, other.high_open)
        return Interval(low, high, low_open, high_open)

    def join(self, other: Interval) -> Interval:
        """The smallest interval with the numbers of either."""
        if not (self.is_real and other.is_real):
            return COMPLEX
        low, low_open = (self.low, self.low_open) if self._begins_before(other) else (other.low, other.low_open)
        upper = self.negative._begins_before(other.negative)  # noqa: SLF001 - its own kind
        high, high_open = (self.high, self.high_open) if upper else (other.high, other.high_open)
        return Interval(low, high, low_open, high_open)

    def __add__(self, other: Interval) -> Interval:
        if not (self.is_real and other.is_real):
            return COMPLEX
        low = None if self.low is None or other.low is None else self.low + other.low
        high = None if self.high is None or other.high is None else self.high + other.high
        return Interval(low, high, self.low_open or other.low_open, self.high_open or other.high_open)

    def __mul__(self, other: Interval) -> Interval:
        if not (self.is_real and other.is_real):
            return COMPLEX
        for one, two in ((self, other), (other, self)):
            if one.negative.is_not_negative and not one.is_not_negative:
                return (one.negative * two).negative
        if not self.is_not_negative and not other.is_not_negative:
            # Both take both signs: known only where both are bounded.
            largest = _times(self.magnitude, other.magnitude)
            return largest.negative.join(largest)
        if self.is_not_negative and other.is_not_negative:
            return _times(self, other)
        positive, any_sign = (self, other) if self.is_not_negative else (other, self)
        up, down = any_sign.meet(NOT_NEGATIVE), any_sign.negative
        return _times(positive, up).join(_times(positive, down.meet(NOT_NEGATIVE)).negative)

    def scaled(self, factor: Fraction) -> Interval:
        """The interval of factor · t."""
        if not self.is_real:
            return self
        if factor < 0:
            return self.scaled(-factor).negative
        if factor == 0:
            return exactly(Fraction(0))
        low = None if self.low is None else self.low * factor
        high = None if self.high is None else self.high * factor
        return Interval(low, high, self.low_open, self.high_open)

    def powered(self, exponent: Fraction) -> Interval:
        """The interval of t to an exponent, where that is a real number."""
        if not self.is_real:
            return self
        if exponent < 0:
            return self.powered(-exponent).reciprocal
        if exponent == 0:
            return exactly(Fraction(1))
        whole = exponent.denominator == 1
        if whole and exponent.numerator % 2 and not self.is_not_negative:
            # An odd power keeps the sign.
            return _sign_only(self)
        base = self.magnitude if whole else self.meet(NOT_NEGATIVE)
        low, high = _power(base.low, exponent, up=False), _power(base.high, exponent, up=True)
        return Interval(low, high, base.low_open, base.high_open)


def _power(bound: Bound, exponent: Fraction, *, up: bool) -> Bound:
    """A bound's power: exact for 0, 1 and whole exponents, else only on which side of 1 it lies."""
    if bound is None:
        return None
    if exponent.denominator == 1:
        return bound**exponent.numerator
    if bound in (0, 1):
        return bound
    if up:
        return max(bound, Fraction(1)) ** (exponent.__ceil__())
    return Fraction(1) if bound > 1 else bound ** exponent.__ceil__()


def _sign_only(interval: Interval) -> Interval:
    if interval.negative.is_positive:
        return POSITIVE.negative
    return NOT_NEGATIVE.negative if interval.negative.is_not_negative else REALS


def _times(left: Interval, right: Interval) -> Interval:
    """The product of two intervals without negative numbers."""
    if 0 in (left.high, right.high):
        return exactly(0)
    low_left, low_right = left.low or Fraction(0), right.low or Fraction(0)
    low_open = (left.low_open and low_right > 0) or (right.low_open and low_left > 0)
    low_open = low_open or (left.is_positive and right.is_positive and low_left * low_right == 0)
    if left.high is None or right.high is None:
        return Interval(low_left * low_right, None, low_open)
    return Interval(low_left * low_right, left.high * right.high, low_open, left.high_open or right.high_open)


def _minus(bound: Bound) -> Bound:
    return None if bound is None else -bound


def _inverse(bound: Bound) -> Bound:
    return None if bound is None or bound == 0 else 1 / bound


def exactly(value: Fraction | int) -> Interval:
    """One number."""
    return Interval(Fraction(value), Fraction(value), low_open=False, high_open=False)


def between(low: int, high: int, *, closed: bool = False) -> Interval:
    """The numbers between two."""
    return Interval(Fraction(low), Fraction(high), low_open=not closed, high_open=not closed)


REALS = Interval()
COMPLEX = Interval(is_real=False)
POSITIVE = Interval(Fraction(0))
NOT_NEGATIVE = Interval(Fraction(0), low_open=False)
