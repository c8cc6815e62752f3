"""Tensors of functions that are known by name: values, derivatives as symbols, and functions of matrices."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from jacobook.calculus.index_form import Array, Tensor
from jacobook.language.dimension import Dimension, Shape, proper_axes


class NamedTensor(Tensor):
    """A tensor of a function that is known by name, with the arrays that the function is applied to."""

    @property
    def arrays(self) -> tuple[Array, ...]:
        return inner_arrays(self)  # type: ignore[arg-type] # every one is among the kinds below


@dataclass(frozen=True, eq=False)
class FunctionTensor(NamedTensor):
    """A declared function at its arguments, or a partial derivative of it: the result's indices, then the arguments'.

    `by` are the positions of the arguments by which it is differentiated, in increasing order, since the order in which
    a smooth function is differentiated does not matter.
    """

    name: str
    arguments: tuple[Array, ...]
    result: Shape
    by: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        axes = tuple(d for position in self.by for d in self.arguments[position].shape)
        twice = len(self.by) == 2 and self.by[0] == self.by[1]
        value = proper_axes(self.result)
        hessian = twice and not value and self.arguments[self.by[0]].rank == 1
        at = ",".join(argument.key for argument in self.arguments)
        self._set(value + axes, f"{self.name}{list(self.by)}({at})", symmetric=hessian)


@dataclass(frozen=True, eq=False)
class EntrywiseTensor(NamedTensor):
    """A declared function of one number, or its derivative of some order, entry by entry."""

    name: str
    argument: Array
    order: int = 0

    def __post_init__(self) -> None:
        key = f"{self.name}{self.order}'({self.argument.key})"
        self._set(self.argument.shape, key, symmetric=self.argument.symmetric)


@dataclass(frozen=True, eq=False)
class MatrixFunctionTensor(NamedTensor):
    """A function of a square matrix in the sense of power series, or its derivative of some order, one too."""

    name: str
    matrix: Array
    order: int = 0

    def __post_init__(self) -> None:
        self._set(self.matrix.shape, f"{self.name}{self.order}m({self.matrix.key})", symmetric=self.matrix.symmetric)


@dataclass(frozen=True, eq=False)
class MatrixFunctionTrace(NamedTensor):
    """The trace of a function of a matrix, which has a derivative where the function itself has no closed one."""

    name: str
    matrix: Array
    order: int = 0

    def __post_init__(self) -> None:
        self._set((), f"tr {self.name}{self.order}m({self.matrix.key})")


@dataclass(frozen=True, eq=False)
class CrossTensor(NamedTensor):
    """The cross product of two vectors of length 3."""

    left: Array
    right: Array

    def __post_init__(self) -> None:
        self._set(self.left.shape, f"({self.left.key})×({self.right.key})")


@dataclass(frozen=True, eq=False)
class CrossMatrix(NamedTensor):
    """The skew matrix [u]× with [u]× v = u × v."""

    vector: Array

    def __post_init__(self) -> None:
        self._set(self.vector.shape * 2, f"[{self.vector.key}]×")


@dataclass(frozen=True, eq=False)
class MatrixPowerTensor(NamedTensor):
    """A square matrix multiplied by itself `exponent` times, a scalar that is a positive whole number by name."""

    matrix: Array
    exponent: Array

    def __post_init__(self) -> None:
        self._set(self.matrix.shape, f"({self.matrix.key})^^({self.exponent.key})", symmetric=self.matrix.symmetric)


@dataclass(frozen=True, eq=False)
class PowerSequence(NamedTensor):
    """The powers M⁰, M¹, …, Mᵏ⁻¹ of a matrix, or (`reversed`) Mᵏ⁻¹, …, M⁰, by a first index that counts them."""

    matrix: Array
    exponent: Array
    count: Dimension
    reversed: bool

    def __post_init__(self) -> None:
        way = "down" if self.reversed else "up"
        self._set((self.count, *self.matrix.shape), f"({self.matrix.key})^^{way}({self.exponent.key})")


FunctionalTensor = (
    FunctionTensor
    | EntrywiseTensor
    | MatrixFunctionTensor
    | MatrixFunctionTrace
    | CrossTensor
    | CrossMatrix
    | MatrixPowerTensor
    | PowerSequence
)


def called(tensor: FunctionalTensor) -> str:
    """The function's name in the language."""
    match tensor:
        case CrossTensor() | CrossMatrix():
            return "cross"
        case MatrixPowerTensor() | PowerSequence():
            return "matrix_power"
        case _:
            return tensor.name


def inner_arrays(tensor: FunctionalTensor) -> tuple[Array, ...]:
    """The arguments."""
    match tensor:
        case FunctionTensor(arguments=arguments):
            return arguments
        case EntrywiseTensor(argument=argument):
            return (argument,)
        case MatrixFunctionTensor(matrix=matrix) | MatrixFunctionTrace(matrix=matrix):
            return (matrix,)
        case CrossTensor(left=left, right=right):
            return left, right
        case CrossMatrix(vector=vector):
            return (vector,)
        case MatrixPowerTensor(matrix=matrix, exponent=exponent) | PowerSequence(matrix=matrix, exponent=exponent):
            return matrix, exponent


def with_arrays(tensor: FunctionalTensor, arrays: Iterable[Array]) -> FunctionalTensor:
    """The same function at other arguments."""
    given = tuple(arrays)
    match tensor:
        case FunctionTensor():
            return FunctionTensor(tensor.name, given, tensor.result, tensor.by)
        case EntrywiseTensor():
            return EntrywiseTensor(tensor.name, given[0], tensor.order)
        case MatrixFunctionTensor():
            return MatrixFunctionTensor(tensor.name, given[0], tensor.order)
        case MatrixFunctionTrace():
            return MatrixFunctionTrace(tensor.name, given[0], tensor.order)
        case CrossTensor():
            return CrossTensor(*given)
        case CrossMatrix():
            return CrossMatrix(*given)
        case MatrixPowerTensor():
            return MatrixPowerTensor(*given)
        case PowerSequence():
            return PowerSequence(given[0], given[1], tensor.count, tensor.reversed)
