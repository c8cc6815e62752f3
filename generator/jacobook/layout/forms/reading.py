"""Reading an index form as a matrix: each term through its network, then their sum in its shortest form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from math import prod

from jacobook.calculus.crosses import crossed
from jacobook.calculus.differential import DifferentialTensor
from jacobook.calculus.factor_tensor import FactorTensor
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
from jacobook.calculus.index_form import (
    Apply,
    Array,
    ConstantTensor,
    Determinant,
    Element,
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
    Term,
    Triangle,
    VariableTensor,
    Window,
    names_within,
)
from jacobook.calculus.lines import LineTensor
from jacobook.calculus.opening import expand, has_constant, has_delta, has_number, holds_group
from jacobook.calculus.operators import SolutionTensor
from jacobook.calculus.rotations import RotationTensor
from jacobook.calculus.single_axes import without_single_axes
from jacobook.language.dimension import ONE, Dimension
from jacobook.layout.forms.blocks import in_blocks
from jacobook.layout.forms.composites import recognise
from jacobook.layout.forms.denominators import over_one_denominator
from jacobook.layout.forms.fused import apart, fusions
from jacobook.layout.forms.network import Edge, Network, NoMatrixForm
from jacobook.layout.forms.operators import has_operator, operators_applied
from jacobook.layout.forms.places import no_matrix, places
from jacobook.layout.forms.unstacking import placed
from jacobook.layout.formulas import algebra
from jacobook.layout.formulas import formula as f
from jacobook.layout.formulas.factoring import combine
from jacobook.layout.formulas.layouts import Layout
from jacobook.layout.formulas.measure import cost, holds, transposes
from jacobook.layout.formulas.statement import named

_MANY_TRANSPOSES = 3
"""With so many signs ᵀ in an answer, its transpose is tried too: (XW − Y)ᵀX and not (WᵀXᵀ − Yᵀ)X."""
_MOST_OPENED = 8
"""In so many terms groups are multiplied out, to see whether something cancels."""
MOST_WORK = 1_500_000
"""Pairs of factors that may be looked at for one answer; a fifty-layer composition needs a hundredth of it."""


class Reading:
    """Matrix forms of arrays; what has been read once is remembered.

    With `row_sums` Σ_k A_ik B_ik is read as the sum of the rows of A ⊙ B, and not as diag(ABᵀ).
    """

    def __init__(self, *, row_sums: bool = False) -> None:
        self._row_sums = row_sums
        self._work = 0
        self._tensors: dict[Tensor, f.Formula] = {}
        self._arrays: dict[str, f.Formula] = {}
        self._oriented: dict[tuple[str, tuple[int, ...], tuple[int, ...]], f.Formula] = {}

    def array(self, value: Array) -> f.Formula:
        """A scalar, a column, or a matrix whose rows follow the first index.

        Raises `NoMatrixForm`.
        """
        if value.rank > 2:
            raise NoMatrixForm("the answer has more than two free indices")
        known = self._arrays.get(value.key)
        if known is None:
            rows, columns = tuple(range(value.rank))[:1], tuple(range(value.rank))[1:]
            known = self._opened(self._sum(value, rows, columns), value, rows, columns)
            self._arrays[value.key] = known
        return known

    def oriented(self, value: Array, rows: tuple[int, ...], columns: tuple[int, ...]) -> f.Formula:
        """The textbook form with these free indices as rows and columns; of two on a side the first is the slower.

        Raises `NoMatrixForm`.
        """
        if not rows and len(columns) == 1:
            column = self.oriented(value, columns, ())
            return _as_row(column) if len(value.terms) > 1 else algebra.transpose(column)
        asked = (value.key, rows, columns)
        known = self._oriented.get(asked)
        if known is None:
            known = self._sum(value, rows, columns)
            if rows and columns and (cost(known)[1] >= _MANY_TRANSPOSES or _is_permuted_sum(known)):
                turned = algebra.transpose(self._sum(value, columns, rows))
                if not isinstance(algebra.split(turned).body, f.Transpose) and not holds(turned, f.FunctionDerivative):
                    known = min(known, turned, key=cost)
            known = self._opened(known, value, rows, columns)
            self._oriented[asked] = known
        return known

    def _opened(self, known: f.Formula, value: Array, rows: tuple[int, ...], columns: tuple[int, ...]) -> f.Formula:
        """The form with groups multiplied out where terms then cancel: y − p for y ⊙ (1 − p) − (1 − y) ⊙ p."""
        if 0 < holds_group(value, has_delta) <= _MOST_OPENED:
            known = min(known, self._sum(expand(value, has_delta), rows, columns), key=cost)
        if 0 < holds_group(value, has_constant) <= _MOST_OPENED:
            known = min(known, self._sum(expand(value, has_constant), rows, columns), key=cost)
        if 1 < holds_group(value, has_number) <= _MOST_OPENED:
            opened = self._sum(expand(value, has_number), rows, columns)
            known = opened if cost(opened)[0] < cost(known)[0] else known
        collected = over_one_denominator(value) if 1 < len(value.terms) <= _MOST_OPENED else None
        return known if collected is None else min(known, self._sum(collected, rows, columns), key=cost)

    def _sum(self, value: Array, rows: tuple[int, ...], columns: tuple[int, ...]) -> f.Formula:
        known = recognise(crossed(value))
        blocks = in_blocks(known, rows, columns)
        if blocks is not None:
            parts = [self._block(part, rows, columns) for part in blocks.parts]
            return f.Block(tuple(parts), blocks.across)
        if not known.terms:
            return algebra.zero(*(prod((value.shape[i] for i in side), start=ONE) for side in (rows, columns)))
        return combine([self._term(term, value.rank, rows, columns) for term in known.terms])

    def _block(self, part: Array, rows: tuple[int, ...], columns: tuple[int, ...]) -> f.Formula:
        """One block, without the axes along which it has one place."""
        kept = [axis for axis, length in enumerate(part.shape) if length != ONE]
        sides = [tuple(kept.index(axis) for axis in side if axis in kept) for side in (rows, columns)]
        return self._sum(without_single_axes(part), *sides)

    def _term(self, term: Term, rank: int, rows: tuple[int, ...], columns: tuple[int, ...]) -> f.Formula:
        self._work += len(term.factors) ** 2
        if self._work > MOST_WORK:
            raise NoMatrixForm("the answer is too large")
        applied: list[Edge] = []
        if has_operator(term):
            term, applied = operators_applied(term, rank, self.array)
        term, fused, stacked = fusions(term, rank)
        if fused:
            rows, columns = (apart(side, fused) for side in (rows, columns))
        counters = power_counters(term)
        free = frozenset((*rows, *columns))
        network = Network(
            term.dimensions,
            free.union(stacked, *stacked.values()),
            {*fused, *counters},
            row_sums=self._row_sums,
        )
        network.edges += applied
        for element in term.factors:
            if isinstance(element.tensor, Fusion):
                continue
            matrix, indices = self.factor(element, counters)
            match indices:
                case ():
                    network.scalars.append(matrix)
                case (vertex,) if vertex in fused:
                    slow, fast = fused[vertex]
                    whole = algebra.unvec(matrix, term.dimensions[fast], term.dimensions[slow])
                    network.edges.append(Edge(fast, slow, whole))
                case (vertex,):
                    network.labels.setdefault(vertex, []).append(matrix)
                case (row, column):
                    network.edges.append(Edge(row, column, matrix))
                case _:
                    raise NoMatrixForm("a factor has more than two indices")
        body = placed(network, stacked, rows, columns)
        for name, count in counters.values():
            body = algebra.finite_sum(name, self.array(count), algebra.multiple(1, network.scalars, (), body))
            network.scalars = []
        if not network.scalars and term.coefficient == 1:
            return body
        return algebra.multiple(term.coefficient, network.scalars, (), body)

    def factor(self, element: Element, counters: Counters) -> tuple[f.Formula, tuple[int, ...]]:
        """The formula of a factor and its indices; an index that counts powers goes into an exponent."""
        tensor = element.tensor
        if not isinstance(tensor, PowerSequence):
            if any(index in counters for index in element.indices):
                raise NoMatrixForm("an index that counts powers appears in another factor")
            return self.tensor(tensor), element.indices
        counter, *indices = element.indices
        power = f.Symbol(counters[counter][0])
        exponents = (
            (power,)
            if not tensor.reversed
            else (self.array(tensor.exponent), f.Number(Fraction(-1)), algebra.negative(power))
        )
        body = self.array(tensor.matrix)
        matrix = f.MatrixPower(body, power) if len(exponents) == 1 else algebra.matrix_power(body, *exponents)
        return matrix, tuple(indices)

    def tensor(self, tensor: Tensor) -> f.Formula:
        """The formula of a tensor: a scalar, a column or a matrix."""
        known = self._tensors.get(tensor)
        if known is None:
            known = self._read_tensor(tensor)
            self._tensors[tensor] = known
        return known

    def _read_tensor(self, tensor: Tensor) -> f.Formula:
        rows, columns = (*tensor.shape, ONE, ONE)[:2]
        match tensor:
            case VariableTensor():
                return _upright(named(tensor.name, tensor.dimensions, tensor.properties))
            case DifferentialTensor():
                return _upright(f.Differential(named(tensor.name, tensor.dimensions)))
            case Identity() | HeldDelta():
                return f.Identity(tensor.dimension)
            case SizeTensor() | ConstantTensor():
                return f.Size(tensor.dimension) if isinstance(tensor, SizeTensor) else f.Constant(tensor.name)
            case Window() | Place() | Triangle():
                return places(tensor)
            case Apply():
                arguments = tuple(map(self._argument, tensor.arguments))
                shared = tensor.shape and all(map(f.is_scalar, arguments))
                return self._everywhere(lambda m, n: f.Apply(tensor.function, arguments, m, n), rows, columns, shared)
            case Softmax() | RowSoftmax():
                return self._softmax(tensor)
            case ProductOfEntries() | LineTensor():
                return self._of_entries(tensor)
            case Power():
                return self._power(tensor)
            case Group():
                return _least_turned(self.array(tensor.array))
            case Inverse():
                return algebra.inverse(self.array(tensor.matrix))
            case Determinant():
                return algebra.determinant(self.array(tensor.matrix))
            case _ if isinstance(tensor, FunctionalTensor | FactorTensor | SolutionTensor | RotationTensor):
                return self._functional(tensor)
            case _:
                raise no_matrix(tensor)

    def _of_entries(self, tensor: ProductOfEntries | LineTensor) -> f.Formula:
        """A function of all entries, or of each row."""
        name = tensor.function if isinstance(tensor, LineTensor) else "prod"
        return f.Apply(name, (self.array(tensor.array),), *(*tensor.shape, ONE, ONE)[:2])

    def _softmax(self, tensor: Softmax | RowSoftmax) -> f.Formula:
        arguments = [self.array(tensor.argument)]
        name = "softmax"
        if isinstance(tensor, RowSoftmax):
            name = "softmax_rows" if tensor.mask is None else "masked_softmax_rows"
            arguments += [] if tensor.mask is None else [self.array(tensor.mask)]
        rows, columns = (*tensor.shape, ONE)[:2]
        return f.Apply(name, tuple(arguments), rows, columns)

    def _functional(self, tensor: FunctionalTensor | FactorTensor | SolutionTensor | RotationTensor) -> f.Formula:
        match tensor:
            case RotationTensor():
                rows, columns = (*tensor.shape, ONE)[:2]
                return f.Apply(tensor.name, (self.array(tensor.argument),), rows, columns)
            case SolutionTensor():
                return f.Apply(tensor.name, tuple(map(self.array, tensor.arrays)), *tensor.shape)
            case FactorTensor():
                rows, columns = (*tensor.shape, ONE, ONE)[:2]
                return f.NamedFunction(tensor.function, 0, self.array(tensor.matrix), rows, columns, of_matrix=True)
            case FunctionTensor():
                return self._function(tensor)
            case CrossTensor(left=left, right=right):
                return f.Cross(self.array(left), self.array(right))
            case CrossMatrix(vector=vector):
                return f.CrossMatrix(self.array(vector))
            case MatrixPowerTensor(matrix=matrix, exponent=exponent):
                return algebra.matrix_power(self.array(matrix), self.array(exponent))
            case PowerSequence():
                raise NoMatrixForm("a sequence of powers is not a matrix")
            case EntrywiseTensor():
                rows, columns = (*tensor.shape, ONE, ONE)[:2]
                argument = self._argument(tensor.argument)
                shared = tensor.shape and f.is_scalar(argument)
                return self._everywhere(
                    lambda m, n: f.NamedFunction(tensor.name, tensor.order, argument, m, n), rows, columns, shared
                )
            case MatrixFunctionTensor():
                return self._matrix_function(tensor)
            case MatrixFunctionTrace():
                return algebra.trace(self._matrix_function(tensor))

    @staticmethod
    def _everywhere(
        applied: Callable[[Dimension, Dimension], f.Formula], rows: Dimension, columns: Dimension, shared: object
    ) -> f.Formula:
        """A function applied at every entry; where all entries are one number, that number times ones: exp(1) 𝟏."""
        if not shared or (rows, columns) == (ONE, ONE):
            return applied(rows, columns)
        return algebra.multiple(1, (applied(ONE, ONE),), (), f.Filled(1, rows, columns))

    def _matrix_function(self, tensor: MatrixFunctionTensor | MatrixFunctionTrace) -> f.Formula:
        rows, columns = tensor.matrix.shape
        return f.NamedFunction(tensor.name, tensor.order, self.array(tensor.matrix), rows, columns, of_matrix=True)

    def _function(self, tensor: FunctionTensor) -> f.Formula:
        rows, columns = (*tensor.result, ONE, ONE)[:2]
        arguments = tuple(map(self.array, tensor.arguments))
        value = f.FunctionValue(tensor.name, arguments, rows, columns, len(tensor.result))
        if not tensor.by:
            return _upright(value)
        rows, columns = (*tensor.shape, ONE, ONE)[:2]
        follows = Layout.NUMERATOR if f.axes(value) else Layout.DENOMINATOR
        stands = None if not tensor.shape or tensor.symmetric else follows
        return f.FunctionDerivative(value, tensor.by, rows, columns, stands)

    def _argument(self, value: Array) -> f.Formula:
        """An argument of an element-wise function; one that does not vary with its indices is its scalar."""
        if not value.terms:
            return algebra.ZERO
        carried = {i for term in value.terms for e in term.factors for i in e.indices if i < value.rank}
        if value.rank and not carried:
            return self.array(_scalar_part(value))
        return self.array(value)

    def _power(self, tensor: Power) -> f.Formula:
        base = self.array(tensor.base)
        if isinstance(tensor.exponent, Fraction):
            turned = _least_turned(base)
            if isinstance(turned, f.Transpose):
                return f.Transpose(algebra.power(turned.body, tensor.exponent))
            return algebra.power(base, tensor.exponent)
        return algebra.raised(base, self.array(tensor.exponent))


def _upright(formula: f.Formula) -> f.Formula:
    """What has one index as a column, also where it is declared as a row."""
    return f.Transpose(formula) if f.is_row(formula) else formula


def _is_permuted_sum(formula: f.Formula) -> bool:
    """Whether a sum holds a commutation matrix, which another order of its factors may take out: (I ⊗ X)(I + K)."""
    return isinstance(algebra.split(formula).body, f.Sum) and holds(formula, f.Commutation)


def _least_turned(group: f.Formula) -> f.Formula:
    """(Y − XW)ᵀ for the group Yᵀ − WᵀXᵀ, so that a residual is the same wherever it stands."""
    if not isinstance(group, f.Sum) or f.is_column(group):
        return group
    turned = algebra.transpose(group)
    plainer = isinstance(turned, f.Sum) and transposes(turned) < transposes(group)
    return f.Transpose(turned) if plainer else group


Counters = dict[int, tuple[str, Array]]
"""The indices of a term that count powers of a matrix, each with its name and with how many powers there are."""


def power_counters(term: Term, avoided: frozenset[str] = frozenset()) -> Counters:
    """The indices that count powers, with names not among these. Raises `NoMatrixForm` where there are several."""
    found: Counters = {}
    for element in term.factors:
        if isinstance(element.tensor, PowerSequence):
            taken = frozenset().union(*(names_within(each.tensor) for each in term.factors))
            name = next(letter for letter in ("r", "s", "t", "h", "r_1", "r_2") if letter not in taken | avoided)
            found[element.indices[0]] = (name, element.tensor.exponent)
    if len(found) > 1:
        raise NoMatrixForm("the answer is a double sum over powers of a matrix")
    return found


def _as_row(column: f.Formula) -> f.Formula:
    """The transpose of an answer, term by term: xᵀ(A + Aᵀ) + bᵀ."""
    match column:
        case f.Sum(terms=terms):
            return f.Sum(tuple(map(algebra.transpose, terms)))
        case f.Multiple(body=f.Sum() as body):
            return replace(column, body=_as_row(body))
        case _:
            return algebra.transpose(column)


def _scalar_part(value: Array) -> Array:
    """The one entry of an array whose entries are all the same."""
    shift = value.rank
    terms = []
    for term in value.terms:
        factors = tuple(type(e)(e.tensor, tuple(i - shift for i in e.indices)) for e in term.factors)
        terms.append(Term(term.coefficient, factors, term.dimensions[shift:]))
    return Array((), tuple(terms))
