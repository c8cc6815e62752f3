"""Formulas of linear algebra made of others: sums, products, powers, and what a matrix has one of."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from jacobook.language.dimension import ONE, Dimension
from jacobook.layout.formulas.piece import Piece, ShapedAsBody

if TYPE_CHECKING:
    from jacobook.layout.formulas.formula import Formula


@dataclass(frozen=True, slots=True)
class Sum(Piece):
    """Two or more terms of one shape added. A term that is a `Multiple` with a negative coefficient is subtracted."""

    terms: tuple[Formula, ...]

    @property
    def rows(self) -> Dimension:
        return self.terms[0].rows

    @property
    def columns(self) -> Dimension:
        return self.terms[0].columns


@dataclass(frozen=True, slots=True)
class Multiple(Piece):
    """coefficient · (product of scalars) / (product of scalars) · body.

    `numerators` and `denominators` are scalar formulas; `body` is None when the whole is a scalar.
    """

    coefficient: Fraction
    numerators: tuple[Formula, ...] = ()
    denominators: tuple[Formula, ...] = ()
    body: Formula | None = None

    @property
    def rows(self) -> Dimension:
        return ONE if self.body is None else self.body.rows

    @property
    def columns(self) -> Dimension:
        return ONE if self.body is None else self.body.columns


@dataclass(frozen=True, slots=True)
class Product(Piece):
    """The matrix product of two or more factors, from left to right; uᵀv is a scalar, u vᵀ an outer product."""

    factors: tuple[Formula, ...]

    @property
    def rows(self) -> Dimension:
        return self.factors[0].rows

    @property
    def columns(self) -> Dimension:
        return self.factors[-1].columns


@dataclass(frozen=True, slots=True)
class Hadamard(Piece):
    """The element-wise product ⊙ of two or more non-scalar factors of one shape."""

    factors: tuple[Formula, ...]

    @property
    def rows(self) -> Dimension:
        return self.factors[0].rows

    @property
    def columns(self) -> Dimension:
        return self.factors[0].columns


@dataclass(frozen=True, slots=True)
class HadamardQuotient(Piece):
    """The element-wise quotient ⊘ of two formulas of one shape; the numerator 𝟏 stands for a reciprocal."""

    numerator: Formula
    denominator: Formula

    @property
    def rows(self) -> Dimension:
        return self.denominator.rows

    @property
    def columns(self) -> Dimension:
        return self.denominator.columns


@dataclass(frozen=True, slots=True)
class Power(Piece):
    """A scalar raised to a scalar, or every entry of an array raised to a scalar, or to the entry of another array."""

    base: Formula
    exponent: Formula

    @property
    def rows(self) -> Dimension:
        return self.base.rows

    @property
    def columns(self) -> Dimension:
        return self.base.columns


@dataclass(frozen=True, slots=True)
class Transpose(Piece):
    """The transpose of a vector or matrix."""

    body: Formula

    @property
    def rows(self) -> Dimension:
        return self.body.columns

    @property
    def columns(self) -> Dimension:
        return self.body.rows


@dataclass(frozen=True, slots=True)
class Triangular(ShapedAsBody):
    """The entries of a matrix on a diagonal and below it, or with the `side` −1 above it; zeros elsewhere."""

    body: Formula
    diagonal: int
    side: int


@dataclass(frozen=True, slots=True)
class Inverse(ShapedAsBody):
    """The inverse of a square matrix."""

    body: Formula


@dataclass(frozen=True, slots=True)
class MatrixPower(ShapedAsBody):
    """A square matrix multiplied by itself `exponent` times, an integer-valued scalar formula."""

    body: Formula
    exponent: Formula


@dataclass(frozen=True, slots=True)
class Diagonal(Piece):
    """diag(v): the square matrix with the column v on its diagonal."""

    body: Formula

    @property
    def rows(self) -> Dimension:
        return self.body.rows

    @property
    def columns(self) -> Dimension:
        return self.body.rows


@dataclass(frozen=True, slots=True)
class DiagonalPart(Piece):
    """diag(M): the column of the diagonal entries of a square matrix."""

    body: Formula

    @property
    def rows(self) -> Dimension:
        return self.body.rows

    @property
    def columns(self) -> Dimension:
        return ONE


@dataclass(frozen=True, slots=True)
class Trace(Piece):
    """tr(M), a scalar."""

    body: Formula
    rows: Dimension = ONE
    columns: Dimension = ONE


@dataclass(frozen=True, slots=True)
class Determinant(Piece):
    """det(M), a scalar."""

    body: Formula
    rows: Dimension = ONE
    columns: Dimension = ONE


@dataclass(frozen=True, slots=True)
class Norm(Piece):
    """‖·‖ of a vector (2-norm) or a matrix (`frobenius`), a scalar; `kind` is "2", "1" or "frobenius"."""

    body: Formula
    kind: str = "2"
    rows: Dimension = ONE
    columns: Dimension = ONE


@dataclass(frozen=True, slots=True)
class Kronecker(Piece):
    """The Kronecker product left ⊗ right."""

    left: Formula
    right: Formula

    @property
    def rows(self) -> Dimension:
        return self.left.rows * self.right.rows

    @property
    def columns(self) -> Dimension:
        return self.left.columns * self.right.columns


@dataclass(frozen=True, slots=True)
class KhatriRao(Piece):
    """The column-wise Khatri–Rao product: column j is left_j ⊗ right_j (both have the same number of columns)."""

    left: Formula
    right: Formula

    @property
    def rows(self) -> Dimension:
        return self.left.rows * self.right.rows

    @property
    def columns(self) -> Dimension:
        return self.left.columns


@dataclass(frozen=True, slots=True)
class Vec(Piece):
    """vec(M): the columns of a matrix stacked into one column."""

    body: Formula

    @property
    def rows(self) -> Dimension:
        return self.body.rows * self.body.columns

    @property
    def columns(self) -> Dimension:
        return ONE


@dataclass(frozen=True, slots=True)
class Unvec(Piece):
    """The matrix with these rows and columns whose columns, stacked, are a column: vec(Unvec(y)) is y."""

    body: Formula
    rows: Dimension
    columns: Dimension


@dataclass(frozen=True, slots=True)
class Cross(Piece):
    """The cross product left × right of two columns of length 3."""

    left: Formula
    right: Formula

    @property
    def rows(self) -> Dimension:
        return self.left.rows

    @property
    def columns(self) -> Dimension:
        return self.left.columns


@dataclass(frozen=True, slots=True)
class CrossMatrix(Piece):
    """The skew matrix [u]× of a column u of length 3, with [u]× v = u × v."""

    body: Formula

    @property
    def rows(self) -> Dimension:
        return self.body.rows

    @property
    def columns(self) -> Dimension:
        return self.body.rows
