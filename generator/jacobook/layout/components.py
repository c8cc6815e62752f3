"""Component form: an index form as a scalar formula of entries, with names for its indices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from jacobook.calculus.functional import EntrywiseTensor, PowerSequence
from jacobook.calculus.index_algebra import einsum, scale
from jacobook.calculus.index_form import (
    Apply,
    Array,
    Element,
    Fusion,
    Group,
    HeldDelta,
    Identity,
    Power,
    Softmax,
    Tensor,
    Term,
    VariableTensor,
)
from jacobook.calculus.opening import expand, has_delta, holds_group
from jacobook.language.dimension import Shape
from jacobook.layout import algebra
from jacobook.layout import formula as f
from jacobook.layout.factoring import plain_sum
from jacobook.layout.layouts import MOST_PARTS
from jacobook.layout.measure import cost, has_more_parts, holds
from jacobook.layout.naming import told_apart
from jacobook.layout.network import NoMatrixForm
from jacobook.layout.reading import Counters, Reading, power_counters

_NAMES = ("i", "j", "k", "l", "r", "s", "t", "h", "g", "u", "v", "w", "a", "b", "c", "d", "e", "q", "p", "m", "n")


def index_names(count: int, taken: frozenset[str]) -> tuple[str, ...]:
    """The first `count` usual index names that are not names of variables or dimensions."""
    free = [name for name in _NAMES if name not in taken]
    free += [f"i_{number}" for number in range(1, count + 1)]
    return tuple(free[:count])


class ComponentReading:
    """Component forms of arrays whose free indices have given names."""

    def __init__(self, reading: Reading, taken: frozenset[str]) -> None:
        self._reading = reading
        self._taken = taken

    def array(self, value: Array, names: Sequence[str]) -> f.Formula:
        """The entry of an array at the named free indices, summed indices under a Σ."""
        if not value.terms:
            return algebra.ZERO
        if any(isinstance(e.tensor, Fusion) for term in value.terms for e in term.factors):
            return f.Entry(self._reading.array(value), tuple(names))
        formula = self._sum(value, names)
        if holds_group(value, has_delta):
            opened = expand(value, has_delta)
            other = self._sum(opened, names)
            ways = ((_summations(value), cost(formula)), (_summations(opened), cost(other)))
            formula = other if ways[1] < ways[0] else formula
        if has_more_parts(formula, MOST_PARTS):
            raise NoMatrixForm(f"it has more than {MOST_PARTS} parts, which nobody would read")
        return told_apart(formula) if holds(formula, f.FunctionValue) else formula

    def _sum(self, value: Array, names: Sequence[str]) -> f.Formula:
        terms = (inner for term in value.terms for inner in _opened(term, value.shape))
        return plain_sum([self._term(term, tuple(names)) for term in terms] or [algebra.ZERO])

    def _term(self, term: Term, names: tuple[str, ...]) -> f.Formula:
        counters = power_counters(term, frozenset(names))
        indices = (i for element in term.factors for i in element.indices if i >= len(names) and i not in counters)
        met = dict.fromkeys(indices)
        avoided = self._taken | frozenset(names) | {name for name, _ in counters.values()}
        summed = dict(zip(met, index_names(len(met), avoided), strict=True))
        at = dict(enumerate(names)) | summed
        factors = [self._factor(element, at, counters) for element in term.factors]
        body = algebra.multiple(1, factors)
        if summed:
            body = f.IndexSum(tuple((name, term.dimensions[i]) for i, name in summed.items()), body)
        for name, count in counters.values():
            body = algebra.finite_sum(name, self._reading.array(count), body)
        return algebra.multiple(term.coefficient, (body,))

    def _factor(self, element: Element, at: Mapping[int, str], counters: Counters) -> f.Formula:
        if isinstance(element.tensor, PowerSequence):
            matrix, indices = self._reading.factor(element, counters)
            return f.Entry(matrix, tuple(at[i] for i in indices))
        return self._element(element, at)

    def _element(self, element: Element, at: Mapping[int, str]) -> f.Formula:
        names = tuple(at[i] for i in element.indices)
        match element.tensor:
            case Identity() | HeldDelta():
                return f.Delta(names[0], names[1])
            case VariableTensor() as variable if variable.shape:
                return f.Entry(self._reading.tensor(variable), names)
            case Apply() as applied:
                arguments = tuple(self._inside(argument, names) for argument in applied.arguments)
                return f.Apply(applied.function, arguments, algebra.UNIT.rows, algebra.UNIT.columns)
            case EntrywiseTensor() as function:
                inside = self._inside(function.argument, names)
                return f.NamedFunction(function.name, function.order, inside, inside.rows, inside.columns)
            case Power(base=base, exponent=Fraction() as exponent):
                if base.rank == 0:
                    return self._reading.tensor(element.tensor)
                return algebra.power(self._inside(base, names), exponent)
            case Power(base=base, exponent=Array() as exponent):
                raised = self._inside(exponent, names) if exponent.rank else self._reading.array(exponent)
                return f.Power(self._inside(base, names), raised)
            case Group(array=array) if array.rank:
                return self._inside(array, names)
            case _:
                return self._whole(element.tensor, names)

    def _whole(self, tensor: Tensor | Softmax, names: tuple[str, ...]) -> f.Formula:
        matrix = self._reading.tensor(tensor)
        return f.Entry(matrix, names) if names else matrix

    def _inside(self, value: Array, names: tuple[str, ...]) -> f.Formula:
        """The entry written out where it needs no Σ, and as (…)_i where it does."""
        if any(len(term.dimensions) > value.rank for term in value.terms) and value.rank:
            return _entry(self._reading.array(value), names)
        return self.array(value, names) if value.rank else self._reading.array(value)


def _entry(matrix: f.Formula, names: tuple[str, ...]) -> f.Formula:
    """An entry of a vector or matrix; of a diagonal, that of the matrix: (XᵀX)ᵢᵢ."""
    return f.Entry(matrix.body, names * 2) if isinstance(matrix, f.DiagonalPart) else f.Entry(matrix, names)


def _summations(value: Array) -> int:
    """How many indices are summed over in all terms together."""
    return sum(len(term.dimensions) - value.rank for term in value.terms)


def _opened(term: Term, shape: Shape) -> tuple[Term, ...]:
    """The terms of a group that stands alone, where a δ is among them or a fraction before it goes: ½(2s − 2/s)."""
    match term.factors:
        case (Element(tensor=Group() as group, indices=indices),) if has_delta(group) or _clears(term, group):
            return scale(einsum(shape, [(group.array, indices)], expand=True), term.coefficient).terms
        case _:
            return (term,)


def _clears(term: Term, group: Group) -> bool:
    """Whether a fraction before a group makes whole numbers of the numbers in it."""
    inner = (term.coefficient * each.coefficient for each in group.array.terms)
    return term.coefficient.denominator > 1 and all(each.denominator == 1 for each in inner)
