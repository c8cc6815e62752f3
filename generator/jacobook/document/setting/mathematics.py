"""A formula as a document holds it: printed once, in every notation that a page, a sheet or a reader may need."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from jacobook.layout.formulas.formula import Definition, Formula, Number
from jacobook.layout.formulas.written_out import Cell, Dots, Grid
from jacobook.notation.latex import to_latex
from jacobook.notation.options import BOOK, Notation
from jacobook.notation.spoken import to_spoken
from jacobook.notation.text import to_text
from jacobook.notation.typst import to_typst

if TYPE_CHECKING:
    from jacobook.proof.numbers.arithmetic import Entry


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
        raised = _RAISED.sub(lambda run: "^" + _plain(run[0]), self.text.replace("^⊙", "**"))
        lowered = _LOWERED.sub(lambda run: "_" + _plain(run[0]), raised)
        return " ".join(lowered.translate(_TYPED).split()).replace(" )", ")")


_RAISED = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿⁱ]+")
_LOWERED = re.compile("[₀₁₂₃₄₅₆₇₈₉₊₋ᵢⱼₖₗₘₙₚᵣₛₜᵤᵥₓ]+")
_TYPED = str.maketrans({"ᵀ": "^T ", "∂": "d", "−": "-", "·": " ", "⊙": "*", "⊘": "/", "‖": "||", "𝟎": "0", "𝟏": "1"})


def _plain(run: str) -> str:
    return unicodedata.normalize("NFKC", run).replace("−", "-")


_written: ContextVar[Notation] = ContextVar("written", default=BOOK)


@contextmanager
def written_in(notation: Notation) -> Iterator[None]:
    """Within it, formulas of documents are printed as this author prints them: the choice is of a whole document."""
    token = _written.set(notation)
    try:
        yield
    finally:
        _written.reset(token)


@contextmanager
def of_question(names: Iterable[str]) -> Iterator[None]:
    """Within it, formulas belong to a question with these names: the identity is told from a matrix called I."""
    with written_in(replace(_written.get(), names=tuple(sorted(names)))):
        yield


def written() -> Notation:
    """How formulas of documents are printed here."""
    return _written.get()


def mathematics(formula: Formula) -> Mathematics:
    """A formula in every notation, as `written_in` says."""
    notation = _written.get()
    return Mathematics(
        to_latex(formula, notation),
        to_typst(formula, notation),
        to_text(formula, notation),
        to_spoken(formula, notation),
    )


def equation(*sides: Mathematics) -> Mathematics:
    """Two or more sides with equals signs between them."""
    return Mathematics(
        " = ".join(side.latex for side in sides),
        " = ".join(side.typst for side in sides),
        " = ".join(side.text for side in sides),
        " equals ".join(side.spoken for side in sides),
    )


def approximation(left: Mathematics, right: Mathematics) -> Mathematics:
    """Two sides that are equal after rounding."""
    return Mathematics(
        rf"{left.latex} \approx {right.latex}",
        f"{left.typst} ≈ {right.typst}",
        f"{left.text} ≈ {right.text}",
        f"{left.spoken} is about {right.spoken}",
    )


def definition(named: Definition) -> Mathematics:
    """A name and its meaning: p = softmax(x)."""
    return equation(mathematics(named.symbol), mathematics(named.meaning))


_DOTS = {
    Dots.HORIZONTAL: Mathematics(r"\cdots", "dots.h.c", "⋯", "and so on"),
    Dots.VERTICAL: Mathematics(r"\vdots", "dots.v", "⋮", ""),
    Dots.DIAGONAL: Mathematics(r"\ddots", "dots.down", "⋱", ""),
}
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")


def grid(cells: Grid) -> Mathematics:
    """A matrix written out, dots included."""
    return matrix([[cell(each) for each in row] for row in cells])


def cell(each: Cell) -> Mathematics:
    """An entry of a matrix that is written out, or its dots."""
    return _DOTS[each] if isinstance(each, Dots) else mathematics(each)


def matrix(rows: Sequence[Sequence[Mathematics]]) -> Mathematics:
    """A matrix of entries that are printed already; a single entry stands by itself."""
    if len(rows) == len(rows[0]) == 1:
        return rows[0][0]
    cells = [[cell.latex.replace(r"\frac", r"\dfrac") for cell in row] for row in rows]
    latex = ""
    for number, row in enumerate(cells, start=1):
        # A fraction is deeper than the line; what follows \\ counts from the line and not from the fraction.
        gap = r"\\[1em]" if any(r"\dfrac" in cell for cell in row) else r"\\"
        latex += " & ".join(row) + (f" {gap} " if number < len(cells) else "")
    return Mathematics(
        rf"\begin{{bmatrix}} {latex} \end{{bmatrix}}",
        'mat(delim: "[", ' + "; ".join(", ".join(cell.typst for cell in row) for row in rows) + ")",
        "[" + "; ".join("  ".join(cell.text for cell in row) for row in rows) + "]",
        "the matrix with " + "; ".join(_spoken_rows(rows)),
    )


def _spoken_rows(rows: Sequence[Sequence[Mathematics]]) -> list[str]:
    spoken = []
    for number, row in enumerate(rows):
        if any(cell is _DOTS[Dots.VERTICAL] for cell in row):
            spoken.append("and so on")
            continue
        after_dots = any(cell is _DOTS[Dots.VERTICAL] for earlier in rows[:number] for cell in earlier)
        name = "last" if after_dots else (_ORDINALS[number] if number < len(_ORDINALS) else f"{number + 1}th")
        spoken.append(f"{name} row: " + ", ".join(cell.spoken for cell in row))
    return spoken


_NOISE = 1e-12
"""What is left of a part that is zero, relative to the whole."""


def number(value: Entry, *, exact: bool) -> Mathematics:
    """A number: as a fraction where it is exact, else rounded to four digits that matter."""
    if exact:
        return mathematics(Number(Fraction(value)))
    whole = complex(value)
    real, imaginary = (0.0 if abs(part) < _NOISE * abs(whole) else part for part in (whole.real, whole.imag))
    if not imaginary:
        return _decimal(real)
    unit = Mathematics(r"\mathrm{i}", 'upright("i")', "i", "i")
    size = abs(imaginary)
    turned = unit if size == 1 else _joined(_decimal(size), " ", unit, "", " times ")
    if not real:
        return turned if imaginary > 0 else _joined(Mathematics("-", "-", "−", "minus "), "", turned, "", "")
    sign = ("+", "+", "plus") if imaginary > 0 else ("-", "−", "minus")
    return _joined(_decimal(real), f" {sign[0]} ", turned, f" {sign[1]} ", f" {sign[2]} ")


def _joined(one: Mathematics, between: str, other: Mathematics, in_text: str, in_words: str) -> Mathematics:
    return Mathematics(
        f"{one.latex}{between}{other.latex}",
        f"{one.typst}{between}{other.typst}",
        f"{one.text}{in_text}{other.text}",
        f"{one.spoken}{in_words}{other.spoken}",
    )


def _decimal(value: float) -> Mathematics:
    rounded = f"{value:.4g}"
    mantissa, _, exponent = rounded.partition("e")
    minus = mantissa.replace("-", "−")
    if not exponent:
        return Mathematics(rounded, rounded, minus, rounded.replace("-", "minus "))
    power = int(exponent)
    return Mathematics(
        rf"{mantissa} \times 10^{{{power}}}",
        f"{mantissa} times 10^({power})",
        f"{minus}·10^{power}",
        f"{mantissa} times ten to the {power}",
    )
