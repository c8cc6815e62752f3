"""Opening groups: sums that were kept closed multiplied out, where terms may then cancel."""

from __future__ import annotations

from collections.abc import Callable

from jacobook.calculus.deltas import attach, place
from jacobook.calculus.index_algebra import array
from jacobook.calculus.index_form import Array, Group, Identity, Term


def expand(value: Array, opens: Callable[[Group], bool]) -> Array:
    """The array with those groups multiplied out; terms may then cancel, each other or in themselves."""
    terms = [opened for term in value.terms for opened in _expand_term(term, opens)]
    return array(value.shape, terms)


def holds_group(value: Array, opens: Callable[[Group], bool]) -> int:
    """In how many terms `expand` would multiply a group out."""
    return sum(any(isinstance(e.tensor, Group) and opens(e.tensor) for e in term.factors) for term in value.terms)


def has_delta(group: Group) -> bool:
    """Whether a δ stands in a group."""
    return any(isinstance(element.tensor, Identity) for term in group.array.terms for element in term.factors)


def has_number(group: Group) -> bool:
    """Whether one term of a group of entries is a number: the 1 of 1 − pᵢ."""
    return group.array.rank < 2 and any(not term.factors for term in group.array.terms)


def has_constant(group: Group) -> bool:
    """Whether a term of a matrix of sums is the same in all rows, or in all columns: a mean that is subtracted."""
    if group.array.rank != 2:
        return False
    carried = ({index for element in term.factors for index in element.indices} for term in group.array.terms)
    return any(not {0, 1} <= indices for indices in carried)


def _expand_term(term: Term, opens: Callable[[Group], bool]) -> list[Term]:
    for position, element in enumerate(term.factors):
        if isinstance(element.tensor, Group) and opens(element.tensor):
            rest = Term(term.coefficient, term.factors[:position] + term.factors[position + 1 :], term.dimensions)
            opened = (attach(rest, inner, element.indices) for inner in element.tensor.array.terms)
            return [last for each in opened for last in _expand_term(place(each, position, len(rest.factors)), opens)]
    return [term]
