"""Terms in which nothing is to be done: most of those that are multiplied and added."""

from __future__ import annotations

from jacobook.calculus.deltas import is_diagonal
from jacobook.calculus.index_form import Apply, Fusion, Group, Identity, Power, Term, Triangle, Window


def is_plain(term: Term, rank: int) -> bool:
    """Whether nothing in a term is to be eliminated, opened or dropped; so it is with most terms."""
    for element in term.factors:
        match element.tensor:
            case Identity() | Fusion() | Window() | Triangle() | Power(exponent=1) | Apply(function="sign"):
                return False
            case Group(array=array) if len(array.terms) <= 1 or array.rank > 2:
                return False
            case Group() if max(element.indices, default=-1) >= rank:
                return False
        if len(element.indices) == 2 and element.indices[0] == element.indices[1] and is_diagonal(element):
            return False
    if len(term.dimensions) > rank:
        used = {index for element in term.factors for index in element.indices}
        if not used.issuperset(range(rank, len(term.dimensions))):
            return False
    return True
