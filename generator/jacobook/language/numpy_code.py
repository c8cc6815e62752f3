"""NumPy code read as an expression of the language: what is printed means what was proved, if it reads as that.

The code is one expression over arrays with zero to two axes; it is parsed and never run. What NumPy broadcasts is
written out with ones, as the language wants it. Whatever cannot be read is refused: nothing is guessed.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from jacobook.errors import LanguageError, Location
from jacobook.language.dimension import Dimension
from jacobook.language.expression import Call, Constant, Expression, Number, Size, Variable
from jacobook.language.functions import ELEMENTWISE, FUNCTIONS
from jacobook.language.numpy_arrays import NumpyArrays

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
    "np.linalg.inv": "inv",
    "np.linalg.det": "det",
}
_BY_COLUMNS = "(:, None, :)", "(None, :, :)"
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
class _Reader(NumpyArrays):
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
            case ast.BinOp(left=ast.Compare() as left, op=ast.BitAnd(), right=ast.Compare() as right):
                return self.entrywise(node, "multiply", self.read(left), self.read(right))
            case ast.Subscript():
                return self.part(node)
            case ast.Call():
                return self.called(node)
            case _:
                raise self.refused(node)

    def part(self, node: ast.Subscript) -> Expression:
        """An entry, a vector that stands or lies as a matrix, or the identity with its rows rearranged."""
        match node.slice:
            case ast.Tuple(elts=[ast.Constant(value=int() as row), ast.Constant(value=int() as column)]):
                return self.entry(node, self.read(node.value), row, column)
            case ast.Tuple(elts=places):
                return self.standing(node, self.read(node.value), [ast.unparse(place) for place in places])
            case ast.Call() as order:
                return self.rearranged(node, node.value, order)
            case _:
                raise self.refused(node)

    def rearranged(self, node: ast.expr, value: ast.expr, order: ast.Call) -> Expression:
        """np.eye(a*b)[np.arange(a*b).reshape(a, b).T.reshape(-1)], the commutation matrix."""
        match order:
            case ast.Call(
                func=ast.Attribute(
                    attr="reshape",
                    value=ast.Attribute(
                        attr="T",
                        value=ast.Call(
                            func=ast.Attribute(
                                attr="reshape", value=ast.Call(func=ast.Attribute(attr="arange"), args=[count])
                            ),
                            args=[first, second],
                        ),
                    ),
                ),
                args=[ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=1))],
            ):
                whole, rows, columns = map(self.dimension, (count, first, second))
            case _:
                raise self.refused(node)
        identity = self.read(value)
        if identity != self.made("eye", whole) or whole != rows * columns:
            raise self.refused(node)
        return self.commutation(node, columns, rows)

    # --- functions
    def called(self, node: ast.Call) -> Expression:
        """A function of the table, one that is written out on the spot, or one by rows."""
        match node:
            case ast.Call(func=ast.Lambda(args=parameters, body=body), args=values, keywords=[]):
                names = [parameter.arg for parameter in parameters.args]
                if len(names) != len(values):
                    raise self.refused(node)
                meanings = {name: self.read(value) for name, value in zip(names, values, strict=True)}
                return _Reader(self.code, {**self.known, **meanings}, self.dimensions, self.unifier).read(body)
            case ast.Call(func=function, args=arguments, keywords=[]):
                return self.function(node, function, arguments)
            case ast.Call(
                func=function, args=[argument], keywords=[ast.keyword(arg="axis", value=ast.Constant(value=1))]
            ):
                return self.by_rows(node, ast.unparse(function).rpartition(".")[2], argument)
            case _:
                raise self.refused(node)

    def by_rows(self, node: ast.expr, name: str, argument: ast.expr) -> Expression:
        """The softmax of each row, of what a mask lets count where the rest is -inf."""
        if name not in ("softmax", "log_softmax"):
            raise self.refused(node)
        given: tuple[Expression, ...]
        match argument:
            case ast.Call(args=[mask, kept, rest]) if ast.unparse(rest) == "-np.inf":
                match mask:
                    case ast.Compare(left=inner, ops=[ast.NotEq()], comparators=[ast.Constant(value=0)]):
                        given = (self.read(kept), self.read(inner))
                    case _:
                        given = (self.read(kept), self.read(mask))
            case _:
                given = (self.read(argument),)
        if any(len(each.shape) != 2 for each in given):
            raise self.refused(node)
        return Call(f"{name} along", given, given[0].shape, axes=(1,))

    def function(self, node: ast.Call, function: ast.expr, arguments: Sequence[ast.expr]) -> Expression:
        if isinstance(function, ast.Attribute) and function.attr in ("reshape", "ravel"):
            match function.value:
                case ast.BinOp(
                    left=ast.Subscript(value=left, slice=first),
                    op=ast.Mult(),
                    right=ast.Subscript(value=right, slice=other),
                ) if (ast.unparse(first), ast.unparse(other)) == _BY_COLUMNS:
                    found = self.columnwise(node, self.read(left), self.read(right))
                    if found.shape != tuple(map(self.dimension, arguments)):
                        raise self.refused(node)
                    return found
                case _:
                    pass
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
        if name == "np.stack" and len(arguments) == 1 and isinstance(arguments[0], ast.List):
            return self.listed(node, [self.read(each) for each in arguments[0].elts])
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

    def chosen(self, node: ast.expr, condition: Expression, then: Expression, otherwise: Expression) -> Expression:
        if (then, otherwise) == (Number(Fraction(1)), Number(Fraction(0))):
            return condition
        if isinstance(condition, Call) and condition.function == "multiply":
            first, second = condition.arguments
            return self.chosen(node, first, self.chosen(node, second, then, otherwise), otherwise)
        return self.entrywise(node, "where", condition, then, otherwise)


_MAKERS = {"np.ones": "ones", "np.zeros": "zeros", "np.eye": "eye"}
_WRITTEN: Mapping[tuple[str, int], Callable[..., Expression]] = {
    ("scipy.special.ndtr", 1): _Reader.distribution,
    ("scipy.special.log_softmax", 1): lambda reader, node, value: reader.call(
        node, "log", reader.call(node, "softmax", value)
    ),
    ("np.tril", 1): lambda reader, node, value: reader.triangle(node, value, 1),
    ("np.triu", 1): lambda reader, node, value: reader.triangle(node, value, -1),
    ("np.cross", 2): _Reader.crossed,
    ("np.sinc", 1): _Reader.cardinal_sine,
    ("np.arctan2", 2): _Reader.angle,
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
