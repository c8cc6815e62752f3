"""Differences of the values of a spectrum, with 1 on the diagonal: what masks of eigenvectors divide by."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from jacobook.language.domain import Predicate
from jacobook.language.functions import FUNCTIONS
from jacobook.language.functions.factorizations import part_of
from jacobook.layout.formulas import formula as f


def is_without_zero(formula: f.Formula, holds: Callable[[f.Formula, Predicate], bool]) -> bool:
    """Whether no entry is 0 because the values of a spectrum are distinct, or are singular values of which none is 0.

    `holds` says whether a predicate holds of a matrix.
    """
    values = formula if isinstance(formula, f.NamedFunction) else differing_values(formula)
    part = part_of(values.name) if isinstance(values, f.NamedFunction) else None
    if not isinstance(values, f.NamedFunction) or part is None or not part.is_spectrum:
        return False
    domain = FUNCTIONS[values.name].domain
    asked = None if domain is None else domain.derivative
    if asked is None or (values is formula and asked is not Predicate.DISTINCT_SINGULAR_VALUES):
        return False
    return holds(values.argument, asked)


def differing_values(formula: f.Formula) -> f.Formula | None:
    """The vector v of vⱼ − vᵢ + δᵢⱼ, as a matrix or as an entry of it; of squares the vector that is squared.

    None where a formula is not of this kind.
    """
    if not isinstance(formula, f.Sum) or len(formula.terms) != 3:
        return None
    diagonal = [term for term in formula.terms if isinstance(term, f.Identity | f.Delta)]
    minus = [term for term in formula.terms if isinstance(term, f.Multiple) and term.coefficient == -1]
    plus = [term for term in formula.terms if term not in diagonal and term not in minus]
    if not len(diagonal) == len(minus) == len(plus) == 1:
        return None
    taken = minus[0]
    assert isinstance(taken, f.Multiple)
    single = taken.numerators[0] if taken.body is None and len(taken.numerators) == 1 else taken.body
    if taken.denominators or (taken.body is not None and taken.numerators) or single is None:
        return None
    one, other = _vector(plus[0]), _vector(single)
    return _root(one) if one is not None and one == other else None


def _vector(term: f.Formula) -> f.Formula | None:
    """The vector of 𝟏vᵀ, of v𝟏ᵀ, or of an entry of it."""
    match term:
        case f.Entry(body=body) if f.is_column(body):
            return body
        case f.Power(base=f.Entry(body=body), exponent=exponent) if f.is_column(body):
            return f.Power(body, exponent)
        case f.Product(factors=(f.Filled(value=1), row)) if f.is_row(row):
            return row.body if isinstance(row, f.Transpose) else None
        case f.Product(factors=(column, _)) if f.is_column(column) and not isinstance(column, f.Filled):
            return column
        case _:
            return None


def _root(vector: f.Formula) -> f.Formula | None:
    """v for v², whose entries differ where those of v do, if none of them is negative."""
    if isinstance(vector, f.Power):
        return vector.base if vector.exponent == f.Number(Fraction(2)) else None
    return vector
