"""What is known of spectra and inverses: that values differ, that no sum of two is 0, which factors are invertible."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from jacobook.language.domain import Predicate
from jacobook.language.functions import FUNCTIONS
from jacobook.language.functions.factorizations import part_of
from jacobook.layout.conditions.bounds import is_square
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


def has_positive_eigenvalues(matrix: f.Formula, is_definite: Callable[[f.Formula], bool]) -> bool:
    """Whether it is positive definite, or a product AB of two such matrices, with the eigenvalues of √A B √A."""
    of_two = isinstance(matrix, f.Product) and len(matrix.factors) == 2 and all(map(is_definite, matrix.factors))
    return of_two or is_definite(matrix)


def is_triangular(matrix: f.Formula) -> bool:
    """Whether a matrix is triangular, by declaration or as a factor: then it is invertible if its diagonal has no 0."""
    if isinstance(matrix, f.Symbol):
        properties = matrix.properties
    else:
        part = part_of(matrix.name) if isinstance(matrix, f.NamedFunction) else None
        properties = frozenset() if part is None else frozenset(part.properties)
    return any(each.endswith("triangular") or each == "diagonal" for each in properties)


def is_sum_of_roots(formula: f.Sum) -> bool:
    """Whether it is I ⊗ X + Y ⊗ I with principal square roots X and Y, whose eigenvalues have positive real parts."""
    match formula.terms:
        case (f.Kronecker(left=f.Identity(), right=first), f.Kronecker(left=second, right=f.Identity())):
            roots = (each.body if isinstance(each, f.Transpose) else each for each in (first, second))
            return all(isinstance(root, f.NamedFunction) and root.name == "sqrtm" for root in roots)
        case _:
            return False


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


def factors_of_invertible(matrix: f.Formula) -> Iterator[f.Formula]:
    """What is not 0 or not singular because a matrix is invertible."""
    match matrix:
        case f.Multiple(numerators=above, body=body) if body is not None:
            yield from above
            yield from factors_of_invertible(body)
        case f.Product(factors=factors) if all(map(is_square, factors)):
            for factor in factors:
                yield from factors_of_invertible(factor)
        case f.Transpose(body=body):
            yield from factors_of_invertible(body)
        case _:
            yield matrix
