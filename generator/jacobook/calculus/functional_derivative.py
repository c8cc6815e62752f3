"""Derivatives of functions known by name: the chain rule, with the function's own derivative as a symbol.

A function g of a matrix in the sense of power series has no closed derivative in general, since X and dX do not
commute. Under a trace the factors may be turned, d tr g(M) = tr(g′(M) dM); and where dM commutes with M, as in M = tA
by t, d g(M) = dM g′(M) (Higham, Functions of Matrices, ch. 3). Elsewhere that of a function of the language
is an operator (`jacobook.calculus.operators`), and that of a declared one is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from jacobook.calculus import index_algebra as algebra
from jacobook.calculus.functional import (
    CrossMatrix,
    CrossTensor,
    EntrywiseTensor,
    FunctionalTensor,
    FunctionTensor,
    MatrixFunctionTensor,
    MatrixFunctionTrace,
    MatrixPowerTensor,
    PowerSequence,
)
from jacobook.calculus.index_form import Array, Element, Inverse, Term, VariableTensor, reindex
from jacobook.calculus.operators import SYLVESTER, OperatorTensor
from jacobook.calculus.rotations import LeviCivita
from jacobook.errors import Refused
from jacobook.language.dimension import Dimension, proper_axes
from jacobook.language.functions import MATRIX_FUNCTIONS

DerivativeOf = Callable[[Array], Array]

_KNOWN: dict[str, tuple[str, int]] = {"expm": ("expm", 1), "sinm": ("cosm", 1), "cosm": ("sinm", -1)}
"""The derivative of a matrix function that is one too, with its sign."""


def functional_derivative(tensor: FunctionalTensor, variable: VariableTensor, derivative: DerivativeOf) -> Array:
    """∂tensor/∂variable; `derivative` differentiates its arguments. Raises `Refused`."""
    match tensor:
        case FunctionTensor():
            return _of_function(tensor, variable, derivative)
        case EntrywiseTensor():
            inner = derivative(tensor.argument)
            outer = algebra.of_tensor(EntrywiseTensor(tensor.name, tensor.argument, tensor.order + 1))
            places = tuple(range(outer.rank)), tuple(range(inner.rank))
            return algebra.einsum(inner.shape, [(outer, places[0]), (inner, places[1])])
        case MatrixFunctionTrace():
            inner = derivative(tensor.matrix)
            rank = len(variable.shape)
            p, q = rank, rank + 1
            operands = [(_slope(tensor), (q, p)), (inner, (p, q, *range(rank)))]
            return algebra.einsum(variable.shape, operands, tensor.matrix.shape)
        case MatrixFunctionTensor():
            return _of_matrix_function(tensor, variable, derivative)
        case CrossTensor():
            return _of_cross(tensor, variable, derivative)
        case CrossMatrix():
            return _of_cross_matrix(tensor, variable, derivative)
        case MatrixPowerTensor():
            return _of_matrix_power(tensor, variable, derivative)
        case PowerSequence():
            return _of_power_sequence(tensor, variable, derivative)


def _of_function(tensor: FunctionTensor, variable: VariableTensor, derivative: DerivativeOf) -> Array:
    """Σ over the arguments a of ∂f/∂a · ∂a/∂variable, the total derivative."""
    shape = tensor.shape + variable.shape
    rank, added = len(tensor.shape), len(variable.shape)
    parts = []
    for position, argument in enumerate(tensor.arguments):
        inner = derivative(argument)
        if algebra.is_zero(inner):
            continue
        by = tuple(sorted((*tensor.by, position)))
        outer = algebra.of_tensor(FunctionTensor(tensor.name, tensor.arguments, tensor.result, by))
        summed = tuple(range(rank + added, rank + added + argument.rank))
        # The new axes stand after those of earlier derivatives by the same argument or by ones before it.
        before = len(proper_axes(tensor.result)) + sum(tensor.arguments[p].rank for p in tensor.by if p <= position)
        places = (*range(before), *summed, *range(before, rank))
        operands = [(outer, places), (inner, (*summed, *range(rank, rank + added)))]
        parts.append(algebra.einsum(shape, operands, argument.shape))
    return algebra.add(shape, parts)


def _slope(tensor: MatrixFunctionTensor | MatrixFunctionTrace) -> Array:
    """g′(M) for g(M) or tr g(M)."""
    if tensor.name == "logm":
        return algebra.of_tensor(Inverse(tensor.matrix))
    if tensor.name == "sqrtm":
        root = algebra.of_tensor(MatrixFunctionTensor("sqrtm", tensor.matrix))
        return algebra.scale(algebra.of_tensor(Inverse(root)), Fraction(1, 2))
    name, sign = _KNOWN.get(tensor.name, (tensor.name, 1))
    order = 0 if tensor.name in _KNOWN else tensor.order + 1
    return algebra.scale(algebra.of_tensor(MatrixFunctionTensor(name, tensor.matrix, order)), sign)


def _of_matrix_function(tensor: MatrixFunctionTensor, variable: VariableTensor, derivative: DerivativeOf) -> Array:
    inner = derivative(tensor.matrix)
    if algebra.is_zero(inner):
        return Array(tensor.shape + variable.shape, ())
    if variable.shape or not _is_multiple_of_constant(tensor.matrix, derivative):
        return _operator(tensor).along(inner)
    rank = 2
    operands = [(inner, (0, rank)), (_slope(tensor), (rank, 1))]
    return algebra.einsum(tensor.shape, operands, tensor.shape[:1])


def _operator(tensor: MatrixFunctionTensor) -> OperatorTensor:
    """The derivative of a function of a matrix in a direction: of a root X, the solution of X dX + dX X = dA."""
    if tensor.name == "sqrtm":
        root = algebra.of_tensor(tensor)
        return OperatorTensor(SYLVESTER, (root, root))
    if tensor.name in MATRIX_FUNCTIONS:
        return OperatorTensor(tensor.name, (tensor.matrix,))
    raise Refused(
        f"{tensor.name} is a function of a matrix, and has a closed derivative only under a trace, "
        "or where the matrix is a scalar times a constant matrix and the scalar is what varies",
        hint=f"try trace({tensor.name}(X)) with respect to X, or {tensor.name}(t * A) with respect to t",
    )


def _is_multiple_of_constant(matrix: Array, derivative: DerivativeOf) -> bool:
    """Whether a matrix is a scalar, which may vary, times a matrix that does not: it commutes with its derivative."""
    if len(matrix.terms) != 1:
        return False
    fixed = (element.tensor.entries for element in matrix.terms[0].factors if element.indices)
    return all(algebra.is_zero(derivative(array)) for array in fixed)


def _of_cross(tensor: CrossTensor, variable: VariableTensor, derivative: DerivativeOf) -> Array:
    """d(u × v) = du × v + u × dv = [u]× dv − [v]× du."""
    left, right = derivative(tensor.left), derivative(tensor.right)
    shape = tensor.shape + variable.shape
    if not variable.shape:
        products = [(left, tensor.right), (tensor.left, right)]
        return algebra.add(shape, [algebra.of_tensor(CrossTensor(u, v)) for u, v in products if u.terms and v.terms])
    rank = len(shape)
    parts = []
    for fixed, moving, sign in ((tensor.left, right, 1), (tensor.right, left, -1)):
        if not algebra.is_zero(moving):
            operands = [
                (algebra.of_tensor(CrossMatrix(fixed)), (0, rank)),
                (moving, (rank, *range(1, rank))),
            ]
            parts.append(algebra.scale(algebra.einsum(shape, operands, tensor.shape), sign))
    return algebra.add(shape, parts)


def _of_cross_matrix(tensor: CrossMatrix, variable: VariableTensor, derivative: DerivativeOf) -> Array:
    inner = derivative(tensor.vector)
    if algebra.is_zero(inner):
        return Array(tensor.shape + variable.shape, ())
    if variable.shape:
        shape = tensor.shape + variable.shape
        k = len(shape)
        operands = [(algebra.of_tensor(LeviCivita()), (0, k, 1)), (inner, (k, *range(2, k)))]
        return algebra.einsum(shape, operands, inner.shape[:1], expand=True)
    return algebra.of_tensor(CrossMatrix(inner))


def _of_matrix_power(tensor: MatrixPowerTensor, variable: VariableTensor, derivative: DerivativeOf) -> Array:
    """d(Mᵏ) = Σ_{r=0}^{k−1} Mʳ dM Mᵏ⁻¹⁻ʳ."""
    inner = derivative(tensor.matrix)
    shape = tensor.shape + variable.shape
    if algebra.is_zero(inner):
        return Array(shape, ())
    count = _count(tensor.exponent)
    up, down = (
        algebra.of_tensor(PowerSequence(tensor.matrix, tensor.exponent, count, reversed=turned))
        for turned in (False, True)
    )
    rank = len(shape)
    r, p, q = rank, rank + 1, rank + 2
    operands = [(up, (r, 0, p)), (inner, (p, q, *range(2, rank))), (down, (r, q, 1))]
    return algebra.einsum(shape, operands, (count, *tensor.shape))


def _count(exponent: Array) -> Dimension:
    """The exponent as the length of an axis, so that a sum over powers is a sum over an index."""
    if len(exponent.terms) == 1 and exponent.terms[0].coefficient == 1 and len(exponent.terms[0].factors) == 1:
        tensor = exponent.terms[0].factors[0].tensor
        if isinstance(tensor, VariableTensor):
            return Dimension.of(tensor.name)
    raise Refused(
        "a matrix power can be differentiated if its exponent is a number, or a letter that is not a dimension",
        hint="for example matrix_power(X, 3), or matrix_power(X, k)",
    )


def _of_power_sequence(tensor: PowerSequence, variable: VariableTensor, derivative: DerivativeOf) -> Array:
    if algebra.is_zero(derivative(tensor.matrix)):
        return Array(tensor.shape + variable.shape, ())
    raise Refused(
        "second derivatives of a matrix power with a symbolic exponent are double sums, which are not supported"
    )


def gather_traces(value: Array) -> Array:
    """The scalar with Σ_i g(M)_ii of each term as one trace of a function of a matrix."""
    if not any(isinstance(e.tensor, MatrixFunctionTensor) for term in value.terms for e in term.factors):
        return value
    return algebra.array((), map(_gather, value.terms))


def _gather(term: Term) -> Term:
    for position, element in enumerate(term.factors):
        tensor, indices = element.tensor, element.indices
        others = term.factors[:position] + term.factors[position + 1 :]
        if not isinstance(tensor, MatrixFunctionTensor) or indices[0] != indices[1]:
            continue
        if any(indices[0] in other.indices for other in others):
            continue
        index = indices[0]
        shift = {i: i - 1 for i in range(index + 1, len(term.dimensions))}
        rest = reindex(
            Term(term.coefficient, others, term.dimensions),
            shift,
            term.dimensions[:index] + term.dimensions[index + 1 :],
        )
        trace = MatrixFunctionTrace(tensor.name, tensor.matrix, tensor.order)
        return _gather(Term(rest.coefficient, (Element(trace), *rest.factors), rest.dimensions))
    return term
