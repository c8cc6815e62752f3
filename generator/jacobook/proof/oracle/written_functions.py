"""Every function of the language once more from its definition, in plain sums and products of entries.

A determinant is expanded along rows, an inverse is made of cofactors. Nothing of `calculus` or `layout` is used, so
that a slip there is not repeated here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import partial, reduce
from itertools import chain, product
from operator import add, mul, sub, truediv
from typing import Any

from jacobook.language.functions import MATRIX_FUNCTIONS
from jacobook.proof.numbers.arithmetic import Entry, Undefined
from jacobook.proof.oracle.arrays import Array, Unproved, built, entries, entrywise, rank, total_of
from jacobook.proof.oracle.rotations import OF_ROTATIONS
from jacobook.proof.oracle.scalars import Scalars


class Writing:
    """What functions are written out with: the functions of entries, and the place of the call.

    Only with `singular`, a determinant that vanishes has derivatives.
    """

    def __init__(self, scalars: Scalars) -> None:
        self.scalars = scalars
        self.place = 0
        self.singular = False

    def number(self, value: Fraction | int) -> Entry:
        return self.scalars.number(Fraction(value))

    def root(self, entry: Entry) -> Entry:
        return self.scalars.apply("sqrt(t)", (entry,), self.place)

    def absolute(self, entry: Entry) -> Entry:
        return self.scalars.apply("Abs(t)", (entry,), self.place)

    def exponential(self, entry: Entry) -> Entry:
        return self.scalars.apply("exp(t)", (entry,), self.place)

    def logarithm(self, entry: Entry) -> Entry:
        return self.scalars.apply("log(t)", (entry,), self.place)


def filled(diagonal_and_rest: tuple[int, int], *lengths: int, writer: Writing) -> Array:
    """An array of one entry on the diagonal and another elsewhere; a scalar and a vector are all diagonal."""
    diagonal, rest = map(writer.number, diagonal_and_rest)
    if not lengths:
        return diagonal
    if len(lengths) == 1:
        return (diagonal,) * lengths[0]
    if len(lengths) > 2:
        return built(lengths, lambda _: rest)
    rows, columns = lengths
    return tuple(tuple(diagonal if i == j else rest for j in range(columns)) for i in range(rows))


def _inner(left: Sequence[Entry], right: Sequence[Entry]) -> Entry:
    return total_of([a * b for a, b in zip(left, right, strict=True)])


def matrix_product(_: Writing, left: Array, right: Array) -> Array:
    """The product of vectors and matrices; raises `Unproved` for any other shape."""
    columns = right if rank(right) == 1 else tuple(zip(*right, strict=True))
    match rank(left), rank(right):
        case 1, 1:
            return _inner(left, right)
        case 2, 1:
            return tuple(_inner(row, right) for row in left)
        case 1, 2:
            return tuple(_inner(left, column) for column in columns)
        case 2, 2:
            return tuple(tuple(_inner(row, column) for column in columns) for row in left)
        case _:
            raise Unproved("the matrix product needs vectors or matrices")


def _transpose(_: Writing, array: Array) -> Array:
    return tuple(zip(*array, strict=True)) if rank(array) == 2 else array


def _sum(_: Writing, array: Array) -> Entry:
    return total_of(entries(array))


def _mean(writer: Writing, array: Array) -> Entry:
    return _sum(writer, array) / writer.number(len(entries(array)))


def _product(_: Writing, array: Array) -> Entry:
    return reduce(mul, entries(array))


def _dot(_: Writing, left: Array, right: Array) -> Entry:
    return total_of(entries(entrywise(mul, left, right)))


def _norm(writer: Writing, array: Array) -> Entry:
    """The 2-norm or the Frobenius norm: both are the root of the sum of all squares."""
    return writer.root(total_of([entry * entry for entry in entries(array)]))


def _norm_one(writer: Writing, array: Array) -> Entry:
    return total_of([writer.absolute(entry) for entry in entries(array)])


def _trace(_: Writing, matrix: Array) -> Entry:
    return total_of([row[i] for i, row in enumerate(matrix)])


def _minor(matrix: Array, rows: tuple[int, ...], columns: tuple[int, ...], known: dict[Any, Entry]) -> Entry:
    """The determinant of some rows and columns, expanded along the first of the rows."""
    key = rows, columns
    if key not in known:
        terms = []
        for position, column in enumerate(columns):
            entry = matrix[rows[0]][column]
            if len(rows) > 1:
                rest = columns[:position] + columns[position + 1 :]
                entry = entry * _minor(matrix, rows[1:], rest, known)
            terms.append(-entry if position % 2 else entry)
        known[key] = total_of(terms)
    return known[key]


def _determinant(writer: Writing, matrix: Array) -> Entry:
    every = tuple(range(len(matrix)))
    result = _minor(matrix, every, every, {})
    # Books write the derivative of a determinant with the inverse, and mean it where there is one: det(XᵀX) is tried
    # with X at least as high as wide.
    if not writer.singular and writer.scalars.moves(result) and writer.scalars.negligible(result):
        raise Undefined("a determinant that vanishes")
    return result


def _log_determinant(writer: Writing, matrix: Array) -> Entry:
    return writer.logarithm(_determinant(writer, matrix))


def _inverse(writer: Writing, matrix: Array) -> Array:
    """The adjugate over the determinant: entry (i, j) is the cofactor of entry (j, i)."""
    every = tuple(range(len(matrix)))
    known: dict[Any, Entry] = {}
    determinant = _minor(matrix, every, every, known)
    if writer.scalars.negligible(determinant):
        raise Undefined("a singular matrix has no inverse")
    one = writer.number(1)
    if len(matrix) == 1:
        return ((one / determinant,),)

    def cofactor(row: int, column: int) -> Entry:
        minor = _minor(matrix, every[:row] + every[row + 1 :], every[:column] + every[column + 1 :], known)
        return -minor if (row + column) % 2 else minor

    reciprocal = one / determinant
    return tuple(tuple(cofactor(j, i) * reciprocal for j in every) for i in every)


def _solve(writer: Writing, matrix: Array, right: Array) -> Array:
    return matrix_product(writer, _inverse(writer, matrix), right)


def _sylvester(writer: Writing, left: Array, right: Array, value: Array) -> Array:
    """X with AX + XB = C, whose entries solve a linear system: Σ_k A_ik X_kj + Σ_k X_ik B_kj = C_ij."""
    rows, columns = range(len(left)), range(len(right))
    places = list(product(rows, columns))
    zero = writer.number(0)

    def coefficient(i: int, j: int, k: int, l: int) -> Entry:
        found = zero + left[i][k] if j == l else zero
        return found + right[l][j] if i == k else found

    system = [[*(coefficient(i, j, k, l) for k, l in places), value[i][j]] for i, j in places]
    found = _solved(writer, system)
    return tuple(tuple(found[i * len(right) + j] for j in columns) for i in rows)


def _discrete_lyapunov(writer: Writing, matrix: Array, value: Array) -> Array:
    """X with X = AXAᵀ + Q, whose entries solve a linear system: X_ij − Σ_kl A_ik X_kl A_jl = Q_ij."""
    each = range(len(matrix))
    places = list(product(each, each))
    one, zero = writer.number(1), writer.number(0)

    def coefficient(i: int, j: int, k: int, l: int) -> Entry:
        return (one if (i, j) == (k, l) else zero) - matrix[i][k] * matrix[j][l]

    system = [[*(coefficient(i, j, k, l) for k, l in places), value[i][j]] for i, j in places]
    found = _solved(writer, system)
    return tuple(tuple(found[i * len(matrix) + j] for j in each) for i in each)


def _solved(writer: Writing, rows: list[list[Entry]]) -> list[Entry]:
    """The solution of a linear system, whose right-hand side stands last in each row, by elimination."""
    for step in range(len(rows)):
        pivot = next((k for k in range(step, len(rows)) if not writer.scalars.negligible(rows[k][step])), None)
        if pivot is None:
            raise Undefined("a linear system without a unique solution")
        rows[step], rows[pivot] = rows[pivot], rows[step]
        for other in range(len(rows)):
            if other != step:
                factor = rows[other][step] / rows[step][step]
                rows[other] = [a - factor * b for a, b in zip(rows[other], rows[step], strict=True)]
    return [row[-1] / row[step] for step, row in enumerate(rows)]


def _matrix_power(writer: Writing, matrix: Array, exponent: Entry) -> Array:
    whole = int(exponent)
    if whole != exponent:
        raise Unproved("a matrix is raised to whole powers only")
    if whole == 0:
        return filled((1, 0), len(matrix), len(matrix), writer=writer)
    factor = matrix if whole > 0 else _inverse(writer, matrix)
    return reduce(lambda left, right: matrix_product(writer, left, right), (factor,) * abs(whole))


def _diag(writer: Writing, array: Array) -> Array:
    if rank(array) == 2:
        return tuple(row[i] for i, row in enumerate(array))
    zero, length = writer.number(0), range(len(array))
    return tuple(tuple(array[i] if i == j else zero for j in length) for i in length)


def _outer(_: Writing, left: Array, right: Array) -> Array:
    return tuple(tuple(a * b for b in right) for a in left)


def _kronecker(_: Writing, left: Array, right: Array) -> Array:
    if rank(left) == rank(right) == 1:
        return tuple(a * b for a in left for b in right)
    return tuple(tuple(a * b for a in upper for b in lower) for upper in left for lower in right)


def _vec(_: Writing, matrix: Array) -> Array:
    return tuple(chain.from_iterable(zip(*matrix, strict=True))) if rank(matrix) == 2 else matrix


def _softmax(writer: Writing, vector: Array) -> Array:
    """Of a vector, a column n×1 or a row 1×n, whose entries all are of one sum."""
    powers = entrywise(writer.exponential, vector)
    total = total_of(entries(powers))
    return entrywise(lambda power: power / total, powers)


def _log_sum_exp(writer: Writing, array: Array) -> Entry:
    return writer.logarithm(total_of([writer.exponential(entry) for entry in entries(array)]))


def _cross(_: Writing, left: Array, right: Array) -> Array:
    (a, b, c), (u, v, w) = left, right
    return (b * w - c * v, c * u - a * w, a * v - b * u)


def _matrix_function(name: str, writer: Writing, matrix: Array) -> Array:
    return writer.scalars.matrix_function(name, matrix)


FILLED = {"eye": (1, 0), "ones": (1, 1), "zeros": (0, 0)}
"""Constant arrays: the entry on the diagonal, and elsewhere."""


WRITTEN: dict[str, Callable[..., Array]] = {
    "add": lambda _, left, right: entrywise(add, left, right),
    "subtract": lambda _, left, right: entrywise(sub, left, right),
    "multiply": lambda _, left, right: entrywise(mul, left, right),
    "divide": lambda _, left, right: entrywise(truediv, left, right),
    "negate": lambda _, array: entrywise(lambda entry: -entry, array),
    "matmul": matrix_product,
    "transpose": _transpose,
    "sum": _sum,
    "mean": _mean,
    "prod": _product,
    "dot": _dot,
    "norm": _norm,
    "norm1": _norm_one,
    "trace": _trace,
    "det": _determinant,
    "logdet": _log_determinant,
    "inv": _inverse,
    "solve": _solve,
    "solve_sylvester": _sylvester,
    "solve_discrete_lyapunov": _discrete_lyapunov,
    "matrix_power": _matrix_power,
    "diag": _diag,
    "outer": _outer,
    "kron": _kronecker,
    "vec": _vec,
    "softmax": _softmax,
    "logsumexp": _log_sum_exp,
    "cross": _cross,
    **OF_ROTATIONS,
    **{name: partial(_matrix_function, name) for name in MATRIX_FUNCTIONS},
}
"""What every function of the language means, by its name; element-wise ones mean their SymPy definitions."""
