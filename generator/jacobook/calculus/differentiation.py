"""Differentiation in index form: the product rule, and one rule for each kind of tensor.

The derivative of an array by a variable has the array's indices first and the variable's after them. The rules are
D1–D7 of Laue, Mitterreiter and Giesen's calculus; those of inverse and determinant are Jacobi's formula and its
companion (Magnus and Neudecker, Matrix Differential Calculus, ch. 8).
"""

from __future__ import annotations

from fractions import Fraction

from jacobook.calculus import index_algebra as algebra
from jacobook.calculus.choice import derivative_of_choice
from jacobook.calculus.factor_tensor import FactorTensor
from jacobook.calculus.factors import factor_derivative
from jacobook.calculus.functional import (
    FunctionalTensor,
    MatrixPowerTensor,
    called,
)
from jacobook.calculus.functional_derivative import functional_derivative
from jacobook.calculus.index_form import (
    Apply,
    Array,
    Determinant,
    Element,
    Group,
    HeldDelta,
    Identity,
    Inverse,
    Power,
    ProductOfEntries,
    Tensor,
    Term,
    VariableTensor,
    reindex,
)
from jacobook.calculus.lines import LineTensor
from jacobook.calculus.operators import OperatorTensor, SolutionTensor
from jacobook.calculus.rotations import RotationTensor
from jacobook.calculus.scalar import derivative_array
from jacobook.calculus.solved import solved_derivative
from jacobook.calculus.unknown import SolvedTensor
from jacobook.errors import Refused

MOST_WORK = 10_000
"""Factors that are differentiated for one derivative; a fifty-layer composition has some hundreds."""


class Differentiation:
    """Derivatives by one variable; each tensor met is differentiated once.

    With `hold` the deltas of ∂x_i/∂x_j = δ_ij stay in the result, for showing them. `used` collects, in order, what was
    differentiated: `product`, `power`, `inverse`, `determinant`, and the names of element-wise functions.
    """

    def __init__(self, variable: VariableTensor, *, hold: bool = False) -> None:
        self.variable = variable
        self.hold = hold
        self.used: dict[str, None] = {}
        self._work = 0
        self._known: dict[Tensor, Array] = {}

    def of_array(self, value: Array) -> Array:
        """∂value/∂variable, of shape value.shape + variable.shape, by the product rule."""
        shape = value.shape + self.variable.shape
        terms: list[Term] = []
        for term in value.terms:
            self._work += len(term.factors)
            if self._work > MOST_WORK:
                raise Refused("the derivative is too large to compute")
            found = [self._of_factor(term, position, value.rank) for position in range(len(term.factors))]
            if sum(map(len, found)) > 1:
                self.used["product"] = None
            terms += [piece for pieces in found for piece in pieces]
        return algebra.array(shape, terms)

    def _of_factor(self, term: Term, position: int, rank: int) -> list[Term]:
        """The term of the product rule in which the factor at this position is differentiated."""
        element = term.factors[position]
        derivative = self.of_tensor(element.tensor)
        if algebra.is_zero(derivative):
            return []
        added = len(self.variable.shape)
        move = {i: i + added for i in range(rank, len(term.dimensions))}
        dimensions = (*term.dimensions[:rank], *self.variable.shape, *term.dimensions[rank:])

        def moved(other: Element) -> Element:
            return Element(other.tensor, tuple(move.get(i, i) for i in other.indices))

        at = (*moved(element).indices, *range(rank, rank + added))
        factors = [moved(other) for other in term.factors]
        factors[position] = Element(Group(derivative), at)
        return [Term(term.coefficient, tuple(factors), dimensions)]

    def of_tensor(self, tensor: Tensor) -> Array:
        """∂tensor/∂variable, of shape tensor.shape + variable.shape."""
        known = self._known.get(tensor)
        if known is None:
            known = self._by_kind(tensor)
            self._known[tensor] = known
        return known

    def _by_kind(self, tensor: Tensor) -> Array:
        match tensor:
            case SolvedTensor():
                found = solved_derivative(tensor, self.variable, self.of_array, differentiate)
                return self._noted("solution of an equation", found)
            case VariableTensor():
                return self._of_variable(tensor)
            case Group():
                return self.of_array(tensor.array)
            case Apply():
                return self._of_apply(tensor)
            case Power():
                return self._of_power(tensor)
            case Inverse():
                return self._of_inverse(tensor)
            case Determinant():
                return self._of_determinant(tensor)
            case ProductOfEntries():
                return self._of_product(tensor)
            case SolutionTensor() | OperatorTensor():
                return self._noted(tensor.name, tensor.derivative(self.variable, self.of_array))
            case RotationTensor():
                return self._noted(tensor.name, tensor.derivative(self.variable, self.of_array))
            case LineTensor():
                return self._noted(tensor.name, tensor.derivative(self.of_array(tensor.array)))
            case FactorTensor():
                return self._noted(
                    tensor.function, factor_derivative(tensor, self.variable, self.of_array, differentiate)
                )
            case _ if isinstance(tensor, FunctionalTensor):
                return self._noted(called(tensor), functional_derivative(tensor, self.variable, self.of_array))
            case _:
                return self._zero(tensor)

    def _zero(self, tensor: Tensor) -> Array:
        return Array(tensor.shape + self.variable.shape, ())

    def _of_variable(self, tensor: VariableTensor) -> Array:
        if tensor != self.variable:
            return self._zero(tensor)
        rank = len(tensor.shape)
        kind = HeldDelta if self.hold else Identity
        deltas = tuple(Element(kind(d), (i, rank + i)) for i, d in enumerate(tensor.shape))
        shape = tensor.shape + tensor.shape
        return Array(shape, (Term(1, deltas, shape),))

    def _of_apply(self, tensor: Apply) -> Array:
        if tensor.function == "log" and _is_product(tensor.arguments[0]):
            return self._of_log_of_product(tensor)
        if tensor.function == "where":
            found = derivative_of_choice(tensor, self.of_array)
            if not algebra.is_zero(found):
                self.used["a choice between cases"] = None
            return found
        parts = []
        for position, argument in enumerate(tensor.arguments):
            inner = self.of_array(argument)
            if not algebra.is_zero(inner):
                self.used[tensor.function] = None
                parts.append(self._chain(derivative_array(tensor.function, position, tensor.arguments), inner))
        return algebra.add(tensor.shape + self.variable.shape, parts)

    def _of_log_of_product(self, tensor: Apply) -> Array:
        """∂ log(u v²) = ∂u / u + 2 ∂v / v, in which factors and their derivatives cancel where they can."""
        shape = tensor.shape + self.variable.shape
        by = tuple(range(len(tensor.shape), len(shape)))
        parts = []
        for whole in _factors(tensor.arguments[0]):
            factor, exponent = self._base_and_exponent(whole)
            inner = self.of_array(factor)
            if not algebra.is_zero(inner):
                self.used["log"] = None
                at = tuple(range(factor.rank))
                operands = [(exponent, ()), (algebra.power(factor, Fraction(-1)), at), (inner, (*at, *by))]
                parts.append(algebra.einsum(shape, operands))
        return algebra.add(shape, parts)

    def _base_and_exponent(self, value: Array) -> tuple[Array, Array]:
        """(u, k) for uᵏ with a constant exponent, and (u, 1) for anything else that is not a power of a number."""
        power = _as_power(value)
        if power is None or not self._is_constant(power.exponent):
            return value, algebra.number(1)
        exponent = power.exponent
        return power.base, algebra.number(exponent) if isinstance(exponent, Fraction) else exponent

    def _is_constant(self, exponent: Fraction | Array) -> bool:
        """Whether an exponent is a number, or one scalar that does not depend on the variable."""
        if isinstance(exponent, Fraction):
            return True
        return not exponent.rank and algebra.is_zero(self.of_array(exponent))

    def _chain(self, outer: Array, inner: Array) -> Array:
        """outer_i · inner_ij: the chain rule of an element-wise function."""
        shape = inner.shape
        return algebra.einsum(shape, [(outer, tuple(range(outer.rank))), (inner, tuple(range(inner.rank)))])

    def _of_power(self, tensor: Power) -> Array:
        shape = tensor.shape + self.variable.shape
        inner = self.of_array(tensor.base)
        exponent = tensor.exponent
        if isinstance(exponent, Fraction):
            if not algebra.is_zero(inner):
                self.used["power"] = None
            return algebra.scale(self._chain(algebra.power(tensor.base, exponent - 1), inner), exponent)
        raised = self.of_array(exponent)
        if not (algebra.is_zero(inner) and algebra.is_zero(raised)):
            moving = "power by power" if not algebra.is_zero(inner) else "exponent"
            self.used["power" if algebra.is_zero(raised) else moving] = None
        if algebra.is_zero(raised):
            lowered = algebra.power(tensor.base, algebra.add(exponent.shape, [exponent, algebra.number(-1)]))
            return self._chain(algebra.multiply(tensor.shape, [exponent, lowered]), inner)
        power = algebra.of_tensor(tensor)
        outer = algebra.multiply(tensor.shape, [power, algebra.apply("log", [tensor.base])])
        by_exponent = self._chain(outer, raised) if exponent.rank else self._outer(outer, raised)
        reciprocal = algebra.power(tensor.base, Fraction(-1))
        by_base = self._chain(algebra.multiply(tensor.shape, [power, exponent, reciprocal]), inner)
        return algebra.add(shape, [by_base, by_exponent])

    def _outer(self, left: Array, right: Array) -> Array:
        rank = left.rank
        operands = [(left, tuple(range(rank))), (right, tuple(range(rank, rank + right.rank)))]
        return algebra.einsum(left.shape + right.shape, operands)

    def _of_inverse(self, tensor: Inverse) -> Array:
        """∂(M⁻¹)_ij = −(M⁻¹)_ip (∂M)_pq (M⁻¹)_qj."""
        inner = self.of_array(tensor.matrix)
        self.used["inverse"] = None
        inverse = algebra.of_tensor(tensor)
        rank = 2 + len(self.variable.shape)
        p, q = rank, rank + 1
        operands = [(inverse, (0, p)), (inner, (p, q, *range(2, rank))), (inverse, (q, 1))]
        return algebra.scale(algebra.einsum(tensor.shape + self.variable.shape, operands, tensor.shape), -1)

    def _of_determinant(self, tensor: Determinant) -> Array:
        """∂ det M = det M · (M⁻¹)_qp (∂M)_pq (Jacobi), and ∂ det Mᵏ = k det Mᵏ · (M⁻¹)_qp (∂M)_pq."""
        matrix, times = _power_of_matrix(tensor.matrix)
        inner = self.of_array(matrix)
        self.used["determinant"] = None
        rank = len(self.variable.shape)
        p, q = rank, rank + 1
        inverse = algebra.of_tensor(Inverse(matrix))
        scalars = [(algebra.of_tensor(tensor), ()), (times, ())]
        operands = [*scalars, (inverse, (q, p)), (inner, (p, q, *range(rank)))]
        return algebra.einsum(self.variable.shape, operands, matrix.shape)

    def _of_product(self, tensor: ProductOfEntries) -> Array:
        """∂ Π_i v_i = Π_i v_i · Σ_i ∂v_i / v_i, where no entry is zero."""
        inner = self.of_array(tensor.array)
        self.used["prod"] = None
        rank, added = tensor.array.rank, len(self.variable.shape)
        summed = tuple(range(added, added + rank))
        reciprocal = algebra.power(tensor.array, Fraction(-1))
        operands = [(algebra.of_tensor(tensor), ()), (reciprocal, summed), (inner, (*summed, *range(added)))]
        return algebra.einsum(self.variable.shape, operands, tensor.array.shape)

    def _noted(self, function: str, found: Array) -> Array:
        """A derivative of a function, whose name is noted where it does not vanish."""
        if not algebra.is_zero(found):
            self.used[function] = None
        return found


def _is_product(value: Array) -> bool:
    """Whether every entry is a product of two or more factors, or a power to an exponent by name, without a sum."""
    factors = _factors(value)
    power = _as_power(value)
    return len(factors) > 1 or (power is not None and isinstance(power.exponent, Array) and not power.exponent.rank)


def _factors(value: Array) -> list[Array]:
    """The arrays that every entry is a product of; factors that share a summed index stay together, as in ‖x‖ aᵀx."""
    if len(value.terms) != 1:
        return [value]
    (term,) = value.terms
    apart: list[tuple[set[int], list[Element]]] = []
    for element in term.factors:
        summed = {index for index in element.indices if index >= value.rank}
        joined = [group for group in apart if group[0] & summed]
        apart = [group for group in apart if not group[0] & summed]
        indices = summed.union(*(group[0] for group in joined))
        apart.append((indices, [e for group in joined for e in group[1]] + [element]))
    return [_closed(value, term, elements, sorted(indices)) for indices, elements in apart]


def _closed(value: Array, term: Term, elements: list[Element], summed: list[int]) -> Array:
    """Some factors of a term as an array of the whole's shape, or a scalar one."""
    carried = any(index < value.rank for element in elements for index in element.indices)
    shape = value.shape if carried else ()
    places = dict(zip(summed, range(len(shape), len(shape) + len(summed)), strict=True))
    dimensions = (*shape, *(term.dimensions[index] for index in summed))
    return algebra.array(shape, [reindex(Term(1, tuple(elements), dimensions), places, dimensions)])


def _power_of_matrix(value: Array) -> tuple[Array, Array]:
    """(M, k) for Mᵏ with an exponent by name, and (M, 1) for any other matrix."""
    if len(value.terms) == 1 and len(value.terms[0].factors) == 1 and value.terms[0].coefficient == 1:
        tensor, indices = value.terms[0].factors[0].tensor, value.terms[0].factors[0].indices
        if isinstance(tensor, MatrixPowerTensor):
            return (tensor.matrix if indices == (0, 1) else algebra.transposed(tensor.matrix)), tensor.exponent
    return value, algebra.number(1)


def _as_power(value: Array) -> Power | None:
    """The power that every entry of an array is, if it is nothing else."""
    if len(value.terms) == 1 and len(value.terms[0].factors) == 1:
        tensor, indices = value.terms[0].factors[0].tensor, value.terms[0].factors[0].indices
        if isinstance(tensor, Power) and indices == tuple(range(value.rank)):
            return tensor
    return None


def differentiate(value: Array, variable: VariableTensor) -> Array:
    """∂value/∂variable, of shape value.shape + variable.shape."""
    return Differentiation(variable).of_array(value)
