"""Expressions all of whose entries are 0 or 1, as their form shows: what a mask may be."""

from __future__ import annotations

from jacobook.language.expression import Call, Expression, Variable
from jacobook.language.functions import COMPARISONS

ZERO_OR_ONE = frozenset({"zero-one", "one-hot"})
"""The properties of such a variable."""
_KEPT = frozenset({"triangle", "transpose", "spread", "select", "permute", "reshape"})


def is_zero_or_one(value: Expression) -> bool:
    """Whether every entry of an expression is 0 or 1, as its form shows."""
    match value:
        case Variable(properties=properties):
            return not properties.isdisjoint(ZERO_OR_ONE)
        case Call(function=name, arguments=arguments) if name in _KEPT:
            return is_zero_or_one(arguments[0])
        case Call(function="multiply", arguments=arguments):
            return all(map(is_zero_or_one, arguments))
        case Call(function=name):
            return name in COMPARISONS or name in ("ones", "zeros", "eye")
        case _:
            return False
