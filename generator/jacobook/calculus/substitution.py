"""Substitution of tensors anywhere in an array, however deeply they are nested."""

from __future__ import annotations

from collections.abc import Callable

from jacobook.calculus import index_algebra as algebra
from jacobook.calculus.crosses import crossed
from jacobook.calculus.factor_tensor import FactorTensor
from jacobook.calculus.functional import FunctionalTensor, inner_arrays, with_arrays
from jacobook.calculus.index_form import (
    Apply,
    Array,
    Determinant,
    Element,
    Group,
    Inverse,
    Power,
    ProductOfEntries,
    RowSoftmax,
    Softmax,
    Tensor,
    Term,
)
from jacobook.calculus.lines import LineTensor
from jacobook.calculus.operators import OperatorTensor, SolutionTensor
from jacobook.calculus.operators import with_arrays as of_other_arrays
from jacobook.calculus.rotations import RotationTensor
from jacobook.calculus.unknown import SolvedTensor

Leaf = Callable[[Tensor], Tensor]
"""What stands in the place of a tensor that holds no array."""


class Substitution:
    """The arrays with each of their innermost tensors replaced, simplified anew; each tensor met is rebuilt once."""

    def __init__(self, leaf: Leaf) -> None:
        self._leaf = leaf
        self._known: dict[Tensor, Tensor] = {}

    def of_array(self, value: Array) -> Array:
        """The array after the substitution."""
        return algebra.array(value.shape, map(self._of_term, value.terms))

    def _of_term(self, term: Term) -> Term:
        factors = tuple(Element(self._of_tensor(e.tensor), e.indices) for e in term.factors)
        return Term(term.coefficient, factors, term.dimensions)

    def _of_tensor(self, tensor: Tensor) -> Tensor:
        if tensor not in self._known:
            self._known[tensor] = self._rebuilt(tensor)
        return self._known[tensor]

    def _rebuilt(self, tensor: Tensor) -> Tensor:
        inside = self.of_array
        match tensor:
            case Group():
                return Group(inside(tensor.array))
            case Apply():
                return Apply(tensor.function, tuple(map(inside, tensor.arguments)))
            case Power():
                exponent = inside(tensor.exponent) if isinstance(tensor.exponent, Array) else tensor.exponent
                return Power(inside(tensor.base), exponent)
            case ProductOfEntries():
                return ProductOfEntries(inside(tensor.array))
            case Softmax():
                return Softmax(inside(tensor.argument))
            case RowSoftmax():
                return RowSoftmax(inside(tensor.argument), None if tensor.mask is None else inside(tensor.mask))
            case Inverse() | Determinant():
                return type(tensor)(inside(tensor.matrix))
            case SolvedTensor():
                # In its own equation the unknown is bound: it stays what it is.
                kept = Substitution(lambda leaf: leaf if leaf == tensor.unknown else self._leaf(leaf))
                return tensor.of(kept.of_array(tensor.residual))
            case RotationTensor():
                return tensor.of(crossed(inside(tensor.argument)))
            case LineTensor():
                return tensor.of(inside(tensor.array))
            case FactorTensor():
                return FactorTensor(tensor.factorization, tensor.letter, inside(tensor.matrix))
            case SolutionTensor() | OperatorTensor():
                return of_other_arrays(tensor, map(inside, tensor.arrays))
            case _ if isinstance(tensor, FunctionalTensor):
                return with_arrays(tensor, map(inside, inner_arrays(tensor)))
            case _:
                return self._leaf(tensor)
