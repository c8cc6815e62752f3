"""Lengths as they are written: n, 3, 2*n, n + 1, q - n + 1."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING

from jacobook.language.dimension import Dimension

if TYPE_CHECKING:
    from jacobook.language.attempt import Attempt

LARGEST_LENGTH = 1000


def polynomial(node: ast.expr, name: Callable[[ast.Name], Dimension]) -> Dimension | None:
    """The whole number or the polynomial in names that an expression is; None for anything else."""
    match node:
        case ast.Constant(value=int() as value) if not isinstance(value, bool) and value <= LARGEST_LENGTH:
            return Dimension.of(value)
        case ast.Name():
            return name(node)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            inner = polynomial(operand, name)
            return None if inner is None else inner * Dimension.of(-1)
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() | ast.Mult() as operator, right=right):
            one, other = polynomial(left, name), polynomial(right, name)
            if one is None or other is None:
                return None
            if isinstance(operator, ast.Mult):
                return one * other
            return one + other if isinstance(operator, ast.Add) else one - other
        case _:
            return None


def as_length(at: Attempt, node: ast.expr, hint: str = "such as n, 3 or n + 1") -> Dimension:
    """A length, or a place on an axis, in an expression that is read. Raises `LanguageError`."""

    def named(name: ast.Name) -> Dimension:
        return at.length(name)

    found = polynomial(node, named)
    if found is None:
        raise at.error(node, "expected a whole number or a length", hint)
    return found
