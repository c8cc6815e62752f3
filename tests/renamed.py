"""A question with other names for its variables, dimensions and functions: the same question to mathematics."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import replace

from jacobook.derivation import Derivation, Question
from jacobook.language.dimension import Dimension, Shape
from jacobook.language.expression import Application, Call, Expression, Size, StackedVariable, Variable
from jacobook.language.grammar import ParsedExpression

HOSTILE = (
    *("t", "i", "S", "j", "r", "I", "e", "row", "N", "k", "column", "E", "lam", "P", "Q", "d", "C", "O", "T", "K", "B"),
    *("t_1", "i_1", "n", "m", "l", "a", "b", "x", "X", "np_", "alpha", "λ", "sum_", "lambda_1", "index", "v_hat"),
)
"""What printers call things, or would like to, in an order that mixes what is usual for numbers, vectors, matrices."""


def hostile_names(derivation: Derivation, turn: int, bound: Sequence[str] = ()) -> dict[str, str]:
    """A hostile name for each name of a question, those in `bound` first; with another `turn` they fall on others."""
    names = sorted(derivation.names)
    assert len(names) <= len(HOSTILE)
    start = (7 * turn) % len(HOSTILE)
    worst = list(dict.fromkeys([*bound, *HOSTILE[start:], *HOSTILE[:start]]))[: len(names)]
    first = turn % max(1, len(names))
    return dict(zip(names, [*worst[first:], *worst[:first]], strict=True))


def bound_names(code: str) -> list[str]:
    """The names that code binds: parameters of lambdas, variables of comprehensions."""
    found = []
    for node in ast.walk(ast.parse(code, mode="eval")):
        if isinstance(node, ast.arg):
            found.append(node.arg)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.append(node.id)
    return found


def renamed(derivation: Derivation, names: Mapping[str, str]) -> Derivation:
    """The question with these names in place of its own."""
    change = _Renaming(names)
    variables = {names[name]: change.expression(variable) for name, variable in derivation.variables.items()}
    functions = {names[name]: change.function(function) for name, function in derivation.parsed.functions.items()}
    expression = change.expression(derivation.expression)
    parsed = ParsedExpression(expression, variables, derivation.source, functions)
    wrt = tuple(map(change.expression, derivation.wrt))
    return Derivation(Question(parsed, wrt, derivation.projected))


class _Renaming:
    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = names

    def dimension(self, dimension: Dimension) -> Dimension:
        return dimension.replaced({name: Dimension.of(self.names[name]) for name in dimension.names})

    def shape(self, shape: Shape) -> Shape:
        return tuple(map(self.dimension, shape))

    def function(self, function):
        return replace(
            function,
            name=self.names[function.name],
            arguments=tuple(map(self.shape, function.arguments)),
            result=self.shape(function.result),
        )

    def expression(self, node: Expression) -> Expression:
        match node:
            case StackedVariable():
                parts = tuple(map(self.expression, node.parts))
                name = f"[{', '.join(part.name for part in parts)}]"
                return replace(node, name=name, shape=self.shape(node.shape), parts=parts)
            case Variable():
                return replace(node, name=self.names[node.name], shape=self.shape(node.shape))
            case Size():
                return replace(node, dimension=self.dimension(node.dimension))
            case Call():
                arguments = tuple(map(self.expression, node.arguments))
                return replace(node, arguments=arguments, shape=self.shape(node.shape))
            case Application():
                arguments = tuple(map(self.expression, node.arguments))
                function = self.function(node.function)
                return replace(node, function=function, arguments=arguments, shape=self.shape(node.shape))
            case _:
                return node
