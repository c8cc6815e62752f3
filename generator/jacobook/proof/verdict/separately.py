"""An expression and its declared equations, each by itself: where a variable of an equation moves like any other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jacobook.language.declared_equation import unknowns, without_any_equation
from jacobook.language.expression import Expression, Variable, taken_apart, variables
from jacobook.layout.conditions.bounds import variables_of
from jacobook.layout.conditions.condition import Condition


def taken_separately(
    expression: Expression, wrt: tuple[Variable, ...]
) -> Iterator[tuple[Expression, tuple[Variable, ...]]]:
    """An expression and its equations, each with one thing at a time that moves there, as often as in the question."""
    moving = {variable.name: variable for variable in taken_apart(wrt)}
    moving |= unknowns(expression, moving.keys())
    for part in without_any_equation(expression):
        yield from ((part, (moving[name],) * len(wrt)) for name in variables(part) if name in moving)


def within(expression: Expression, found: Sequence[Condition]) -> tuple[Condition, ...]:
    """Those of some conditions that are about an expression's variables."""
    known = variables(expression).keys()
    return tuple(each for each in found if variables_of(each.subject) <= known)
