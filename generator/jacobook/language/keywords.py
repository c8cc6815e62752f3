"""The keywords of a call, and the axes that they name."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from jacobook.language.expression import Expression
from jacobook.language.functions.shapes import ShapeClash

if TYPE_CHECKING:
    from jacobook.language.attempt import Attempt

AXIS = "axis=1 is that of the columns, so along it lies each row; axis=0 along each column"

Reader = Callable[["Attempt", ast.Call, Sequence[ast.expr]], Expression]
"""What reads a call with these arguments."""


def refuse_keywords(at: Attempt, node: ast.Call, known: Sequence[str]) -> None:
    """Raise `LanguageError` for a keyword that is not among those known."""
    for keyword in node.keywords:
        if keyword.arg not in known:
            told = f"its keywords are {', '.join(known)}" if known else ""
            raise at.error(node, f"{name_of(node)} takes no keyword {keyword.arg or '**'}", told)


def name_of(node: ast.Call) -> str:
    """What a call calls."""
    return node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)


def keyword(node: ast.Call, name: str) -> ast.expr | None:
    """The value of a keyword; None where it is not given."""
    return next((keyword.value for keyword in node.keywords if keyword.arg == name), None)


def axis_of(at: Attempt, node: ast.expr, rank: int) -> int:
    """An axis by its number, from the end where that is negative. Raises `LanguageError`."""
    match node:
        case ast.Constant(value=int() as number) if not isinstance(number, bool):
            axis = number
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() as number)):
            axis = rank - number
        case _:
            raise at.error(node, "an axis is a whole number", AXIS)
    if not 0 <= axis < rank:
        has = {0: "a scalar has no axes", 1: "a vector has the axis 0 alone"}.get(
            rank, f"this has the axes 0 to {rank - 1}"
        )
        raise at.error(node, has, AXIS)
    return axis


def axes_of(at: Attempt, node: ast.expr, rank: int) -> tuple[int, ...]:
    """One axis or several, in order. Raises `LanguageError`."""
    parts = node.elts if isinstance(node, ast.Tuple) else [node]
    found = tuple(axis_of(at, part, rank) for part in parts)
    if len(set(found)) < len(found):
        raise at.error(node, "each axis is named once")
    return tuple(sorted(found))


def clashing(at: Attempt, node: ast.expr, make: Callable[[], Expression]) -> Expression:
    """What is made, or a `LanguageError` where shapes do not fit each other."""
    try:
        return make()
    except ShapeClash as clash:
        raise at.error(node, str(clash), clash.hint) from None


def one_argument(at: Attempt, node: ast.Call, arguments: Sequence[ast.expr]) -> Expression:
    """The only argument of a call. Raises `LanguageError` for several."""
    if len(arguments) != 1:
        raise at.error(node, f"{name_of(node)} takes 1 argument, not {len(arguments)}", "the axis is a keyword: axis=1")
    value = at.read(arguments[0])
    at.learn_arrays(name_of(node), (value,))
    return value
