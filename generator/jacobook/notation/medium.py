"""How each construction looks: what a printer for people has to say, and no more.

The methods take parts that are already printed. What the parts are, in which order they come and where parentheses
stand is the same in every medium (`jacobook.notation.mathematics`).
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import ClassVar

from jacobook.language.dimension import Dimension
from jacobook.notation.names import Name, read
from jacobook.notation.options import BOOK, Notation
from jacobook.notation.precedence import Edge, Level, Piece
from jacobook.notation.visitor import Visitor


class Medium(Visitor[Piece]):
    """A way to print for people, with its tables of functions, of constants and of signs of comparison."""

    medium: ClassVar[str]
    calls: ClassVar[Mapping[str, str]]
    constants: ClassVar[Mapping[str, str]]
    relations: ClassVar[Mapping[str, str]]
    plus: ClassVar[str] = "+"
    minus: ClassVar[str] = "-"
    # Whether a + after Σᵢ aᵢ must be kept from running into it. On paper Σ takes products along but no sums.
    series_ends: ClassVar[bool] = False
    # What the signs between factors are called, where they are not written as they are.
    signs: ClassVar[Mapping[str, str]] = {}

    # An index in the place of two: (i − 1)n + k, or 2(i − 1) + k, and the parts ⌈f/n⌉ and 1 + ((f − 1) mod n) of one.
    named_length: ClassVar[str]
    known_length: ClassVar[str]
    plus_fast: ClassVar[str]
    less: ClassVar[str] = "-{by}"
    slow_part: ClassVar[str]
    fast_part: ClassVar[str]

    # Places along a side: all of them, from one to another, and in steps.
    everything: ClassVar[str] = ":"
    span: ClassVar[str] = "{first}:{last}"
    stride: ClassVar[str] = "{first}:{step}:{last}"
    triangles: ClassVar[Mapping[int, str]]

    def __init__(self, notation: Notation = BOOK) -> None:
        self.notation = notation

    @staticmethod
    def spelled_out(name: str) -> str:
        """A function by its name in full: where it has no other, and where its sign is a letter of the question."""
        return name

    @abstractmethod
    def blocks(self, rows: Sequence[Sequence[Piece]]) -> Piece:
        """A matrix made of blocks."""

    @abstractmethod
    def where(self, text: str, equations: Sequence[str]) -> str:
        """A formula followed by the definitions of its names."""

    def equation(self, left: Piece, right: Piece) -> str:
        """left = right."""
        return f"{left.text} = {right.text}"

    @abstractmethod
    def letter(self, name: Name, rank: int) -> str:
        """The name of a scalar (rank 0), a vector (1) or a matrix (2)."""

    @abstractmethod
    def integer(self, value: int) -> Piece:
        """A natural number."""

    def dimension(self, dimension: Dimension) -> str:
        """The length of an axis."""
        if dimension.is_lone_sum:
            return self._sum_of_lengths(dimension).text
        return self.product_of_lengths(dimension)

    @abstractmethod
    def product_of_lengths(self, dimension: Dimension) -> str:
        """A length that is a product."""

    def length(self, symbol: str) -> str:
        """A factor of a length: a name, or a sum in brackets."""
        if symbol[0] != "(":
            return self.letter(read(symbol), 0)
        return self.grouped(self._sum_of_lengths(Dimension.of(symbol))).text

    def _sum_of_lengths(self, dimension: Dimension) -> Piece:
        terms = [(number < 0, Dimension(names, abs(number))) for names, number in dimension.monomials]
        return self.added([(negative, Piece(self.product_of_lengths(term))) for negative, term in terms])

    @abstractmethod
    def identity_matrix(self, size: Dimension | None, *, apart: bool = False) -> Piece:
        """I, or I with its size; `apart` from a matrix that the question calls I."""

    @abstractmethod
    def filled_column(self, value: int) -> Piece:
        """The column of ones or of zeros."""

    @abstractmethod
    def filled_matrix(self, value: int, rows: Dimension, columns: Dimension) -> Piece:
        """The matrix of ones or of zeros."""

    @abstractmethod
    def commutation_matrix(self, m: Dimension, n: Dimension, *, apart: bool = False) -> Piece:
        """K with its sizes; `apart` from a matrix that the question calls K."""

    def grouped(self, piece: Piece) -> Piece:
        """The piece in parentheses."""
        return replace(piece, text=f"({piece.text})", level=Level.ATOM, edge=Edge.GROUP)

    def negated(self, piece: Piece) -> Piece:
        """−a."""
        return replace(piece, text=self.minus + piece.text, level=Level.SUM)

    def added(self, terms: Sequence[tuple[bool, Piece]]) -> Piece:
        """The sum of terms; each comes with whether it is subtracted."""
        (subtracted, first), *others = terms
        text = (self.minus if subtracted else "") + first.text
        for negative, piece in others:
            text += f" {self.minus.strip() if negative else self.plus} {piece.text}"
        return Piece(text, Level.SUM, tall=any(piece.tall for _, piece in terms))

    @abstractmethod
    def side_by_side(self, left: Piece, right: Piece, *, outer: bool) -> str:
        """Two neighbouring factors' texts joined; `outer` when a column stands before a row."""

    @abstractmethod
    def fraction(self, above: Piece, below: Piece) -> Piece:
        """above / below."""

    def slashed(self, value: Fraction) -> Piece:
        """A rational number on one line, as in an exponent."""
        return Piece(str(value), Level.ATOM if value.denominator == 1 and value >= 0 else Level.SUM)

    def infix(self, sign: str, pieces: Sequence[Piece]) -> Piece:
        """Pieces joined by ⊙, ⊘, ⊗ or ∗."""
        shown = self.notation.hadamard if sign == "⊙" else sign
        text = f" {self.signs.get(shown, shown)} ".join(piece.text for piece in pieces)
        return Piece(text, Level.INFIX, pieces[0].edge, tall=any(piece.tall for piece in pieces))

    @abstractmethod
    def transposed(self, base: Piece) -> Piece:
        """The transpose of a piece that needs no parentheses."""

    def adjoint(self, base: Piece) -> Piece:
        """The conjugate transpose of a piece that needs no parentheses: the conjugate of its transpose."""
        return self.call("conj", [self.transposed(base)])

    @abstractmethod
    def inverted(self, base: Piece) -> Piece:
        """The inverse of a piece that needs no parentheses."""

    def inverse_transposed(self, base: Piece) -> Piece:
        """The transposed inverse of a piece that needs no parentheses."""
        return self.transposed(self.grouped(self.inverted(base)))

    @abstractmethod
    def raised(self, base: Piece, exponent: Piece, *, entrywise: bool) -> Piece:
        """A power of a piece that needs no parentheses."""

    def root(self, piece: Piece) -> Piece:
        """√a."""
        return self.call(self.calls["sqrt"], [piece])

    def absolute(self, piece: Piece) -> Piece:
        """|a|."""
        return self.call(self.calls["abs"], [piece])

    @abstractmethod
    def normed(self, piece: Piece, subscript: str) -> Piece:
        """‖a‖ with a subscript: F, 1, 2 or none."""

    def call(self, name: str, arguments: Sequence[Piece]) -> Piece:
        """A function, by its name in the medium, with its arguments."""
        inside = ", ".join(argument.text for argument in arguments)
        return Piece(f"{name}({inside})", Level.ATOM, Edge.CALL, tall=any(argument.tall for argument in arguments))

    @abstractmethod
    def primed(self, name: str, order: int) -> str:
        """The name of a function's derivative: g′."""

    def bare_call(self, name: str, argument: Piece) -> Piece:
        """A function before a single letter, without parentheses."""
        return Piece(f"{name} {argument.text}", Level.PREFIX, Edge.CALL)

    def bracket(self, left: Piece, sign: str, right: Piece) -> Piece:
        """Iverson's bracket: 1 where the relation holds, 0 elsewhere."""
        return Piece(f"[{self.related(left, sign, right)}]", Level.ATOM, Edge.GROUP, tall=left.tall or right.tall)

    @abstractmethod
    def choice(self, condition: str, then: Piece, otherwise: Piece) -> Piece:
        """One value where a condition holds, another elsewhere."""

    def related(self, left: Piece, sign: str, right: Piece) -> str:
        """A condition: left > right."""
        return f"{left.text} {sign} {right.text}"

    def unstacked(self, rows: Dimension, columns: Dimension, piece: Piece) -> Piece:
        """The matrix of this size whose stacked columns are a piece."""
        return self.call(f"mat_({self.dimension(rows)}×{self.dimension(columns)})", [piece])

    def index_letter(self, name: Name) -> str:
        """A named index as it stands below a letter."""
        return self.letter(name, 0)

    def letter_entry(self, name: Name, indices: Sequence[str]) -> Piece:
        """An entry of a named vector or matrix."""
        return self.piece_entry(Piece(self.letter(name, 0)), indices)

    @abstractmethod
    def piece_entry(self, base: Piece, indices: Sequence[str]) -> Piece:
        """An entry of a piece that needs no parentheses."""

    def kronecker_delta(self, left: str, right: str) -> Piece:
        """δ with its two indices."""
        return self.letter_entry(Name("delta"), [left, right])

    @abstractmethod
    def series(self, indices: Sequence[tuple[Name, Dimension]], body: Piece) -> Piece:
        """Σ over indices of a piece that needs no parentheses."""

    @abstractmethod
    def counted(self, index: Name, last: Piece, body: Piece) -> Piece:
        """Σ from 0 to a last number of a piece that needs no parentheses."""

    @abstractmethod
    def crossed(self, piece: Piece) -> Piece:
        """[a]×, the matrix of a cross product."""

    @abstractmethod
    def change(self, base: Piece) -> Piece:
        """d of a piece that needs no parentheses: a product to what stands around it, so that (dx)ᵀ is not d(xᵀ)."""

    @abstractmethod
    def derivative(self, value: Piece, variables: Sequence[tuple[Piece, int]], *, total: bool) -> Piece:
        """∂value/∂variables, each variable with the number of times it stands there in a row."""


__all__ = ["Medium"]
