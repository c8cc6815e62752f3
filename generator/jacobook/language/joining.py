"""Arrays put together: lists, and what NumPy calls concatenate, stack and block."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import TYPE_CHECKING

from jacobook.language import axes as on_axes
from jacobook.language.expression import Expression
from jacobook.language.keywords import Reader, axis_of, clashing, keyword, name_of, refuse_keywords

if TYPE_CHECKING:
    from jacobook.language.attempt import Attempt


def _listed(at: Attempt, node: ast.Call, arguments: Sequence[ast.expr]) -> tuple[list[Expression], int]:
    """The arrays of a list, and the axis that a keyword names."""
    refuse_keywords(at, node, ("axis",))
    if len(arguments) != 1 or not isinstance(arguments[0], ast.List | ast.Tuple) or not arguments[0].elts:
        raise at.error(node, f"{name_of(node)} takes a list of arrays", f"for example {name_of(node)}([u, v])")
    values = [at.read(part) for part in arguments[0].elts]
    axis = keyword(node, "axis")
    rank = len(values[0].shape) + (name_of(node) == "stack")
    return values, 0 if axis is None else axis_of(at, axis, rank)


def concatenate(at: Attempt, node: ast.Call, arguments: Sequence[ast.expr]) -> Expression:
    """Arrays one after the other along an axis."""
    values, axis = _listed(at, node, arguments)
    if not all(value.shape for value in values):
        raise at.error(node, "a scalar cannot be concatenated", "a vector of one entry is [b]")
    return clashing(at, node, lambda: on_axes.concatenated(values, axis, at.unifier, at.span(node)))


def stack(at: Attempt, node: ast.Call, arguments: Sequence[ast.expr]) -> Expression:
    """Arrays side by side along a new axis."""
    values, axis = _listed(at, node, arguments)
    return clashing(at, node, lambda: on_axes.stacked(values, axis, at.unifier, at.span(node)))


def beside(axis: int) -> Reader:
    """Arrays beside each other (axis 1) or below each other (axis 0), with as many axes as that takes."""

    def reader(at: Attempt, node: ast.Call, arguments: Sequence[ast.expr]) -> Expression:
        values, _ = _listed(at, node, arguments)
        span = at.span(node)
        least = 1 if axis else 2
        values = [on_axes.standing(value, max(least, len(value.shape)), span) for value in values]
        place = axis if len(values[0].shape) > 1 else 0
        return clashing(at, node, lambda: on_axes.concatenated(values, place, at.unifier, span))

    return reader


def block(at: Attempt, node: ast.Call, arguments: Sequence[ast.expr]) -> Expression:
    """Blocks in rows."""
    refuse_keywords(at, node, ())
    match arguments:
        case [ast.List(elts=rows)] if rows and all(isinstance(row, ast.List) and row.elts for row in rows):
            pass
        case _:
            raise at.error(node, "block takes a list of rows", "for example block([[A, B], [C, D]])")
    span = at.span(node)

    def made() -> Expression:
        parts = []
        for row in rows:
            assert isinstance(row, ast.List)
            values = [at.read(part) for part in row.elts]
            values = [on_axes.standing(value, max(2, len(value.shape)), span) for value in values]
            parts.append(on_axes.concatenated(values, 1, at.unifier, span))
        return on_axes.concatenated(parts, 0, at.unifier, span)

    return clashing(at, node, made)


def array_of(at: Attempt, node: ast.List) -> Expression:
    """A list as the array of its entries. Raises `LanguageError`."""
    if not node.elts:
        raise at.error(node, "an empty list is no array")
    values = [at.read(part) for part in node.elts]
    return clashing(at, node, lambda: on_axes.stacked(values, 0, at.unifier, at.span(node)))
