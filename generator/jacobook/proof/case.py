"""Cases: an expression at one choice of sizes and one point, with all of its derivatives there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache
from itertools import product
from math import prod

from jacobook.language.dimension import ONE, Shape
from jacobook.language.expression import Expression, Variable, variables, walk
from jacobook.proof.arithmetic import Entry, NotExact, Undefined, arithmetic
from jacobook.proof.components import Array, Unproved, entries, evaluate_expression, rank
from jacobook.proof.elimination import Matrix
from jacobook.proof.instances import Instances
from jacobook.proof.iterated import iterated
from jacobook.proof.points import REGIONS, Draw, canonical_text, size_assignments, whole_exponents
from jacobook.proof.taylor import Taylor, TaylorArithmetic

Position = tuple[int, ...]
"""The place of an entry: (), (i,) or (i, j)."""

Side = tuple[int, int, bool]

WORKING_DIGITS = 80
_POINTS = 2
_ATTEMPTS = 8 * len(REGIONS)
_EXTRA_ATTEMPTS = 2 * len(REGIONS)
_EXTRA_POINTS = 4
# A second choice of sizes is tried as long as there are no more derivatives than this.
_CHEAP = 600
_LARGEST = 4000
# Truncated series carry two derivatives along; beyond them SymPy differentiates, which is slower.
_SERIES_ORDER = 2


@dataclass(frozen=True, slots=True)
class Derivatives:
    """The values of the entries of an expression, and their derivatives by the entries of each variable.

    What is missing among the derivatives is zero. `sides` says on which side of its kinks the point lies.
    """

    values: dict[Position, Entry]
    partials: dict[tuple[Position, ...], Entry]
    zero: Entry
    sides: frozenset[Side]

    def projected(self, structures: Sequence[str | None]) -> Derivatives:
        """The derivatives projected onto the structure that each variable keeps: symmetric, skew or diagonal."""
        found = self.partials
        for slot, structure in enumerate(structures, start=1):
            if structure is not None:
                found = _projected(found, slot, structure, self.zero)
        return replace(self, partials=found)

    def __getitem__(self, position: tuple[Position, ...]) -> Entry:
        """The derivative at the position of the value, then of each variable."""
        return self.partials.get(position, self.zero)


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """An expression, what it is differentiated by, sizes for its dimensions, and a rational point.

    `digits` is None where the expression and its derivatives are rational numbers.
    """

    expression: Expression
    wrt: tuple[Variable, ...]
    sizes: dict[str, int]
    point: dict[str, Array]
    digits: int | None = None
    instances: Instances = field(default_factory=Instances)
    _known: dict[int | None, Derivatives] = field(default_factory=dict)

    @property
    def lengths(self) -> tuple[Position, ...]:
        """The lengths of the axes of the value, then of each variable."""
        shapes = (self.expression.shape, *(variable.shape for variable in self.wrt))
        return tuple(measured(shape, self.sizes) for shape in shapes)

    @property
    def single(self) -> tuple[tuple[bool, ...], ...]:
        """Which axes of the value, then of each variable, are declared to have the length 1."""
        shapes = (self.expression.shape, *(variable.shape for variable in self.wrt))
        return tuple(tuple(dimension == ONE for dimension in shape) for shape in shapes)

    @property
    def proper_lengths(self) -> Position:
        """The lengths of the axes not declared to have the length 1, of the value and then of each variable."""
        pairs = (pair for slot in zip(self.lengths, self.single, strict=True) for pair in zip(*slot, strict=True))
        return tuple(length for length, single in pairs if not single)

    def place(self, positions: Sequence[int]) -> tuple[Position, ...]:
        """The derivative at these positions along those axes."""
        rest = iter(positions)
        return tuple(tuple(0 if single else next(rest) for single in axes) for axes in self.single)

    def derivatives(self, digits: int | None) -> Derivatives:
        """All derivatives, exactly (None) or to so many digits; raises `NotExact` or `Undefined`."""
        if digits not in self._known:
            self._known[digits] = _differentiated(self, digits)
        return self._known[digits]

    def symbols(self, digits: int | None) -> dict[str, Matrix]:
        """The variables as scalars, columns and matrices of numbers."""
        return {name: as_matrix(array, digits) for name, array in self.point.items()}

    def by(self, variable: Variable) -> Case:
        """The same point, with the derivatives by another variable."""
        return self if self.wrt == (variable,) else replace(self, wrt=(variable,), _known={})


def _projected(
    partials: dict[tuple[Position, ...], Entry], slot: int, structure: str, zero: Entry
) -> dict[tuple[Position, ...], Entry]:
    """G as (G + Gᵀ)/2, (G − Gᵀ)/2 or I ⊙ G in the two indices of one variable."""
    if structure == "diagonal":
        return {place: value for place, value in partials.items() if place[slot][0] == place[slot][1]}
    sign = {"symmetric": 1, "skew": -1}[structure]

    def mirrored(place: tuple[Position, ...]) -> tuple[Position, ...]:
        return (*place[:slot], place[slot][::-1], *place[slot + 1 :])

    def part(place: tuple[Position, ...]) -> Entry:
        here: Entry = partials.get(place, zero)
        there: Entry = partials.get(mirrored(place), zero)
        return (here + sign * there) / 2

    return {place: part(place) for place in sorted({*partials, *map(mirrored, partials)})}


def measured(shape: Shape, sizes: dict[str, int]) -> Position:
    """The lengths of the axes of a shape."""
    return tuple(dimension.size(sizes) for dimension in shape)


def positions(lengths: Position) -> Iterator[Position]:
    """The positions of all entries, row after row."""
    return product(*map(range, lengths))


def as_matrix(array: Array, digits: int | None) -> Matrix:
    """A scalar, a vector as a column, or a matrix, in one arithmetic."""
    return _rows(_mapped(array, arithmetic(digits).number))


def _mapped(array: Array, function: Callable[[Fraction], Entry]) -> Array:
    return tuple(_mapped(part, function) for part in array) if isinstance(array, tuple) else function(array)


def _rows(array: Array) -> Matrix:
    if rank(array) == 2:
        rows: Matrix = array
        return rows
    return tuple((entry,) for entry in entries(array))


def _differentiated(case: Case, digits: int | None) -> Derivatives:
    if len(case.wrt) > _SERIES_ORDER:
        names = [variable.name for variable in case.wrt]
        found = iterated(case.expression, names, case.lengths, case.point, case.sizes, digits)
        return Derivatives(*found, arithmetic(digits).number(Fraction(0)), frozenset())
    numbers = arithmetic(digits)
    one, zero = numbers.number(Fraction(1)), numbers.number(Fraction(0))
    names = [variable.name for variable in case.wrt]

    def seeded(name: str, array: Array) -> Array:
        """Every entry moves on its own, whatever properties the point has."""
        moving, count = name in names, iter(range(len(entries(array))))

        def seed(value: Fraction) -> Entry:
            number, k = numbers.number(value), next(count)
            if not moving:
                return number
            first, second = ({k: one} if name == at else {} for at in (*names, "", "")[:2])
            return Taylor(number, first, second)

        return _mapped(array, seed)

    scalars = TaylorArithmetic(numbers)
    arrays = {name: seeded(name, array) for name, array in case.point.items()}
    try:
        result = evaluate_expression(case.expression, arrays, case.sizes, scalars, instances=case.instances)
    except ZeroDivisionError:
        raise Undefined("division by zero") from None
    values: dict[Position, Entry] = {}
    partials: dict[tuple[Position, ...], Entry] = {}
    value_lengths, *wrt_lengths = case.lengths
    places = [list(positions(lengths)) for lengths in wrt_lengths]
    for at, entry in zip(positions(value_lengths), entries(result), strict=True):
        if not isinstance(entry, Taylor):
            values[at] = entry
            continue
        values[at] = entry.value
        if len(places) == 1:
            partials.update({(at, places[0][k]): value for k, value in entry.first.items()})
        else:
            partials.update({(at, places[0][k], places[1][l]): value for (k, l), value in entry.mixed.items()})
    return Derivatives(values, partials, zero, frozenset(scalars.sides))


@lru_cache(maxsize=64)
def cases(expression: Expression, wrt: tuple[Variable, ...]) -> tuple[Case, ...]:
    """The cases that an answer is tried at: two points at one choice of sizes, a third at another if that is cheap.

    Where a function has a kink, more points are sought until every call was met on both sides. Raises `Unproved` if no
    point is found at which the expression and its derivatives exist.
    """
    search = _Search(expression, wrt)
    for sizes in search.sizes:
        points = 1 if search.found else _POINTS
        if search.found and search.cost(sizes) > _CHEAP:
            break
        search.at(sizes, points)
        if len(search.found) > _POINTS:
            break
    if not search.found:
        raise Unproved(
            f"no point was found at which the expression and its derivatives exist ({search.reason})",
            hint="declare what keeps it in its domain, for example 'x: n positive'",
        )
    search.both_sides()
    return tuple(search.found)


class _Search:
    """The search for points, which remembers what it has found, and why it failed last."""

    def __init__(self, expression: Expression, wrt: tuple[Variable, ...]) -> None:
        self.expression = expression
        self.wrt = wrt
        self.variables = {variable.name: variable for variable in wrt} | variables(expression)
        for variable in wrt:
            if self.variables[variable.name].shape != variable.shape:
                raise Unproved(f"{variable.name} has two shapes")
        self.text = canonical_text(expression)
        self.whole = whole_exponents(expression)
        if moving := sorted(self.whole & {variable.name for variable in wrt}):
            raise Unproved(f"{moving[0]} is a whole number, by which nothing is differentiated")
        self.digits: int | None = None
        self.found: list[Case] = []
        self.reason = ""
        self.sizes = [sizes for sizes in size_assignments(expression, self.variables.values()) if self._fits(sizes)]
        if not self.sizes:
            raise Unproved("the dimensions are too large for the proof", hint="name them: 'x: n' in place of 'x: 500'")

    def cost(self, sizes: dict[str, int]) -> int:
        """The number of derivatives."""
        shapes = (self.expression.shape, *(variable.shape for variable in self.wrt))
        return prod(prod(measured(shape, sizes)) for shape in shapes)

    def _fits(self, sizes: dict[str, int]) -> bool:
        largest = max(prod(measured(node.shape, sizes)) for node in walk(self.expression))
        return self.cost(sizes) <= (_LARGEST if len(self.wrt) <= _SERIES_ORDER else _CHEAP) and largest <= _LARGEST

    def at(self, sizes: dict[str, int], points: int) -> None:
        """Add cases at so many points, or at fewer once the attempts at one of them are used up."""
        for number in range(points):
            for attempt in range(_ATTEMPTS):
                case = self._attempt(sizes, Draw(self.text, number, attempt))
                if case is not None:
                    self.found.append(case)
                    break
            else:
                return

    def both_sides(self) -> None:
        """Add cases on those sides of kinks that no case has met yet."""
        met = {side for case in self.found for side in case.derivatives(case.digits).sides}
        sizes, limit = self.found[0].sizes, len(self.found) + _EXTRA_POINTS
        for attempt in range(_EXTRA_ATTEMPTS):
            one_sided = any((place, kink, not side) not in met for place, kink, side in met)
            if not one_sided or len(self.found) == limit:
                return
            case = self._attempt(sizes, Draw(self.text, _POINTS, attempt))
            if case is not None and not case.derivatives(case.digits).sides <= met:
                met |= case.derivatives(case.digits).sides
                self.found.append(case)

    def _attempt(self, sizes: dict[str, int], draw: Draw) -> Case | None:
        try:
            point = draw.point_of(self.variables, sizes, self.whole)
            return self._defined(sizes, point, Instances(f"{draw.point}|{draw.attempt}"))
        except Undefined as reason:
            self.reason = str(reason)
            return None

    def _defined(self, sizes: dict[str, int], point: dict[str, Array], instances: Instances) -> Case:
        case = Case(self.expression, self.wrt, sizes, point, self.digits, instances)
        try:
            case.derivatives(self.digits)
        except NotExact:
            self.digits = WORKING_DIGITS
            case = Case(self.expression, self.wrt, sizes, point, self.digits, instances)
            case.derivatives(self.digits)
        return case
