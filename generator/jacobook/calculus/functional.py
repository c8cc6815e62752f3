"""Tensors of functions that are known by name: values, derivatives as symbols, and functions of matrices."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from jacobook.calculus.index_form import Array, Tensor
from jacobook.language.dimension import Shape


@dataclass(frozen=True, eq=False)
class FunctionTensor(Tensor):
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
        hessian = twice and not self.result and self.arguments[self.by[0]].rank == 1
        at = ",".join(argument.key for argument in self.arguments)
        self._set(self.result + axes, f"{self.name}{list(self.by)}({at})", symmetric=hessian)


@dataclass(frozen=True, eq=False)
class EntrywiseTensor(Tensor):
    """A declared function of one number, or its derivative of some order, entry by entry."""

    name: str
    argument: Array
    order: int = 0

    def __post_init__(self) -> None:
        key = f"{self.name}{self.order}'({self.argument.key})"
        self._set(self.argument.shape, key, symmetric=self.argument.symmetric)


@dataclass(frozen=True, eq=False)
class MatrixFunctionTensor(Tensor):
    """A function of a square matrix in the sense of power series, or its derivative of some order, one too."""

    name: str
    matrix: Array
    order: int = 0

    def __post_init__(self) -> None:
        self._set(self.matrix.shape, f"{self.name}{self.order}m({self.matrix.key})", symmetric=self.matrix.symmetric)


@dataclass(frozen=True, eq=False)
class MatrixFunctionTrace(Tensor):
    """The trace of a function of a matrix, which has a derivative where the function itself has no closed one."""

    name: str
    matrix: Array
    order: int = 0

    def __post_init__(self) -> None:
        self._set((), f"tr {self.name}{self.order}m({self.matrix.key})")


FunctionalTensor = FunctionTensor | EntrywiseTensor | MatrixFunctionTensor | MatrixFunctionTrace


def inner_arrays(tensor: FunctionalTensor) -> tuple[Array, ...]:
    """The arguments."""
    match tensor:
        case FunctionTensor(arguments=arguments):
            return arguments
        case EntrywiseTensor(argument=argument):
            return (argument,)
        case MatrixFunctionTensor(matrix=matrix) | MatrixFunctionTrace(matrix=matrix):
            return (matrix,)


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
