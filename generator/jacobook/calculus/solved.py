"""A variable that an equation F(y, x) = 0 defines, differentiated by the implicit function theorem.

Where ∂F/∂y is invertible, ∂y/∂x = −(∂F/∂y)⁻¹ ∂F/∂x; the pullback needs one transposed solve.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from jacobook.calculus import index_algebra as algebra
from jacobook.calculus.index_form import Array, Inverse, Tensor, VariableTensor
from jacobook.calculus.substitution import Substitution
from jacobook.calculus.unknown import SolvedTensor
from jacobook.errors import Refused

Differentiate = Callable[[Array, VariableTensor], Array]


@dataclass(frozen=True, slots=True)
class _Place:
    """What puts the solved variable where the residual has the unknown."""

    of: SolvedTensor

    def __call__(self, tensor: Tensor) -> Tensor:
        return self.of if tensor == self.of.unknown else tensor


def solved_derivative(
    tensor: SolvedTensor, variable: VariableTensor, derivative: Callable[[Array], Array], differentiate: Differentiate
) -> Array:
    """∂y/∂variable. Raises `Refused` where the equation does not hold the unknown."""
    inner = derivative(tensor.residual)
    shape = tensor.shape + variable.shape
    if algebra.is_zero(inner):
        return Array(shape, ())
    slope = differentiate(tensor.residual, tensor.unknown)
    if algebra.is_zero(slope):
        raise Refused(f"the equation of {tensor.name} does not tell what {tensor.name} is")
    place = Substitution(_Place(tensor)).of_array
    slope, inner = place(slope), place(inner)
    if not tensor.shape:
        return algebra.scale(algebra.multiply(shape, [algebra.power(slope, Fraction(-1)), inner]), -1)
    k = len(shape)
    operands = [(algebra.of_tensor(Inverse(slope)), (0, k)), (inner, (k, *range(1, k)))]
    return algebra.scale(algebra.einsum(shape, operands, tensor.shape), -1)
