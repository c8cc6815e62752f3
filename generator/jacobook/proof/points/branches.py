"""Branches: the comparisons of an expression, what they guard, and which of their sides a point has met.

Every call of a function with a kink has two sides for each kink: t > 0 and t < 0 for |t|, t > s and t < s for a
comparison. Inside a case of a choice, only entries count that take this case.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from jacobook.language.expression import Call, Expression, Size, Variable, walk
from jacobook.language.functions import ELEMENTWISE, FUNCTIONS
from jacobook.layout.formulas.statement import statement
from jacobook.notation.text import to_text
from jacobook.proof.numbers.range import bounds
from jacobook.proof.oracle.definition import kink_expressions, side_of_tie, sides_of_truth

Key = tuple[int, int]
"""A kink: the place of the call in the expression, and the number of the kink in its definition."""

Signs = Mapping[Key, Sequence[int]]
"""For each kink that was passed, the side on which each entry lies: 1, −1, or 0 on the kink itself."""

Side = tuple[Key, int]
Pattern = frozenset[Side]
"""Sides that are met together in one entry."""

_MOST_TOGETHER = 6
"""So many kinks are tried two by two; with more, each one alone."""


@dataclass(frozen=True, slots=True)
class Branch:
    """A kink of a call, with the sides of other kinks on which its entry must lie to count."""

    key: Key
    call: Call
    guards: tuple[tuple[Key, frozenset[int]], ...] = ()
    possible: frozenset[int] = frozenset((1, -1))
    tie: int = 0

    @property
    def moves(self) -> bool:
        """Whether its sides depend on a variable, and not on sizes alone."""
        return any(isinstance(node, Variable) for node in walk(self.call))

    def words(self, side: int) -> str:
        """The condition of a side, such as n > 3."""
        left, *others = (to_text(statement(argument)) for argument in self.call.arguments)
        names = dict(zip("tsr", (left, *others), strict=False))
        difference = str(kink_expressions(defined_as(self.call))[self.key[1]])
        tied = self.tie == side
        above, below = ("≥", "≤") if tied else (">", "<")
        match difference.split(" - "):
            case [first] if first in names:
                return f"{names[first]} {above if side > 0 else below} 0"
            case ["t", "s"] | ["s", "t"] as order:
                return f"{names['t']} {above if (side > 0) == (order[0] == 't') else below} {names['s']}"
            case _:
                meaning = ", ".join(f"{name} = {value}" for name, value in names.items())
                return f"{difference} {above if side > 0 else below} 0 with {meaning}"


def defined_as(call: Expression) -> str:
    """The definition of the element-wise function that is called; empty where it is none."""
    name = getattr(call, "function", "")
    if name == "norm1":
        return "Abs(t)"
    function = FUNCTIONS.get(name)
    return function.definition if function is not None and function.kind == ELEMENTWISE else ""


def branches(expression: Expression) -> dict[Key, Branch]:
    """The kinks of an expression; equal calls count once, and those without variables and sizes not at all."""
    places = {id(node): place for place, node in enumerate(walk(expression))}
    found: dict[Key, Branch] = {}
    calls: set[Call] = set()

    def visit(node: Expression, guards: tuple[tuple[Key, frozenset[int]], ...]) -> None:
        if isinstance(node, Call) and node.function == "where":
            condition, yes, no = node.arguments
            visit(condition, guards)
            key = (places[id(condition)], 0)
            met = sides_of_truth(defined_as(condition), 0)
            visit(yes, (*guards, (key, met)))
            visit(no, (*guards, (key, frozenset((1, 0, -1)) - met)))
            return
        for part in getattr(node, "arguments", ()):
            visit(part, guards)
        if isinstance(node, Call):
            definition = defined_as(node)
            kinks = kink_expressions(definition) if definition else ()
            if kinks and node not in calls and any(isinstance(inner, Variable | Size) for inner in walk(node)):
                calls.add(node)
                for number, _ in enumerate(kinks):
                    key = (places[id(node)], number)
                    tie = side_of_tie(definition, number)
                    found[key] = Branch(key, node, guards, _possible(node, str(kinks[number])), tie)

    visit(expression, ())
    return found


def _possible(call: Call, difference: str) -> frozenset[int]:
    ends = {name: bounds(argument) for name, argument in zip("ts", call.arguments, strict=False)}
    match difference.split(" - "):
        case [first] if first in ends:
            low, high = ends[first]
        case [first, second] if first in ends and second in ends:
            if call.arguments[0] == call.arguments[1]:
                return frozenset()
            (a, b), (c, d) = ends[first], ends[second]
            low, high = a - d, b - c
        case _:
            return frozenset((1, -1))
    return frozenset(side for side, there in ((1, high > 0), (-1, low < 0)) if there)


@dataclass
class Met:
    """The sides that the points so far have met, alone and two by two."""

    branches: Mapping[Key, Branch]
    patterns: set[Pattern] = field(default_factory=set)
    ties: set[Key] = field(default_factory=set)

    def add(self, signs: Signs) -> bool:
        """Count the sides of a point; whether any was new."""
        before = len(self.patterns)
        self.patterns.update(self._patterns(signs))
        self.ties |= {key for key, sides in signs.items() if 0 in sides}
        return len(self.patterns) > before

    def missing(self) -> list[Pattern]:
        """The sides, then the pairs of sides, that no entry has met and that are not known to be impossible."""
        return [pattern for pattern in self._wanted() if pattern not in self.patterns]

    def unmet(self) -> tuple[str, ...]:
        """The sides that were not met, in words."""
        found: dict[str, None] = {}
        for (side,) in filter(lambda pattern: len(pattern) == 1, self.missing()):
            branch = self.branches[side[0]]
            if not (branch.tie == side[1] and branch.key in self.ties):
                found[f"the branch {branch.words(side[1])}"] = None
        return tuple(found)

    def _wanted(self) -> Iterator[Pattern]:
        singles = [(key, side) for key, branch in self.branches.items() for side in sorted(branch.possible)]
        yield from (frozenset((side,)) for side in singles)
        if len(self.branches) <= _MOST_TOGETHER:
            yield from (frozenset((a, b)) for a, b in combinations(singles, 2) if self._together(a, b))

    def _together(self, first: Side, second: Side) -> bool:
        """Whether nothing is known that keeps two sides from being met in one entry."""
        for (key, _), (other, side) in ((first, second), (second, first)):
            if any(guard == other and side not in wanted for guard, wanted in self.branches[key].guards):
                return False
        return first[0] != second[0]

    def _patterns(self, signs: Signs) -> Iterator[Pattern]:
        seen = {key: self._counted(branch, signs) for key, branch in self.branches.items() if key in signs}
        for key, sides in seen.items():
            yield from (frozenset(((key, side),)) for side in set(sides) if side)
        if len(self.branches) <= _MOST_TOGETHER:
            for (first, left), (second, right) in combinations(seen.items(), 2):
                pairs = zip(left, right, strict=True) if len(left) == len(right) else product_of(left, right)
                yield from (frozenset(((first, a), (second, b))) for a, b in set(pairs) if a and b)

    @staticmethod
    def _counted(branch: Branch, signs: Signs) -> list[int]:
        """The sides of a kink by entry, 0 where the entry is of a case that is not taken."""
        return [side if there else 0 for side, there in zip(signs[branch.key], taken(branch, signs), strict=True)]


def taken(branch: Branch, signs: Signs) -> list[bool]:
    """For each entry of a kink, whether it is of a case that is taken."""
    found = [True] * len(signs[branch.key])
    for guard, wanted in branch.guards:
        known = signs.get(guard, ())
        if len(known) == len(found):
            found = [before and there in wanted for before, there in zip(found, known, strict=True)]
        elif not any(there in wanted for there in known):
            found = [False] * len(found)
    return found


def product_of(left: Sequence[int], right: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Every pair of two sequences, once."""
    return ((a, b) for a in set(left) for b in set(right))
