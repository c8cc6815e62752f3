"""A formula as a document holds it: printed once, in every notation that a page, a sheet or a reader may need."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from jacobook.layout.formula import Definition, Formula
from jacobook.layout.written_out import Cell, Dots, Grid
from jacobook.notation.latex import to_latex
from jacobook.notation.spoken import to_spoken
from jacobook.notation.text import to_text
from jacobook.notation.typst import to_typst


@dataclass(frozen=True, slots=True)
class Mathematics:
    """One formula as LaTeX and Typst source, as Unicode text and as words."""

    latex: str
    typst: str
    text: str
    spoken: str

    @property
    def typed(self) -> str:
        """The text as people type it into a search box: x^T (A + A^T)."""
        return " ".join("".join(map(_typed, self.text)).split())


_TYPED = {"ᵀ": "^T ", "∂": "d", "−": "-", "·": " ", "⊙": "*", "⊘": "/", "‖": "||", "𝟎": "0", "𝟏": "1", "⁻": "^-"}


def _typed(character: str) -> str:
    if character in _TYPED:
        return _TYPED[character]
    kind, _, normal = unicodedata.decomposition(character).partition(" ")
    if kind in ("<super>", "<sub>"):
        return ("^" if kind == "<super>" else "_") + chr(int(normal, 16))
    return character


def mathematics(formula: Formula) -> Mathematics:
    """A formula in every notation."""
    return Mathematics(to_latex(formula), to_typst(formula), to_text(formula), to_spoken(formula))


def equation(*sides: Mathematics) -> Mathematics:
    """Two or more sides with equals signs between them."""
    return Mathematics(
        " = ".join(side.latex for side in sides),
        " = ".join(side.typst for side in sides),
        " = ".join(side.text for side in sides),
        " equals ".join(side.spoken for side in sides),
    )


def definition(named: Definition) -> Mathematics:
    """A name and its meaning: p = softmax(x)."""
    return equation(mathematics(named.symbol), mathematics(named.meaning))


_DOTS = {
    Dots.HORIZONTAL: Mathematics(r"\cdots", "dots.h.c", "⋯", "and so on"),
    Dots.VERTICAL: Mathematics(r"\vdots", "dots.v", "⋮", "and so on"),
    Dots.DIAGONAL: Mathematics(r"\ddots", "dots.down", "⋱", "and so on"),
}


def _cell(cell: Cell) -> Mathematics:
    return _DOTS[cell] if isinstance(cell, Dots) else mathematics(cell)


def grid(cells: Grid) -> Mathematics:
    """A matrix written out, dots included."""
    rows = [[_cell(cell) for cell in row] for row in cells]
    # A fraction touches the row below it unless the rows stand further apart.
    gap = r"\\[.5em]" if any(r"\frac" in cell.latex for row in rows for cell in row) else r"\\"
    latex = f" {gap} ".join(" & ".join(cell.latex for cell in row) for row in rows)
    typst = "; ".join(", ".join(cell.typst for cell in row) for row in rows)
    return Mathematics(
        rf"\begin{{bmatrix}} {latex} \end{{bmatrix}}",
        f'mat(delim: "[", {typst})',
        "[" + "; ".join("  ".join(cell.text for cell in row) for row in rows) + "]",
        "the matrix with " + "; ".join(_spoken_rows(cells, rows)),
    )


def _spoken_rows(cells: Grid, rows: Sequence[Sequence[Mathematics]]) -> list[str]:
    spoken = []
    for number, (row, printed) in enumerate(zip(cells, rows, strict=True), start=1):
        if all(isinstance(cell, Dots) for cell in row):
            spoken.append("and so on down to")
        else:
            spoken.append(f"row {number}: " + ", ".join(cell.spoken for cell in printed))
    return spoken
