"""Component form: an index form as a scalar formula of entries, with names for its indices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from math import prod

from jacobook.calculus.factor_tensor import FactorTensor
from jacobook.calculus.factors import mask_meaning
from jacobook.calculus.functional import EntrywiseTensor, PowerSequence
from jacobook.calculus.index_algebra import einsum
from jacobook.calculus.index_form import (
    Apply,
    Array,
    Element,
    Fusion,
    Group,
    HeldDelta,
    Identity,
    Power,
    Tensor,
    Term,
    VariableTensor,
    Window,
)
from jacobook.calculus.opening import expand, has_delta, holds_group
from jacobook.calculus.unsimplified import scale
from jacobook.language.dimension import ONE, Dimension, Shape
from jacobook.layout.forms.naming import told_apart
from jacobook.layout.forms.network import Edge, NoMatrixForm
from jacobook.layout.forms.operators import has_operator, operators_applied
from jacobook.layout.forms.orientation import MOST_PARTS
from jacobook.layout.forms.reading import Counters, Reading, power_counters
from jacobook.layout.formulas import algebra
from jacobook.layout.formulas import formula as f
from jacobook.layout.formulas.entry_chains import with_inverses_cancelled
from jacobook.layout.formulas.like_terms import plain_sum
from jacobook.layout.formulas.measure import cost, has_more_parts, holds
from jacobook.layout.formulas.stacked_index import Index, Shifted, Stacked, names_in, parts_of
from jacobook.layout.formulas.statement import named

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

    def array(self, value: Array, names: Sequence[Index]) -> f.Formula:
        """The entry of an array at the given free indices, summed indices under a Σ."""
        if not value.terms:
            return algebra.ZERO
        value = expand(value, _is_stacked_matrix)
        formula = self._sum(value, names)
        if holds_group(value, has_delta):
            opened = expand(value, has_delta)
            other = self._sum(opened, names)
            ways = ((_summations(value), cost(formula)), (_summations(opened), cost(other)))
            formula = other if ways[1] < ways[0] else formula
        if has_more_parts(formula, MOST_PARTS):
            raise NoMatrixForm(f"the answer has more than {MOST_PARTS} parts, too many to read")
        return told_apart(formula) if holds(formula, f.FunctionValue) else formula

    def _sum(self, value: Array, names: Sequence[Index]) -> f.Formula:
        terms = (inner for term in value.terms for inner in _opened(term, value.shape))
        return plain_sum([self._term(term, tuple(names)) for term in terms] or [algebra.ZERO])

    def _term(self, term: Term, names: tuple[Index, ...]) -> f.Formula:
        applied: Sequence[Edge] = ()
        if has_operator(term):
            term, applied = operators_applied(term, len(names), self._reading.array)
        counters = power_counters(term, self._taken.union(*map(names_in, names)))
        avoided = self._taken.union(*map(names_in, names), {name for name, _ in counters.values()})
        placed = _Placing(term, names, frozenset(counters), avoided)
        elements = [element for element in term.factors if not isinstance(element.tensor, Fusion | Window)]
        written = [self._factor(element, placed.at, counters) for element in elements]
        written += [f.Entry(edge.matrix, (placed.name(edge.row), placed.name(edge.column))) for edge in applied]
        indices = [
            *(i for element in elements for i in element.indices),
            *(i for e in applied for i in (e.row, e.column)),
        ]
        met = Counter(name for i in indices for name in _names_at(placed.at, i))
        met.update(name for pair in placed.tied for index in pair for name in names_in(index))
        cancelled, gone = with_inverses_cancelled(written, [name for name, _ in placed.summed if met[name] == 2])
        # Where nothing is cancelled the order stays that of the term, Aᵢⱼ Aⱼₖ Aₖᵢ.
        factors = cancelled if gone else written
        summed = tuple((name, length) for name, length in placed.summed if name not in gone)
        body = algebra.multiple(1, [*factors, *(f.Delta(*pair) for pair in placed.tied)])
        if summed:
            body = f.IndexSum(summed, body)
        for name, count in counters.values():
            body = algebra.finite_sum(name, self._reading.array(count), body)
        return algebra.multiple(term.coefficient, (body,))

    def _factor(self, element: Element, at: Mapping[int, Index], counters: Counters) -> f.Formula:
        if isinstance(element.tensor, PowerSequence):
            matrix, indices = self._reading.factor(element, counters)
            return f.Entry(matrix, tuple(at[i] for i in indices))
        return self._element(element, at)

    def _element(self, element: Element, at: Mapping[int, Index]) -> f.Formula:
        names = tuple(at[i] for i in element.indices)
        inner = ComponentReading(self._reading, self._taken.union(*map(names_in, at.values())))
        return inner._at(element, names)

    def _at(self, element: Element, names: tuple[Index, ...]) -> f.Formula:
        """The entry of a factor at these indices."""
        match element.tensor:
            case Identity() | HeldDelta():
                return f.Delta(names[0], names[1])
            case VariableTensor() as variable if variable.shape:
                return f.Entry(named(variable.name, variable.dimensions, variable.properties), names)
            case Apply() as applied:
                arguments = tuple(self._inside(argument, names) for argument in applied.arguments)
                return f.Apply(applied.function, arguments, algebra.UNIT.rows, algebra.UNIT.columns)
            case EntrywiseTensor() as function:
                inside = self._inside(function.argument, names)
                return f.NamedFunction(function.name, function.order, inside, inside.rows, inside.columns)
            case Power(base=base, exponent=Fraction() as exponent) as power:
                if base.rank == 0:
                    return self._number(power, base, exponent)
                return algebra.power(self._inside(base, names), exponent)
            case Power(base=base, exponent=Array() as exponent):
                raised = self._inside(exponent, names) if exponent.rank else self._inside(exponent, ())
                return f.Power(self._inside(base, names), raised)
            case Group(array=array) if array.rank:
                return self._inside(array, names)
            case FactorTensor(is_mask=True) as mask:
                return self._inside(mask_meaning(mask), names)
            case _:
                return self._whole(element.tensor, names)

    def _whole(self, tensor: Tensor, names: tuple[Index, ...]) -> f.Formula:
        try:
            matrix = self._reading.tensor(tensor)
        except NoMatrixForm:
            if not isinstance(tensor, Group):
                raise
            # A sum of entries of an array with more axes is a number, and has a notation in indices.
            return self.array(tensor.array, names)
        return f.Entry(matrix, names) if names else matrix

    def _number(self, power: Power, base: Array, exponent: Fraction) -> f.Formula:
        """A power of a scalar in matrix notation, or with the scalar written out where it has none."""
        if (norm := _norm(base)) is not None:
            return algebra.power(norm, 2 * exponent)
        try:
            return self._reading.tensor(power)
        except NoMatrixForm:
            return algebra.power(self.array(base, ()), exponent)

    def _inside(self, value: Array, names: tuple[Index, ...]) -> f.Formula:
        """The entry written out where it needs no Σ, and as (…)_i where it does and its whole has a notation."""
        if not value.rank or any(_sums(term, value.rank) for term in value.terms):
            with suppress(NoMatrixForm):
                whole = self._reading.array(value)
                return _entry(whole, names) if value.rank else whole
        return self.array(value, names)


def _norm(value: Array) -> f.Formula | None:
    """The norm of a variable of more than two axes, of which a value is the square; None for any other value."""
    match value.terms:
        case (Term(coefficient=1, factors=(Element(tensor=Power(base=base, exponent=exponent)) as element,)),):
            inner = base.terms[0].factors if exponent == 2 and len(base.terms) == 1 else ()
            match inner:
                case (Element(tensor=VariableTensor() as variable) as only,) if len(variable.shape) > 2:
                    whole = len({*element.indices}) == len({*only.indices}) == len(variable.shape)
                    plain = base.terms[0].coefficient == 1 and whole
                    named_array = named(variable.name, variable.dimensions, variable.properties)
                    return f.Norm(named_array, "frobenius") if plain else None
                case _:
                    return None
        case _:
            return None


class _Placing:
    """The index at each number of a term, given those of its free indices.

    Of an index that stands in the place of two, these are its parts; where one of them is known already, the two ways
    to it must agree: they are `tied`. The names that are `summed` over come with what they run to.
    """

    def __init__(self, term: Term, names: tuple[Index, ...], counters: frozenset[int], avoided: frozenset[str]) -> None:
        self.at: dict[int, Index] = dict(enumerate(names))
        self.summed: list[tuple[str, Dimension]] = []
        self._ties: list[tuple[Index, Index]] = []
        self._dimensions = term.dimensions
        self._inside = _stacked_inside(term)
        self._fusions = [element.indices for element in term.factors if isinstance(element.tensor, Fusion)]
        self._windows = [element for element in term.factors if isinstance(element.tensor, Window)]
        self._letters = iter(index_names(2 * len(term.dimensions), avoided))
        for free in range(len(names)):
            self._name_parts(free)
        for element in term.factors:
            for index in () if isinstance(element.tensor, Fusion | Window) else element.indices:
                if index not in counters:
                    self.name(index)
        while self._windows:
            window = self._windows.pop(0)
            place = self._shifted(window)
            whole = window.indices[0]
            if whole in self.at:
                self._ties.append((self.at[whole], place))
            else:
                self.at[whole] = place
                self._name_parts(whole)
        while self._fusions:
            # Of an index that is stacked in two ways and that nothing else carries, both ways must agree.
            self.name(self._fusions[0][0])

    @property
    def tied(self) -> list[tuple[Index, Index]]:
        """The pairs of indices that must be equal."""
        return [(left, right) for left, right in self._ties if left != right]

    def _shifted(self, element: Element) -> Index:
        """The place in the whole at which one of a part lies."""
        window = element.tensor
        assert isinstance(window, Window)
        of = self.name(element.indices[1]) if len(element.indices) > 1 else None
        step = window.step if of is not None else 0
        return Shifted(of, step, window.start + ONE - Dimension.of(step), window.whole)

    def _name_parts(self, fused: int) -> None:
        """Name the parts of an index that has a name."""
        for indices in [each for each in self._fusions if each[0] == fused]:
            self._fusions.remove(indices)
            pair = parts_of(self.at[fused], self._dimensions[indices[2]])
            for part, index in zip(indices[1:], pair, strict=True):
                if part in self.at:
                    self._ties.append((index, self.at[part]))
                else:
                    self.at[part] = index
                    self._name_parts(part)

    def name(self, index: int) -> Index:
        """The index at a number, which is named where it is not yet."""
        if index not in self.at:
            indices = next((each for each in self._fusions if each[0] == index), None)
            if indices is not None:
                self._fusions.remove(indices)
                slow, fast = (self.name(part) for part in indices[1:])
                self.at[index] = Stacked(slow, fast, self._dimensions[indices[2]])
            elif (window := next((each for each in self._windows if each.indices[0] == index), None)) is not None:
                self._windows.remove(window)
                self.at[index] = self._shifted(window)
            elif index in self._inside:
                names, self.at[index] = stacked_names(self._inside[index], self._letters)
                self.summed += names
            else:
                name = next(self._letters)
                self.summed.append((name, self._dimensions[index]))
                self.at[index] = name
            self._name_parts(index)
        return self.at[index]


def _is_stacked_matrix(group: Group) -> bool:
    """Whether a sum of matrices has stacked indices, so that its entries are no entries of a matrix with a name."""
    return group.array.rank == 2 and bool(stacked_axes(group.array))


Split = Dimension | tuple["Split", "Split"]
"""What an index runs through: a dimension, or the places of two such indices, the slower first."""


def stacked_names(split: Split, letters: Iterator[str]) -> tuple[list[tuple[str, Dimension]], Index]:
    """New names for an index that is split so, with what they run to, and the index that they make."""
    if isinstance(split, Dimension):
        name = next(letters, None)
        if name is None:
            raise NoMatrixForm("its entries need more index names than there are")
        return [(name, split)], name
    (slow_names, slow), (fast_names, fast) = (stacked_names(part, letters) for part in split)
    length = prod((dimension for _, dimension in fast_names), start=ONE)
    return [*slow_names, *fast_names], Stacked(slow, fast, length)


def _stacked_inside(term: Term) -> dict[int, Split]:
    """The indices that stand in the place of others inside of factors."""
    return _agreed(pair for element in term.factors for pair in _splits(element, {}))


def stacked_axes(value: Array) -> dict[int, Split]:
    """The free indices that stand in the place of others, and of which, where all terms agree on them."""
    found = (pair for term in value.terms for pair in _splits_in(term))
    return _agreed((index, split) for index, split in found if index < value.rank)


def _splits_in(term: Term) -> Iterator[tuple[int, Split]]:
    fusions = {e.indices[0]: e for e in term.factors if isinstance(e.tensor, Fusion)}
    for element in term.factors:
        yield from _splits(element, fusions)


def _splits(element: Element, fusions: Mapping[int, Element]) -> Iterator[tuple[int, Split]]:
    """The indices of a factor that stand in the place of others, and of which."""
    match element.tensor:
        case Fusion(slow=slow, fast=fast):

            def part(index: int, dimension: Dimension) -> Split:
                inner = fusions.get(index)
                return next(_splits(inner, fusions))[1] if inner is not None else dimension

            yield element.indices[0], (part(element.indices[1], slow), part(element.indices[2], fast))
        case Group(array=array) | Power(base=array) | EntrywiseTensor(argument=array):
            yield from ((element.indices[axis], split) for axis, split in stacked_axes(array).items())
        case Apply(arguments=arguments):
            for argument in arguments:
                yield from ((element.indices[axis], split) for axis, split in stacked_axes(argument).items())
        case _:
            pass


def _agreed(found: Iterable[tuple[int, Split]]) -> dict[int, Split]:
    ways: dict[int, set[Split]] = {}
    for index, split in found:
        ways.setdefault(index, set()).add(split)
    return {index: next(iter(each)) for index, each in ways.items() if len(each) == 1}


def _sums(term: Term, rank: int) -> int:
    """Over how many indices a term is summed, when stacked ones are written out."""
    stacked = [element.indices for element in term.factors if isinstance(element.tensor, Fusion)]
    known = {index for fused, *parts in stacked for index in (parts if fused < rank else [fused])}
    return sum(index not in known for index in range(rank, len(term.dimensions)))


def _names_at(at: Mapping[int, Index], index: int) -> frozenset[str]:
    """The names at a number of a term; a counter of powers has none."""
    return names_in(at[index]) if index in at else frozenset()


def _entry(matrix: f.Formula, names: tuple[Index, ...]) -> f.Formula:
    """An entry of a vector or matrix; of a diagonal, that of the matrix: (XᵀX)ᵢᵢ."""
    return f.Entry(matrix.body, names * 2) if isinstance(matrix, f.DiagonalPart) else f.Entry(matrix, names)


def _summations(value: Array) -> int:
    """How many indices are summed over in all terms together."""
    return sum(len(term.dimensions) - value.rank for term in value.terms)


def _opened(term: Term, shape: Shape) -> tuple[Term, ...]:
    """The terms of a group that stands alone, where a δ is among them or a fraction before it goes: ½(2s − 2/s)."""
    match term.factors:
        case (Element(tensor=Group() as group, indices=indices),) if has_delta(group) or _clears(term, group):
            summed = term.dimensions[len(shape) :]
            return scale(einsum(shape, [(group.array, indices)], summed, expand=True), term.coefficient).terms
        case _:
            return (term,)


def _clears(term: Term, group: Group) -> bool:
    """Whether a fraction before a group makes whole numbers of the numbers in it."""
    inner = (term.coefficient * each.coefficient for each in group.array.terms)
    return term.coefficient.denominator > 1 and all(each.denominator == 1 for each in inner)
