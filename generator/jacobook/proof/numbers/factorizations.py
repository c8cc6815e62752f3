"""Factorizations of a matrix at a point, to many digits; their signs and their order are fixed, so that all agree.

A factor that is unique only up to signs has its first entry of each column that is not small positive.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from fractions import Fraction
from functools import lru_cache, reduce
from itertools import pairwise
from operator import add
from typing import Any, cast

from jacobook.proof.numbers.arithmetic import Arithmetic, Entry, NotExact, Rows, Undefined
from jacobook.proof.numbers.elimination import inverse, multiplied, transposed
from jacobook.proof.numbers.prime_field import PrimeField

Parts = Mapping[str, Rows]
"""The parts of a factorization by their letters; a vector is a column."""

_REMEMBERED = 64
_SEPARATION = 1e-6
"""Values that are closer than this are taken for one: their vectors cost too many digits."""
_SMALL = 0.1


def parts(numbers: Arithmetic, name: str, matrix: Rows) -> Parts:
    """The parts of a factorization. Raises `Undefined` where there is none, `NotExact` where it is not rational."""
    if isinstance(numbers, PrimeField):
        raise NotExact(name)
    known: Parts = _remembered(cast("Hashable", numbers), name, matrix)
    return known


@lru_cache(maxsize=_REMEMBERED)
def _remembered(numbers: Any, name: str, matrix: Rows) -> Parts:  # noqa: ANN401 - an arithmetic
    return _FACTORIZATIONS[name](numbers, matrix)


def _symmetric(numbers: Arithmetic, matrix: Rows) -> Rows:
    half = numbers.number(Fraction(1, 2))
    size = range(len(matrix))
    return tuple(tuple((matrix[i][j] + matrix[j][i]) * half for j in size) for i in size)


def _cholesky(numbers: Arithmetic, matrix: Rows) -> Parts:
    """Row by row: Lᵢⱼ Lⱼⱼ is Aᵢⱼ without the products before it."""
    zero, half = numbers.number(Fraction(0)), numbers.number(Fraction(1, 2))
    found: list[list[Entry]] = []
    for i, row in enumerate(_symmetric(numbers, matrix)):
        line = [zero] * len(matrix)
        for j in range(i + 1):
            above = line if i == j else found[j]
            rest = row[j] - sum((line[k] * above[k] for k in range(j)), start=zero)
            if i != j:
                line[j] = rest / found[j][j]
                continue
            if not rest > 0 or numbers.negligible(rest):
                raise Undefined("a matrix that is not positive definite has no Cholesky factor")
            line[j] = numbers.power(rest, half)
        found.append(line)
    return {"L": tuple(map(tuple, found))}


def _spectral(numbers: Arithmetic, matrix: Rows) -> Parts:
    context = _context(numbers, "eigenvalues")
    rows = [list(row) for row in _symmetric(numbers, matrix)]
    values, vectors = _found(context, "eigsy", rows)
    found = [_without_noise(numbers, values[k]) for k in range(len(rows))]
    _refuse_alike(numbers, found)
    columns = [[vectors[i, k] for i in range(len(rows))] for k in range(len(rows))]
    return {"w": tuple((value,) for value in found), "U": _of_columns([_signed(column) for column in columns])}


def _singular(numbers: Arithmetic, matrix: Rows) -> Parts:
    _refuse_wide(matrix)
    context = _context(numbers, "singular values")
    left, values, right = _found(context, "svd_r", matrix)
    found = [values[k] for k in range(len(matrix[0]))]
    _refuse_alike(numbers, [*found, context.mpf(0)])
    first, second = [], []
    for k in range(len(found)):
        column = [left[i, k] for i in range(len(matrix))]
        sign = 1 if _signed(column) == column else -1
        first.append([sign * entry for entry in column])
        second.append([sign * right[k, j] for j in range(len(found))])
    return {"U": _of_columns(first), "s": tuple((value,) for value in found), "V": _of_columns(second)}


def _orthonormal(numbers: Arithmetic, matrix: Rows) -> Parts:
    """The columns made orthonormal one after the other (Gram and Schmidt), which leaves R a positive diagonal."""
    _refuse_wide(matrix)
    half, zero = numbers.number(Fraction(1, 2)), numbers.number(Fraction(0))
    found: list[list[Entry]] = []
    triangle = [[zero] * len(matrix[0]) for _ in matrix[0]]
    for j in range(len(matrix[0])):
        rest = [row[j] for row in matrix]
        for k, column in enumerate(found):
            triangle[k][j] = _inner(column, rest)
            rest = [entry - triangle[k][j] * other for entry, other in zip(rest, column, strict=True)]
        square = _inner(rest, rest)
        if numbers.negligible(square):
            raise Undefined("columns that are linearly dependent have no unique factors Q and R")
        triangle[j][j] = numbers.power(square, half)
        found.append([entry / triangle[j][j] for entry in rest])
    return {"Q": _of_columns(found), "R": tuple(map(tuple, triangle))}


def _triangular(numbers: Arithmetic, matrix: Rows) -> Parts:
    """Row by row, without exchange: Aᵢⱼ = Σₖ Lᵢₖ Uₖⱼ with ones on the diagonal of L."""
    zero, one = numbers.number(Fraction(0)), numbers.number(Fraction(1))
    size = range(len(matrix))
    lower = [[one if i == j else zero for j in size] for i in size]
    upper = [[zero for _ in size] for _ in size]
    for i in size:
        for j in size:
            rest = matrix[i][j] - sum((lower[i][k] * upper[k][j] for k in range(min(i, j))), start=zero)
            if i <= j:
                upper[i][j] = rest
            else:
                lower[i][j] = rest / upper[j][j]
        if numbers.negligible(upper[i][i]):
            raise Undefined("a matrix with a leading principal minor of 0 has no factors L and U")
    return {"L": tuple(map(tuple, lower)), "U": tuple(map(tuple, upper))}


def _eigenvalues(numbers: Arithmetic, matrix: Rows) -> Parts:
    """In increasing order, with columns of length 1."""
    context = _context(numbers, "eigenvalues")
    values, vectors = _found(context, "eig", matrix)
    size = range(len(matrix))
    if any(abs(context.im(value)) > _SEPARATION for value in values):
        raise Undefined("eigenvalues that are not real")
    _refuse_alike(numbers, [context.re(value) for value in values])
    columns = {}
    for k in size:
        # A real eigenvector up to a factor: the one with the largest entry 1.
        column = [vectors[i, k] for i in size]
        largest = max(column, key=abs)
        turned = [context.re(entry / largest) for entry in column]
        length = context.sqrt(_inner(turned, turned))
        columns[_without_noise(numbers, context.re(values[k]))] = _signed([entry / length for entry in turned])
    found = sorted(columns)
    return {"w": tuple((value,) for value in found), "V": _of_columns([columns[value] for value in found])}


def _pseudoinverse(numbers: Arithmetic, matrix: Rows) -> Parts:
    """Cᵀ(CCᵀ)⁻¹(BᵀB)⁻¹Bᵀ of A = BC with linearly independent columns of B and rows of C."""
    columns, rows = _rank_factors(numbers, matrix)
    if not rows:
        zero = numbers.number(Fraction(0))
        return {"P": tuple((zero,) * len(matrix) for _ in matrix[0])}
    left, right = transposed(columns), transposed(rows)
    inner = multiplied(inverse(multiplied(rows, right), numbers), inverse(multiplied(left, columns), numbers))
    return {"P": multiplied(right, multiplied(inner, left))}


def _rank_factors(numbers: Arithmetic, matrix: Rows) -> tuple[Rows, Rows]:
    """Columns of a matrix that span the others, and by rows how these are made of them."""
    rows, pivots = [list(row) for row in matrix], list[int]()
    for column in range(len(matrix[0])):
        done = len(pivots)
        pivot = max(range(done, len(rows)), key=lambda row: numbers.size(rows[row][column]), default=None)
        if pivot is None or numbers.negligible(rows[pivot][column]):
            continue
        rows[done], rows[pivot] = rows[pivot], rows[done]
        factor = 1 / rows[done][column]
        rows[done] = [entry * factor for entry in rows[done]]
        for other, row in enumerate(rows):
            if other != done:
                rows[other] = [a - row[column] * b for a, b in zip(row, rows[done], strict=True)]
        pivots.append(column)
    return tuple(tuple(row[k] for k in pivots) for row in matrix), tuple(map(tuple, rows[: len(pivots)]))


def _context(numbers: Arithmetic, what: str) -> Any:  # noqa: ANN401 - mpmath's
    context = getattr(numbers, "context", None)
    if context is None:
        raise NotExact(what)
    return context


def _found(context: Any, name: str, matrix: Iterable[Iterable[Entry]]) -> Any:  # noqa: ANN401 - mpmath's
    try:
        return getattr(context, name)(context.matrix([list(row) for row in matrix]))
    except (ValueError, ZeroDivisionError, OverflowError, RuntimeError, context.NoConvergence):
        raise Undefined("a factorization that was not found") from None


def _refuse_wide(matrix: Rows) -> None:
    if len(matrix) < len(matrix[0]):
        raise Undefined("it has more columns than rows")


def _without_noise(numbers: Arithmetic, value: Entry) -> Entry:
    """An eigenvalue, which is 0 where only rounding keeps it from being so."""
    return numbers.number(Fraction(0)) if numbers.negligible(value) else value


def _refuse_alike(numbers: Arithmetic, values: list[Entry]) -> None:
    ordered = sorted(values)
    if any(abs(one - other) < _SEPARATION for one, other in pairwise(ordered)):
        raise Undefined("eigenvalues or singular values that are alike, or singular values that are 0")


def _signed(column: list[Entry]) -> list[Entry]:
    """A column with a positive entry where the first one of some size stands."""
    first = next(entry for entry in column if abs(entry) * len(column) > _SMALL)
    return [-entry for entry in column] if first < 0 else column


def _of_columns(columns: list[list[Entry]]) -> Rows:
    return tuple(zip(*columns, strict=True))


def _inner(left: list[Entry], right: list[Entry]) -> Entry:
    return reduce(add, (a * b for a, b in zip(left, right, strict=True)))


_FACTORIZATIONS: Mapping[str, Callable[[Arithmetic, Rows], Parts]] = {
    "cholesky": _cholesky,
    "eigh": _spectral,
    "svd": _singular,
    "qr": _orthonormal,
    "lu": _triangular,
    "eig": _eigenvalues,
    "pinv": _pseudoinverse,
}
