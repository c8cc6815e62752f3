"""Sums that stay unexpanded in a product: without their common number, and always the same way round."""

from __future__ import annotations

from fractions import Fraction

from jacobook.calculus.index_form import (
    Array,
    Element,
    Group,
    Term,
)
from jacobook.calculus.rational import common_number, exact
from jacobook.calculus.unsimplified import scale, transposed

Indexed = tuple[Array, tuple[int, ...]]


def grouped(operand: Array, indices: tuple[int, ...]) -> tuple[Fraction | int, Element]:
    """A sum as a number and an unexpanded group without common number."""
    turned, at = _canonical_orientation(operand, indices)
    content = exact(common_number([term.coefficient for term in turned.terms]))
    return content, Element(Group(scale(turned, Fraction(1) / content)), at)


def signed_alike(term: Term, content: Fraction | int, element: Element) -> tuple[Fraction | int, Element]:
    """−(x − m) where the group is (m − x) and (x − m) stands in the term already."""
    tensor = element.tensor
    if not isinstance(tensor, Group) or tensor.array.rank > 1:
        return content, element
    for other in term.factors:
        group = other.tensor
        if (
            isinstance(group, Group)
            and group.shape == tensor.shape
            and len(group.array.terms) == len(tensor.array.terms)
            and scale(group.array, -1).key == tensor.array.key
        ):
            return -content, Element(group, element.indices)
    return content, element


def _canonical_orientation(operand: Array, indices: tuple[int, ...]) -> Indexed:
    """M_ij or (Mᵀ)_ji, always the same of the two, so that a group and its transpose are known to be one."""
    if operand.rank != 2:
        return operand, indices
    flipped = transposed(operand)
    return (flipped, indices[::-1]) if flipped.key < operand.key else (operand, indices)
