"""A question about vectors as one about columns n×1: the same numbers, in other shapes."""

from __future__ import annotations

from dataclasses import replace

from jacobook.derivation import Derivation, Question
from jacobook.language.dimension import ONE, Dimension
from jacobook.language.expression import Call, Expression, Size, Variable
from jacobook.language.functions import ALL_FUNCTIONS, ELEMENTWISE

_ENTRY_BY_ENTRY = frozenset({"add", "subtract", "multiply", "divide", "power", "negate", "where"})
_OF_ALL_ENTRIES = frozenset({"sum", "mean", "dot", "norm", "norm1", "prod", "logsumexp"})


class NoColumns(Exception):
    """A question about vectors that columns cannot be asked, such as one with vec."""


def with_columns(derivation: Derivation) -> Derivation:
    """The same question with each vector declared n×1, and each inner product written as in a book. Or `NoColumns`."""
    parsed = derivation.parsed
    columns = {name: _column(variable) for name, variable in parsed.variables.items()}
    asked = replace(parsed, expression=_outermost(parsed.expression), variables=columns)
    return Derivation(Question(asked, tuple(columns[variable.name] for variable in derivation.wrt)))


def _column(variable: Variable) -> Variable:
    return replace(variable, shape=(*variable.shape, ONE)) if len(variable.shape) == 1 else variable


def _outermost(expression: Expression) -> Expression:
    """An inner product that is the value is a matrix 1×1."""
    match _turned(expression):
        case Call(function="trace", arguments=(Call(function="matmul", shape=(rows, _)) as product,)) if rows == ONE:
            return product
        case turned:
            return turned


def _transpose(column: Expression) -> Call:
    return Call("transpose", (column,), column.shape[::-1])


def _turned(expression: Expression) -> Expression:
    if isinstance(expression, Variable):
        return _column(expression)
    if not isinstance(expression, Call):
        return expression
    if expression.function in ("eye", "ones", "zeros"):
        if len(expression.shape) != 1:
            return expression
        return Call(expression.function, (*expression.arguments, Size(ONE)), (*expression.shape, ONE))
    arguments = tuple(map(_turned, expression.arguments))
    ranks = tuple(len(argument.shape) for argument in expression.arguments)
    shape = (*expression.shape, ONE) if len(expression.shape) == 1 else expression.shape
    match expression.function, ranks:
        case "matmul", (1, 1):
            inner = Call("matmul", (_transpose(arguments[0]), arguments[1]), (ONE, ONE))
            return Call("trace", (inner,), ())
        case "matmul", (1, 2):
            return Call("matmul", (_transpose(arguments[1]), arguments[0]), shape)
        case "outer", _:
            return Call("matmul", (arguments[0], _transpose(arguments[1])), shape)
        case "transpose", (1,):
            return arguments[0]
        case "diag", (2,):
            side = expression.shape[0]
            masked = Call("multiply", (_eye(side), arguments[0]), (side, side))
            return Call("matmul", (masked, Call("ones", (Size(side), Size(ONE)), (side, ONE))), shape)
        case "diag", (1,):
            side = expression.shape[0]
            ones = Call("ones", (Size(ONE), Size(side)), (ONE, side))
            beside = Call("matmul", (arguments[0], ones), (side, side))
            return Call("multiply", (_eye(side), beside), (side, side))
        case (("vec" | "cross" | "kron"), _):
            raise NoColumns
        case name, _ if 1 in ranks and not (
            name in _ENTRY_BY_ENTRY | _OF_ALL_ENTRIES | {"softmax", "matmul"} or ALL_FUNCTIONS[name].kind == ELEMENTWISE
        ):
            raise NoColumns
        case _:
            return replace(expression, arguments=arguments, shape=shape)


def _eye(side: Dimension) -> Call:
    return Call("eye", (Size(side),), (side, side))
