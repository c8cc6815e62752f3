"""Points at which declared equations hold: every variable that an equation defines is solved for, by Newton's method.

A formula that is proved holds wherever F(y, x) is some constant. What a reader claims may use that it is 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from jacobook.language.expression import Expression, SolvedVariable, walk
from jacobook.proof.numbers.arithmetic import Arithmetic, Entry, NotExact, Undefined, arithmetic
from jacobook.proof.oracle.arrays import Array, Unproved, built, entries, lengths
from jacobook.proof.oracle.components import evaluate_expression
from jacobook.proof.oracle.solved import stepped
from jacobook.proof.oracle.taylor import TaylorArithmetic
from jacobook.proof.points.case import WORKING_DIGITS, Case
from jacobook.proof.points.points import has_properties

_DIGITS = 2 * WORKING_DIGITS
# So much further than the digits that are compared that what is left is rounding there, too.
_SOLVED = Fraction(1, 10 ** (WORKING_DIGITS + WORKING_DIGITS // 2))
_STEPS = 60
_HALVINGS = 12
_STARTS: tuple[Fraction | None, ...] = (None, Fraction(0), Fraction(1, 3))
"""Where Newton's method starts: at what stands there, or with all entries alike."""


def on_equations(case: Case) -> Case | None:
    """A case with all declared equations solved; None where no solution was found.

    It is exact where the solutions are rational, as those of linear equations.
    """
    point, digits = dict(case.point), case.digits
    for variable in _inner_first(case.expression):
        found = _solution(case, variable, point)
        if found is None or not has_properties(variable, found[0]):
            return None
        point[variable.name] = found[0]
        digits = digits if found[1] else WORKING_DIGITS
    return replace(case, point=point, digits=digits, _known={})


def _inner_first(expression: Expression) -> Iterator[SolvedVariable]:
    """Each variable with an equation, after those that its equation holds."""
    known: dict[str, SolvedVariable] = {}
    for node in walk(expression):
        if isinstance(node, SolvedVariable):
            known.pop(node.name, None)
            known[node.name] = node
    return reversed(known.values())


def _solution(case: Case, variable: SolvedVariable, point: Mapping[str, Array]) -> tuple[Array, bool] | None:
    """What solves the equation of one variable, and whether exactly."""
    given = point[variable.name]
    try:
        found = _Equation(case, variable, point, arithmetic(None)).exactly(tuple(entries(given)))
    except (NotExact, Undefined, Unproved, ZeroDivisionError):
        found = None
    if found is not None:
        return _built(given, found), True
    equation = _Equation(case, variable, point, arithmetic(_DIGITS))
    for start in _STARTS:
        try:
            found = equation.nearly([each if start is None else start for each in entries(given)])
        except (NotExact, Undefined, Unproved, ZeroDivisionError, OverflowError):
            continue
        if found is not None:
            return _built(given, list(map(_as_fraction, found))), False
    return None


def _built(like: Array, flat: Sequence[Entry]) -> Array:
    rest = iter(flat)
    return built(lengths(like), lambda _: next(rest))


def _as_fraction(number: Entry) -> Fraction:
    sign, mantissa, exponent, _ = number._mpf_
    size = Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
    return -size if sign else size


class _Equation:
    """The equation of one variable at a point, in one arithmetic."""

    def __init__(self, case: Case, variable: SolvedVariable, point: Mapping[str, Array], numbers: Arithmetic) -> None:
        self.case = case
        self.variable = variable
        self.numbers = numbers
        self.arrays = {name: _mapped(array, numbers) for name, array in point.items()}

    def left(self, unknown: Sequence[Entry]) -> Sequence[Entry]:
        """What is not yet zero."""
        assert self.variable.residual is not None
        arrays = {**self.arrays, self.variable.name: _built(self.arrays[self.variable.name], unknown)}
        scalars = TaylorArithmetic(self.numbers, ties=True)
        written = evaluate_expression(
            self.variable.residual, arrays, self.case.sizes, scalars, instances=self.case.instances
        )
        return tuple(entries(written))

    def exactly(self, start: Sequence[Entry]) -> Sequence[Entry] | None:
        """The solution where one step reaches it."""
        found = stepped(start, self.left, self.numbers)
        return None if any(self.left(found)) else found

    def nearly(self, start: Sequence[Entry]) -> Sequence[Entry] | None:
        """The solution to many digits, by steps that are halved until they come nearer."""
        now = [self.numbers.number(each) for each in start]
        far = _size(self.left(now))
        for _ in range(_STEPS):
            if far <= self.numbers.number(_SOLVED):
                return now
            there = stepped(now, self.left, self.numbers)
            for _ in range(_HALVINGS):
                distance = _size(self.left(there))
                if distance < far:
                    break
                there = [(a + b) / 2 for a, b in zip(now, there, strict=True)]
            else:
                return None
            now, far = list(there), distance
        return None


def _mapped(array: Array, numbers: Arithmetic) -> Array:
    return tuple(_mapped(part, numbers) for part in array) if isinstance(array, tuple) else numbers.variable(array)


def _size(values: Sequence[Entry]) -> Entry:
    return max(abs(each) for each in values)
