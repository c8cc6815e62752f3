"""Building formulas: constructors that simplify on the way, so that no printer ever meets I·A or (Aᵀ)ᵀ.

Every function takes and returns formulas (`formula`, in this room); shapes are trusted: index form guarantees them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from fractions import Fraction

from jacobook.language.dimension import Dimension
from jacobook.language.functions.factorizations import factorization_of
from jacobook.layout.formulas.applications import decisive, is_entrywise
from jacobook.layout.formulas.cuts import nested, whole_block
from jacobook.layout.formulas.formula import (
    Apply,
    Block,
    Commutation,
    CrossMatrix,
    Cut,
    Diagonal,
    Filled,
    FiniteSum,
    Formula,
    FunctionDerivative,
    Hadamard,
    HadamardQuotient,
    Identity,
    Inverse,
    Kronecker,
    MatrixPower,
    Multiple,
    NamedFunction,
    Norm,
    Number,
    Part,
    Power,
    Product,
    Size,
    Sum,
    Symbol,
    Trace,
    Transpose,
    Triangular,
    is_column,
    is_row,
    is_scalar,
)
from jacobook.layout.formulas.measure import transposes
from jacobook.layout.formulas.taken_apart import (
    HALF,
    UNIT,
    ZERO,
    is_composite,
    is_zero,
    matrix_base,
    root_of,
    split,
    zero,
)


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
    if len(above) + len(below) > 1:
        merged = _powers_merged(above, below)
        if merged is not None:
            return multiple(total, *merged, inner)
    if any(isinstance(scalar, Sum | Apply) for scalar in (*above, *below)):
        total, above, below = _absorbed(total, above, below)
    if not above and not below:
        if inner is None:
            return Number(Fraction(total))
        return inner if total == 1 else Multiple(Fraction(total), (), (), inner)
    if inner is None and total == 1 and len(above) == 1 and not below:
        return above[0]
    numerators, denominators = (tuple(sorted(side, key=is_composite)) for side in (above, below))
    return Multiple(Fraction(total), numerators, denominators, inner)


def _powers_merged(above: list[Formula], below: list[Formula]) -> tuple[list[Formula], list[Formula]] | None:
    """Scalars over and under a line with the powers of each base as one: ‖x‖ᵖ/‖x‖² is ‖x‖ᵖ⁻². None if they are.

    Beside ‖x‖, xᵀx is its square.
    """
    norms = {base for scalar in (*above, *below) if isinstance(base := _base(scalar)[0], Norm)}
    found = [(_base(scalar, norms), sign) for side, sign in ((above, 1), (below, -1)) for scalar in side]
    exponents: dict[Formula, list[Formula]] = {}
    for (base, exponent), sign in found:
        exponents.setdefault(base, []).append(exponent if sign > 0 else negative(exponent))
    if len(exponents) == len(found):
        return None
    merged: tuple[list[Formula], list[Formula]] = [], []
    for base, powers in exponents.items():
        total = scalar_sum(*powers)
        if not isinstance(total, Number):
            merged[0].append(Power(base, total))
        elif total.value:
            merged[total.value < 0].append(power(base, abs(total.value)))
    return merged


def _base(scalar: Formula, norms: Collection[Formula] = ()) -> tuple[Formula, Formula]:
    """What a scalar is a power of, and the exponent; vᵀv is ‖v‖² where ‖v‖ is among the norms."""
    base, exponent = (scalar.base, scalar.exponent) if isinstance(scalar, Power) else (scalar, UNIT)
    norm = norm_of_square(base) if norms and isinstance(exponent, Number) else None
    return (base, exponent) if norm is None or norm not in norms else (norm, multiple(2, (exponent,)))


def _absorbed(
    number: Fraction | int, above: list[Formula], below: list[Formula]
) -> tuple[Fraction | int, list[Formula], list[Formula]]:
    """Scalars multiplied into a sum that is divided by them: n(‖x‖²/n + e) is ‖x‖² + n e, and 2(p/2 − 1) is p − 2.

    A logarithm takes ½ in: ½ log(xᵀx) is log‖x‖.
    """
    for side in (above, below):
        for position, scalar in enumerate(side):
            if isinstance(scalar, Sum):
                divisors = [divisor for term in scalar.terms for divisor in split(term).denominators]
                taken = next((other for other in side if other in divisors), None)
                if taken is not None:
                    rest = [other for i, other in enumerate(side) if i != position and other is not taken]
                    rest.append(scalar_sum(*(multiple(1, (taken, term)) for term in scalar.terms)))
                    return _absorbed(number, *((rest, below) if side is above else (above, rest)))
    if number != 1 and above:
        for position, scalar in enumerate(above):
            whole = _times(number, scalar)
            if whole is not None:
                return 1, [*above[:position], whole, *above[position + 1 :]], below
    return number, above, below


def _times(number: Fraction | int, scalar: Formula) -> Formula | None:
    """A number inside a scalar where that takes a fraction away; None where it does not."""
    match scalar:
        case Sum(terms=terms) if number.denominator == 1:
            coefficients = [split(term).coefficient for term in terms]
            if any(c.denominator > 1 for c in coefficients) and all(
                (c * number).denominator == 1 for c in coefficients
            ):
                return Sum(tuple(multiple(number, (term,)) for term in terms))
        case Apply(function="log", arguments=(argument,)) if number == HALF and is_scalar(argument):
            root = power(argument, HALF)
            if isinstance(root, Norm):
                return Apply("log", (root,), scalar.rows, scalar.columns)
    return None


def scalar_sum(*scalars: Formula) -> Formula:
    """The sum of scalars, like terms collected."""
    totals: dict[Formula, Fraction | int] = {}
    for scalar in scalars:
        for term in scalar.terms if isinstance(scalar, Sum) else (scalar,):
            part = split(term)
            bare = multiple(1, part.numerators, part.denominators)
            totals[bare] = totals.get(bare, 0) + part.coefficient
    terms = tuple(multiple(total, (bare,)) for bare, total in totals.items() if total)
    return Sum(terms) if len(terms) > 1 else terms[0] if terms else ZERO


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
            swapped = [transpose(term) for term in terms if not is_symmetric(term)]
            return all(term in terms for term in swapped)
        case Product(factors=factors):
            return factors == turned(factors)
        case Apply():
            deciding = decisive(formula)
            return deciding is not None and all(map(is_symmetric, deciding))
        case NamedFunction(name=name, argument=argument):
            return factorization_of(name) is None and is_symmetric(argument)
        case FunctionDerivative(layout=layout):
            return not layout
        case Kronecker(left=left, right=right) | Power(base=left, exponent=right):
            return is_symmetric(left) and is_symmetric(right)
        case _:
            return False


def turned(factors: Iterable[Formula]) -> tuple[Formula, ...]:
    """The factors of a product's transpose."""
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
            swapped = turned(factors)
            return product(*swapped) if any(isinstance(factor, Multiple) for factor in swapped) else Product(swapped)
        case Kronecker(left=left, right=right):
            return Kronecker(transpose(left), transpose(right))
        case Commutation():
            return Commutation(formula.n, formula.m)
        case FunctionDerivative():
            return formula.turned
        case CrossMatrix():
            return negative(formula)
        case FiniteSum(body=body):
            return replace(formula, body=transpose(body))
        case Part() | Block() | Triangular():
            return _transposed_parts(formula)
        case Symbol() if "skew" in formula.properties:
            return negative(formula)
        case _:
            return formula if is_symmetric(formula) else _transpose_whole(formula)


def _transposed_parts(formula: Part | Block | Triangular) -> Formula:
    match formula:
        case Part(body=body) if is_symmetric(body):
            return part(body, formula.column, formula.row)
        case Block(parts=parts, across=across):
            down = len(parts) // across
            order = [i * across + j for j in range(across) for i in range(down)]
            return Block(tuple(transpose(parts[place]) for place in order), down)
        case Triangular(body=body):
            return Triangular(transpose(body), -formula.diagonal, -formula.side)
        case _:
            return Transpose(formula)


def _transpose_whole(formula: Formula) -> Formula:
    if isinstance(formula, Sum) and not is_column(formula):
        turned_terms = [transpose(term) for term in formula.terms]
        # (A + Bᵀ)ᵀ among them is a sum again.
        swapped = [each for term in turned_terms for each in (term.terms if isinstance(term, Sum) else (term,))]
        if not is_row(formula) and all(split(term).coefficient > 0 for term in swapped):
            swapped.sort(key=transposes)
        inside = Sum(tuple(swapped))
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
        if all(is_row(each) or is_scalar(each) for each in rows) and any(map(is_row, rows)) and is_entrywise(formula):
            return Apply(formula.function, tuple(rows), formula.columns, formula.rows)
    return Transpose(formula)


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
    # An entry of a matrix, where one row and one column were taken of it.
    scalars += [item for item in flat if is_scalar(item)]
    flat = [item for item in flat if not is_scalar(item)]
    whole: Formula | None = None
    if len(flat) == 2 and all(isinstance(each, Filled) for each in flat) and is_row(flat[0]) and is_column(flat[1]):
        whole = Size(flat[1].rows)
    elif flat:
        whole = flat[0] if len(flat) == 1 else Product(tuple(flat))
    return multiple(1, scalars, (), whole) if scalars or whole is None else whole


def part(body: Formula, row: Cut | None, column: Cut | None) -> Formula:
    """Some rows and columns of a formula, of those of which a shorter formula is one."""
    if row is None and column is None:
        return body
    rows = body.rows if row is None else row.length
    columns = body.columns if column is None else column.length
    match body:
        case Filled(value=value):
            filled = Filled(value, rows, columns)
            return Number(Fraction(value)) if is_scalar(filled) else filled
        case Multiple(coefficient=number, numerators=above, denominators=below, body=inner) if inner is not None:
            return multiple(number, above, below, part(inner, row, column))
        case Transpose(body=inner):
            return transpose(part(inner, column, row))
        case Block() if (block := whole_block(body, row, column)) is not None:
            return block
        case Identity() if row is not None and row == column and not row.index:
            return UNIT if row.is_place else Identity(rows)
        case Part(body=inner) if (inside := nested(body.row, row)) and (beside := nested(body.column, column)):
            return part(inner, inside[0], beside[0])
        case _:
            return Part(body, row, column)


def _selected(left: Formula, right: Formula) -> Formula | None:
    """The rows of the right factor that rows of the identity take, or the columns of the left one; None elsewhere."""
    match left, right:
        case Part(body=Identity(), row=Cut() as row, column=None), _:
            return part(right, row, None)
        case _, Part(body=Identity(), row=None, column=Cut() as column):
            return part(left, None, column)
        case _:
            return None


def _append(flat: list[Formula], item: Formula) -> None:
    """Put one factor at the right end of a product, simplifying against the last."""
    if isinstance(item, Identity) and flat:
        return
    if flat:
        last = flat[-1]
        if isinstance(last, Identity):
            flat[-1] = item
            return
        if (taken := _selected(last, item)) is not None:
            flat.pop()
            _append_split(flat, taken)
            return
        if cancels(last, item):
            flat[-1:] = [] if len(flat) > 1 else [Identity(last.rows)]
            return
        run = _cancelled_run(flat, item)
        if run:
            rows = flat[-run].rows
            flat[-run:] = [] if len(flat) > run else [Identity(rows)]
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


def _append_split(flat: list[Formula], item: Formula) -> None:
    """Put what a product has become at its right end, and a scalar to the front."""
    if is_scalar(item):
        flat.insert(0, item)
    else:
        _append(flat, item)


def _cancelled_run(flat: Sequence[Formula], item: Formula) -> int:
    """How many of the last factors one more cancels: with B, the two last of (AB)⁻¹ A; with (AB)⁻¹, A and B."""
    inverted = _inverted_factors(item)
    if inverted and tuple(flat[-len(inverted) :]) == inverted:
        return len(inverted)
    for count in range(2, len(flat) + 1):
        inverted = _inverted_factors(flat[-count])
        if inverted:
            return count if (*flat[len(flat) - count + 1 :], item) == inverted else 0
    return 0


def _inverted_factors(matrix: Formula) -> tuple[Formula, ...]:
    """The factors of a product that stands inverted; none where there is no such product."""
    match matrix:
        case Inverse(body=Product(factors=factors)):
            return factors
        case Transpose(body=Inverse(body=Product(factors=factors))):
            return turned(factors)
        case _:
            return ()


def _merged_powers(left: Formula, right: Formula) -> Formula | None:
    """Mʳ Mˢ as one power, of M or of Mᵀ."""
    match left, right:
        case (MatrixPower(), _) | (_, MatrixPower()):
            (body, first), (other, second) = map(matrix_base, (left, right))
            return matrix_power(body, first, second) if body == other else None
        case Transpose(body=MatrixPower() as one), Transpose(body=MatrixPower() as two):
            merged = _merged_powers(one, two)
            return None if merged is None else transpose(merged)
        case _:
            return None


def matrix_power(body: Formula, *exponents: Formula) -> Formula:
    """The square matrix raised to the sum of scalar exponents."""
    exponent = scalar_sum(*exponents)
    if exponent == ZERO:
        return Identity(body.rows)
    if exponent == Number(Fraction(-1)):
        return inverse(body)
    return body if exponent == UNIT else MatrixPower(body, exponent)


def cancels(left: Formula, right: Formula) -> bool:
    """Whether two neighbouring factors are inverse to each other."""
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
    masks = [body for body in kept if isinstance(body, Triangular) and isinstance(body.body, Filled)]
    if masks and len(masks) < len(kept):
        # A triangle of ones keeps one of what it multiplies.
        rest = _entrywise([body for body in kept if body not in masks], rows, columns)
        for mask in dict.fromkeys(masks):
            assert isinstance(mask, Triangular)
            rest = Triangular(rest, mask.diagonal, mask.side)
        return rest
    if not kept:
        return Filled(1, rows, columns)
    kept = [power(body, Fraction(kept.count(body))) for body in dict.fromkeys(kept)]
    if len(kept) == 1:
        return kept[0]
    if all(isinstance(body, Transpose) or is_row(body) for body in kept) and is_row(kept[0]):
        return transpose(Hadamard(tuple(sorted(map(transpose, kept), key=is_composite))))
    return Hadamard(tuple(sorted(kept, key=is_composite)))


def diagonal(vector: Formula) -> Formula:
    """diag(v) of a column; diag(c·𝟏) = c·I."""
    scalar, body = separate(vector)
    assert body is not None
    if is_zero(body):
        return zero(vector.rows, vector.rows)
    inner: Formula = Identity(vector.rows) if isinstance(body, Filled) else Diagonal(body)
    return inner if scalar is None else multiple(1, (scalar,), (), inner)


def inverse(matrix: Formula) -> Formula:
    """M⁻¹, with numbers and transposes moved outside."""
    match matrix:
        case Identity():
            return matrix
        case Inverse(body=body):
            return body
        case MatrixPower(body=body, exponent=exponent):
            return matrix_power(body, negative(exponent))
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
    if isinstance(base, Number) and base.value != 0 and (root := root_of(base.value, exponent.denominator)) is not None:
        return Number(Fraction(root**exponent.numerator))
    if isinstance(base, Power) and isinstance(base.base, Norm) and isinstance(base.exponent, Number):
        return power(base.base, base.exponent.value * exponent)
    if exponent < 0:
        positive = power(base, -exponent)
        if is_scalar(base):
            return multiple(1, (), (positive,))
        return HadamardQuotient(Filled(1, base.rows, base.columns), positive)
    if is_scalar(base) and exponent.denominator == 2:
        norm = norm_of_square(base)
        if norm is not None:
            return power(norm, exponent * 2)
        if isinstance(base, Multiple) and _is_scaled_square(base):
            sides = ([power(scalar, exponent) for scalar in side] for side in (base.numerators, base.denominators))
            return multiple(1, [power(Number(base.coefficient), exponent), *next(sides)], next(sides))
    if exponent == HALF and not is_scalar(base):
        return Apply("sqrt", (base,), base.rows, base.columns)
    return Power(base, Number(exponent))


def _is_scaled_square(scalar: Multiple) -> bool:
    """Whether a scalar is ‖v‖² times and over lengths and numbers, so that its root is ‖v‖ times and over theirs."""
    factors = (*scalar.numerators, *scalar.denominators)
    squares = [factor for factor in factors if not isinstance(factor, Size)]
    return scalar.coefficient > 0 and len(squares) == 1 and isinstance(power(squares[0], HALF), Norm)


def norm_of_square(square: Formula) -> Formula | None:
    """‖v‖ for vᵀv, and ‖M‖ of Frobenius for tr(MᵀM)."""
    inner, kind = (square.body, ("frobenius",)) if isinstance(square, Trace) else (square, ())
    if isinstance(inner, Product) and len(inner.factors) % 2 == 0:
        half = len(inner.factors) // 2
        if inner.factors[:half] == turned(inner.factors[half:]):
            return Norm(product(*inner.factors[half:]), *kind)
    return None
