"""Points a little aside of another, from several sides of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import count

from jacobook.language.expression import Variable
from jacobook.proof.oracle.arrays import Array, entries
from jacobook.proof.points.pursuit import Point, shaped

# Numbers that the distances on each side are made of: the sides differ, and no two entries move alike.
SIDES = ((1, 37, 50), (-1, 37, 50), (1, 59, 11), (-1, 59, 11))
_MODULUS = 101


def aside(point: Point, moving: Mapping[str, Variable], side: tuple[int, int, int], step: Fraction) -> Point:
    """The point with the entries of some variables moved by about a step, within their structure."""
    sign, factor, shift = side
    places = count(1)

    def moved(array: Array) -> Iterator[Fraction]:
        for value in entries(array):
            yield value + sign * step * Fraction(factor * next(places) % _MODULUS + shift, _MODULUS)

    return {
        name: shaped(array, moved(array), moving[name].properties - {"positive"}) if name in moving else array
        for name, array in point.items()
    }
