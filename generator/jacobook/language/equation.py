"""Functions by their equations: each of their calls as the expression that it stands for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from jacobook.language.dimension import Dimension
from jacobook.language.expression import Application, Call, Expression, Size, Span, Variable, walk
from jacobook.language.functions import ALL_FUNCTIONS, FUNCTIONS
from jacobook.language.functions.shapes import shape_of


class TooLong(Exception):
    """An expression that has too many parts once its equations stand in it; `span` is where the call is read."""

    def __init__(self, span: Span) -> None:
        super().__init__()
        self.span = span


def expanded(expression: Expression, equation: Callable[[str], Expression], most: int) -> Expression:
    """The expression with the equation of a function, by its name, in place of each call of it.

    Raises `TooLong` where it then has more parts than `most`.
    """
    calls = (node for node in walk(expression) if isinstance(node, Call))
    if not any(ALL_FUNCTIONS[call.function].equation for call in calls):
        return expression
    return _Expansion(equation, most).of(expression)


@dataclass(slots=True)
class _Expansion:
    equation: Callable[[str], Expression]
    most: int
    parts: dict[int, int] = field(default_factory=dict)
    kept: list[Expression] = field(default_factory=list)

    def of(self, expression: Expression) -> Expression:
        match expression:
            case Call(function=name) if ALL_FUNCTIONS[name].equation:
                arguments = tuple(map(self.of, expression.arguments))
                return self._instance(expression, arguments)
            case Call(function=name):
                arguments = tuple(map(self.of, expression.arguments))
                return self._counted(replace(expression, arguments=arguments), expression.span)
            case Application(function=function):
                arguments = tuple(map(self.of, expression.arguments))
                found = Application(function, arguments, expression.shape, expression.span)
                return self._counted(found, expression.span)
            case _:
                return expression

    def _instance(self, call: Call, arguments: tuple[Expression, ...]) -> Expression:
        parameters = FUNCTIONS[call.function].parameters
        lengths = {
            str(letter): found
            for argument, shape in zip(call.arguments, parameters.values(), strict=True)
            for letter, found in zip(shape_of(shape), argument.shape, strict=True)
        }
        return self._substituted(
            self.equation(call.function), dict(zip(parameters, arguments, strict=True)), lengths, call.span
        )

    def _substituted(
        self, body: Expression, given: Mapping[str, Expression], lengths: Mapping[str, Dimension], span: Span
    ) -> Expression:
        match body:
            case Variable(name=name):
                return given[name]
            case Size(dimension=dimension):
                return Size(_length(dimension, lengths), span=span)
            case Call(function=name, shape=shape):
                arguments = tuple(self._substituted(each, given, lengths, span) for each in body.arguments)
                called = Call(name, arguments, tuple(_length(each, lengths) for each in shape), span, body.axes)
                return self._counted(called, span)
            case _:
                return body

    def _counted(self, expression: Call | Application, span: Span) -> Expression:
        """The expression, if it is not too long; parts that stand in several places count as often."""
        self.kept.append(expression)
        total = 1 + sum(self.parts.get(id(argument), 1) for argument in expression.arguments)
        if total > self.most:
            raise TooLong(span)
        self.parts[id(expression)] = total
        return expression


def instance(body: Expression, given: Mapping[str, Expression], lengths: Mapping[str, Dimension]) -> Expression:
    """An expression with others in the place of its variables, and lengths in that of its dimensions."""
    match body:
        case Variable(name=name):
            return given[name]
        case Size(dimension=dimension):
            return Size(_length(dimension, lengths))
        case Call(function=name, shape=shape):
            arguments = tuple(instance(each, given, lengths) for each in body.arguments)
            return Call(name, arguments, tuple(_length(each, lengths) for each in shape), axes=body.axes)
        case _:
            return body


def _length(dimension: Dimension, lengths: Mapping[str, Dimension]) -> Dimension:
    """A length of the equation as one of the call."""
    return dimension.replaced(lengths)
