"""How functions are named: what their records say for a notation, and the rule for all others."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from functools import cache

from jacobook.language.definition_of import is_defined
from jacobook.language.functions import ELEMENTWISE, OPERATOR, PRINTED_FUNCTIONS, Function
from jacobook.notation.code import CodeFunction, code_function


def names_of_functions(notation: str, usual: Callable[[str], str]) -> Mapping[str, str]:
    """The names for people of all functions, in a notation; `usual` makes those of which the records say nothing."""
    return {
        function.name: function.notation.get(notation) or usual(function.name)
        for function in PRINTED_FUNCTIONS.values()
        if function.kind != OPERATOR
    }


@cache
def pattern_of(name: str, notation: str, module: str) -> CodeFunction | None:
    """How a library calls a function, if it has it: by its record, or by the name that all array libraries share."""
    function = PRINTED_FUNCTIONS.get(name)
    if function is None:
        return None
    named, shared = function.notation.get(notation), function.notation.get("arrays")
    if named is None and shared is not None and module:
        named = f"{module}.{shared}({_arguments(function)})"
    return None if named is None else code_function(named)


def called_in(notation: str) -> Mapping[str, str]:
    """The functions that a language of its own has: by its own name, or by the one that all share."""
    named = {
        function.name: function.notation.get(notation) or function.notation.get("arrays", "")
        for function in PRINTED_FUNCTIONS.values()
    }
    return {name: text for name, text in named.items() if text}


def known_patterns(notation: str, module: str) -> list[str]:
    """The functions that a library calls by a name, or whose definition can stand for one."""
    return [
        function.name
        for function in PRINTED_FUNCTIONS.values()
        if is_defined(function.name) or pattern_of(function.name, notation, module) is not None
    ]


@cache
def sympy_pattern(name: str) -> str | None:
    """A function in SymPy code: a pattern of its arguments, made of the definition where the record names none.

    Of one argument it is something to call, as `sympy.exp` or a lambda of {t}.
    """
    function = PRINTED_FUNCTIONS.get(name)
    named = "" if function is None else function.notation.get("sympy", "")
    if function is None or not (named or function.definition):
        return None
    if named:
        single = function.kind == ELEMENTWISE and function.arity == 1
        return f"(lambda {{t}}: {named.replace('{0}', '{t}')})" if single else named
    tree = ast.parse(function.definition, mode="eval").body
    if isinstance(tree, ast.Call) and [ast.unparse(each) for each in tree.args] == ["t"]:
        return ast.unparse(_FromSympy().visit(tree).func)
    if function.arity == 1:
        return f"(lambda {{t}}: {ast.unparse(_FromSympy({'t': '{t}'}).visit(tree))})"
    return ast.unparse(_FromSympy({"t": "{0}", "s": "{1}"}).visit(tree))


class _FromSympy(ast.NodeTransformer):
    """Functions as those of the module `sympy`, and other names as they are called."""

    def __init__(self, names: Mapping[str, str] | None = None) -> None:
        self.names = names or {}

    def visit_Call(self, node: ast.Call) -> ast.AST:
        assert isinstance(node.func, ast.Name)
        return ast.Call(ast.Name(f"sympy.{node.func.id}"), [self.visit(each) for each in node.args], [])

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return ast.Name(self.names.get(node.id, f"sympy.{node.id}"))


def _arguments(function: Function) -> str:
    return ", ".join(f"{{{position}}}" for position in range(function.arity))


__all__ = ["called_in", "known_patterns", "names_of_functions", "pattern_of", "sympy_pattern"]
