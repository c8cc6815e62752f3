"""Whether the conditions of an answer are those that it needs: all of them, and no more.

Where a condition fails and everything else holds, the function, its derivative or a printed form has no value; where
all of them hold, every printed form has one. Points are made for it: drawn ones, ones with zeros, equal rows and the
like, and ones at which the subject of a condition is solved to fail.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from itertools import chain, islice, product
from typing import Any

from jacobook.language.domain import Predicate
from jacobook.language.expression import Expression, Variable, variables
from jacobook.layout import formula as layout
from jacobook.layout.bounds import variables_of
from jacobook.layout.condition import COMPONENTS, DERIVATIVE, DIFFERENTIAL, Condition
from jacobook.layout.formula import Formula, MatrixForm
from jacobook.notation.text import to_text
from jacobook.proof.arithmetic import Entry, NotExact, Undefined, arithmetic
from jacobook.proof.case import WORKING_DIGITS, Case
from jacobook.proof.certificate import Indices
from jacobook.proof.components import Array, Unproved
from jacobook.proof.condition import holds
from jacobook.proof.elimination import Matrix
from jacobook.proof.evaluation import Evaluation
from jacobook.proof.fitting import Malformed
from jacobook.proof.instances import Instances
from jacobook.proof.limits import has_derivative
from jacobook.proof.points import REGIONS, Draw, canonical_text, size_assignments, whole_exponents

_POINTS = 3
_POINTS_WITHIN = 12
_POINTS_WITHOUT = 6
_NEWTON_STEPS = 12
_LARGEST_DENOMINATOR = 2**400
# A number so large is what rounding makes of one divided by zero.
_ENDLESS = 10 ** (WORKING_DIGITS // 4)
_HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Point:
    """Entries for every variable and numbers for the dimensions; `rough` ones are only near the place that is meant."""

    arrays: dict[str, Array]
    sizes: dict[str, int]
    rough: bool = False

    def having(self, name: str, value: Array, *, rough: bool = False) -> Point:
        """The point with another value of one variable."""
        return Point(self.arrays | {name: value}, self.sizes, rough)

    def evaluation(self, digits: int | None) -> Evaluation:
        """The evaluation of formulas there."""
        symbols = {name: _matrix(array, digits) for name, array in self.arrays.items()}
        return Evaluation(symbols, self.sizes, arithmetic(digits), instances=Instances())


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found about the conditions of an answer: in words, and at which point."""

    condition: Condition | None
    what: str
    point: Mapping[str, Array]

    @property
    def place(self) -> str:
        """The point in words."""
        return "with " + ", ".join(f"{name} = {_text(array)}" for name, array in self.point.items())


@dataclass(frozen=True, eq=False)
class Necessity:
    """The conditions of an answer, and the forms in which it is printed.

    `components` is the component form with its free indices.
    """

    expression: Expression
    wrt: tuple[Variable, ...]
    conditions: Sequence[Condition]
    forms: Sequence[MatrixForm]
    components: tuple[Formula, Indices] | None = None

    def superfluous(self, condition: Condition) -> Finding | None:
        """A point at which the condition fails, everything else holds, and everything has a value; None without one.

        Everything is the function, the derivative and each matrix form: a component form beside them may need more,
        and that is a condition of itself alone. Of a condition that is only sufficient nothing is asked, nor of one of
        the differential, which has no value at a point.
        """
        if condition.sufficient_only or condition.only_of == DIFFERENTIAL:
            return None
        if condition.needed_by == DERIVATIVE and self.has_derivative_without(condition):
            return Finding(condition, f"the derivative exists without {_said(condition)}", {})
        for point in islice(self.failing(condition), _POINTS):
            # Where the subject is only nearly as the condition forbids, what has a value there tells nothing.
            if not point.rough and self._has_all(condition, point):
                return Finding(condition, f"everything has a value without {_said(condition)}", point.arrays)
        return None

    def has_derivative_without(self, condition: Condition) -> bool:
        """Whether the derivative exists wherever the condition fails and the function has a value, as far as tried."""
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
        """That the derivative does not exist there, though the function does, at a point that no rule answers."""
        case = self._case(point)
        try:
            _in_numbers(replace(case, ties=True, _known={}).derivatives, point)
        except (Undefined, Unproved, ZeroDivisionError):
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
        return {variable.name: variable for variable in self.wrt} | variables(self.expression)

    def _candidates(self, condition: Condition | None) -> Iterator[Point]:
        text, whole = canonical_text(self.expression), whole_exponents(self.expression)
        movable = self._movable(condition)
        for sizes in size_assignments(self.expression, self._variables.values())[:2]:
            for attempt in range(len(REGIONS)):
                try:
                    drawn = Draw(text, attempt, attempt).point_of(self._variables, sizes, whole)
                except Undefined:
                    continue
                yield Point(drawn, sizes)
                for name in movable:
                    yield from (Point(drawn | {name: value}, sizes) for value in _special(drawn[name]))
                    solved = None if condition is None else _solved(condition, name, Point(drawn, sizes))
                    if solved is not None:
                        yield solved

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
            computations.append(partial(_components, *self.components, point))
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


def _solved(condition: Condition, name: str, point: Point) -> Point | None:
    """The point with one variable changed so that the condition fails, by Newton's method; None where none is found."""
    start = point.arrays[name]
    current = _flat(start)
    for digits in (None, WORKING_DIGITS):
        try:
            for _ in range(_NEWTON_STEPS):
                step = _newton_step(condition, name, point.having(name, _shaped(current, start)), digits)
                if step is None or not any(step):
                    break
                current = [entry + change for entry, change in zip(current, step, strict=True)]
                if digits is None and any(entry.denominator > _LARGEST_DENOMINATOR for entry in current):
                    raise NotExact("it comes nearer and nearer")  # noqa: TRY301 - as any number that is not rational
            if not all(entry.denominator & (entry.denominator - 1) == 0 for entry in current) or digits is not None:
                return point.having(name, _shaped(current, start), rough=True)
            return point.having(name, _shaped(current, start))
        except NotExact:
            current = _flat(start)
        except (Undefined, Malformed, ZeroDivisionError):
            return None
    return None


def _in_numbers(compute: Callable[[int | None], Any], point: Point) -> Any:  # noqa: ANN401 - whatever it computes
    """Computed exactly, or to many digits where that cannot be, or where the point is not exact either."""
    if point.rough:
        return compute(WORKING_DIGITS)
    try:
        return compute(None)
    except NotExact:
        return compute(WORKING_DIGITS)


def _matrix(array: Array, digits: int | None) -> Matrix:
    number = arithmetic(digits).number
    if not isinstance(array, tuple):
        return ((number(array),),)
    if not isinstance(array[0], tuple):
        return tuple((number(entry),) for entry in array)
    return tuple(tuple(map(number, row)) for row in array)


def _is_endless(entry: Entry) -> bool:
    return bool(abs(entry) > _ENDLESS)


def _special(value: Array) -> Iterator[Array]:
    """Values that things depend on: zeros, ones, equal entries, matrices without full rank."""
    zero, one = Fraction(0), Fraction(1)
    if not isinstance(value, tuple):
        yield from (zero, one, -one, _HALF, Fraction(-5, 2), Fraction(3))
        return
    if not isinstance(value[0], tuple):
        rest = value[1:]
        yield from ((zero,) * len(value), (one,) * len(value), (zero, *rest), (one, *rest), (-one, *rest))
        return
    rows, columns = len(value), len(value[0])
    yield ((zero,) * columns,) * rows
    yield (value[0],) * rows
    yield tuple((row[0],) * columns for row in value)
    yield ((zero,) * columns, *value[1:])
    yield tuple((zero, *row[1:]) for row in value)
    yield ((zero, *value[0][1:]), *value[1:])
    yield tuple(tuple(one if i == j else zero for j in range(columns)) for i in range(rows))


def _flat(value: Array) -> list[Fraction]:
    if not isinstance(value, tuple):
        return [value]
    return list(value) if not isinstance(value[0], tuple) else list(chain.from_iterable(value))


def _shaped(entries: Sequence[Fraction], like: Array) -> Array:
    if not isinstance(like, tuple):
        return entries[0]
    if not isinstance(like[0], tuple):
        return tuple(entries)
    columns = len(like[0])
    return tuple(tuple(entries[start : start + columns]) for start in range(0, len(entries), columns))


def _newton_step(condition: Condition, name: str, point: Point, digits: int | None) -> list[Fraction] | None:
    """The change of a variable after which, to first order, the subject is as the condition forbids."""
    value = point.arrays[name]
    entries = _flat(value)
    change = Fraction(1, 2**100) if digits else Fraction(1)
    about, places = _forbidden(condition)

    def numbers(at: Sequence[Fraction]) -> list[Entry]:
        rows = point.having(name, _shaped(at, value)).evaluation(digits).value(about)
        return list(chain.from_iterable(rows))[:places]

    now = numbers(entries)
    columns = []
    for place in range(len(entries)):
        moved = numbers([entry + (change if k == place else 0) for k, entry in enumerate(entries)])
        step = arithmetic(digits).number(change)
        columns.append([(after - before) / step for after, before in zip(moved, now, strict=True)])
    return _solution([([column[row] for column in columns], -entry) for row, entry in enumerate(now)])


def _forbidden(condition: Condition) -> tuple[Formula, int | None]:
    """A formula, and how many of its entries are 0 where the condition fails: None for all of them."""
    subject = condition.subject
    match condition.predicate:
        case Predicate.INVERTIBLE | Predicate.POSITIVE_DETERMINANT:
            return layout.Determinant(subject), 1
        case Predicate.NOT_ZERO:
            return subject, None
        case _:
            return subject, 1


def _solution(equations: list[tuple[list[Entry], Entry]]) -> list[Fraction] | None:
    """A solution of linear equations, zero wherever it may be; None where there is none."""
    rows = [[*left, right] for left, right in equations]
    count = len(rows[0]) - 1
    pivots: list[tuple[int, int]] = []
    for column in range(count):
        taken = {place for place, _ in pivots}
        free = [k for k in range(len(rows)) if k not in taken and _matters(rows[k][column])]
        if not free:
            continue
        pivot = max(free, key=lambda k: abs(rows[k][column]))
        pivots.append((pivot, column))
        divisor = rows[pivot][column]
        rows[pivot] = [entry / divisor for entry in rows[pivot]]
        for k, row in enumerate(rows):
            if k != pivot and row[column]:
                factor = row[column]
                rows[k] = [entry - factor * other for entry, other in zip(row, rows[pivot], strict=True)]
    used = {place for place, _ in pivots}
    if any(_matters(row[-1]) for k, row in enumerate(rows) if k not in used):
        return None
    result = [Fraction(0)] * count
    for place, column in pivots:
        result[column] = _fraction(rows[place][-1])
    return result


def _matters(entry: Entry) -> bool:
    return bool(abs(entry) > Fraction(1, 10**30)) if isinstance(entry, Fraction) else bool(abs(entry) > 10.0**-30)


def _fraction(entry: Entry) -> Fraction:
    if isinstance(entry, Fraction):
        return entry
    sign, mantissa, exponent, _ = entry._mpf_
    value = Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
    return -value if sign else value
