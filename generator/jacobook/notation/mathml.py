"""MathML Core, as browsers set it by themselves: no script, no font and no other host is needed.

Vectors and matrices are bold by their letters (𝐱), since browsers no longer heed `mathvariant="bold"`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import ClassVar

from jacobook.display import escaped
from jacobook.language.dimension import Dimension
from jacobook.layout.formulas.formula import Formula, MatrixForm
from jacobook.notation.function_names import names_of_functions
from jacobook.notation.mathematics import MathematicsPrinter
from jacobook.notation.names import GREEK, Name
from jacobook.notation.options import BOOK, Notation
from jacobook.notation.precedence import Edge, Level, Piece

_ONE_ELEMENT = re.compile(r"<(m[ion])(?: [^<>]*)?>[^<>]*</\1>")
_ONE_SIGN = re.compile(r"<mi>.</mi>")
_ACCENTS = {"hat": "^", "bar": "¯", "tilde": "~", "dot": "˙", "check": "ˇ"}
_THIN, _QUAD = '<mspace width="0.17em"/>', '<mspace width="1em"/>'
_AND = "<mtext>\u00a0and\u00a0</mtext>"
# The first of 26 bold letters, and of the bold Greek ones, of which the small are slanted.
_BOLD = (("A", "Z", 0x1D400), ("a", "z", 0x1D41A), ("0", "9", 0x1D7CE), ("Α", "Ω", 0x1D6A8), ("α", "ω", 0x1D736))


def _name(name: str) -> str:
    return f"<mi>{escaped(name)}</mi>"


def _upright(text: str) -> str:
    return f'<mi mathvariant="normal">{escaped(text)}</mi>'


def _sign(text: str) -> str:
    return f"<mo>{escaped(text)}</mo>"


def _fence(text: str, form: str, *, tall: bool) -> str:
    return f'<mo form="{form}" stretchy="{"true" if tall else "false"}">{text}</mo>'


def _row(*texts: str) -> str:
    """Several elements as one."""
    text = "".join(texts)
    return text if _ONE_ELEMENT.fullmatch(text) else f"<mrow>{text}</mrow>"


def _lowered(base: str, script: str) -> str:
    return f"<msub>{_row(base)}{_row(script)}</msub>"


def _raised(base: str, script: str) -> str:
    return f"<msup>{_row(base)}{_row(script)}</msup>"


class MathmlPrinter(MathematicsPrinter):
    """Formulas as the inside of a `math` element."""

    medium: ClassVar[str] = "MathML"
    calls: ClassVar[Mapping[str, str]] = {
        name: _THIN.join(map(_name, called.split())) for name, called in names_of_functions("text", str).items()
    }
    spelled_out = staticmethod(_name)
    constants: ClassVar[dict[str, str]] = {"pi": _name("π"), "e": _upright("e"), "1j": _upright("i")}
    relations: ClassVar[dict[str, str]] = {
        "greater": _sign(">"),
        "greater_equal": _sign("≥"),
        "less": _sign("<"),
        "less_equal": _sign("≤"),
        "equal": _sign("="),
        "not_equal": _sign("≠"),
    }
    plus: ClassVar[str] = _sign("+")
    minus: ClassVar[str] = _sign("−")
    marks: ClassVar[dict[str, str]] = {"⊤": _upright("⊤"), "T": _upright("𝖳"), "′": _upright("′")}

    # --- the whole
    def where(self, text: str, equations: Sequence[str]) -> str:
        *most, last = equations
        listed = (_sign(",") + _THIN).join(most) + _AND + last if most else last
        return f"{text}{_QUAD}<mtext>with\u00a0</mtext>{listed}"

    def equation(self, left: Piece, right: Piece) -> str:
        return left.text + _sign("=") + right.text

    def related(self, left: Piece, sign: str, right: Piece) -> str:
        return left.text + sign + right.text

    # --- letters and numbers
    def letter(self, name: Name, rank: int) -> str:
        return self._subscripted(self._base(name, rank), [_label(each) for each in name.subscripts])

    def _base(self, name: Name, rank: int) -> str:
        letter = GREEK[name.base] if name.greek else name.base
        arrow = rank == 1 and self.notation.vectors == "arrow"
        styled = _name(letter) if rank == 0 or arrow else _name("".join(map(_bold, letter)))
        for mark in (_ACCENTS[name.accent] if name.accent else "", "→" if arrow else ""):
            styled = f'<mover accent="true">{styled}{_sign(mark)}</mover>' if mark else styled
        return styled

    @staticmethod
    def _subscripted(base: str, labels: Sequence[str]) -> str:
        return _lowered(base, _listed(labels)) if labels else base

    def integer(self, value: int) -> Piece:
        return Piece(f"<mn>{value}</mn>", Level.ATOM, Edge.NUMBER)

    def product_of_lengths(self, dimension: Dimension) -> str:
        factor = [f"<mn>{dimension.factor}</mn>"] if dimension.factor != 1 or not dimension.symbols else []
        letters = ((self.length(symbol), times) for symbol, times in dimension.powers)
        return "".join(
            [*factor, *(_raised(text, f"<mn>{times}</mn>") if times > 1 else text for text, times in letters)]
        )

    def identity_matrix(self, size: Dimension | None, *, apart: bool = False) -> Piece:
        letter = _name("Id" if apart else _bold("I"))
        return Piece(letter if size is None else _lowered(letter, self.dimension(size)))

    def filled_column(self, value: int) -> Piece:
        return Piece(_name(_bold(str(value))))

    def filled_matrix(self, value: int, rows: Dimension, columns: Dimension) -> Piece:
        letter = _name(_bold(str(value)))
        return Piece(_lowered(letter, self._size(rows, columns)) if value else letter)

    def _size(self, rows: Dimension, columns: Dimension) -> str:
        return self.dimension(rows) + _sign("×") + self.dimension(columns)

    def commutation_matrix(self, m: Dimension, n: Dimension, *, apart: bool = False) -> Piece:
        sizes = self.dimension(m) + _sign(",") + self.dimension(n)
        return Piece(_lowered(_name("𝒦" if apart else _bold("K")), sizes))

    # --- sums and products
    def grouped(self, piece: Piece) -> Piece:
        return replace(piece, text=_fenced("(", piece, ")"), level=Level.ATOM, edge=Edge.GROUP)

    def side_by_side(self, left: Piece, right: Piece, *, outer: bool) -> str:
        if right.edge is Edge.NUMBER:
            return left.text + _sign("⋅") + right.text
        both = {left.edge, right.edge}
        thin = (
            outer
            or Edge.CALL in both
            or Edge.WORD in both
            or both == {Edge.FRACTION}
            or (left.scalar and left.edge is Edge.LETTER and right.edge is Edge.GROUP)
            or (left.scalar and left.edge is Edge.GROUP and not right.scalar)
        )
        return left.text + (_THIN if thin else "") + right.text

    def fraction(self, above: Piece, below: Piece) -> Piece:
        return Piece(_built_up(above.text, below.text), Level.PRODUCT, Edge.FRACTION, tall=True)

    def slashed(self, value: Fraction) -> Piece:
        magnitude = _sign("/").join(f"<mn>{part}</mn>" for part in str(abs(value)).split("/"))
        plain = value.denominator == 1 and value >= 0
        return Piece((self.minus if value < 0 else "") + magnitude, Level.ATOM if plain else Level.SUM)

    def infix(self, sign: str, pieces: Sequence[Piece]) -> Piece:
        shown = _sign(self.notation.hadamard if sign == "⊙" else sign)
        text = shown.join(piece.text for piece in pieces)
        return Piece(text, Level.INFIX, pieces[0].edge, tall=any(piece.tall for piece in pieces))

    # --- what stands above a letter
    @staticmethod
    def _superscript(base: Piece, script: str) -> Piece:
        edge = Edge.GROUP if base.edge is Edge.CALL else base.edge
        return replace(base, text=_raised(base.text, script), level=Level.POSTFIX, edge=edge)

    def transposed(self, base: Piece) -> Piece:
        return self._superscript(base, self.marks[self.notation.transpose])

    def adjoint(self, base: Piece) -> Piece:
        return self._superscript(base, '<mi mathvariant="normal">H</mi>')

    def inverted(self, base: Piece) -> Piece:
        return self._superscript(base, self.minus + "<mn>1</mn>")

    def inverse_transposed(self, base: Piece) -> Piece:
        return self._superscript(base, self.minus + self.marks[self.notation.transpose])

    def raised(self, base: Piece, exponent: Piece, *, entrywise: bool) -> Piece:
        if not entrywise:
            return self._superscript(base, exponent.text)
        closed = exponent if exponent.level >= Level.PRODUCT else self.grouped(exponent)
        return self._superscript(base, _upright(self.notation.hadamard) + closed.text)

    def root(self, piece: Piece) -> Piece:
        return replace(piece, text=f"<msqrt>{piece.text}</msqrt>", level=Level.ATOM, edge=Edge.LETTER)

    everything: ClassVar[str] = "<mo>:</mo>"
    span: ClassVar[str] = "{first}<mo>:</mo>{last}"
    stride: ClassVar[str] = "{first}<mo>:</mo>{step}<mo>:</mo>{last}"
    triangles: ClassVar[Mapping[int, str]] = {1: _name("tril"), -1: _name("triu")}

    def blocks(self, rows: Sequence[Sequence[Piece]]) -> Piece:
        lines = ("".join(f"<mtd>{piece.text}</mtd>" for piece in row) for row in rows)
        table = Piece(f"<mtable>{''.join(f'<mtr>{line}</mtr>' for line in lines)}</mtable>", tall=True)
        return Piece(_fenced("[", table, "]"), Level.ATOM, Edge.GROUP, tall=True)

    # --- functions
    def absolute(self, piece: Piece) -> Piece:
        return replace(piece, text=_fenced("|", piece, "|"), level=Level.ATOM, edge=Edge.LETTER)

    def normed(self, piece: Piece, subscript: str) -> Piece:
        text = _fenced("‖", piece, "‖")
        lowered = _lowered(text, f"<mn>{subscript}</mn>" if subscript.isdigit() else _name(subscript))
        return replace(piece, text=lowered if subscript else text, level=Level.ATOM, edge=Edge.LETTER)

    def call(self, name: str, arguments: Sequence[Piece]) -> Piece:
        tall = any(argument.tall for argument in arguments)
        inside = Piece(_sign(",").join(argument.text for argument in arguments), tall=tall)
        return Piece(name + self.grouped(inside).text, Level.ATOM, Edge.CALL, tall=tall)

    def primed(self, name: str, order: int) -> str:
        if order == 0:
            return name
        return _raised(name, _upright("′" * order) if order < 4 else f"<mo>(</mo><mn>{order}</mn><mo>)</mo>")

    def bare_call(self, name: str, argument: Piece) -> Piece:
        return Piece(name + _THIN + argument.text, Level.PREFIX, Edge.CALL)

    def bracket(self, left: Piece, sign: str, right: Piece) -> Piece:
        tall = left.tall or right.tall
        text = _fenced("[", Piece(self.related(left, sign, right), tall=tall), "]")
        return Piece(text, Level.ATOM, Edge.GROUP, tall=tall)

    def choice(self, condition: str, then: Piece, otherwise: Piece) -> Piece:
        cells = ((then.text, f"<mtext>if\u00a0</mtext>{condition}"), (otherwise.text, "<mtext>otherwise</mtext>"))
        rows = "".join(
            "<mtr>" + "".join(f'<mtd style="text-align: left">{cell}</mtd>' for cell in row) + "</mtr>" for row in cells
        )
        text = f"<mrow>{_fence('{', 'prefix', tall=True)}<mtable>{rows}</mtable></mrow>"
        return Piece(text, Level.QUOTIENT, Edge.GROUP, tall=True)

    # --- indices and derivatives
    named_length: ClassVar[str] = "<mo>(</mo>{slow}<mo>−</mo><mn>1</mn><mo>)</mo>{length}"
    known_length: ClassVar[str] = "{length}<mo>(</mo>{slow}<mo>−</mo><mn>1</mn><mo>)</mo>"
    plus_fast: ClassVar[str] = "<mo>+</mo>{fast}"
    less: ClassVar[str] = "<mo>−</mo>{by}"
    slow_part: ClassVar[str] = "<mo>⌈</mo>{of}<mo>/</mo>{length}<mo>⌉</mo>"
    fast_part: ClassVar[str] = (
        "<mn>1</mn><mo>+</mo><mo>(</mo><mo>(</mo>{of}<mo>−</mo><mn>1</mn><mo>)</mo><mi>mod</mi>{length}<mo>)</mo>"
    )

    def unstacked(self, rows: Dimension, columns: Dimension, piece: Piece) -> Piece:
        return self.call(_lowered(_name("mat"), self._size(rows, columns)), [piece])

    def letter_entry(self, name: Name, indices: Sequence[str]) -> Piece:
        return Piece(self._subscripted(self._base(name, 0), indices))

    def piece_entry(self, base: Piece, indices: Sequence[str]) -> Piece:
        return Piece(self._subscripted(base.text, indices), Level.ATOM, base.edge, base.tall)

    def series(self, indices: Sequence[tuple[Name, Dimension]], body: Piece) -> Piece:
        signs = "".join(_series(self.letter(name, 0), 1, self.dimension(end)) for name, end in indices)
        return Piece(signs + body.text, Level.SERIES, Edge.CALL, tall=True)

    def counted(self, index: Name, last: Piece, body: Piece) -> Piece:
        sign = _series(self.letter(index, 0), 0, last.text)
        return Piece(sign + body.text, Level.SERIES, Edge.CALL, tall=True)

    def crossed(self, piece: Piece) -> Piece:
        return Piece(_lowered(_fenced("[", piece, "]"), _upright("×")), Level.POSTFIX, Edge.GROUP, tall=piece.tall)

    def change(self, base: Piece) -> Piece:
        return Piece(_upright("d") + base.text, Level.PRODUCT, Edge.WORD, tall=base.tall)

    def derivative(self, value: Piece, variables: Sequence[tuple[Piece, int]], *, total: bool) -> Piece:
        sign = _upright("d" if total else "∂")
        order = sum(times for _, times in variables)
        operator = sign if order == 1 else _raised(sign, f"<mn>{order}</mn>")
        below = _THIN.join(
            sign + (piece.text if times == 1 else _raised(piece.text, f"<mn>{times}</mn>"))
            for piece, times in variables
        )
        if value.tall:
            inside = value if value.level >= Level.PREFIX else self.grouped(value)
            return Piece(_built_up(operator, below) + inside.text, Level.PRODUCT, Edge.FRACTION, tall=True)
        if value.level >= Level.PREFIX:
            above = operator + value.text
        elif value.level is Level.PRODUCT:
            above = operator + _THIN + value.text
        else:
            above = operator + self.grouped(value).text
        return Piece(_built_up(above, below), Level.PRODUCT, Edge.FRACTION, tall=True)


def _fenced(left: str, piece: Piece, right: str) -> str:
    return (
        f"<mrow>{_fence(left, 'prefix', tall=piece.tall)}{piece.text}{_fence(right, 'postfix', tall=piece.tall)}</mrow>"
    )


def _built_up(above: str, below: str) -> str:
    return f"<mfrac>{_row(above)}{_row(below)}</mfrac>"


def _series(index: str, first: int, last: str) -> str:
    return f"<munderover><mo>∑</mo><mrow>{index}<mo>=</mo><mn>{first}</mn></mrow>{_row(last)}</munderover>"


def _bold(letter: str) -> str:
    return next((chr(start + ord(letter) - ord(a)) for a, z, start in _BOLD if a <= letter <= z), letter)


def _label(subscript: str) -> str:
    """A subscript that is part of a name: digits and letters, words upright as several letters are."""
    if subscript.isdigit():
        return f"<mn>{subscript}</mn>"
    return _name(GREEK.get(subscript, subscript))


def _listed(labels: Sequence[str]) -> str:
    """Subscripts side by side where each is one letter, with commas otherwise."""
    return ("" if all(map(_ONE_SIGN.fullmatch, labels)) else _sign(",")).join(labels)


def to_mathml(formula: Formula, notation: Notation = BOOK) -> str:
    """A formula as the inside of a `math` element. Raises `Refused` for a function without a notation."""
    return MathmlPrinter(notation).formula(formula)


def form(answer: MatrixForm, notation: Notation = BOOK) -> str:
    """An answer as the inside of a `math` element, with the definitions of the names that it uses."""
    return MathmlPrinter(notation).form(answer)


__all__ = ["MathmlPrinter", "form", "to_mathml"]
