"""Variables that an equation defines: `y: y - tanh(A @ y + b) = 0`, `y: y = cos(x * y)` for a fixed point.

So does a minimum, `y: argmin norm(A @ y - b)**2`, by the equation that the gradient of its objective is zero.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from jacobook.errors import LanguageError, Location
from jacobook.language.expression import Application, Call, Expression, SolvedVariable, Variable, variables, walk

_EQUAL = re.compile(r"(?<![<>=!])=(?!=)")
_MINIMUM = re.compile(r"\s*argmin\b")
_EXAMPLE = 'for example where="y: y - tanh(A @ y + b) = 0"'
_OF_MINIMUM = 'for example where="y: argmin norm(A @ y - b)**2 + c * norm(y)**2"'


@dataclass(frozen=True, slots=True)
class Defining:
    """What defines a variable, as text: what is zero, or, of one that `minimizes`, what is smallest."""

    text: str
    minimizes: bool = False


def is_equation(name: str, text: str) -> bool:
    """Whether a declaration is an equation, `F(y, x) = 0`, or a minimum, and no definition of a function of t."""
    return "(" not in name and (_EQUAL.search(text) is not None or _is_minimum(text))


def _is_minimum(text: str) -> bool:
    return any(_MINIMUM.match(part) is not None for part in (text, _shape_before(text, len(text))[1]))


def taken_apart(where: Mapping[str, str]) -> tuple[dict[str, str], dict[str, Defining]]:
    """The declarations of shapes and functions, and for each variable with an equation or a minimum what defines it.

    A shape may stand before it: `y: n, y - tanh(A @ y + b) = 0`. Raises `LanguageError`.
    """
    plain, found = dict[str, str](), dict[str, Defining]()
    for name, text in where.items():
        if not is_equation(name, text):
            plain[name] = text
            continue
        minimizes = _is_minimum(text)
        equal = None if minimizes else _EQUAL.search(text)
        shape, equation = ("", text.strip())
        if not (minimizes and _MINIMUM.match(text)):
            shape, equation = _shape_before(text, len(text) if equal is None else equal.start())
        if shape:
            plain[name] = shape
        found[name] = _minimum(name, equation) if minimizes else _equation(name, text, equation)
    return plain, found


def _minimum(name: str, text: str) -> Defining:
    objective = _MINIMUM.sub("", text, count=1).strip()
    if not objective:
        place = Location(text, 0, max(1, len(text)))
        raise LanguageError(f"{name} needs an objective after argmin", location=place, hint=_OF_MINIMUM)
    return Defining(objective, minimizes=True)


def _equation(name: str, text: str, equation: str) -> Defining:
    sides = [side.strip() for side in _EQUAL.split(equation)]
    if len(sides) != 2 or not all(sides):
        place = Location(text, 0, max(1, len(text)))
        raise LanguageError(f"{name} needs one equation with two sides", location=place, hint=_EXAMPLE)
    left, right = sides
    return Defining(left if right == "0" else f"({left}) - ({right})")


def _shape_before(text: str, end: int) -> tuple[str, str]:
    """What stands before the first comma outside of brackets, if that comes before a place; and the rest."""
    depth = 0
    for place, character in enumerate(text[:end]):
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(character, 0)
        if character == "," and not depth:
            return text[:place].strip(), text[place + 1 :].strip()
    return "", text.strip()


def with_equations(
    expression: Expression,
    defining: Mapping[str, Expression],
    minimized: frozenset[str] = frozenset(),
) -> Expression:
    """The expression in which each variable with an equation knows what is zero, and those minimized what is smallest.

    Inside its own equation a variable is one like any other; an equation may hold variables of other equations. Raises
    `LanguageError` where two need each other.
    """
    known: dict[str, SolvedVariable] = {}
    needs = {name: (variables(each).keys() & defining.keys()) - {name} for name, each in defining.items()}
    while len(known) < len(defining):
        name = next((name for name in defining if name not in known and needs[name] <= known.keys()), None)
        if name is None:
            names = " and ".join(name for name in defining if name not in known)
            raise LanguageError(
                f"the equations of {names} need each other",
                hint="write them as one equation of one vector, which holds both",
            )
        inside = with_known(defining[name], known)
        known[name] = (
            SolvedVariable(name, (), objective=inside)
            if name in minimized
            else SolvedVariable(name, (), residual=inside)
        )
    return with_known(expression, known)


def with_known(expression: Expression, known: Mapping[str, SolvedVariable]) -> Expression:
    """The expression in which each variable by its name is that of an equation."""
    match expression:
        case SolvedVariable():
            return expression
        case Variable(name=name) if name in known:
            return replace(known[name], shape=expression.shape, properties=expression.properties, span=expression.span)
        case Call() | Application():
            return replace(expression, arguments=tuple(with_known(each, known) for each in expression.arguments))
        case _:
            return expression


def without_equations(expression: Expression) -> Expression:
    """The expression in which each variable of an equation is one like any other."""
    match expression:
        case SolvedVariable():
            return plain(expression)
        case Call() | Application():
            return replace(expression, arguments=tuple(map(without_equations, expression.arguments)))
        case _:
            return expression


def without_any_equation(expression: Expression) -> tuple[Expression, ...]:
    """The expression and what is zero in the equations of its variables, each with variables like any other."""
    found = [expression, *(node.residual for node in walk(expression) if isinstance(node, SolvedVariable))]
    return tuple(dict.fromkeys(without_equations(each) for each in found if each is not None))


def unknowns(expression: Expression, names: AbstractSet[str]) -> dict[str, Variable]:
    """The variables that equations define and that move with one of some names, each like any other."""
    return {
        node.name: plain(node)
        for node in walk(expression)
        if isinstance(node, SolvedVariable) and not names.isdisjoint(variables(node))
    }


def plain(variable: Variable) -> Variable:
    """The variable without its equation."""
    if not isinstance(variable, SolvedVariable):
        return variable
    return Variable(variable.name, variable.shape, variable.properties, variable.span)
