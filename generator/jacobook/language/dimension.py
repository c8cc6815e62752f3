"""Dimensions: the lengths of axes, known only by name until somebody measures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import gcd

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")

Monomials = tuple[tuple[tuple[str, ...], int], ...]
"""A sum of products: the names of each with its whole number, in order."""


@dataclass(frozen=True, slots=True, order=True)
class Dimension:
    """A product of an integer, of dimension symbols, and of sums of such products: 3, n, m·n, 2·n, n + 1, m·(n + 1).

    A sum is one of the `symbols`, written in brackets; it has no common factor. Two dimensions are equal exactly when
    they are the same polynomial, so `m·n` equals `n·m`, and `m·(n + 1)` equals `m·n + m`.
    """

    symbols: tuple[str, ...] = ()
    factor: int = 1

    @classmethod
    def of(cls, value: str | int) -> Dimension:
        """The dimension of one symbol or one number."""
        return cls((), value) if isinstance(value, int) else cls((value,))

    def __mul__(self, other: Dimension) -> Dimension:
        if self.is_sum or other.is_sum:
            return _dimension(_product(self.monomials, other.monomials))
        if not self.factor or not other.factor:
            return NOTHING
        return Dimension(tuple(sorted(self.symbols + other.symbols)), self.factor * other.factor)

    def __add__(self, other: Dimension) -> Dimension:
        return _dimension(_total(self.monomials, other.monomials))

    def __sub__(self, other: Dimension) -> Dimension:
        return self + other * Dimension.of(-1)

    @property
    def is_sum(self) -> bool:
        """Whether a sum is among its factors."""
        return any(symbol[0] == "(" for symbol in self.symbols)

    @property
    def is_lone_sum(self) -> bool:
        """Whether it is a sum, and no product with one."""
        return len(self.symbols) == 1 and self.factor == 1 and self.is_sum

    @property
    def monomials(self) -> Monomials:
        """The dimension as a sum of products of names."""
        found: Monomials = (((), self.factor),) if self.factor else ()
        for symbol in self.symbols:
            found = _product(found, _monomials_of(symbol))
        return found

    @property
    def names(self) -> tuple[str, ...]:
        """The names that it is made of, those of its sums included; a name that is a factor twice stands twice."""
        if not self.is_sum:
            return self.symbols
        return tuple(name for symbol in self.symbols for name in _names_of(symbol))

    @property
    def whole(self) -> int | None:
        """The number that it is, where it holds no name."""
        return None if self.symbols else self.factor

    @property
    def least(self) -> int | None:
        """The smallest number that it can be, each of its names 1 or more; None where nothing bounds it, as n − m."""
        above = self.replaced({name: Dimension.of(name) + ONE for name in self.names})
        if any(names and number < 0 for names, number in above.monomials):
            return None
        return dict(above.monomials).get((), 0)

    def replaced(self, lengths: Mapping[str, Dimension]) -> Dimension:
        """The dimension with others in the place of names."""
        if not any(name in lengths for name in self.names):
            return self
        total = NOTHING
        for names, number in self.monomials:
            term = Dimension((), number)
            for name in names:
                term = term * lengths.get(name, Dimension.of(name))
            total = total + term if self.is_sum else term
        return total

    @property
    def powers(self) -> tuple[tuple[str, int], ...]:
        """The symbols with how often each stands in the product: (n, 2) for n·n."""
        return tuple(Counter(self.symbols).items())

    @property
    def label(self) -> str:
        """The dimension as a book writes it: n, 2n, mn, n², n + 1."""
        return "".join(text for text, _ in self.pieces)

    @property
    def pieces(self) -> tuple[tuple[str, bool], ...]:
        """The label piece by piece, each with whether it is a symbol."""
        if self.is_lone_sum:
            return tuple(_pieces_of_sum(self.monomials))
        number = str(self.factor) if self.factor != 1 or not self.symbols else ""
        separator = "" if all(len(name) == 1 for name in self.names) else "·"
        found = [(number, False)]
        for name, count in self.powers:
            found.append((separator if len(found) > 1 else "", False))
            if name[0] == "(":
                found += [("(", False), *_pieces_of_sum(_monomials_of(name)), (")", False)]
            else:
                found.append((name, True))
            found.append((str(count).translate(_RAISED) if count > 1 else "", False))
        return tuple(piece for piece in found if piece[0])

    def size(self, sizes: Mapping[str, int]) -> int:
        """The number that this dimension is when its names have the given sizes."""
        result = self.factor
        for symbol in self.symbols:
            result *= sizes[symbol] if symbol[0] != "(" else _size_of_sum(symbol, sizes)
        return result

    def __str__(self) -> str:
        parts = ([str(self.factor)] if self.factor != 1 or not self.symbols else []) + list(self.symbols)
        return parts[0][1:-1] if len(parts) == 1 and self.symbols and self.is_sum else "*".join(parts)


def _total(left: Monomials, right: Monomials) -> Monomials:
    found = dict(left)
    for names, number in right:
        found[names] = found.get(names, 0) + number
    return _sorted(found)


def _product(left: Monomials, right: Monomials) -> Monomials:
    found: dict[tuple[str, ...], int] = {}
    for names, number in left:
        for others, more in right:
            together = tuple(sorted(names + others))
            found[together] = found.get(together, 0) + number * more
    return _sorted(found)


def _sorted(found: Mapping[tuple[str, ...], int]) -> Monomials:
    """Longer products first, numbers last: m·n + n + 1; and n − m + 1 with what is added first."""
    kept = [(names, number) for names, number in found.items() if number]
    return tuple(sorted(kept, key=lambda term: (not term[0], term[1] < 0, -len(term[0]), term[0])))


def _dimension(terms: Monomials) -> Dimension:
    """A sum of products as its common factors times what is left."""
    if not terms:
        return NOTHING
    if len(terms) == 1:
        return Dimension(*terms[0])
    common = Counter(terms[0][0])
    for names, _ in terms[1:]:
        common &= Counter(names)
    number = gcd(*(number for _, number in terms)) * (-1 if terms[0][1] < 0 else 1)
    rest = _sorted({tuple(sorted((Counter(names) - common).elements())): value // number for names, value in terms})
    return Dimension(tuple(sorted((*common.elements(), _symbol(rest)))), number)


def _symbol(terms: Monomials) -> str:
    text = ""
    for names, number in terms:
        size = abs(number)
        body = "*".join([*([str(size)] if size != 1 or not names else []), *names])
        text += f"{'-' if number < 0 else '+' if text else ''}{body}"
    return f"({text})"


@lru_cache(maxsize=1024)
def _monomials_of(symbol: str) -> Monomials:
    """The sum that a symbol in brackets is, and one name as it is."""
    if symbol[0] != "(":
        return (((symbol,), 1),)
    found: dict[tuple[str, ...], int] = {}
    for term in symbol[1:-1].replace("-", "+-").split("+"):
        if term:
            factors = term.removeprefix("-").split("*")
            number = int(factors[0]) if factors[0].isdecimal() else 1
            names = tuple(factors[1:] if factors[0].isdecimal() else factors)
            found[names] = -number if term[0] == "-" else number
    return _sorted(found)


@lru_cache(maxsize=1024)
def _names_of(symbol: str) -> tuple[str, ...]:
    return tuple(name for names, _ in _monomials_of(symbol) for name in names)


def _size_of_sum(symbol: str, sizes: Mapping[str, int]) -> int:
    total = 0
    for names, number in _monomials_of(symbol):
        for name in names:
            number *= sizes[name]  # noqa: PLW2901 (the product is built up)
        total += number
    return total


def _pieces_of_sum(terms: Monomials) -> Iterator[tuple[str, bool]]:
    for place, (names, number) in enumerate(terms):
        if place or number < 0:
            yield (f" {'−' if number < 0 else '+'} " if place else "−"), False
        yield from Dimension(names, abs(number)).pieces


ONE = Dimension()
NOTHING = Dimension((), 0)
Shape = tuple[Dimension, ...]


def is_at_least(dimension: Dimension, number: int) -> bool:
    """Whether it is that number or more, whatever its names are."""
    return dimension.least is not None and dimension.least >= number


def proper_axes(shape: Shape) -> Shape:
    """The axes that are not of length 1: those of a vector for a column n×1, none for a matrix 1×1."""
    return tuple(dimension for dimension in shape if dimension != ONE)


def is_row_shape(shape: Shape) -> bool:
    """Whether something of this shape lies as a row: 1×n."""
    return len(shape) == 2 and shape[0] == ONE != shape[1]


def shape_text(shape: Shape) -> str:
    """A shape as people write it: `scalar`, `n`, `m×n`."""
    return "×".join(map(str, shape)) if shape else "scalar"
