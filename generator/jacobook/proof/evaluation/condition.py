"""Conditions at a point: whether one holds there, computed from its subject, independently of how it was found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from functools import reduce
from itertools import chain, product
from typing import Any

import mpmath

from jacobook.language.domain import Predicate
from jacobook.layout.conditions.condition import Condition
from jacobook.layout.formulas import formula as layout
from jacobook.layout.formulas.formula import Formula
from jacobook.layout.formulas.measure import pieces
from jacobook.proof.evaluation.evaluation import Evaluation
from jacobook.proof.numbers.arithmetic import Arithmetic, Entry, Undefined
from jacobook.proof.numbers.elimination import Matrix, determinant, multiplied, transposed
from jacobook.proof.numbers.index_sums import Bound


def holds(condition: Condition, at: Evaluation) -> bool:
    """Whether a condition holds at a point; it does not where its subject has no value.

    Raises `NotExact` where the arithmetic of the evaluation is that of rationals and the subject leaves them.
    """
    subject = condition.subject
    if condition.predicate is Predicate.POWER_EXISTS:
        assert isinstance(subject, layout.Power)
        return all(_power_exists(*both) for both in _entries_of_power(subject, at))
    judge = _JUDGES[condition.predicate]
    try:
        return all(judge(value, at.arithmetic) for value in _values(subject, at))
    except Undefined:
        return False


def all_hold(conditions: Iterable[Condition], at: Evaluation) -> bool:
    """Whether all conditions hold at a point."""
    return all(holds(condition, at) for condition in conditions)


def _values(subject: Formula, at: Evaluation) -> Iterator[Matrix]:
    """The value of a subject, or its values as the indices run that it leaves free."""
    free = sorted(at.free_indices(subject))
    lengths = [_length(name, subject, at) for name in free]
    for numbers in product(*map(range, lengths)):
        bound: Bound = dict(zip(free, zip(numbers, lengths, strict=True), strict=True))
        yield at.value(subject, bound)


def _length(name: str, subject: Formula, at: Evaluation) -> int:
    """How far an index runs: as far as what it names an entry of."""
    for piece in pieces(subject):
        if isinstance(piece, layout.Entry) and name in piece.indices:
            place = piece.indices.index(name)
            if isinstance(piece.body, layout.Symbol) and piece.body.lengths:
                return at.size(piece.body.lengths[place])
            sides = piece.body.rows, piece.body.columns
            if len(piece.indices) == 1 and at.size(sides[0]) == 1:
                place = 1
            return at.size(sides[place])
    raise Undefined(f"it is not known how far {name} runs")


def _entries_of_power(power: layout.Power, at: Evaluation) -> Iterator[tuple[Entry, Entry]]:
    base, exponent = at.value(power.base), at.value(power.exponent)
    bases, exponents = list(chain.from_iterable(base)), list(chain.from_iterable(exponent))
    if len(exponents) == 1:
        exponents *= len(bases)
    yield from zip(bases, exponents, strict=True)


def _power_exists(base: Entry, exponent: Entry) -> bool:
    return bool(base > 0 or (base != 0 and exponent == int(exponent)))


def _every(test: Callable[[Entry], bool]) -> Callable[[Matrix, Arithmetic], bool]:
    return lambda matrix, _: all(test(entry) for entry in chain.from_iterable(matrix))


def _no_zero(matrix: Matrix, arithmetic: Arithmetic) -> bool:
    return not any(arithmetic.negligible(entry) for entry in chain.from_iterable(matrix))


def _not_zero(matrix: Matrix, arithmetic: Arithmetic) -> bool:
    return not all(arithmetic.negligible(entry) for entry in chain.from_iterable(matrix))


def _not_all_equal(matrix: Matrix, arithmetic: Arithmetic) -> bool:
    first, *others = chain.from_iterable(matrix)
    return not all(arithmetic.negligible(entry - first) for entry in others)


def _not_half_turn(matrix: Matrix, arithmetic: Arithmetic) -> bool:
    """An angle that is rational is none of π."""
    entries = [entry for entry in chain.from_iterable(matrix) if not isinstance(entry, Fraction)]
    return not any(arithmetic.negligible(entry - arithmetic.constant("pi")) for entry in entries)


def _invertible(matrix: Matrix, arithmetic: Arithmetic) -> bool:
    return not arithmetic.negligible(determinant(matrix, arithmetic))


def _full_column_rank(matrix: Matrix, arithmetic: Arithmetic) -> bool:
    """The Gram matrix is invertible."""
    return _invertible(multiplied(transposed(matrix), matrix), arithmetic)


def _symmetric(matrix: Matrix, arithmetic: Arithmetic) -> bool:
    pairs = chain.from_iterable(zip(*rows, strict=True) for rows in zip(matrix, transposed(matrix), strict=True))
    return all(arithmetic.is_zero(here - there) for here, there in pairs)


def _positive_definite(matrix: Matrix, arithmetic: Arithmetic) -> bool:
    """Symmetric, and the leading minors are positive (Sylvester)."""
    return _symmetric(matrix, arithmetic) and all(
        minor > 0 and not arithmetic.negligible(minor) for minor in _leading_minors(matrix, arithmetic)
    )


def _leading_minors(matrix: Matrix, arithmetic: Arithmetic) -> Iterator[Entry]:
    """The determinants of the first k rows and columns."""
    for size in range(1, len(matrix) + 1):
        yield determinant(tuple(row[:size] for row in matrix[:size]), arithmetic)


def _no_leading_minor(matrix: Matrix, arithmetic: Arithmetic) -> bool:
    return not any(map(arithmetic.negligible, _leading_minors(matrix, arithmetic)))


def _distinct_eigenvalues(matrix: Matrix, arithmetic: Arithmetic) -> bool:
    """The discriminant of the characteristic polynomial, det of the Hankel matrix of tr(Mᵏ), is not 0."""
    size = len(matrix)
    powers = [tuple(tuple(arithmetic.number(Fraction(i == j)) for j in range(size)) for i in range(size))]
    for _ in range(2 * size - 2):
        powers.append(multiplied(powers[-1], matrix))
    traces = [reduce(lambda a, b: a + b, (power[i][i] for i in range(size))) for power in powers]
    hankel = tuple(tuple(traces[i + j] for j in range(size)) for i in range(size))
    return _invertible(hankel, arithmetic)


def _full_rank(matrix: Matrix, arithmetic: Arithmetic) -> bool:
    tall = matrix if len(matrix) >= len(matrix[0]) else transposed(matrix)
    return _full_column_rank(tall, arithmetic)


def _distinct_singular_values(matrix: Matrix, arithmetic: Arithmetic) -> bool:
    tall = matrix if len(matrix) >= len(matrix[0]) else transposed(matrix)
    return _full_rank(matrix, arithmetic) and _distinct_eigenvalues(multiplied(transposed(tall), tall), arithmetic)


def _real_eigenvalues(matrix: Matrix, _: Arithmetic) -> bool:
    return all(abs(each.imag) <= _EIGENVALUE_NOISE for each in _eigenvalues(matrix))


def _no_negative_eigenvalue(matrix: Matrix, arithmetic: Arithmetic) -> bool:
    """No real eigenvalue is negative or 0."""
    return _invertible(matrix, arithmetic) and not any(
        abs(each.imag) <= _EIGENVALUE_NOISE and each.real <= _EIGENVALUE_NOISE for each in _eigenvalues(matrix)
    )


def _eigenvalues(matrix: Matrix) -> list[Any]:
    context = mpmath.MPContext()
    context.dps = _EIGENVALUE_DIGITS
    rows = [[_real(context, entry) for entry in row] for row in matrix]
    return [context.mpc(each) for each in context.eig(context.matrix(rows), left=False, right=False)]


_EIGENVALUE_DIGITS = 60
_EIGENVALUE_NOISE = mpmath.mpf(10) ** -(_EIGENVALUE_DIGITS // 3)


def _real(context: mpmath.MPContext, entry: Entry) -> Entry:
    return context.mpf(entry.numerator) / entry.denominator if isinstance(entry, Fraction) else context.mpf(entry)


def _once(sign: int, line: Sequence[Entry], arithmetic: Arithmetic) -> bool:
    """Whether the largest (1) or smallest (−1) of some entries is one alone."""
    best = reduce(lambda one, other: other if sign * other > sign * one else one, line)
    return sum(arithmetic.negligible(entry - best) for entry in line) == 1


def _positive_whole(matrix: Matrix, _: Arithmetic) -> bool:
    return all(entry == int(entry) and entry >= 1 for entry in chain.from_iterable(matrix))


_JUDGES: dict[Predicate, Callable[[Matrix, Arithmetic], bool]] = {
    Predicate.POSITIVE: _every(lambda t: bool(t > 0)),
    Predicate.NOT_NEGATIVE: _every(lambda t: bool(t >= 0)),
    Predicate.NOT_ZERO: _not_zero,
    Predicate.NO_ZERO_ENTRY: _no_zero,
    Predicate.NOT_ALL_EQUAL: _not_all_equal,
    Predicate.NOT_HALF_TURN: _not_half_turn,
    Predicate.INSIDE_ONE: _every(lambda t: bool(-1 < t < 1)),
    Predicate.WITHIN_ONE: _every(lambda t: bool(-1 <= t <= 1)),
    Predicate.INSIDE_UNIT: _every(lambda t: bool(0 < t < 1)),
    Predicate.WITHIN_UNIT: _every(lambda t: bool(0 <= t <= 1)),
    Predicate.POSITIVE_WHOLE: _positive_whole,
    Predicate.INVERTIBLE: _invertible,
    Predicate.POSITIVE_DETERMINANT: lambda matrix, arithmetic: bool(determinant(matrix, arithmetic) > 0),
    Predicate.FULL_COLUMN_RANK: _full_column_rank,
    Predicate.FULL_ROW_RANK: lambda matrix, arithmetic: _full_column_rank(transposed(matrix), arithmetic),
    Predicate.SYMMETRIC: _symmetric,
    Predicate.POSITIVE_DEFINITE: _positive_definite,
    Predicate.FULL_RANK: _full_rank,
    Predicate.DISTINCT_EIGENVALUES: _distinct_eigenvalues,
    Predicate.DISTINCT_SINGULAR_VALUES: _distinct_singular_values,
    Predicate.REAL_EIGENVALUES: _real_eigenvalues,
    Predicate.LEADING_MINORS: _no_leading_minor,
    Predicate.LARGEST_ONCE: lambda matrix, arithmetic: _once(1, [*chain.from_iterable(matrix)], arithmetic),
    Predicate.SMALLEST_ONCE: lambda matrix, arithmetic: _once(-1, [*chain.from_iterable(matrix)], arithmetic),
    Predicate.LARGEST_ONCE_IN_ROWS: lambda matrix, arithmetic: all(_once(1, row, arithmetic) for row in matrix),
    Predicate.SMALLEST_ONCE_IN_ROWS: lambda matrix, arithmetic: all(_once(-1, row, arithmetic) for row in matrix),
    Predicate.NO_NEGATIVE_EIGENVALUE: _no_negative_eigenvalue,
}
"""What judges each predicate by the value of its subject."""
