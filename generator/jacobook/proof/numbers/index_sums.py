"""Terms of sums over named indices, for one choice of the indices that are left free, or for all of them at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import reduce
from itertools import product
from operator import add
from typing import Protocol

from jacobook.layout.formulas import formula as layout
from jacobook.layout.formulas.formula import Formula
from jacobook.proof.numbers.arithmetic import Entry, Undefined
from jacobook.proof.numbers.contraction import Table, contracted, tabulated

Bound = Mapping[str, tuple[int, int]]
"""Index names with the value they have now, and the dimension they run over."""

# With so many free indices a sum is taken for all of their values at once: each factor is read once, not n³ times.
_MANY = 3

Tables = dict[int, tuple[dict[str, int], Table | None]]
"""What was summed, for all values of the indices with these lengths; None where a factor has no value at some."""


class Evaluating(Protocol):
    """What evaluates the factors of a term."""

    tables: Tables

    def scalar(self, formula: Formula, bound: Bound) -> Entry:
        """The value of a scalar formula."""

    def free_indices(self, formula: Formula) -> frozenset[str]:
        """The names of the indices that a formula leaves free."""

    def number(self, value: Fraction | int) -> Entry:
        """A number."""

    def divided(self, numerator: Entry, denominator: Entry) -> Entry:
        """A quotient; raises `Undefined` where the divisor is zero."""


def remembered_sum(at: Evaluating, formula: layout.IndexSum, bound: Bound) -> Entry | None:
    """The sum where it is known for these values of its free indices, else None."""
    ranges, table = at.tables.get(id(formula), ({}, None))
    if table is None or any(bound.get(name, (0, 0))[1] != length for name, length in ranges.items()):
        return None
    return table.numbers[tuple(bound[name][0] for name in table.names)]


def index_sum(at: Evaluating, formula: layout.IndexSum, lengths: Mapping[str, int], bound: Bound) -> Entry:
    """The sum over the indices with these lengths, in which the other indices are bound."""
    ranges = {name: bound[name][1] for name in sorted(at.free_indices(formula)) if name in bound}
    if len(ranges) >= _MANY and at.tables.get(id(formula), ({}, None))[0] != ranges:
        at.tables[id(formula)] = ranges, _for_all(at, formula, lengths, ranges)
        known = remembered_sum(at, formula, bound)
        if known is not None:
            return known
    one = at.number(1)
    return reduce(add, (contracted(list(_read(at, term, lengths, bound)), lengths, one) for term in _terms(formula)))


def _for_all(
    at: Evaluating, formula: layout.IndexSum, lengths: Mapping[str, int], ranges: Mapping[str, int]
) -> Table | None:
    every, kept, one = {**lengths, **ranges}, list(ranges), at.number(1)
    try:
        tables = [tabulated(list(_read(at, term, every, {})), every, kept, one) for term in _terms(formula)]
    except (Undefined, ZeroDivisionError):
        return None
    numbers = {values: reduce(add, (table.numbers[values] for table in tables)) for values in tables[0].numbers}
    return Table(tuple(kept), numbers)


def _terms(formula: layout.IndexSum) -> tuple[Formula, ...]:
    return formula.body.terms if isinstance(formula.body, layout.Sum) else (formula.body,)


def _read(at: Evaluating, term: Formula, lengths: Mapping[str, int], bound: Bound) -> Iterator[Table]:
    """The factors of a term for all values of the indices with these lengths."""
    for factor, inverted in _factors(term, inverted=False):
        names: Sequence[str] = tuple(sorted(at.free_indices(factor) & set(lengths)))
        numbers = {}
        for values in product(*(range(lengths[name]) for name in names)):
            here = dict(zip(names, zip(values, map(lengths.__getitem__, names), strict=True), strict=True))
            number = at.scalar(factor, {**bound, **here})
            numbers[values] = at.divided(at.number(1), number) if inverted else number
        yield Table(tuple(names), numbers)


def _factors(term: Formula, *, inverted: bool) -> Iterator[tuple[Formula, bool]]:
    """The scalars that a term is the product of, and for each whether it divides."""
    if not isinstance(term, layout.Multiple):
        yield term, inverted
        return
    yield layout.Number(Fraction(term.coefficient)), inverted
    for numerator in (*term.numerators, *(() if term.body is None else (term.body,))):
        yield from _factors(numerator, inverted=inverted)
    for denominator in term.denominators:
        yield from _factors(denominator, inverted=not inverted)
