"""Sums of matrices whose rows and columns are scaled: what all terms share is taken out.

A term diag(u) (M ⊙ N) diag(v), u𝟏ᵀ or 𝟏vᵀ has the entries u_i M_ij N_ij v_j. So P ⊙ G − diag(s) P is P ⊙ (G − s𝟏ᵀ), and
what every row is divided by stands once before the sum.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from jacobook.language.dimension import ONE
from jacobook.layout.forms.naming import rebuild
from jacobook.layout.formulas import algebra
from jacobook.layout.formulas import formula as f
from jacobook.layout.formulas.like_terms import plain_sum
from jacobook.layout.formulas.measure import cost

Powers = dict[f.Formula, Fraction]
"""An element-wise product of vectors: each with its exponent."""


@dataclass(frozen=True, slots=True)
class ScaledTerm:
    """c · u_i v_j Π M_ij: `scalar` without a body, the vectors on the left and on the right, and the matrices."""

    scalar: f.Multiple
    left: Powers
    right: Powers
    factors: tuple[f.Formula, ...]


def with_common_scales(formula: f.Formula) -> f.Formula:
    """The formula in which every sum of matrices has what all its terms share outside, where that is shorter."""
    inner = rebuild(formula, with_common_scales)
    if not isinstance(inner, f.Sum) or f.axes(inner) < 2:
        return inner
    terms = [scaled_term(term) for term in inner.terms]
    left, right = _common([term.left for term in terms]), _common([term.right for term in terms])
    shared = list((Counter(terms[0].factors) & _all(terms[1:])).elements()) if terms else []
    if not (left or right or shared):
        return inner
    rest = plain_sum([written_term(_without(term, left, right, shared), inner) for term in terms])
    whole = written_between(left, algebra.hadamard(*shared, rest) if shared else rest, right)
    return whole if cost(whole)[0] <= cost(inner)[0] else inner


def _all(terms: Sequence[ScaledTerm]) -> Counter[f.Formula]:
    found = Counter(terms[0].factors)
    for term in terms[1:]:
        found &= Counter(term.factors)
    return found


def scaled_term(formula: f.Formula) -> ScaledTerm:
    """A term of a sum by its rows, its columns and its entries."""
    part = algebra.split(formula)
    scalar = replace(part, body=None) if part.body is not None else part
    body, left, right = part.body, dict[f.Formula, Fraction](), dict[f.Formula, Fraction]()
    factors: list[f.Formula] = list(body.factors) if isinstance(body, f.Product) else [body] if body is not None else []
    scalars: list[f.Multiple] = []
    if factors and isinstance(first := factors[0], f.Diagonal):
        _add(left, first.body, scalars)
        factors = factors[1:]
    if factors and isinstance(last := factors[-1], f.Diagonal):
        _add(right, last.body, scalars)
        factors = factors[:-1]
    if body is not None and not factors:
        # diag(u) has u_i δ_ij, and not u_i.
        factors = [f.Identity(body.rows)]
    if len(factors) > 1 and _is_ones(factors[-1]) and f.is_row(factors[-1]):
        _add(left, algebra.product(*factors[:-1]), scalars)
        factors = []
    elif len(factors) > 1 and _is_ones(factors[0]) and f.is_column(factors[0]):
        _add(right, algebra.transpose(algebra.product(*factors[1:])), scalars)
        factors = []
    if len(factors) == 1 and isinstance(quotient := factors[0], f.HadamardQuotient):
        factors = _over_vectors(quotient, left, right, scalars)
    entries: tuple[f.Formula, ...] = ()
    if factors:
        whole = algebra.product(*factors) if len(factors) > 1 else factors[0]
        entries = whole.factors if isinstance(whole, f.Hadamard) else () if _is_ones(whole) else (whole,)
    for each in scalars:
        scalar = algebra.split(
            algebra.multiple(
                scalar.coefficient * each.coefficient,
                (*scalar.numerators, *each.numerators),
                (*scalar.denominators, *each.denominators),
            )
        )
    return ScaledTerm(scalar, left, right, entries)


def _over_vectors(
    quotient: f.HadamardQuotient, left: Powers, right: Powers, scalars: list[f.Multiple]
) -> list[f.Formula]:
    """What is divided in M ⊘ (u𝟏ᵀ), whose rows are divided by u, and in M ⊘ (𝟏vᵀ), whose columns are."""
    below = quotient.denominator
    if isinstance(below, f.Product) and len(below.factors) == 2:
        first, last = below.factors
        if _is_ones(last) and f.is_column(first):
            _add(left, first, scalars, Fraction(-1))
            return [quotient.numerator]
        if _is_ones(first) and f.is_row(last):
            _add(right, algebra.transpose(last), scalars, Fraction(-1))
            return [quotient.numerator]
    return [quotient]


def powers_of(vector: f.Formula) -> Powers:
    """A column as an element-wise product of powers; none where a number stands before it."""
    powers, scalars = dict[f.Formula, Fraction](), list[f.Multiple]()
    _add(powers, vector, scalars)
    return {} if scalars else powers


def merged_powers(vector: f.Formula) -> f.Formula:
    """An element-wise product of columns with equal ones collected: u^⊙3 for u^⊙2 ⊙ u."""
    powers, scalars = dict[f.Formula, Fraction](), list[f.Multiple]()
    _add(powers, vector, scalars)
    found = _vector(powers, f.Filled(1, vector.rows, ONE))
    for each in scalars:
        found = algebra.multiple(each.coefficient, each.numerators, each.denominators, found)
    return found


def _is_ones(formula: f.Formula) -> bool:
    return isinstance(formula, f.Filled) and formula.value == 1


def _add(powers: Powers, vector: f.Formula, scalars: list[f.Multiple], exponent: Fraction = Fraction(1)) -> None:
    """Multiply by a vector, taken apart into its factors."""
    match vector:
        case f.Filled(value=1):
            return
        case f.Hadamard(factors=factors):
            for factor in factors:
                _add(powers, factor, scalars, exponent)
        case f.HadamardQuotient(numerator=above, denominator=below):
            _add(powers, above, scalars, exponent)
            _add(powers, below, scalars, -exponent)
        case f.Power(base=base, exponent=f.Number(value=value)):
            _add(powers, base, scalars, exponent * value)
        case f.Apply(function="sqrt", arguments=(base,)):
            _add(powers, base, scalars, exponent / 2)
        case f.Multiple(body=body) if body is not None and exponent == 1:
            scalars.append(replace(vector, body=None))
            _add(powers, body, scalars, exponent)
        case _:
            total = powers.get(vector, Fraction(0)) + exponent
            powers.pop(vector, None)
            if total:
                powers[vector] = total


def _common(of_each: Sequence[Powers]) -> Powers:
    """The powers that all have in common: the smaller exponents, where all have the same sign."""
    found: Powers = {}
    for base, exponent in of_each[0].items():
        exponents = [powers.get(base, Fraction(0)) for powers in of_each]
        if all(each > 0 for each in exponents) or all(each < 0 for each in exponents):
            found[base] = min(exponents, key=abs)
        assert exponent
    return found


def _without(term: ScaledTerm, left: Powers, right: Powers, shared: Sequence[f.Formula]) -> ScaledTerm:
    rest = Counter(term.factors)
    rest.subtract(shared)
    return ScaledTerm(term.scalar, _divided(term.left, left), _divided(term.right, right), tuple(rest.elements()))


def _divided(powers: Powers, by: Powers) -> Powers:
    found = {base: exponent - by.get(base, Fraction(0)) for base, exponent in powers.items()}
    return {base: exponent for base, exponent in found.items() if exponent}


def _vector(powers: Powers, like: f.Formula) -> f.Formula:
    if not powers:
        return f.Filled(1, like.rows, ONE)
    return algebra.hadamard(*(algebra.power(base, exponent) for base, exponent in powers.items()))


def written_term(term: ScaledTerm, like: f.Formula) -> f.Formula:
    """A term as a formula of the shape of another."""
    rows, columns = f.Filled(1, like.rows, ONE), f.Filled(1, like.columns, ONE)
    if term.factors:
        body = written_between(term.left, algebra.hadamard(*term.factors), term.right)
    elif term.left and term.right:
        body = algebra.product(_vector(term.left, rows), algebra.transpose(_vector(term.right, columns)))
    elif term.left:
        body = algebra.product(_vector(term.left, rows), algebra.transpose(columns))
    elif term.right:
        body = algebra.product(rows, algebra.transpose(_vector(term.right, columns)))
    else:
        body = f.Filled(1, like.rows, like.columns)
    part = term.scalar
    return algebra.multiple(part.coefficient, part.numerators, part.denominators, body)


def written_between(left: Powers, body: f.Formula, right: Powers) -> f.Formula:
    """diag(u) M diag(v)."""
    before = [algebra.diagonal(_vector(left, body))] if left else []
    after = [algebra.diagonal(_vector(right, body))] if right else []
    return algebra.product(*before, body, *after)
