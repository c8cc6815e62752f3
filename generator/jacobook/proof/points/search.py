"""The search for cases: sizes and points at which an answer is tried, and what could not be met."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from itertools import islice, product
from math import prod

import mpmath

from jacobook.language.expression import Expression, Number, Variable, taken_apart, variables, walk
from jacobook.proof.numbers.arithmetic import NotExact, Undefined
from jacobook.proof.oracle.arrays import Array, Unproved
from jacobook.proof.oracle.instances import Instances
from jacobook.proof.points.branches import Branch, Met, Pattern, branches
from jacobook.proof.points.case import SERIES_ORDER, WORKING_DIGITS, Case, measured
from jacobook.proof.points.points import (
    REGIONS,
    Draw,
    canonical_text,
    counting,
    further_assignments,
    has_properties,
    size_assignments,
)
from jacobook.proof.points.pursuit import Goal, Pursuit
from jacobook.proof.points.sign_regions import reflected, signs, with_factors
from jacobook.proof.points.special_points import shrunk, special_points

_POINTS = 2
_FIRST_ATTEMPTS = len(REGIONS)
_ATTEMPTS = 8 * len(REGIONS)
_CHOICES = 2
_EXTRA_POINTS = 8
_PURSUITS = 12
_TRIES = 8
_MOST_SIDES = 16
_TRIES_TOGETHER = 2
_SCALES = (1.0, 0.25, 8.0, 64.0)
# Other sizes than the first are tried as long as there are no more derivatives than this.
_CHEAP = 600
_LARGEST = 4000
# From such a factor on, what saturates differs from its limit by less than 10⁻⁵⁰ at some entry of a generic point.
_FLATTENING = 20
_MORE_DIGITS = 2 * WORKING_DIGITS
_ROUNDING = mpmath.mpf(10) ** -30


@dataclass(frozen=True, slots=True)
class Tried:
    """The cases that an answer is tried at, those on kinks, those at special points, and in words what no case met."""

    cases: tuple[Case, ...]
    ties: tuple[Case, ...] = ()
    special: tuple[Case, ...] = ()
    unmet: tuple[str, ...] = ()

    @property
    def every(self) -> tuple[Case, ...]:
        """All cases."""
        return (*self.cases, *self.ties, *self.special)


def cases(expression: Expression, wrt: tuple[Variable, ...]) -> tuple[Case, ...]:
    """The cases that an answer is tried at, at which the expression and its derivatives exist."""
    return tried(expression, wrt).cases


@lru_cache(maxsize=64)
def tried(expression: Expression, wrt: tuple[Variable, ...]) -> Tried:
    """What an answer is tried at: two points at one choice of sizes, and one at another.

    More are sought until every comparison was met on both sides, also of those inside others, and on its border. Raises
    `Unproved` if no point is found at which the expression and its derivatives exist.
    """
    search = _Search(expression, wrt)
    unmet = search.at_sizes()
    if not search.found:
        raise Unproved(
            f"no point was found at which the expression and its derivatives exist ({search.reason})",
            hint="declare what keeps it in its domain, for example 'x: n positive'",
        )
    search.near_zero()
    ties: tuple[Case, ...] = ()
    if search.met.branches:
        search.at_other_sizes()
        search.both_sides()
        ties = tuple(search.on_kinks())
        unmet += search.met.unmet()
    search.in_sign_regions()
    special = tuple(search.at_special_points())
    return Tried(tuple(search.found), ties, special, unmet)


def on_one_side(expression: Expression, wrt: tuple[Variable, ...]) -> tuple[Case, ...]:
    """Cases at which all entries lie on the same side of a comparison, for every choice of sides that can be reached.

    A product of entries is 0 as soon as one of them lies where its factor is 0, and at most random points one does.
    """
    search = _Search(expression, wrt)
    search.at_sizes()
    return tuple(search.all_entries_on_a_side()) if search.found and search.met.branches else ()


def _is_stable(case: Case) -> bool:
    """Whether the values are numbers and not the rounding of a zero, whose sign a pursuit may have chosen."""
    if case.digits is None:
        return True
    exact, rounded = case.derivatives(_MORE_DIGITS).values, case.derivatives(case.digits).values
    return all(abs(rounded[at] - value) <= _ROUNDING * (1 + abs(value)) for at, value in exact.items())


class _Search:
    """The search for points, which remembers what it has found, and why it failed last."""

    def __init__(self, expression: Expression, wrt: tuple[Variable, ...]) -> None:
        self.expression = expression
        self.wrt = wrt
        self.variables = {variable.name: variable for variable in taken_apart(wrt)} | variables(expression)
        for variable in taken_apart(wrt):
            if self.variables[variable.name].shape != variable.shape:
                raise Unproved(f"{variable.name} has two shapes")
        self.text = canonical_text(expression)
        self.whole = counting(expression)
        if moving := sorted(self.whole & {variable.name for variable in taken_apart(wrt)}):
            raise Unproved(f"{moving[0]} is an integer, and derivatives with respect to integers do not exist")
        self.digits: int | None = None
        self.found: list[Case] = []
        self.reason = ""
        self.met = Met(branches(expression))
        known = self.variables.values()
        assignments = (*size_assignments(expression, known), *further_assignments(expression, known))
        self.sizes = [sizes for sizes in assignments if self._fits(sizes)]
        if all(sizes and max(sizes.values()) == 1 for sizes in self.sizes):
            raise Unproved("the dimensions are too large for the proof", hint="name them: 'x: n' in place of 'x: 500'")

    def cost(self, sizes: dict[str, int]) -> int:
        """The number of derivatives."""
        shapes = (self.expression.shape, *(variable.shape for variable in self.wrt))
        return prod(prod(measured(shape, sizes)) for shape in shapes)

    def _fits(self, sizes: dict[str, int]) -> bool:
        largest = max(prod(measured(node.shape, sizes)) for node in walk(self.expression))
        return self.cost(sizes) <= (_LARGEST if len(self.wrt) <= SERIES_ORDER else _CHEAP) and largest <= _LARGEST

    def at_sizes(self) -> tuple[str, ...]:
        """Cases at two choices of sizes; in words, what is missing where only one of them works."""
        # What fails at one choice of sizes (a skew matrix of odd size has no inverse) may do at the next at once.
        for attempts in (range(_FIRST_ATTEMPTS), range(_FIRST_ATTEMPTS, _ATTEMPTS)):
            for sizes in self.sizes:
                # At length 1 alone everything commutes, and next to nothing is proved.
                if self.cost(sizes) > _CHEAP if self.found else max(sizes.values(), default=0) == 1:
                    continue
                self._at(sizes, 1 if self.found else _POINTS, attempts)
                if len({tuple(case.sizes.items()) for case in self.found}) == _CHOICES:
                    return ()
            if self.found:
                break
        if not self.found or not self.found[0].sizes:
            return ()
        return ("sizes other than " + ", ".join(f"{name} = {size}" for name, size in self.found[0].sizes.items()),)

    def _at(self, sizes: dict[str, int], points: int, attempts: range = range(_FIRST_ATTEMPTS)) -> None:
        """Add cases at so many points, or at fewer once the attempts at one of them are used up."""
        for number in range(points):
            case = self._first(sizes, number, attempts) or self._inside(sizes, number)
            if case is None:
                return
            self._keep(case)

    def _first(self, sizes: dict[str, int], number: int, attempts: range) -> Case | None:
        return next(filter(None, (self._attempt(sizes, Draw(self.text, number, each)) for each in attempts)), None)

    def _inside(self, sizes: dict[str, int], number: int) -> Case | None:
        """A case at a point that is moved into the domains of all functions."""
        for attempt, scale in enumerate(_SCALES):
            start = self._start(sizes, Draw(self.text, number, attempt))
            pursuit = self._pursuit(sizes, Instances(f"{number}|{attempt}"))
            point = start and pursuit.survey(start).outside and pursuit.reached(start, (), scale)
            case = self._case(pursuit, point) if point else None
            if case is not None and _is_stable(case):
                return case
        return None

    def near_zero(self) -> None:
        """Add a case as near to zero as large factors ask: elsewhere tanh(500 x) is 1 to all digits, and flat."""
        largest = max((abs(node.value) for node in walk(self.expression) if isinstance(node, Number)), default=0)
        base = self.found[0]
        if largest >= _FLATTENING and base.digits is not None:
            moving = {name: array for name, array in base.point.items() if name not in self.whole}
            nearer = base.point | shrunk(self.variables, moving, Fraction(largest))
            case = self._case(self._pursuit(base.sizes, base.instances), nearer)
            if case is not None and _is_stable(case):
                self._keep(case)

    def at_other_sizes(self) -> None:
        """Add cases at sizes at which comparisons of sizes, such as n > 3, turn out otherwise."""
        of_sizes = [branch for branch in self.met.branches.values() if not branch.moves]
        if not of_sizes or not any(branch.possible for branch in of_sizes):
            return
        names = list(self.found[0].sizes)
        numbers = {int(node.value) for b in of_sizes for node in walk(b.call) if isinstance(node, Number)}
        wanted = sorted({1, 2, 3, 4, 5} | {n + k for n in numbers for k in (-1, 0, 1) if 0 < n + k <= _LARGEST})
        for size in wanted:
            for name in names:
                sizes = self.found[0].sizes | {name: size}
                if self.cost(sizes) <= _CHEAP and self._fits(sizes) and self._turns(of_sizes, sizes):
                    self._at(sizes, 1)

    def _turns(self, of_sizes: list[Branch], sizes: dict[str, int]) -> bool:
        """Whether a comparison of sizes lies on a side there that was not met."""
        pursuit = self._pursuit(sizes, Instances())
        for branch in of_sizes:
            mark = (
                Pursuit(branch.call, {}, sizes, {}, frozenset(), pursuit.instances)
                .survey({})
                .mark((0, branch.key[1]), 0)
            )
            if mark is None:
                continue
            side = (mark.value > 0) - (mark.value < 0)
            new = frozenset(((branch.key, side),)) not in self.met.patterns if side else branch.key not in self.met.ties
            if new:
                return True
        return False

    def both_sides(self) -> None:
        """Add cases on those sides of kinks, alone and two together, that no case has met yet."""
        limit = len(self.found) + _EXTRA_POINTS
        sizes = self.found[0].sizes
        tries: Counter[Pattern] = Counter()
        for attempt in range(_PURSUITS):
            missing = [pattern for pattern in self.met.missing() if self._is_worth(pattern, tries[pattern])]
            if not missing or len(self.found) == limit:
                return
            missing.sort(key=lambda pattern: (tries[pattern], len(pattern)))
            start = self._start(sizes, Draw(self.text, _POINTS + attempt, attempt % 2))
            if start is None:
                continue
            pursuit = self._pursuit(sizes, Instances(f"{_POINTS}|{attempt}"))
            entries = max(prod(measured(branch.call.shape, sizes)) for branch in self.met.branches.values())
            # All entries of an array can go different ways at once; where they cannot, the first goes alone.
            for patterns in dict.fromkeys((tuple(missing[:entries]), tuple(missing[:1]))):
                tries.update(patterns)
                point = pursuit.reached(start, pursuit.goals(patterns, attempt), _SCALES[attempt % len(_SCALES)])
                case = self._case(pursuit, point) if point else None
                if case is not None and self.met.add(case.derivatives(case.digits).signs):
                    self.found.append(case)
                    break

    def all_entries_on_a_side(self) -> Iterator[Case]:
        """Cases with all entries of every comparison on the same side of it, side after side."""
        moving = [branch for branch in self.met.branches.values() if branch.moves]
        for base in {tuple(case.sizes.items()): case for case in self.found}.values():
            pursuit = self._pursuit(base.sizes, base.instances)
            for sides in islice(product((1, -1), repeat=len(moving)), _MOST_SIDES):
                goals = [
                    Goal(branch.key, side, entry)
                    for branch, side in zip(moving, sides, strict=True)
                    for entry in range(prod(measured(branch.call.shape, base.sizes)))
                ]
                point = pursuit.reached(base.point, goals, _SCALES[0])
                case = self._case(pursuit, point) if point else None
                if case is not None and _is_stable(case):
                    yield case

    def in_sign_regions(self) -> None:
        """Add cases at which the factors of what must be positive have other signs, such as x < 0 and y < 0 in √(xy).

        Points with the signs of entries changed are tried first, then points that are moved there.
        """
        asked = with_factors(self.expression)
        if asked is None:
            return
        expression, factors = asked
        base = self.found[0]
        pursuit = Pursuit(expression, self.variables, base.sizes, factors, self.whole, base.instances)
        met = Met(factors)
        for case in self.found:
            met.add(signs(replace(pursuit, sizes=case.sizes).survey(case.point), factors))
        limit = len(self.found) + _EXTRA_POINTS

        def try_at(point: dict[str, Array] | None) -> None:
            surveyed = pursuit.survey(point) if point and len(self.found) < limit and met.missing() else None
            if point is None or surveyed is None or surveyed.undefined or surveyed.outside:
                return
            there = signs(surveyed, factors)
            before = set(met.patterns)
            if met.add(there) and (case := self._case(pursuit, point)) is not None and _is_stable(case):
                self._keep(case)
            else:
                met.patterns = before

        for point in reflected(base.point, factors):
            try_at(point)
        alone = [pattern for pattern in met.missing() if len(pattern) == 1]
        # A factor often changes its sign only together with another.
        for pattern in (*alone, *(two for two in met.missing() if any(one < two for one in alone))):
            if pattern in met.patterns or all(one in met.patterns for one in alone):
                continue
            for scale in _SCALES[:_TRIES_TOGETHER]:
                try_at(pursuit.reached(base.point, pursuit.goals([pattern], 0), scale))

    def _is_worth(self, pattern: Pattern, tries: int) -> bool:
        """Whether a pattern is to be tried once more; two sides together are given up sooner than one alone."""
        moves = all(self.met.branches[key].moves for key, _ in pattern)
        return moves and tries < (_TRIES if len(pattern) == 1 else _TRIES_TOGETHER)

    def on_kinks(self) -> Iterator[Case]:
        """Cases on the kinks, all at once where that is possible, else one by one."""
        moving = [branch for branch in self.met.branches.values() if branch.moves]
        base = self.found[0]
        pursuit = self._pursuit(base.sizes, base.instances)
        left = set()
        point = base.point
        for entry, branch in enumerate(moving):
            there = pursuit.on_the_kink(point, branch.key, entry)
            if there is not None:
                point = there
                left.add(branch.key)
        together = self._case(pursuit, point, ties=True) if left else None
        if together is not None:
            yield together
            left -= self._touched(together)
        for entry, branch in enumerate(moving):
            if branch.key in left:
                alone = pursuit.on_the_kink(base.point, branch.key, entry)
                case = self._case(pursuit, alone, ties=True) if alone else None
                if case is not None:
                    yield case
                    left -= self._touched(case)

    def at_special_points(self) -> Iterator[Case]:
        """Cases at points with zeros, equal entries and singular matrices, where the derivatives exist."""
        base = min(self.found, key=lambda case: self.cost(case.sizes))
        pursuit = self._pursuit(base.sizes, base.instances)
        for group in special_points(self.variables, {k: v for k, v in base.point.items() if k not in self.whole}):
            kept = {name: base.point[name] for name in self.whole}
            found = (self._case(pursuit, point | kept, ties=True, special=True) for point in group)
            case = next(filter(None, found), None)
            if case is not None:
                yield case

    @staticmethod
    def _touched(case: Case) -> set[tuple[int, int]]:
        return {key for key, signs in case.derivatives(case.digits).signs.items() if 0 in signs}

    def _pursuit(self, sizes: dict[str, int], instances: Instances) -> Pursuit:
        return Pursuit(self.expression, self.variables, sizes, self.met.branches, self.whole, instances)

    def _start(self, sizes: dict[str, int], draw: Draw) -> dict[str, Array] | None:
        try:
            return draw.point_of(self.variables, sizes, self.whole)
        except Undefined:
            return None

    def _keep(self, case: Case) -> None:
        self.found.append(case)
        self.met.add(case.derivatives(case.digits).signs)

    def _attempt(self, sizes: dict[str, int], draw: Draw) -> Case | None:
        try:
            point = draw.point_of(self.variables, sizes, self.whole)
            return self._defined(sizes, point, Instances(f"{draw.point}|{draw.attempt}"))
        except Undefined as reason:
            self.reason = str(reason)
            return None

    def _case(
        self, pursuit: Pursuit, point: dict[str, Array], *, ties: bool = False, special: bool = False
    ) -> Case | None:
        try:
            if not all(has_properties(self.variables[name], array) for name, array in point.items()):
                return None
            return self._defined(dict(pursuit.sizes), point, pursuit.instances, ties=ties, special=special)
        except Undefined as reason:
            self.reason = str(reason)
            return None

    def _defined(
        self,
        sizes: dict[str, int],
        point: dict[str, Array],
        instances: Instances,
        *,
        ties: bool = False,
        special: bool = False,
    ) -> Case:
        case = Case(self.expression, self.wrt, sizes, point, self.digits, instances, ties, special)
        try:
            case.derivatives(self.digits)
        except NotExact:
            self.digits = WORKING_DIGITS
            case = Case(self.expression, self.wrt, sizes, point, self.digits, instances, ties, special)
            case.derivatives(self.digits)
        return case
