"""Brackets: [c] is 1 where a comparison holds and 0 elsewhere, so that [c]² is [c], and [t > s] [t ≤ s] is 0."""

from __future__ import annotations

from fractions import Fraction

from jacobook.calculus.index_form import Apply, Element, Power, Tensor, Term
from jacobook.calculus.unsimplified import as_tensor

Sides = frozenset[int]
"""The signs of t − s with which a comparison of t and s holds."""

_HOLDS: dict[str, Sides] = {
    "greater": frozenset((1,)),
    "greater_equal": frozenset((1, 0)),
    "less": frozenset((-1,)),
    "less_equal": frozenset((-1, 0)),
}


def has_brackets_that_meet(term: Term) -> bool:
    """Whether a term holds a power of a bracket, or several brackets at the same indices."""
    met = [element for element in term.factors if _bracket(element.tensor) is not None]
    raised = any(isinstance(element.tensor, Power) for element in met)
    return raised or len({element.indices for element in met}) < len(met)


def with_brackets_met(term: Term) -> Term:
    """The term with one bracket for those that compare the same two; 0 where they hold nowhere together."""
    kept: dict[tuple[str, ...] | int, tuple[Element, Sides]] = {}
    for position, element in enumerate(term.factors):
        bracket = _bracket(element.tensor)
        if bracket is None:
            kept[position] = element, frozenset()
            continue
        pair, sides = _compared(bracket)
        key = (*pair, str(element.indices))
        new = Element(bracket, element.indices), sides
        if key not in kept:
            kept[key] = new
            continue
        both = sides & kept[key][1]
        if not both:
            return Term(0, (), term.dimensions)
        if both == kept[key][1]:
            continue
        if both == sides:
            kept[key] = new
        else:
            # t ≥ s and t ≤ s: no comparison says that the two are equal.
            kept[position] = new
    return Term(term.coefficient, tuple(element for element, _ in kept.values()), term.dimensions)


def _bracket(tensor: Tensor) -> Apply | None:
    """The comparison that a tensor is, or of which it is a power."""
    if isinstance(tensor, Power) and isinstance(tensor.exponent, Fraction) and tensor.exponent > 0:
        tensor = as_tensor(tensor.base)
    return tensor if isinstance(tensor, Apply) and tensor.function in _HOLDS else None


def _compared(bracket: Apply) -> tuple[tuple[str, str], Sides]:
    """What is compared, in an order of its own, and the sides on which the comparison holds."""
    left, right = (argument.key for argument in bracket.arguments)
    sides = _HOLDS[bracket.function]
    return ((left, right), sides) if left <= right else ((right, left), frozenset(-side for side in sides))
