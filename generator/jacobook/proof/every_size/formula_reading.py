"""Formulas read back into indices: the entry of a layout's formula at a row and a column, from the definitions.

A row is a tuple of indices, the slowest first: one index of a plain axis, none of a single row, several where ⊗ and vec
put axes together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from jacobook.language.dimension import ONE, Dimension
from jacobook.language.functions import MATRIX_FUNCTIONS
from jacobook.layout import formula as f
from jacobook.proof.every_size import symbols
from jacobook.proof.every_size.algebra import UNIT, Algebra
from jacobook.proof.every_size.functions import apply, atomic
from jacobook.proof.every_size.matrices import (
    determinant,
    inverse,
    matrix_function,
    matrix_power,
    product_of_entries,
    with_indices,
)
from jacobook.proof.every_size.powers import power, power_by
from jacobook.proof.every_size.terms import Closed, Index, Term, Terms, Unclear, closed, fusion

Side = tuple[Index, ...]
_MOST_FACTORS = 12


@dataclass(frozen=True)
class FormulaReading:
    """Reads formulas into the terms of one algebra.

    `meanings` are the formulas that names of an answer stand for, `bound` the indices that names have in a component
    form, `counters` those of sums over a whole number.
    """

    algebra: Algebra
    declared: symbols.Declared
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
        read = _READERS.get(type(formula))
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
        apart = self.algebra.term(1, [*(factor for term in tie for factor in term.factors), fusion(one, first + second)], ())
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


def _symbol(at: FormulaReading, symbol: f.Symbol, rows: Side, columns: Side) -> Terms:
    if symbol.name in at.meanings:
        return at.entry(at.meanings[symbol.name], rows, columns)
    if symbol.name in at.counters:
        return symbols.counter(at.algebra, at.counters[symbol.name])
    return _named(at, lambda indices: at.declared.entry(at.algebra, symbol.name, indices), symbol, rows, columns)


def _named(
    at: FormulaReading, entry: Callable[[Sequence[Index]], Terms], symbol: f.Symbol, rows: Side, columns: Side
) -> Terms:
    sides = (rows, symbol.rows), (columns, symbol.columns)
    singles = [at.single(*side) for side in sides[: symbol.rank]]
    found = at.algebra.product(entry([index for index, _, _ in singles]), *(tie for _, tie, _ in singles))
    return at.algebra.summed(found, [index for _, _, summed in singles for index in summed])


def _differential(at: FormulaReading, formula: f.Differential, rows: Side, columns: Side) -> Terms:
    body = formula.body
    if not isinstance(body, f.Symbol) or body.name not in at.declared.variables:
        raise Unclear("it holds the differential of something that is not a variable")
    return _named(at, lambda indices: symbols.change(at.algebra, body.name, indices), body, rows, columns)


def _commutation(at: FormulaReading, formula: f.Commutation, rows: Side, columns: Side) -> Terms:
    """X of size m×n stands in vec(X) with its columns the slower, in vec(Xᵀ) with its rows."""
    i, j, tie, new = at.parts(rows, formula.m, formula.n)
    l, k, other, more = at.parts(columns, formula.n, formula.m)
    found = at.algebra.product(tie, other, at.equal(i, k), at.equal(j, l))
    return at.algebra.summed(found, new + more)


def _sum(at: FormulaReading, formula: f.Sum, rows: Side, columns: Side) -> Terms:
    return [term for part in formula.terms for term in at.entry(part, rows, columns)]


def _multiple(at: FormulaReading, formula: f.Multiple, rows: Side, columns: Side) -> Terms:
    parts = [at.algebra.number(formula.coefficient)]
    parts += [at.reciprocal(denominator) for denominator in formula.denominators]
    parts += [at.scalar(numerator) for numerator in formula.numerators]
    if formula.body is not None:
        parts.append(at.entry(formula.body, rows, columns))
    return at.algebra.product(*parts)


def _product_of_matrices(at: FormulaReading, formula: f.Product, rows: Side, columns: Side) -> Terms:
    first, *rest = formula.factors
    result, left = None, rows
    for number, factor in enumerate((first, *rest)):
        last = number == len(rest)
        right = columns if last else at.side(factor.columns)
        here = at.entry(factor, left, right)
        result = here if result is None else at.algebra.summed(at.algebra.product(result, here), left)
        left = right
    assert result is not None
    return result


def _hadamard(at: FormulaReading, formula: f.Hadamard, rows: Side, columns: Side) -> Terms:
    return at.algebra.product(*(at.entry(factor, rows, columns) for factor in formula.factors))


def _hadamard_quotient(at: FormulaReading, formula: f.HadamardQuotient, rows: Side, columns: Side) -> Terms:
    below = at.reciprocal(formula.denominator, rows, columns)
    return at.algebra.product(at.entry(formula.numerator, rows, columns), below)


def _power(at: FormulaReading, formula: f.Power, rows: Side, columns: Side) -> Terms:
    base = at.entry(formula.base, rows, columns)
    return power_by(at.algebra, base, at.spread(formula.exponent, rows, columns))


def _inverse(at: FormulaReading, formula: f.Inverse, rows: Side, columns: Side) -> Terms:
    return _of_matrix(at, formula.body, rows, columns, lambda inner, free, to: _turned_inverse(at, inner, free, to))


def _turned_inverse(at: FormulaReading, inner: Terms, free: tuple[Index, Index], to: tuple[Index, Index]) -> Terms:
    """The inverse at `to` of the matrix at `free`."""
    row, column = free
    return with_indices(inverse(at.algebra, inner, row, column), {column: to[0], row: to[1]})


Entrywise = Callable[[Terms, tuple[Index, Index], tuple[Index, Index]], Terms]


def _of_matrix(at: FormulaReading, body: f.Formula, rows: Side, columns: Side, function: Entrywise) -> Terms:
    """A function of a whole square matrix: read at indices of its own, then put at the row and the column."""
    free = at.algebra.index(body.rows), at.algebra.index(body.columns)
    inner = at.entry(body, *((index,) if index.dimension != ONE else () for index in free))
    (row, tie, new), (column, other, more) = at.single(rows, body.rows), at.single(columns, body.columns)
    to = at.algebra.index(body.rows), at.algebra.index(body.columns)
    found = with_indices(function(inner, free, to), {to[0]: row, to[1]: column})
    found = [last for term in found for last in at.algebra.term(*term)]
    return at.algebra.summed(at.algebra.product(found, tie, other), new + more)


def _matrix_power(at: FormulaReading, formula: f.MatrixPower, rows: Side, columns: Side) -> Terms:
    exponent = at.scalar(formula.exponent)
    number = exponent[0].coefficient if len(exponent) == 1 and not exponent[0].factors else None if exponent else 0
    if number is None:
        return _of_matrix(
            at,
            formula.body,
            rows,
            columns,
            lambda inner, free, to: matrix_power(at.algebra, inner, free, exponent, to),
        )
    if Fraction(number).denominator != 1 or abs(number) > _MOST_FACTORS:
        raise Unclear("a matrix is raised to a large power")
    if not number:
        return at.equal(rows, columns)
    factor: f.Formula = formula.body if number > 0 else f.Inverse(formula.body)
    return at.entry(f.Product((factor,) * abs(int(number))), rows, columns)


def _diagonal(at: FormulaReading, formula: f.Diagonal, rows: Side, columns: Side) -> Terms:
    return at.algebra.product(at.equal(rows, columns), at.entry(formula.body, rows, ()))


def _diagonal_part(at: FormulaReading, formula: f.DiagonalPart, rows: Side, _: Side) -> Terms:
    other = tuple(at.algebra.index(index.dimension) for index in rows)
    return at.algebra.summed(at.algebra.product(at.equal(rows, other), at.entry(formula.body, rows, other)), other)


def _trace(at: FormulaReading, formula: f.Trace, _rows: Side, _columns: Side) -> Terms:
    row, column = at.side(formula.body.rows), at.side(formula.body.columns)
    found = at.algebra.product(at.equal(row, column), at.entry(formula.body, row, column))
    return at.algebra.summed(found, row + column)


def _determinant(at: FormulaReading, formula: f.Determinant, _rows: Side, _columns: Side) -> Terms:
    free = at.algebra.index(formula.body.rows), at.algebra.index(formula.body.columns)
    inner = at.entry(formula.body, *((index,) if index.dimension != ONE else () for index in free))
    return determinant(at.algebra, inner, *free)


def _norm(at: FormulaReading, formula: f.Norm, _rows: Side, _columns: Side) -> Terms:
    rows, columns = at.side(formula.body.rows), at.side(formula.body.columns)
    inner = at.entry(formula.body, rows, columns)
    if formula.kind == "1":
        return at.algebra.summed(apply(at.algebra, "abs", [inner]), rows + columns)
    squares = at.algebra.summed(at.algebra.product(inner, at.algebra.refreshed(inner)), rows + columns)
    return power(at.algebra, squares, Fraction(1, 2))


def _kronecker(at: FormulaReading, formula: f.Kronecker, rows: Side, columns: Side) -> Terms:
    up, down, tie, new = at.parts(rows, formula.left.rows, formula.right.rows)
    left, right, other, more = at.parts(columns, formula.left.columns, formula.right.columns)
    found = at.algebra.product(tie, other, at.entry(formula.left, up, left), at.entry(formula.right, down, right))
    return at.algebra.summed(found, new + more)


def _khatri_rao(at: FormulaReading, formula: f.KhatriRao, rows: Side, columns: Side) -> Terms:
    up, down, tie, new = at.parts(rows, formula.left.rows, formula.right.rows)
    found = at.algebra.product(tie, at.entry(formula.left, up, columns), at.entry(formula.right, down, columns))
    return at.algebra.summed(found, new)


def _vec(at: FormulaReading, formula: f.Vec, rows: Side, _: Side) -> Terms:
    column, row, tie, new = at.parts(rows, formula.body.columns, formula.body.rows)
    return at.algebra.summed(at.algebra.product(tie, at.entry(formula.body, row, column)), new)


def _apply(at: FormulaReading, formula: f.Apply, rows: Side, columns: Side) -> Terms:
    if formula.function in ("softmax", "logsumexp", "prod") and len(formula.arguments) == 1:
        return _composite(at, formula.function, formula.arguments[0], rows)
    return apply(at.algebra, formula.function, [at.spread(argument, rows, columns) for argument in formula.arguments])


def _composite(at: FormulaReading, name: str, argument: f.Formula, rows: Side) -> Terms:
    algebra = at.algebra
    over = at.side(argument.rows), at.side(argument.columns)
    inner = at.entry(argument, *over)
    if name == "prod":
        return product_of_entries(algebra, inner, over[0] + over[1])
    total = algebra.summed(apply(algebra, "exp", [inner]), over[0] + over[1])
    if name == "logsumexp":
        return apply(algebra, "log", [total])
    return algebra.product(apply(algebra, "exp", [at.entry(argument, rows, ())]), power(algebra, total, -1))


def _cross(at: FormulaReading, formula: f.Cross, rows: Side, _: Side) -> Terms:
    """(u × v)_i = ε_ijk u_j v_k."""
    j, k = at.side(formula.left.rows), at.side(formula.right.rows)
    factors = at.entry(formula.left, j, ()), at.entry(formula.right, k, ())
    return at.algebra.summed(at.algebra.product(symbols.levi_civita(at.algebra, rows + j + k), *factors), j + k)


def _cross_matrix(at: FormulaReading, formula: f.CrossMatrix, rows: Side, columns: Side) -> Terms:
    """([u]×)_ij = ε_ikj u_k, so that [u]× v is u × v."""
    k = at.side(formula.body.rows)
    epsilon = symbols.levi_civita(at.algebra, rows + k + columns)
    return at.algebra.summed(at.algebra.product(epsilon, at.entry(formula.body, k, ())), k)


def _finite_sum(at: FormulaReading, formula: f.FiniteSum, rows: Side, columns: Side) -> Terms:
    if not isinstance(formula.count, f.Symbol) or formula.index in at.declared.variables:
        raise Unclear("a sum over a whole number that is not one letter")
    index = at.algebra.index(symbols.counted(formula.count.name))
    inner = replace(at, counters={**at.counters, formula.index: index}).entry(formula.body, rows, columns)
    return at.algebra.summed(inner, (index,))


def _function_value(at: FormulaReading, formula: f.FunctionValue, rows: Side, columns: Side) -> Terms:
    arguments = [at.closed_argument(argument) for argument in formula.arguments]
    sides = [(rows, formula.rows), (columns, formula.columns)][: formula.rank]
    singles = [at.single(*side) for side in sides]
    indices = [index for index, _, _ in singles]
    found = symbols.declared_function(at.algebra, formula.name, arguments, (), indices, symmetric=False)
    found = at.algebra.product(found, *(tie for _, tie, _ in singles))
    return at.algebra.summed(found, [index for _, _, summed in singles for index in summed])


def _function_derivative(at: FormulaReading, formula: f.FunctionDerivative, rows: Side, columns: Side) -> Terms:
    sides = rows, columns
    if formula.layout not in ("", formula.entrywise_layout):
        sides = columns, rows
    return _derivative_entry(at, formula, [index for side in sides for index in side])


def _derivative_entry(at: FormulaReading, formula: f.FunctionDerivative, indices: Sequence[Index]) -> Terms:
    value = formula.value
    arguments = [at.closed_argument(argument) for argument in value.arguments]
    axes = [d for d in (value.rows, value.columns)[: value.rank]]
    for position in formula.by:
        axes += [index.dimension for index in arguments[position].free]
    if [d for d in axes if d != ONE] != [index.dimension for index in indices]:
        raise Unclear("a derivative of a declared function has other axes than its place")
    twice = len(formula.by) == 2 and formula.by[0] == formula.by[1]
    symmetric = twice and not value.rank and len(arguments[formula.by[0]].free) == 1
    return symbols.declared_function(at.algebra, value.name, arguments, formula.by, indices, symmetric=symmetric)


def _named_function(at: FormulaReading, formula: f.NamedFunction, rows: Side, columns: Side) -> Terms:
    name = f"{formula.name}{'′' * formula.order}"
    if formula.of_matrix or formula.name in MATRIX_FUNCTIONS:
        return _of_matrix(
            at,
            formula.argument,
            rows,
            columns,
            lambda inner, free, to: matrix_function(at.algebra, name, inner, free, to),
        )
    return atomic(at.algebra, f"function {name}", [at.spread(formula.argument, rows, columns)])


def _entry(at: FormulaReading, formula: f.Entry, _rows: Side, _columns: Side) -> Terms:
    indices = [_index(at, name) for name in formula.indices]
    if isinstance(formula.body, f.FunctionDerivative):
        return _derivative_entry(at, formula.body, [index for index in indices if index.dimension != ONE])
    body = formula.body
    match indices:
        case []:
            return at.scalar(body)
        case [one]:
            side = (one,) if one.dimension != ONE else ()
            return at.entry(body, side, ()) if body.columns == ONE else at.entry(body, (), side)
        case [row, column]:
            return at.entry(body, *((index,) if index.dimension != ONE else () for index in (row, column)))
        case _:
            raise Unclear("an entry has more than two indices")


def _index(at: FormulaReading, name: str) -> Index:
    if name not in at.bound:
        raise Unclear(f"the index {name} is not bound")
    return at.bound[name]


def _delta(at: FormulaReading, formula: f.Delta, _rows: Side, _columns: Side) -> Terms:
    left, right = _index(at, formula.left), _index(at, formula.right)
    if left.dimension != right.dimension:
        raise Unclear("a δ compares indices of different dimensions")
    return at.algebra.delta(left, right)


def _index_sum(at: FormulaReading, formula: f.IndexSum, _rows: Side, _columns: Side) -> Terms:
    indices = {name: at.algebra.index(dimension) for name, dimension in formula.indices}
    if len(indices) < len(formula.indices) or {*indices} & {*at.bound}:
        raise Unclear("an index is summed over where it already means something")
    return at.algebra.summed(replace(at, bound={**at.bound, **indices}).scalar(formula.body), [*indices.values()])


_READERS: dict[type, Reader] = {
    f.Symbol: _symbol,
    f.Number: lambda at, formula, _rows, _columns: at.algebra.number(formula.value),
    f.Constant: lambda at, formula, _rows, _columns: symbols.constant(at.algebra, formula.name),
    f.Size: lambda at, formula, _rows, _columns: at.algebra.size(formula.dimension),
    f.Identity: lambda at, _formula, rows, columns: at.equal(rows, columns),
    f.Filled: lambda at, formula, _rows, _columns: at.algebra.number(formula.value),
    f.Commutation: _commutation,
    f.Sum: _sum,
    f.Multiple: _multiple,
    f.Product: _product_of_matrices,
    f.Hadamard: _hadamard,
    f.HadamardQuotient: _hadamard_quotient,
    f.Power: _power,
    f.Transpose: lambda at, formula, rows, columns: at.entry(formula.body, columns, rows),
    f.Inverse: _inverse,
    f.MatrixPower: _matrix_power,
    f.Diagonal: _diagonal,
    f.DiagonalPart: _diagonal_part,
    f.Trace: _trace,
    f.Determinant: _determinant,
    f.Norm: _norm,
    f.Kronecker: _kronecker,
    f.KhatriRao: _khatri_rao,
    f.Vec: _vec,
    f.Apply: _apply,
    f.Cross: _cross,
    f.CrossMatrix: _cross_matrix,
    f.FiniteSum: _finite_sum,
    f.FunctionValue: _function_value,
    f.FunctionDerivative: _function_derivative,
    f.NamedFunction: _named_function,
    f.Entry: _entry,
    f.Delta: _delta,
    f.IndexSum: _index_sum,
    f.Differential: _differential,
}
"""What reads each kind of formula; a symbol ∂y/∂x only names an answer, and is none."""
