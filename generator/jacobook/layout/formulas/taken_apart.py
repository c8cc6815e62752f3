"""What a formula consists of, asked before another is built of it: its number and scalars, its base and exponent."""

from __future__ import annotations

from fractions import Fraction
from math import isqrt

from jacobook.language.dimension import Dimension
from jacobook.layout.formulas.formula import (
    Filled,
    Formula,
    Inverse,
    MatrixPower,
    Multiple,
    Number,
    Power,
    Size,
    Symbol,
    is_scalar,
)

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


def is_composite(formula: Formula) -> bool:
    """Whether a factor is more than a symbol, a length or a power of one; x² cos(x³) and n‖x‖ stand in this order."""
    return not isinstance(formula.base if isinstance(formula, Power) else formula, Symbol | Size)


def matrix_base(matrix: Formula) -> tuple[Formula, Formula]:
    """What a matrix is a power of, and the exponent."""
    match matrix:
        case MatrixPower(body=body, exponent=exponent):
            return body, exponent
        case Inverse(body=body):
            return body, Number(Fraction(-1))
        case _:
            return matrix, UNIT


def root_of(value: Fraction, degree: int) -> Fraction | None:
    """The rational root of a number, where it has one: 3/2 of 9/4."""
    if degree == 1:
        return value
    if degree != 2 or value < 0:
        return None
    root = Fraction(isqrt(value.numerator), isqrt(value.denominator))
    return root if root**2 == value else None
