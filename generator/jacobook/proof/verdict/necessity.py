"""Whether the conditions of an answer are those that it needs: all of them, and no more.

Where a condition fails and everything else holds, the function, its derivative or a printed form has no value; where
all of them hold, every printed form has one. Points are made for it: drawn ones, ones with zeros, equal rows and the
like, and ones at which the subject of a condition is solved to fail.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, islice, product
from typing import Any

from jacobook.calculus.index_form import Array as IndexForm
from jacobook.language.declared_equation import unknowns
from jacobook.language.domain import Predicate
from jacobook.language.expression import Expression, Variable, is_implicit, taken_apart, variables
from jacobook.layout.conditions.bounds import variables_of
from jacobook.layout.conditions.condition import COMPONENTS, DERIVATIVE, DIFFERENTIAL, KINK, Condition, conditions
from jacobook.layout.formulas.formula import Formula, MatrixForm
from jacobook.notation.text import to_text
from jacobook.proof.evaluation.condition import holds
from jacobook.proof.numbers.arithmetic import Entry, NotExact, Undefined
from jacobook.proof.numbers.fitting import Malformed
from jacobook.proof.oracle.arrays import Array, Unproved
from jacobook.proof.oracle.instances import Instances
from jacobook.proof.points.case import WORKING_DIGITS, Case
from jacobook.proof.points.points import (
    REGIONS,
    Draw,
    canonical_text,
    counting,
    has_properties,
    size_assignments,
)
from jacobook.proof.verdict.failing_points import Point, solved, special_values, with_zeros
from jacobook.proof.verdict.limits import has_derivative, is_continuous
from jacobook.proof.verdict.questions import Indices, Printed
from jacobook.proof.verdict.separately import taken_separately, within

_POINTS = 3
_POINTS_WITHIN = 12
_POINTS_WITHOUT = 6
_POINTS_ON_KINKS = 12
# A number so large is what rounding makes of one divided by zero.
_ENDLESS = 10 ** (WORKING_DIGITS // 4)


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found about the conditions of an answer: in words, and at which point."""

    condition: Condition | None
    what: str
    point: Mapping[str, Array]

    @property
    def place(self) -> str:
        """The point in words, if one alone says it."""
        if not self.point:
            return ""
        return "with " + ", ".join(f"{name} = {_text(array)}" for name, array in self.point.items())


def needed(
    expression: Expression, value: IndexForm, wrt: tuple[Variable, ...], forms: Sequence[tuple[str, MatrixForm]]
) -> tuple[Condition, ...]:
    """The conditions of an answer, with none of the derivative that this does without; `value` is in index form."""

    def is_idle(condition: Condition, found: Sequence[Condition]) -> bool:
        return Necessity(expression, wrt, found, ()).has_derivative_without(condition)

    names = frozenset(variable.name for variable in taken_apart(wrt))
    return conditions(expression, value, names | unknowns(expression, names).keys(), forms, is_idle)


@dataclass(frozen=True, eq=False)
class Necessity:
    """The conditions of an answer, and the forms in which it is printed.

    `components` is the component form; without it, on a kink the answer is what the functions' definitions choose.
    """

    expression: Expression
    wrt: tuple[Variable, ...]
    conditions: Sequence[Condition]
    forms: Sequence[MatrixForm]
    components: Printed | None = None

    def finding(self) -> Finding | None:
        """A condition that is superfluous, or else what is missing; None where there is neither."""
        return next(filter(None, map(self.superfluous, self.conditions)), None) or self.missing()

    def superfluous(self, condition: Condition) -> Finding | None:
        """A point at which the condition fails, everything else holds, and everything has a value; None without one.

        Everything is the function, the derivative and each matrix form: a component form beside them may need more,
        and that is a condition of itself alone. Of a condition that is only sufficient nothing is asked, nor of one of
        the differential, which has no value at a point.
        """
        if condition.sufficient_only or condition.only_of == DIFFERENTIAL:
            return None
        if condition.needed_by == KINK:
            smooth = self.jumps_without(condition) == {False}
            return Finding(condition, f"the answer does not jump without {_said(condition)}", {}) if smooth else None
        if condition.needed_by == DERIVATIVE and self.has_derivative_without(condition):
            return Finding(condition, f"the derivative exists without {_said(condition)}", {})
        if is_implicit(self.expression) and condition.needed_by == DERIVATIVE:
            return None
        if condition.predicate is Predicate.NOT_HALF_TURN:
            # Where an angle jumps, the rules give the slope that it has on both sides, and forms have a value too.
            return None
        for point in islice(self.failing(condition), _POINTS):
            # Where the subject is only nearly as the condition forbids, what has a value there tells nothing.
            if not point.rough and self._has_all(condition, point):
                return Finding(condition, f"everything has a value without {_said(condition)}", point.arrays)
        return None

    def has_derivative_without(self, condition: Condition) -> bool:
        """Whether the derivative exists wherever the condition fails and the function has a value, as far as tried."""
        parts = self._parts(condition)
        return bool(parts) and all(part._has_derivative_without(condition) for part in parts)  # noqa: SLF001 (one, too)

    def _parts(self, condition: Condition) -> Sequence[Necessity]:
        """What is tried: with equations, all that they and the expression are differentiated by, one by one.

        At a point a variable of an equation stands still, and would tell nothing of what moves with it.
        """
        if not is_implicit(self.expression):
            return (self,)
        return [
            replace(self, expression=part, wrt=by, conditions=within(part, self.conditions), components=None)
            for part, by in taken_separately(self.expression, self.wrt)
            if within(part, [condition])
        ]

    def _has_derivative_without(self, condition: Condition) -> bool:
        met = False
        for point in islice(self.failing(condition), _POINTS_WITHOUT):
            found = has_derivative(self._case(point))
            if found is False:
                return False
            met = met or found is True
        return met

    def missing(self) -> Finding | None:
        """A point at which all conditions hold and a printed form has no value; None without one."""
        within = (point for point in self._candidates(None) if self._hold(self.conditions, point))
        for point in islice(within, _POINTS_WITHIN):
            if reason := self._undefined_form(point) or self._undifferentiable(point):
                return Finding(None, reason, point.arrays)
        return None

    def _undifferentiable(self, point: Point) -> str:
        """That the derivative does not exist there, or jumps, though the function has a value."""
        case = self._case(point)
        try:
            _in_numbers(case.derivatives, point)
        except (Undefined, Unproved, ZeroDivisionError):
            if is_continuous(case, self.components) is False:
                return "the answer jumps there"
            return "the derivative does not exist there" if has_derivative(case) is False else ""
        return ""

    def failing(self, condition: Condition) -> Iterator[Point]:
        """Points at which one condition fails and the others hold."""
        others = [other for other in self.conditions if other is not condition and other.counts_for(condition)]
        for point in self._candidates(condition):
            if not self._hold([condition], point) and self._hold(others, point):
                yield point

    @property
    def _variables(self) -> dict[str, Variable]:
        return {variable.name: variable for variable in taken_apart(self.wrt)} | variables(self.expression)

    def _candidates(self, condition: Condition | None) -> Iterator[Point]:
        text, whole = canonical_text(self.expression), counting(self.expression)
        movable = self._movable(condition)
        for sizes in size_assignments(self.expression, self._variables.values())[:2]:
            for attempt in range(len(REGIONS)):
                try:
                    drawn = Draw(text, attempt, attempt).point_of(self._variables, sizes, whole)
                except Undefined:
                    continue
                yield Point(drawn, sizes)
                for name, variable in self._variables.items():
                    kept = with_zeros(drawn[name]) if variable.properties else ()
                    yield from (Point(drawn | {name: v}, sizes) for v in kept if has_properties(variable, v))
                for name in movable:
                    yield from (Point(drawn | {name: value}, sizes) for value in special_values(drawn[name]))
                    # Arrays of more axes have too many entries to be solved for.
                    few = len(self._variables[name].shape) <= 2
                    failing = solved(condition, name, Point(drawn, sizes)) if condition is not None and few else None
                    if failing is not None:
                        yield failing

    def _movable(self, condition: Condition | None) -> list[str]:
        """The variables of a subject that may be anything, those with the fewest entries first."""
        named = None if condition is None else variables_of(condition.subject)
        free = [v for v in self._variables.values() if not v.properties and (named is None or v.name in named)]
        return [v.name for v in sorted(free, key=lambda v: len(v.shape))]

    def _hold(self, conditions: Sequence[Condition], point: Point) -> bool:
        def held(condition: Condition, digits: int | None) -> bool:
            return holds(condition, point.evaluation(digits))

        return all(_in_numbers(partial(held, condition), point) for condition in conditions)

    def _has_all(self, condition: Condition, point: Point) -> bool:
        """Whether all that a condition may be needed by has a value."""
        if condition.only_of == COMPONENTS or not self.forms:
            return self._is_defined(point)
        return self._is_differentiable(point) and not self._undefined_form(point, with_components=False)

    def _is_defined(self, point: Point) -> bool:
        return self._is_differentiable(point) and not self._undefined_form(point)

    def jumps_without(self, condition: Condition) -> frozenset[bool]:
        """Whether the answer jumps where only the condition fails, at each point that was tried."""
        return frozenset(
            jumps
            for part in self._parts(condition)
            for point in islice(part.failing(condition), _POINTS_ON_KINKS)
            if (jumps := part._jumps(point)) is not None  # noqa: SLF001 (one, too)
        )

    def _jumps(self, point: Point) -> bool | None:
        case = self._case(point)
        continuous = is_continuous(case, self.components)
        if continuous is None:
            continuous = False if has_derivative(case) is False else None
        return None if continuous is None else not continuous

    def _case(self, point: Point) -> Case:
        return Case(self.expression, self.wrt, point.sizes, point.arrays, instances=Instances(), special=True)

    def _is_differentiable(self, point: Point) -> bool:
        case = self._case(point)
        try:
            found = _in_numbers(case.derivatives, point)
        except (Undefined, Unproved, ZeroDivisionError):
            return has_derivative(case) is True
        return not any(map(_is_endless, chain(found.values.values(), found.partials.values())))

    def _undefined_form(self, point: Point, *, with_components: bool = True) -> str:
        """Why one of the printed forms has no value there; empty where all have one."""
        computations: list[Callable[[int | None], Sequence[Entry]]] = [
            partial(_entries, form, point) for form in self.forms
        ]
        if self.components is not None and with_components:
            computations.append(partial(_components, self.components.formula, self.components.indices, point))
        for compute in computations:
            try:
                numbers = _in_numbers(compute, point)
            except (Undefined, Malformed, Unproved, ZeroDivisionError) as reason:
                return f"a printed form has no value there: {reason}"
            if any(map(_is_endless, numbers)):
                return "a printed form is endless there"
        return ""


def _said(condition: Condition) -> str:
    return f"{condition.predicate}: {to_text(condition.subject)}"


def _text(array: Array) -> str:
    return f"({', '.join(map(_text, array))})" if isinstance(array, tuple) else str(array)


def _entries(form: MatrixForm, point: Point, digits: int | None) -> list[Entry]:
    return list(chain.from_iterable(point.evaluation(digits).form(form)))


def _components(formula: Formula, indices: Indices, point: Point, digits: int | None) -> list[Entry]:
    here = point.evaluation(digits)
    lengths = [here.size(dimension) for _, dimension in indices]
    found = []
    for numbers in product(*map(range, lengths)):
        bound = {name: both for (name, _), both in zip(indices, zip(numbers, lengths, strict=True), strict=True)}
        found.append(here.scalar(formula, bound))
    return found


def _in_numbers(compute: Callable[[int | None], Any], point: Point) -> Any:  # noqa: ANN401 - whatever it computes
    """Computed exactly, or to many digits where that cannot be, or where the point is not exact either."""
    if point.rough:
        return compute(WORKING_DIGITS)
    try:
        return compute(None)
    except NotExact:
        return compute(WORKING_DIGITS)


def _is_endless(entry: Entry) -> bool:
    return bool(abs(entry) > _ENDLESS)
