"""Linear operators on matrices, as tensors with four indices: what differentials of solutions are made of.

Y = S(C) with AY + YB = C is Y_ij = Σ_kl S_ijkl C_kl, and the derivative of a function f of a matrix A in a direction E,
f(A + tE) at t = 0, is L_ij = Σ_kl L_ijkl E_kl. The adjoint of each is the same operator of transposed matrices: of the
first with Aᵀ and Bᵀ, of the second with Aᵀ (Higham, Functions of Matrices, ch. 3). Neither has a closed form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from jacobook.calculus import index_algebra as algebra
from jacobook.calculus.index_form import Array, Tensor, VariableTensor
from jacobook.errors import Refused

SYLVESTER = "solve_sylvester"
"""The function X of A, B and C with AX + XB = C."""


@dataclass(frozen=True, eq=False)
class SolutionTensor(Tensor):
    """The matrix X with AX + XB = C."""

    left: Array
    right: Array
    value: Array

    def __post_init__(self) -> None:
        self._set(self.value.shape, f"{SYLVESTER}({self.left.key},{self.right.key},{self.value.key})")

    @property
    def arrays(self) -> tuple[Array, ...]:
        return self.left, self.right, self.value

    def derivative(self, variable: VariableTensor, derivative: Callable[[Array], Array]) -> Array:
        """∂X/∂variable: the solution for ∂C − ∂A X − X ∂B."""
        left, right, value = map(derivative, self.arrays)
        added, own = len(variable.shape), algebra.of_tensor(self)
        by = tuple(range(2, 2 + added))
        k = 2 + added
        shape = self.shape + variable.shape
        parts = [
            value,
            algebra.scale(algebra.einsum(shape, [(left, (0, k, *by)), (own, (k, 1))], self.shape[:1]), -1),
            algebra.scale(algebra.einsum(shape, [(own, (0, k)), (right, (k, 1, *by))], self.shape[1:]), -1),
        ]
        return OperatorTensor(SYLVESTER, (self.left, self.right)).along(algebra.add(shape, parts))


@dataclass(frozen=True, eq=False)
class OperatorTensor(Tensor):
    """A linear operator on matrices by name, and what it is an operator of: (i, j) of its value, then of its argument.

    The operator of a function of matrices, by the name of the function, is its derivative.
    """

    name: str
    given: tuple[Array, ...]

    def __post_init__(self) -> None:
        first, last = self.given[0], self.given[-1]
        shape = (first.shape[0], last.shape[0])
        self._set(shape + shape, f"operator {self.name}({','.join(array.key for array in self.given)})")

    @property
    def arrays(self) -> tuple[Array, ...]:
        return self.given

    def along(self, direction: Array) -> Array:
        """What it makes of an array whose first two indices are those of a matrix."""
        rank = direction.rank
        operands = [
            (algebra.of_tensor(self), (0, 1, rank, rank + 1)),
            (direction, (rank, rank + 1, *range(2, rank))),
        ]
        return algebra.einsum(direction.shape, operands, self.shape[:2], expand=True)

    def derivative(self, variable: VariableTensor, derivative: Callable[[Array], Array]) -> Array:
        """Zero where what it is an operator of does not vary. Raises `Refused` elsewhere."""
        if all(algebra.is_zero(derivative(array)) for array in self.given):
            return Array(self.shape + variable.shape, ())
        raise Refused(f"second derivatives of {self.name} have no closed form")


def with_arrays(tensor: SolutionTensor | OperatorTensor, arrays: Iterable[Array]) -> Tensor:
    """The same of other arrays."""
    return SolutionTensor(*arrays) if isinstance(tensor, SolutionTensor) else OperatorTensor(tensor.name, tuple(arrays))
