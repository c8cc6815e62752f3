"""Typst's mathematics, as it stands between dollar signs; signs are written as Unicode characters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import ClassVar

from jacobook.language.dimension import Dimension
from jacobook.layout.formulas.formula import Formula, MatrixForm
from jacobook.notation.function_names import names_of_functions
from jacobook.notation.mathematics import MathematicsPrinter
from jacobook.notation.names import GREEK, Name
from jacobook.notation.options import BOOK, Notation
from jacobook.notation.precedence import Edge, Level, Piece


def _operator(name: str) -> str:
    return f'op("{name}")'


class TypstPrinter(MathematicsPrinter):
    """Formulas as Typst. Parentheses grow by themselves there."""

    medium: ClassVar[str] = "Typst"
    calls: ClassVar[Mapping[str, str]] = names_of_functions("typst", _operator)
    spelled_out = staticmethod(_operator)
    constants: ClassVar[dict[str, str]] = {"pi": "π", "e": "upright(e)", "1j": "upright(i)"}
    relations: ClassVar[dict[str, str]] = {
        "greater": ">",
        "greater_equal": "≥",
        "less": "<",
        "less_equal": "≤",
        "equal": "=",
        "not_equal": "≠",
    }
    marks: ClassVar[dict[str, str]] = {"⊤": "⊤", "T": "sans(upright(T))", "′": "′"}

    # --- the whole
    def where(self, text: str, equations: Sequence[str]) -> str:
        *most, last = equations
        listed = ", thin ".join(most) + ' space "and" space ' + last if most else last
        return f'{text} quad "with" space {listed}'

    # --- letters and numbers
    def letter(self, name: Name, rank: int) -> str:
        return self._subscripted(self._base(name, rank), [_label(each) for each in name.subscripts])

    def _base(self, name: Name, rank: int) -> str:
        letter = GREEK[name.base] if name.greek else f'"{name.base}"' if name.word else name.base
        if rank == 0:
            styled = f"italic({letter})" if name.word else letter
        elif rank == 1 and self.notation.vectors == "arrow":
            styled = f"arrow({letter})"
        else:
            styled = f"bold({letter})" if name.greek else f"upright(bold({letter}))"
        # Typst's names of the accents, except for one, are ours.
        accent = {"bar": "macron"}.get(name.accent, name.accent)
        return f"{accent}({styled})" if accent else styled

    @staticmethod
    def _subscripted(base: str, labels: Sequence[str]) -> str:
        return f"{base}_{_script(_listed(labels))}" if labels else base

    def integer(self, value: int) -> Piece:
        return Piece(str(value), Level.ATOM, Edge.NUMBER)

    def product_of_lengths(self, dimension: Dimension) -> str:
        factor = [str(dimension.factor)] if dimension.factor != 1 or not dimension.symbols else []
        letters = ((self.length(symbol), times) for symbol, times in dimension.powers)
        return " ".join(
            [*factor, *(text + (f"^{_script(str(times))}" if times > 1 else "") for text, times in letters)]
        )

    def identity_matrix(self, size: Dimension | None, *, apart: bool = False) -> Piece:
        return Piece(
            ('upright("Id")' if apart else "upright(bold(I))")
            + ("" if size is None else "_" + _script(self.dimension(size)))
        )

    def filled_column(self, value: int) -> Piece:
        return Piece(f"upright(bold({value}))")

    def filled_matrix(self, value: int, rows: Dimension, columns: Dimension) -> Piece:
        size = "" if value == 0 else f"_({self.dimension(rows)} × {self.dimension(columns)})"
        return Piece(f"upright(bold({value})){size}")

    def commutation_matrix(self, m: Dimension, n: Dimension, *, apart: bool = False) -> Piece:
        return Piece(f"{'cal(K)' if apart else 'upright(bold(K))'}_({self.dimension(m)}, {self.dimension(n)})")

    # --- sums and products

    def side_by_side(self, left: Piece, right: Piece, *, outer: bool) -> str:
        if right.edge is Edge.NUMBER:
            return f"{left.text} ⋅ {right.text}"
        both = {left.edge, right.edge}
        thin = (
            outer
            or left.edge is Edge.CALL
            or Edge.WORD in both
            or both == {Edge.FRACTION}
            or (left.scalar and left.edge is Edge.LETTER and right.edge is Edge.GROUP)
            or (left.scalar and left.edge is Edge.GROUP and not right.scalar)
        )
        return f"{left.text} thin {right.text}" if thin else f"{left.text} {right.text}"

    def fraction(self, above: Piece, below: Piece) -> Piece:
        text = f"frac({above.text}, {below.text})"
        return Piece(text, Level.PRODUCT, Edge.FRACTION, tall=True)

    def slashed(self, value: Fraction) -> Piece:
        # A bare slash would be set as a built-up fraction.
        text = str(value).replace("/", "\\/")
        return Piece(text, Level.ATOM if value.denominator == 1 and value >= 0 else Level.SUM)

    # --- what stands above a letter
    @staticmethod
    def _superscript(base: Piece, script: str) -> Piece:
        if base.edge is Edge.CALL:
            # A mark on the parentheses alone would part them from the function's name.
            return replace(base, text=f"attach({base.text}, tr: {script})", level=Level.POSTFIX, edge=Edge.GROUP)
        return replace(base, text=f"{base.text}^{_script(script)}", level=Level.POSTFIX)

    def transposed(self, base: Piece) -> Piece:
        return self._superscript(base, self.marks[self.notation.transpose])

    def adjoint(self, base: Piece) -> Piece:
        return self._superscript(base, "upright(H)")

    def inverted(self, base: Piece) -> Piece:
        return self._superscript(base, "-1")

    def inverse_transposed(self, base: Piece) -> Piece:
        return self._superscript(base, f"-{self.marks[self.notation.transpose]}")

    def raised(self, base: Piece, exponent: Piece, *, entrywise: bool) -> Piece:
        if not entrywise:
            return self._superscript(base, exponent.text)
        closed = exponent if exponent.level >= Level.PRODUCT else self.grouped(exponent)
        return self._superscript(base, f"{self.notation.hadamard} {closed.text}")

    def root(self, piece: Piece) -> Piece:
        return replace(piece, text=f"sqrt({piece.text})", level=Level.ATOM, edge=Edge.LETTER)

    triangles: ClassVar[Mapping[int, str]] = {1: 'op("tril")', -1: 'op("triu")'}

    def blocks(self, rows: Sequence[Sequence[Piece]]) -> Piece:
        # Commas of a call within a block stand in its parentheses, and are not taken for those between blocks.
        lines = "; ".join(", ".join(piece.text for piece in row) for row in rows)
        return Piece(f'mat(delim: "[", {lines})', Level.ATOM, Edge.GROUP, tall=True)

    # --- functions
    def absolute(self, piece: Piece) -> Piece:
        return replace(piece, text=f"abs({piece.text})", level=Level.ATOM, edge=Edge.LETTER)

    def normed(self, piece: Piece, subscript: str) -> Piece:
        text = f"norm({piece.text})" + (f"_{subscript}" if subscript else "")
        return replace(piece, text=text, level=Level.ATOM, edge=Edge.LETTER)

    def call(self, name: str, arguments: Sequence[Piece]) -> Piece:
        inside = ", ".join(argument.text for argument in arguments)
        # The space keeps Typst from taking the parentheses for those of a function of its own.
        return Piece(f"{name} ({inside})", Level.ATOM, Edge.CALL, tall=any(argument.tall for argument in arguments))

    def primed(self, name: str, order: int) -> str:
        return name + "'" * order if order < 4 else f"{name}^(({order}))"

    def choice(self, condition: str, then: Piece, otherwise: Piece) -> Piece:
        cases = f'{then.text} & "if" space {condition}, {otherwise.text} & "otherwise"'
        return Piece(f"cases({cases})", Level.QUOTIENT, Edge.GROUP, tall=True)

    # --- indices and derivatives
    named_length: ClassVar[str] = "({slow} - 1) {length}"
    known_length: ClassVar[str] = "{length} ({slow} - 1)"
    plus_fast: ClassVar[str] = " + {fast}"
    slow_part: ClassVar[str] = "⌈{of} \\/ {length}⌉"
    fast_part: ClassVar[str] = '1 + (({of} - 1) "mod" {length})'

    def unstacked(self, rows: Dimension, columns: Dimension, piece: Piece) -> Piece:
        return self.call(f'op("mat")_({self.dimension(rows)} × {self.dimension(columns)})', [piece])

    def letter_entry(self, name: Name, indices: Sequence[str]) -> Piece:
        return Piece(self._subscripted(self._base(name, 0), indices))

    def piece_entry(self, base: Piece, indices: Sequence[str]) -> Piece:
        if base.edge is Edge.CALL:
            escaped = _listed(indices).replace(", ", "\\, ")
            return Piece(f"attach({base.text}, br: {escaped})", Level.ATOM, Edge.GROUP, base.tall)
        return Piece(self._subscripted(base.text, indices), Level.ATOM, base.edge, base.tall)

    def series(self, indices: Sequence[tuple[Name, Dimension]], body: Piece) -> Piece:
        signs = [f"sum_({self.letter(name, 0)} = 1)^{_script(self.dimension(end))}" for name, end in indices]
        return Piece(f"{' '.join(signs)} {body.text}", Level.SERIES, Edge.CALL, tall=True)

    def counted(self, index: Name, last: Piece, body: Piece) -> Piece:
        sign = f"sum_({self.letter(index, 0)} = 0)^{_script(last.text)}"
        return Piece(f"{sign} {body.text}", Level.SERIES, Edge.CALL, tall=True)

    def crossed(self, piece: Piece) -> Piece:
        return Piece(f"[{piece.text}]_×", Level.POSTFIX, Edge.GROUP, tall=piece.tall)

    def change(self, base: Piece) -> Piece:
        return Piece(f"upright(d) {base.text}", Level.PRODUCT, Edge.WORD, tall=base.tall)

    def derivative(self, value: Piece, variables: Sequence[tuple[Piece, int]], *, total: bool) -> Piece:
        sign = "upright(d)" if total else "∂"
        order = sum(times for _, times in variables)
        operator = sign if order == 1 else f"{sign}^{order}"
        below = " thin ".join(
            f"{sign} {piece.text}" + ("" if times == 1 else f"^{times}") for piece, times in variables
        )
        if value.tall:
            inside = value if value.level >= Level.PREFIX else self.grouped(value)
            return Piece(f"frac({operator}, {below}) {inside.text}", Level.PRODUCT, Edge.FRACTION, tall=True)
        if value.level >= Level.PREFIX:
            above = f"{operator} {value.text}"
        elif value.level is Level.PRODUCT:
            above = f"{operator} thin {value.text}"
        else:
            above = f"{operator} {self.grouped(value).text}"
        return Piece(f"frac({above}, {below})", Level.PRODUCT, Edge.FRACTION, tall=True)


def _label(subscript: str) -> str:
    """A subscript that is part of a name: digits and single letters as they are, words upright."""
    if subscript in GREEK:
        return GREEK[subscript]
    return subscript if subscript.isdigit() or len(subscript) == 1 else f'"{subscript}"'


def _listed(labels: Sequence[str]) -> str:
    """Subscripts side by side where each is one sign, with commas otherwise."""
    single = all(len(label) == 1 for label in labels) and not all(map(str.isdigit, labels))
    return " ".join(labels) if single else ", ".join(labels)


def _script(text: str) -> str:
    """What follows ^ or _: parentheses (which Typst does not show) unless it is one sign."""
    return text if len(text) == 1 else f"({text})"


def to_typst(formula: Formula, notation: Notation = BOOK) -> str:
    """A formula as Typst, for math mode. Raises `Refused` for a function without a notation."""
    return TypstPrinter(notation).formula(formula)


def form(answer: MatrixForm, notation: Notation = BOOK) -> str:
    """An answer as Typst, with the definitions of the names that it uses."""
    return TypstPrinter(notation).form(answer)


__all__ = ["TypstPrinter", "form", "to_typst"]
