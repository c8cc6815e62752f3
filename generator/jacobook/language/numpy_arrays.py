"""Arrays as NumPy combines them, written in the language: what it broadcasts is written out with ones."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from jacobook.errors import LanguageError, Location
from jacobook.language.dimension import ONE, Dimension, Shape
from jacobook.language.expression import Call, Constant, Expression, Number, Size
from jacobook.language.signatures import ShapeClash, result_shape
from jacobook.language.unification import Unifier


@dataclass(frozen=True, slots=True)
class NumpyArrays:
    """The operations of NumPy on expressions; each raises `LanguageError` at a node of the code."""

    code: str
    known: Mapping[str, Expression]
    dimensions: frozenset[str]
    unifier: Unifier = field(default_factory=Unifier)

    def refused(self, node: ast.expr, why: str = "") -> LanguageError:
        start, end = node.col_offset, node.end_col_offset or node.col_offset + 1
        columns = [len(self.code.encode()[:place].decode()) for place in (start, end)]
        place = Location(self.code, columns[0], max(1, columns[1] - columns[0]))
        return LanguageError(why or "this NumPy code is not read", location=place)

    def call(self, node: ast.expr, name: str, *arguments: Expression) -> Expression:
        try:
            return Call(name, arguments, result_shape(name, arguments, self.unifier))
        except ShapeClash as clash:
            raise self.refused(node, str(clash)) from None

    def made(self, name: str, *lengths: Dimension) -> Expression:
        """ones, zeros or eye of known lengths."""
        return Call(name, tuple(map(Size, lengths)), lengths if name != "eye" else lengths * 2)

    def dimension(self, node: ast.expr) -> Dimension:
        match node:
            case ast.Constant(value=int() as value) if value > 0:
                return Dimension.of(value)
            case ast.Name(id=name) if name in self.dimensions:
                return Dimension.of(name)
            case ast.BinOp(left=left, op=ast.Mult(), right=right):
                return self.dimension(left) * self.dimension(right)
            case _:
                raise self.refused(node, "this is not a length")

    # --- broadcasting
    def entrywise(self, node: ast.expr, name: str, *arguments: Expression) -> Expression:
        """A function of entries, with arrays of fewer or shorter axes repeated as NumPy repeats them."""
        shape: Shape = ()
        for argument in arguments:
            shape = self.joined(node, shape, argument.shape)
        return self.call(node, name, *(self.spread(argument, shape) for argument in arguments))

    def joined(self, node: ast.expr, left: Shape, right: Shape) -> Shape:
        longer, shorter = (left, right) if len(left) >= len(right) else (right, left)
        head, tail = longer[: len(longer) - len(shorter)], longer[len(longer) - len(shorter) :]
        joined = []
        for first, second in zip(tail, shorter, strict=True):
            if first != second and ONE not in (first, second):
                raise self.refused(node, f"the lengths {first} and {second} do not fit each other")
            joined.append(second if first == ONE else first)
        return (*head, *joined)

    def spread(self, value: Expression, shape: Shape) -> Expression:
        if value.shape in ((), shape):
            return value
        if len(shape) == 1:
            return Call("multiply", (Call("sum", (value,), ()), self.made("ones", *shape)), shape)
        rows, columns = shape
        if len(value.shape) == 1:
            row = self.spread(value, (columns,))
            return Call("outer", (self.made("ones", rows), row), shape)
        if value.shape[0] == ONE and rows != ONE:
            row = Call("matmul", (self.made("ones", ONE), value), value.shape[1:])
            return self.spread(row, shape)
        column = Call("matmul", (value, self.made("ones", ONE)), value.shape[:1])
        return Call("outer", (column, self.made("ones", columns)), shape)

    def standing(self, node: ast.expr, value: Expression, places: Sequence[str]) -> Expression:
        """v[:, None] and v[None, :], a matrix of one column or one row; A[0, 0] of a matrix of one entry."""
        one = self.made("ones", ONE)
        if len(value.shape) == 1 and places == [":", "None"]:
            return self.call(node, "outer", value, one)
        if len(value.shape) == 1 and places == ["None", ":"]:
            return self.call(node, "outer", one, value)
        raise self.refused(node)

    def entry(self, node: ast.expr, value: Expression, row: object, column: object) -> Expression:
        """A[0, 1], of a matrix whose size is a number."""
        if value.shape == (ONE, ONE) and (row, column) == (0, 0):
            return self.call(node, "sum", value)
        places = [place for place in (row, column) if isinstance(place, int) and not isinstance(place, bool)]
        lengths = [dimension.whole or 0 for dimension in value.shape]
        if len(places) != len(lengths) or not all(0 <= at < length for at, length in zip(places, lengths, strict=True)):
            raise self.refused(node, "this entry is not read")
        return Call("select", (value, *(Size(Dimension.of(at)) for at in places)), (), axes=(0, 0))

    def commutation(self, node: ast.expr, m: Dimension, n: Dimension) -> Expression:
        """K with K vec(A) = vec(Aᵀ) for every A of m rows and n columns: where both indices agree, it is 1."""
        eyes = self.made("eye", m), self.made("eye", n)
        first, second = (
            self.call(node, "matmul", self.call(node, "kron", *left), self.call(node, "kron", *right))
            for left, right in (
                ((eyes[0], self.made("ones", n, ONE)), (self.made("ones", ONE, n), eyes[0])),
                ((self.made("ones", m, ONE), eyes[1]), (eyes[1], self.made("ones", ONE, m))),
            )
        )
        return self.call(node, "multiply", first, second)

    def columnwise(self, node: ast.expr, left: Expression, right: Expression) -> Expression:
        """The Khatri–Rao product: the Kronecker products of corresponding columns."""
        if not len(left.shape) == len(right.shape) == 2:
            raise self.refused(node)
        first = self.call(node, "kron", left, self.made("ones", right.shape[0], ONE))
        second = self.call(node, "kron", self.made("ones", left.shape[0], ONE), right)
        return self.call(node, "multiply", first, second)

    # --- functions that are written with others
    def summed(self, node: ast.expr, value: Expression, axis: Expression) -> Expression:
        if len(value.shape) == 2 and axis == Number(Fraction(0)):
            return self.call(node, "matmul", self.made("ones", value.shape[0]), value)
        if len(value.shape) == 2 and axis == Number(Fraction(1)):
            return self.call(node, "matmul", value, self.made("ones", value.shape[1]))
        raise self.refused(node)

    def norm(self, node: ast.expr, value: Expression, kind: Expression | None = None) -> Expression:
        if kind is None:
            return self.call(node, "norm", value)
        if kind != Number(Fraction(1)) or len(value.shape) != 1:
            raise self.refused(node)
        return self.call(node, "norm1", value)

    def stacked(self, node: ast.expr, left: Expression, right: Expression) -> Expression:
        if len(left.shape) != len(right.shape):
            raise self.refused(node, "kron is read of two vectors or of two matrices")
        return self.call(node, "kron", left, right)

    def distribution(self, node: ast.expr, value: Expression) -> Expression:
        """ndtr(t) = (1 + erf(t/√2))/2."""
        root = self.call(node, "sqrt", Number(Fraction(2)))
        inner = self.call(node, "erf", self.call(node, "divide", value, root))
        return self.call(node, "divide", self.call(node, "add", Number(Fraction(1)), inner), Number(Fraction(2)))

    def crossed(self, node: ast.expr, left: Expression, right: Expression) -> Expression:
        """The cross product of two vectors, or of each row of a matrix with a vector."""
        if len(left.shape) == 2 and len(right.shape) == 1:
            return self.call(node, "matmul", left, self.call(node, "hat", right))
        return self.call(node, "cross", left, right)

    def cardinal_sine(self, node: ast.expr, value: Expression) -> Expression:
        """np.sinc(t) = sin(πt)/(πt)."""
        angle = self.call(node, "multiply", Constant("pi"), value)
        return self.call(node, "divide", self.call(node, "sin", angle), angle)

    def angle(self, node: ast.expr, above: Expression, beside: Expression) -> Expression:
        """np.arctan2(t, c) = 2 arctan(t/(√(t² + c²) + c)) of two numbers, but on the ray where t = 0 and c < 0."""
        if above.shape or beside.shape:
            raise self.refused(node)
        two = Number(Fraction(2))
        squares = self.call(node, "add", self.call(node, "power", above, two), self.call(node, "power", beside, two))
        below = self.call(node, "add", self.call(node, "sqrt", squares), beside)
        half = self.call(node, "arctan", self.call(node, "divide", above, below))
        return self.call(node, "multiply", two, half)

    def power(self, node: ast.expr, value: Expression, exponent: Expression) -> Expression:
        return self.call(node, "matrix_power", value, exponent)

    def listed(self, node: ast.expr, values: Sequence[Expression]) -> Expression:
        """A vector by its entries."""
        if not values or any(value.shape for value in values):
            raise self.refused(node)
        parts = tuple(Call("spread", (value,), (ONE,)) for value in values)
        return Call("concatenate", parts, (Dimension.of(len(values)),), axes=(0,))

    def triangle(self, node: ast.expr, value: Expression, side: int) -> Expression:
        """The lower or the upper triangle of a matrix."""
        if len(value.shape) != 2:
            raise self.refused(node)
        return Call("triangle", (value,), value.shape, axes=(0, side))
