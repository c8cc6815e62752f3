"""Bounds of one function of another, where they are narrower than those of the outer one: cos(arctan t) > 0."""

from __future__ import annotations

from functools import cache

from jacobook.calculus.scalar import T, definition
from jacobook.language.functions import ELEMENTWISE, FUNCTIONS
from jacobook.layout.conditions.interval import NOT_NEGATIVE, POSITIVE, REALS, Interval
from jacobook.layout.formulas import formula as f


def composite_bounds(formula: f.Formula) -> Interval:
    """The interval of f(g(t)) as SymPy knows it of the two definitions, wherever it has a value."""
    match formula:
        case f.Apply(function=outer, arguments=(f.Apply(function=inner, arguments=(_,)),)):
            return _bounds(outer, inner)
        case _:
            return REALS


@cache
def _bounds(outer: str, inner: str) -> Interval:
    if any(name not in FUNCTIONS or FUNCTIONS[name].kind != ELEMENTWISE for name in (outer, inner)):
        return REALS
    composite = definition(outer).subs(T, definition(inner))
    if composite.is_positive:
        return POSITIVE
    return NOT_NEGATIVE if composite.is_nonnegative else REALS
