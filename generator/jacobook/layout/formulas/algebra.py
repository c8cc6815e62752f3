"""The algebra of formulas: the constructors that simplify, and what is built with them, traces, ⊗ and vec.

Every function takes and returns formulas (`formula`, in this room); shapes are trusted: index form guarantees them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import prod

from jacobook.language.dimension import Dimension
from jacobook.layout.formulas.constructors import (
    HALF,
    UNIT,
    ZERO,
    cancels,
    diagonal,
    hadamard,
    inverse,
    is_entrywise,
    is_symmetric,
    is_zero,
    matrix_power,
    multiple,
    negative,
    part,
    power,
    product,
    raised,
    scalar_sum,
    separate,
    split,
    transpose,
    turned,
    zero,
)
from jacobook.layout.formulas.formula import (
    Apply,
    Commutation,
    Determinant,
    Diagonal,
    DiagonalPart,
    Filled,
    FiniteSum,
    Formula,
    Hadamard,
    Identity,
    IndexSum,
    KhatriRao,
    Kronecker,
    Number,
    Power,
    Product,
    Size,
    Sum,
    Symbol,
    Trace,
    Unvec,
    Vec,
    is_column,
    is_row,
    is_scalar,
)
from jacobook.layout.formulas.measure import children, transposes


def finite_sum(index: str, count: Formula, body: Formula) -> Formula:
    """Σ of a body over a whole number from 0 to count − 1; as many times the body where it does not depend on it."""
    part = split(body)
    inner = (
        body
        if part.body is None and not part.numerators
        else multiple(1, part.numerators, part.denominators, part.body)
    )
    if not holds_symbol(inner, index):
        return multiple(1, (count,), (), body)
    return multiple(part.coefficient, (), (), FiniteSum(index, count, inner))


def holds_symbol(formula: Formula, name: str) -> bool:
    """Whether a symbol of this name occurs."""
    if isinstance(formula, Symbol):
        return formula.name == name
    if isinstance(formula, IndexSum):
        return holds_symbol(formula.body, name)
    return any(holds_symbol(child, name) for child in children(formula))


def diagonal_part(matrix: Formula) -> Formula:
    """The column of a square matrix's diagonal."""
    part = split(matrix)
    assert part.body is not None
    if isinstance(part.body, Diagonal):
        inner = part.body.body
    elif isinstance(part.body, Identity):
        inner = Filled(1, matrix.rows, Number(Fraction(1)).columns)
    else:
        inner = DiagonalPart(_fewer_transposes(part.body))
    return multiple(part.coefficient, part.numerators, part.denominators, inner)


def _fewer_transposes(matrix: Formula) -> Formula:
    return min((matrix, transpose(matrix)), key=transposes)


def trace(matrix: Formula) -> Formula:
    """tr(M), with the factors of a product turned so that it begins with the first untransposed one."""
    part = split(matrix)
    body = part.body
    if body is None:
        return matrix
    if isinstance(body, Product) and cancels(body.factors[-1], body.factors[0]):
        # Factors under a trace go round in a circle.
        return trace(multiple(part.coefficient, part.numerators, part.denominators, product(*body.factors[1:-1])))
    if isinstance(body, Identity):
        inner: Formula = Size(body.rows)
    else:
        inner = _trace_of_product(body) if isinstance(body, Product) else Trace(_fewer_transposes(body))
    return multiple(part.coefficient, part.numerators, part.denominators, inner)


def _trace_of_product(body: Product) -> Formula:
    best = min((body, Product(turned(body.factors))), key=transposes)
    return Trace(best)


def determinant(matrix: Formula) -> Formula:
    """det(M)."""
    return Determinant(_fewer_transposes(matrix))


def kronecker(left: Formula, right: Formula) -> Formula:
    """The Kronecker product; I ⊗ I is I, and u ⊗ vᵀ of a column and a row is u vᵀ."""
    outer, first = separate(left)
    inner, second = separate(right)
    scalars = [scalar for scalar in (outer, inner) if scalar is not None]
    rows, columns = left.rows * right.rows, left.columns * right.columns
    if first is None or second is None:
        whole = first if second is None else second
    elif is_zero(first) or is_zero(second):
        return zero(rows, columns)
    elif isinstance(first, Identity) and isinstance(second, Identity):
        whole = Identity(rows)
    elif isinstance(first, Filled) and isinstance(second, Filled):
        whole = Filled(1, rows, columns)
    elif is_column(first) and is_row(second):
        whole = product(first, second)
    elif is_row(first) and is_column(second):
        whole = product(second, first)
    elif isinstance(first, Identity) and isinstance(second, Kronecker) and isinstance(second.left, Identity):
        whole = Kronecker(Identity(first.rows * second.left.rows), second.right)
    elif isinstance(second, Identity) and isinstance(first, Kronecker) and isinstance(first.right, Identity):
        whole = Kronecker(first.left, Identity(first.right.rows * second.rows))
    else:
        whole = Kronecker(first, second)
    return multiple(1, scalars, (), whole) if scalars or whole is None else whole


def between_identities(before: Sequence[Dimension], matrix: Formula, after: Sequence[Dimension]) -> Formula:
    """I ⊗ M ⊗ I, with identities of these sizes on both sides of a matrix."""
    result = matrix
    if after:
        result = kronecker(result, Identity(prod(after, start=UNIT.rows)))
    return kronecker(Identity(prod(before, start=UNIT.rows)), result) if before else result


def khatri_rao(left: Formula, right: Formula) -> Formula:
    """The column-wise Khatri–Rao product, with scalars in front."""
    outer, first = separate(left)
    inner, second = separate(right)
    assert first is not None
    assert second is not None
    scalars = [scalar for scalar in (outer, inner) if scalar is not None]
    whole = KhatriRao(first, second)
    return multiple(1, scalars, (), whole) if scalars else whole


def vec(matrix: Formula) -> Formula:
    """The columns of a matrix stacked; vec(u vᵀ) is v ⊗ u."""
    scalar, body = separate(matrix)
    assert body is not None
    if is_column(body):
        whole = body
    elif isinstance(body, Unvec):
        whole = body.body
    elif isinstance(body, Sum) and any(isinstance(split(term).body, Unvec) for term in body.terms):
        whole = Sum(tuple(vec(term) for term in body.terms))
    elif is_row(body):
        whole = transpose(body)
    elif isinstance(body, Filled):
        whole = Filled(body.value, body.rows * body.columns, UNIT.columns)
    elif isinstance(body, Product) and len(body.factors) == 2 and is_column(body.factors[0]):
        whole = kronecker(transpose(body.factors[1]), body.factors[0])
    else:
        whole = Vec(body)
    return whole if scalar is None else multiple(1, (scalar,), (), whole)


def unvec(stack: Formula, rows: Dimension, columns: Dimension) -> Formula:
    """The matrix whose columns, stacked, are a column; of v ⊗ u it is u vᵀ."""
    scalar, body = separate(stack)
    assert body is not None
    match body:
        case Vec(body=matrix) if (matrix.rows, matrix.columns) == (rows, columns):
            whole = matrix
        case Sum(terms=terms) if any(isinstance(split(term).body, Vec) for term in terms):
            whole = Sum(tuple(unvec(term, rows, columns) for term in terms))
        case Hadamard(factors=factors) if any(isinstance(factor, Vec) for factor in factors):
            whole = hadamard(*(unvec(factor, rows, columns) for factor in factors))
        case Apply(function=function, arguments=arguments) if is_entrywise(body) and _of_stacks(arguments):
            whole = Apply(function, tuple(_unvec_argument(a, rows, columns) for a in arguments), rows, columns)
        case Power(base=Vec() as base, exponent=exponent) if is_scalar(exponent):
            whole = Power(unvec(base, rows, columns), exponent)
        case Kronecker(left=left, right=right) if (right.rows, left.rows) == (rows, columns):
            whole = product(right, transpose(left))
        case Filled(value=value):
            whole = Filled(value, rows, columns)
        case _:
            whole = Unvec(body, rows, columns)
    return whole if scalar is None else multiple(1, (scalar,), (), whole)


def _of_stacks(arguments: Iterable[Formula]) -> bool:
    return all(is_scalar(argument) or isinstance(split(argument).body, Vec) for argument in arguments)


def _unvec_argument(argument: Formula, rows: Dimension, columns: Dimension) -> Formula:
    return argument if is_scalar(argument) else unvec(argument, rows, columns)


def commutation(m: Dimension, n: Dimension) -> Formula:
    """The matrix K with K vec(X) = vec(Xᵀ) for X of size m×n."""
    return Identity(m * n) if UNIT.rows in (m, n) else Commutation(m, n)


def inner_product(left: Formula, right: Formula) -> Formula:
    """uᵀv of two columns, written the way round that has fewer transposes."""
    ways = (product(transpose(left), right), product(transpose(right), left))
    return min(ways, key=transposes)


__all__ = [
    "HALF",
    "UNIT",
    "ZERO",
    "commutation",
    "determinant",
    "diagonal",
    "diagonal_part",
    "finite_sum",
    "hadamard",
    "holds_symbol",
    "inner_product",
    "inverse",
    "is_symmetric",
    "is_zero",
    "khatri_rao",
    "kronecker",
    "matrix_power",
    "multiple",
    "negative",
    "part",
    "power",
    "product",
    "raised",
    "scalar_sum",
    "separate",
    "split",
    "trace",
    "transpose",
    "vec",
    "zero",
]
