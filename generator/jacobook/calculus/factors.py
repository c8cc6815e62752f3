"""Parts of factorizations differentiated: what solves the differentiated equations, as the records say.

The record of a factorization (`jacobook.language.functions.factorizations`) gives the differential of each part as an
expression that is linear in the change of the matrix; here it becomes the array of its coefficients, which the chain
rule multiplies with the derivative of the matrix. A mask that is differentiated itself is opened to its meaning.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from jacobook.calculus import index_algebra as algebra
from jacobook.calculus.embedding import embed
from jacobook.calculus.factor_tensor import FactorTensor
from jacobook.calculus.index_form import Array, Group, Tensor, VariableTensor
from jacobook.calculus.substitution import Substitution
from jacobook.language.differentiated import at_lengths, differential, meaning
from jacobook.language.functions.factorizations import ARGUMENT, CHANGE, factorization

Differentiate = Callable[[Array, VariableTensor], Array]


def factor_derivative(
    tensor: FactorTensor, variable: VariableTensor, derivative: Callable[[Array], Array], differentiate: Differentiate
) -> Array:
    """∂part/∂variable; `derivative` differentiates an array by the variable, `differentiate` one by any."""
    if tensor.is_mask:
        return derivative(mask_meaning(tensor))
    inner = derivative(tensor.matrix)
    shape = tensor.shape + variable.shape
    if algebra.is_zero(inner):
        return Array(shape, ())
    rank, whole = len(tensor.shape), len(shape)
    p, q = whole, whole + 1
    operands = [(_slope(tensor, differentiate), (*range(rank), p, q)), (inner, (p, q, *range(rank, whole)))]
    return algebra.einsum(shape, operands, tensor.matrix.shape, expand=True)


@lru_cache(maxsize=256)
def _slope(tensor: FactorTensor, differentiate: Differentiate) -> Array:
    """The coefficients of the differential: the indices of the part, then those of the change of the matrix."""
    linear = differential(tensor.factorization, tensor.letter)
    expression = at_lengths(tensor.factorization, linear, tensor.matrix.shape)
    change = VariableTensor(CHANGE, tensor.matrix.shape)
    return _in_parts(differentiate(embed(expression), change), tensor)


@lru_cache(maxsize=256)
def mask_meaning(tensor: FactorTensor) -> Array:
    """What a mask means, in the parts of the factorization."""
    expression = at_lengths(tensor.factorization, meaning(tensor.factorization, tensor.letter), tensor.matrix.shape)
    return _in_parts(embed(expression), tensor)


def _in_parts(value: Array, of: FactorTensor) -> Array:
    """An array in the letters of a record, with the parts of the factorization of one matrix in their place."""
    record = factorization(of.factorization)
    letters = {each.letter for each in (*record.parts.values(), *record.masks)}

    def part(tensor: Tensor) -> Tensor:
        if isinstance(tensor, VariableTensor) and tensor.name in letters:
            return FactorTensor(of.factorization, tensor.name, of.matrix)
        return Group(of.matrix) if isinstance(tensor, VariableTensor) and tensor.name == ARGUMENT else tensor

    return Substitution(part).of_array(value)
