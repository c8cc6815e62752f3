"""Matrices read back into indices: sums, products, transposes, inverses, ⊗ and vec, each from its definition."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from jacobook.calculus.index_form import Place as PlaceTensor
from jacobook.calculus.index_form import Triangle
from jacobook.language.dimension import NOTHING, ONE, Dimension
from jacobook.layout.formulas import formula as f
from jacobook.proof.every_size import symbols
from jacobook.proof.every_size.entry_reading import FormulaReading, Reader, Side
from jacobook.proof.normal_form.algebra import UNIT
from jacobook.proof.normal_form.functions import apply
from jacobook.proof.normal_form.matrices import determinant, inverse, matrix_power, with_indices
from jacobook.proof.normal_form.powers import power, power_by
from jacobook.proof.normal_form.terms import Index, Terms, Unclear

_MOST_FACTORS = 12


def _symbol(at: FormulaReading, symbol: f.Symbol, rows: Side, columns: Side) -> Terms:
    if symbol.name in at.meanings:
        return at.entry(at.meanings[symbol.name], rows, columns)
    if symbol.name in at.counters:
        return symbols.counter(at.algebra, at.counters[symbol.name])
    return _at_singles(at, lambda indices: at.declared.entry(at.algebra, symbol.name, indices), symbol, rows, columns)


def _at_singles(
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
    return _at_singles(at, lambda indices: symbols.change(at.algebra, body.name, indices), body, rows, columns)


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
    return of_matrix(at, formula.body, rows, columns, lambda inner, free, to: _turned_inverse(at, inner, free, to))


def _turned_inverse(at: FormulaReading, inner: Terms, free: tuple[Index, Index], to: tuple[Index, Index]) -> Terms:
    """The inverse at `to` of the matrix at `free`."""
    row, column = free
    return with_indices(inverse(at.algebra, inner, row, column), {column: to[0], row: to[1]})


Entrywise = Callable[[Terms, tuple[Index, Index], tuple[Index, Index]], Terms]


def of_matrix(at: FormulaReading, body: f.Formula, rows: Side, columns: Side, function: Entrywise) -> Terms:
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
    number = Fraction(0)
    if exponent:
        number = Fraction(exponent[0].coefficient)
    if len(exponent) > 1 or (exponent and exponent[0].factors):
        return of_matrix(
            at,
            formula.body,
            rows,
            columns,
            lambda inner, free, to: matrix_power(at.algebra, inner, free, exponent, to),
        )
    if number.denominator != 1 or abs(number) > _MOST_FACTORS:
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


def _cut(at: FormulaReading, cut: f.Cut | None, whole: Dimension, side: Side) -> tuple[Side, Terms, Side]:
    """The side of the whole for one of a part, with the tie of the two, and what is summed over."""
    if cut is None:
        return side, UNIT, ()
    place = at.algebra.index(whole)
    part, tie, new = at.single(side, cut.length)
    indices = (place,) if cut.is_place else (place, part)
    if cut.index:
        found = symbols.constant_matrix(at.algebra, PlaceTensor(cut.index, whole, cut.length).key, indices)
    elif whole == ONE:
        found = UNIT
    else:
        found = symbols.window(at.algebra, cut.start, 1 if cut.is_place else cut.step, indices)
    return ((place,) if whole != ONE else ()), at.algebra.product(tie, found), (place, *new)


def _part(at: FormulaReading, formula: f.Part, rows: Side, columns: Side) -> Terms:
    row, above, new = _cut(at, formula.row, formula.body.rows, rows)
    column, beside, more = _cut(at, formula.column, formula.body.columns, columns)
    found = at.algebra.product(above, beside, at.entry(formula.body, row, column))
    return at.algebra.summed(found, new + more)


def _block(at: FormulaReading, formula: f.Block, rows: Side, columns: Side) -> Terms:
    found: Terms = []
    top = NOTHING
    for line in formula.grid:
        left = NOTHING
        for part in line:
            row, above, new = _placed(at, top, part.rows, formula.rows, rows)
            column, beside, more = _placed(at, left, part.columns, formula.columns, columns)
            entry = at.algebra.product(above, beside, at.entry(part, row, column))
            found = [*found, *at.algebra.summed(entry, new + more)]
            left = left + part.columns
        top = top + line[0].rows
    return found


def _placed(
    at: FormulaReading, start: Dimension, length: Dimension, whole: Dimension, side: Side
) -> tuple[Side, Terms, Side]:
    """The side of a block that begins there, with where it lies on that of the whole, and what is summed over."""
    if length == whole:
        return side, UNIT, ()
    place, tie, new = at.single(side, whole)
    inner = at.side(length)
    found = symbols.window(at.algebra, start, 1, (place, *inner))
    return inner, at.algebra.product(tie, found), (*new, *inner)


def _triangular(at: FormulaReading, formula: f.Triangular, rows: Side, columns: Side) -> Terms:
    (row, tie, new), (column, other, more) = at.single(rows, formula.rows), at.single(columns, formula.columns)
    key = Triangle(formula.rows, formula.columns, formula.diagonal, formula.side).key
    mask = symbols.constant_matrix(at.algebra, key, (row, column))
    inner = at.entry(formula.body, (row,), (column,))
    return at.algebra.summed(at.algebra.product(tie, other, mask, inner), new + more)


MATRIX_READERS: Mapping[type, Reader] = {
    f.Part: _part,
    f.Block: _block,
    f.Triangular: _triangular,
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
    f.Unvec: lambda at, formula, rows, columns: at.entry(formula.body, columns + rows, ()),
    f.Differential: _differential,
}
"""What reads each kind of matrix."""
