"""A question in which some lengths are equal, for claims that make sense only there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import combinations

from jacobook.claims.asked import Asked
from jacobook.errors import JacobookError
from jacobook.language.dimension import Dimension, Shape
from jacobook.language.expression import Application, Call, Expression, Number, Size, StackedVariable, Variable

_MOST_NAMES = 4


def with_equal_lengths(asked: Asked) -> Iterator[tuple[str, Asked]]:
    """The question with two lengths equal, then with all of them, and in words which ones."""
    shapes = (variable.shape for variable in asked.variables.values())
    names = [*dict.fromkeys(name for shape in shapes for length in shape for name in length.names)][:_MOST_NAMES]
    groups = [*combinations(names, 2)] + ([tuple(names)] if len(names) > 2 else [])
    for group in groups:
        first, *others = group
        lengths = dict.fromkeys(others, Dimension.of(first))
        try:
            wrt = tuple(_variable(variable, lengths) for variable in asked.wrt)
            yield " = ".join(group), asked.again(_with(asked.expression, lengths), wrt)
        except JacobookError:
            continue


def _shape(shape: Shape, lengths: Mapping[str, Dimension]) -> Shape:
    return tuple(length.replaced(lengths) for length in shape)


def _variable(variable: Variable, lengths: Mapping[str, Dimension]) -> Variable:
    if isinstance(variable, StackedVariable):
        parts = tuple(_variable(part, lengths) for part in variable.parts)
        return replace(variable, shape=_shape(variable.shape, lengths), parts=parts)
    return replace(variable, shape=_shape(variable.shape, lengths))


def _with(expression: Expression, lengths: Mapping[str, Dimension]) -> Expression:
    """The expression with some lengths replaced by others."""
    shape = _shape(expression.shape, lengths)
    match expression:
        case Size():
            return replace(expression, dimension=expression.dimension.replaced(lengths))
        case Call():
            return replace(expression, shape=shape, arguments=tuple(_with(a, lengths) for a in expression.arguments))
        case Application(function=function):
            arguments = tuple(_shape(argument, lengths) for argument in function.arguments)
            declared = replace(function, arguments=arguments, result=_shape(function.result, lengths))
            inner = tuple(_with(a, lengths) for a in expression.arguments)
            return replace(expression, function=declared, shape=shape, arguments=inner)
        case Variable():
            return _variable(expression, lengths)
        case Number():
            return expression
        case _:
            return expression
