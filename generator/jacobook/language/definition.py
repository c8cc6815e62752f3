"""Functions that an author defines by a formula, `f(t) = t*exp(-t)`: the formula stands in for each call."""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from jacobook.errors import LanguageError, Location
from jacobook.language.functions.formulas import BY_FORMULA
from jacobook.language.syntax import syntax

_HEAD = re.compile(r"\s*([^\W\d]\w*)\s*\(\s*([^\W\d]\w*(?:\s*,\s*[^\W\d]\w*)*)\s*\)\s*\Z")


@dataclass(frozen=True, slots=True)
class Definition:
    """A function by its formula, of the named parameters."""

    name: str
    parameters: tuple[str, ...]
    body: ast.expr

    def applied(self, call: ast.Call) -> ast.expr:
        """The formula with the arguments of a call in place of the parameters, for errors at the place of the call."""
        given = dict(zip(self.parameters, call.args, strict=True))

        class Substitution(ast.NodeTransformer):
            def visit_Name(self, node: ast.Name) -> ast.AST:
                return given.get(node.id, node)

        body = copy.deepcopy(self.body)
        for node in ast.walk(body):
            ast.copy_location(node, call)
        result = Substitution().visit(body)
        assert isinstance(result, ast.expr)
        return result


def is_definition(head: str) -> bool:
    """Whether what stands before = or : is the head of a definition, f(t)."""
    return _HEAD.match(head) is not None


def read_definitions(where: Mapping[str, str]) -> dict[str, Definition]:
    """The functions defined by formulas in a mapping from `f(t)` to the formula. Raises `LanguageError`."""
    found: dict[str, Definition] = {}
    for head, text in where.items():
        match = _HEAD.match(head)
        if match is None:
            continue
        name, parameters = match[1], tuple(part.strip() for part in match[2].split(","))
        if len(set(parameters)) < len(parameters):
            raise LanguageError(f"{name} has the same parameter twice", location=Location(head, 0, len(head)))
        try:
            body = ast.parse(text.strip(), mode="eval").body
        except (SyntaxError, ValueError, MemoryError, RecursionError):
            raise LanguageError(
                f"cannot read the formula of {name}",
                location=Location(text, 0, max(1, len(text))),
                hint="for example f(t) = t*exp(-t)",
            ) from None
        found[name] = Definition(name, parameters, _with_numbers(body, text.strip()))
    for definition in found.values():
        if definition.name in _reached(definition, found, set()):
            raise LanguageError(
                f"{definition.name} is defined in terms of itself", hint="a formula may use earlier functions"
            )
    return found


@cache
def formulas() -> Mapping[str, Definition]:
    """The functions of the language that are read as their formulas."""
    return read_definitions(BY_FORMULA)


def _with_numbers(tree: ast.expr, text: str) -> ast.expr:
    """The tree of a text beside the expression, in which numbers know how they are written."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant):
            node.kind = ast.get_source_segment(text, node)
    return tree


def syntax_beside(text: str) -> ast.expr:
    """The tree of a text beside the expression, which has no places in that. Raises `LanguageError`."""
    tree = _with_numbers(syntax(text), text)
    for node in ast.walk(tree):
        if isinstance(node, ast.expr):
            node.col_offset = node.end_col_offset = 0
    return tree


def number_text(node: ast.Constant) -> str | None:
    """How a number of a formula was written; None for one of the expression itself."""
    return node.kind


def _reached(definition: Definition, known: Mapping[str, Definition], seen: set[str]) -> set[str]:
    """The names that a formula uses, and those that they use."""
    for node in ast.walk(definition.body):
        if isinstance(node, ast.Name) and node.id not in seen:
            seen.add(node.id)
            if node.id in known:
                _reached(known[node.id], known, seen)
    return seen
