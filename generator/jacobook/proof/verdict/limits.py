"""Limits of derivatives: whether they come to one value from all sides of a point at which no rule gives them.

‖x‖ has no derivative at 0, and ‖x‖ 𝟏ᵀx has one there, although both are made of a norm. A point is gone to from several
sides, nearer and nearer: where the derivatives draw together with every step, the function is differentiable there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise, product
from typing import Any

from jacobook.language.expression import taken_apart
from jacobook.proof.numbers.arithmetic import Entry, Undefined
from jacobook.proof.oracle.arrays import Unproved
from jacobook.proof.points.beside import SIDES, aside
from jacobook.proof.points.case import DIGITS_BESIDE, Case, positions
from jacobook.proof.verdict.questions import Printed

Found = Mapping[tuple[Any, ...], Entry]
"""Numbers by the order of the derivative and the place in it."""

_DISTANCES = tuple(Fraction(1, 10**power) for power in (10, 20, 30, 40))
_SMALL = 1e-30
# A root of the eighth order comes so many times nearer with every step; a logarithm does not.
_NEARER = 10


def has_derivative(case: Case) -> bool | None:
    """Whether derivatives up to that of the case have limits at its point; None where the function has no value there.

    None too where no side of the point is inside the domain, and of derivatives of an order that takes too long.
    """
    return _is_limit(case, _values(case))


def is_continuous(case: Case, printed: Printed | None = None) -> bool | None:
    """Whether derivatives go to what is printed for the point, a kink or not.

    Without a printed form, to what the definitions of the functions choose there. None where this has no value.
    """
    here = _derivatives(replace(case, ties=True, special=True, _known={}))
    if printed is not None:
        entries = printed.entries(case, DIGITS_BESIDE)
        there = here or (_values(case) or {})
        here = {**there, **{(1, *place): entry for place, entry in entries.items()}} if entries and there else {}
    return _is_limit(case, here)


def _is_limit(case: Case, here: Found | None) -> bool | None:
    if not case.is_cheap_beside or not here:
        return None
    rings = [[found for side in SIDES if (found := _beside(case, side, step))] for step in _DISTANCES]
    if not all(rings):
        return None
    spreads = [_spread([here, *one, *other]) for one, other in pairwise(rings)]
    return all(
        after <= _SMALL or after * _NEARER <= before[place]
        for before, nearer in pairwise(spreads)
        for place, after in nearer.items()
    )


def _values(case: Case) -> Found | None:
    """The entries of the value at the point, if there are any."""
    try:
        found = replace(case, wrt=(), ties=True, special=True, _known={}).derivatives(DIGITS_BESIDE)
    except (Undefined, Unproved, ZeroDivisionError):
        return None
    return {(0, at): value for at, value in found.values.items()}


def _beside(case: Case, side: tuple[int, int, int], step: Fraction) -> Found:
    """The value and its derivatives a step aside; nothing where one of them does not exist."""
    moved = aside(case.point, {variable.name: variable for variable in taken_apart(case.wrt)}, side, step)
    return _derivatives(replace(case, point=moved, ties=True, special=True, _known={}))


def _derivatives(case: Case) -> Found:
    """The value and its derivatives of every order at a point; nothing where one of them does not exist."""
    found: dict[tuple[Any, ...], Entry] = {}
    try:
        for number, each in enumerate((case, *case.lower), start=1):
            derivatives = each.derivatives(DIGITS_BESIDE)
            found |= {(0, at): value for at, value in derivatives.values.items()}
            slots = [list(positions(lengths)) for lengths in each.lengths]
            found |= {(number, *place): derivatives[place] for place in product(*slots)}
    except (Undefined, Unproved, ZeroDivisionError):
        return {}
    return found


def _spread(found: Sequence[Found]) -> dict[tuple[Any, ...], Entry]:
    """How far apart the numbers at each place are."""
    everywhere = {place for one in found for place in one}
    held = {place: [one[place] for one in found if place in one] for place in everywhere}
    return {place: max(numbers) - min(numbers) for place, numbers in held.items()}
