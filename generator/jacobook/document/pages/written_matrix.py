"""A derivative written out entry by entry as a block shows it: symbols with zeros crossed out, entries, numbers."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from jacobook.derivation import Derivation, LayoutAnswer
from jacobook.document.pages.numbers import Numbers, numbers_at
from jacobook.document.pages.page_matrix import PageMatrix
from jacobook.document.setting.mathematics import (
    Mathematics,
    approximation,
    cell,
    equation,
    mathematics,
    matrix,
    number,
)
from jacobook.errors import LanguageError
from jacobook.language.point import read_point
from jacobook.layout.forms.orientation import orientation
from jacobook.layout.formulas import algebra
from jacobook.layout.formulas.entries_written import WrittenEntries, written_entries
from jacobook.layout.formulas.layouts import Layout
from jacobook.layout.formulas.measure import has_more_parts
from jacobook.layout.formulas.written_out import Axis

_MOST_PARTS_OF_AN_ENTRY = 80


def page_matrix(
    derivation: Derivation, shown: Sequence[str], at: str = "", highlight: Sequence[tuple[str, str]] = ()
) -> PageMatrix:
    """What `show: matrix`, `matrix numbers` and `rows` ask for. Raises `LanguageError` where it cannot be shown."""
    example = numbers_at(derivation, read_point(at)) if "numbers" in shown else None
    return PageMatrix(
        _in_layout(derivation, derivation.numerator, shown, example, highlight),
        _in_layout(derivation, derivation.denominator, shown, example, highlight),
    )


def entries_of(derivation: Derivation, answer: LayoutAnswer) -> WrittenEntries:
    """The entries of a derivative in a layout. Raises `LanguageError` where they cannot be written out."""
    components = derivation.components
    names: list[tuple[Axis, ...]] = []
    start = 0
    for count in components.stacked:
        names.append(components.indices[start : start + count])
        start += count
    where = orientation(derivation.expression.shape, [variable.shape for variable in derivation.wrt], answer.layout)
    rows, columns = ([axis for position in side for axis in names[position]] for side in (where.rows, where.columns))
    found = None
    if not has_more_parts(components.formula, _MOST_PARTS_OF_AN_ENTRY):
        found = written_entries(components.left, components.formula, rows or [_SINGLE], columns or [_SINGLE])
    if found is None:
        raise LanguageError(
            "the derivative is too large to be written out entry by entry", hint="give numbers as lengths: where: x: 2"
        )
    return found


def _in_layout(
    derivation: Derivation,
    answer: LayoutAnswer,
    shown: Sequence[str],
    example: Numbers | None,
    highlight: Sequence[tuple[str, str]],
) -> Mathematics:
    partial = derivation.partial_numerator if answer.layout == Layout.NUMERATOR else derivation.partial_denominator
    written = entries_of(derivation, answer)
    marked = {_marked(written, mark, answer.layout) for mark in highlight}
    sides = [mathematics(partial)]
    if "rows" in shown:
        sides.append(matrix(_crossed_out(written)))
    sides.append(matrix(_highlighted([[cell(each) for each in row] for row in written.entries], marked)))
    found = equation(*sides)
    if example is None:
        return found
    values = example.numerator if answer.layout == Layout.NUMERATOR else example.denominator
    rows = [[number(entry, exact=example.exact) for entry in row] for row in values]
    same_size = (len(rows), len(rows[0])) == (len(written.entries), len(written.entries[0]))
    numbers = matrix(_highlighted(rows, marked if same_size else ()))
    return equation(found, numbers) if example.exact else approximation(found, numbers)


def _marked(written: WrittenEntries, mark: tuple[str, str], layout: Layout) -> tuple[int, int]:
    row, column = mark if layout == Layout.NUMERATOR else mark[::-1]
    found = written.position(row, column)
    if found is None:
        raise LanguageError(f"there is no entry {','.join(mark)} to highlight in what is written out")
    return found


def _highlighted(rows: list[list[Mathematics]], places: Collection[tuple[int, int]]) -> list[list[Mathematics]]:
    return [[_boxed(each) if (i, j) in places else each for j, each in enumerate(row)] for i, row in enumerate(rows)]


def _boxed(each: Mathematics) -> Mathematics:
    return Mathematics(
        rf"\boxed{{{each.latex}}}",
        f"#rect(inset: 3pt, stroke: 0.6pt, $ {each.typst} $)",
        f"⟦{each.text}⟧",
        f"{each.spoken}, highlighted",
    )


def _crossed_out(written: WrittenEntries) -> list[list[Mathematics]]:
    return [
        [_crossed(cell(symbol)) if entry == algebra.ZERO else cell(symbol) for symbol, entry in zip(*rows, strict=True)]
        for rows in zip(written.symbols, written.entries, strict=True)
    ]


def _crossed(each: Mathematics) -> Mathematics:
    return Mathematics(
        rf"\cancel{{{each.latex}}}", f"cancel({each.typst})", f"{each.text} → 0", f"{each.spoken}, which is zero"
    )


_SINGLE: Axis = ("", algebra.UNIT.rows)


__all__ = ["PageMatrix", "entries_of", "page_matrix"]
