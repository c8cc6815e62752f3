"""Linear operators on matrices, as tensors with four indices: what differentials of solutions are made of.

Y = S(C) with AY + YB = C is Y_ij = Σ_kl S_ijkl C_kl, so is that with Y − AYAᵀ = C, and the derivative of a function f
of a matrix A in a direction E, f(A + tE) at t = 0, is L_ij = Σ_kl L_ijkl E_kl. The adjoint of each is the same operator
of transposed matrices: of the first with Aᵀ and Bᵀ, of the others with Aᵀ (Higham, Functions of Matrices, ch. 3; of the
second, because ⟨G, Y − AYAᵀ⟩ = ⟨G − AᵀGA, Y⟩). None has a closed form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from jacobook.calculus import index_algebra as algebra
from jacobook.calculus.index_form import Array, Tensor, VariableTensor
from jacobook.errors import Refused

SYLVESTER = "solve_sylvester"
"""The function X of A, B and C with AX + XB = C."""
DISCRETE_LYAPUNOV = "solve_discrete_lyapunov"
"""The function X of A and Q with X = AXAᵀ + Q."""


@dataclass(frozen=True, eq=False)
class SolutionTensor(Tensor):
    """The matrix X that solves a linear equation by name, of the matrices in it and of its right-hand side."""

    name: str
    given: tuple[Array, ...]
    value: Array

    def __post_init__(self) -> None:
        # The transposed equation has the same solution.
        turned = algebra.einsum(self.given[0].shape, [(self.given[0], (1, 0))])
        symmetric = self.value.symmetric and all(array.key == turned.key for array in self.given[1:])
        key = f"{self.name}({','.join(array.key for array in self.arrays)})"
        self._set(self.value.shape, key, symmetric=symmetric)

    @property
    def arrays(self) -> tuple[Array, ...]:
        return *self.given, self.value

    def derivative(self, variable: VariableTensor, derivative: Callable[[Array], Array]) -> Array:
        """∂X/∂variable: the solution of the equation with another right-hand side."""
        parts = [derivative(self.value), *_SIDES[self.name](self, variable, derivative)]
        shape = self.shape + variable.shape
        return OperatorTensor(self.name, self.given).along(algebra.add(shape, parts))


def _of_sylvester(
    tensor: SolutionTensor, variable: VariableTensor, derivative: Callable[[Array], Array]
) -> Iterable[Array]:
    """−∂A X and −X ∂B."""
    left, right = map(derivative, tensor.given)
    by = tuple(range(2, 2 + len(variable.shape)))
    k = 2 + len(by)
    own, shape = algebra.of_tensor(tensor), tensor.shape + variable.shape
    yield algebra.scale(algebra.einsum(shape, [(left, (0, k, *by)), (own, (k, 1))], tensor.shape[:1]), -1)
    yield algebra.scale(algebra.einsum(shape, [(own, (0, k)), (right, (k, 1, *by))], tensor.shape[1:]), -1)


def _of_discrete_lyapunov(
    tensor: SolutionTensor, variable: VariableTensor, derivative: Callable[[Array], Array]
) -> Iterable[Array]:
    """∂A X Aᵀ and A X ∂Aᵀ."""
    (matrix,) = tensor.given
    change, by = derivative(matrix), tuple(range(2, 2 + len(variable.shape)))
    k, l = 2 + len(by), 3 + len(by)
    own, shape, sides = algebra.of_tensor(tensor), tensor.shape + variable.shape, tensor.shape
    yield algebra.einsum(shape, [(change, (0, k, *by)), (own, (k, l)), (matrix, (1, l))], sides)
    yield algebra.einsum(shape, [(matrix, (0, k)), (own, (k, l)), (change, (1, l, *by))], sides)


_SIDES: Mapping[str, Callable[[SolutionTensor, VariableTensor, Callable[[Array], Array]], Iterable[Array]]] = {
    SYLVESTER: _of_sylvester,
    DISCRETE_LYAPUNOV: _of_discrete_lyapunov,
}
"""What changes of the matrices in an equation add to its right-hand side."""

SOLUTIONS = frozenset(_SIDES)
"""The functions that are solutions of linear equations for a matrix."""


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
    given = tuple(arrays)
    if isinstance(tensor, SolutionTensor):
        return SolutionTensor(tensor.name, given[:-1], given[-1])
    return OperatorTensor(tensor.name, given)
