"""Differentials: the linear part of a change of the value, in terms of changes of the variables.

The differential of F is its derivative contracted with dX, (dF)_ij = Σ_kl ∂F_ij/∂X_kl (dX)_kl, and of several variables
the sum of these. (Magnus and Neudecker, "Matrix Differential Calculus with Applications in Statistics and
Econometrics", chapter 5.)
"""

from __future__ import annotations

from dataclasses import dataclass

from jacobook.calculus import index_algebra as algebra
from jacobook.calculus.index_form import Array, Tensor, VariableTensor
from jacobook.language.dimension import Shape, proper_axes


@dataclass(frozen=True, eq=False)
class DifferentialTensor(Tensor):
    """The change dX of a variable, of its shape; free of the variable's properties, as its entries are."""

    name: str
    dimensions: Shape

    def __post_init__(self) -> None:
        self._set(proper_axes(self.dimensions), f"d {self.name}")


def contracted(derivative: Array, variable: VariableTensor) -> Array:
    """A derivative, whose last indices are the variable's, times the change of the variable, summed over them."""
    rank = derivative.rank - len(variable.shape)
    change = algebra.of_tensor(DifferentialTensor(variable.name, variable.dimensions))
    operands = [(derivative, tuple(range(derivative.rank))), (change, tuple(range(rank, derivative.rank)))]
    return algebra.einsum(derivative.shape[:rank], operands, variable.shape, expand=rank == 2)
