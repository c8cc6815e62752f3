"""A variable that an equation defines, with its derivatives, by Newton's steps for power series.

At a point any y satisfies F(y, x) = c for one constant c, and the formula to be proved holds for every c. With the
derivatives J of F by y, y − J⁻¹(F(y, x) − c) is right to one order more than y is. No derivative of ours is used.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from jacobook.proof.numbers.arithmetic import Arithmetic, Entry
from jacobook.proof.numbers.elimination import inverse
from jacobook.proof.oracle.arrays import total_of
from jacobook.proof.oracle.taylor import Taylor

_STEPS = 2
"""The orders of derivatives that are carried along."""


def followed(
    unknown: Sequence[Entry], residual: Callable[[Sequence[Entry]], Sequence[Entry]], numbers: Arithmetic
) -> Sequence[Entry]:
    """The unknown, whose entries are numbers, as it moves with what the residual depends on.

    Raises `Undefined` where the equation does not determine how.
    """
    values = residual(unknown)
    if not any(isinstance(each, Taylor) for each in values):
        return unknown
    constant = [each.value if isinstance(each, Taylor) else each for each in values]
    one, zero = numbers.number(Fraction(1)), numbers.number(Fraction(0))
    slopes = _slopes(unknown, residual, one, zero)
    solve = inverse(slopes, numbers)
    found = list(unknown)
    for _ in range(_STEPS):
        left = [each - c for each, c in zip(residual(found), constant, strict=True)]
        found = [
            y - total_of([e * w for w, e in zip(row, left, strict=True)]) for y, row in zip(found, solve, strict=True)
        ]
    return found


def stepped(
    unknown: Sequence[Entry], residual: Callable[[Sequence[Entry]], Sequence[Entry]], numbers: Arithmetic
) -> Sequence[Entry]:
    """The numbers that one step of Newton's method makes of an unknown; what is linear is solved by it.

    Raises `Undefined` where the equation does not determine the unknown.
    """
    slopes = _slopes(unknown, residual, numbers.number(Fraction(1)), numbers.number(Fraction(0)))
    left = residual(unknown)
    return [
        y - total_of([e * w for w, e in zip(row, left, strict=True)])
        for y, row in zip(unknown, inverse(slopes, numbers), strict=True)
    ]


def _slopes(
    unknown: Sequence[Entry], residual: Callable[[Sequence[Entry]], Sequence[Entry]], one: Entry, zero: Entry
) -> tuple[tuple[Entry, ...], ...]:
    """∂F/∂y at the point, a column for each entry of y that is moved alone, whatever else moves too."""
    columns = []
    for place in range(len(unknown)):
        seeded = [Taylor(each, {_KEY: one}) if k == place else each for k, each in enumerate(unknown)]
        columns.append([e.first.get(_KEY, zero) if isinstance(e, Taylor) else zero for e in residual(seeded)])
    return tuple(zip(*columns, strict=True))


_KEY = -1
"""The number of a direction that no variable has."""
