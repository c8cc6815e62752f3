r"""LaTeX, within what both KaTeX and pdfLaTeX (amsmath, amssymb, bm) accept; plain enough to copy."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from jacobook.language.dimension import Dimension
from jacobook.layout.formulas.formula import Formula, MatrixForm
from jacobook.notation.function_names import names_of_functions
from jacobook.notation.mathematics import MathematicsPrinter
from jacobook.notation.names import GREEK, Name
from jacobook.notation.options import BOOK, Notation
from jacobook.notation.precedence import Edge, Level, Piece

_COMMAND_AT_END = re.compile(r"\\[A-Za-z]+$")
_LATIN_AT_START = re.compile(r"[A-Za-z]")
_COMMAND = {"epsilon": r"\varepsilon"}
_SIGNS = frozenset(_COMMAND.get(name, rf"\{name}") for name in GREEK)


def _operator(name: str) -> str:
    return r"\operatorname{" + name.replace("_", r"\_") + "}"


class LatexPrinter(MathematicsPrinter):
    """Formulas as LaTeX."""

    medium: ClassVar[str] = "LaTeX"
    calls: ClassVar[Mapping[str, str]] = names_of_functions("latex", _operator)
    spelled_out = staticmethod(_operator)
    constants: ClassVar[dict[str, str]] = {"pi": r"\pi", "e": r"\mathrm{e}", "1j": r"\mathrm{i}"}
    relations: ClassVar[dict[str, str]] = {
        "greater": ">",
        "greater_equal": r"\ge",
        "less": "<",
        "less_equal": r"\le",
        "equal": "=",
        "not_equal": r"\ne",
    }
    signs: ClassVar[dict[str, str]] = {
        "⊙": r"\odot",
        "∘": r"\circ",
        "⊘": r"\oslash",
        "⊗": r"\otimes",
        "×": r"\times",
        "∗": r"\ast",
    }
    marks: ClassVar[dict[str, str]] = {"⊤": r"\top", "T": r"\mathsf{T}", "′": r"\prime"}

    # --- the whole
    def where(self, text: str, equations: Sequence[str]) -> str:
        return rf"{text} \quad\text{{with }} {_enumerated(equations)}"

    # --- letters and numbers
    def letter(self, name: Name, rank: int) -> str:
        return self._subscripted(self._base(name, rank), [_label(each) for each in name.subscripts])

    def _base(self, name: Name, rank: int) -> str:
        letter = _letter(name)
        if rank == 0:
            styled = rf"\mathit{{{letter}}}" if name.word else letter
        elif rank == 1 and self.notation.vectors == "arrow":
            return rf"\vec{{{letter}}}" if not name.accent else rf"\{name.accent}{{\vec{{{letter}}}}}"
        else:
            styled = rf"\boldsymbol{{{letter}}}" if name.greek else rf"\mathbf{{{letter}}}"
        return rf"\{name.accent}{{{styled}}}" if name.accent else styled

    @staticmethod
    def _subscripted(base: str, labels: Sequence[str]) -> str:
        return base + "_" + _script(_listed(labels)) if labels else base

    def integer(self, value: int) -> Piece:
        return Piece(str(value), Level.ATOM, Edge.NUMBER)

    def product_of_lengths(self, dimension: Dimension) -> str:
        factor = [str(dimension.factor)] if dimension.factor != 1 or not dimension.symbols else []
        letters = ((self.length(symbol), times) for symbol, times in dimension.powers)
        return _run([*factor, *(text + (f"^{_script(str(times))}" if times > 1 else "") for text, times in letters)])

    def identity_matrix(self, size: Dimension | None, *, apart: bool = False) -> Piece:
        return Piece(
            (r"\mathrm{Id}" if apart else r"\mathbf{I}") + ("" if size is None else "_" + _script(self.dimension(size)))
        )

    def filled_column(self, value: int) -> Piece:
        return Piece(rf"\mathbf{{{value}}}")

    def filled_matrix(self, value: int, rows: Dimension, columns: Dimension) -> Piece:
        size = "" if value == 0 else rf"_{{{self.dimension(rows)} \times {self.dimension(columns)}}}"
        return Piece(rf"\mathbf{{{value}}}{size}")

    def commutation_matrix(self, m: Dimension, n: Dimension, *, apart: bool = False) -> Piece:
        letter = r"\mathcal{K}" if apart else r"\mathbf{K}"
        return Piece(rf"{letter}_{{{self.dimension(m)},{self.dimension(n)}}}")

    # --- sums and products
    def grouped(self, piece: Piece) -> Piece:
        text = rf"\left({piece.text}\right)" if piece.tall else f"({piece.text})"
        return replace(piece, text=text, level=Level.ATOM, edge=Edge.GROUP)

    def side_by_side(self, left: Piece, right: Piece, *, outer: bool) -> str:
        if right.edge is Edge.NUMBER:
            return rf"{left.text} \cdot {right.text}"
        both = {left.edge, right.edge}
        thin = (
            outer
            or left.edge is Edge.CALL
            or Edge.WORD in both
            or both == {Edge.FRACTION}
            or (left.scalar and left.edge is Edge.LETTER and right.edge is Edge.GROUP)
            or (left.scalar and left.edge is Edge.GROUP and not right.scalar)
        )
        return rf"{left.text}\,{right.text}" if thin else _joined(left.text, right.text)

    def fraction(self, above: Piece, below: Piece) -> Piece:
        text = rf"\frac{{{above.text}}}{{{below.text}}}"
        return Piece(text, Level.PRODUCT, Edge.FRACTION, tall=True)

    # --- what stands above a letter
    def _superscript(self, base: Piece, script: str) -> Piece:
        edge = Edge.GROUP if base.edge is Edge.CALL else base.edge
        return replace(base, text=f"{base.text}^{_script(script)}", level=Level.POSTFIX, edge=edge)

    def transposed(self, base: Piece) -> Piece:
        return self._superscript(base, self.marks[self.notation.transpose])

    def adjoint(self, base: Piece) -> Piece:
        return self._superscript(base, r"\mathsf{H}")

    def inverted(self, base: Piece) -> Piece:
        return self._superscript(base, "-1")

    def inverse_transposed(self, base: Piece) -> Piece:
        return self._superscript(base, f"-{self.marks[self.notation.transpose]}")

    def raised(self, base: Piece, exponent: Piece, *, entrywise: bool) -> Piece:
        if not entrywise:
            return self._superscript(base, exponent.text)
        closed = exponent if exponent.level >= Level.PRODUCT else self.grouped(exponent)
        return self._superscript(base, f"{self.signs[self.notation.hadamard]} {closed.text}")

    def root(self, piece: Piece) -> Piece:
        return replace(piece, text=rf"\sqrt{{{piece.text}}}", level=Level.ATOM, edge=Edge.LETTER)

    triangles: ClassVar[Mapping[int, str]] = {1: r"\operatorname{tril}", -1: r"\operatorname{triu}"}

    def blocks(self, rows: Sequence[Sequence[Piece]]) -> Piece:
        lines = r" \\ ".join(" & ".join(piece.text for piece in row) for row in rows)
        return Piece(rf"\begin{{bmatrix}} {lines} \end{{bmatrix}}", Level.ATOM, Edge.GROUP, tall=True)

    # --- functions
    def absolute(self, piece: Piece) -> Piece:
        return self._fenced(piece, "vert", "")

    def normed(self, piece: Piece, subscript: str) -> Piece:
        return self._fenced(piece, "Vert", f"_{subscript}" if subscript else "")

    @staticmethod
    def _fenced(piece: Piece, bar: str, subscript: str) -> Piece:
        left, right = (rf"\left\l{bar}", rf"\right\r{bar}") if piece.tall else (rf"\l{bar}", rf"\r{bar}")
        text = f"{_joined(left, piece.text)}{right}{subscript}"
        return replace(piece, text=text, level=Level.ATOM, edge=Edge.LETTER)

    def call(self, name: str, arguments: Sequence[Piece]) -> Piece:
        tall = any(argument.tall for argument in arguments)
        inside = self.grouped(Piece(", ".join(argument.text for argument in arguments), tall=tall))
        return Piece(name + inside.text, Level.ATOM, Edge.CALL, tall=tall)

    def primed(self, name: str, order: int) -> str:
        return name + "'" * order if order < 4 else f"{name}^{{({order})}}"

    def bare_call(self, name: str, argument: Piece) -> Piece:
        return Piece(_joined(name, argument.text), Level.PREFIX, Edge.CALL)

    def bracket(self, left: Piece, sign: str, right: Piece) -> Piece:
        tall = left.tall or right.tall
        inside = self.related(left, sign, right)
        # A plain [ after the \\ of a matrix would be taken for the length of a gap.
        text = rf"\left\lbrack {inside}\right\rbrack" if tall else rf"\lbrack {inside}\rbrack"
        return Piece(text, Level.ATOM, Edge.GROUP, tall=tall)

    def choice(self, condition: str, then: Piece, otherwise: Piece) -> Piece:
        cases = rf"{then.text} & \text{{if }} {condition} \\ {otherwise.text} & \text{{otherwise}}"
        return Piece(rf"\begin{{cases}} {cases} \end{{cases}}", Level.QUOTIENT, Edge.GROUP, tall=True)

    # --- indices and derivatives
    named_length: ClassVar[str] = "({slow}-1){length}"
    known_length: ClassVar[str] = "{length}({slow}-1)"
    plus_fast: ClassVar[str] = "+{fast}"
    slow_part: ClassVar[str] = r"\lceil {of}/{length}\rceil"
    fast_part: ClassVar[str] = r"1+(({of}-1)\bmod {length})"

    def unstacked(self, rows: Dimension, columns: Dimension, piece: Piece) -> Piece:
        return self.call(rf"\operatorname{{mat}}_{{{self.dimension(rows)} \times {self.dimension(columns)}}}", [piece])

    def letter_entry(self, name: Name, indices: Sequence[str]) -> Piece:
        return Piece(self._subscripted(self._base(name, 0), indices))

    def piece_entry(self, base: Piece, indices: Sequence[str]) -> Piece:
        return Piece(self._subscripted(base.text, indices), Level.ATOM, base.edge, base.tall)

    def series(self, indices: Sequence[tuple[Name, Dimension]], body: Piece) -> Piece:
        signs = [rf"\sum_{{{self.letter(name, 0)}=1}}^{_script(self.dimension(end))}" for name, end in indices]
        return Piece(f"{''.join(signs)} {body.text}", Level.SERIES, Edge.CALL, tall=True)

    def counted(self, index: Name, last: Piece, body: Piece) -> Piece:
        sign = rf"\sum_{{{self.letter(index, 0)}=0}}^{_script(last.text)}"
        return Piece(f"{sign} {body.text}", Level.SERIES, Edge.CALL, tall=True)

    def crossed(self, piece: Piece) -> Piece:
        left, right = (r"\left\lbrack ", r"\right\rbrack") if piece.tall else (r"\lbrack ", r"\rbrack")
        return Piece(rf"{left}{piece.text}{right}_\times", Level.POSTFIX, Edge.GROUP, tall=piece.tall)

    def change(self, base: Piece) -> Piece:
        return Piece(_joined(r"\mathrm{d}", base.text), Level.PRODUCT, Edge.WORD, tall=base.tall)

    def derivative(self, value: Piece, variables: Sequence[tuple[Piece, int]], *, total: bool) -> Piece:
        sign = r"\mathrm{d}" if total else r"\partial"
        order = sum(times for _, times in variables)
        operator = sign if order == 1 else f"{sign}^{_script(str(order))}"
        below = r"\,".join(
            _joined(sign, piece.text) + ("" if times == 1 else f"^{_script(str(times))}") for piece, times in variables
        )
        if value.tall:
            inside = value if value.level >= Level.PREFIX else self.grouped(value)
            return Piece(rf"\frac{{{operator}}}{{{below}}}{inside.text}", Level.PRODUCT, Edge.FRACTION, tall=True)
        if value.level >= Level.PREFIX:
            above = _joined(operator, value.text)
        elif value.level is Level.PRODUCT:
            above = rf"{operator}\,{value.text}"
        else:
            above = operator + self.grouped(value).text
        return Piece(rf"\frac{{{above}}}{{{below}}}", Level.PRODUCT, Edge.FRACTION, tall=True)


def _letter(name: Name) -> str:
    return _COMMAND.get(name.base, rf"\{name.base}") if name.greek else name.base


def _label(subscript: str) -> str:
    """A subscript that is part of a name: digits and single letters as they are, words upright."""
    if subscript in GREEK:
        return _letter(Name(subscript))
    return subscript if subscript.isdigit() or len(subscript) == 1 else rf"\mathrm{{{subscript}}}"


def _listed(labels: Sequence[str]) -> str:
    """Subscripts side by side where each is one sign, with commas otherwise."""
    short = all(len(label) == 1 or label in _SIGNS for label in labels)
    return _run(labels) if short and not all(map(str.isdigit, labels)) else ",".join(labels)


def _joined(left: str, right: str) -> str:
    """Two texts side by side, with a space where a command would otherwise swallow a letter."""
    space = " " if _COMMAND_AT_END.search(left) and _LATIN_AT_START.match(right) else ""
    return left + space + right


def _run(texts: Sequence[str]) -> str:
    result = ""
    for text in texts:
        result = _joined(result, text)
    return result


def _script(text: str) -> str:
    """What follows ^ or _: braces unless it is one sign."""
    return text if len(text) == 1 or re.fullmatch(r"\\[A-Za-z]+", text) else f"{{{text}}}"


def _enumerated(equations: Sequence[str]) -> str:
    if len(equations) == 1:
        return equations[0]
    return r",\; ".join(equations[:-1]) + r" \text{ and } " + equations[-1]


def to_latex(formula: Formula, notation: Notation = BOOK) -> str:
    """A formula as LaTeX, for math mode. Raises `Refused` for a function without a notation."""
    return LatexPrinter(notation).formula(formula)


def form(answer: MatrixForm, notation: Notation = BOOK) -> str:
    """An answer as LaTeX, with the definitions of the names that it uses."""
    return LatexPrinter(notation).form(answer)


__all__ = ["LatexPrinter", "form", "to_latex"]
