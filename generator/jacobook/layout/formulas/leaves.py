"""Formulas without parts: letters, numbers, and the constant matrices."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from jacobook.language.dimension import ONE, Dimension, Shape
from jacobook.layout.formulas.piece import Piece


@dataclass(frozen=True, slots=True)
class Symbol(Piece):
    """A named scalar (rank 0), vector (rank 1, a column) or matrix (rank 2).

    The rank is the declared one; a matrix n×1 has the one index of a vector all the same (`axes`). An array of more
    axes has the `lengths` of all; its rows follow the first, its columns all others together, the last the fastest.
    """

    name: str
    rows: Dimension = ONE
    columns: Dimension = ONE
    rank: int = 0
    properties: frozenset[str] = frozenset()
    lengths: Shape = ()


@dataclass(frozen=True, slots=True)
class Number(Piece):
    """An exact rational scalar."""

    value: Fraction
    rows: Dimension = ONE
    columns: Dimension = ONE


@dataclass(frozen=True, slots=True)
class Constant(Piece):
    """A named real number: `pi`."""

    name: str
    rows: Dimension = ONE
    columns: Dimension = ONE


@dataclass(frozen=True, slots=True)
class Size(Piece):
    """A dimension used as a number."""

    dimension: Dimension
    rows: Dimension = ONE
    columns: Dimension = ONE


@dataclass(frozen=True, slots=True)
class Identity(Piece):
    """The identity matrix I (rows = columns)."""

    rows: Dimension

    @property
    def columns(self) -> Dimension:
        return self.rows


@dataclass(frozen=True, slots=True)
class Filled(Piece):
    """A matrix, column or row whose entries are all 0 or all 1: 𝟎 or 𝟏."""

    value: int
    rows: Dimension
    columns: Dimension


@dataclass(frozen=True, slots=True)
class Commutation(Piece):
    """The commutation matrix K of size mn×mn with K vec(X) = vec(Xᵀ) for X of size m×n.

    (Magnus and Neudecker 1979, "The commutation matrix: some properties and applications".)
    """

    m: Dimension
    n: Dimension

    @property
    def rows(self) -> Dimension:
        return self.m * self.n

    @property
    def columns(self) -> Dimension:
        return self.m * self.n
