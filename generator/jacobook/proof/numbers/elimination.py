"""Matrices of numbers, by the rows: products, determinants and inverses by elimination with the largest pivot."""

from __future__ import annotations

from fractions import Fraction
from functools import reduce
from operator import add

from jacobook.proof.numbers.arithmetic import Arithmetic, Entry, Undefined

Matrix = tuple[tuple[Entry, ...], ...]
"""Rows of entries; a scalar is 1×1, a vector a column."""


def shape(matrix: Matrix) -> tuple[int, int]:
    """Rows and columns."""
    return len(matrix), len(matrix[0])


def transposed(matrix: Matrix) -> Matrix:
    """Rows become columns."""
    return tuple(zip(*matrix, strict=True))


def identity(size: int, arithmetic: Arithmetic) -> Matrix:
    """Ones on the diagonal."""
    one, zero = arithmetic.number(Fraction(1)), arithmetic.number(Fraction(0))
    return tuple(tuple(one if i == j else zero for j in range(size)) for i in range(size))


def multiplied(left: Matrix, right: Matrix) -> Matrix:
    """The product of an m×k by a k×n matrix."""
    columns = transposed(right)
    return tuple(tuple(_inner(row, column) for column in columns) for row in left)


def _inner(row: tuple[Entry, ...], column: tuple[Entry, ...]) -> Entry:
    # Zeros of a sparse factor (a Kronecker product, a diagonal) are passed over: most of the time is spent here.
    products = [a * b for a, b in zip(row, column, strict=True) if a and b]
    return reduce(add, products) if products else row[0] * column[0]


def determinant(matrix: Matrix, arithmetic: Arithmetic) -> Entry:
    """The product of the pivots of a square matrix, with the sign of the row exchanges."""
    rows, result = [list(row) for row in matrix], arithmetic.number(Fraction(1))
    for step in range(len(rows)):
        pivot = max(range(step, len(rows)), key=lambda row: arithmetic.size(rows[row][step]))
        if not rows[pivot][step]:
            return arithmetic.number(Fraction(0))
        if pivot != step:
            rows[step], rows[pivot], result = rows[pivot], rows[step], -result
        result = result * rows[step][step]
        for other in range(step + 1, len(rows)):
            factor = rows[other][step] / rows[step][step]
            rows[other] = [a - factor * b for a, b in zip(rows[other], rows[step], strict=True)]
    return result


def inverse(matrix: Matrix, arithmetic: Arithmetic) -> Matrix:
    """The inverse of a square matrix; raises `Undefined` where it has none."""
    size = len(matrix)
    rows = [[*row, *unit] for row, unit in zip(matrix, identity(size, arithmetic), strict=True)]
    for step in range(size):
        pivot = max(range(step, size), key=lambda row: arithmetic.size(rows[row][step]))
        rows[step], rows[pivot] = rows[pivot], rows[step]
        if arithmetic.negligible(rows[step][step]):
            raise Undefined("a singular matrix has no inverse")
        factor = 1 / rows[step][step]
        rows[step] = [entry * factor for entry in rows[step]]
        for other in range(size):
            if other != step and rows[other][step]:
                factor = rows[other][step]
                rows[other] = [a - factor * b for a, b in zip(rows[other], rows[step], strict=True)]
    return tuple(tuple(row[size:]) for row in rows)
