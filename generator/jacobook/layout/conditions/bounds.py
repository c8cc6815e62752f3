"""Between which bounds the entries of a formula lie, by its structure, its declared properties and what is assumed.

Never more than is certain wherever the formula has a value: what is not known is every real number.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import reduce
from operator import add, mul
from typing import Protocol

from jacobook.language.dimension import ONE
from jacobook.language.functions import PRINTED_FUNCTIONS
from jacobook.language.functions.factorizations import part_of
from jacobook.language.functions.values import Values
from jacobook.layout.conditions.interval import COMPLEX, NOT_NEGATIVE, POSITIVE, REALS, Interval, between, exactly
from jacobook.layout.formulas import formula as f
from jacobook.layout.formulas.measure import children


class Known(Protocol):
    """What else is known of the parts of a formula."""

    def bounds(self, formula: f.Formula) -> Interval: ...

    def is_definite(self, matrix: f.Formula) -> bool: ...

    def is_semidefinite(self, matrix: f.Formula) -> bool: ...

    def is_not_zero(self, formula: f.Formula) -> bool: ...

    def has_no_zero(self, formula: f.Formula) -> bool: ...

    def is_invertible(self, matrix: f.Formula) -> bool: ...


_CONSTANTS = {"pi": between(3, 4), "e": between(2, 3)}
_BRACKET = Interval(Fraction(0), Fraction(1), low_open=False, high_open=False)


def structural_bounds(formula: f.Formula, known: Known) -> Interval:
    """The interval of the entries of a formula, from those of its parts."""
    bounds = known.bounds
    match formula:
        case f.Sum(terms=terms):
            return _sum(terms, bounds)
        case f.Multiple():
            return _multiple(formula, bounds)
        case f.Hadamard(factors=factors):
            return _factors(factors, bounds)
        case f.HadamardQuotient(numerator=above, denominator=below):
            return bounds(above) * bounds(below).reciprocal
        case f.Power(base=base, exponent=exponent):
            return _power(bounds(base), exponent)
        case f.Kronecker(left=left, right=right) | f.KhatriRao(left=left, right=right):
            return bounds(left) * bounds(right)
        case f.Transpose(body=body) | f.Vec(body=body) | f.Entry(body=body):
            return bounds(body)
        case f.Diagonal(body=body):
            return bounds(body).join(exactly(0))
        case f.DiagonalPart(body=body):
            return _diagonal_part(body, known)
        case f.Apply(function=name, arguments=arguments):
            return _applied(name, [bounds(argument) for argument in arguments])
        case f.NamedFunction(name=name) if (part := part_of(name)) is not None and name in PRINTED_FUNCTIONS:
            found = _interval(PRINTED_FUNCTIONS[name].values)
            # The eigenvalues of a positive definite matrix are positive, and so are its singular values.
            if not bounds(formula.argument).is_real:
                return COMPLEX
            return found.meet(POSITIVE) if part.is_spectrum and known.is_definite(formula.argument) else found
        case _:
            return _leaf(formula) if not children(formula) else _scalar(formula, known)


def _leaf(formula: f.Formula) -> Interval:
    """The bounds of what has no parts."""
    match formula:
        case f.Number(value=value) | f.Filled(value=value):
            return exactly(value)
        case f.Constant(name=name):
            return _CONSTANTS.get(name, REALS)
        case f.Size(dimension=dimension):
            return Interval(Fraction(dimension.factor), low_open=False)
        case f.Identity() | f.Commutation() | f.Delta():
            return _BRACKET
        case f.Symbol(properties=properties):
            return COMPLEX if "complex" in properties else POSITIVE if "positive" in properties else REALS
        case _:
            return REALS


def _scalar(formula: f.Formula, known: Known) -> Interval:
    """The bounds of what is made of a whole matrix or vector."""
    match formula:
        case f.Product(factors=factors):
            if f.is_scalar(formula) and known.is_definite(formula):
                return POSITIVE
            if f.is_scalar(formula) and known.is_semidefinite(formula):
                return NOT_NEGATIVE
            if all(map(_fills_each_place, factors[:-1])) or all(map(_fills_each_place, factors[1:])):
                # Each entry is a sum of entries of the one other factor, at least of one.
                return _summed(known.bounds(factors[-1] if _fills_each_place(factors[0]) else factors[0]))
            return _summed(reduce(mul, map(known.bounds, factors)))
        case f.Trace(body=body):
            if known.is_definite(body):
                return POSITIVE
            if known.is_semidefinite(body):
                return POSITIVE if known.is_not_zero(body) else NOT_NEGATIVE
            return _summed(known.bounds(f.DiagonalPart(body)))
        case f.Determinant(body=body):
            if known.is_definite(body):
                return POSITIVE
            return NOT_NEGATIVE if known.is_semidefinite(body) else _of_any(known.bounds(body))
        case f.FiniteSum(body=body) | f.IndexSum(body=body):
            return _summed(known.bounds(body))
        case f.Norm(body=body):
            return POSITIVE if known.is_not_zero(body) else NOT_NEGATIVE
        case _:
            return _of_any(reduce(add, map(known.bounds, children(formula))))


def _of_any(parts: Interval) -> Interval:
    """The bounds of what may be any number that is made of its parts."""
    return REALS if parts.is_real else parts


def _fills_each_place(factor: f.Formula) -> bool:
    """Whether it has zeros and ones alone, a one on each place of its diagonal."""
    match factor:
        case f.Identity():
            return True
        case f.Triangular(body=f.Filled(value=1, rows=rows, columns=columns), diagonal=diagonal, side=side):
            return rows == columns and diagonal * side >= 0
        case _:
            return False


def _diagonal_part(body: f.Formula, known: Known) -> Interval:
    if known.is_definite(body):
        return POSITIVE
    found = known.bounds(body)
    if isinstance(body, f.NamedFunction) and (part := part_of(body.name)) is not None:
        found = found.meet(_interval(part.diagonal))
    return found.meet(NOT_NEGATIVE) if known.is_semidefinite(body) else found


def _sum(terms: tuple[f.Formula, ...], bounds: Callable[[f.Formula], Interval]) -> Interval:
    total = exactly(0)
    for term in terms:
        total = total + bounds(term)
    return total


def _multiple(formula: f.Multiple, bounds: Callable[[f.Formula], Interval]) -> Interval:
    above = _factors(formula.numerators, bounds)
    below = _factors(formula.denominators, bounds)
    body = exactly(1) if formula.body is None else bounds(formula.body)
    return (above * below.reciprocal * body).scaled(Fraction(formula.coefficient))


def _factors(factors: tuple[f.Formula, ...], bounds: Callable[[f.Formula], Interval]) -> Interval:
    """The product of factors; those that stand twice are squares."""
    result = exactly(1)
    for factor in dict.fromkeys(factors):
        result = result * bounds(factor).powered(Fraction(factors.count(factor)))
    return result


def _power(base: Interval, exponent: f.Formula) -> Interval:
    if not base.is_real:
        return base
    if isinstance(exponent, f.Number):
        return base.powered(exponent.value)
    if base.is_positive:
        return POSITIVE
    return NOT_NEGATIVE if base.is_not_negative else REALS


def _summed(body: Interval) -> Interval:
    """A sum of one or more such numbers, nobody knows how many."""
    if not body.is_real:
        return body
    low, high = body.low, body.high
    return Interval(
        None if low is None or low < 0 else low,
        None if high is None or high > 0 else high,
        body.low_open,
        body.high_open,
    )


def _applied(name: str, arguments: list[Interval]) -> Interval:
    if not all(argument.is_real for argument in arguments):
        return NOT_NEGATIVE if name == "abs" else COMPLEX
    range_ = _RANGES.get(name)
    if range_ is not None:
        return range_(*arguments)
    function = PRINTED_FUNCTIONS.get(name)
    if function is None:
        return REALS
    within = _interval(function.values)
    return _with_sign(arguments[0], within) if function.keeps_sign else within


def _interval(values: Values) -> Interval:
    return Interval(values.low, values.high, values.low_open, values.high_open)


def _with_sign(argument: Interval, within: Interval) -> Interval:
    """The range of a function that has the sign of its argument, and its values in an interval."""
    if argument.is_positive:
        return POSITIVE.meet(within)
    if argument.negative.is_positive:
        return POSITIVE.negative.meet(within)
    if argument.is_not_negative:
        return NOT_NEGATIVE.meet(within)
    return NOT_NEGATIVE.negative.meet(within) if argument.negative.is_not_negative else within


def _log(argument: Interval) -> Interval:
    if argument.low is None or argument.low < 1:
        return REALS
    return POSITIVE if argument.low > 1 or argument.low_open else NOT_NEGATIVE


def _exp(argument: Interval) -> Interval:
    if argument.is_not_negative:
        return Interval(Fraction(1), low_open=argument.is_positive)
    if argument.negative.is_not_negative:
        return Interval(Fraction(0), Fraction(1), high_open=argument.negative.is_positive)
    return POSITIVE


def _larger(one: Interval, other: Interval) -> Interval:
    """The range of the larger of two values: not below the lower bound of either."""
    return one.join(other).meet(Interval(one.low, None, one.low_open)).meet(Interval(other.low, None, other.low_open))


_RANGES: dict[str, Callable[..., Interval]] = {
    "exp": _exp,
    "log": _log,
    "sqrt": lambda argument: argument.powered(Fraction(1, 2)),
    "abs": lambda argument: argument.magnitude,
    "relu": lambda argument: _larger(argument, exactly(0)),
    "maximum": _larger,
    "minimum": lambda one, other: _larger(one.negative, other.negative).negative,
    "prod": lambda argument: POSITIVE if argument.is_positive else NOT_NEGATIVE if argument.is_not_negative else REALS,
    "where": lambda _, yes, no: yes.join(no),
    "equal": lambda *_: _BRACKET,
}
"""Ranges that depend on the argument; of the other functions the record says what is known."""


def variables_of(formula: f.Formula) -> frozenset[str]:
    """The names of the symbols in a formula."""
    if isinstance(formula, f.Symbol):
        return frozenset((formula.name,))
    return frozenset[str]().union(*map(variables_of, children(formula)))


def is_square(formula: f.Formula) -> bool:
    """Whether a formula is a square matrix; a scalar is none."""
    return formula.rows == formula.columns != ONE


def is_skew(matrix: f.Formula) -> bool:
    """Whether a matrix is the negative of its transpose by its declared properties."""
    match matrix:
        case f.Symbol(properties=properties):
            return "skew" in properties
        case f.CrossMatrix():
            return True
        case f.Multiple(body=body) if body is not None:
            return is_skew(body)
        case f.Transpose(body=body):
            return is_skew(body)
        case _:
            return False


def holds_by_sign(subject: f.Formula, known: Known) -> bool:
    """Whether a power exists because its base is positive, or an angle is not π.

    The angle of a point is π on the ray where its height is 0 and what lies beside it negative.
    """
    match subject:
        case f.Power(base=base):
            return known.bounds(base).is_positive
        case f.Apply(arguments=(height, beside)):
            return known.has_no_zero(height) or known.bounds(beside).is_positive
        case _:
            return False
