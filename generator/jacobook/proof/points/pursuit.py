"""Pursuit: a point moved along the slopes of comparisons and domains until it lies where it is wanted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from jacobook.language.declaration import TANGENT
from jacobook.language.expression import Expression, Variable
from jacobook.proof.numbers.arithmetic import NotExact, arithmetic
from jacobook.proof.oracle.arrays import Array, entries
from jacobook.proof.oracle.instances import Instances
from jacobook.proof.points.branches import Branch, Key, Pattern
from jacobook.proof.points.survey import Floats, Mark, Surveyed, survey

_ROUNDS = 14
_HALVINGS = 12
_ENTRIES = 4
_ENOUGH = 4e-6
_FARTHEST = 1e7
_GRAIN = 1024
_FINE_GRAIN = 2**30
# Entries of matrices with these properties do not move one by one.
_FIXED = frozenset(
    (
        *(TANGENT, "orthogonal", "positive definite", "one-hot", "zero-one", "probability", "unit", "index"),
        *("lower triangular", "upper triangular", "rigid"),
    )
)
_FLOATS = Floats()

Point = dict[str, Array]


@dataclass(frozen=True, slots=True)
class Goal:
    """A side of a kink on which an entry shall lie."""

    key: Key
    side: int
    entry: int


@dataclass(frozen=True, slots=True)
class Pursuit:
    """What is moved: the variables of an expression, at some sizes; whole exponents stay where they are."""

    expression: Expression
    variables: Mapping[str, Variable]
    sizes: Mapping[str, int]
    branches: Mapping[Key, Branch]
    whole: frozenset[str]
    instances: Instances
    singular: bool = False
    """Whether a kink may be met where a determinant vanishes."""

    def goals(self, patterns: Iterable[Pattern], first: int) -> list[Goal]:
        """A pattern for each entry, as far as they go, and what guards the kinks of the pattern."""
        found: list[Goal] = []
        for entry, pattern in enumerate(patterns, start=first):
            for key, side in sorted(pattern):
                branch = self.branches[key]
                if not branch.moves:
                    continue
                found += [Goal(guard, max(sides, key=abs), entry) for guard, sides in branch.guards]
                found.append(Goal(key, side, entry))
        return found

    def survey(self, point: Mapping[str, Array]) -> Surveyed:
        """A survey at a point, in quick numbers."""
        return survey(self.expression, point, self.sizes, _FLOATS, self.instances)

    def reached(self, start: Point, goals: Sequence[Goal], scale: float) -> Point | None:
        """A point near the start, inside all domains and on the wanted sides; None where none was found.

        `scale` is how far behind a border the point shall lie.
        """
        flat = [float(value) for array in start.values() for value in entries(array)]
        for turn in range(_ROUNDS):
            surveyed = self.survey(self._point(start, flat))
            wrong = list(self._wrong(surveyed, goals))
            if max(map(abs, flat), default=0.0) > _FARTHEST:
                return None
            if not wrong:
                return None if surveyed.undefined else self._rounded(start, flat, goals)
            step = self._step(start, wrong, scale / 8 ** (turn // 2))
            if not step:
                return None
            flat = self._moved(start, flat, step, surveyed)
        return None

    def _wrong(self, surveyed: Surveyed, goals: Sequence[Goal]) -> Iterator[tuple[Mark, int]]:
        for mark in surveyed.outside:
            yield mark, 1
        for goal in goals:
            here = surveyed.mark(goal.key, goal.entry)
            if here is not None and here.value * goal.side <= _ENOUGH:
                yield here, goal.side

    def _step(self, start: Point, wrong: Sequence[tuple[Mark, int]], scale: float) -> dict[int, float]:
        """One linear equation after another solved by the shortest step, each after those before it."""
        movable = self._movable(start)
        step: dict[int, float] = {}
        for mark, side in wrong:
            slopes = {key: slope for key, slope in mark.slopes.items() if key in movable}
            steepness = sum(slope * slope for slope in slopes.values())
            here = mark.value + sum(slope * step.get(key, 0.0) for key, slope in slopes.items())
            if steepness > 1e-18 and here * side < scale:
                for key, slope in slopes.items():
                    step[key] = step.get(key, 0.0) + (side * scale - here) / steepness * slope
        return step

    def _moved(self, start: Point, flat: list[float], step: dict[int, float], surveyed: Surveyed) -> list[float]:
        """The whole step, or as much of it as can be computed and leaves no more outside of domains than before."""
        before = len(surveyed.outside)
        moved = flat
        for halving in range(_HALVINGS):
            moved = [value + step.get(key, 0.0) / 2**halving for key, value in enumerate(flat)]
            there = self.survey(self._point(start, moved))
            if not there.undefined and (len(there.outside) <= before or halving > _HALVINGS // 2):
                break
        return moved

    def _movable(self, start: Point) -> frozenset[int]:
        found, count = set(), 0
        for name, array in start.items():
            length = len(entries(array))
            if name not in self.whole and not self.variables[name].properties & _FIXED:
                found |= set(range(count, count + length))
            count += length
        return frozenset(found)

    def _rounded(self, start: Point, flat: list[float], goals: Sequence[Goal]) -> Point | None:
        """The point in rationals, as coarse as they may be without losing a goal."""
        for grain in (_GRAIN, _FINE_GRAIN):
            rational = [Fraction(round(value * grain) | 1, grain) for value in flat]
            point = self._point(start, rational, keep=start)
            surveyed = self.survey(point)
            if not surveyed.undefined and not any(self._wrong(surveyed, goals)):
                return point
        return None

    def _point(self, start: Point, flat: Sequence[Fraction | float], keep: Point | None = None) -> Point:
        """The arrays of a point from its entries in a row, each with the properties of its variable."""
        found, count = {}, 0
        for name, array in start.items():
            length = len(entries(array))
            moves = name not in self.whole and not self.variables[name].properties & _FIXED
            if keep is not None and not moves:
                found[name] = keep[name]
            else:
                found[name] = shaped(array, iter(flat[count : count + length]), self.variables[name].properties)
            count += length
        return found

    def on_the_kink(self, point: Point, key: Key, entry: int) -> Point | None:
        """The point with one entry of a variable moved so that a kink is met exactly; None where that fails."""
        branch = self.branches[key]
        flat = [value for array in point.values() for value in entries(array)]
        names = [name for name, array in point.items() for _ in entries(array)]
        mark = self._exactly(branch, point, entry)
        if mark is None:
            return None
        if mark.value == 0:
            return point
        for index in sorted(mark.slopes, key=lambda index: -abs(mark.slopes[index])):
            if (
                not mark.slopes[index]
                or names[index] in self.whole
                or self.variables[names[index]].properties - {"invertible"}
            ):
                continue
            if mark.slopes[index] == 0:
                # Exactly here the entry does not depend on this one, although it does nearby.
                return None
            moved = [v - mark.value / mark.slopes[index] if k == index else v for k, v in enumerate(flat)]
            there = self._point(point, moved)
            after = self._exactly(branch, there, entry)
            if after is not None and after.value == 0:
                return there
        return None

    def is_on_the_kink(self, point: Point, key: Key) -> bool:
        """Whether one of the first entries of a kink is met at a point."""
        marks = (self._exactly(self.branches[key], point, entry) for entry in range(_ENTRIES))
        return any(mark is not None and mark.value == 0 for mark in marks)

    def _exactly(self, branch: Branch, point: Point, entry: int) -> Mark | None:
        """The mark of a kink in exact numbers, in a survey of its call alone."""
        try:
            found = survey(branch.call, point, self.sizes, arithmetic(None), self.instances, singular=self.singular)
        except NotExact:
            return None
        # The call is the first place of itself.
        return found.mark((0, branch.key[1]), entry)


def shaped(array: Array, flat: Iterator[Fraction | float], properties: frozenset[str]) -> Array:
    """So many numbers in the shape of an array, made symmetric, skew, diagonal or positive where it must be so."""

    def filled(part: Array) -> Array:
        return tuple(map(filled, part)) if isinstance(part, tuple) else next(flat)

    found = filled(array)
    if "positive" in properties:
        found = _mapped(found)
    if properties & {"symmetric", "skew", "diagonal"}:
        size = range(len(found))
        sign = -1 if "skew" in properties else 1
        diagonal = "diagonal" in properties
        zero = found[0][0] * 0
        found = tuple(
            tuple(
                (zero if sign < 0 else found[i][i])
                if i == j
                else zero
                if diagonal
                else found[i][j]
                if i > j
                else sign * found[j][i]
                for j in size
            )
            for i in size
        )
    return found


def _mapped(array: Array) -> Array:
    if isinstance(array, tuple):
        return tuple(map(_mapped, array))
    return max(array, Fraction(1, 64)) if isinstance(array, Fraction) else max(array, 1 / 64)
