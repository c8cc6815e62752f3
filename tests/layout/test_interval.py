"""Intervals hold what is computed with numbers out of them."""

import math
import random
from fractions import Fraction

import pytest

from jacobook.layout.conditions.interval import NOT_NEGATIVE, POSITIVE, REALS, Interval, between, exactly

CHANCE = random.Random(7)  # noqa: S311 - the same numbers in every run
SAMPLES = (
    REALS,
    POSITIVE,
    NOT_NEGATIVE,
    POSITIVE.negative,
    NOT_NEGATIVE.negative,
    between(-1, 1),
    between(-1, 1, closed=True),
    between(0, 1),
    between(-3, 2),
    between(2, 5, closed=True),
    between(-4, -2),
    exactly(0),
    exactly(-2),
    Interval(Fraction(1), low_open=False),
    Interval(None, Fraction(3), high_open=False),
    Interval(Fraction(-2), None),
)


def numbers(interval):
    """Numbers of an interval, its ends among them."""
    low = interval.low if interval.low is not None else (interval.high or 0) - 9
    high = interval.high if interval.high is not None else max(low, 0) + 9
    found = [low + (high - low) * Fraction(CHANCE.randrange(1, 100), 100) for _ in range(12)] if low < high else []
    ends = [end for end, open_ in ((interval.low, interval.low_open), (interval.high, interval.high_open)) if not open_]
    return [*found, *(end for end in ends if end is not None), *([Fraction(0)] if holds(interval, 0) else [])]


def holds(interval, number):
    low = interval.low is None or number > interval.low or (number == interval.low and not interval.low_open)
    high = interval.high is None or number < interval.high or (number == interval.high and not interval.high_open)
    return low and high


@pytest.mark.parametrize("one", SAMPLES)
@pytest.mark.parametrize("other", SAMPLES)
def test_sums_and_products(one, other):
    for a in numbers(one):
        for b in numbers(other):
            assert holds(one + other, a + b)
            assert holds(one * other, a * b)
            assert holds(one.join(other), a)
            assert holds(one.meet(other), a) == holds(other, a)


@pytest.mark.parametrize("one", SAMPLES)
def test_one_number(one):
    for a in numbers(one):
        assert holds(one.negative, -a)
        assert holds(one.magnitude, abs(a))
        assert holds(one.scaled(Fraction(-3, 2)), a * Fraction(-3, 2))
        if a:
            assert holds(one.reciprocal, 1 / a)
        for exponent in (2, 3, -1, -2, -3):
            if a:
                assert holds(one.powered(Fraction(exponent)), a**exponent)
        if a > 0:
            for exponent in (Fraction(1, 2), Fraction(3, 2), Fraction(-1, 2)):
                power = math.pow(a, exponent)
                assert holds(one.powered(exponent), Fraction(power)) or abs(power - round(power)) < 1e-12


def test_signs_are_found_where_they_are_sure():
    assert (POSITIVE * POSITIVE).is_positive
    assert not (POSITIVE * NOT_NEGATIVE).is_positive
    assert (NOT_NEGATIVE + POSITIVE).is_positive
    assert (exactly(2) + between(-1, 1, closed=True)).is_positive
    assert not (exactly(1) + between(-1, 1, closed=True)).is_positive
    assert (exactly(1) + between(-1, 1)).is_positive
    assert REALS.powered(Fraction(2)).is_not_negative
    assert POSITIVE.negative.excludes_zero
    assert not NOT_NEGATIVE.excludes_zero
    assert between(0, 1).contains(Interval(Fraction(1, 4), Fraction(1)))
    assert not between(0, 1).contains(Interval(Fraction(1, 4), Fraction(1), high_open=False))
