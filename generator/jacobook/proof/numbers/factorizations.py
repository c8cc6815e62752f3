"""Factorizations of a matrix at a point, to many digits; their signs and their order are fixed, so that all agree.

A factor that is unique only up to signs has its first entry of each column that is not small positive.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any, cast

from jacobook.proof.numbers.arithmetic import Arithmetic, Entry, NotExact, Rows, Undefined
from jacobook.proof.numbers.prime_field import PrimeField

Parts = Mapping[str, Rows]
"""The parts of a factorization by their letters; a vector is a column."""

_REMEMBERED = 64


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


_FACTORIZATIONS: Mapping[str, Callable[[Arithmetic, Rows], Parts]] = {"cholesky": _cholesky}
