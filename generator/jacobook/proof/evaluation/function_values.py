"""Functions evaluated at their arguments: those of entries, choices, finite sums, declared ones, and derivatives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial, reduce
from itertools import accumulate, chain
from operator import add, mul
from typing import Any

from jacobook.calculus.operators import DISCRETE_LYAPUNOV, SYLVESTER
from jacobook.language.differentiated import at_lengths, meaning
from jacobook.language.dimension import proper_axes
from jacobook.language.functions import ELEMENTWISE, MATRIX_FUNCTIONS
from jacobook.language.functions.factorizations import Factorization, factorization_of
from jacobook.layout.formulas import formula as layout
from jacobook.layout.formulas.formula import Formula, axes
from jacobook.layout.formulas.statement import statement
from jacobook.proof.evaluation.evaluator import Evaluator
from jacobook.proof.evaluation.rotations import OF_ROTATIONS
from jacobook.proof.numbers.arithmetic import Entry, Undefined
from jacobook.proof.numbers.elimination import Matrix, inverse, multiplied, shape, transposed
from jacobook.proof.numbers.factorizations import parts
from jacobook.proof.numbers.fitting import (
    Malformed,
    column,
    entrywise,
    same_shape,
    single,
    square,
)
from jacobook.proof.numbers.hole import among
from jacobook.proof.numbers.index_sums import Bound
from jacobook.proof.numbers.matrix_function import of_blocks
from jacobook.proof.oracle.definition import value_of
from jacobook.proof.oracle.functional import as_matrix, derivative_entries
from jacobook.proof.oracle.instances import of_matrix, of_number


def _apply(at: Evaluator, formula: layout.Apply, bound: Bound) -> Matrix:
    if formula.function == "where" and len(formula.arguments) == 3:
        return _where(at, formula, bound)
    arguments = tuple(at.value(argument, bound) for argument in formula.arguments)
    if formula.function == "masked_softmax_rows":
        return _masked_softmax_of_rows(at, *arguments)
    if formula.function in _OF_LINES:
        return _of_lines(at, formula, arguments)
    if formula.function in _OF_MATRICES:
        return _OF_MATRICES[formula.function](at, *arguments)
    composite = _COMPOSITES.get(formula.function)
    if composite is not None and len(arguments) == 1:
        return composite(at, arguments[0])
    return entrywise(_scalar_function(at, formula.function, len(arguments)), *_spread(at, formula, arguments))


def _spread(at: Evaluator, formula: layout.Apply, arguments: tuple[Matrix, ...]) -> tuple[Matrix, ...]:
    """The arguments in one shape: a scalar stands beside every entry of the others."""
    rows, columns = at.size(formula.rows), at.size(formula.columns)
    spread = tuple(((a[0][0],) * columns,) * rows if shape(a) == (1, 1) else a for a in arguments)
    same_shape(formula.function, spread)
    return spread


def _scalar_function(at: Evaluator, name: str, count: int) -> Callable[..., Entry]:
    if name == "equal" and count == 2:
        return lambda left, right: at.number(int(at.arithmetic.is_zero(left - right)))
    function = at.functions.get(name)
    if function is None or function.kind != ELEMENTWISE:
        raise Malformed(f"{name} is not a function of entries")
    if count != function.arity:
        raise Malformed(f"{name} takes {function.arity} arguments, not {count}")
    evaluate = value_of(function.definition)
    if at.holes:
        return lambda *entries: among(entries) or evaluate(at.arithmetic, entries)
    return lambda *entries: evaluate(at.arithmetic, entries)


def _where(at: Evaluator, formula: layout.Apply, bound: Bound) -> Matrix:
    """One of two, entry by entry; what no entry asks for need not have a value."""
    condition, *branches = formula.arguments
    chosen = at.value(condition, bound)
    verdicts = {bool(entry != 0) for entry in chain.from_iterable(chosen)}
    unused = single(at.number(0))
    inside = at.with_holes() if len(verdicts) > 1 else at
    yes, no = (
        inside.value(b, bound) if v in verdicts else unused for b, v in zip(branches, (True, False), strict=True)
    )
    result = entrywise(lambda c, a, b: a if c != 0 else b, *_spread(at, formula, (chosen, yes, no)))
    required(at, *chain.from_iterable(result))
    return result


def _finite_sum(at: Evaluator, formula: layout.FiniteSum, bound: Bound) -> Matrix:
    if formula.index in at.symbols:
        raise Malformed(f"the index {formula.index} already means something")
    count = at.scalar(formula.count, bound)
    if int(count) != count or count < 1:
        raise Undefined("a sum over so many powers is that of a positive whole number of them")

    def term(number: int) -> Matrix:
        symbols = {**at.symbols, formula.index: single(at.number(number))}
        return at.afresh(symbols=symbols).value(formula.body, bound)

    return reduce(lambda left, right: entrywise(add, left, right), map(term, range(int(count))))


def _function_value(at: Evaluator, formula: layout.FunctionValue, bound: Bound) -> Matrix:
    flat = [entry for argument in formula.arguments for row in at.value(argument, bound) for entry in row]
    lengths = at.size(formula.rows), at.size(formula.columns)
    rows: Matrix = at.instances.value(formula.name, flat, lengths, at.number)
    return rows


def _size_of(at: Evaluator) -> Callable[[Formula], tuple[int, int]]:
    return lambda formula: (at.size(formula.rows), at.size(formula.columns))


def derivative_tensor(at: Evaluator, formula: layout.FunctionDerivative, bound: Bound) -> dict[Any, Entry]:
    """The entries of a derivative of a declared function, by their places."""
    key = at.key(formula, bound)
    if key not in at.tensors:
        arguments = [at.value(argument, bound) for argument in formula.value.arguments]
        at.tensors[key] = derivative_entries(formula, arguments, _size_of(at), at.instances, at.number)
    return at.tensors[key]


def _function_derivative(at: Evaluator, formula: layout.FunctionDerivative, bound: Bound) -> Matrix:
    tensor = derivative_tensor(at, formula, bound)
    rank = axes(formula.value) + sum(axes(formula.value.arguments[position]) for position in formula.by)
    matrix = as_matrix(tensor, rank)
    return matrix if formula.layout in ("", formula.entrywise_layout) else transposed(matrix)


def _named_function(at: Evaluator, formula: layout.NamedFunction, bound: Bound) -> Matrix:
    argument = at.value(formula.argument, bound)
    factor = factorization_of(formula.name)
    if factor is not None:
        return _factor(at, *factor, formula, argument)
    if formula.name in MATRIX_FUNCTIONS:
        square(formula.name, argument)
        return at.arithmetic.matrix_function(formula.name, argument)
    coefficients = at.instances.coefficients(formula.name, formula.order)
    if formula.of_matrix:
        square(formula.name, argument)
        matrix: Matrix = of_matrix(coefficients, argument, at.number, multiplied)
        return matrix
    rows, columns = at.size(formula.rows), at.size(formula.columns)
    spread = ((argument[0][0],) * columns,) * rows if shape(argument) == (1, 1) else argument
    return entrywise(lambda entry: of_number(coefficients, entry, at.number), spread)


def _factor(
    at: Evaluator, record: Factorization, letter: str, formula: layout.NamedFunction, argument: Matrix
) -> Matrix:
    """A part of a factorization, or a mask by what it means in these."""
    found = parts(at.arithmetic, record.name, argument)
    if letter in found:
        return found[letter]
    shape_of_argument = formula.argument.rows, formula.argument.columns
    says = statement(at_lengths(record.name, meaning(record.name, letter), shape_of_argument))
    return at.afresh(symbols=found).value(says)


def _softmax(at: Evaluator, matrix: Matrix) -> Matrix:
    powers = [at.arithmetic.function("exp", entry) for entry in column("softmax", matrix)]
    total = reduce(add, powers)
    return tuple((power / total,) for power in powers)


def _softmax_of_rows(at: Evaluator, matrix: Matrix) -> Matrix:
    powers = [[at.arithmetic.function("exp", entry) for entry in row] for row in matrix]
    totals = [reduce(add, row) for row in powers]
    return tuple(tuple(power / total for power in row) for row, total in zip(powers, totals, strict=True))


def _log_sum_exp(at: Evaluator, matrix: Matrix) -> Matrix:
    powers = [at.arithmetic.function("exp", entry) for entry in column("logsumexp", matrix)]
    return single(at.arithmetic.function("log", reduce(add, powers)))


def _log_softmax(at: Evaluator, matrix: Matrix) -> Matrix:
    ((total,),) = _log_sum_exp(at, matrix)
    return tuple((entry - total,) for entry in column("log_softmax", matrix))


def _masked_softmax_of_rows(at: Evaluator, matrix: Matrix, mask: Matrix) -> Matrix:
    same_shape("a mask", (matrix, mask))
    zero, rows = at.number(0), []
    for row, counts in zip(matrix, mask, strict=True):
        powers = [at.arithmetic.function("exp", e) if c != 0 else zero for e, c in zip(row, counts, strict=True)]
        total = reduce(add, powers)
        rows.append(tuple(at.divided(power, total) for power in powers))
    return tuple(rows)


def _of_lines(at: Evaluator, formula: layout.Apply, arguments: Sequence[Matrix]) -> Matrix:
    """A function along the last axis of arrays, whose other axes but the first stand side by side with it."""
    first = formula.arguments[0]
    lengths = proper_axes((first.rows, first.columns))
    if isinstance(first, layout.Symbol) and first.lengths:
        lengths = first.lengths
    if not lengths:
        raise Malformed(f"{formula.function} takes an array")
    size = at.size(lengths[-1])
    lines = [_in_parts(matrix, size) for matrix in arguments]
    if len(lines) > 1:
        found = _masked_softmax_of_rows(at, *lines)
    else:
        found = _COMPOSITES[_OF_LINES[formula.function]](at, *lines)
    # Of a vector, which stands upright, a line is left that stands upright too, or a number.
    return _in_parts(found, max(1, len(arguments[0][0]) * len(found[0]) // size))


def _in_parts(matrix: Matrix, size: int) -> Matrix:
    """The entries row by row, in rows of another length."""
    flat = tuple(chain.from_iterable(matrix))
    return tuple(flat[start : start + size] for start in range(0, len(flat), size))


def _row_log_sum_exp(at: Evaluator, matrix: Matrix) -> Matrix:
    return tuple(_log_sum_exp(at, transposed((row,)))[0] for row in matrix)


def _row_log_softmax(at: Evaluator, matrix: Matrix) -> Matrix:
    totals = _row_log_sum_exp(at, matrix)
    return tuple(tuple(entry - total for entry in row) for row, (total,) in zip(matrix, totals, strict=True))


def _prod(_: Evaluator, matrix: Matrix) -> Matrix:
    return single(reduce(mul, chain.from_iterable(matrix)))


def _extreme(sign: int, _: Evaluator, matrix: Matrix) -> Matrix:
    return single(_extreme_of(sign, list(chain.from_iterable(matrix))))


def _extreme_of(sign: int, line: Sequence[Entry]) -> Entry:
    return reduce(lambda best, entry: entry if sign * entry > sign * best else best, line)


def _place_of_largest(at: Evaluator, line: Sequence[Entry]) -> tuple[Entry, ...]:
    """1 at the first of the largest entries, 0 elsewhere."""
    first = list(line).index(_extreme_of(1, line))
    return tuple(at.number(int(place == first)) for place in range(len(line)))


def _hardmax(at: Evaluator, matrix: Matrix) -> Matrix:
    return tuple((entry,) for entry in _place_of_largest(at, column("hardmax", matrix)))


def _cumprod(_: Evaluator, matrix: Matrix) -> Matrix:
    return tuple((entry,) for entry in accumulate(column("cumprod", matrix), mul))


def _by_rows(function: Callable[[Evaluator, Matrix], Matrix]) -> Callable[[Evaluator, Matrix], Matrix]:
    """A function of a column, of each row."""
    return lambda at, matrix: tuple(transposed(function(at, transposed((row,))))[0] for row in matrix)


def _sylvester(at: Evaluator, left: Matrix, right: Matrix, value: Matrix) -> Matrix:
    """X with AX + XB = C, by columns: (I ⊗ A + Bᵀ ⊗ I) vec(X) = vec(C)."""
    m, n = square("a Sylvester equation", left), square("a Sylvester equation", right)
    if shape(value) != (m, n):
        raise Malformed("a Sylvester equation with matrices that do not fit")
    zero, places = at.number(0), [(i, j) for j in range(n) for i in range(m)]
    system = tuple(
        tuple((left[i][k] if j == l else zero) + (right[l][j] if i == k else zero) for k, l in places)
        for i, j in places
    )
    found = multiplied(inverse(system, at.arithmetic), tuple((value[i][j],) for i, j in places))
    return tuple(tuple(found[j * m + i][0] for j in range(n)) for i in range(m))


def _discrete_lyapunov(at: Evaluator, matrix: Matrix, value: Matrix) -> Matrix:
    """X with X − AXAᵀ = Q, by columns: (I − A ⊗ A) vec(X) = vec(Q)."""
    n = square("a discrete Lyapunov equation", matrix)
    if shape(value) != (n, n):
        raise Malformed("a discrete Lyapunov equation with matrices that do not fit")
    one, zero, places = at.number(1), at.number(0), [(i, j) for j in range(n) for i in range(n)]
    system = tuple(
        tuple((one if (i, j) == (k, l) else zero) - matrix[i][k] * matrix[j][l] for k, l in places) for i, j in places
    )
    found = multiplied(inverse(system, at.arithmetic), tuple((value[i][j],) for i, j in places))
    return tuple(tuple(found[j * n + i][0] for j in range(n)) for i in range(n))


def _slope_of(name: str, at: Evaluator, matrix: Matrix, direction: Matrix) -> Matrix:
    """The derivative of a function of a matrix in a direction, as a corner of one of a matrix twice as large."""
    size = square(name, matrix)
    same_shape(name, (matrix, direction))
    # It is linear in the direction, and functions of large matrices are not evaluated.
    largest = max(at.arithmetic.size(entry) for row in direction for entry in row)
    if not largest:
        return direction
    scaled = entrywise(lambda entry: entry / largest, direction)
    whole = at.arithmetic.matrix_function(name, of_blocks(matrix, scaled, at.number(0)))
    return tuple(tuple(entry * largest for entry in row[size:]) for row in whole[:size])


_OF_MATRICES: dict[str, Callable[..., Matrix]] = {
    SYLVESTER: _sylvester,
    DISCRETE_LYAPUNOV: _discrete_lyapunov,
    **OF_ROTATIONS,
    **{f"{name}_frechet": partial(_slope_of, name) for name in MATRIX_FUNCTIONS},
}
"""Functions of whole matrices."""


_COMPOSITES: dict[str, Callable[[Evaluator, Matrix], Matrix]] = {
    "softmax": _softmax,
    "log_softmax": _log_softmax,
    "softmax_rows": _softmax_of_rows,
    "log_softmax_rows": _row_log_softmax,
    "logsumexp_rows": _row_log_sum_exp,
    "logsumexp": _log_sum_exp,
    "prod": _prod,
    "prod_rows": _by_rows(_prod),
    "max": partial(_extreme, 1),
    "min": partial(_extreme, -1),
    "max_rows": _by_rows(partial(_extreme, 1)),
    "min_rows": _by_rows(partial(_extreme, -1)),
    "cumprod": _cumprod,
    "cumprod_rows": _by_rows(_cumprod),
    "hardmax": _hardmax,
    "hardmax_rows": _by_rows(_hardmax),
}


_OF_LINES = {
    f"{name}_last": f"{name}_rows"
    for name in ("softmax", "masked_softmax", "logsumexp", "max", "min", "prod", "hardmax", "cumprod")
}
"""Functions along the last axis of an array, by what they are of a matrix of its lines."""


def required(at: Evaluator, *entries: Entry) -> Entry:
    """The first of some entries; raises `Undefined` where one of them has no value and holes are not allowed."""
    hole = None if at.holes else among(entries)
    if hole is not None:
        raise Undefined(str(hole.reasons[0]))
    return entries[0]


OF_FUNCTIONS: dict[type, Callable[[Any, Any, Bound], Matrix]] = {
    layout.Apply: _apply,
    layout.FiniteSum: _finite_sum,
    layout.FunctionValue: _function_value,
    layout.FunctionDerivative: _function_derivative,
    layout.NamedFunction: _named_function,
}
"""What evaluates functions at their arguments."""
