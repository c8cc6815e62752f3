"""Formulas of linear algebra evaluated: letters, sums, products, inverses, norms.

Determinants and inverses are found by elimination here (`jacobook.proof.numbers.elimination`), by cofactors in
`jacobook.proof.oracle.written_functions`: two ways to one number.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import reduce
from itertools import chain
from operator import add, mul
from typing import Any

from jacobook.layout.formulas import formula as layout
from jacobook.proof.evaluation.evaluator import Evaluator
from jacobook.proof.numbers.arithmetic import Entry
from jacobook.proof.numbers.elimination import Matrix, determinant, identity, inverse, shape, transposed
from jacobook.proof.numbers.fitting import (
    Malformed,
    column,
    entrywise,
    matrix_product,
    same_shape,
    shape_text,
    single,
    square,
)
from jacobook.proof.numbers.hole import among
from jacobook.proof.numbers.index_sums import Bound


def _symbol(at: Evaluator, formula: layout.Symbol, _: Bound) -> Matrix:
    if formula.name not in at.symbols:
        raise Malformed(f"the name {formula.name} is not defined")
    return at.symbols[formula.name]


def _number(at: Evaluator, formula: layout.Number, _: Bound) -> Matrix:
    return single(at.number(formula.value))


def _constant(at: Evaluator, formula: layout.Constant, _: Bound) -> Matrix:
    return single(at.arithmetic.constant(formula.name))


def _size(at: Evaluator, formula: layout.Size, _: Bound) -> Matrix:
    return single(at.number(at.size(formula.dimension)))


def changed(name: str) -> str:
    """The name under which an evaluation knows the change of a variable; no variable can have it."""
    return f"d {name}"


def _differential(at: Evaluator, formula: layout.Differential, _: Bound) -> Matrix:
    name = formula.body.name if isinstance(formula.body, layout.Symbol) else ""
    if changed(name) not in at.symbols:
        raise Malformed("it holds the differential of something that is not a variable")
    return at.symbols[changed(name)]


def _identity(at: Evaluator, formula: layout.Identity, _: Bound) -> Matrix:
    return identity(at.size(formula.rows), at.arithmetic)


def _filled(at: Evaluator, formula: layout.Filled, _: Bound) -> Matrix:
    return ((at.number(formula.value),) * at.size(formula.columns),) * at.size(formula.rows)


def _commutation(at: Evaluator, formula: layout.Commutation, _: Bound) -> Matrix:
    """X of size m×n has X_ij at place jm + i of vec(X), and at place in + j of vec(Xᵀ)."""
    m, n = at.size(formula.m), at.size(formula.n)
    ones = {(i * n + j, j * m + i) for i in range(m) for j in range(n)}
    return tuple(tuple(at.number(int((row, column) in ones)) for column in range(m * n)) for row in range(m * n))


def _sum(at: Evaluator, formula: layout.Sum, bound: Bound) -> Matrix:
    terms = tuple(at.value(term, bound) for term in formula.terms)
    same_shape("a sum", terms)
    return reduce(lambda left, right: entrywise(add, left, right), terms)


def _multiple(at: Evaluator, formula: layout.Multiple, bound: Bound) -> Matrix:
    factor = at.number(formula.coefficient)
    for numerator in formula.numerators:
        factor = factor * at.scalar(numerator, bound)
    for denominator in formula.denominators:
        factor = at.divided(factor, at.scalar(denominator, bound))
    if formula.body is None:
        return single(factor)
    return entrywise(lambda entry: factor * entry, at.value(formula.body, bound))


def _product(at: Evaluator, formula: layout.Product, bound: Bound) -> Matrix:
    return reduce(matrix_product, (at.value(factor, bound) for factor in formula.factors))


def _hadamard(at: Evaluator, formula: layout.Hadamard, bound: Bound) -> Matrix:
    factors = tuple(at.value(factor, bound) for factor in formula.factors)
    same_shape("⊙", factors)
    return reduce(lambda left, right: entrywise(mul, left, right), factors)


def _hadamard_quotient(at: Evaluator, formula: layout.HadamardQuotient, bound: Bound) -> Matrix:
    both = at.value(formula.numerator, bound), at.value(formula.denominator, bound)
    same_shape("⊘", both)
    return entrywise(at.divided, *both)


def _power(at: Evaluator, formula: layout.Power, bound: Bound) -> Matrix:
    base, exponent = at.value(formula.base, bound), at.value(formula.exponent, bound)
    if shape(exponent) == (1, 1):
        return entrywise(lambda entry: at.arithmetic.power(entry, exponent[0][0]), base)
    same_shape("an entrywise power", (base, exponent))
    return entrywise(at.arithmetic.power, base, exponent)


def _transpose(at: Evaluator, formula: layout.Transpose, bound: Bound) -> Matrix:
    return transposed(at.value(formula.body, bound))


def _inverse(at: Evaluator, formula: layout.Inverse, bound: Bound) -> Matrix:
    body = at.value(formula.body, bound)
    square("an inverse", body)
    return inverse(body, at.arithmetic)


def _matrix_power(at: Evaluator, formula: layout.MatrixPower, bound: Bound) -> Matrix:
    body, exponent = at.value(formula.body, bound), at.scalar(formula.exponent, bound)
    size = square("a matrix power", body)
    if int(exponent) != exponent:
        raise Malformed("a matrix is raised to whole powers only")
    factor = inverse(body, at.arithmetic) if exponent < 0 else body
    return reduce(matrix_product, (factor,) * abs(int(exponent)), identity(size, at.arithmetic))


def _diagonal(at: Evaluator, formula: layout.Diagonal, bound: Bound) -> Matrix:
    entries = column("diag", at.value(formula.body, bound))
    zero, length = at.number(0), range(len(entries))
    return tuple(tuple(entries[i] if i == j else zero for j in length) for i in length)


def _diagonal_part(at: Evaluator, formula: layout.DiagonalPart, bound: Bound) -> Matrix:
    body = at.value(formula.body, bound)
    return tuple((body[i][i],) for i in range(square("diag", body)))


def _trace(at: Evaluator, formula: layout.Trace, bound: Bound) -> Matrix:
    body = at.value(formula.body, bound)
    return single(reduce(add, (body[i][i] for i in range(square("tr", body)))))


def _determinant(at: Evaluator, formula: layout.Determinant, bound: Bound) -> Matrix:
    body = at.value(formula.body, bound)
    square("det", body)
    return single(determinant(body, at.arithmetic))


def _norm(at: Evaluator, formula: layout.Norm, bound: Bound) -> Matrix:
    body = at.value(formula.body, bound)
    entries = list(chain.from_iterable(body))
    if formula.kind == "2" and 1 not in shape(body):
        raise Malformed(f"the 2-norm is that of a vector, not of a matrix {shape_text(body)}")
    if formula.kind == "1":
        return single(reduce(add, map(abs, entries)))
    if formula.kind not in ("2", "frobenius"):
        raise Malformed(f"the norm {formula.kind} is not known")
    return single(at.arithmetic.power(reduce(add, (entry * entry for entry in entries)), at.number(Fraction(1, 2))))


def _kronecker(at: Evaluator, formula: layout.Kronecker, bound: Bound) -> Matrix:
    left, right = at.value(formula.left, bound), at.value(formula.right, bound)
    if among(entry for row in (*left, *right) for entry in row):
        return tuple(tuple(a * b for a in upper for b in lower) for upper in left for lower in right)
    # Most of an identity or a commutation is zeros, and the rest ones: neither is multiplied out.
    zero = at.number(0)
    zeros = ((zero,) * len(right[0]),) * len(right)

    def block(a: Entry) -> Matrix:
        if not a:
            return zeros
        return right if a == 1 else entrywise(lambda b: a * b if b else zero, right)

    return tuple(tuple(chain.from_iterable(rows)) for upper in left for rows in zip(*map(block, upper), strict=True))


def _khatri_rao(at: Evaluator, formula: layout.KhatriRao, bound: Bound) -> Matrix:
    left, right = at.value(formula.left, bound), at.value(formula.right, bound)
    if shape(left)[1] != shape(right)[1]:
        raise Malformed(f"a Khatri–Rao product needs as many columns in {shape_text(left)} as in {shape_text(right)}")
    return tuple(tuple(map(mul, upper, lower)) for upper in left for lower in right)


def _vec(at: Evaluator, formula: layout.Vec, bound: Bound) -> Matrix:
    return tuple((entry,) for entry in chain.from_iterable(transposed(at.value(formula.body, bound))))


def _unvec(at: Evaluator, formula: layout.Unvec, bound: Bound) -> Matrix:
    stack = column("the inverse of vec", at.value(formula.body, bound))
    rows, columns = at.size(formula.rows), at.size(formula.columns)
    if len(stack) != rows * columns:
        raise Malformed(f"{len(stack)} entries are no stack of {columns} columns of {rows}")
    return tuple(tuple(stack[j * rows + i] for j in range(columns)) for i in range(rows))


def _cross(at: Evaluator, formula: layout.Cross, bound: Bound) -> Matrix:
    left, right = (column("a cross product", at.value(part, bound)) for part in (formula.left, formula.right))
    if len(left) != 3 or len(right) != 3:
        raise Malformed("a cross product is that of two vectors of length 3")
    return tuple((left[(i + 1) % 3] * right[(i + 2) % 3] - left[(i + 2) % 3] * right[(i + 1) % 3],) for i in range(3))


def _cross_matrix(at: Evaluator, formula: layout.CrossMatrix, bound: Bound) -> Matrix:
    u, v, w = column("[u]×", at.value(formula.body, bound))
    zero = at.number(0)
    return ((zero, -w, v), (w, zero, -u), (-v, u, zero))


def _taken(at: Evaluator, cut: layout.Cut | None, count: int) -> list[int]:
    """The places that a cut takes of so many."""
    if cut is None:
        return list(range(count))
    length = at.size(cut.length)
    if cut.index:
        if cut.index not in at.symbols:
            raise Malformed(f"the name {cut.index} is not defined")
        found = [int(entry) for row in at.symbols[cut.index] for entry in row]
    else:
        found = [at.size(cut.start) + cut.step * place for place in range(length)]
    if len(found) != length or not all(0 <= place < count for place in found):
        raise Malformed(f"of {count} places it takes {found}")
    return found


def _part(at: Evaluator, formula: layout.Part, bound: Bound) -> Matrix:
    body = at.value(formula.body, bound)
    rows, columns = (_taken(at, *each) for each in ((formula.row, len(body)), (formula.column, len(body[0]))))
    return tuple(tuple(body[i][j] for j in columns) for i in rows)


def _block(at: Evaluator, formula: layout.Block, bound: Bound) -> Matrix:
    found: list[tuple[Entry, ...]] = []
    for blocks in formula.grid:
        # What a slice leaves over may be nothing: the rows after the third one of three.
        if not at.size(blocks[0].rows):
            continue
        matrices = [at.value(block, bound) for block in blocks if at.size(block.columns)]
        if len({len(matrix) for matrix in matrices}) > 1:
            raise Malformed("blocks side by side have as many rows")
        found += [tuple(chain.from_iterable(rows)) for rows in zip(*matrices, strict=True)]
    if len({len(row) for row in found}) > 1:
        raise Malformed("blocks above each other have as many columns")
    return tuple(found)


def _triangular(at: Evaluator, formula: layout.Triangular, bound: Bound) -> Matrix:
    zero, body = at.number(0), at.value(formula.body, bound)
    kept = formula.side, formula.diagonal
    return tuple(
        tuple(entry if kept[0] * (i + kept[1] - j) >= 0 else zero for j, entry in enumerate(row))
        for i, row in enumerate(body)
    )


def _partial(_at: Evaluator, _formula: layout.Partial, _bound: Bound) -> Matrix:
    raise Malformed("∂ only names a derivative, and a name of the answer is not an answer")


OF_LINEAR_ALGEBRA: dict[type, Callable[[Any, Any, Bound], Matrix]] = {
    layout.Symbol: _symbol,
    layout.Number: _number,
    layout.Constant: _constant,
    layout.Size: _size,
    layout.Identity: _identity,
    layout.Filled: _filled,
    layout.Commutation: _commutation,
    layout.Sum: _sum,
    layout.Multiple: _multiple,
    layout.Product: _product,
    layout.Hadamard: _hadamard,
    layout.HadamardQuotient: _hadamard_quotient,
    layout.Power: _power,
    layout.Transpose: _transpose,
    layout.Inverse: _inverse,
    layout.MatrixPower: _matrix_power,
    layout.Diagonal: _diagonal,
    layout.DiagonalPart: _diagonal_part,
    layout.Trace: _trace,
    layout.Determinant: _determinant,
    layout.Norm: _norm,
    layout.Kronecker: _kronecker,
    layout.KhatriRao: _khatri_rao,
    layout.Vec: _vec,
    layout.Unvec: _unvec,
    layout.Part: _part,
    layout.Block: _block,
    layout.Triangular: _triangular,
    layout.Cross: _cross,
    layout.CrossMatrix: _cross_matrix,
    layout.Differential: _differential,
    layout.Partial: _partial,
}
"""What evaluates the formulas of linear algebra."""
