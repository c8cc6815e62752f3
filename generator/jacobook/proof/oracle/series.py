"""Power series cut off: a number with its derivatives of every order up to the one that is asked for.

A series is a polynomial in the distances by which the entries of the variables move. What is kept of it has in the
entries of each variable the degree to which one differentiates by it, at most: for ∂³/∂x²∂Y two in x, one in Y. So
sums, products and quotients are those of polynomials, and a scalar function enters by Taylor's theorem, with
derivatives by SymPy from its definition.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, permutations, product
from math import factorial, prod

from jacobook.proof.numbers.arithmetic import Arithmetic, Entry, Undefined
from jacobook.proof.numbers.hole import Hole
from jacobook.proof.oracle.definition import derivative_of, value_of
from jacobook.proof.oracle.taylor import TaylorArithmetic

Degrees = tuple[int, ...]
"""For each variable, how many factors of a monomial are entries of it."""

Monomial = tuple[int, ...]
"""The numbers of the entries that are multiplied, in order; (2, 2, 5) is a square times another."""

Terms = Mapping[Degrees, Mapping[Monomial, Entry]]


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """A polynomial with terms up to some degrees; the constant is apart."""

    value: Entry
    terms: Terms
    most: Degrees

    @property
    def is_constant_nearby(self) -> bool:
        """Whether nothing but the constant is left of it."""
        return not any(self.partials)

    @property
    def partials(self) -> Iterator[Entry]:
        """All coefficients but the constant."""
        return chain.from_iterable(part.values() for part in self.terms.values())

    @property
    def moving(self) -> Series:
        """The series without its constant."""
        return Series(self.value * 0, self.terms, self.most)

    def __neg__(self) -> Series:
        return Series(-self.value, _scaled(self.terms, -1), self.most)

    def __add__(self, other: Entry) -> Entry:
        if isinstance(other, Hole):
            return other
        if not isinstance(other, Series):
            return Series(self.value + other, self.terms, self.most)
        terms = {degrees: dict(part) for degrees, part in self.terms.items()}
        for degrees, part in other.terms.items():
            _gather(terms.setdefault(degrees, {}), part.items())
        return Series(self.value + other.value, terms, self.most)

    __radd__ = __add__

    def __sub__(self, other: Entry) -> Entry:
        return self + -other

    def __rsub__(self, other: Entry) -> Entry:
        return -self + other

    def __mul__(self, other: Entry) -> Entry:
        if isinstance(other, Hole):
            return other
        if not isinstance(other, Series):
            return Series(self.value * other, _scaled(self.terms, other), self.most)
        terms: dict[Degrees, dict[Monomial, Entry]] = {}
        for factor, scaled in ((other.value, self.terms), (self.value, other.terms)):
            for degrees, part in _scaled(scaled, factor).items():
                _gather(terms.setdefault(degrees, {}), part.items())
        for (left, ours), (right, theirs) in product(self.terms.items(), other.terms.items()):
            degrees = tuple(a + b for a, b in zip(left, right, strict=True))
            if all(degree <= most for degree, most in zip(degrees, self.most, strict=True)):
                found = ((tuple(sorted(m + n)), a * b) for m, a in ours.items() for n, b in theirs.items())
                _gather(terms.setdefault(degrees, {}), found)
        return Series(self.value * other.value, terms, self.most)

    __rmul__ = __mul__

    def __truediv__(self, other: Entry) -> Entry:
        if isinstance(other, Hole):
            return other
        if isinstance(other, Series):
            return self * other.reciprocal
        return Series(
            self.value / other,
            {d: {m: value / other for m, value in part.items()} for d, part in self.terms.items()},
            self.most,
        )

    def __rtruediv__(self, other: Entry) -> Entry:
        return self.reciprocal * other

    @property
    def reciprocal(self) -> Series:
        """1/(u + d), which is 1/u − d/u² + d²/u³ and so on."""
        coefficients = [1 / self.value]
        for _ in range(sum(self.most)):
            coefficients.append(-coefficients[-1] * coefficients[0])
        return _of_powers(coefficients, self)

    def derivatives(self, by: Sequence[int]) -> Iterator[tuple[tuple[int, ...], Entry]]:
        """Each derivative of the highest order, by one entry of each of the variables with these numbers in turn."""
        start = [sum(self.most[:variable]) for variable in range(len(self.most))]
        for monomial, coefficient in self.terms.get(self.most, {}).items():
            value = coefficient * prod(map(factorial, Counter(monomial).values()))
            if not value:
                continue
            parts = [monomial[at : at + count] for at, count in zip(start, self.most, strict=True)]
            for orders in product(*(sorted(set(permutations(part))) for part in parts)):
                rest = list(map(iter, orders))
                yield tuple(next(rest[variable]) for variable in by), value


def _gather(terms: dict[Monomial, Entry], more: Iterable[tuple[Monomial, Entry]]) -> None:
    for monomial, value in more:
        terms[monomial] = terms[monomial] + value if monomial in terms else value


def _scaled(terms: Terms, factor: Entry) -> Terms:
    if not factor:
        return {}
    return {degrees: {m: value * factor for m, value in part.items()} for degrees, part in terms.items()}


def _of_powers(coefficients: Sequence[Entry], series: Series) -> Series:
    """c₀ + c₁ d + c₂ d² + … of what moves in a series, by Horner's rule."""
    moving = series.moving
    result = Series(coefficients[-1], {}, series.most)
    for coefficient in reversed(coefficients[:-1]):
        result = result * moving + coefficient
    return result


class SeriesArithmetic(TaylorArithmetic):
    """Scalar functions of numbers and of series."""

    def __init__(self, numbers: Arithmetic, most: Degrees, *, ties: bool = False) -> None:
        super().__init__(numbers, ties=ties)
        self.most = most

    def variable(self, value: Entry, entry: int, variable: int) -> Series:
        """An entry of a variable that moves."""
        degrees = tuple(int(variable == number) for number in range(len(self.most)))
        return Series(value, {degrees: {(entry,): self.numbers.number(Fraction(1))}}, self.most)

    def _still(self, value: Entry) -> Entry:
        return Series(value, {}, self.most)

    def _composed(
        self,
        definition: str,
        arguments: Sequence[Entry],
        values: Sequence[Entry],
        moving: tuple[int, ...],
        value: Entry,  # noqa: ARG002 - the first of the coefficients
    ) -> Entry:
        """f(u + d) = Σ f_α(u) d^α / α!, one moving argument after the other."""

        def coefficient(positions: tuple[int, ...]) -> Entry:
            shares = prod(map(factorial, Counter(positions).values()))
            found = derivative_of(definition, positions) if positions else value_of(definition)
            return found(self.numbers, values) / shares

        def expanded(rest: tuple[int, ...], positions: tuple[int, ...]) -> Entry:
            if not rest:
                return coefficient(positions)
            first, order = rest[0], sum(self.most) - len(positions)
            moved = arguments[first].moving
            result = expanded(rest[1:], (*positions, *(first,) * order))
            for power in reversed(range(order)):
                result = moved * result + expanded(rest[1:], (*positions, *(first,) * power))
            return result

        found = expanded(moving, ())
        return found if self.moves(found) else self._still(found)

    def moves(self, value: Entry) -> bool:
        return isinstance(value, Series)

    def matrix_function(self, name: str, matrix: tuple[tuple[Entry, ...], ...]) -> tuple[tuple[Entry, ...], ...]:
        if any(isinstance(entry, Series) for entry in chain(*matrix)):
            raise Undefined(f"derivatives of {name} of order three and more are not evaluated")
        return self.numbers.matrix_function(name, matrix)
