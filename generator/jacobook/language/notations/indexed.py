"""Parts of a formula below a sum, for all values of its indices at once: wᵀxᵢ for every i is X @ w.

A part that has indices is an array with an axis for each of them, in the order in which they were bound, before the
axes that it has itself. Where no operation of the language does that for all indices, the formula is refused.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass, replace

from jacobook.language.book.meaning import COLUMN, MATRIX, OPERATORS, RELATIONS, ROW, SCALAR, Meaning, Meanings, called
from jacobook.language.dimension import Dimension
from jacobook.language.notations.guesses import GuessedMeanings

_OUTER = "·outer"
"""Outer products for every value of an index, which have no array here but as their sum."""


@dataclass(frozen=True, slots=True)
class IndexedMeanings(GuessedMeanings):
    """The operations of a book on parts that may have indices."""

    order: tuple[str, ...] = ()

    def union(self, parts: Sequence[Meaning]) -> tuple[str, ...]:
        """The indices of all parts, in the order in which they were bound."""
        found = {index for part in parts for index in part.over}
        return tuple(index for index in self.order if index in found)

    def lifted(self, part: Meaning, over: Sequence[str], *, vectors: bool) -> ast.expr:
        """The array of a part with an axis for each of these indices, beside others that are vectors."""
        if not part.over:
            return part.plain
        own = vectors and part.kind != SCALAR
        places = [ast.Slice() if index in part.over else ast.Constant(None) for index in over]
        if vectors:
            places.append(ast.Slice() if own else ast.Constant(None))
        while places and isinstance(places[0], ast.Constant):
            places.pop(0)
        if all(isinstance(place, ast.Slice) for place in places):
            return part.node
        return ast.Subscript(part.node, ast.Tuple(list(places)))

    def joined(self, node: ast.expr, kind: str, rows: Dimension, columns: Dimension, *parts: Meaning) -> Meaning:
        if any(part.over for part in parts):
            raise self.refused(parts[0], "this function of something with an index is not read below a sum")
        return Meanings.joined(self, node, kind, rows, columns, *parts)

    def entrywise(self, name: str, *parts: Meaning) -> Meaning:
        """An operator, a comparison or a function of entries, for all indices."""
        if not any(part.over for part in parts):
            return GuessedMeanings.entrywise(self, name, *parts)
        made = GuessedMeanings.entrywise(self, name, *(replace(part, over=()) for part in parts))
        if MATRIX in {made.kind, *(part.kind for part in parts)}:
            raise self.refused(made, "a matrix with an index is not read below a sum")
        over = self.union(parts)
        nodes = [self.lifted(part, over, vectors=made.kind != SCALAR) for part in parts]
        if name in OPERATORS:
            node: ast.expr = ast.BinOp(nodes[0], OPERATORS[name], nodes[1])
        elif name in RELATIONS:
            node = ast.Compare(nodes[0], [RELATIONS[name]], [nodes[1]])
        else:
            node = called(name, *nodes)
        return replace(made, node=node, over=over)

    def quotient(self, above: Meaning, below: Meaning) -> Meaning:
        """A fraction."""
        if not (above.over or below.over):
            return GuessedMeanings.quotient(self, above, below)
        if below.kind != SCALAR:
            raise self.refused(below, "what is below the line has an index, and is no number")
        return self.entrywise("divide", above, below)

    def inverted(self, part: Meaning) -> Meaning:
        """1/xᵢ."""
        if not part.over:
            return GuessedMeanings.inverted(self, part)
        return self.quotient(Meaning(ast.Constant(1), SCALAR, start=part.start, end=part.end), part)

    def transposed(self, part: Meaning) -> Meaning:
        """A row with an index is the same array as a column."""
        if not part.over:
            return GuessedMeanings.transposed(self, part)
        if part.kind == SCALAR:
            raise self.refused(part, "what is transposed here is a number", "declare the matrix whose rows are meant")
        if part.kind == MATRIX:
            raise self.refused(part, "the transpose of a matrix with an index is not read below a sum")
        return replace(part, kind=ROW if part.kind == COLUMN else COLUMN, rows=part.columns, columns=part.rows)

    def product(self, left: Meaning, right: Meaning) -> Meaning:
        """Two factors side by side."""
        if not (left.over or right.over):
            return GuessedMeanings.product(self, left, right)
        if SCALAR in (left.kind, right.kind):
            return self._multiple(left, right)
        if id(left.node) in self.guess.scaled:
            number, vector = self.guess.scaled[id(left.node)]
            return self.product(number, self.product(vector, right))
        whole = GuessedMeanings.product(self, replace(left, over=()), replace(right, over=()))
        over = self.union((left, right))
        node = self._product(left, right)
        if node is None:
            raise self.refused(whole, "this product is not read below a sum")
        return replace(whole, node=node, over=over)

    def _multiple(self, left: Meaning, right: Meaning) -> Meaning:
        number, other = (left, right) if left.kind == SCALAR else (right, left)
        if other.kind != MATRIX:
            made = self.entrywise("multiply", left, right)
            if other.kind != SCALAR:
                self.guess.scaled[id(made.node)] = number, other
            return made
        if other.over and _is_outer(other.node) and set(number.over) <= set(other.over):
            assert isinstance(other.node, ast.Call)
            column = replace(other, node=other.node.args[0], kind=COLUMN)
            scaled = self.lifted(number, other.over, vectors=True)
            rows = ast.BinOp(scaled, ast.Mult(), column.node)
            return replace(other, node=called(_OUTER, rows, other.node.args[1]))
        raise self.refused(other, "a matrix times a number with an index is not read below a sum")

    def _product(self, left: Meaning, right: Meaning) -> ast.expr | None:
        """The product of two arrays, of which at least one has indices; None where no operation does that."""
        kinds = left.kind, right.kind
        if kinds == (ROW, COLUMN):
            return self._inner(left, right)
        if kinds == (MATRIX, COLUMN) and not left.over:
            return ast.BinOp(right.node, ast.MatMult(), _turned(left.node))
        if kinds == (ROW, MATRIX) and not right.over:
            return ast.BinOp(left.node, ast.MatMult(), right.node)
        if kinds == (COLUMN, ROW) and left.over == right.over and len(left.over) == 1:
            return called(_OUTER, left.node, right.node)
        return None

    def _inner(self, left: Meaning, right: Meaning) -> ast.expr | None:
        if left.over == right.over:
            product = ast.BinOp(left.node, ast.Mult(), right.node)
            return _along("sum", product, len(left.over))
        if not right.over:
            return ast.BinOp(left.node, ast.MatMult(), right.plain)
        if not left.over:
            return ast.BinOp(right.node, ast.MatMult(), left.plain)
        if len(left.over) == len(right.over) == 1:
            first, second = (left, right) if self.union((left, right))[0] == left.over[0] else (right, left)
            return ast.BinOp(first.node, ast.MatMult(), _turned(second.node))
        return None

    def normed(self, part: Meaning, name: str) -> Meaning:
        """The norm of a vector with indices."""
        if part.kind not in (COLUMN, ROW) or name != "norm":
            raise self.refused(part, "this norm of something with an index is not read below a sum")
        return Meaning(_along("norm", part.node, len(part.over)), SCALAR, over=part.over, parts=part.parts + 1)

    def totaled(self, body: Meaning, index: str, name: str) -> Meaning:
        """The sum or the product over one index."""
        axis = body.over.index(index)
        rest = tuple(other for other in body.over if other != index)
        if body.kind == MATRIX:
            if not _is_outer(body.node) or rest or name != "sum":
                raise self.refused(body, "a sum of matrices is read of outer products alone")
            assert isinstance(body.node, ast.Call)
            rows, columns = body.node.args
            return replace(body, node=ast.BinOp(ast.Attribute(rows, "T"), ast.MatMult(), columns), over=())
        if body.kind == ROW:
            raise self.refused(body, "a sum of rows is not read", "write the sum of columns, transposed")
        if body.kind == SCALAR and not rest:
            return replace(body, node=called(name, _without_axis(body.node, name)), over=())
        if name != "sum":
            raise self.refused(body, "a product over one of several indices is not read")
        return replace(body, node=_along("sum", body.node, axis), over=rest)


def _without_axis(node: ast.expr, name: str) -> ast.expr:
    """What a sum along one axis is that of, where the rest of the axes is summed too."""
    is_sum = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name == "sum"
    return node.args[0] if is_sum and isinstance(node, ast.Call) and node.keywords else node


def _is_outer(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == _OUTER


def _turned(node: ast.expr) -> ast.expr:
    return node.value if isinstance(node, ast.Attribute) else ast.Attribute(node, "T")


def _along(name: str, node: ast.expr, axis: int) -> ast.expr:
    return ast.Call(ast.Name(name), [node], [ast.keyword("axis", ast.Constant(axis))])
