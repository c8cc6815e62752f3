"""The scalars that all terms of a sum share, taken out of it, and fractions over one denominator."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from jacobook.calculus.index_algebra import common_number
from jacobook.layout.formulas import algebra
from jacobook.layout.formulas.formula import (
    Formula,
    FunctionValue,
    Multiple,
    Number,
    Power,
    is_scalar,
)
from jacobook.layout.formulas.like_terms import like_terms, plain_sum
from jacobook.layout.formulas.measure import cost


def base_and_exponent(scalar: Formula) -> tuple[Formula, Fraction]:
    """What a scalar is a power of, and the number to which it is raised."""
    if isinstance(scalar, Power) and isinstance(scalar.exponent, Number):
        return scalar.base, scalar.exponent.value
    return scalar, Fraction(1)


def with_common_scalar_outside(terms: Sequence[Formula]) -> Formula:
    """The scalars that all terms share, before the bracketed rest."""
    parts = [algebra.split(term) for term in terms]
    numeric = common_number([part.coefficient for part in parts])
    shared = _shared_powers(parts)
    if numeric == 1 and not shared:
        return plain_sum(terms)
    above = tuple(algebra.power(base, exponent) for base, exponent in shared.items() if exponent > 0)
    below = tuple(algebra.power(base, -exponent) for base, exponent in shared.items() if exponent < 0)
    rest = [algebra.multiple(Fraction(1) / numeric, below, above, term) for term in terms]
    outer = algebra.multiple(numeric, above, below, plain_sum(like_terms(rest) or rest))
    plain = plain_sum(terms)
    divisors = [divisor for term in rest for divisor in algebra.split(term).denominators]
    if divisors and (is_scalar(plain) or all(isinstance(divisor, FunctionValue) for divisor in divisors)):
        return _over_common_denominator(parts, numeric, above)
    return outer if cost(outer) < cost(plain) else plain


def _over_common_denominator(parts: Sequence[Multiple], numeric: Fraction, above: tuple[Formula, ...]) -> Formula:
    """(f′g − fg′)/g² for f′/g − fg′/g²: no fraction within a fraction."""
    most: dict[Formula, Fraction] = {}
    for part in parts:
        for base, exponent in _powers(part.denominators).items():
            most[base] = max(exponent, most.get(base, exponent))
    below = tuple(algebra.power(base, exponent) for base, exponent in most.items())
    terms = [
        algebra.multiple(
            part.coefficient / numeric, (*part.numerators, *below), (*part.denominators, *above), part.body
        )
        for part in parts
    ]
    return algebra.multiple(numeric, above, below, plain_sum(like_terms(terms) or terms))


def _powers(scalars: Sequence[Formula]) -> dict[Formula, Fraction]:
    """The bases of scalars with the exponents in which they stand there together."""
    table: dict[Formula, Fraction] = {}
    for scalar in scalars:
        base, exponent = base_and_exponent(scalar)
        table[base] = table.get(base, Fraction(0)) + exponent
    return table


def _shared_powers(parts: Sequence[Multiple]) -> dict[Formula, Fraction]:
    """The bases that stand in all terms, each with the power to be taken out; negative for a divisor.

    It is the least of those above or below the line, and where they stand on both sides the one met most often: of
    √n I − J/√n − √n P that is √n.
    """
    tables = []
    for part in parts:
        table = _powers(part.numerators)
        for base, exponent in _powers(part.denominators).items():
            table[base] = table.get(base, Fraction(0)) - exponent
        tables.append(table)
    shared: dict[Formula, Fraction] = {}
    for base in tables[0]:
        if all(table.get(base) for table in tables):
            found = [table[base] for table in tables]
            alike = all(exponent > 0 for exponent in found) or all(exponent < 0 for exponent in found)
            shared[base] = min(found, key=abs) if alike else max(found, key=lambda e: (found.count(e), e))
    return shared
