"""Variables that an equation defines: `y: y - tanh(A @ y + b) = 0`, and `y: y = cos(x * y)` for a fixed point."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from jacobook.errors import LanguageError, Location
from jacobook.language.expression import Application, Call, Expression, SolvedVariable, Variable

_EQUAL = re.compile(r"(?<![<>=!])=(?!=)")
_EXAMPLE = 'for example where="y: y - tanh(A @ y + b) = 0"'


def is_equation(name: str, text: str) -> bool:
    """Whether a declaration is an equation, `F(y, x) = 0`, and no definition of a function, as `f(t)` has."""
    return "(" not in name and _EQUAL.search(text) is not None


def taken_apart(where: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """The declarations of shapes and functions, and for each variable with an equation what is zero.

    A shape may stand before the equation: `y: n, y - tanh(A @ y + b) = 0`. Raises `LanguageError`.
    """
    plain, zero = dict[str, str](), dict[str, str]()
    for name, text in where.items():
        if not is_equation(name, text):
            plain[name] = text
            continue
        shape, equation = _shape_before(text)
        if shape:
            plain[name] = shape
        sides = [side.strip() for side in _EQUAL.split(equation)]
        if len(sides) != 2 or not all(sides):
            place = Location(text, 0, max(1, len(text)))
            raise LanguageError(f"{name} needs one equation with two sides", location=place, hint=_EXAMPLE)
        left, right = sides
        zero[name] = left if right == "0" else f"({left}) - ({right})"
    return plain, zero


def _shape_before(text: str) -> tuple[str, str]:
    """What stands before the first comma outside of brackets, if it is no part of the equation; and the rest."""
    depth = 0
    for place, character in enumerate(text[: _EQUAL.search(text).start()]):  # type: ignore[union-attr]
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(character, 0)
        if character == "," and not depth:
            return text[:place].strip(), text[place + 1 :].strip()
    return "", text.strip()


def with_equations(expression: Expression, zero: Mapping[str, Expression]) -> Expression:
    """The expression in which each variable with an equation knows what is zero.

    Inside its own equation a variable is one like any other; an equation may hold variables of equations before it.
    """
    known: dict[str, Expression] = {}
    for name, residual in zero.items():
        known[name] = _solved(residual, {each: what for each, what in known.items() if each != name})
    return _solved(expression, known)


def without_equations(expression: Expression) -> Expression:
    """The expression in which each variable of an equation is one like any other."""
    match expression:
        case SolvedVariable():
            return plain(expression)
        case Call() | Application():
            return replace(expression, arguments=tuple(map(without_equations, expression.arguments)))
        case _:
            return expression


def plain(variable: Variable) -> Variable:
    """The variable without its equation."""
    if not isinstance(variable, SolvedVariable):
        return variable
    return Variable(variable.name, variable.shape, variable.properties, variable.span)


def _solved(expression: Expression, known: Mapping[str, Expression]) -> Expression:
    match expression:
        case SolvedVariable():
            return expression
        case Variable(name=name) if name in known:
            return SolvedVariable(name, expression.shape, expression.properties, expression.span, known[name])
        case Call() | Application():
            return replace(expression, arguments=tuple(_solved(each, known) for each in expression.arguments))
        case _:
            return expression
