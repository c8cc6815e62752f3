"""Truncated Taylor series: a number together with its derivatives by every entry of the variables.

An entry of an array is computed once with these in place of numbers, and carries all of its partial derivatives along.
Only sums, products and quotients are differentiated here, by Leibniz' rule; a scalar function is differentiated by
SymPy from its definition (`jacobook.proof.oracle.definition`) and enters through the chain rule, to second order

    ∂f(u)/∂a = Σ_p f_p ∂u_p/∂a,    ∂²f(u)/∂a∂b = Σ_p f_p ∂²u_p/∂a∂b + Σ_pq f_pq ∂u_p/∂a ∂u_q/∂b.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import chain, product
from typing import TypeVar

from jacobook.proof.numbers.arithmetic import Arithmetic, Entry, Reals, Undefined
from jacobook.proof.numbers.hole import Hole, among
from jacobook.proof.numbers.matrix_function import of_blocks, with_slopes
from jacobook.proof.oracle.definition import derivative_of, kink_expressions, kinks_of, side, value_of

# A point closer to a kink than this is not taken.
KINK_DISTANCE = Fraction(1, 10**6)

Key = TypeVar("Key")
Partials = Mapping[int, Entry]
MixedPartials = Mapping[tuple[int, int], Entry]
_NONE: dict[int, Entry] = {}
_NO_MIXED: dict[tuple[int, int], Entry] = {}


class Taylor:
    """A number with its partial derivatives by the entries of a first and a second variable, and both.

    `first` and `second` are indexed by the number of the entry, `mixed` by the two numbers; what is missing is zero.
    A constant is a plain number: a series depends on a variable, even where all of its derivatives happen to vanish.
    """

    __slots__ = ("first", "mixed", "second", "value")

    def __init__(
        self, value: Entry, first: Partials = _NONE, second: Partials = _NONE, mixed: MixedPartials = _NO_MIXED
    ) -> None:
        self.value = value
        self.first = first
        self.second = second
        self.mixed = mixed

    @property
    def is_constant_nearby(self) -> bool:
        """Whether every derivative that is carried along vanishes."""
        return not (self.first or self.second or self.mixed)

    @property
    def partials(self) -> Iterator[Entry]:
        """All derivatives that are carried along."""
        return chain(self.first.values(), self.second.values(), self.mixed.values())

    def __neg__(self) -> Taylor:
        return self._scaled(-1)

    def __add__(self, other: Entry) -> Entry:
        if not isinstance(other, Taylor):
            if isinstance(other, Hole):
                return other
            return Taylor(self.value + other, self.first, self.second, self.mixed)
        return Taylor(
            self.value + other.value,
            _added(self.first, other.first),
            _added(self.second, other.second),
            _added(self.mixed, other.mixed),
        )

    __radd__ = __add__

    def __sub__(self, other: Entry) -> Entry:
        return self.__add__(-other)

    def __rsub__(self, other: Entry) -> Entry:
        return self.__neg__().__add__(other)

    def __mul__(self, other: Entry) -> Entry:
        if not isinstance(other, Taylor):
            return other if isinstance(other, Hole) else self._scaled(other)
        a, b = self.value, other.value
        mixed = _added(_times(self.mixed, b), _times(other.mixed, a))
        if (self.first and other.second) or (other.first and self.second):
            mixed = _added(mixed, _crossed(self.first, other.second))
            mixed = _added(mixed, _crossed(other.first, self.second))
        return Taylor(
            a * b,
            _added(_times(self.first, b), _times(other.first, a)),
            _added(_times(self.second, b), _times(other.second, a)),
            mixed,
        )

    __rmul__ = __mul__

    def __truediv__(self, other: Entry) -> Entry:
        if isinstance(other, Taylor):
            return _quotient(self, other)
        if isinstance(other, Hole):
            return other
        return Taylor(
            self.value / other,
            {key: value / other for key, value in self.first.items()},
            {key: value / other for key, value in self.second.items()},
            {key: value / other for key, value in self.mixed.items()},
        )

    def __rtruediv__(self, other: Entry) -> Taylor:
        return _quotient(Taylor(other), self)

    def _scaled(self, factor: Entry) -> Taylor:
        return Taylor(
            self.value * factor, _times(self.first, factor), _times(self.second, factor), _times(self.mixed, factor)
        )


def _added(left: Mapping[Key, Entry], right: Mapping[Key, Entry]) -> Mapping[Key, Entry]:
    if not right:
        return left
    if not left:
        return right
    result = dict(left)
    for key, value in right.items():
        total = result[key] + value if key in result else value
        if total == 0:
            result.pop(key, None)
        else:
            result[key] = total
    return result


def _times(partials: Mapping[Key, Entry], factor: Entry) -> Mapping[Key, Entry]:
    if not partials or factor == 0:
        return {}
    return {key: value * factor for key, value in partials.items()}


def _crossed(first: Partials, second: Partials) -> MixedPartials:
    return {(i, j): a * b for (i, a), (j, b) in product(first.items(), second.items())}


def _quotient(numerator: Taylor, denominator: Taylor) -> Taylor:
    """The series q with q · denominator = numerator, found order by order."""
    reciprocal = 1 / denominator.value
    value = numerator.value * reciprocal
    first = _times(_added(numerator.first, _times(denominator.first, -value)), reciprocal)
    second = _times(_added(numerator.second, _times(denominator.second, -value)), reciprocal)
    rest = _added(numerator.mixed, _times(denominator.mixed, -value))
    rest = _added(rest, _times(_crossed(first, denominator.second), -1))
    rest = _added(rest, _times(_crossed(denominator.first, second), -1))
    return Taylor(value, first, second, _times(rest, reciprocal))


class TaylorArithmetic:
    """Scalar functions of numbers and of truncated Taylor series.

    `signs` collects for every kink, by its place and number, on which side of it each entry lies: 1, −1, or 0 on it.
    With `ties`, a derivative on a kink is what the function's definition says there; else it is undefined.
    """

    def __init__(self, numbers: Arithmetic, *, ties: bool = False) -> None:
        self.numbers = numbers
        self.ties = ties
        self.signs: dict[tuple[int, int], list[int]] = {}

    def number(self, value: Fraction) -> Entry:
        return self.numbers.number(value)

    def constant(self, name: str) -> Entry:
        return self.numbers.constant(name)

    def apply(self, definition: str, arguments: Sequence[Entry], place: int) -> Entry:
        """The function with this SymPy definition; `place` says which call of the expression it belongs to."""
        values = [_value(argument) for argument in arguments]
        if (hole := among(values)) is not None:
            return hole
        moving = tuple(p for p, argument in enumerate(arguments) if isinstance(argument, Taylor))
        value = value_of(definition)(self.numbers, values)
        on_a_kink = self._is_on_a_kink(definition, values, place)
        if not moving:
            return value
        if on_a_kink and not self.ties:
            # On a kink a derivative is only safe to take where the argument stands still in a neighbourhood.
            if all(arguments[p].is_constant_nearby for p in moving):
                return Taylor(value)
            if not self._stays_on_its_kinks(definition, arguments, values):
                raise Undefined("at a kink")

        def derivative(*positions: int) -> Entry:
            return derivative_of(definition, positions)(self.numbers, values)

        return _chain(value, arguments, moving, derivative)

    def power(self, base: Entry, exponent: Entry, place: int) -> Entry:
        """The base raised to the exponent; a constant whole exponent keeps its meaning for negative bases."""
        if isinstance(exponent, Taylor):
            if _value(base) <= 0:
                raise Undefined("a variable power of a number that is not positive")
            return self.apply("t**s", (base, exponent), place)
        if not isinstance(base, Taylor):
            return self.numbers.power(base, exponent)
        if int(exponent) == exponent:
            return self.apply(f"t**({int(exponent)})", (base,), place)
        if base.value <= 0:
            raise Undefined("a fractional power of a number that is not positive")
        value = self.numbers.power(base.value, exponent)

        def derivative(*positions: int) -> Entry:
            return derivative_of("t**s", positions)(self.numbers, (base.value, exponent))

        return _chain(value, (base,), (0,), derivative)

    def holds(self, condition: Entry) -> bool:
        """Whether the condition is not zero."""
        return bool(_value(condition) != 0)

    def negligible(self, value: Entry) -> bool:
        return self.numbers.negligible(_value(value))

    def moves(self, value: Entry) -> bool:
        """Whether a number depends on the variables."""
        return isinstance(value, Taylor)

    def matrix_function(self, name: str, matrix: tuple[tuple[Entry, ...], ...]) -> tuple[tuple[Entry, ...], ...]:
        """f(M) with its derivatives, through the eigenvalues or, where these nearly agree, of block matrices."""
        values = tuple(tuple(map(_value, row)) for row in matrix)
        size = range(len(matrix))
        entries = [entry for row in matrix for entry in row if isinstance(entry, Taylor)]
        if any(entry.mixed for entry in entries) or (entries and any(e.first and e.second for e in entries)):
            raise Undefined(f"second derivatives of {name} are not evaluated")
        if not entries:
            return self.numbers.matrix_function(name, values)
        zero = self.numbers.number(Fraction(0))
        keys = sorted({key for entry in entries for key in entry.first})
        directions = [
            tuple(tuple(e.first.get(key, zero) if isinstance(e, Taylor) else zero for e in row) for row in matrix)
            for key in keys
        ]
        numbers = self.numbers
        found = with_slopes(numbers, name, values, directions) if isinstance(numbers, Reals) else None
        if found is None:
            blocks = (numbers.matrix_function(name, of_blocks(values, each, zero)) for each in directions)
            corners = [tuple(row[len(matrix) :] for row in block[: len(matrix)]) for block in blocks]
            found = numbers.matrix_function(name, values), corners
        result, slopes = found
        partials = dict(zip(keys, slopes, strict=True))
        return tuple(
            tuple(Taylor(result[i][j], {key: rows[i][j] for key, rows in partials.items()}) for j in size) for i in size
        )

    def _is_on_a_kink(self, definition: str, values: Sequence[Entry], place: int) -> bool:
        touched = False
        for number, kink in enumerate(kinks_of(definition)):
            distance = kink(self.numbers, values)
            sign = side(self.numbers, distance)
            touched = touched or self._is_near(distance)
            self.signs.setdefault((place, number), []).append(sign)
        return touched

    def _is_near(self, distance: Entry) -> bool:
        return bool(abs(distance) <= self.number(KINK_DISTANCE))

    def _stays_on_its_kinks(self, definition: str, arguments: Sequence[Entry], values: Sequence[Entry]) -> bool:
        """Whether what is 0 on the kinks that are met is 0 everywhere, as in max(x, x): nothing turns there."""
        for kink, expression in zip(kinks_of(definition), kink_expressions(definition), strict=True):
            if not self._is_near(kink(self.numbers, values)):
                continue
            distance = kink(self.numbers, arguments) if expression.is_polynomial() else None
            if distance is None or not self.moves(distance):
                return False
            if not all(map(self.numbers.is_zero, (distance.value, *distance.partials))):
                return False
        return True


def _value(entry: Entry) -> Entry:
    return entry.value if isinstance(entry, Taylor) else entry


def _chain(
    value: Entry, arguments: Sequence[Entry], moving: tuple[int, ...], derivative: Callable[..., Entry]
) -> Taylor:
    first: Partials = {}
    second: Partials = {}
    mixed: MixedPartials = {}
    for p in moving:
        slope = derivative(p)
        first = _added(first, _times(arguments[p].first, slope))
        second = _added(second, _times(arguments[p].second, slope))
        mixed = _added(mixed, _times(arguments[p].mixed, slope))
    for p, q in product(moving, repeat=2):
        if arguments[p].first and arguments[q].second:
            crossed = _crossed(arguments[p].first, arguments[q].second)
            mixed = _added(mixed, _times(crossed, derivative(p, q)))
    return Taylor(value, first, second, mixed)
