"""A derivative written out: the matrix of its entries, with dots where the dimensions are only names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import Enum
from fractions import Fraction

from jacobook.language.dimension import Dimension
from jacobook.layout.formulas import algebra
from jacobook.layout.formulas.formula import (
    Apply,
    Delta,
    Entry,
    FiniteSum,
    Formula,
    IndexSum,
    Multiple,
    Number,
    Power,
    Sum,
    is_scalar,
)
from jacobook.layout.formulas.rebuilding import rebuild
from jacobook.layout.formulas.stacked_index import FastPart, Index, Shifted, SlowPart, Stacked, names_in


class Dots(Enum):
    """What stands for the entries between the second and the last."""

    HORIZONTAL = "⋯"
    VERTICAL = "⋮"
    DIAGONAL = "⋱"


Cell = Formula | Dots
Grid = tuple[tuple[Cell, ...], ...]
Axis = tuple[str, Dimension]
"""An index by its name, and the dimension that it runs through."""

_WRITTEN_IN_FULL = 4


def written_out(entry: Formula, rows: Axis | None, columns: Axis | None) -> Grid | None:
    """The matrix whose entry at (row, column) is the scalar `entry`, given in the two indices.

    Without an axis there is one row (or one column). An axis of up to four entries is written in full, a longer one or
    one of unknown length as first, second, dots, last. None if a side is a product of names, whose last entry has no
    short index.
    """
    row_labels, column_labels = labels(rows), labels(columns)
    if row_labels is None or column_labels is None:
        return None
    literal = {label for label in (*row_labels, *column_labels) if label is not None}

    def cell(row: str | None, column: str | None) -> Cell:
        if row is None and column is None:
            return Dots.DIAGONAL
        if row is None or column is None:
            return Dots.VERTICAL if row is None else Dots.HORIZONTAL
        values = {axis[0]: label for axis, label in ((rows, row), (columns, column)) if axis is not None}
        return at(entry, values, literal)

    return tuple(tuple(cell(row, column) for column in column_labels) for row in row_labels)


def labels(axis: Axis | None) -> list[str | None] | None:
    """The places of an axis that are written, with None where dots stand; None where its last place has no name."""
    if axis is None:
        return [""]
    _, dimension = axis
    if not dimension.symbols:
        if dimension.factor <= _WRITTEN_IN_FULL:
            return [str(number) for number in range(1, dimension.factor + 1)]
        return ["1", "2", None, str(dimension.factor)]
    if len(dimension.symbols) == 1 and dimension.factor == 1 and not dimension.is_sum:
        return ["1", "2", None, dimension.symbols[0]]
    return None


def at(entry: Formula, values: Mapping[str, str], literal: set[str]) -> Formula:
    """The scalar `entry` with its indices replaced by values; `literal` are the names that stand for fixed positions.

    Two different literals are different positions, so that δ between them is 0.
    """
    match entry:
        case Entry(indices=indices):
            return replace(entry, indices=tuple(_index_at(index, values) for index in indices))
        case Delta():
            left, right = (_index_at(index, values) for index in (entry.left, entry.right))
            if left == right:
                return algebra.UNIT
            return algebra.ZERO if {left, right} <= literal else Delta(left, right)
        case IndexSum():
            return _index_sum(entry, values, literal)
        case Sum(terms=terms) if is_scalar(entry):
            return summed([at(term, values, literal) for term in terms])
        case Multiple(coefficient=coefficient, numerators=above, denominators=below, body=None):
            return _powers(
                algebra.multiple(
                    coefficient,
                    [at(factor, values, literal) for factor in above],
                    [at(factor, values, literal) for factor in below],
                )
            )
        case Power(base=base, exponent=exponent):
            return Power(at(base, values, literal), at(exponent, values, literal))
        case FiniteSum(body=body):
            return replace(entry, body=at(body, values, literal))
        case Apply(arguments=arguments):
            return replace(entry, arguments=tuple(at(argument, values, literal) for argument in arguments))
        case _:
            return rebuild(entry, lambda part: at(part, values, literal))


def _index_at(index: Index, values: Mapping[str, str]) -> Index:
    match index:
        case Stacked(slow=slow, fast=fast):
            return _stacked_at(replace(index, slow=_index_at(slow, values), fast=_index_at(fast, values)))
        case Shifted():
            return _shifted_at(index, values)
        case SlowPart(of=of) | FastPart(of=of):
            return replace(index, of=_index_at(of, values))
        case _:
            return values.get(index, index)


def _stacked_at(index: Stacked) -> Index:
    """A stacked index, as one place where its parts and the length of the faster one are numbers."""
    slow, fast, length = index.slow, index.fast, index.length
    if isinstance(slow, str) and isinstance(fast, str) and slow.isdecimal() and fast.isdecimal() and not length.symbols:
        return str((int(slow) - 1) * length.factor + int(fast))
    return index


def _shifted_at(index: Shifted, values: Mapping[str, str]) -> Index:
    """A shifted index, as one place where what is shifted is one."""
    if index.of is None:
        return _place(index.by, index)
    of = _index_at(index.of, values)
    if not isinstance(of, str) or of == index.of:
        return replace(index, of=of)
    place = Dimension.of(int(of) if of.isdecimal() else of)
    return _place(place * Dimension.of(index.step) + index.by, index)


def _place(place: Dimension, shifted: Shifted) -> Index:
    """A fixed place: a number or a name, or what a shifted index comes to, such as n + 1."""
    is_one_word = not place.is_sum and len(place.symbols) + (place.factor != 1) <= 1
    return str(place) if is_one_word else replace(shifted, of=None, step=1, by=place)


def _index_sum(entry: IndexSum, values: Mapping[str, str], literal: set[str]) -> Formula:
    """The sum with its free indices replaced; an index that it binds itself is renamed where a value has that name."""
    bound = {name for name, _ in entry.indices}
    taken = _index_names(entry) | literal | set(values)
    renamed: dict[str, str] = {}
    for name in bound & literal:
        renamed[name] = next(letter for letter in "ijklpqrstu" if letter not in taken)
        taken.add(renamed[name])
    inner = {index: value for index, value in values.items() if index not in bound} | renamed
    body = at(entry.body, inner, literal)
    if algebra.is_zero(body):
        return algebra.ZERO
    return IndexSum(tuple((renamed.get(name, name), dimension) for name, dimension in entry.indices), body)


def _index_names(formula: Formula) -> set[str]:
    """Every index that occurs, free or bound."""
    match formula:
        case Entry(indices=indices):
            return set().union(*map(names_in, indices))
        case Delta():
            return {*names_in(formula.left), *names_in(formula.right)}
        case IndexSum():
            return {name for name, _ in formula.indices} | _index_names(formula.body)
        case Sum(terms=parts) | Apply(arguments=parts):
            return set().union(*map(_index_names, parts))
        case FiniteSum():
            return {formula.index} | _index_names(formula.body)
        case Multiple():
            return set().union(*map(_index_names, (*formula.numerators, *formula.denominators)))
        case Power():
            return _index_names(formula.base) | _index_names(formula.exponent)
        case _:
            return set()


def summed(terms: list[Formula]) -> Formula:
    """The terms without zeros, equal ones counted, numbers added up."""
    counts: dict[Formula, Fraction] = {}
    for term in terms:
        part = algebra.split(term)
        bare = algebra.multiple(1, part.numerators, part.denominators, part.body)
        counts[bare] = counts.get(bare, Fraction(0)) + part.coefficient
    kept = [algebra.multiple(count, (bare,)) for bare, count in counts.items() if count]
    if not kept:
        return algebra.ZERO
    return kept[0] if len(kept) == 1 else Sum(tuple(kept))


def _powers(formula: Formula) -> Formula:
    """A product in which equal factors are gathered: p₁p₁ becomes p₁²."""
    if not isinstance(formula, Multiple):
        return formula
    return replace(formula, numerators=_gathered(formula.numerators), denominators=_gathered(formula.denominators))


def _gathered(factors: tuple[Formula, ...]) -> tuple[Formula, ...]:
    counts: dict[Formula, int] = {}
    for factor in factors:
        counts[factor] = counts.get(factor, 0) + 1
    return tuple(factor if count == 1 else Power(factor, Number(Fraction(count))) for factor, count in counts.items())
