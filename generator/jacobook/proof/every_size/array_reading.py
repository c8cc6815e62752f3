"""The component form of a derivative, an array of the calculus in index form, read into the terms of the comparison."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from jacobook.calculus.differential import DifferentialTensor
from jacobook.calculus.factor_tensor import FactorTensor
from jacobook.calculus.factors import mask_meaning
from jacobook.calculus.functional import (
    CrossMatrix,
    CrossTensor,
    EntrywiseTensor,
    FunctionTensor,
    MatrixFunctionTensor,
    MatrixFunctionTrace,
    MatrixPowerTensor,
    PowerSequence,
)
from jacobook.calculus.index_form import (
    Apply,
    Array,
    ConstantTensor,
    Determinant,
    Fusion,
    Group,
    HeldDelta,
    Identity,
    Inverse,
    Place,
    Power,
    ProductOfEntries,
    RowSoftmax,
    SizeTensor,
    Softmax,
    Tensor,
    Triangle,
    VariableTensor,
    Window,
)
from jacobook.calculus.lines import LineTensor
from jacobook.calculus.rotations import LeviCivita, RotationTensor
from jacobook.language.dimension import ONE
from jacobook.proof.every_size import symbols
from jacobook.proof.normal_form.algebra import Algebra
from jacobook.proof.normal_form.functions import apply, atomic
from jacobook.proof.normal_form.matrices import (
    determinant,
    function_of_lines,
    inverse,
    matrix_function,
    matrix_power,
    product_of_entries,
    with_indices,
)
from jacobook.proof.normal_form.powers import power, power_by
from jacobook.proof.normal_form.terms import Closed, Index, Term, Terms, Unclear, closed, fusion

At = Sequence[Index]

_Whole = Inverse | Determinant | ProductOfEntries | LineTensor | Softmax | RowSoftmax


@dataclass(frozen=True)
class ArrayReading:
    """Reads arrays of the calculus into the terms of one algebra."""

    algebra: Algebra
    declared: symbols.Declared

    def array(self, value: Array, at: At) -> Terms:
        """The entry of an array."""
        result: Terms = []
        for term in value.terms:
            counters = {e.indices[0] for e in term.factors if isinstance(e.tensor, PowerSequence)}
            new = [
                self.algebra.index(symbols.counted(str(dimension)) if number in counters else dimension)
                for number, dimension in enumerate(term.dimensions)
                if number >= value.rank
            ]
            places = (*at, *new)
            parts = [self.algebra.number(term.coefficient)]
            parts += [self.tensor(e.tensor, [places[i] for i in e.indices]) for e in term.factors]
            result += self.algebra.summed(self.algebra.product(*parts), new)
        return result

    def closed(self, value: Array) -> Closed:
        """An array over its own indices."""
        free = [self.algebra.index(dimension) for dimension in value.shape]
        return closed(self.array(value, free), [index for index in free if index.dimension != ONE])

    def tensor(self, tensor: Tensor, at: At) -> Terms:
        """The entry of a tensor."""
        algebra = self.algebra
        match tensor:
            case VariableTensor():
                return self.declared.entry(algebra, tensor.name, at)
            case DifferentialTensor():
                return symbols.change(algebra, tensor.name, at)
            case Identity() | HeldDelta():
                return algebra.delta(*at)
            case Fusion():
                return self._fusion(at)
            case Window():
                return symbols.window(algebra, tensor.start, tensor.step, at)
            case Place() | Triangle():
                return symbols.constant_matrix(algebra, tensor.key, at)
            case SizeTensor():
                return algebra.size(tensor.dimension)
            case ConstantTensor():
                return symbols.constant(algebra, tensor.name)
            case Group():
                return self.array(tensor.array, at)
            case Apply():
                return apply(algebra, tensor.function, [self.array(each, at) for each in tensor.arguments])
            case Power(base=base, exponent=Fraction() as exponent):
                return power(algebra, self.array(base, at), exponent)
            case Power(base=base, exponent=Array() as exponent):
                raised = self.array(exponent, at if exponent.rank else ())
                return power_by(algebra, self.array(base, at), raised)
            case Inverse() | Determinant() | ProductOfEntries() | LineTensor() | Softmax() | RowSoftmax():
                return self._of_whole(tensor, at)
            case _:
                return self._functional(tensor, at)

    def _fusion(self, at: At) -> Terms:
        fused, *parts = at
        kept = [part for part in parts if part.dimension != ONE]
        if not kept:
            return self.algebra.number(1)
        return self.algebra.delta(fused, kept[0]) if len(kept) == 1 else [Term(1, (fusion(fused, kept),))]

    def _of_whole(self, tensor: _Whole, at: At) -> Terms:
        algebra = self.algebra
        match tensor:
            case Inverse(matrix=matrix):
                row, column = free = self._free(matrix)
                found = with_indices(
                    inverse(algebra, self.array(matrix, free), row, column), {column: at[0], row: at[1]}
                )
                return [last for term in found for last in algebra.term(*term)]
            case Determinant(matrix=matrix):
                row, column = free = self._free(matrix)
                return determinant(algebra, self.array(matrix, free), row, column)
            case ProductOfEntries(array=array):
                free = self._free(array)
                return product_of_entries(algebra, self.array(array, free), free)
            case LineTensor(name=name, array=array):
                free = self._free(array)
                return function_of_lines(algebra, name, self.array(array, free), (free[:-1], free[-1:]), at)
            case Softmax(argument=argument):
                free = self._free(argument)
                total = algebra.summed(apply(algebra, "exp", [self.array(argument, free)]), free)
                above = apply(algebra, "exp", [self.array(argument, at)])
                return algebra.product(above, power(algebra, total, -1))
            case RowSoftmax(mask=Array() as mask):
                column = algebra.index(tensor.shape[-1])
                above, below = (
                    algebra.product(self.array(mask, side), apply(algebra, "exp", [self.array(tensor.argument, side)]))
                    for side in (at, (*at[:-1], column))
                )
                return algebra.product(above, power(algebra, algebra.summed(below, [column]), -1))
            case RowSoftmax(argument=argument):
                column = algebra.index(argument.shape[-1])
                total = algebra.summed(apply(algebra, "exp", [self.array(argument, (*at[:-1], column))]), [column])
                above = apply(algebra, "exp", [self.array(argument, at)])
                return algebra.product(above, power(algebra, total, -1))

    def _free(self, value: Array) -> list[Index]:
        """New indices for the axes of an array."""
        return [self.algebra.index(dimension) for dimension in value.shape]

    def _functional(self, tensor: Tensor, at: At) -> Terms:
        algebra = self.algebra
        match tensor:
            case FunctionTensor():
                arguments = [self.closed(argument) for argument in tensor.arguments]
                return symbols.declared_function(
                    algebra, tensor.name, arguments, tensor.by, at, symmetric=tensor.symmetric
                )
            case EntrywiseTensor():
                name = f"function {tensor.name}{'′' * tensor.order}"
                return atomic(algebra, name, [self.array(tensor.argument, at)])
            case MatrixFunctionTensor():
                return self._matrix_function(tensor, at)
            case FactorTensor(is_mask=True):
                return self.array(mask_meaning(tensor), at)
            case FactorTensor():
                inside = [self.closed(tensor.matrix)]
                return symbols.declared_function(algebra, tensor.function, inside, (), at, symmetric=False)
            case MatrixFunctionTrace():
                row, column = algebra.index(tensor.matrix.shape[0]), algebra.index(tensor.matrix.shape[1])
                found = algebra.product(algebra.delta(row, column), self._matrix_function(tensor, (row, column)))
                return algebra.summed(found, (row, column))
            case LeviCivita():
                return symbols.levi_civita(algebra, at)
            case RotationTensor():
                return symbols.rotation(algebra, tensor.name, self.closed(tensor.argument), at)
            case CrossTensor(left=left, right=right):
                j, k = algebra.index(left.shape[0]), algebra.index(right.shape[0])
                epsilon = symbols.levi_civita(algebra, (at[0], j, k))
                found = algebra.product(epsilon, self.array(left, (j,)), self.array(right, (k,)))
                return algebra.summed(found, (j, k))
            case CrossMatrix(vector=vector):
                k = algebra.index(vector.shape[0])
                epsilon = symbols.levi_civita(algebra, (at[0], k, at[1]))
                return algebra.summed(algebra.product(epsilon, self.array(vector, (k,))), (k,))
            case MatrixPowerTensor(matrix=matrix, exponent=exponent):
                return self._power(matrix, self.array(exponent, ()), at)
            case PowerSequence(matrix=matrix, exponent=exponent):
                number = symbols.counter(algebra, at[0])
                if tensor.reversed:
                    before = [*self.array(exponent, ()), *algebra.number(-1)]
                    number = [*before, *algebra.scaled(number, -1)]
                return self._power(matrix, number, at[1:])
            case _:
                raise Unclear(f"{type(tensor).__name__} is not read")

    def _matrix_function(self, tensor: MatrixFunctionTensor | MatrixFunctionTrace, at: At) -> Terms:
        free = self._free(tensor.matrix)
        name = f"{tensor.name}{'′' * tensor.order}"
        return matrix_function(self.algebra, name, self.array(tensor.matrix, free), (free[0], free[1]), (at[0], at[1]))

    def _power(self, matrix: Array, exponent: Terms, at: At) -> Terms:
        free = self._free(matrix)
        inner = self.array(matrix, free)
        return matrix_power(self.algebra, inner, (free[0], free[1]), exponent, (at[0], at[1]))
