"""What an element-wise function is, as an expression of the language: its definition, read."""

from __future__ import annotations

import ast
from functools import cache

from jacobook.language.dimension import Shape
from jacobook.language.expression import Call, Expression, Variable
from jacobook.language.functions import ELEMENTWISE, FUNCTIONS
from jacobook.language.grammar import parse

ARGUMENTS = ("t", "s")


@cache
def definition_of(name: str, *, expanded: bool = False) -> Expression:
    """The definition of an element-wise function, of the numbers t and s; `expanded` as its derivative is stated.

    Of what SymPy has itself, as sine, that is the function again. Raises `LanguageError` for a definition that calls
    anything but functions of the language.
    """
    function = FUNCTIONS[name]
    text = (function.expansion if expanded else "") or function.definition
    tree = _InLanguage().visit(ast.parse(text, mode="eval").body)
    return parse(ast.unparse(tree), dict.fromkeys(ARGUMENTS[: function.arity], "scalar")).expression


@cache
def is_defined(name: str) -> bool:
    """Whether a function is element-wise and defined by others, and none that SymPy has itself."""
    function = FUNCTIONS.get(name)
    return function is not None and function.kind == ELEMENTWISE and name not in _elementary().values()


@cache
def _elementary() -> dict[str, str]:
    """The functions that SymPy has itself, by their names there."""
    found = {}
    for function in FUNCTIONS.values():
        if function.kind == ELEMENTWISE:
            head, _, inside = function.definition.partition("(")
            if inside in ("t)", "t, s)"):
                found[head] = function.name
    return found


class _InLanguage(ast.NodeTransformer):
    """SymPy's names as those of the language, and its cases as choices."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        name = ast.unparse(node.func)
        if name == "Piecewise":
            return _choices(node.args)
        return ast.Call(ast.Name(_elementary().get(name, name)), node.args, [])


def _choices(cases: list[ast.expr]) -> ast.expr:
    first, *rest = cases
    assert isinstance(first, ast.Tuple)
    value, condition = first.elts
    if not rest:
        return value
    return ast.Call(ast.Name("where"), [condition, value, _choices(rest)], [])


def lifted(expression: Expression, shape: Shape) -> Expression:
    """An expression of numbers as one of arrays of a shape, entry by entry."""
    match expression:
        case Variable(name=name):
            return Variable(name, shape)
        case Call(function=name, arguments=arguments):
            given = tuple(lifted(argument, shape) for argument in arguments)
            return Call(name, given, shape if any(argument.shape for argument in given) else ())
        case _:
            return expression
