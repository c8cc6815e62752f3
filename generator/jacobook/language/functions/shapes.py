"""Signatures: what a function asks of the shapes of its arguments, and what shape it returns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from jacobook.language.dimension import ONE, Dimension, Shape
from jacobook.language.expression import Expression, Size
from jacobook.language.unification import DimensionClash, Unifier

_KIND = ("a scalar", "a vector", "a matrix")


class ShapeClash(Exception):
    """Arguments that do not fit a function; `hint` says what would."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Arguments:
    """The arguments of a call of what messages call `name`, with the unknown dimensions they may bind."""

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
            many = len(texts) > 1
            shapes = (
                f"{'shapes' if many else 'shape'} {' and '.join(texts)} {'do' if many else 'does'} not fit {self.name}"
            )
            raise ShapeClash(shapes, hint) from None

    def require(self, position: int, *ranks: int, hint: str = "") -> Shape:
        shape = self.shape(position)
        if len(shape) not in ranks:
            wanted = " or ".join(_KIND[rank] for rank in ranks)
            given = _KIND[len(shape)] if len(shape) < 3 else "an array"
            raise ShapeClash(f"{self.name} takes {wanted}, not {given}", hint)
        return shape

    def square(self, position: int) -> Dimension:
        rows, columns = self.require(position, 2)
        self.same(rows, columns, "a square matrix is needed here")
        return rows


def broadcast(arguments: Arguments) -> Shape:
    """Equal shapes, or scalars beside one shape; other broadcasting must be written out."""
    result: Shape = ()
    for position in range(len(arguments.values)):
        shape = arguments.shape(position)
        if shape and not result:
            result = shape
        elif shape:
            if len(shape) != len(result):
                raise ShapeClash(
                    f"{arguments.name} is not defined between a vector and a matrix",
                    "write the broadcast out, for example X * outer(ones(m), w) or X @ diag(w)",
                )
            for left, right in zip(result, shape, strict=True):
                arguments.same(left, right, "use @ for the matrix product" if arguments.name == "*" else "")
    return result


def _matmul(arguments: Arguments) -> Shape:
    hint = "use * to multiply by a scalar"
    left, right = arguments.require(0, 1, 2, hint=hint), arguments.require(1, 1, 2, hint=hint)
    arguments.same(left[-1], right[0], "columns on the left must match rows on the right; .T transposes")
    return (*left[:-1], *right[1:])


def _transpose(arguments: Arguments) -> Shape:
    return tuple(reversed(arguments.require(0, 0, 1, 2)))


def _reduction(_: Arguments) -> Shape:
    return ()


def _dot(arguments: Arguments) -> Shape:
    for position in (0, 1):
        if not arguments.shape(position):
            arguments.require(position, 1, 2)
    broadcast(arguments)
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
        arguments.same(arguments.shape(position)[0], three, "the cross product needs vectors of length 3")
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


def _solve(arguments: Arguments) -> Shape:
    side = arguments.square(0)
    right = arguments.require(1, 1, 2)
    arguments.same(side, right[0], "the right-hand side needs as many rows as the matrix")
    return right


def _filled(arguments: Arguments) -> Shape:
    return tuple(_length(arguments, position) for position in range(len(arguments.values)))


@dataclass(frozen=True, slots=True)
class Signature:
    """The shapes of arguments and of the result, in words and as what computes the one from the others.

    `arguments` is how the arguments are called where nothing else is known of them.
    """

    text: str
    arguments: str
    shape: Callable[[Arguments], Shape]


ENTRYWISE = Signature("any shape → the same", "x", broadcast)
ENTRYWISE_PAIR = Signature("any shape, the same → the same", "x, y", broadcast)
MATMUL = Signature("m×n, n×p → m×p", "A, B", _matmul)
TRANSPOSE = Signature("m×n → n×m", "A", _transpose)
OF_ALL = Signature("any shape → scalar", "x", _reduction)
OF_ALL_PAIRS = Signature("any shape, the same → scalar", "x, y", _dot)
SQUARE_TO_SCALAR = Signature("n×n → scalar", "A", _square_to_scalar)
SQUARE_TO_SQUARE = Signature("n×n → n×n", "A", _square_to_square)
SQUARE_AND_EXPONENT = Signature("n×n, scalar → n×n", "A, k", _matrix_power)
DIAGONAL = Signature("n → n×n, or n×n → n", "x", _diag)
OUTER = Signature("m, n → m×n", "x, y", _outer)
CROSS = Signature("3, 3 → 3", "u, v", _cross)
VECTOR_TO_SCALAR = Signature("n → scalar", "x", _vector_to_scalar)
VECTOR_TO_VECTOR = Signature("n → n", "x", _vector_to_vector)
KRONECKER = Signature("m×n, p×q → mp×nq", "A, B", _kron)
STACK = Signature("m×n → mn", "A", _vec)
IDENTITY = Signature("n → n×n, of a length", "n", _eye)
OF_AXES = Signature("any shape, along its axes", "X", lambda arguments: arguments.shape(0))
SOLVE = Signature("n×n, n → n, or n×n, n×p → n×p", "A, B", _solve)
FILLED = Signature("n → n, or m, n → m×n, of lengths", "n", _filled)


def shape_of(text: str) -> Shape:
    """A shape as it is written in a record: "scalar", "n", "m×n"; a letter is any length."""
    if text == "scalar":
        return ()
    return tuple(Dimension.of(int(part) if part.isdigit() else part) for part in text.split("×"))


def declared(parameters: Mapping[str, str], result: str) -> Signature:
    """The signature of a function whose arguments have these names and shapes: the same letter is the same length."""
    wanted = tuple(map(shape_of, parameters.values()))

    def shape(arguments: Arguments) -> Shape:
        known = matched(arguments, wanted)
        return tuple(known.get(str(each), each) for each in shape_of(result))

    return Signature(f"{', '.join(parameters.values())} → {result}", ", ".join(parameters), shape)


def matched(arguments: Arguments, wanted: Sequence[Shape]) -> dict[str, Dimension]:
    """The length that each letter of the wanted shapes stands for. Raises `ShapeClash` where they do not fit."""
    known: dict[str, Dimension] = {}
    for position, shape in enumerate(wanted):
        for found, letter in zip(arguments.require(position, len(shape)), shape, strict=True):
            expected = known.setdefault(str(letter), found) if letter.symbols else letter
            arguments.same(found, expected)
    return known
