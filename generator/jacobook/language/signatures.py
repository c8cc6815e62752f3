"""Shapes of results: for every function of the table, what it asks of its arguments and what shape it returns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from jacobook.language.declared_function import MAP, MATRIX_FUNCTION, DeclaredFunction
from jacobook.language.dimension import ONE, Dimension, Shape, shape_text
from jacobook.language.expression import Call, Expression, Size
from jacobook.language.functions import ELEMENTWISE, FUNCTIONS, MATRIX_FUNCTIONS
from jacobook.language.unification import DimensionClash, Unifier

_KIND = ("a scalar", "a vector", "a matrix")


class ShapeClash(Exception):
    """Arguments that do not fit a function; `hint` says what would."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Arguments:
    """The arguments of one call, with the unknown dimensions they may bind."""

    name: str
    values: Sequence[Expression]
    unifier: Unifier

    def shape(self, position: int) -> Shape:
        return self.values[position].shape

    def same(self, left: Dimension, right: Dimension, hint: str = "") -> None:
        try:
            self.unifier.unify(left, right)
        except DimensionClash:
            texts = [self.unifier.text(value.shape) for value in self.values]
            if any("?" in text for text in texts):
                # What vec and kron give is a product of lengths, which no unification takes apart.
                hint = 'declare the shapes that are not known here, for example "X: m×n"'
            shapes = f"shapes {' and '.join(texts)} do not fit {_OPERATORS.get(self.name, self.name)}"
            raise ShapeClash(shapes, hint) from None

    def require(self, position: int, *ranks: int, hint: str = "") -> Shape:
        shape = self.shape(position)
        if len(shape) not in ranks:
            wanted = " or ".join(_KIND[rank] for rank in ranks)
            given = _KIND[len(shape)] if len(shape) < 3 else "an array"
            raise ShapeClash(f"{_OPERATORS.get(self.name, self.name)} takes {wanted}, not {given}", hint)
        return shape

    def square(self, position: int) -> Dimension:
        rows, columns = self.require(position, 2)
        self.same(rows, columns, "a square matrix is needed here")
        return rows


_OPERATORS = {
    "add": "+",
    "subtract": "−",
    "multiply": "*",
    "divide": "/",
    "power": "**",
    "matmul": "@",
    "transpose": ".T",
    "negate": "−",
}


def _broadcast(arguments: Arguments) -> Shape:
    """Equal shapes, or scalars beside one shape; other broadcasting must be written out."""
    result: Shape = ()
    for position in range(len(arguments.values)):
        shape = arguments.shape(position)
        if shape and not result:
            result = shape
        elif shape:
            if len(shape) != len(result):
                raise ShapeClash(
                    f"{_OPERATORS.get(arguments.name, arguments.name)} is not defined between a vector and a matrix",
                    "write the broadcast out, for example X * outer(ones(m), w) or X @ diag(w)",
                )
            for left, right in zip(result, shape, strict=True):
                arguments.same(left, right, "use @ for the matrix product" if arguments.name == "multiply" else "")
    return result


def _matmul(arguments: Arguments) -> Shape:
    hint = "use * to multiply by a scalar"
    left, right = arguments.require(0, 1, 2, hint=hint), arguments.require(1, 1, 2, hint=hint)
    arguments.same(left[-1], right[0], "columns on the left must match rows on the right; .T transposes")
    return (*left[:-1], *right[1:])


def _transpose(arguments: Arguments) -> Shape:
    return tuple(reversed(arguments.require(0, 0, 1, 2)))


def _reduction(arguments: Arguments) -> Shape:
    arguments.require(0, 0, 1, 2)
    return ()


def _dot(arguments: Arguments) -> Shape:
    arguments.require(0, 1, 2)
    arguments.require(1, 1, 2)
    _broadcast(arguments)
    return ()


def _square_to_scalar(arguments: Arguments) -> Shape:
    arguments.square(0)
    return ()


def _square_to_square(arguments: Arguments) -> Shape:
    side = arguments.square(0)
    return (side, side)


def _diag(arguments: Arguments) -> Shape:
    shape = arguments.require(0, 1, 2)
    if len(shape) == 1:
        return (shape[0], shape[0])
    return (arguments.square(0),)


def _outer(arguments: Arguments) -> Shape:
    return (*arguments.require(0, 1), *arguments.require(1, 1))


def _cross(arguments: Arguments) -> Shape:
    three = Dimension.of(3)
    for position in (0, 1):
        arguments.require(position, 1)
        arguments.same(arguments.shape(position)[0], three, "the cross product is that of vectors of length 3")
    return (three,)


def _vector_to_scalar(arguments: Arguments) -> Shape:
    _vector_to_vector(arguments)
    return ()


def _vector_to_vector(arguments: Arguments) -> Shape:
    """A column n×1 and a row 1×n are as good as a vector."""
    shape = arguments.shape(0)
    return shape if len(shape) == 2 and ONE in shape else arguments.require(0, 1)


def _kron(arguments: Arguments) -> Shape:
    left, right = arguments.require(0, 1, 2), arguments.require(1, 1, 2)
    if len(left) != len(right):
        raise ShapeClash("kron takes two vectors or two matrices, not one of each", "outer(u, v) makes u vᵀ")
    resolve = arguments.unifier.resolve
    return tuple(resolve(a) * resolve(b) for a, b in zip(left, right, strict=True))


def _vec(arguments: Arguments) -> Shape:
    rows, columns = map(arguments.unifier.resolve, arguments.require(0, 2))
    return (rows * columns,)


def _where(arguments: Arguments) -> Shape:
    condition = arguments.values[0]
    if not isinstance(condition, Call) or condition.function not in COMPARISONS:
        raise ShapeClash("where takes a comparison first", "for example where(x > 0, x, 0)")
    return _broadcast(arguments)


def _matrix_power(arguments: Arguments) -> Shape:
    side = arguments.square(0)
    arguments.require(1, 0)
    return (side, side)


def _length(arguments: Arguments, position: int) -> Dimension:
    value = arguments.values[position]
    if not isinstance(value, Size):
        raise ShapeClash(
            f"{arguments.name} takes a dimension, such as n or 3", f"for example {arguments.name}(n) where x: n"
        )
    return value.dimension


def _eye(arguments: Arguments) -> Shape:
    side = _length(arguments, 0)
    return (side, side)


def _filled(arguments: Arguments) -> Shape:
    return tuple(_length(arguments, position) for position in range(len(arguments.values)))


_RULES: dict[str, Callable[[Arguments], Shape]] = {
    "add": _broadcast,
    "subtract": _broadcast,
    "multiply": _broadcast,
    "divide": _broadcast,
    "power": _broadcast,
    "matmul": _matmul,
    "transpose": _transpose,
    "negate": _broadcast,
    "sum": _reduction,
    "mean": _reduction,
    "dot": _dot,
    "norm": _reduction,
    "trace": _square_to_scalar,
    "det": _square_to_scalar,
    "inv": _square_to_square,
    "diag": _diag,
    "outer": _outer,
    **dict.fromkeys(MATRIX_FUNCTIONS, _square_to_square),
    "cross": _cross,
    "logdet": _square_to_scalar,
    "norm1": _reduction,
    "prod": _reduction,
    "logsumexp": _vector_to_scalar,
    "softmax": _vector_to_vector,
    "kron": _kron,
    "vec": _vec,
    "matrix_power": _matrix_power,
    "where": _where,
    "eye": _eye,
    "ones": _filled,
    "zeros": _filled,
}
COMPARISONS = frozenset({"greater", "greater_equal", "less", "less_equal"})
DIMENSION_ARGUMENTS = frozenset({"eye", "ones", "zeros"})


def applied_shape(function: DeclaredFunction, values: Sequence[Expression], unifier: Unifier) -> Shape:
    """The shape of a declared function's value; raises `ShapeClash` when the arguments do not fit its declaration."""
    given = Arguments(function.name, values, unifier)
    if function.kind == MATRIX_FUNCTION:
        side = given.square(0)
        return (side, side)
    if function.kind != MAP:
        return values[0].shape
    for position, wanted in enumerate(function.arguments):
        shape = given.shape(position)
        found = unifier.text(shape)
        if not _unified(shape, wanted, unifier):
            raise ShapeClash(f"{function.name} is declared for {shape_text(wanted)}, and this is {found}")
    return function.result


def _unified(shape: Shape, wanted: Shape, unifier: Unifier) -> bool:
    """Whether a shape can be another; what that binds stays bound."""
    try:
        for one, other in zip(shape, wanted, strict=True):
            unifier.unify(one, other)
    except (DimensionClash, ValueError):
        return False
    return True


def result_shape(name: str, values: Sequence[Expression], unifier: Unifier) -> Shape:
    """The shape of a call; raises `ShapeClash` when the arguments do not fit, and may bind unknown dimensions."""
    rule = _broadcast if FUNCTIONS[name].kind == ELEMENTWISE else _RULES[name]
    return rule(Arguments(name, values, unifier))
