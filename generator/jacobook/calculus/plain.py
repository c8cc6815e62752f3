"""Terms in which nothing is to be done: most of those that are multiplied and added."""

from __future__ import annotations

from jacobook.calculus.deltas import is_diagonal
from jacobook.calculus.index_form import (
    Apply,
    Fusion,
    Group,
    Identity,
    Place,
    Power,
    Tensor,
    Term,
    Triangle,
    VariableTensor,
    Window,
)
from jacobook.language.functions import COMPARISONS
from jacobook.language.zero_one import ZERO_OR_ONE


def is_zero_or_one(tensor: Tensor) -> bool:
    """Whether every entry is 0 or 1, so that it is its own square."""
    if isinstance(tensor, VariableTensor):
        return not tensor.properties.isdisjoint(ZERO_OR_ONE)
    if isinstance(tensor, Apply):
        return tensor.function in COMPARISONS
    return isinstance(tensor, Window | Place | Triangle)


def is_plain(term: Term, rank: int) -> bool:
    """Whether nothing in a term is to be eliminated, opened or dropped; so it is with most terms."""
    for element in term.factors:
        match element.tensor:
            case Identity() | Fusion() | Window() | Power(exponent=1) | Apply(function="sign"):
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
