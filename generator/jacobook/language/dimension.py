"""Dimensions: the lengths of axes, known only by name until somebody measures."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True, order=True)
class Dimension:
    """A product of a positive integer and dimension symbols: 3, n, m·n, 2·n.

    Two dimensions are equal exactly when they are the same product, so `m·n` equals `n·m`.
    """

    symbols: tuple[str, ...] = ()
    factor: int = 1

    @classmethod
    def of(cls, value: str | int) -> Dimension:
        """The dimension of one symbol or one number."""
        return cls((), value) if isinstance(value, int) else cls((value,))

    def __mul__(self, other: Dimension) -> Dimension:
        return Dimension(tuple(sorted(self.symbols + other.symbols)), self.factor * other.factor)

    @property
    def powers(self) -> tuple[tuple[str, int], ...]:
        """The symbols with how often each stands in the product: (n, 2) for n·n."""
        return tuple(Counter(self.symbols).items())

    @property
    def label(self) -> str:
        """The dimension as a book writes it: n, 2n, mn, n²."""
        return "".join(text for text, _ in self.pieces)

    @property
    def pieces(self) -> tuple[tuple[str, bool], ...]:
        """The label piece by piece, each with whether it is a symbol."""
        number = str(self.factor) if self.factor != 1 or not self.symbols else ""
        separator = "" if all(len(name) == 1 for name in self.symbols) else "·"
        found = [(number, False)]
        for name, count in self.powers:
            found += [(separator if len(found) > 1 else "", False), (name, True)]
            found.append((str(count).translate(_RAISED) if count > 1 else "", False))
        return tuple(piece for piece in found if piece[0])

    def size(self, sizes: dict[str, int]) -> int:
        """The number that this dimension is when its symbols have the given sizes."""
        result = self.factor
        for symbol in self.symbols:
            result *= sizes[symbol]
        return result

    def __str__(self) -> str:
        parts = ([str(self.factor)] if self.factor != 1 or not self.symbols else []) + list(self.symbols)
        return "*".join(parts)


ONE = Dimension()
Shape = tuple[Dimension, ...]


def proper_axes(shape: Shape) -> Shape:
    """The axes that are not of length 1: those of a vector for a column n×1, none for a matrix 1×1."""
    return tuple(dimension for dimension in shape if dimension != ONE)


def is_row_shape(shape: Shape) -> bool:
    """Whether something of this shape lies as a row: 1×n."""
    return len(shape) == 2 and shape[0] == ONE != shape[1]


def shape_text(shape: Shape) -> str:
    """A shape as people write it: `scalar`, `n`, `m×n`."""
    return "×".join(map(str, shape)) if shape else "scalar"
