"""The sizes of ones, zeros and identities, written where they are known in the end."""

from __future__ import annotations

import ast

from jacobook.errors import LanguageError
from jacobook.language.book.meaning import Meaning, Meanings, called
from jacobook.language.dimension import ONE, Dimension


class Unsized(LanguageError):
    """A formula that is read, except for the size of an identity or of ones."""


class Sized(ast.NodeTransformer):
    """A copy of a tree with every length that was open written as what it was found to be."""

    def __init__(self, make: Meanings, whole: Meaning) -> None:
        self.make = make
        self.whole = whole

    def visit(self, node: ast.AST) -> ast.AST:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("ones", "zeros", "eye"):
            lengths = [self.length(argument) for argument in node.args]
            if any(lengths):
                return self.written(node.func.id, [length or ONE for length in lengths])
        fields = {name: self._copied(value) for name, value in ast.iter_fields(node)}
        return type(node)(**fields)

    def _copied(self, value: object) -> object:
        if isinstance(value, list):
            return [self._copied(item) for item in value]
        return self.visit(value) if isinstance(value, ast.AST) else value

    def length(self, node: ast.expr) -> Dimension | None:
        if not isinstance(node, ast.Name) or not node.id.startswith("?"):
            return None
        found = [Dimension.of(int(part) if part.isdigit() else part) for part in node.id[1:].split("*")]
        result = ONE
        for dimension in found:
            result = result * self.make.unifier.resolve(dimension)
        if "?" in str(result):
            hint = "write Iₙ, 𝟏_(m×n), or the language: eye(n), ones(n)"
            place = self.make.refused(self.whole, "").location
            message = "the size of an I or 𝟏 in this formula cannot be inferred"
            raise Unsized(message, hint=hint, location=place)
        return result

    def written(self, name: str, lengths: list[Dimension]) -> ast.expr:
        """ones, zeros or eye of lengths: that of a product of lengths is a Kronecker product of smaller ones."""
        parts = [self.factors(length) for length in lengths]
        result: ast.expr | None = None
        for place in range(max(map(len, parts))):
            sizes = [each[place] if place < len(each) else ast.Constant(1) for each in parts]
            made = called(name, *sizes)
            result = made if result is None else called("kron", result, made)
        assert result is not None
        return result

    def factors(self, length: Dimension) -> list[ast.expr]:
        if length.is_sum:
            return [ast.parse(str(length), mode="eval").body]
        number: list[ast.expr] = [ast.Constant(length.factor)] if length.factor != 1 or not length.symbols else []
        return [*number, *map(ast.Name, length.symbols)]
