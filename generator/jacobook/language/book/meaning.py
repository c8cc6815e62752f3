"""What parts of a printed formula mean: columns, rows and matrices, in a language whose vectors do not lie."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from jacobook.errors import LanguageError
from jacobook.language.book.signs import refused
from jacobook.language.dimension import ONE, Dimension, Shape
from jacobook.language.unification import DimensionClash, Unifier

SCALAR, COLUMN, ROW, MATRIX = "a scalar", "a column", "a row", "a matrix"
LARGEST = 2000
OPERATORS: dict[str, ast.operator] = {
    "add": ast.Add(),
    "subtract": ast.Sub(),
    "multiply": ast.Mult(),
    "divide": ast.Div(),
    "power": ast.Pow(),
    "matmul": ast.MatMult(),
}
RELATIONS: dict[str, ast.cmpop] = {
    "greater": ast.Gt(),
    "greater_equal": ast.GtE(),
    "less": ast.Lt(),
    "less_equal": ast.LtE(),
}


@dataclass(frozen=True, slots=True)
class Meaning:
    """Part of a formula in the language, with its kind and size and the columns it was read from.

    `undecided` is a zero that may be a column or a matrix; `parts` counts what the language's expression holds. Below a
    sum, `over` are the indices that it has: the node is then an array with an axis for each of them first.
    """

    node: ast.expr
    kind: str
    rows: Dimension = ONE
    columns: Dimension = ONE
    start: int = 0
    end: int = 0
    parts: int = 1
    undecided: bool = False
    over: tuple[str, ...] = ()

    @property
    def plain(self) -> ast.expr:
        """The node of a vector, which the language does not turn."""
        return turned_back(self.node) if self.kind in (ROW, COLUMN) else self.node


def turned_back(node: ast.expr) -> ast.expr:
    """What is transposed in a node; the node itself where it is no transpose."""
    return node.value if isinstance(node, ast.Attribute) and node.attr == "T" else node


def of_shape(node: ast.expr, shape: Shape, start: int, end: int) -> Meaning:
    """What has a shape of the language; a vector stands. Raises `LanguageError` for an array of more than two axes."""
    if len(shape) > 2:
        raise LanguageError(f"an array of {len(shape)} axes has no place in a formula of matrices")
    kind = (SCALAR, COLUMN, MATRIX)[len(shape)]
    rows, columns = (*shape, ONE, ONE)[:2]
    return Meaning(node, kind, rows, columns, start, end)


def called(name: str, *arguments: ast.expr) -> ast.expr:
    """A call of the language."""
    return ast.Call(ast.Name(name), list(arguments), [])


@dataclass(frozen=True, slots=True)
class Meanings:
    """The operations of a book on what was read so far; each raises `LanguageError` with the place of its operands."""

    text: str
    unifier: Unifier = field(default_factory=Unifier)

    # --- sizes
    def refused(self, part: Meaning, message: str, hint: str = "") -> LanguageError:
        return refused(self.text, part.start, part.end, message, hint)

    def is_one(self, dimension: Dimension) -> bool:
        return self.unifier.resolve(dimension) == ONE

    def is_open(self, dimension: Dimension) -> bool:
        return "?" in str(self.unifier.resolve(dimension))

    def size(self, part: Meaning) -> str:
        return self.unifier.text((part.rows, part.columns))

    def fresh(self) -> Dimension:
        return self.unifier.fresh()

    def dimension_node(self, dimension: Dimension) -> ast.expr:
        """The place of a length, which is written when all is known."""
        return ast.Name(f"?{dimension}")

    def same(self, whole: Meaning, left: Dimension, right: Dimension, message: str) -> None:
        one = self.is_one(left), self.is_one(right)
        if any(one) and not all(one) and (self.is_open(left) or self.is_open(right)):
            raise self.refused(whole, message)
        try:
            self.unifier.unify(left, right)
        except DimensionClash:
            raise self.refused(whole, message) from None

    def square(self, part: Meaning, what: str) -> None:
        if part.kind == SCALAR:
            return
        self.same(part, part.rows, part.columns, f"{what} needs a square matrix, and this is {self.size(part)}")

    # --- forms of one value
    def scalar(self, part: Meaning) -> Meaning | None:
        """A value of one entry as a number; None for any other."""
        if part.kind == SCALAR:
            return part
        if not (self.is_one(part.rows) and self.is_one(part.columns)):
            return None
        return replace(part, node=called("sum", part.node), kind=SCALAR, parts=part.parts + 1)

    def matrix(self, part: Meaning) -> Meaning:
        """A column or a row as a matrix of one column or row."""
        unit = called("ones", ast.Constant(1))
        if part.kind == COLUMN:
            node = called("outer", part.plain, unit)
        elif part.kind == ROW:
            node = called("outer", unit, part.plain)
        elif part.kind == SCALAR:
            node = ast.BinOp(part.node, ast.Mult(), called("ones", ast.Constant(1), ast.Constant(1)))
        else:
            return part
        return replace(part, node=node, kind=MATRIX, parts=part.parts + 3)

    def joined(self, node: ast.expr, kind: str, rows: Dimension, columns: Dimension, *parts: Meaning) -> Meaning:
        """A value made of others, at the place of all of them."""
        start, end = min(part.start for part in parts), max(part.end for part in parts)
        count = 1 + sum(part.parts for part in parts)
        made = Meaning(node, kind, rows, columns, start, end, count)
        if count > LARGEST:
            raise self.refused(made, f"the formula has more than {LARGEST} parts after its definitions are expanded")
        return made

    # --- products
    def product(self, left: Meaning, right: Meaning) -> Meaning:
        """Two factors side by side."""
        for part in (left, right):
            if part.undecided:
                raise self.refused(part, "this zero may be a vector or a matrix")
        first, second = self.scalar(left), self.scalar(right)
        if first is not None:
            return self._scaled(first, right)
        if second is not None:
            return self._scaled(left, second)
        whole = self.joined(left.node, left.kind, left.rows, right.columns, left, right)
        hint = ""
        if left.kind == right.kind == COLUMN:
            hint = "write xᵀy for the inner product, x yᵀ for the outer product, x ⊙ y for the element-wise product"
        clash = f"a product of {self.size(left)} and {self.size(right)} is not defined"
        try:
            self.same(whole, left.columns, right.rows, clash)
        except LanguageError as error:
            raise self.refused(whole, error.message, hint) from None
        kinds = left.kind, right.kind
        if kinds == (COLUMN, ROW):
            return replace(whole, node=called("outer", left.plain, right.plain), kind=MATRIX)
        if kinds == (ROW, COLUMN):
            kind = SCALAR
        elif MATRIX not in kinds:
            raise self.refused(whole, clash, hint)
        elif left.kind == ROW:
            kind = ROW
        elif right.kind == COLUMN:
            kind = COLUMN
        else:
            left, right, kind = self.matrix(left), self.matrix(right), MATRIX
        operand = right.plain if right.kind in (ROW, COLUMN) else right.node
        return replace(whole, node=ast.BinOp(left.node, ast.MatMult(), operand), kind=kind)

    def _scaled(self, left: Meaning, right: Meaning) -> Meaning:
        larger = left if right.kind == SCALAR else right
        node = ast.BinOp(left.node, ast.Mult(), right.node)
        return self.joined(node, larger.kind, larger.rows, larger.columns, left, right)

    # --- entry by entry
    def aligned(self, *parts: Meaning) -> tuple[list[Meaning], Meaning]:
        """The parts of one size, scalars among them, and one that has the size of all."""
        given = [part for part in parts if part.kind != SCALAR]
        if not given:
            return list(parts), parts[0]
        decided = [part for part in given if not part.undecided] or given
        kinds = {part.kind for part in decided}
        if len(kinds) > 1 or len(given) < len(parts):
            found = [number for number in map(self.scalar, parts) if number is not None]
            if len(found) == len(parts):
                return found, found[0]
        model = self.matrix(decided[0]) if len(kinds) > 1 else decided[0]
        whole = self.joined(model.node, model.kind, model.rows, model.columns, *parts)
        shaped = []
        for part in parts:
            made = part
            if part.undecided and model.kind == MATRIX and not model.undecided:
                zeros = called("zeros", self.dimension_node(model.rows), self.dimension_node(model.columns))
                made = replace(part, node=zeros, kind=MATRIX, rows=model.rows, columns=model.columns, undecided=False)
            elif part.kind != SCALAR and len(kinds) > 1:
                made = self.matrix(part)
            if made.kind != SCALAR:
                message = f"shapes {self.size(model)} and {self.size(made)} do not fit each other"
                self.same(whole, model.rows, made.rows, message)
                self.same(whole, model.columns, made.columns, message)
            shaped.append(made)
        return shaped, model

    def entrywise(self, name: str, *parts: Meaning) -> Meaning:
        """An operator, a comparison or a function of the entries of its operands."""
        shaped, model = self.aligned(*parts)
        if name in ("add", "subtract") and model.kind == MATRIX and any(part.kind == SCALAR for part in shaped):
            whole = self.joined(model.node, MATRIX, model.rows, model.columns, *parts)
            hint = "write a I for a times the identity, a 𝟏_(m×n) for a in every entry"
            raise self.refused(whole, "a scalar added to a matrix may be meant in every entry or on the diagonal", hint)
        nodes = [part.plain if name == "matmul" else part.node for part in shaped]
        if name in OPERATORS:
            node: ast.expr = ast.BinOp(nodes[0], OPERATORS[name], nodes[1])
        elif name in RELATIONS:
            node = ast.Compare(nodes[0], [RELATIONS[name]], [nodes[1]])
        else:
            node = called(name, *nodes)
        made = self.joined(node, model.kind, model.rows, model.columns, *parts)
        return replace(made, undecided=all(part.undecided for part in shaped))

    def negated(self, part: Meaning) -> Meaning:
        return replace(part, node=ast.UnaryOp(ast.USub(), part.node), parts=part.parts + 1)

    def quotient(self, above: Meaning, below: Meaning) -> Meaning:
        """A fraction on one line."""
        divisor = self.scalar(below)
        if divisor is not None:
            node = ast.BinOp(above.node, ast.Div(), divisor.node)
            return self.joined(node, above.kind, above.rows, above.columns, above, below)
        if below.kind == MATRIX:
            whole = self.joined(above.node, MATRIX, below.rows, below.columns, above, below)
            hint = "write A ⊘ B for element-wise division, A B⁻¹ for the inverse"
            raise self.refused(whole, "division by a matrix may be element-wise or by its inverse", hint)
        return self.entrywise("divide", above, below)

    # --- what stands above
    def transposed(self, part: Meaning) -> Meaning:
        if part.kind == SCALAR:
            return part
        kind = {COLUMN: ROW, ROW: COLUMN, MATRIX: MATRIX}[part.kind]
        node: ast.expr = ast.Attribute(part.node, "T")
        if turned_back(part.node) is not part.node:
            node = turned_back(part.node)
        return replace(part, node=node, kind=kind, rows=part.columns, columns=part.rows, parts=part.parts + 1)

    def inverted(self, part: Meaning) -> Meaning:
        number = self.scalar(part)
        if number is not None:
            return replace(number, node=ast.BinOp(ast.Constant(1), ast.Div(), number.node), parts=number.parts + 2)
        if part.kind != MATRIX:
            raise self.refused(part, f"{part.kind} has no inverse", "write 𝟏 ⊘ x for the element-wise inverse")
        self.square(part, "an inverse")
        return replace(part, node=called("inv", part.node), parts=part.parts + 1)

    def raised(self, base: Meaning, exponent: Meaning, *, minus: bool) -> Meaning:
        """A power: of a square matrix as a product, of a vector entry by entry."""
        if base.kind == MATRIX and self.scalar(base) is None:
            power = self.scalar(exponent)
            if power is None:
                raise self.refused(
                    exponent, "the exponent of a matrix must be a scalar", "write X^⊙A for element-wise powers"
                )
            self.square(base, "a power")
            lower = self.inverted(base) if minus else base
            if isinstance(power.node, ast.Constant) and power.node.value == 1:
                return self.joined(lower.node, MATRIX, base.rows, base.columns, lower, exponent)
            node = called("matrix_power", lower.node, power.node)
            return self.joined(node, MATRIX, base.rows, base.columns, lower, power)
        if base.kind == ROW:
            raise self.refused(base, "a power of a row is not defined", "write (x^⊙2)ᵀ for element-wise powers")
        if base.kind == SCALAR and self.scalar(exponent) is None and exponent.kind == MATRIX:
            raise self.refused(exponent, "a power with a matrix as its exponent may be element-wise", "write a^⊙X")
        if minus and base.kind == COLUMN:
            return self.inverted(base)
        return self.entrywise("power", base, self.negated(exponent) if minus else exponent)

    # --- functions of whole matrices
    def stacked(self, left: Meaning, right: Meaning) -> Meaning:
        """The Kronecker product."""
        first, second = self.scalar(left), self.scalar(right)
        if first is not None or second is not None:
            return self.product(first or left, second or right)
        rows = self.unifier.resolve(left.rows) * self.unifier.resolve(right.rows)
        columns = self.unifier.resolve(left.columns) * self.unifier.resolve(right.columns)
        if left.kind == right.kind != MATRIX:
            node, kind = called("kron", left.plain, right.plain), left.kind
        else:
            node, kind = called("kron", self.matrix(left).node, self.matrix(right).node), MATRIX
        return self.joined(node, kind, rows, columns, left, right)

    def filled(self, name: str, rows: Dimension, columns: Dimension | None, start: int, end: int) -> Meaning:
        """Ones or zeros: a column, or a matrix."""
        write: Callable[[Dimension], ast.expr] = self.dimension_node
        if columns is None:
            return Meaning(called(name, write(rows)), COLUMN, rows, ONE, start, end, undecided=name == "zeros")
        return Meaning(called(name, write(rows), write(columns)), MATRIX, rows, columns, start, end, 2)

    def identity(self, size: Dimension, start: int, end: int) -> Meaning:
        return Meaning(called("eye", self.dimension_node(size)), MATRIX, size, size, start, end)

    def commutation(self, m: Dimension, n: Dimension, start: int, end: int) -> Meaning:
        """K with K vec(A) = vec(Aᵀ) for every A of m rows: where both indices agree, it is 1."""
        made = self.identity(m, start, end), self.identity(n, start, end)
        rows, columns = (self.filled("ones", length, None, start, end) for length in (n, m))
        one = self.product(self.stacked(made[0], rows), self.stacked(self.transposed(rows), made[0]))
        other = self.product(self.stacked(columns, made[1]), self.stacked(made[1], self.transposed(columns)))
        return self.entrywise("multiply", one, other)

    def columnwise(self, left: Meaning, right: Meaning) -> Meaning:
        """The Khatri–Rao product: the Kronecker products of corresponding columns."""
        first, second = self.matrix(left), self.matrix(right)
        whole = self.joined(first.node, MATRIX, first.rows, first.columns, left, right)
        message = f"the columns of {self.size(left)} and {self.size(right)} do not correspond"
        self.same(whole, first.columns, second.columns, message)
        ones = [self.filled("ones", part.rows, None, part.start, part.end) for part in (first, second)]
        return self.entrywise("multiply", self.stacked(first, ones[1]), self.stacked(ones[0], second))

    def unstacked(self, rows: Dimension, columns: Dimension, part: Meaning) -> Meaning:
        """The matrix whose columns are stacked in a vector y: (vec(I)ᵀ ⊗ I)(I ⊗ y)."""
        if part.kind != COLUMN:
            raise self.refused(part, f"mat needs a column, and this is {part.kind}")
        self.same(part, part.rows, rows * columns, f"this column of length {part.rows} does not fit such a matrix")
        wide, tall = (self.identity(size, part.start, part.end) for size in (columns, rows))
        vec = replace(wide, node=called("vec", wide.node), kind=COLUMN, rows=columns * columns, columns=ONE)
        return self.product(self.stacked(self.transposed(vec), tall), self.stacked(wide, part))
