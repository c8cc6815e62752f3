"""What was meant by an expression whose words are not those of the language, written in the language."""

from __future__ import annotations

import ast
from collections.abc import Sequence

_OPERATORS: dict[str, ast.operator] = {
    "add": ast.Add(),
    "subtract": ast.Sub(),
    "multiply": ast.Mult(),
    "divide": ast.Div(),
    "power": ast.Pow(),
    "matmul": ast.MatMult(),
}


class Meant:
    """The calls of an expression that stand for something else, collected while it is read."""

    def __init__(self) -> None:
        self._called: dict[ast.expr, str] = {}
        self._operations: dict[ast.expr, tuple[str, Sequence[ast.expr]]] = {}

    def is_called(self, call: ast.Call, function: str) -> None:
        """The function of a call has another name in the language."""
        self._called[call] = function

    def is_operation(self, call: ast.Call, operation: str, operands: Sequence[ast.expr]) -> None:
        """A call is an operator between these operands."""
        self._operations[call] = operation, operands

    def told(self, tree: ast.expr, source: str) -> str | None:
        """The whole expression in the language; None where it was written so."""
        if not self._called and not self._operations:
            return None
        written, meant = ast.unparse(_Spelled(self, source, translated=False).visit(tree)), _Spelled(self, source)
        told = ast.unparse(meant.visit(tree))
        return None if told == written else told

    def replaced(self, node: ast.Call) -> ast.expr | None:
        """What a call stands for; None for an ordinary one."""
        if node in self._called:
            return ast.Call(ast.Name(self._called[node]), node.args, [])
        if node in self._operations:
            operation, operands = self._operations[node]
            match operation:
                case "transpose":
                    return ast.Attribute(operands[0], "T")
                case "negate":
                    return ast.UnaryOp(ast.USub(), operands[0])
                case _:
                    return ast.BinOp(operands[0], _OPERATORS[operation], operands[1])
        return None


class _Spelled:
    """A copy of a tree in which numbers are as they were written and, if wanted, calls are what they stand for."""

    def __init__(self, meant: Meant, source: str, *, translated: bool = True) -> None:
        self._meant = meant
        self._source = source
        self._translated = translated

    def visit(self, node: ast.AST) -> ast.AST:
        """The copy of a node."""
        if isinstance(node, ast.Constant):
            return ast.Name(ast.get_source_segment(self._source, node) or str(node.value))
        if self._translated and isinstance(node, ast.Call):
            node = self._meant.replaced(node) or node
        fields = {name: self._copied(value) for name, value in ast.iter_fields(node)}
        return type(node)(**fields)

    def _copied(self, value: object) -> object:
        if isinstance(value, list):
            return [self._copied(item) for item in value]
        return self.visit(value) if isinstance(value, ast.AST) else value
