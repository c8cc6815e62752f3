"""A derivative written out in full: each entry by its place, sums of a few terms term by term."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

from jacobook.layout.formulas import algebra
from jacobook.layout.formulas.formula import Formula, IndexSum, Multiple, Sum, is_scalar
from jacobook.layout.formulas.rebuilding import rebuild
from jacobook.layout.formulas.written_out import Axis, Cell, Dots, Grid, at, labels, summed

_MOST_PLACES = 12
_MOST_TERMS = 6

Place = tuple[str, ...] | None
"""The values of the indices of a side, in their order; None where dots stand."""


@dataclass(frozen=True, slots=True)
class WrittenEntries:
    """The entries of a derivative and their symbols, as matrices of the same places."""

    entries: Grid
    symbols: Grid
    rows: tuple[Place, ...]
    columns: tuple[Place, ...]

    def position(self, row: str, column: str) -> tuple[int, int] | None:
        """Where the entry stands whose row and column have these names; None where it is not written."""
        for i, at_row in enumerate(self.rows):
            for j, at_column in enumerate(self.columns):
                if _names(at_row, i) == row and _names(at_column, j) == column:
                    return i, j
        return None


def _names(place: Place, number: int) -> str | None:
    """What a place is called: its index, and its number where several indices make it, or none."""
    if place is None:
        return None
    return place[0] if len(place) == 1 else str(number + 1)


def written_entries(
    symbol: Formula, entry: Formula, rows: Sequence[Axis], columns: Sequence[Axis]
) -> WrittenEntries | None:
    """The matrix of the scalar `entry`, which is `symbol`, in the indices of its rows and columns, the last the faster.

    None where a side is too long to be written, or its last place has no name.
    """
    at_rows, at_columns = _places(rows), _places(columns)
    if at_rows is None or at_columns is None:
        return None
    names = [[name for name, _ in axes] for axes in (rows, columns)]
    literal = {label for place in (*at_rows, *at_columns) for label in place or ()}

    def cell(formula: Formula, row: Place, column: Place) -> Cell:
        if row is None or column is None:
            return Dots.HORIZONTAL if row is not None else Dots.VERTICAL if column is not None else Dots.DIAGONAL
        values = dict(zip(names[0], row, strict=True)) | dict(zip(names[1], column, strict=True))
        return opened(at(formula, values, literal))

    def grid(formula: Formula) -> Grid:
        return tuple(tuple(cell(formula, row, column) for column in at_columns) for row in at_rows)

    return WrittenEntries(grid(entry), grid(symbol), tuple(at_rows), tuple(at_columns))


def _places(axes: Sequence[Axis]) -> list[Place] | None:
    if len(axes) == 1:
        found = labels(axes[0])
        return None if found is None else [None if label is None else (label,) for label in found]
    if any(dimension.symbols for _, dimension in axes):
        return None
    lengths = [dimension.factor for _, dimension in axes]
    if prod(lengths) > _MOST_PLACES:
        return None
    return [tuple(map(str, place)) for place in product(*(range(1, length + 1) for length in lengths))]


def opened(formula: Formula) -> Formula:
    """The formula with its sums of a few numbered terms written term by term."""
    inner = rebuild(formula, opened)
    match inner:
        case IndexSum(indices=indices, body=body):
            if any(dimension.symbols for _, dimension in indices):
                return inner
            ranges = [range(1, dimension.factor + 1) for _, dimension in indices]
            if prod(map(len, ranges)) > _MOST_TERMS:
                return inner
            names = [name for name, _ in indices]
            literal = {str(number) for each in ranges for number in each}
            terms = [at(body, dict(zip(names, map(str, place), strict=True)), literal) for place in product(*ranges)]
            return _added(terms)
        case Sum(terms=terms) if is_scalar(inner):
            return _added(terms)
        case Multiple(coefficient=coefficient, numerators=above, denominators=below, body=None) if inner is not formula:
            return algebra.multiple(coefficient, above, below)
        case _:
            return inner


def _added(terms: Iterable[Formula]) -> Formula:
    """The sum of scalars in which products of the same entries, in whatever order, are one term."""
    alike: dict[tuple[object, ...], Formula] = {}
    flat: list[Formula] = []
    for term in (part for each in terms for part in (each.terms if isinstance(each, Sum) else (each,))):
        split = algebra.split(term)
        key = (*sorted(map(repr, split.numerators)), "/", *sorted(map(repr, split.denominators)), repr(split.body))
        bare = algebra.multiple(1, split.numerators, split.denominators, split.body)
        flat.append(algebra.multiple(split.coefficient, (alike.setdefault(key, bare),)))
    return summed(flat)
