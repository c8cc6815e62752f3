"""Building formulas: constructors that simplify on the way, so that no printer ever meets I·A or (Aᵀ)ᵀ.

Every function takes and returns formulas (`jacobook.layout.formula`); shapes are trusted: index form guarantees them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from math import prod

from jacobook.language.dimension import Dimension
from jacobook.language.functions import ELEMENTWISE, FUNCTIONS
from jacobook.layout.formula import (
    Apply,
    Commutation,
    CrossMatrix,
    Determinant,
    Diagonal,
    DiagonalPart,
    Filled,
    FiniteSum,
    Formula,
    FunctionDerivative,
    Hadamard,
    HadamardQuotient,
    Identity,
    IndexSum,
    Inverse,
    KhatriRao,
    Kronecker,
    MatrixPower,
    Multiple,
    NamedFunction,
    Norm,
    Number,
    Power,
    Product,
    Size,
    Sum,
    Symbol,
    Trace,
    Transpose,
    Unvec,
    Vec,
    is_column,
    is_row,
    is_scalar,
)
from jacobook.layout.measure import children, transposes

ZERO = Number(Fraction(0))
UNIT = Number(Fraction(1))
HALF = Fraction(1, 2)


def zero(rows: Dimension, columns: Dimension) -> Formula:
    """The zero scalar, vector or matrix."""
    filled = Filled(0, rows, columns)
    return ZERO if is_scalar(filled) else filled


def is_zero(formula: Formula) -> bool:
    """Whether the formula is the number 0 or an array of zeros."""
    return isinstance(formula, Number | Filled) and formula.value == 0


def split(formula: Formula) -> Multiple:
    """Any formula as a multiple: its number, its scalar factors and divisors, and what they multiply."""
    if isinstance(formula, Multiple):
        return formula
    if isinstance(formula, Number):
        return Multiple(formula.value)
    if is_scalar(formula):
        return Multiple(Fraction(1), (formula,))
    return Multiple(Fraction(1), (), (), formula)


def separate(formula: Formula) -> tuple[Formula | None, Formula | None]:
    """The scalar in front of an array, if any, and the array itself; a scalar has no array."""
    if isinstance(formula, Multiple) and formula.body is not None:
        return multiple(formula.coefficient, formula.numerators, formula.denominators), formula.body
    return (formula, None) if is_scalar(formula) else (None, formula)


def multiple(
    coefficient: Fraction | int,
    numerators: Sequence[Formula] = (),
    denominators: Sequence[Formula] = (),
    body: Formula | None = None,
) -> Formula:
    """The product coefficient · numerators / denominators · body, numbers collected, equal factors cancelled."""
    total = coefficient
    above: list[Formula] = []
    below: list[Formula] = []
    for scalar in numerators:
        if isinstance(scalar, Multiple | Number):
            part = split(scalar)
            total = total * part.coefficient
            above += part.numerators
            below += part.denominators
        else:
            above.append(scalar)
    for scalar in denominators:
        if isinstance(scalar, Multiple | Number):
            part = split(scalar)
            total = total / part.coefficient
            below += part.numerators
            above += part.denominators
        else:
            below.append(scalar)
    inner = body
    if body is not None and (isinstance(body, Multiple) or is_scalar(body)):
        part = split(body)
        total = total * part.coefficient
        above += part.numerators
        below += part.denominators
        inner = part.body
    if total == 0:
        return ZERO if inner is None else zero(inner.rows, inner.columns)
    for scalar in tuple(above) if below else ():
        if scalar in below:
            above.remove(scalar)
            below.remove(scalar)
    if not above and not below:
        if inner is None:
            return Number(Fraction(total))
        return inner if total == 1 else Multiple(Fraction(total), (), (), inner)
    if inner is None and total == 1 and len(above) == 1 and not below:
        return above[0]
    return Multiple(Fraction(total), tuple(sorted(above, key=_is_composite)), tuple(below), inner)


def _is_composite(formula: Formula) -> bool:
    """Whether a factor is more than a symbol or its power; x² cos(x³) is written in this order."""
    return not isinstance(formula.base if isinstance(formula, Power) else formula, Symbol)


def negative(formula: Formula) -> Formula:
    """−formula."""
    return multiple(-1, (), (), formula)


def is_symmetric(formula: Formula) -> bool:
    """Whether a matrix equals its transpose by its structure or its declared properties."""
    if is_scalar(formula):
        return True
    if formula.rows != formula.columns:
        return False
    match formula:
        case Symbol():
            return "symmetric" in formula.properties
        case Identity() | Diagonal() | Filled():
            return True
        case Inverse(body=body) | MatrixPower(body=body):
            return is_symmetric(body)
        case Multiple(body=body) if body is not None:
            return is_symmetric(body)
        case Hadamard(factors=factors):
            return all(map(is_symmetric, factors))
        case Sum(terms=terms):
            turned = [transpose(term) for term in terms if not is_symmetric(term)]
            return all(term in terms for term in turned)
        case Product(factors=factors):
            return factors == _turned(factors)
        case Apply(arguments=arguments):
            return all(map(is_symmetric, arguments))
        case NamedFunction(argument=argument):
            return is_symmetric(argument)
        case FunctionDerivative(layout=layout):
            return not layout
        case Kronecker(left=left, right=right) | Power(base=left, exponent=right):
            return is_symmetric(left) and is_symmetric(right)
        case _:
            return False


def _turned(factors: Iterable[Formula]) -> tuple[Formula, ...]:
    return tuple(transpose(factor) for factor in reversed(tuple(factors)))


def transpose(formula: Formula) -> Formula:
    """The transpose, moved inwards where that reads better: (AB)ᵀ = BᵀAᵀ, but (Ax − b)ᵀ."""
    if is_scalar(formula):
        return formula
    match formula:
        case Transpose(body=body):
            return body
        case Identity() | Diagonal():
            return formula
        case Filled():
            return Filled(formula.value, formula.columns, formula.rows)
        case Multiple(coefficient=coefficient, numerators=above, denominators=below, body=body) if body is not None:
            return multiple(coefficient, above, below, transpose(body))
        case Product(factors=factors):
            turned = _turned(factors)
            return product(*turned) if any(isinstance(factor, Multiple) for factor in turned) else Product(turned)
        case Kronecker(left=left, right=right):
            return kronecker(transpose(left), transpose(right))
        case Commutation():
            return Commutation(formula.n, formula.m)
        case FunctionDerivative():
            return formula.turned
        case CrossMatrix():
            return negative(formula)
        case FiniteSum(body=body):
            return replace(formula, body=transpose(body))
        case Symbol() if is_symmetric(formula):
            return formula
        case Symbol() if "skew" in formula.properties:
            return negative(formula)
        case _:
            return formula if is_symmetric(formula) else _transpose_whole(formula)


def _transpose_whole(formula: Formula) -> Formula:
    if isinstance(formula, Sum) and not is_column(formula):
        turned = [transpose(term) for term in formula.terms]
        if not is_row(formula) and all(split(term).coefficient > 0 for term in turned):
            turned.sort(key=transposes)
        inside = Sum(tuple(turned))
        products = all(isinstance(split(term).body, Product) for term in formula.terms)
        if is_row(formula) or transposes(inside) <= transposes(formula) + (2 if products else 0):
            return inside
    if isinstance(formula, Hadamard):
        entrywise = Hadamard(tuple(transpose(factor) for factor in formula.factors))
        if is_row(formula) or transposes(entrywise) <= transposes(formula):
            return entrywise
    if isinstance(formula, Apply) and is_column(formula):
        # Of a row r, exp(rᵀ)ᵀ is exp(r).
        rows = [each.body if isinstance(each, Transpose) else each for each in formula.arguments]
        if all(is_row(each) or is_scalar(each) for each in rows) and any(map(is_row, rows)) and _is_entrywise(formula):
            return Apply(formula.function, tuple(rows), formula.columns, formula.rows)
    return Transpose(formula)


def _is_entrywise(formula: Apply) -> bool:
    return formula.function not in FUNCTIONS or FUNCTIONS[formula.function].kind == ELEMENTWISE


def product(*factors: Formula) -> Formula:
    """The matrix product; scalars move to the front, identities vanish, M⁻¹M cancels, diagonal matrices merge."""
    scalars: list[Formula] = []
    flat: list[Formula] = []
    for factor in factors:
        scalar, body = separate(factor)
        if scalar is not None:
            scalars.append(scalar)
        if body is not None:
            for item in body.factors if isinstance(body, Product) else (body,):
                _append(flat, item)
    rows, columns = factors[0].rows, factors[-1].columns
    if any(map(is_zero, flat)):
        return zero(rows, columns)
    whole: Formula | None = None
    if len(flat) == 2 and all(isinstance(each, Filled) for each in flat) and is_row(flat[0]) and is_column(flat[1]):
        whole = Size(flat[1].rows)
    elif flat:
        whole = flat[0] if len(flat) == 1 else Product(tuple(flat))
    return multiple(1, scalars, (), whole) if scalars or whole is None else whole


def _append(flat: list[Formula], item: Formula) -> None:
    """Put one factor at the right end of a product, simplifying against the last."""
    if isinstance(item, Identity) and flat:
        return
    if flat:
        last = flat[-1]
        if isinstance(last, Identity):
            flat[-1] = item
            return
        if _cancel(last, item):
            flat[-1:] = [] if len(flat) > 1 else [Identity(last.rows)]
            return
        merged = _merged_powers(last, item)
        if merged is not None:
            flat[-1] = merged
            return
        if isinstance(last, Diagonal) and isinstance(item, Diagonal):
            flat[-1] = diagonal(hadamard(last.body, item.body))
            return
        if isinstance(last, Diagonal) and is_column(item):
            flat[-1] = hadamard(last.body, item)
            return
        if isinstance(item, Diagonal) and is_row(last):
            flat[-1] = transpose(hadamard(transpose(last), item.body))
            return
    flat.append(item)


def _merged_powers(left: Formula, right: Formula) -> Formula | None:
    """Mʳ Mˢ as one power, of M or of Mᵀ."""
    match left, right:
        case MatrixPower(body=body, exponent=first), MatrixPower(body=other, exponent=second) if body == other:
            return matrix_power(body, first, second)
        case Transpose(body=MatrixPower() as one), Transpose(body=MatrixPower() as two):
            merged = _merged_powers(one, two)
            return None if merged is None else transpose(merged)
        case _:
            return None


def matrix_power(body: Formula, *exponents: Formula) -> Formula:
    """The square matrix raised to the sum of scalar exponents."""
    totals: dict[Formula, Fraction | int] = {}
    for exponent in exponents:
        for term in exponent.terms if isinstance(exponent, Sum) else (exponent,):
            part = split(term)
            bare = multiple(1, part.numerators, part.denominators)
            totals[bare] = totals.get(bare, 0) + part.coefficient
    terms = tuple(multiple(total, (bare,)) for bare, total in totals.items() if total)
    if not terms:
        return Identity(body.rows)
    exponent = terms[0] if len(terms) == 1 else Sum(terms)
    return body if exponent == UNIT else MatrixPower(body, exponent)


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


def _cancel(left: Formula, right: Formula) -> bool:
    if Inverse(left) == right or Inverse(right) == left:
        return True
    if isinstance(left, Transpose) and isinstance(right, Transpose):
        return Inverse(left.body) == right.body or Inverse(right.body) == left.body
    orthogonal = [f for f in (left, right) if isinstance(f, Symbol) and "orthogonal" in f.properties]
    return bool(orthogonal) and transpose(left) == right


def hadamard(*factors: Formula) -> Formula:
    """The element-wise product of formulas of one shape."""
    scalars: list[Formula] = []
    bodies: list[Formula] = []
    divisors: list[Formula] = []
    for factor in factors:
        scalar, body = separate(factor)
        if scalar is not None:
            scalars.append(scalar)
        if isinstance(body, HadamardQuotient):
            divisors += body.denominator.factors if isinstance(body.denominator, Hadamard) else (body.denominator,)
            body = body.numerator
        if isinstance(body, Hadamard):
            bodies += body.factors
        elif body is not None:
            bodies.append(body)
    rows, columns = factors[0].rows, factors[0].columns
    if any(map(is_zero, bodies)):
        return zero(rows, columns)
    numerator = _entrywise(bodies, rows, columns)
    if divisors:
        numerator = HadamardQuotient(numerator, _entrywise(divisors, rows, columns))
    return multiple(1, scalars, (), numerator) if scalars else numerator


def _entrywise(bodies: Sequence[Formula], rows: Dimension, columns: Dimension) -> Formula:
    kept = [body for body in bodies if not (isinstance(body, Filled) and body.value == 1)]
    if not kept:
        return Filled(1, rows, columns)
    kept = [power(body, Fraction(kept.count(body))) for body in dict.fromkeys(kept)]
    if len(kept) == 1:
        return kept[0]
    if all(isinstance(body, Transpose) or is_row(body) for body in kept) and is_row(kept[0]):
        return transpose(Hadamard(tuple(sorted(map(transpose, kept), key=_is_composite))))
    return Hadamard(tuple(sorted(kept, key=_is_composite)))


def diagonal(vector: Formula) -> Formula:
    """diag(v) of a column; diag(c·𝟏) = c·I."""
    scalar, body = separate(vector)
    assert body is not None
    if is_zero(body):
        return zero(vector.rows, vector.rows)
    inner: Formula = Identity(vector.rows) if isinstance(body, Filled) else Diagonal(body)
    return inner if scalar is None else multiple(1, (scalar,), (), inner)


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
    if isinstance(body, Product) and _cancel(body.factors[-1], body.factors[0]):
        # Factors under a trace go round in a circle.
        return trace(multiple(part.coefficient, part.numerators, part.denominators, product(*body.factors[1:-1])))
    if isinstance(body, Identity):
        inner: Formula = Size(body.rows)
    else:
        inner = _trace_of_product(body) if isinstance(body, Product) else Trace(_fewer_transposes(body))
    return multiple(part.coefficient, part.numerators, part.denominators, inner)


def _trace_of_product(body: Product) -> Formula:
    turned = Product(_turned(body.factors))
    best = min((body, turned), key=transposes)
    return Trace(best)


def determinant(matrix: Formula) -> Formula:
    """det(M)."""
    return Determinant(_fewer_transposes(matrix))


def inverse(matrix: Formula) -> Formula:
    """M⁻¹, with numbers and transposes moved outside."""
    match matrix:
        case Identity():
            return matrix
        case Inverse(body=body):
            return body
        case Transpose(body=body):
            return transpose(inverse(body))
        case Multiple(coefficient=c, numerators=above, denominators=below, body=body) if body is not None:
            return multiple(1 / c, below, above, inverse(body))
        case Symbol() if "orthogonal" in matrix.properties:
            return transpose(matrix)
        case Product(factors=factors) if all(factor.rows == factor.columns for factor in factors):
            return product(*map(inverse, reversed(factors)))
        case _:
            return Inverse(matrix)


def power(base: Formula, exponent: Fraction) -> Formula:
    """A scalar, or every entry, raised to a rational number; negative powers become divisors, √(xᵀx) becomes ‖x‖."""
    if exponent == 0:
        return UNIT if is_scalar(base) else Filled(1, base.rows, base.columns)
    if exponent == 1:
        return base
    if isinstance(base, Number) and exponent.denominator == 1 and base.value != 0:
        return Number(Fraction(base.value**exponent.numerator))
    if isinstance(base, Power) and isinstance(base.base, Norm) and isinstance(base.exponent, Number):
        return power(base.base, base.exponent.value * exponent)
    if exponent < 0:
        positive = power(base, -exponent)
        if is_scalar(base):
            return multiple(1, (), (positive,))
        return HadamardQuotient(Filled(1, base.rows, base.columns), positive)
    if is_scalar(base) and exponent.denominator == 2:
        norm = _norm_of_square(base)
        if norm is not None:
            return power(norm, exponent * 2)
    if exponent == HALF and not is_scalar(base):
        return Apply("sqrt", (base,), base.rows, base.columns)
    return Power(base, Number(exponent))


def _norm_of_square(square: Formula) -> Formula | None:
    """‖v‖ for vᵀv, and ‖M‖ of Frobenius for tr(MᵀM)."""
    match square:
        case Product(factors=factors) if len(factors) % 2 == 0:
            half = len(factors) // 2
            if factors[:half] == _turned(factors[half:]):
                return Norm(product(*factors[half:]))
        case Trace(body=Product(factors=factors)) if len(factors) % 2 == 0:
            half = len(factors) // 2
            if factors[:half] == _turned(factors[half:]):
                return Norm(product(*factors[half:]), "frobenius")
    return None


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
        case Apply(function=function, arguments=arguments) if _is_entrywise(body) and _of_stacks(arguments):
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
