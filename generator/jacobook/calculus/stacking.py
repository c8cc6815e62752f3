"""vec moved outwards through what works entry by entry: exp(vec(X)) ⊙ vec(Y) is vec(exp(X) ⊙ Y)."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeGuard

from jacobook.language.expression import Call, Expression
from jacobook.language.functions import ALL_FUNCTIONS, ELEMENTWISE

_ENTRY_BY_ENTRY = frozenset({"add", "subtract", "multiply", "divide", "power", "negate", "where"})


def stacked_last(expression: Expression) -> Expression:
    """The expression with each vec outside the entrywise functions of matrices of one shape; equal in value.

    A function of stacked entries has no matrix notation inside a sum over them, the stack of the function has.
    """
    if not isinstance(expression, Call):
        return expression
    arguments = tuple(map(stacked_last, expression.arguments))
    changed = any(new is not old for new, old in zip(arguments, expression.arguments, strict=True))
    call = replace(expression, arguments=arguments) if changed else expression
    if call.function not in _ENTRY_BY_ENTRY and ALL_FUNCTIONS[call.function].kind != ELEMENTWISE:
        return call
    stacked = {argument.arguments[0].shape for argument in arguments if _is_vec(argument)}
    others = {argument.shape for argument in arguments if not _is_vec(argument)}
    if len(stacked) != 1 or others - {()}:
        return call
    (shape,) = stacked
    inside = tuple(argument.arguments[0] if _is_vec(argument) else argument for argument in arguments)
    return Call("vec", (Call(call.function, inside, shape, call.span),), call.shape, call.span)


def _is_vec(expression: Expression) -> TypeGuard[Call]:
    return isinstance(expression, Call) and expression.function == "vec"
