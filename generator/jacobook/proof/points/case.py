"""Cases: an expression at one choice of sizes and one point, with all of its derivatives there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import partial
from itertools import combinations, product
from math import prod

from jacobook.language.dimension import ONE, Shape
from jacobook.language.expression import Expression, StackedVariable, Variable, applied_declared, taken_apart
from jacobook.proof.numbers.arithmetic import Entry, Numbers, Undefined, arithmetic
from jacobook.proof.numbers.elimination import Matrix
from jacobook.proof.oracle.arrays import Array, Unproved, entries, rank
from jacobook.proof.oracle.components import evaluate_expression
from jacobook.proof.oracle.instances import Instances
from jacobook.proof.oracle.series import Series, SeriesArithmetic
from jacobook.proof.oracle.taylor import Taylor, TaylorArithmetic
from jacobook.proof.points.along_curves import CURVES, along_curves
from jacobook.proof.points.beside import SIDES, aside
from jacobook.proof.points.branches import Key

Position = tuple[int, ...]
"""The place of an entry: (), (i,) or (i, j)."""

Side = tuple[int, int, bool]

WORKING_DIGITS = 80
# Beside a border numbers are as small as powers of the distance, and must not pass for rounding.
DIGITS_BESIDE = 4 * WORKING_DIGITS
# So many derivatives are carried along each by itself; beyond them power series are cut off, which is slower.
SERIES_ORDER = 2
_MOST_BESIDE = 256
_STEP = Fraction(1, 10**150)
_STEP_APART = 10.0**-100


@dataclass(frozen=True, slots=True)
class Derivatives:
    """The values of the entries of an expression, and their derivatives by the entries of each variable.

    What is missing among the derivatives is zero. `signs` says for each kink on which side of it each entry lies. `at`
    holds the value of each variable that is differentiated by, () for what is stacked.
    """

    values: dict[Position, Entry]
    partials: dict[tuple[Position, ...], Entry]
    zero: Entry
    signs: Mapping[Key, tuple[int, ...]] = field(default_factory=dict)
    at: tuple[Array, ...] = ()

    @property
    def sides(self) -> frozenset[Side]:
        """On which sides of its kinks the point lies: the place of a call, the number of the kink, t > 0 or not."""
        return frozenset((*key, sign > 0) for key, signs in self.signs.items() for sign in signs if sign)

    def projected(self, structures: Sequence[str | None]) -> Derivatives:
        """The derivatives projected onto the structure that each variable keeps, or along the curves that keep it."""
        found = self.partials
        for slot, structure in enumerate(structures, start=1):
            if structure in CURVES:
                found = along_curves(found, slot, self.at[slot - 1], CURVES[structure], self.zero)
            elif structure is not None:
                found = _projected(found, slot, structure, self.zero)
        return replace(self, partials=found)

    def __getitem__(self, position: tuple[Position, ...]) -> Entry:
        """The derivative at the position of the value, then of each variable."""
        return self.partials.get(position, self.zero)


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """An expression, what it is differentiated by, sizes for its dimensions, and a rational point.

    `digits` is None where the expression and its derivatives are rational numbers. With `ties`, the point lies on
    kinks, and the derivatives there are those that the definitions of the functions choose; with `smooth`, the limits
    from all sides, wherever these come to one. A `special` point has zeros, equal entries, triangular or singular
    matrices, where a printed form may need a condition.
    """

    expression: Expression
    wrt: tuple[Variable, ...]
    sizes: dict[str, int]
    point: dict[str, Array]
    digits: Numbers = None
    instances: Instances = field(default_factory=Instances)
    ties: bool = False
    special: bool = False
    smooth: bool = False
    _known: dict[Numbers, Derivatives] = field(default_factory=dict)

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

    def proper_lengths(self, order: int | None = None) -> Position:
        """The lengths of the axes not declared to have the length 1, of the value and then of so many variables."""
        pairs = zip(self.lengths, self.single[: _slots(order)], strict=False)
        return tuple(length for slot in pairs for length, single in zip(*slot, strict=True) if not single)

    def place(self, positions: Sequence[int], order: int | None = None) -> tuple[Position, ...]:
        """The derivative, of so many variables, at these positions along those axes."""
        rest = iter(positions)
        return tuple(tuple(0 if single else next(rest) for single in axes) for axes in self.single[: _slots(order)])

    def derivatives(self, digits: Numbers) -> Derivatives:
        """All derivatives, exactly (None), to so many digits, or in an arithmetic; raises `NotExact` or `Undefined`."""
        if digits not in self._known:
            self._known[digits] = (_smoothed if self.smooth else _differentiated)(self, digits)
        return self._known[digits]

    def has_kinks_that_jump(self, digits: Numbers) -> bool:
        """Whether several kinks meet at the point, and derivatives come to different numbers from its sides."""
        met = [key for key, signs in self.derivatives(digits).signs.items() if 0 in signs]
        sides = _sides(self, digits) if len(met) > 1 else ()
        places = {place for side in sides for place in side.partials}
        return any(_spread(sides, place) > _STEP_APART for place in places)

    def jumping(self, digits: Numbers) -> frozenset[tuple[Position, ...]]:
        """The derivatives that come to different numbers from different sides of the point."""
        sides = _sides(self, digits)
        places = {place for side in sides for place in side.partials}
        return frozenset(place for place in places if _spread(sides, place) > _STEP_APART)

    def symbols(self, digits: Numbers) -> dict[str, Matrix]:
        """The variables as scalars, columns and matrices of numbers."""
        return {name: as_matrix(array, digits) for name, array in self.point.items()}

    @property
    def is_cheap_beside(self) -> bool:
        """Whether the derivatives are few enough to be worked out at many points around."""
        return len(self.wrt) <= SERIES_ORDER or prod(prod(lengths) for lengths in self.lengths) <= _MOST_BESIDE

    @property
    def lower(self) -> list[Case]:
        """The same point, with the derivatives of each lower order by some of the variables."""
        parts = (part for order in range(1, len(self.wrt)) for part in combinations(self.wrt, order))
        return [replace(self, wrt=part, _known={}) for part in dict.fromkeys(parts)]

    def by(self, variable: Variable) -> Case:
        """The same point, with the derivatives by another variable."""
        return self if self.wrt == (variable,) else replace(self, wrt=(variable,), _known={})


def _slots(order: int | None) -> int | None:
    """The value, and so many variables; None for all."""
    return None if order is None else order + 1


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


def as_matrix(array: Array, digits: Numbers) -> Matrix:
    """A scalar, a vector as a column, or a matrix, in one arithmetic; of more axes all but the first side by side."""
    return _rows(_mapped(array, arithmetic(digits).variable))


def _mapped(array: Array, function: Callable[[Fraction], Entry]) -> Array:
    return tuple(_mapped(part, function) for part in array) if isinstance(array, tuple) else function(array)


def _rows(array: Array) -> Matrix:
    if rank(array) == 2:
        rows: Matrix = array
        return rows
    if rank(array) > 2:
        return tuple(map(entries, array))
    return tuple((entry,) for entry in entries(array))


def _smoothed(case: Case, digits: Numbers) -> Derivatives:
    """The derivatives with limits in place of what definitions choose, where those from all sides are alike."""
    found = _differentiated(case, digits)
    sides = _sides(case, digits)
    partials = dict(found.partials)
    for place in {place for side in sides for place in (*side.partials, *partials)}:
        if _spread(sides, place) <= _STEP_APART:
            near = sides[0][place]
            partials[place] = found.zero if abs(near) <= _STEP_APART else near
    return replace(found, partials=partials)


def _sides(case: Case, digits: Numbers) -> Sequence[Derivatives]:
    """The derivatives a little aside, on every side of the point; none where one side has none."""
    moving = {variable.name: variable for variable in taken_apart(case.wrt)}
    points = (aside(case.point, moving, side, _STEP) for side in SIDES)
    try:
        return [_differentiated(replace(case, point=point, _known={}), digits) for point in points]
    except Undefined:
        return ()


def _spread(sides: Sequence[Derivatives], place: tuple[Position, ...]) -> Entry:
    near = [side[place] for side in sides]
    return max(near) - min(near)


def _differentiated(case: Case, digits: Numbers) -> Derivatives:
    if len(case.wrt) > SERIES_ORDER:
        return _of_high_order(case, digits)
    numbers = arithmetic(digits)
    one, zero = numbers.number(Fraction(1)), numbers.number(Fraction(0))
    starts = [_starts(variable, case.sizes) for variable in case.wrt]

    def seeded(name: str, array: Array) -> Array:
        """Every entry moves on its own, whatever properties the point has."""
        moving, count = any(name in each for each in starts), iter(range(len(entries(array))))

        def seed(value: Fraction) -> Entry:
            number, k = numbers.variable(value), next(count)
            if not moving:
                return number
            first, second = ({k + each[name]: one} if name in each else {} for each in (*starts, {}, {})[:2])
            return Taylor(number, first, second)

        return _mapped(array, seed)

    scalars = TaylorArithmetic(numbers, ties=case.ties)
    arrays = {name: seeded(name, array) for name, array in case.point.items()}
    try:
        result = evaluate_expression(
            case.expression, arrays, case.sizes, scalars, instances=case.instances, singular=case.special
        )
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
    signs = {key: tuple(each) for key, each in scalars.signs.items()}
    return Derivatives(values, partials, zero, signs, tuple(case.point.get(each.name, ()) for each in case.wrt))


def _starts(variable: Variable, sizes: dict[str, int]) -> dict[str, int]:
    """Where among the entries that are differentiated by those of each variable begin, by its name."""
    found, start = {}, 0
    for part in taken_apart([variable]):
        found[part.name] = start
        start += prod(measured(part.shape, sizes))
    return found


def _of_high_order(case: Case, digits: Numbers) -> Derivatives:
    """Derivatives of order three and more, from power series."""
    if applied_declared(case.expression):
        raise Unproved("derivatives of order three and more of declared functions are not proved")
    if any(isinstance(variable, StackedVariable) for variable in case.wrt):
        raise Unproved("derivatives of order three and more with respect to stacked variables are not proved")
    numbers, names = arithmetic(digits), [variable.name for variable in case.wrt]
    order, count = list(dict.fromkeys(names)), iter(range(10**9))
    scalars = SeriesArithmetic(numbers, tuple(names.count(name) for name in order), ties=case.ties)
    arrays = {name: _mapped(array, numbers.variable) for name, array in case.point.items() if name not in order}
    places: dict[int, Position] = {}
    for number, name in enumerate(order):
        lengths = case.lengths[1 + names.index(name)]
        seeded = partial(_moved, scalars, count, number)
        arrays[name] = _mapped(case.point[name], seeded)
        places |= dict(enumerate(positions(lengths), start=len(places)))
    try:
        result = evaluate_expression(
            case.expression, arrays, case.sizes, scalars, instances=case.instances, singular=case.special
        )
    except ZeroDivisionError:
        raise Undefined("division by zero") from None
    values: dict[Position, Entry] = {}
    partials: dict[tuple[Position, ...], Entry] = {}
    by = [order.index(name) for name in names]
    for at, entry in zip(positions(case.lengths[0]), entries(result), strict=True):
        values[at] = entry.value if isinstance(entry, Series) else entry
        if isinstance(entry, Series):
            partials |= {(at, *(places[k] for k in path)): value for path, value in entry.derivatives(by)}
    zero = numbers.number(Fraction(0))
    signs = {key: tuple(each) for key, each in scalars.signs.items()}
    return Derivatives(values, partials, zero, signs, tuple(case.point.get(each.name, ()) for each in case.wrt))


def _moved(scalars: SeriesArithmetic, count: Iterator[int], variable: int, value: Fraction) -> Series:
    return scalars.variable(scalars.numbers.variable(value), next(count), variable)
