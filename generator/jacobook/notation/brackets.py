"""Iverson brackets in code: [c] f is 0 where c does not hold, also where f is no number there or too large for one."""

from __future__ import annotations

from collections.abc import Collection

from jacobook.language.functions import FUNCTIONS, OVERFLOWING
from jacobook.layout.formulas import algebra
from jacobook.layout.formulas.formula import (
    Apply,
    Formula,
    Hadamard,
    HadamardQuotient,
    Inverse,
    Multiple,
    Number,
    Power,
    Size,
)
from jacobook.layout.formulas.measure import children


def bracket_beside(formula: Formula, relations: Collection[str]) -> tuple[Apply, Formula] | None:
    """A bracket and what an element-wise product has beside it, if that may be not finite somewhere."""
    for bracket, rest in _taken_out(formula, relations):
        if may_be_infinite(rest):
            return bracket, rest
    return None


def _taken_out(formula: Formula, relations: Collection[str]) -> list[tuple[Apply, Formula]]:
    """Each bracket of a product or quotient of the product's shape, with the product without it."""
    match formula:
        case Hadamard(factors=factors):
            return [
                (inner, algebra.hadamard(*before_and_after))
                for place, factor in enumerate(factors)
                for inner, left in _factor(factor, relations)
                if (before_and_after := [*factors[:place], *left, *factors[place + 1 :]])
            ]
        case HadamardQuotient(numerator=above, denominator=below):
            return [(bracket, HadamardQuotient(rest, below)) for bracket, rest in _taken_out(above, relations)]
        case Multiple(numerators=numerators):
            return [
                (each, algebra.multiple(formula.coefficient, rest, formula.denominators, formula.body))
                for place, each in enumerate(numerators)
                for rest in [(*numerators[:place], *numerators[place + 1 :])]
                if isinstance(each, Apply) and each.function in relations
            ]
        case _:
            return []


def _factor(factor: Formula, relations: Collection[str]) -> list[tuple[Apply, list[Formula]]]:
    if isinstance(factor, Apply) and factor.function in relations:
        return [(factor, [])]
    return [(bracket, [rest]) for bracket, rest in _taken_out(factor, relations)]


def may_be_infinite(formula: Formula) -> bool:
    """Whether something in a formula may be not finite, or have no value, at finite numbers; choices look after it."""
    match formula:
        case Apply(function="where"):
            return False
        case Apply(function=name) if name in OVERFLOWING or (name in FUNCTIONS and FUNCTIONS[name].domain):
            return True
        case HadamardQuotient() | Inverse():
            return True
        case Power(base=base, exponent=exponent) if not isinstance(base, Size):
            whole = isinstance(exponent, Number) and exponent.value.denominator == 1 and exponent.value >= 0
            return not whole or may_be_infinite(base)
        case Multiple(denominators=denominators) if not all(isinstance(each, Size) for each in denominators):
            return True
        case _:
            return any(map(may_be_infinite, children(formula)))
