"""Kinks that are felt: at which of its comparisons and absolute values an answer jumps, and at which it does not.

|x| has a kink at 0, and x |x| has none there. A point is moved onto each kink alone, and a little to either side: where
the value and its derivatives come to the same from both sides, and this is what the answer says on the kink itself, the
kink is not felt. What could not be tried so counts as felt.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache, partial
from itertools import product

from jacobook.language.expression import Expression, Variable, taken_apart, variables, walk
from jacobook.language.functions import FUNCTIONS
from jacobook.layout.conditions.condition import Condition
from jacobook.proof.evaluation.condition import all_hold
from jacobook.proof.numbers.arithmetic import Entry, NotExact, Undefined, arithmetic
from jacobook.proof.numbers.fitting import Malformed
from jacobook.proof.oracle.arrays import Array, Unproved
from jacobook.proof.oracle.definition import value_of
from jacobook.proof.points.beside import SIDES, aside
from jacobook.proof.points.branches import Branch, branches, defined_as, taken
from jacobook.proof.points.case import DIGITS_BESIDE, WORKING_DIGITS, Case, Derivatives
from jacobook.proof.points.points import counting, has_properties
from jacobook.proof.points.pursuit import Point, Pursuit
from jacobook.proof.points.search import tried
from jacobook.proof.verdict.failing_points import with_zeros
from jacobook.proof.verdict.limits import is_continuous
from jacobook.proof.verdict.questions import Printed, evaluation

_ASIDE = Fraction(1, 10**24)
# What differs by less is a slope times the step aside, or a rounding.
_ALIKE = 10**15
_ENTRIES = 2
_MOST_BASES = 12
_MOST_TURNING = 4
# The negative of what has one of these properties has it not.
_ONE_SIDED = frozenset({"positive", "positive definite"})

Conditions = Callable[[], Sequence[Condition]]


@dataclass(frozen=True, slots=True)
class FeltKink:
    """A kink at which an answer jumps, or of which that could not be decided."""

    branch: Branch
    decided: bool


def felt_kinks(
    expression: Expression,
    wrt: tuple[Variable, ...],
    met: frozenset[str],
    conditions: Conditions,
    printed: Printed | None = None,
) -> tuple[FeltKink, ...]:
    """The kinks at which the value or a derivative jumps, and those of which this could not be decided.

    Kinks at which one of the conditions of the answer does not hold are none; nor are those that do not move with the
    variables of the derivative. `met` are the functions that are left in index form: where none of them has a kink, all
    are cancelled. `printed` says what the answer is on a kink; without it that is what the definitions choose.
    """
    names = {variable.name for variable in taken_apart(wrt)}
    if not any(FUNCTIONS[name].kink for name in met & FUNCTIONS.keys()):
        return ()
    moving = [b for b in branches(expression).values() if names & variables(b.call).keys() and _has_two_sides(b)]
    undecided = tuple(FeltKink(branch, decided=False) for branch in moving)
    if not moving:
        return ()
    try:
        bases = tuple(base for base in _bases(tried(expression, wrt).cases) if base.is_cheap_beside)
        trial = _Trial(expression, bases, conditions, printed)
        judged = [(branch, trial.is_felt(branch)) for branch in moving]
    except (Unproved, Malformed):
        return undecided
    return tuple(FeltKink(branch, decided=bool(felt)) for branch, felt in judged if felt is not False)


def _has_two_sides(branch: Branch) -> bool:
    """Whether both sides of a kink can be met; a function that jumps is felt also where a side is only touched."""
    return len(branch.possible) > 1 or (bool(branch.possible) and not _is_continuous(defined_as(branch.call)))


@lru_cache(maxsize=256)
def _is_continuous(definition: str) -> bool:
    numbers, zero = arithmetic(None), Fraction(0)
    at, *beside = (value_of(definition)(numbers, (t, zero, zero)) for t in (zero, _ASIDE, -_ASIDE))
    return not any(_differ(at, value) for value in beside)


def _bases(cases: Sequence[Case]) -> Iterator[Case]:
    """The cases that an answer is tried at, and the first with every choice of signs for its variables.

    What a kink does may hang on the signs of others: relu(x) relu(y) relu(z) has one at x = 0 only where y, z > 0.
    """
    yield from cases[:_MOST_BASES]
    first = cases[0]
    known = variables(first.expression)
    kept = counting(first.expression)
    turning = [n for n in first.point if n in known and n not in kept and not known[n].properties & _ONE_SIDED]
    for signs in product((1, -1), repeat=min(len(turning), _MOST_TURNING)):
        point = dict(first.point)
        for name, sign in zip(turning, signs, strict=False):
            point[name] = _mapped(point[name], partial(_signed, sign, bool(known[name].properties)))
        yield replace(first, point=point, _known={})


def _signed(sign: int, bound: bool, value: Fraction) -> Fraction:  # noqa: FBT001 - whether its entries hang together
    return sign * (value if bound else abs(value))


def _mapped(array: Array, function: Callable[[Fraction], Fraction]) -> Array:
    return tuple(_mapped(part, function) for part in array) if isinstance(array, tuple) else function(array)


def _differ(left: Entry, right: Entry) -> bool:
    if isinstance(left, Fraction) != isinstance(right, Fraction):
        # One side of a kink is a rational number, and the other is none.
        left, right = (_to_many_digits(entry) for entry in (left, right))
    return bool(abs(left - right) * _ALIKE > 1 + abs(left))


def _to_many_digits(entry: Entry) -> Entry:
    return arithmetic(DIGITS_BESIDE).number(entry) if isinstance(entry, Fraction) else entry


@dataclass(frozen=True, slots=True)
class _Trial:
    """An expression, and the points from which its kinks are gone to."""

    expression: Expression
    bases: tuple[Case, ...]
    conditions: Conditions
    printed: Printed | None = None
    _held: list[Sequence[Condition]] = field(default_factory=list)

    def is_felt(self, branch: Branch) -> bool | None:
        """Whether an answer jumps at a kink; None where that could not be decided."""
        if sum(node == branch.call for node in walk(self.expression)) > 1:
            # What guards one of several equal calls says nothing of the others.
            branch = replace(branch, guards=())
        decided = False
        for base in self.bases:
            for entry in range(_ENTRIES):
                there = self._moved(base, branch, entry)
                jumps = self._jumps(branch, base, there) if there is not None else None
                if jumps:
                    return True
                decided = decided or jumps is not None
        return False if decided else None

    def _moved(self, base: Case, branch: Branch, entry: int) -> Point | None:
        """The point of a case moved onto a kink, with its variables as positive as declared; None where that fails."""
        known = self._variables(base)
        # A positive number may move so long as it stays positive.
        free = {name: replace(v, properties=v.properties - {"positive"}) for name, v in known.items()}
        whole = counting(self.expression)
        keys = {branch.key: branch}
        # Where y = 0, |x y| has no kink in x: the variables of the derivative move, and others only where these cannot.
        others = whole | known.keys() - {variable.name for variable in taken_apart(base.wrt)}
        there = None
        for kept in (others, whole):
            pursuit = Pursuit(self.expression, free, base.sizes, keys, kept, base.instances, singular=True)
            there = there or pursuit.on_the_kink(base.point, branch.key, entry) or self._zeroed(pursuit, base, branch)
        positive = {name: replace(v, properties=v.properties & {"positive"}) for name, v in known.items()}
        if there is None or not all(has_properties(positive[name], array) for name, array in there.items()):
            return None
        return there

    @staticmethod
    def _zeroed(pursuit: Pursuit, base: Case, branch: Branch) -> Point | None:
        """The point with zeros in a variable of the derivative, where they lie on a kink that no line leads onto."""
        for variable in taken_apart(base.wrt):
            for array in with_zeros(base.point[variable.name]):
                there = base.point | {variable.name: array}
                if has_properties(variable, array) and pursuit.is_on_the_kink(there, branch.key):
                    return there
        return None

    @staticmethod
    def _variables(case: Case) -> Mapping[str, Variable]:
        return {variable.name: variable for variable in taken_apart(case.wrt)} | variables(case.expression)

    def _jumps(self, branch: Branch, base: Case, point: Point) -> bool | None:
        """Whether the value or a derivative jumps at a point on a kink; None where that cannot be said."""
        # The conditions say where a determinant may vanish, and not its derivative.
        case = replace(base, point=point, ties=True, special=True, _known={})
        here = self._here(case)
        sides = [_derivatives(self._beside(case, step)) for step in (_ASIDE, -_ASIDE)]
        if not here or not self._holds(case):
            return False if any(sides) else None
        met = _met(branch, here[0])
        if 0 not in met:
            # Where the case of a kink is taken before and no longer on the kink, the kink is not met.
            passed = branch.key not in here[0].signs or 0 in here[0].signs[branch.key]
            before = _derivatives(base)
            return False if passed and before and _met(branch, before[0]) else None
        if not all(sides):
            return None
        if any(_jump(at, there) for side in sides for at, there in zip(here, side, strict=True)):
            # What differs may still go to one limit, as a root does.
            return not is_continuous(case, self.printed)
        above, below = (side[0].signs.get(branch.key, ()) for side in sides)
        return False if any(one * other < 0 for one, other in zip(above, below, strict=False)) else None

    def _here(self, case: Case) -> tuple[Derivatives, ...]:
        """The derivative on a kink, as it is printed, and those of lower order; nothing where one does not exist."""
        found = _derivatives(case)
        if not found or self.printed is None:
            return found
        try:
            entries = self.printed.entries(case, case.digits)
        except NotExact:
            entries = self.printed.entries(case, DIGITS_BESIDE)
        return (replace(found[0], partials=entries), *found[1:]) if entries else ()

    def _beside(self, case: Case, step: Fraction) -> Case:
        """A case a little aside, in the variables of the derivative, each entry by its own distance."""
        moved = aside(case.point, {variable.name: variable for variable in taken_apart(case.wrt)}, SIDES[0], step)
        return replace(case, point=moved, _known={})

    def _holds(self, case: Case) -> bool:
        """Whether the conditions of the answer hold at a case, and what the variables are declared to be."""
        known = self._variables(case)
        if not all(has_properties(known[name], array) for name, array in case.point.items()):
            return False
        if not self._held:
            self._held.append(self.conditions())
        try:
            return all_hold(self._held[0], evaluation(case, case.digits))
        except NotExact:
            return all_hold(self._held[0], evaluation(case, WORKING_DIGITS))


def _met(branch: Branch, derivatives: Derivatives) -> set[int]:
    """The sides of a kink that are met in a case that is taken."""
    signs = derivatives.signs
    if branch.key not in signs:
        return set()
    return {side for side, there in zip(signs[branch.key], taken(branch, signs), strict=True) if there}


def _flat(array: Array) -> Iterator[Fraction]:
    if isinstance(array, tuple):
        for part in array:
            yield from _flat(part)
    else:
        yield array


def _derivatives(case: Case) -> tuple[Derivatives, ...]:
    """The derivative at a case and those of lower order; nothing where one of them does not exist."""
    try:
        return tuple(_defined(each) for each in (case, *case.lower))
    except Undefined:
        return ()


def _defined(case: Case) -> Derivatives:
    try:
        return case.derivatives(case.digits)
    except NotExact:
        return case.derivatives(DIGITS_BESIDE)


def _jump(one: Derivatives, other: Derivatives) -> bool:
    values = any(_differ(value, other.values[at]) for at, value in one.values.items())
    return values or any(_differ(one[at], other[at]) for at in {*one.partials, *other.partials})
