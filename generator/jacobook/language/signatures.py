"""Shapes of results: of a function of the table, and of a declared one."""

from __future__ import annotations

from collections.abc import Sequence

from jacobook.language.declared_function import MAP, MATRIX_FUNCTION, DeclaredFunction
from jacobook.language.dimension import Shape, shape_text
from jacobook.language.expression import Expression
from jacobook.language.functions import COMPARISONS, FUNCTIONS
from jacobook.language.functions.shapes import FILLED, IDENTITY, Arguments, ShapeClash
from jacobook.language.unification import DimensionClash, Unifier

DIMENSION_ARGUMENTS = frozenset(each.name for each in FUNCTIONS.values() if each.signature in (FILLED, IDENTITY))


def applied_shape(function: DeclaredFunction, values: Sequence[Expression], unifier: Unifier) -> Shape:
    """The shape of a declared function's value; raises `ShapeClash` when the arguments do not fit its declaration."""
    given = Arguments(function.name, values, unifier)
    if function.kind == MATRIX_FUNCTION:
        side = given.square(0)
        return (side, side)
    if function.kind != MAP:
        return values[0].shape
    for position, wanted in enumerate(function.arguments):
        shape = given.shape(position)
        found = unifier.text(shape)
        if not _unified(shape, wanted, unifier):
            raise ShapeClash(f"{function.name} is declared for {shape_text(wanted)}, and this is {found}")
    return function.result


def _unified(shape: Shape, wanted: Shape, unifier: Unifier) -> bool:
    """Whether a shape can be another; what that binds stays bound."""
    try:
        for one, other in zip(shape, wanted, strict=True):
            unifier.unify(one, other)
    except (DimensionClash, ValueError):
        return False
    return True


def result_shape(name: str, values: Sequence[Expression], unifier: Unifier) -> Shape:
    """The shape of a call; raises `ShapeClash` when the arguments do not fit, and may bind unknown dimensions."""
    function = FUNCTIONS[name]
    return function.signature.shape(Arguments(function.sign or name, values, unifier))


__all__ = ["COMPARISONS", "DIMENSION_ARGUMENTS", "ShapeClash", "applied_shape", "result_shape"]
