"""What every reader of formulas needs: sides of several indices, taken apart and put together, and names.

A row is a tuple of indices, the slowest first: one index of a plain axis, none of a single row, several where ⊗ and vec
put axes together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from jacobook.language.dimension import ONE, Dimension
from jacobook.layout.formulas import formula as f
from jacobook.proof.every_size.symbols import Declared
from jacobook.proof.normal_form.algebra import UNIT, Algebra
from jacobook.proof.normal_form.powers import power
from jacobook.proof.normal_form.terms import Closed, Index, Term, Terms, Unclear, closed, fusion

Side = tuple[Index, ...]


@dataclass(frozen=True)
class FormulaReading:
    """Reads formulas into the terms of one algebra.

    `readers` read each kind of formula. `meanings` are the formulas that names of an answer stand for, `bound` the
    indices that names have in a component form, `counters` those of sums over a whole number.
    """

    algebra: Algebra
    declared: Declared
    readers: Mapping[type, Reader]
    meanings: Mapping[str, f.Formula] = field(default_factory=dict)
    bound: Mapping[str, Index] = field(default_factory=dict)
    counters: Mapping[str, Index] = field(default_factory=dict)

    def form(self, form: f.MatrixForm, rows: Side, columns: Side) -> Terms:
        """The entry of an answer, whose names stand for their meanings."""
        meanings = {definition.symbol.name: definition.meaning for definition in form.definitions}
        if len(meanings) < len(form.definitions) or {*meanings} & {*self.declared.variables}:
            raise Unclear("a name is defined a second time")
        return replace(self, meanings=meanings).entry(form.formula, rows, columns)

    def entry(self, formula: f.Formula, rows: Side = (), columns: Side = ()) -> Terms:
        """The entry of a formula at a row and a column."""
        if _length(rows) != formula.rows or _length(columns) != formula.columns:
            raise Unclear(f"{type(formula).__name__} is {formula.rows}×{formula.columns}, which does not fit its place")
        read = self.readers.get(type(formula))
        if read is None:
            raise Unclear(f"{type(formula).__name__} is not read back")
        return read(self, formula, rows, columns)

    def scalar(self, formula: f.Formula) -> Terms:
        """The value of a formula that must be a scalar."""
        return self.entry(formula, (), ())

    def reciprocal(self, formula: f.Formula, rows: Side = (), columns: Side = ()) -> Terms:
        """One over the entry of a formula; products and powers are not multiplied out first."""
        match formula:
            case f.Power(base=base, exponent=f.Number(value=value)) if value > 0:
                return power(self.algebra, self.entry(base, rows, columns), -value)
            case f.Hadamard(factors=factors):
                return self.algebra.product(*(self.reciprocal(factor, rows, columns) for factor in factors))
            case f.Multiple():
                parts = [self.algebra.number(1 / formula.coefficient)]
                parts += [self.reciprocal(numerator) for numerator in formula.numerators]
                parts += [self.scalar(denominator) for denominator in formula.denominators]
                if formula.body is not None:
                    parts.append(self.reciprocal(formula.body, rows, columns))
                return self.algebra.product(*parts)
            case _:
                return power(self.algebra, self.entry(formula, rows, columns), -1)

    def side(self, dimension: Dimension) -> Side:
        """A new index of a dimension; none where its length is one."""
        return () if dimension == ONE else (self.algebra.index(dimension),)

    def spread(self, formula: f.Formula, rows: Side, columns: Side) -> Terms:
        """The entry of an argument; a scalar stands beside every entry of the others."""
        return self.scalar(formula) if f.is_scalar(formula) else self.entry(formula, rows, columns)

    def single(self, side: Side, dimension: Dimension) -> tuple[Index, Terms, Side]:
        """A side as one index, with the tie to the indices it is made of and those that must be summed over."""
        if len(side) == 1:
            return side[0], UNIT, ()
        one = self.algebra.index(dimension)
        if not side:
            return one, UNIT, ()
        return one, [Term(1, (fusion(one, side),))], (one,)

    def parts(self, side: Side, slow: Dimension, fast: Dimension) -> tuple[Side, Side, Terms, Side]:
        """A side taken apart in two, with the tie where that takes new indices, and the new indices."""
        for position in range(len(side) + 1):
            if _length(side[:position]) == slow and _length(side[position:]) == fast:
                return side[:position], side[position:], UNIT, ()
        one, tie, summed = self.single(side, slow * fast)
        first, second = self.side(slow), self.side(fast)
        apart = self.algebra.term(
            1, [*(factor for term in tie for factor in term.factors), fusion(one, first + second)], ()
        )
        return first, second, apart, summed + first + second

    def equal(self, left: Side, right: Side) -> Terms:
        """1 where two sides are at the same place, else 0."""
        if [i.dimension for i in left] == [i.dimension for i in right]:
            return self.algebra.product(*(self.algebra.delta(i, j) for i, j in zip(left, right, strict=True)))
        if len(left) == 1:
            return [Term(1, (fusion(left[0], right),))]
        if len(right) == 1:
            return [Term(1, (fusion(right[0], left),))]
        one = self.algebra.index(_product(left))
        return self.algebra.term(1, [fusion(one, left), fusion(one, right)], [one])

    def closed_argument(self, formula: f.Formula) -> Closed:
        """An argument of a declared function over its own axes."""
        rows, columns = self.side(formula.rows), self.side(formula.columns)
        return closed(self.entry(formula, rows, columns), (*rows, *columns))


def _product(side: Side) -> Dimension:
    result = ONE
    for index in side:
        result = result * index.dimension
    return result


def _length(side: Side) -> Dimension:
    return side[0].dimension if len(side) == 1 else _product(side)


Reader = Callable[[FormulaReading, Any, Side, Side], Terms]
