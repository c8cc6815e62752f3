"""NumPy code read as an expression of the language: what is printed means what was proved, if it reads as that.

The code is one expression over arrays with zero to two axes; it is parsed and never run. What NumPy broadcasts is
written out with ones, as the language wants it. Whatever cannot be read is refused: nothing is guessed.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from jacobook.errors import LanguageError, Location
from jacobook.language.dimension import ONE, Dimension, Shape
from jacobook.language.expression import Call, Constant, Expression, Number, Size, Variable
from jacobook.language.functions import ELEMENTWISE, FUNCTIONS
from jacobook.language.signatures import ShapeClash, result_shape
from jacobook.language.unification import Unifier

_BINARY: dict[type[ast.operator], str] = {
    ast.Add: "add",
    ast.Sub: "subtract",
    ast.Mult: "multiply",
    ast.Div: "divide",
    ast.Pow: "power",
}
_RELATIONS: dict[type[ast.cmpop], str] = {
    ast.Gt: "greater",
    ast.GtE: "greater_equal",
    ast.Lt: "less",
    ast.LtE: "less_equal",
}
_PLAIN_CALL = re.compile(r"([\w.]+)\(\{0\}(?:, \{1\})?\)")


def _printed_names() -> Iterator[tuple[str, str]]:
    """What is printed as a call of one function of NumPy or SciPy, by the name of that function."""
    for function in FUNCTIONS.values():
        named, shared = function.notation.get("numpy"), function.notation.get("arrays")
        plain = _PLAIN_CALL.fullmatch(named) if named else None
        if plain or shared:
            yield (plain[1] if plain else f"np.{shared}"), function.name


_OF_NUMBER = {
    found[1]: (Number(Fraction(found[2])), function.name)
    for function in FUNCTIONS.values()
    if (found := re.fullmatch(r"([\w.]+)\((-?\d+), \{0\}\)", function.notation.get("numpy", "")))
}
"""What is printed as a call with a number first, as softplus is np.logaddexp(0, x)."""

_CALLS = {
    **dict(_printed_names()),
    "np.trace": "trace",
    "np.outer": "outer",
    "np.cross": "cross",
    "np.linalg.inv": "inv",
    "np.linalg.det": "det",
}
_NUMPY = frozenset({"np", "numpy"})


def read_numpy(code: str, variables: Mapping[str, Variable], dimensions: Collection[str] = ()) -> Expression:
    """The expression that NumPy code computes from variables by name; sizes are dimensions by name.

    A value of two axes is a matrix, of one a vector. Raises `LanguageError` for what cannot be read.
    """
    try:
        tree = ast.parse(code, mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise LanguageError("this is not one expression of Python", location=Location(code, 0, len(code))) from None
    return _Reader(code, dict(variables), frozenset(dimensions)).read(tree)


@dataclass(frozen=True, slots=True)
class _Reader:
    code: str
    known: Mapping[str, Expression]
    dimensions: frozenset[str]
    unifier: Unifier = field(default_factory=Unifier)

    # --- names, numbers, operators
    def read(self, node: ast.expr) -> Expression:
        match node:
            case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
                return Number(Fraction(str(value)))
            case ast.Name(id=name) if name in self.known:
                return self.known[name]
            case ast.Name(id=name) if name in self.dimensions:
                return Size(Dimension.of(name))
            case ast.Attribute(value=ast.Name(id=module), attr="pi") if module in _NUMPY:
                return Constant("pi")
            case ast.Attribute(value=value, attr="T"):
                return self.call(node, "transpose", self.read(value))
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                inner = self.read(operand)
                return Number(-inner.value) if isinstance(inner, Number) else self.call(node, "negate", inner)
            case ast.BinOp(left=left, op=ast.MatMult(), right=right):
                return self.call(node, "matmul", self.read(left), self.read(right))
            case ast.BinOp(left=left, op=operator, right=right) if type(operator) in _BINARY:
                return self.entrywise(node, _BINARY[type(operator)], self.read(left), self.read(right))
            case ast.Compare(left=left, ops=[operator], comparators=[right]) if type(operator) in _RELATIONS:
                return self.entrywise(node, _RELATIONS[type(operator)], self.read(left), self.read(right))
            case ast.Subscript(value=value, slice=ast.Tuple(elts=places)):
                return self.standing(node, self.read(value), [ast.unparse(place) for place in places])
            case ast.Call(func=ast.Lambda(args=parameters, body=body), args=values, keywords=[]):
                names = [parameter.arg for parameter in parameters.args]
                if len(names) != len(values):
                    raise self.refused(node)
                meanings = {name: self.read(value) for name, value in zip(names, values, strict=True)}
                return _Reader(self.code, {**self.known, **meanings}, self.dimensions, self.unifier).read(body)
            case ast.Call(func=function, args=arguments, keywords=[]):
                return self.function(node, function, arguments)
            case _:
                raise self.refused(node)

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
        if value.shape == (ONE, ONE) and places == ["0", "0"]:
            return self.call(node, "sum", value)
        raise self.refused(node)

    # --- functions
    def function(self, node: ast.Call, function: ast.expr, arguments: Sequence[ast.expr]) -> Expression:
        if isinstance(function, ast.Attribute) and function.attr in ("reshape", "ravel"):
            return self.flattened(node, self.read(function.value), [ast.unparse(each) for each in arguments])
        name = ast.unparse(function)
        name = f"np.{name.removeprefix('numpy.')}" if name.startswith("numpy.") else name
        if name in _MAKERS:
            if len(arguments) != 1:
                raise self.refused(node)
            lengths = arguments[0].elts if isinstance(arguments[0], ast.Tuple) else arguments
            if name == "np.eye" and len(lengths) != 1:
                raise self.refused(node)
            return self.made(_MAKERS[name], *map(self.dimension, lengths))
        values = [self.read(argument) for argument in arguments]
        known = FUNCTIONS.get(_CALLS.get(name, ""))
        if known is not None and len(values) == known.arity:
            return (self.entrywise if known.kind == ELEMENTWISE else self.call)(node, known.name, *values)
        number, meant = _OF_NUMBER.get(name, (None, ""))
        if number is not None and len(values) == 2 and values[0] == number:
            return self.call(node, meant, values[1])
        written = _WRITTEN.get((name, len(values)))
        if written is None:
            raise self.refused(node, f"{name} is not read")
        return written(self, node, *values)

    def flattened(self, node: ast.expr, value: Expression, arguments: Sequence[str]) -> Expression:
        """A.reshape(-1) is the rows of A in one row: vec of its transpose."""
        if arguments not in (["-1"], []) or len(value.shape) != 2:
            raise self.refused(node)
        turned = value.arguments[0] if isinstance(value, Call) and value.function == "transpose" else None
        return self.call(node, "vec", turned if turned is not None else self.call(node, "transpose", value))

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

    def summed(self, node: ast.expr, value: Expression, axis: Expression) -> Expression:
        if len(value.shape) == 2 and axis == Number(Fraction(0)):
            return self.call(node, "matmul", self.made("ones", value.shape[0]), value)
        if len(value.shape) == 2 and axis == Number(Fraction(1)):
            return self.call(node, "matmul", value, self.made("ones", value.shape[1]))
        raise self.refused(node)

    def chosen(self, node: ast.expr, condition: Expression, then: Expression, otherwise: Expression) -> Expression:
        if (then, otherwise) == (Number(Fraction(1)), Number(Fraction(0))):
            return condition
        return self.entrywise(node, "where", condition, then, otherwise)

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

    def power(self, node: ast.expr, value: Expression, exponent: Expression) -> Expression:
        return self.call(node, "matrix_power", value, exponent)


_MAKERS = {"np.ones": "ones", "np.zeros": "zeros", "np.eye": "eye"}
_WRITTEN: Mapping[tuple[str, int], Callable[..., Expression]] = {
    ("scipy.special.ndtr", 1): _Reader.distribution,
    ("scipy.special.log_softmax", 1): lambda reader, node, value: reader.call(
        node, "log", reader.call(node, "softmax", value)
    ),
    ("np.diag", 1): lambda reader, node, value: reader.call(node, "diag", value),
    ("np.sum", 1): lambda reader, node, value: reader.call(node, "sum", value),
    ("np.sum", 2): _Reader.summed,
    ("np.kron", 2): _Reader.stacked,
    ("np.where", 3): _Reader.chosen,
    ("np.linalg.norm", 1): _Reader.norm,
    ("np.linalg.norm", 2): _Reader.norm,
    ("np.linalg.matrix_power", 2): _Reader.power,
    ("np.linalg.solve", 2): lambda reader, node, matrix, right: reader.call(
        node, "matmul", reader.call(node, "inv", matrix), right
    ),
}
