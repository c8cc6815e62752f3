"""One attempt at reading an expression: from the tree of Python's own parser to typed nodes of the language."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from jacobook.errors import LanguageError, Location
from jacobook.language.array_calls import ARRANGING, METHODS, REDUCED, array_of, reader_of
from jacobook.language.axes import aligned, batched_product, permuted
from jacobook.language.complex_calls import conjugate_of, imaginary
from jacobook.language.declaration import Declaration
from jacobook.language.declared_function import DeclaredFunction
from jacobook.language.definition import Definition, formulas, number_text
from jacobook.language.dimension import Dimension
from jacobook.language.expression import (
    Application,
    Call,
    Constant,
    Expression,
    Number,
    Size,
    Span,
    Variable,
)
from jacobook.language.factorized import FACTORIZED, part_of_factorization, parts_of
from jacobook.language.functions import FUNCTIONS
from jacobook.language.functions.choices import CHOICE
from jacobook.language.functions.shapes import ENTRYWISE, ENTRYWISE_PAIR
from jacobook.language.greek import is_greek
from jacobook.language.habits import scalars_by_habit
from jacobook.language.lengths import LARGEST_LENGTH, polynomial
from jacobook.language.magnitude import LARGEST_EXPONENT, constant_value, is_too_large
from jacobook.language.meant import Meant
from jacobook.language.signatures import DIMENSION_ARGUMENTS, ShapeClash, applied_shape, result_shape
from jacobook.language.subscripts import subscripted
from jacobook.language.synonyms import OF_VECTORS, OPERATIONS, SYNONYMS, instead_of_two, suggestion
from jacobook.language.unification import Unifier

MAXIMUM_DIGITS = 30
MAXIMUM_NODES = 3000
CONSTANTS = ("pi",)


_OF_ARRAYS = frozenset({"norm", "norm1", "sum", "mean", "prod", "dot", "outer", "diag", "softmax", "logsumexp"})
"""Functions that have no use for a number, so that a Greek letter alone in them is a vector."""


_BINARY: dict[type[ast.operator], str] = {
    ast.Add: "add",
    ast.Sub: "subtract",
    ast.Mult: "multiply",
    ast.Div: "divide",
    ast.Pow: "power",
    ast.MatMult: "matmul",
}


_COMPARISON: dict[type[ast.cmpop], str] = {
    ast.Gt: "greater",
    ast.GtE: "greater_equal",
    ast.Lt: "less",
    ast.LtE: "less_equal",
}


_UNARY: dict[type[ast.unaryop], str] = {ast.USub: "negate"}


_LENGTH = -1
"""In place of a rank: the name is that of a dimension."""


class RankLearned(Exception):
    """The use of an undeclared name has shown its kind; reading starts anew with that knowledge."""


class Attempt:
    """One attempt at reading an expression, with the kinds of undeclared names learned so far."""

    def __init__(
        self,
        source: str,
        declared: dict[str, Declaration],
        functions: dict[str, DeclaredFunction],
        definitions: dict[str, Definition],
        ranks: dict[str, int],
    ) -> None:
        self.source = source
        self._encoded = source.encode()
        self.declared = declared
        self.functions = functions
        self.definitions = definitions
        self._nodes = 0
        self.ranks = ranks
        self.unifier = Unifier()
        self.found: dict[str, Variable] = {}
        self.applied: set[str] = set()
        self.meant = Meant()
        self.dimensions = {s for d in declared.values() for dimension in d.shape for s in dimension.names}
        self.dimensions |= {symbol for function in functions.values() for symbol in function.symbols}
        clash = sorted(self.dimensions & (set(declared) | set(functions)))
        if clash:
            raise LanguageError(f"{clash[0]} is declared as a variable and used as a dimension")

    def error(self, node: ast.AST, message: str, hint: str = "") -> LanguageError:
        span = self.span(node)
        return LanguageError(message, hint=hint, location=Location(self.source, span.start, span.end - span.start))

    def span(self, node: ast.AST) -> Span:
        start, end = getattr(node, "col_offset", 0), getattr(node, "end_col_offset", None) or len(self._encoded)
        if self.source.isascii():
            return Span(start, end)
        encoded = self._encoded
        return Span(len(encoded[:start].decode()), len(encoded[:end].decode()))

    def read(self, node: ast.expr) -> Expression:
        self._nodes += 1
        if self._nodes > MAXIMUM_NODES:
            raise LanguageError(
                f"the expression has more than {MAXIMUM_NODES} parts after its definitions are expanded"
            )
        match node:
            case ast.Constant(value=value) if isinstance(value, bool) or not isinstance(value, int | float | complex):
                raise self.error(node, f"{ast.unparse(node)[:40]} is not a number")
            case ast.Constant():
                return self._number(node)
            case ast.Name():
                return self._name(node)
            case ast.BinOp(left=left, op=operator, right=right):
                name = _BINARY.get(type(operator))
                if name is None:
                    hint = (
                        "write ** for powers, matrix_power(A, 2) for those of a matrix"
                        if isinstance(operator, ast.BitXor)
                        else "operators are @ * / ** + -"
                    )
                    raise self.error(node, "this operator is not part of the language", hint)
                return self._binary(node, name, left, right)
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self.read(operand)
            case ast.UnaryOp(op=operator, operand=operand) if type(operator) in _UNARY:
                inner = self.read(operand)
                if isinstance(inner, Number):
                    return replace(inner, value=-inner.value, span=self.span(node))
                return self.call(node, "negate", (inner,))
            case ast.Compare(left=left, ops=[operator], comparators=[right]) if type(operator) in _COMPARISON:
                return self._binary(node, _COMPARISON[type(operator)], left, right)
            case ast.Attribute(attr="T" | "H") | ast.Subscript() | ast.List():
                return self._of_axes(node)
            case ast.Attribute(value=ast.Call(func=ast.Name(id=name))) if name in FACTORIZED:
                return part_of_factorization(self, node, name)
            case ast.Call():
                return self._function(node)
            case _:
                raise self.error(
                    node,
                    f"{type(node).__name__.lower()} is not part of the language",
                    "operators are @ * / ** + - and .T, comparisons > >= < <=; functions are called as exp(x)",
                )

    def _of_axes(self, node: ast.Attribute | ast.Subscript | ast.List) -> Expression:
        match node:
            case ast.Attribute(value=value):
                inner = self.read(value) if node.attr == "T" else conjugate_of(self, node)
                if len(inner.shape) > 2:
                    return permuted(inner, range(len(inner.shape))[::-1], self.span(node))
                return self.call(node, "transpose", (inner,))
            case ast.Subscript():
                return subscripted(self, node)
            case _:
                return array_of(self, node)

    def _number(self, node: ast.Constant) -> Expression:
        if isinstance(node.value, complex):
            return imaginary(self, node)
        text = number_text(node) or ast.get_source_segment(self.source, node) or str(node.value)
        exponent = text.lower().partition("e")[2].lstrip("+-0")
        if len(text) > MAXIMUM_DIGITS or len(exponent) > 2:
            raise self.error(node, f"numbers may have at most {MAXIMUM_DIGITS} digits")
        try:
            value = Fraction(text.replace("_", ""))
        except ValueError:
            raise self.error(node, f"{text} is not a decimal number", "for example 2, 0.5 or 1e-3") from None
        if abs(value.numerator) >= 10**MAXIMUM_DIGITS or value.denominator >= 10**MAXIMUM_DIGITS:
            raise self.error(node, f"the number {text} is too large or too small")
        return Number(value, span=self.span(node))

    def _name(self, node: ast.Name, *, as_dimension: bool = False) -> Expression:
        name, span = node.id, self.span(node)
        if name in self.found and as_dimension:
            # One name is one thing: what is a length in ones(n) is that length where it was read before.
            self.ranks[name] = _LENGTH
            raise RankLearned
        if name in self.found:
            known = self.found[name]
            return Variable(name, known.shape, known.properties, span)
        if name in self.declared:
            declaration = self.declared[name]
            shape, properties = declaration.shape, declaration.properties
        elif name in CONSTANTS:
            return Constant(name, span=span)
        elif name in self.dimensions or as_dimension or self.ranks.get(name) == _LENGTH:
            self.dimensions.add(name)
            return Size(Dimension.of(name), span=span)
        elif name in FUNCTIONS or name in self.functions:
            raise self.error(node, f"{name} is a function", f"write {name}(…)")
        elif name in SYNONYMS:
            hint = f"write {name}(…), or declare {name} as a variable"
            raise self.error(node, f"{name} is another name of the function {SYNONYMS[name]}", hint)
        else:
            rank = self.ranks.get(name, _usual_rank(name))
            shape, properties = tuple(self.unifier.fresh() for _ in range(rank)), frozenset()
        self.found[name] = Variable(name, shape, properties, span)
        return self.found[name]

    def _binary(self, node: ast.expr, name: str, left: ast.expr, right: ast.expr) -> Expression:
        first, second = self.read(left), self.read(right)
        if name == "matmul":
            self._learn(_signless(first), 1)
            self._learn(_signless(second), 1)
            if isinstance(second, Call) and second.function == "transpose" and len(second.shape) == 1:
                raise self.error(
                    right,
                    ".T does nothing to a vector, so this would be an inner product",
                    "write outer(u, v) for u vᵀ",
                )
        if name in ("add", "subtract"):
            self._learn(first, len(second.shape))
            self._learn(second, len(first.shape))
        if name == "power":
            self._bounded(right, second)
        result = self.call(node, name, (first, second))
        value = constant_value(result)
        if value is not None and is_too_large(value):
            raise self.error(node, "this number is too large to compute with")
        return result

    def _bounded(self, node: ast.expr, exponent: Expression) -> None:
        value = constant_value(exponent)
        if value is not None and not abs(value) <= LARGEST_EXPONENT:
            limit = f"a numeric exponent must lie between −{LARGEST_EXPONENT} and {LARGEST_EXPONENT}"
            raise self.error(node, limit, "use a letter for it, such as x**k")

    def _learn(self, operand: Expression, rank: int) -> None:
        """An undeclared a–g name beside a vector is that vector's like; the convention alone would make it a scalar."""
        if isinstance(operand, Variable) and not operand.shape and operand.name not in self.declared and rank == 1:
            self.ranks[operand.name] = 1
            raise RankLearned

    def _function(self, node: ast.Call) -> Expression:
        if isinstance(node.func, ast.Attribute) and node.func.attr in METHODS:
            method = ARRANGING.get(node.func.attr) or REDUCED[node.func.attr]
            return method(self, node, [node.func.value, *node.args])
        if not isinstance(node.func, ast.Name):
            raise self.error(node.func, "only functions of the language can be called")
        name = node.func.id
        if name in self.functions:
            return self._application(node, self.functions[name])
        if name in self.definitions:
            return self._defined(node, self.definitions[name])
        if name in FACTORIZED:
            raise self.error(node, f"{name} gives several parts", parts_of(name))
        known = name in FUNCTIONS or name in ARRANGING or name in REDUCED or name in formulas()
        if not known and node.func.end_col_offset == node.end_col_offset:
            # In the formula of a definition all parts have the place of its call. What was read is shown as one
            # expression, in which such a formula does not occur.
            raise self.error(node.func, f"unknown function {name}", suggestion(name))
        if name in self.declared:
            return self._multiplied(node, node.func)
        called = SYNONYMS.get(name, name)
        of_arrays = reader_of(node, name, called)
        if of_arrays is not None:
            return of_arrays(self, node, node.args)
        if name in formulas():
            return self._defined(node, formulas()[name])
        if name in OPERATIONS:
            return self._operation(node, OPERATIONS[name])
        return self._of_the_table(node, name, called)

    def _of_the_table(self, node: ast.Call, name: str, called: str) -> Expression:
        """A function of the table, which may be called by another name."""
        function = FUNCTIONS.get(called)
        if function is None:
            hint = suggestion(name, [*self.functions, *self.definitions])
            raise self.error(node.func, f"unknown function {name}", hint)
        if node.keywords:
            raise self.error(node, f"{name} takes no keyword arguments")
        low, high = function.arity, max(function.arity, function.maximum_arity)
        if not low <= len(node.args) <= high:
            wanted = f"{low} argument{'s' if low != 1 else ''}" if low == high else f"{low} to {high} arguments"
            raise self.error(node, f"{name} takes {wanted}, not {len(node.args)}", instead_of_two(name))
        arguments = tuple(
            self._dimension(argument) if called in DIMENSION_ARGUMENTS else self.read(argument)
            for argument in node.args
        )
        self.learn_arrays(called, arguments)
        if name in OF_VECTORS and len(arguments[0].shape) > 1:
            message = f"{name} of a matrix is its largest singular value"
            raise self.error(node, message, f"write norm(A, 2) for that; {called}(A) is the Frobenius norm")
        if called != name:
            self.meant.is_called(node, called)
        return self.call(node, called, arguments)

    def learn_arrays(self, called: str, arguments: Sequence[Expression]) -> None:
        """A Greek letter alone in a norm or a sum is a vector."""
        for argument in arguments if called in _OF_ARRAYS else ():
            if isinstance(argument, Variable) and is_greek(argument.name):
                self._learn(argument, 1)

    def _multiplied(self, node: ast.Call, name: ast.Name) -> Expression:
        """A declared variable before a bracket multiplies it: a(x - y) is a * (x - y), A(x - y) is A @ (x - y)."""
        if node.keywords or len(node.args) != 1:
            raise self.error(node, f"{name.id} is declared as a variable, not as a function", f"write {name.id} @ (…)")
        left, right = self.read(name), self.read(node.args[0])
        operation = "matmul" if left.shape and right.shape else "multiply"
        self.meant.is_operation(node, operation, (name, *node.args))
        return self.call(node, operation, (left, right))

    def _operation(self, node: ast.Call, operation: str) -> Expression:
        """An operator that is written as a function: matmul(A, B) is A @ B."""
        assert isinstance(node.func, ast.Name)
        arity = FUNCTIONS[operation].arity
        if node.keywords or len(node.args) != arity:
            words = f"{arity} argument{'s' if arity != 1 else ''}"
            raise self.error(node, f"{node.func.id} takes {words}, not {len(node.args)}")
        self.meant.is_operation(node, operation, node.args)
        if arity == 2:
            return self._binary(node, operation, *node.args)
        return self.call(node, operation, (self.read(node.args[0]),))

    def _defined(self, node: ast.Call, definition: Definition) -> Expression:
        if node.keywords or len(node.args) != len(definition.parameters):
            words = f"{len(definition.parameters)} argument{'s' if len(definition.parameters) != 1 else ''}"
            raise self.error(node, f"{definition.name} is defined with {words}, not {len(node.args)}")
        self.applied.add(definition.name)
        return self.read(definition.applied(node))

    def _application(self, node: ast.Call, function: DeclaredFunction) -> Expression:
        if node.keywords:
            raise self.error(node, f"{function.name} takes no keyword arguments")
        if len(node.args) != function.arity:
            words = f"{function.arity} argument{'s' if function.arity != 1 else ''}"
            raise self.error(node, f"{function.name} is declared with {words}, not {len(node.args)}")
        arguments = tuple(map(self.read, node.args))
        for argument, shape in zip(arguments, function.arguments, strict=False):
            undeclared = isinstance(argument, Variable) and argument.name not in self.declared
            if undeclared and isinstance(argument, Variable) and len(argument.shape) != len(shape):
                self.ranks[argument.name] = len(shape)
                raise RankLearned
        try:
            shape = applied_shape(function, arguments, self.unifier)
        except ShapeClash as clash:
            raise self.error(node, str(clash), clash.hint) from None
        return Application(function, arguments, shape, self.span(node))

    def _dimension(self, node: ast.expr) -> Expression:
        if isinstance(node, ast.Name) and node.id not in self.declared:
            return self._name(node, as_dimension=True)
        size = polynomial(node, self.length)
        if size is None or (size.whole is not None and not 1 <= size.whole <= LARGEST_LENGTH):
            raise self.error(node, "expected a dimension, such as n or 3")
        return Size(size, span=self.span(node))

    def length(self, node: ast.Name) -> Dimension:
        """The length of an axis by its name."""
        if node.id in self.declared or node.id in self.found:
            raise self.error(node, f"{node.id} is a variable and no length")
        size = self._name(node, as_dimension=True)
        assert isinstance(size, Size)
        return size.dimension

    def call(self, node: ast.expr, name: str, arguments: tuple[Expression, ...]) -> Expression:
        """A function of the table at its arguments, those of a function entry by entry repeated to one shape."""
        try:
            if name == "matmul" and max(len(argument.shape) for argument in arguments) > 2:
                return batched_product(arguments[0], arguments[1], self.unifier, self.span(node))
            function = FUNCTIONS[name]
            if function.signature in (ENTRYWISE, ENTRYWISE_PAIR, CHOICE):
                arguments = aligned(function.sign or name, arguments, self.unifier, self.span(node))
            shape = result_shape(name, arguments, self.unifier)
        except ShapeClash as clash:
            hint = clash.hint or scalars_by_habit(arguments, self.declared)
            raise self.error(node, str(clash), hint) from None
        return Call(name, arguments, shape, self.span(node))


def _signless(operand: Expression) -> Expression:
    """What is negated or transposed: in -a.T @ x it is a that must be a vector."""
    while isinstance(operand, Call) and operand.function in ("transpose", "negate"):
        operand = operand.arguments[0]
    return operand


def _usual_rank(name: str) -> int:
    if name[0].isupper():
        return 2
    return 0 if "a" <= name[0] <= "g" or is_greek(name) else 1
