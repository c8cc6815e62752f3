"""Formulas: what is set on a page or printed as code. Every one is a scalar or a matrix with rows and columns.

Here a vector is a column (n×1) and its transpose a row (1×n); this is the first place where that distinction exists.
A scalar has rows and columns 1. The constructors below check nothing and simplify nothing: build formulas with
`algebra`, which does. Printers (`jacobook.notation`) and the evaluator (`jacobook.proof`) dispatch on these classes and
on nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import get_args

from jacobook.language.dimension import ONE, Dimension
from jacobook.layout.formulas.layouts import Layout
from jacobook.layout.formulas.piece import Piece, ShapedAsBody, remember_hash
from jacobook.layout.formulas.stacked_index import Index


@dataclass(frozen=True, slots=True)
class Symbol(Piece):
    """A named scalar (rank 0), vector (rank 1, a column) or matrix (rank 2).

    The rank is the declared one; a matrix n×1 has the one index of a vector all the same (`axes`).
    """

    name: str
    rows: Dimension = ONE
    columns: Dimension = ONE
    rank: int = 0
    properties: frozenset[str] = frozenset()


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
class Apply(Piece):
    """A scalar function of the table of functions, applied entry by entry to arguments of one shape.

    A scalar argument beside non-scalar ones stands for that scalar in every entry. Comparisons (`greater`,
    `greater_equal`, `less`, `less_equal`, `equal`) are Iverson brackets: 1 where true, 0 elsewhere.
    The composites `softmax` (of a column) and `logsumexp` (a scalar) are named here too.
    """

    function: str
    arguments: tuple[Formula, ...]
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


@dataclass(frozen=True, slots=True)
class FiniteSum(ShapedAsBody):
    """Σ of a body of any shape over a whole number `index`, a scalar symbol in it, from 0 to `count` − 1."""

    index: str
    count: Formula
    body: Formula


@dataclass(frozen=True, slots=True)
class FunctionValue(Piece):
    """A declared function of `rank` 0, 1 or 2 at its arguments: u(Ax). `written` ones show their arguments always."""

    name: str
    arguments: tuple[Formula, ...]
    rows: Dimension
    columns: Dimension
    rank: int
    written: bool = False

    @property
    def bare(self) -> bool:
        """Whether the name alone is printed: u for u(x), and f for f(u(x))."""
        return not self.written and all(
            isinstance(a, Symbol) or (isinstance(a, FunctionValue) and a.bare) for a in self.arguments
        )


@dataclass(frozen=True, slots=True)
class FunctionDerivative(Piece):
    """The symbol of a derivative of a declared function by some of its arguments: ∂u/∂x.

    `by` are the positions of the arguments. What the symbol means depends on the layout in which it stands, so `layout`
    says which one gives it these rows and columns; a scalar or a Hessian has none.
    """

    value: FunctionValue
    by: tuple[int, ...]
    rows: Dimension
    columns: Dimension
    layout: Layout | None = None

    @property
    def turned(self) -> FunctionDerivative:
        """The transpose, which is the same symbol in the other layout."""
        other = None if self.layout is None else self.layout.other
        return FunctionDerivative(self.value, self.by, self.columns, self.rows, other)

    @property
    def entrywise_layout(self) -> Layout:
        """The layout in which its rows and columns follow the indices: the value's, then the arguments'."""
        return Layout.NUMERATOR if self.value.rank else Layout.DENOMINATOR


@dataclass(frozen=True, slots=True)
class NamedFunction(Piece):
    """A function by name, or a derivative of it: of a number, entry by entry, or (`of_matrix`) of a matrix."""

    name: str
    order: int
    argument: Formula
    rows: Dimension
    columns: Dimension
    of_matrix: bool = False


@dataclass(frozen=True, slots=True)
class Entry(Piece):
    """One entry of a vector or matrix, by its indices: x_i, A_ij, (Ax − b)_i, y_{(i−1)n+k}. A scalar."""

    body: Formula
    indices: tuple[Index, ...]
    rows: Dimension = ONE
    columns: Dimension = ONE


@dataclass(frozen=True, slots=True)
class Delta(Piece):
    """Kronecker's δ_ij: 1 where the indices agree, 0 elsewhere. A scalar."""

    left: Index
    right: Index
    rows: Dimension = ONE
    columns: Dimension = ONE


@dataclass(frozen=True, slots=True)
class IndexSum(Piece):
    """Σ over named indices, each running from 1 to its dimension, of a scalar body."""

    indices: tuple[tuple[str, Dimension], ...]
    body: Formula
    rows: Dimension = ONE
    columns: Dimension = ONE


@dataclass(frozen=True, slots=True)
class Differential(ShapedAsBody):
    """dX, the change of a variable or of a formula, of the same shape."""

    body: Formula


@dataclass(frozen=True, slots=True)
class Partial(Piece):
    """The symbol ∂value/∂variable; with two variables the mixed second derivative ∂²value/∂first∂second.

    It only names a derivative on a page; `rows` and `columns` are those of the answer it names. `value` and variables
    may be a `Symbol` or an `Entry`. `total` is set for functions of one scalar variable, printed with upright d.
    """

    value: Formula
    variables: tuple[Formula, ...]
    rows: Dimension = ONE
    columns: Dimension = ONE
    total: bool = False


Formula = (
    Symbol
    | Number
    | Constant
    | Size
    | Identity
    | Filled
    | Commutation
    | Sum
    | Multiple
    | Product
    | Hadamard
    | HadamardQuotient
    | Power
    | Transpose
    | Inverse
    | MatrixPower
    | Diagonal
    | DiagonalPart
    | Trace
    | Determinant
    | Norm
    | Kronecker
    | KhatriRao
    | Vec
    | Unvec
    | Apply
    | Cross
    | CrossMatrix
    | FiniteSum
    | FunctionValue
    | FunctionDerivative
    | NamedFunction
    | Entry
    | Delta
    | IndexSum
    | Differential
    | Partial
)


for _kind in get_args(Formula):
    remember_hash(_kind)


@dataclass(frozen=True, slots=True)
class Definition:
    """A name given to a repeated part of an answer: p = softmax(x)."""

    symbol: Symbol
    meaning: Formula


@dataclass(frozen=True, slots=True)
class MatrixForm:
    """An answer: a formula and the names it uses for its repeated parts, in the order in which they may be read.

    `names` are those of the question, from which printers tell their own letters: the identity from a matrix called I.
    """

    formula: Formula
    definitions: tuple[Definition, ...] = ()
    names: frozenset[str] = field(default=frozenset(), compare=False)


def axes(formula: Formula) -> int:
    """The number of indices of a formula: of its dimensions those that are not the number 1."""
    return (formula.rows != ONE) + (formula.columns != ONE)


def is_scalar(formula: Formula) -> bool:
    """Whether the formula is a scalar (both dimensions are the number 1)."""
    return formula.rows == ONE and formula.columns == ONE


def is_row(formula: Formula) -> bool:
    """Whether the formula is one row and not a scalar."""
    return formula.rows == ONE and formula.columns != ONE


def is_column(formula: Formula) -> bool:
    """Whether the formula is one column and not a scalar."""
    return formula.columns == ONE and formula.rows != ONE
