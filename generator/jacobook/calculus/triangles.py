"""Triangular matrices entry by entry: what is zero beside them, and masks that fill up with their transposes.

A_ij B_ij with A zero above the diagonal and B below it leaves A_ii B_ii, and nothing where one of them is zero on it
too. Φ, the lower triangle with a halved diagonal, has Φ_ij + Φ_ji = 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import Enum
from fractions import Fraction
from itertools import combinations

from jacobook.calculus import index_algebra as algebra
from jacobook.calculus.factor_tensor import FactorTensor
from jacobook.calculus.index_form import (
    Array,
    Element,
    Group,
    Identity,
    Inverse,
    Tensor,
    Term,
    Triangle,
    VariableTensor,
    reindex,
    term_key,
)
from jacobook.language.functions.factorizations import HALVED, factorization


class _Side(Enum):
    """Where a matrix may have entries."""

    LOWER = 1
    UPPER = -1


def triangular(value: Array) -> Array:
    """The array without entries that triangles make zero, and without masks that add up to 1."""
    if not any(_side(e.tensor) for term in value.terms for e in term.factors):
        return value
    while True:
        cancelled = (_cancelled(term, value.rank) for term in value.terms)
        terms = [found for term in cancelled if (found := _on_diagonals(term)) is not None]
        reached = algebra.array(value.shape, _filled_up(terms, value.rank))
        if reached == value:
            return value
        value = reached


def _cancelled(term: Term, rank: int) -> Term:
    """The term with δ for a matrix next to its own inverse, where their common index ties nothing else."""
    for element in term.factors:
        inside = element.tensor.matrix.terms if isinstance(element.tensor, Inverse) else ()
        if len(inside) != 1 or inside[0].coefficient != 1 or len(inside[0].factors) != 1:
            continue
        (bare,) = inside[0].factors
        if _side(bare.tensor) is None or bare.indices not in ((0, 1), (1, 0)):
            continue
        first, last = element.indices if bare.indices == (0, 1) else element.indices[::-1]
        for other in term.factors:
            if other.tensor != bare.tensor:
                continue
            for near, far, place in ((last, first, 0), (first, last, 1)):
                tied = sum(e.indices.count(near) for e in term.factors)
                if near >= rank and tied == 2 and other.indices[place] == near and far != near:
                    delta = Element(Identity(term.dimensions[far]), (far, other.indices[1 - place]))
                    kept = tuple(e for e in term.factors if e is not element and e is not other)
                    return _without(Term(term.coefficient, (*kept, delta), term.dimensions), near)
    return term


def _without(term: Term, index: int) -> Term:
    """The term without an index that no factor has."""
    kept = [each for each in range(len(term.dimensions)) if each != index]
    return reindex(term, {each: place for place, each in enumerate(kept)}, (term.dimensions[each] for each in kept))


def _on_diagonals(term: Term) -> Term | None:
    """The term with one index for two that must be the same, and numbers for entries that are known; None for zero."""
    sided = [(e, side) for e in term.factors if (side := _side(e.tensor)) is not None]
    for (one, side), (other, another) in combinations(sided, 2):
        turned = one.indices == other.indices[::-1]
        if one.indices[0] == one.indices[1] or (not turned and one.indices != other.indices):
            continue
        if (side is another) is turned:
            i, j = one.indices
            delta = Element(Identity(term.dimensions[i]), (i, j))
            return Term(term.coefficient, (*term.factors, delta), term.dimensions)
    coefficient, kept = Fraction(term.coefficient), list[Element]()
    for element in term.factors:
        known = _diagonal(element.tensor) if len(set(element.indices)) < len(element.indices) else None
        if known is None:
            kept.append(element)
        else:
            coefficient *= known
    return Term(coefficient, tuple(kept), term.dimensions) if coefficient else None


def _side(tensor: Tensor) -> _Side | None:
    """Where a matrix has entries, where its kind tells."""
    match tensor:
        case Triangle(diagonal=0 | -1, side=1):
            return _Side.LOWER
        case Triangle(diagonal=0 | 1, side=-1):
            return _Side.UPPER
        case FactorTensor(factorization=name, letter=letter):
            return _declared(factorization(name).part(letter).properties)
        case VariableTensor():
            return _declared(tensor.properties)
        case Inverse() | Group():
            return _of_array(tensor.matrix if isinstance(tensor, Inverse) else tensor.array)
        case _:
            return None


def _of_array(value: Array) -> _Side | None:
    """Of one tensor or its transpose; sums and products are not looked into."""
    if len(value.terms) != 1 or len(value.terms[0].factors) != 1:
        return None
    (element,) = value.terms[0].factors
    side = _side(element.tensor)
    if side is None or element.indices not in ((0, 1), (1, 0)):
        return None
    return side if element.indices == (0, 1) else _Side(-side.value)


def _declared(properties: frozenset[str]) -> _Side | None:
    if "lower triangular" in properties or "unit lower triangular" in properties or HALVED in properties:
        return _Side.LOWER
    return _Side.UPPER if "upper triangular" in properties or "unit upper triangular" in properties else None


def _diagonal(tensor: Tensor) -> Fraction | None:
    """The number on the diagonal of a mask."""
    match tensor:
        case Triangle(diagonal=diagonal):
            return Fraction(not diagonal) if _side(tensor) else None
        case FactorTensor() if _is_halved(tensor):
            return Fraction(1, 2)
        case _:
            return None


def _is_halved(tensor: Tensor) -> bool:
    if not isinstance(tensor, FactorTensor):
        return False
    return HALVED in factorization(tensor.factorization).part(tensor.letter).properties


def _filled_up(terms: list[Term], rank: int) -> Iterator[Term]:
    """The terms, with one in the place of two that have Φ_ij and Φ_ji and are the same otherwise."""
    left = list(terms)
    while left:
        term = left.pop(0)
        joined = next(_partners(term, left, rank), None)
        if joined is None:
            yield term
            continue
        place, element = joined
        left.pop(place)
        kept = tuple(e for e in term.factors if e is not element)
        left.insert(0, Term(term.coefficient, kept, term.dimensions))


def _partners(term: Term, others: list[Term], rank: int) -> Iterator[tuple[int, Element]]:
    same: Callable[[Term], str] = lambda each: term_key(each, rank)  # noqa: E731
    for element in term.factors:
        if not _is_halved(element.tensor) or element.indices[0] == element.indices[1]:
            continue
        turned = Element(element.tensor, element.indices[::-1])
        wanted = Term(1, tuple(turned if e is element else e for e in term.factors), term.dimensions)
        key = same(wanted)
        for place, other in enumerate(others):
            if other.coefficient == term.coefficient and same(other) == key:
                yield place, element
