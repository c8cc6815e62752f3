"""Brackets: [c] is 1 where a comparison holds and 0 elsewhere, so that [t > s] [t ≤ s] is 0."""

from __future__ import annotations

from typing import TypeGuard

from jacobook.calculus.index_form import Apply, Element, Tensor, Term

Sides = frozenset[int]
"""The signs of t − s with which a comparison of t and s holds."""

_HOLDS: dict[str, Sides] = {
    "greater": frozenset((1,)),
    "greater_equal": frozenset((1, 0)),
    "less": frozenset((-1,)),
    "less_equal": frozenset((-1, 0)),
}


def has_brackets_that_meet(term: Term) -> bool:
    """Whether a term holds several brackets at the same indices."""
    met = [element.indices for element in term.factors if _is_bracket(element.tensor)]
    return len(set(met)) < len(met)


def with_brackets_met(term: Term) -> Term:
    """The term with one bracket for those that compare the same two; 0 where they hold nowhere together."""
    kept: dict[tuple[str, ...] | int, tuple[Element, Sides]] = {}
    for position, element in enumerate(term.factors):
        if not _is_bracket(element.tensor):
            kept[position] = element, frozenset()
            continue
        pair, sides = _compared(element.tensor)
        key = (*pair, str(element.indices))
        new = element, sides
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


def _is_bracket(tensor: Tensor) -> TypeGuard[Apply]:
    return isinstance(tensor, Apply) and tensor.function in _HOLDS


def _compared(bracket: Apply) -> tuple[tuple[str, str], Sides]:
    """What is compared, in an order of its own, and the sides on which the comparison holds."""
    left, right = (argument.key for argument in bracket.arguments)
    sides = _HOLDS[bracket.function]
    return ((left, right), sides) if left <= right else ((right, left), frozenset(-side for side in sides))
