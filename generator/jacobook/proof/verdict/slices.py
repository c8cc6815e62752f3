"""Proof that the slices of an expression make its value, at points: what holds of the slices then holds of the whole.

Where a value is F(X)[i] = f(X[i]) for all X, so are its derivatives: ∂F[i]/∂X[i] is f′(X[i]), and those at another
place are 0. Where it is Σ_i f(X[i]) they are f′(X[i]), and by what all slices share Σ_i ∂f(X[i])/∂w.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from jacobook.language.expression import Expression, Variable, variables
from jacobook.language.slice_by_slice import Slice
from jacobook.proof.numbers.arithmetic import Entry, Numbers
from jacobook.proof.oracle.arrays import Array
from jacobook.proof.points.case import Case, Position
from jacobook.proof.points.search import cases, on_one_side
from jacobook.proof.verdict.certificate import Certificate
from jacobook.proof.verdict.judging import judged_anywhere
from jacobook.proof.verdict.questions import Compared


def prove_slices(expression: Expression, wrt: tuple[Variable, ...], levels: Sequence[Slice]) -> Certificate:
    """Prove that the values of the slices, put together or added up, are the value of an expression.

    Raises `Disproved`, or `Unproved` where no judgement is possible.
    """
    return judged_anywhere(cases(expression, wrt), lambda: on_one_side(expression, wrt), [_Slices(tuple(levels))])


@dataclass(frozen=True, slots=True)
class _Slices:
    """An expression in slices, one level after the other."""

    levels: tuple[Slice, ...]
    name: str = "the value put together from slices"
    text: str = ""

    def compared(self, case: Case, digits: Numbers) -> Iterator[Compared]:
        expected = case.derivatives(digits).values
        given = _put_together(case, self.levels, digits)
        for place in expected.keys() | given.keys():
            label = ", ".join(str(position + 1) for position in place)
            yield Compared(f"entry ({label})", expected[place], given[place])


def _put_together(case: Case, levels: Sequence[Slice], digits: Numbers) -> dict[Position, Entry]:
    """The values of the whole by its slices."""
    if not levels:
        return case.derivatives(digits).values
    first, *rest = levels
    found: dict[Position, Entry] = {}
    for position in range(first.length.size(case.sizes)):
        for place, value in _put_together(_slice_at(case, first, position), rest, digits).items():
            whole = place if first.axis is None else (*place[: first.axis], position, *place[first.axis :])
            found[whole] = found[whole] + value if whole in found else value
    return found


def _slice_at(case: Case, level: Slice, position: int) -> Case:
    """The case of one slice."""
    point = dict(case.point)
    for name, (whole, axis) in level.variables.items():
        point[name] = _cut(case.point[whole], axis, position)
    known = tuple(variables(level.expression).values())
    return replace(case, expression=level.expression, wrt=known[:1] or case.wrt, point=point, _known={})


def _cut(array: Array, axis: int, position: int) -> Array:
    """An array at a position of one of its axes."""
    return array[position] if axis == 0 else tuple(_cut(part, axis - 1, position) for part in array)
