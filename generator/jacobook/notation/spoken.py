"""Spoken English, for alternative texts and labels: "x transpose times the quantity A plus A transpose".

It reads without ambiguity: "of" and "transpose" hold tighter than "times", and whatever does not is announced as a
quantity and ended as one, except at the very end, where nothing can follow.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import ClassVar

from jacobook.language.dimension import Dimension
from jacobook.layout.formulas.formula import Formula, MatrixForm, Multiple
from jacobook.notation.function_names import names_of_functions
from jacobook.notation.mathematics import MathematicsPrinter
from jacobook.notation.names import Name
from jacobook.notation.options import BOOK, Notation
from jacobook.notation.precedence import Edge, Level, Piece

_ENDS = (" end quantity", " end fraction", " end bracket")


class SpokenPrinter(MathematicsPrinter):
    """Formulas as words."""

    medium: ClassVar[str] = "words"
    calls: ClassVar[Mapping[str, str]] = names_of_functions("spoken", lambda name: name.replace("_", " "))
    constants: ClassVar[dict[str, str]] = {"pi": "pi", "e": "e", "1j": "i"}
    relations: ClassVar[dict[str, str]] = {
        "greater": "is greater than",
        "greater_equal": "is at least",
        "less": "is less than",
        "less_equal": "is at most",
        "equal": "is equal to",
        "not_equal": "is not equal to",
    }
    plus: ClassVar[str] = "plus"
    minus: ClassVar[str] = "minus "
    series_ends: ClassVar[bool] = True
    signs: ClassVar[dict[str, str]] = {
        "⊙": "Hadamard times",
        "⊘": "Hadamard over",
        "⊗": "Kronecker times",
        "×": "cross",
        "∗": "Khatri-Rao times",
    }

    # --- the whole
    def formula(self, formula: Formula) -> str:
        return _without_ends(self.visit(formula).text)

    def where(self, text: str, equations: Sequence[str]) -> str:
        return f"{text}, with {', and '.join(equations)}"

    def equation(self, left: Piece, right: Piece) -> str:
        return f"{left.text} equals {_without_ends(right.text)}"

    # --- letters and numbers
    def letter(self, name: Name, rank: int) -> str:  # noqa: ARG002 (bold type is not spoken)
        accent = f" {name.accent}" if name.accent else ""
        return name.base + accent + "".join(f" sub {each}" for each in name.subscripts)

    def integer(self, value: int) -> Piece:
        return Piece(str(value), Level.ATOM, Edge.NUMBER)

    def product_of_lengths(self, dimension: Dimension) -> str:
        factor = [str(dimension.factor)] if dimension.factor != 1 or not dimension.symbols else []
        letters = ((self.length(symbol), times) for symbol, times in dimension.powers)
        spoken = {1: "", 2: " squared", 3: " cubed"}
        powers = (text + spoken.get(times, f" to the power {times}") for text, times in letters)
        return " times ".join([*factor, *powers])

    def identity_matrix(self, size: Dimension | None, *, apart: bool = False) -> Piece:  # noqa: ARG002 (words are)
        return Piece("the identity matrix" if size is None else f"the identity matrix of size {self.dimension(size)}")

    def filled_column(self, value: int) -> Piece:
        return Piece("the vector of ones" if value else "the zero vector")

    def filled_matrix(self, value: int, rows: Dimension, columns: Dimension) -> Piece:
        size = f" of size {self.dimension(rows)} by {self.dimension(columns)}"
        return Piece(f"the matrix of ones{size}" if value else "the zero matrix")

    def commutation_matrix(self, m: Dimension, n: Dimension, *, apart: bool = False) -> Piece:  # noqa: ARG002 (likewise)
        return Piece(f"the commutation matrix of sizes {self.dimension(m)} and {self.dimension(n)}")

    # --- sums and products
    def grouped(self, piece: Piece) -> Piece:
        return replace(piece, text=f"the quantity {piece.text} end quantity", level=Level.ATOM, edge=Edge.GROUP)

    def side_by_side(self, left: Piece, right: Piece, *, outer: bool) -> str:  # noqa: ARG002 (words are spaced alike)
        return f"{left.text} times {right.text}"

    def stands_above(self, formula: Multiple) -> bool:  # noqa: ARG002 (a fraction before a factor is harder to hear)
        return True

    def fraction(self, above: Piece, below: Piece) -> Piece:
        if above.level >= Level.POSTFIX and below.level >= Level.POSTFIX:
            return Piece(f"{above.text} over {below.text}", Level.QUOTIENT)
        upper, lower = (self.grouped(piece) if " over " in piece.text else piece for piece in (above, below))
        text = f"the fraction {upper.text} over {lower.text} end fraction"
        return Piece(text, Level.ATOM, Edge.FRACTION)

    def slashed(self, value: Fraction) -> Piece:
        text = str(value).replace("-", "minus ").replace("/", " over ")
        return Piece(text, Level.ATOM if value.denominator == 1 and value >= 0 else Level.SUM)

    def infix(self, sign: str, pieces: Sequence[Piece]) -> Piece:
        return Piece(f" {self.signs[sign]} ".join(piece.text for piece in pieces), Level.INFIX)

    # --- what follows a letter
    def transposed(self, base: Piece) -> Piece:
        return replace(base, text=f"{base.text} transpose", level=Level.POSTFIX)

    def adjoint(self, base: Piece) -> Piece:
        return replace(base, text=f"{base.text} conjugate transpose", level=Level.POSTFIX)

    def inverted(self, base: Piece) -> Piece:
        return replace(base, text=f"{base.text} inverse", level=Level.POSTFIX)

    def inverse_transposed(self, base: Piece) -> Piece:
        return replace(base, text=f"{base.text} inverse transpose", level=Level.POSTFIX)

    def raised(self, base: Piece, exponent: Piece, *, entrywise: bool) -> Piece:
        words = {"2": "squared", "3": "cubed"}.get(exponent.text)
        if words is None:
            words = f"to the power {self.at_least(Level.ATOM, exponent).text}"
        return replace(base, text=f"{base.text}{' element-wise' if entrywise else ''} {words}", level=Level.POSTFIX)

    def root(self, piece: Piece) -> Piece:
        return self._of("the square root", piece)

    everything: ClassVar[str] = "all"
    span: ClassVar[str] = "{first} to {last}"
    stride: ClassVar[str] = "{first} to {last} in steps of {step}"
    triangles: ClassVar[Mapping[int, str]] = {1: "the lower triangle", -1: "the upper triangle"}

    def blocks(self, rows: Sequence[Sequence[Piece]]) -> Piece:
        lines = ", then ".join(" and ".join(self.at_least(Level.ATOM, piece).text for piece in row) for row in rows)
        kind = "the matrix with the rows" if len(rows[0]) > 1 else "the column of"
        return self.grouped(Piece(f"{kind} {lines}", Level.SUM))

    # --- functions
    def _of(self, name: str, *arguments: Piece) -> Piece:
        inside = " and ".join(self.at_least(Level.ATOM, argument).text for argument in arguments)
        return Piece(f"{name} of {inside}", Level.PREFIX, Edge.CALL)

    def absolute(self, piece: Piece) -> Piece:
        return self._of("the absolute value", piece)

    def normed(self, piece: Piece, subscript: str) -> Piece:
        name = {"": "the norm", "F": "the Frobenius norm"}.get(subscript, f"the {subscript}-norm")
        return self._of(name, piece)

    def call(self, name: str, arguments: Sequence[Piece]) -> Piece:
        return self._of(name, *arguments)

    def primed(self, name: str, order: int) -> str:
        return name + ("", " prime", " double prime", " triple prime")[order] if order < 4 else f"{name} prime {order}"

    def bare_call(self, name: str, argument: Piece) -> Piece:
        return self._of(name, argument)

    def bracket(self, left: Piece, sign: str, right: Piece) -> Piece:
        return Piece(f"the bracket {self.related(left, sign, right)} end bracket", Level.ATOM, Edge.GROUP)

    def choice(self, condition: str, then: Piece, otherwise: Piece) -> Piece:
        text = f"{then.text} where {condition}, and {otherwise.text} elsewhere"
        return self.grouped(Piece(text, Level.SUM))

    # --- indices and derivatives
    named_length: ClassVar[str] = "the quantity {slow} minus 1 end quantity times {length}"
    known_length: ClassVar[str] = "{length} times the quantity {slow} minus 1 end quantity"
    plus_fast: ClassVar[str] = " plus {fast}"
    less: ClassVar[str] = " minus {by}"
    slow_part: ClassVar[str] = "the ceiling of {of} over {length}"
    fast_part: ClassVar[str] = "1 plus the remainder of {of} minus 1 by {length}"

    def unstacked(self, rows: Dimension, columns: Dimension, piece: Piece) -> Piece:
        return self._of(f"the {self.dimension(rows)} by {self.dimension(columns)} matrix of the stack", piece)

    def piece_entry(self, base: Piece, indices: Sequence[str]) -> Piece:
        return Piece(f"{base.text} sub {' '.join(indices)}")

    def series(self, indices: Sequence[tuple[Name, Dimension]], body: Piece) -> Piece:
        signs = [f"the sum over {self.letter(name, 0)} from 1 to {self.dimension(end)} of" for name, end in indices]
        return Piece(f"{' '.join(signs)} {body.text}", Level.SERIES, Edge.CALL)

    def counted(self, index: Name, last: Piece, body: Piece) -> Piece:
        sign = f"the sum over {self.letter(index, 0)} from 0 to {_without_ends(last.text)} of"
        return Piece(f"{sign} {body.text}", Level.SERIES, Edge.CALL)

    def crossed(self, piece: Piece) -> Piece:
        return self._of("the cross-product matrix", piece)

    def change(self, base: Piece) -> Piece:
        return Piece(f"d {base.text}", Level.PREFIX, Edge.CALL)

    def derivative(self, value: Piece, variables: Sequence[tuple[Piece, int]], *, total: bool) -> Piece:
        order = sum(times for _, times in variables)
        degree = {1: "", 2: "second ", 3: "third "}.get(order, f"{order}th ")
        above = self.at_least(Level.ATOM, value).text
        below = " and ".join(
            piece.text + ("" if times == 1 else " twice" if times == 2 else f" {times} times")
            for piece, times in variables
        )
        kind = "derivative" if total else "partial derivative"
        return Piece(f"the {degree}{kind} of {above} with respect to {below}", Level.PREFIX, Edge.CALL)


def _without_ends(text: str) -> str:
    """The words without the ends of quantities that the silence after them tells."""
    while (shorter := text.removesuffix(next((end for end in _ENDS if text.endswith(end)), ""))) != text:
        text = shorter
    return text


def to_spoken(formula: Formula, notation: Notation = BOOK) -> str:
    """A formula as English words. Raises `Refused` for a function without a name."""
    return SpokenPrinter(notation).formula(formula)


def form(answer: MatrixForm, notation: Notation = BOOK) -> str:
    """An answer as English words, with the definitions of the names that it uses."""
    return SpokenPrinter(notation).form(answer)


__all__ = ["SpokenPrinter", "form", "to_spoken"]
