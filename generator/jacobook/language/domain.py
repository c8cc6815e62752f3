"""Domains: what must hold of the argument of a function for it to have a value, or a derivative."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Predicate(StrEnum):
    """What a condition says of its subject; of an array of numbers, that it holds for every entry.

    `NOT_ZERO` says that an array is not the array of zeros, `NO_ZERO_ENTRY` that none of its entries is 0.
    `POWER_EXISTS` is said of a power whose exponent nobody knows.
    """

    POSITIVE = "positive"
    NOT_NEGATIVE = "not negative"
    NOT_ZERO = "not zero"
    NO_ZERO_ENTRY = "no zero entry"
    NOT_ALL_EQUAL = "not all equal"
    INSIDE_ONE = "inside (−1, 1)"
    WITHIN_ONE = "inside [−1, 1]"
    INSIDE_UNIT = "inside (0, 1)"
    WITHIN_UNIT = "inside [0, 1]"
    POWER_EXISTS = "power exists"
    POSITIVE_WHOLE = "positive whole number"
    INVERTIBLE = "invertible"
    POSITIVE_DETERMINANT = "positive determinant"
    FULL_COLUMN_RANK = "full column rank"
    FULL_ROW_RANK = "full row rank"
    POSITIVE_DEFINITE = "positive definite"
    SYMMETRIC = "symmetric"
    FULL_RANK = "full rank"
    DISTINCT_EIGENVALUES = "distinct eigenvalues"
    DISTINCT_SINGULAR_VALUES = "distinct singular values, none 0"
    REAL_EIGENVALUES = "real eigenvalues"
    LEADING_MINORS = "no leading principal minor zero"
    LARGEST_ONCE = "largest entry once"
    SMALLEST_ONCE = "smallest entry once"
    LARGEST_ONCE_IN_ROWS = "largest entry of each row once"
    SMALLEST_ONCE_IN_ROWS = "smallest entry of each row once"
    NO_NEGATIVE_EIGENVALUE = "no eigenvalue negative or zero"
    NOT_HALF_TURN = "not π"


KRONECKER_SUM = "Kronecker sum"
"""I ⊗ A + Bᵀ ⊗ I of the first two arguments, in the place of a function that a domain goes through."""
KRONECKER_SQUARE = "Kronecker square"
"""I − A ⊗ A of the first argument, likewise."""


@dataclass(frozen=True, slots=True)
class Domain:
    """What a function asks of one of its arguments.

    `value` is needed for a value, `derivative` for a derivative by what the argument depends on (None where nothing
    more is needed). `through` names a function of the table: the predicate is about that function of the argument, as
    tan asks that cos of its argument is not 0; that of all arguments, if it has several. `elsewhere` says what is the
    case where the derivative lacks what it needs, if that is not that the function is not differentiable.
    """

    value: Predicate | None = None
    derivative: Predicate | None = None
    argument: int = 0
    through: str = ""
    elsewhere: str = ""
