"""The lengths of axes in an expression, once its reading has shown them."""

from __future__ import annotations

from jacobook.language.dimension import Shape
from jacobook.language.expression import Application, Call, Expression, Size, Variable
from jacobook.language.unification import Unifier


def resolved(expression: Expression, unifier: Unifier) -> Expression:
    """The expression with every dimension that was inferred in its place."""
    shape: Shape = tuple(map(unifier.resolve, expression.shape))
    match expression:
        case Call():
            arguments = tuple(resolved(argument, unifier) for argument in expression.arguments)
            return Call(expression.function, arguments, shape, expression.span, expression.axes)
        case Application():
            arguments = tuple(resolved(argument, unifier) for argument in expression.arguments)
            return Application(expression.function, arguments, shape, expression.span)
        case Variable():
            return Variable(expression.name, shape, expression.properties, expression.span)
        case Size():
            return Size(unifier.resolve(expression.dimension), span=expression.span)
        case _:
            return expression
