"""Rotations by vectors in index form, and their derivatives along the group.

Exp(w + δ) ≈ Exp(w) Exp(J_r(w) δ), so ∂Exp(w) = Exp(w) [J_r(w) ∂w]×; and for a product of rotations M, of which each
factor X changes by X [τ_X]×, M changes by M [τ]× with τ the sum of (later factors)ᵀ τ_X, and Log(M) by J_r(Log M)⁻¹ τ.
(Solà, Deray, Atchuthan, arXiv 1812.01537, equations 67, 71, 75 and 76, and 144.)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from jacobook.calculus import index_algebra as algebra
from jacobook.calculus.functional import CrossMatrix
from jacobook.calculus.index_form import (
    Array,
    Element,
    Group,
    Identity,
    Inverse,
    Tensor,
    Term,
    VariableTensor,
    Window,
)
from jacobook.errors import Refused
from jacobook.language.dimension import NOTHING, ONE, Dimension
from jacobook.language.functions.rotations import (
    EXPONENTIAL,
    INVERSE_JACOBIAN,
    LEFT_JACOBIAN,
    LOGARITHM,
    RIGHT_JACOBIAN,
    VEE,
)

THREE = Dimension.of(3)
DerivativeOf = Callable[[Array], Array]
_JACOBIANS = frozenset({RIGHT_JACOBIAN, LEFT_JACOBIAN, INVERSE_JACOBIAN})


@dataclass(frozen=True, eq=False)
class LeviCivita(Tensor):
    """ε_ijk: 1 for an even order of 1, 2, 3, −1 for an odd one, else 0."""

    def __post_init__(self) -> None:
        self._set((THREE,) * 3, "ε")


@dataclass(frozen=True, eq=False)
class RotationTensor(Tensor):
    """A function of rotations by its name in the language: a matrix 3×3, or for Log and vee a vector."""

    name: str
    argument: Array

    def __post_init__(self) -> None:
        shape = (THREE,) if self.name in (LOGARITHM, VEE) else (THREE, THREE)
        self._set(shape, f"{self.name}({self.argument.key})")

    @property
    def arrays(self) -> tuple[Array, ...]:
        return (self.argument,)

    def of(self, argument: Array) -> Tensor:
        """The same function of another argument; of no rotation at all, what that is."""
        if self.name not in (LOGARITHM, VEE) and algebra.is_zero(argument):
            return Identity(THREE)
        return RotationTensor(self.name, argument)

    def derivative(self, variable: VariableTensor, derivative: DerivativeOf) -> Array:
        """∂tensor/∂variable; `derivative` differentiates arrays. Raises `Refused`."""
        inner = derivative(self.argument)
        if algebra.is_zero(inner):
            return Array(self.shape + variable.shape, ())
        if self.name == VEE:
            return _of_vee(self, variable, inner, derivative)
        if self.name == LOGARITHM:
            change = _change(self.argument, variable, derivative)
            if change is None:
                raise Refused(
                    "Log takes a rotation, and only along rotations it has a derivative",
                    hint="its argument must be a product of Exp(w) and of matrices declared R: 3×3 rotation",
                )
            outer = algebra.of_tensor(RotationTensor(INVERSE_JACOBIAN, algebra.of_tensor(self)))
            return _applied(outer, change)
        if self.name in _JACOBIANS:
            raise Refused(f"the derivative of {self.name} has no form here; derivatives of Exp are given once")
        change = _change_of_exponential(self, inner, commutes=not variable.shape and _is_multiple(self, derivative))
        return _turned(algebra.of_tensor(self), change)


def _applied(matrix: Array, change: Array) -> Array:
    """A matrix 3×3 times an array whose first index is that of a vector."""
    rank = change.rank
    return algebra.einsum(change.shape, [(matrix, (0, rank)), (change, (rank, *range(1, rank)))], (THREE,), expand=True)


def _turned(rotation: Array, change: Array) -> Array:
    """X [τ]×, with the indices of a variable after those of the matrix: −X_il ε_ljm τ_m."""
    shape = (THREE, THREE, *change.shape[1:])
    l, m = len(shape), len(shape) + 1
    operands = [
        (rotation, (0, l)),
        (algebra.of_tensor(LeviCivita()), (l, 1, m)),
        (change, (m, *range(2, len(shape)))),
    ]
    return algebra.scale(algebra.einsum(shape, operands, (THREE, THREE), expand=True), -1)


def _change_of_exponential(tensor: RotationTensor, inner: Array, *, commutes: bool) -> Array:
    """J_r(w) ∂w; along w itself J_r(w) w is w."""
    return inner if commutes else _applied(algebra.of_tensor(RotationTensor(RIGHT_JACOBIAN, tensor.argument)), inner)


def _is_multiple(tensor: RotationTensor, derivative: DerivativeOf) -> bool:
    """Whether a vector is a scalar, which may vary, times a vector that does not."""
    if len(tensor.argument.terms) != 1:
        return False
    fixed = (element.tensor.entries for element in tensor.argument.terms[0].factors if element.indices)
    return all(algebra.is_zero(derivative(array)) for array in fixed)


def _of_vee(tensor: RotationTensor, variable: VariableTensor, inner: Array, derivative: DerivativeOf) -> Array:
    """−½ ε_kij ∂M_ij; of a rotation M that changes by M [τ]×, ½(tr(M) I − Mᵀ) τ."""
    matrix, change = tensor.argument, _change(tensor.argument, variable, derivative)
    if change is not None:
        trace = algebra.einsum((), [(matrix, (0, 0))], (THREE,), expand=True)
        identity = algebra.of_tensor(Identity(THREE))
        whole = algebra.multiply((THREE, THREE), [trace, identity])
        both = algebra.add((THREE, THREE), [whole, algebra.scale(algebra.transposed(matrix), -1)])
        return algebra.scale(_applied(both, change), Fraction(1, 2))
    shape = (THREE, *variable.shape)
    i, j = len(shape), len(shape) + 1
    operands = [(algebra.of_tensor(LeviCivita()), (0, i, j)), (inner, (i, j, *range(1, len(shape))))]
    return algebra.scale(algebra.einsum(shape, operands, (THREE, THREE), expand=True), Fraction(-1, 2))


def _change(matrix: Array, variable: VariableTensor, derivative: DerivativeOf) -> Array | None:
    """τ with ∂M = M [τ]× of a product of rotations; None for what is not known to be one."""
    factors = chain(matrix)
    if factors is None:
        return None
    total = Array((THREE, *variable.shape), ())
    for tensor, is_turned in factors:
        # What stands before keeps its change, seen from behind this factor: Xᵀ τ.
        behind = algebra.of_tensor(tensor)
        total = _applied(behind if is_turned else algebra.transposed(behind), total) if total.terms else total
        own = derivative(algebra.of_tensor(tensor))
        if algebra.is_zero(own):
            continue
        assert isinstance(tensor, RotationTensor)
        along = not variable.shape and _is_multiple(tensor, derivative)
        change = _change_of_exponential(tensor, derivative(tensor.argument), commutes=along)
        if is_turned:
            change = algebra.scale(_applied(behind, change), -1)
        total = algebra.add(total.shape, [total, change])
    return total


def chain(matrix: Array) -> tuple[tuple[Tensor, bool], ...] | None:
    """The rotations whose product a matrix is, each with whether it is transposed; None for any other matrix."""
    if matrix.rank != 2 or len(matrix.terms) != 1 or matrix.terms[0].coefficient != 1:
        return None
    term, found = matrix.terms[0], list[tuple[Tensor, bool]]()
    rest, at = [*term.factors], 0
    while rest:
        step = next((e for e in rest if at in e.indices), None)
        if step is None or len(step.indices) != 2 or step.indices[0] == step.indices[1]:
            return None
        rest.remove(step)
        turned = step.indices[1] == at
        inner = _rotations(step.tensor)
        if inner is None:
            return None
        found += [(each, not way) for each, way in reversed(inner)] if turned else inner
        at = step.indices[0] if turned else step.indices[1]
    return tuple(found) if at == 1 else None


def _rotations(tensor: Tensor) -> tuple[tuple[Tensor, bool], ...] | None:
    match tensor:
        case Identity() if tensor.dimension == THREE:
            return ()
        case VariableTensor() if "rotation" in tensor.properties and tensor.shape == (THREE, THREE):
            return ((tensor, False),)
        case RotationTensor(name=name) if name == EXPONENTIAL:
            return ((tensor, False),)
        case Group(array=array):
            return chain(array)
        case Inverse(matrix=matrix):
            inner = chain(matrix)
            return None if inner is None else tuple((each, not way) for each, way in reversed(inner))
        case _:
            return None


def vector_of_skew(matrix: Array) -> Array | None:
    """w of a matrix t [w]×, or of one whose nine entries are written out so; None for any other matrix."""
    if matrix.shape != (THREE, THREE):
        return None
    if len(matrix.terms) == 1:
        term = matrix.terms[0]
        crosses = [e for e in term.factors if isinstance(e.tensor, CrossMatrix)]
        scalars = tuple(e for e in term.factors if not e.indices)
        if len(crosses) != 1 or len(scalars) + 1 < len(term.factors) or len(term.dimensions) > 2:
            return None
        scale = algebra.array((), [Term(term.coefficient, scalars, ())])
        vector = crosses[0].tensor.arrays[0]
        turned = algebra.multiply(vector.shape, [scale, vector])
        return turned if crosses[0].indices == (0, 1) else algebra.scale(turned, -1)
    return _written_out(matrix)


def _written_out(matrix: Array) -> Array | None:
    """The vector of a matrix [[0, −c, b], [c, 0, −a], [−b, a, 0]] whose places are put together one by one."""
    if len(matrix.terms) != 6:
        return None

    def place(number: int) -> Array:
        return algebra.of_tensor(Window(THREE, ONE, Dimension.of(number) if number else NOTHING))

    def entry(row: int, column: int) -> Array:
        return algebra.einsum(
            (), [(place(row), (0,)), (matrix, (0, 1)), (place(column), (1,))], (THREE,) * 2, expand=True
        )

    found = [entry(2, 1), entry(0, 2), entry(1, 0)]
    opposite = [entry(1, 2), entry(2, 0), entry(0, 1)]
    if any(one != algebra.scale(other, -1) for one, other in zip(found, opposite, strict=True)):
        return None
    whole = _consecutive(found)
    parts = [algebra.multiply((THREE,), [each, place(number)]) for number, each in enumerate(found)]
    return whole if whole is not None else algebra.add((THREE,), parts)


def _consecutive(entries: Sequence[Array]) -> Array | None:
    """The vector of which these are three entries that follow one another; None where they are of no such."""
    starts, vectors = list[Dimension](), list[VariableTensor]()
    for each in entries:
        term = each.terms[0] if len(each.terms) == 1 else None
        if term is None or term.coefficient != 1 or len(term.factors) != 2:
            return None
        windows = [e.tensor for e in term.factors if isinstance(e.tensor, Window)]
        variables = [e.tensor for e in term.factors if isinstance(e.tensor, VariableTensor)]
        if len(windows) != 1 or len(variables) != 1 or len(variables[0].shape) != 1:
            return None
        starts.append(windows[0].start)
        vectors.append(variables[0])
    if len(set(vectors)) > 1 or any(start != starts[0] + Dimension.of(k) for k, start in enumerate(starts) if k):
        return None
    vector = algebra.of_tensor(vectors[0])
    if vector.shape == (THREE,):
        return vector
    cut = algebra.of_tensor(Window(vector.shape[0], THREE, starts[0]))
    return algebra.einsum((THREE,), [(cut, (1, 0)), (vector, (1,))], vector.shape)


def is_rotation(tensor: Tensor) -> bool:
    """Whether a tensor by itself is a rotation: declared as one, or made of a vector."""
    return isinstance(tensor, VariableTensor | RotationTensor) and bool(_rotations(tensor))


def rotation_pairs(term: Term, rank: int) -> Iterator[tuple[Element, Element, int]]:
    """Two factors R_ia R_ib or R_ai R_bi of one rotation, with the index that they and nothing else are summed over."""
    for place, element in enumerate(term.factors):
        if not is_rotation(element.tensor):
            continue
        for other in term.factors[place + 1 :]:
            if other.tensor != element.tensor:
                continue
            for side in (0, 1):
                index = element.indices[side]
                carried = sum(e.indices.count(index) for e in term.factors)
                if index >= rank and other.indices[side] == index and carried == 2:
                    yield element, other, side
