"""One line of Unicode text, for terminals, plain e-mail, page titles and search: xᵀ(A + Aᵀ)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import ClassVar

from jacobook.language.dimension import Dimension
from jacobook.layout.formulas.formula import Formula, MatrixForm, Multiple, NamedFunction, Symbol
from jacobook.notation.function_names import names_of_functions
from jacobook.notation.mathematics import MathematicsPrinter
from jacobook.notation.names import ACCENTS, GREEK, Name
from jacobook.notation.options import BOOK, Notation
from jacobook.notation.precedence import Edge, Level, Piece

_SUPERSCRIPT = str.maketrans("0123456789-n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻ⁿ")
_SUBSCRIPT = {
    **dict(zip("0123456789", "₀₁₂₃₄₅₆₇₈₉", strict=True)),
    **dict(zip("aehijklmnoprstuvx", "ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True)),
}


_LETTER_D = re.compile(r"(?:^|\W)d\Z")
"""A factor that is called d, which beside another would read as a differential."""


class TextPrinter(MathematicsPrinter):
    """Formulas as Unicode text. Bold is not available there; everything else that tells things apart is."""

    medium: ClassVar[str] = "text"
    minus: ClassVar[str] = "−"
    calls: ClassVar[Mapping[str, str]] = names_of_functions("text", str)
    constants: ClassVar[dict[str, str]] = {"pi": "π", "e": "e", "1j": "i"}
    relations: ClassVar[dict[str, str]] = {
        "greater": ">",
        "greater_equal": "≥",
        "less": "<",
        "less_equal": "≤",
        "equal": "=",
        "not_equal": "≠",
    }
    marks: ClassVar[dict[str, str]] = {"⊤": "ᵀ", "T": "ᵀ", "′": "′"}

    # --- the whole
    def where(self, text: str, equations: Sequence[str]) -> str:
        *most, last = equations
        return f"{text} with {', '.join(most) + ' and ' + last if most else last}"

    # --- letters and numbers
    def symbol(self, formula: Symbol) -> Piece:
        piece = super().symbol(formula)
        # A matrix that is called σ, before a bracket, would read as the function.
        called = formula.rank > 0 and piece.text in self.calls.values()
        return replace(piece, edge=Edge.WORD) if called or "_" in piece.text else piece

    def letter(self, name: Name, rank: int) -> str:
        return _subscripted(self._base(name, rank), name.subscripts)

    def _base(self, name: Name, rank: int) -> str:
        letter = GREEK[name.base] if name.greek else name.base
        mark = ACCENTS[name.accent] if name.accent else ""
        arrow = "\u20d7" if rank == 1 and self.notation.vectors == "arrow" else ""
        return unicodedata.normalize("NFC", letter[0] + mark + arrow) + letter[1:]

    def integer(self, value: int) -> Piece:
        return Piece(str(value), Level.ATOM, Edge.NUMBER)

    def product_of_lengths(self, dimension: Dimension) -> str:
        factor = [str(dimension.factor)] if dimension.factor != 1 or not dimension.symbols else []
        letters = ((self.length(symbol), times) for symbol, times in dimension.powers)
        return "".join([*factor, *(text + (_superscript(times) if times > 1 else "") for text, times in letters)])

    def identity_matrix(self, size: Dimension | None, *, apart: bool = False) -> Piece:
        letter = "Id" if apart else "I"
        if size is None:
            return Piece(letter)
        label = self.dimension(size)
        powers = any(times > 1 for _, times in size.powers)
        return Piece(f"{letter}_({label})" if powers else _subscripted(letter, [label]))

    def filled_column(self, value: int) -> Piece:
        return Piece("𝟏" if value else "𝟎")

    def filled_matrix(self, value: int, rows: Dimension, columns: Dimension) -> Piece:
        size = "" if value == 0 else f"_({self.dimension(rows)}×{self.dimension(columns)})"
        return Piece(("𝟏" if value else "𝟎") + size, edge=Edge.CALL if size else Edge.LETTER)

    def commutation_matrix(self, m: Dimension, n: Dimension, *, apart: bool = False) -> Piece:
        return Piece(f"{'𝒦' if apart else 'K'}_({self.dimension(m)},{self.dimension(n)})", edge=Edge.CALL)

    # --- sums and products

    def side_by_side(self, left: Piece, right: Piece, *, outer: bool) -> str:
        if right.edge is Edge.NUMBER or _LETTER_D.search(left.text):
            return f"{left.text}·{right.text}"
        spaced = outer or bool({left.edge, right.edge} & {Edge.CALL, Edge.WORD, Edge.ENTRY})
        if left.scalar and left.edge is not Edge.NUMBER:
            # a(…) would read as a function's value, and without bold type nothing else tells ab from a b.
            letters = right.scalar and left.edge is right.edge is Edge.LETTER
            groups = left.edge is right.edge is Edge.GROUP
            spaced = spaced or not (letters or groups)
        return f"{left.text} {right.text}" if spaced else left.text + right.text

    def stands_above(self, formula: Multiple) -> bool:  # noqa: ARG002 (on one line there is only one way)
        return True

    def fraction(self, above: Piece, below: Piece) -> Piece:
        numerator = self.at_least(Level.PRODUCT, above).text
        denominator = self.at_least(Level.POSTFIX, below).text
        return Piece(f"{numerator}/{denominator}", Level.QUOTIENT)

    def slashed(self, value: Fraction) -> Piece:
        text = str(value).replace("-", "−")
        return Piece(text, Level.ATOM if value.denominator == 1 else Level.QUOTIENT, Edge.NUMBER)

    # --- what stands above a letter
    def transposed(self, base: Piece) -> Piece:
        return replace(base, text=base.text + self.marks[self.notation.transpose], level=Level.POSTFIX)

    def adjoint(self, base: Piece) -> Piece:
        return replace(base, text=f"{base.text}ᴴ", level=Level.POSTFIX)

    def inverted(self, base: Piece) -> Piece:
        return replace(base, text=f"{base.text}⁻¹", level=Level.POSTFIX)

    def inverse_transposed(self, base: Piece) -> Piece:
        return replace(base, text=f"{base.text}⁻{self.marks[self.notation.transpose]}", level=Level.POSTFIX)

    def raised(self, base: Piece, exponent: Piece, *, entrywise: bool) -> Piece:
        sign = self.notation.hadamard if entrywise else ""
        plain = exponent.text.replace("−", "-")
        if not entrywise and (plain == "n" or plain.removeprefix("-").isdecimal()):
            return replace(base, text=base.text + plain.translate(_SUPERSCRIPT), level=Level.POSTFIX)
        simple = exponent.level is Level.ATOM and "−" not in exponent.text
        raised = exponent.text if simple else f"({exponent.text})"
        edge = base.edge if base.edge is Edge.NUMBER else Edge.CALL
        return replace(base, text=f"{base.text}^{sign}{raised}", level=Level.POSTFIX, edge=edge)

    def root(self, piece: Piece) -> Piece:
        inside = piece if piece.level is Level.ATOM and piece.edge is not Edge.CALL else self.grouped(piece)
        return replace(piece, text=f"√{inside.text}", level=Level.POSTFIX, edge=Edge.CALL)

    triangles: ClassVar[Mapping[int, str]] = {1: "tril", -1: "triu"}

    def blocks(self, rows: Sequence[Sequence[Piece]]) -> Piece:
        lines = "; ".join(", ".join(piece.text for piece in row) for row in rows)
        return Piece(f"[{lines}]", Level.ATOM, Edge.GROUP)

    # --- functions
    def named_function(self, formula: NamedFunction) -> Piece:
        """A part of a factorization as the language calls it: svd(A).U."""
        function, _, part = formula.name.partition(".")
        if not part:
            return super().named_function(formula)
        call = self.call(function, [self.visit(formula.argument)])
        return replace(call, text=f"{call.text}.{part}", level=Level.POSTFIX)

    def absolute(self, piece: Piece) -> Piece:
        return replace(piece, text=self._between("|", piece), level=Level.ATOM, edge=Edge.CALL)

    def normed(self, piece: Piece, subscript: str) -> Piece:
        label = _subscripted("", [subscript]) if subscript else ""
        edge = Edge.CALL if label.startswith("_") else Edge.GROUP
        return Piece(self._between("‖", piece) + label, Level.ATOM, edge)

    def _between(self, bar: str, piece: Piece) -> str:
        """Between bars, in parentheses too if there are such bars inside: an opening bar looks like a closing one."""
        return bar + (self.grouped(piece) if bar in piece.text else piece).text + bar

    def primed(self, name: str, order: int) -> str:
        return name + ("", "′", "″", "‴")[order] if order < 4 else f"{name}^({order})"

    def choice(self, condition: str, then: Piece, otherwise: Piece) -> Piece:
        return Piece(f"({then.text} if {condition}, else {otherwise.text})", Level.ATOM, Edge.GROUP)

    # --- indices and derivatives
    named_length: ClassVar[str] = "({slow}−1){length}"
    known_length: ClassVar[str] = "{length}({slow}−1)"
    plus_fast: ClassVar[str] = "+{fast}"
    less: ClassVar[str] = "−{by}"
    slow_part: ClassVar[str] = "⌈{of}/{length}⌉"
    fast_part: ClassVar[str] = "1+(({of}−1) mod {length})"

    def letter_entry(self, name: Name, indices: Sequence[str]) -> Piece:
        return self._entry(self._base(name, 0), indices)

    def piece_entry(self, base: Piece, indices: Sequence[str]) -> Piece:
        return self._entry(base.text, indices)

    def _entry(self, base: str, indices: Sequence[str]) -> Piece:
        if all(map(str.isalnum, indices)):
            return Piece(_subscripted(base, indices), Level.ATOM, Edge.ENTRY)
        return Piece(f"{base}_({','.join(indices).replace(' ', '')})", Level.ATOM, Edge.ENTRY)

    def index_letter(self, name: Name) -> str:
        return name.base + "".join(name.subscripts)

    def series(self, indices: Sequence[tuple[Name, Dimension]], body: Piece) -> Piece:
        signs = " ".join(_subscripted("Σ", [self.index_letter(name)]) for name, _ in indices)
        return Piece(f"{signs} {body.text}", Level.SERIES, Edge.CALL)

    def counted(self, index: Name, last: Piece, body: Piece) -> Piece:
        return Piece(f"Σ_({self.letter(index, 0)}=0…{last.text}) {body.text}", Level.SERIES, Edge.CALL)

    def crossed(self, piece: Piece) -> Piece:
        return Piece(f"[{piece.text}]_×", Level.POSTFIX, Edge.CALL)

    def change(self, base: Piece) -> Piece:
        space = " " if base.edge is Edge.CALL else ""
        return Piece(f"d{space}{base.text}", Level.PRODUCT, Edge.CALL)

    def derivative(self, value: Piece, variables: Sequence[tuple[Piece, int]], *, total: bool) -> Piece:
        sign = "d" if total else "∂"
        order = sum(times for _, times in variables)
        operator = sign + (str(order).translate(_SUPERSCRIPT) if order > 1 else "")
        below = "".join(sign + piece.text + (str(k).translate(_SUPERSCRIPT) if k > 1 else "") for piece, k in variables)
        above = self.at_least(Level.ATOM, value)
        space = " " if above.edge is Edge.CALL else ""
        return Piece(f"{operator}{space}{above.text}/{below}", Level.QUOTIENT, Edge.CALL)


def _superscript(number: int) -> str:
    return str(number).translate(_SUPERSCRIPT)


def _subscripted(base: str, labels: Sequence[str]) -> str:
    """Labels below the line where Unicode has them; after an underscore otherwise."""
    if not labels:
        return base
    letters = "".join(labels)
    several_digits = len(labels) > 1 and any(len(label) > 1 or label.isdigit() for label in labels)
    words = any(len(label) > 1 and not label.isdigit() for label in labels)
    if not several_digits and not words and all(letter in _SUBSCRIPT for letter in letters):
        return base + "".join(_SUBSCRIPT[letter] for letter in letters)
    return f"{base}_{letters if not several_digits else ','.join(labels)}"


def to_text(formula: Formula, notation: Notation = BOOK) -> str:
    """A formula as Unicode text. Raises `Refused` for a function without a notation."""
    return TextPrinter(notation).formula(formula)


def form(answer: MatrixForm, notation: Notation = BOOK) -> str:
    """An answer as Unicode text, with the definitions of the names that it uses."""
    return TextPrinter(notation).form(answer)


__all__ = ["TextPrinter", "form", "to_text"]
