"""Functions of matrices and their derivatives through the eigenvalues.

With A = V diag(λ) V⁻¹, f(A) = V diag(f(λ)) V⁻¹, and the derivative in the direction E is

    V (F ⊙ (V⁻¹ E V)) V⁻¹,    F_ij = (f(λ_i) − f(λ_j)) / (λ_i − λ_j),  F_ii = f′(λ_i)

(Daleckii and Krein 1965; Higham, Functions of Matrices, theorem 3.11).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import mpmath

from jacobook.proof.numbers.arithmetic import Entry, Reals, Rows, Undefined

Scalar = Callable[[Any, Any], Any]
_FUNCTIONS: dict[str, tuple[Scalar, Scalar]] = {
    "expm": (lambda c, t: c.exp(t), lambda c, t: c.exp(t)),
    "logm": (lambda c, t: c.log(t), lambda _, t: 1 / t),
    "sqrtm": (lambda c, t: c.sqrt(t), lambda c, t: 1 / (2 * c.sqrt(t))),
    "sinm": (lambda c, t: c.sin(t), lambda c, t: c.cos(t)),
    "cosm": (lambda c, t: c.cos(t), lambda c, t: -c.sin(t)),
}
"""Functions of matrices by their names in mpmath: of an eigenvalue, and the derivative."""

# Eigenvalues that are closer than this cost too many digits.
_SEPARATION = 1e-6
_LARGEST_ENTRY = 20


def with_slopes(numbers: Reals, name: str, matrix: Rows, directions: Sequence[Rows]) -> tuple[Rows, list[Rows]] | None:
    """The function of a square matrix and its derivatives in some directions; None where eigenvalues nearly agree.

    Raises `Undefined` where the function has no real value.
    """
    context = numbers.context
    if any(abs(entry) > _LARGEST_ENTRY for row in matrix for entry in row):
        raise Undefined(f"{name} of a matrix as large as this")
    values, vectors = context.eig(context.matrix([list(row) for row in matrix]))
    size = range(len(matrix))
    if any(abs(values[i] - values[j]) < _SEPARATION for i in size for j in size if i < j):
        return None
    function, slope = _FUNCTIONS[name]
    if name in ("logm", "sqrtm") and any(
        abs(context.im(v)) < _SEPARATION and context.re(v) < _SEPARATION for v in values
    ):
        raise Undefined(f"{name} has no real value here")
    there = [function(context, value) for value in values]
    quotients = [
        [slope(context, values[i]) if i == j else (there[i] - there[j]) / (values[i] - values[j]) for j in size]
        for i in size
    ]
    inverse = context.inverse(vectors)

    def turned_back(inner: mpmath.matrix) -> Rows:
        found = vectors * inner * inverse
        noise = context.mpf(10) ** -(numbers.digits // 2)
        if any(abs(context.im(entry)) > noise for entry in found):
            raise Undefined(f"{name} has no real value here")
        return tuple(tuple(context.re(found[i, j]) for j in size) for i in size)

    def derivative(direction: Rows) -> Rows:
        inner = inverse * context.matrix([list(row) for row in direction]) * vectors
        return turned_back(context.matrix([[quotients[i][j] * inner[i, j] for j in size] for i in size]))

    return turned_back(context.diag(there)), list(map(derivative, directions))


def of_blocks(matrix: Rows, direction: Rows, zero: Entry) -> Rows:
    """(M E; 0 M), a function of which holds the derivative in the direction E (Higham, theorem 3.6)."""
    upper = [(*row, *beside) for row, beside in zip(matrix, direction, strict=True)]
    return (*upper, *((*(zero for _ in row), *row) for row in matrix))
