"""Whether the printed forms of a derivative equal its component form for every size."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from math import prod
from types import MappingProxyType

from jacobook.calculus.index_form import Array
from jacobook.language.dimension import ONE, Dimension, Shape
from jacobook.language.expression import Variable
from jacobook.layout.formulas.formula import Formula, MatrixForm
from jacobook.layout.formulas.layouts import Layout
from jacobook.proof.every_size.array_reading import ArrayReading
from jacobook.proof.every_size.formula_reading import formula_reading
from jacobook.proof.every_size.sides import Axes, sides
from jacobook.proof.every_size.symbols import Declared, change
from jacobook.proof.normal_form.algebra import MOST_WORK, Algebra
from jacobook.proof.normal_form.powers import with_closed_brackets
from jacobook.proof.normal_form.quotients import without_quotients
from jacobook.proof.normal_form.terms import Index, Term, Terms, Unclear, collected, fusion

COMPONENTS, DIFFERENTIAL = "components", "differential"


@dataclass(frozen=True, slots=True)
class Answer:
    """A derivative in index form, with the forms that are printed of it.

    `shapes` are those of the value and of each variable, `variables` those of the question by name. `forms` are matrix
    forms by layout: `numerator`, `denominator`, `vec`. `components` is the printed formula of one entry with its free
    indices, `stacked` how many of these stand for each axis (one for each where nothing is said), `differential` that
    in the changes of the one variable named beside it.
    """

    derivative: Array
    shapes: tuple[Shape, ...]
    variables: Mapping[str, Variable]
    forms: Mapping[str, MatrixForm]
    components: tuple[Formula, Sequence[tuple[str, Dimension]]] | None = None
    stacked: Sequence[int] = ()
    differential: tuple[MatrixForm, str] | None = None


@dataclass(frozen=True, slots=True)
class EverySize:
    """Which printed forms were compared with the component form, and why some are not known to equal it."""

    compared: tuple[str, ...]
    unproved: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def proved(self) -> bool | None:
        """Whether all forms hold for every size; None where there is no matrix form, and nothing to say."""
        if not set(self.compared) - {COMPONENTS}:
            return None
        return not self.unproved


_ATTEMPTS: tuple[Callable[[], Algebra], ...] = (
    lambda: Algebra(deep=False),
    lambda: with_closed_brackets(Algebra(deep=False)),
    lambda: Algebra(deep=True),
)


def for_every_size(answer: Answer) -> EverySize:
    """Compare the forms of an answer with its component form: as they stand, in brackets, in fewer functions.

    Where two normal forms are equal, the values are for all sizes. Where they differ nothing is known.
    """
    names = [*answer.forms]
    names += [COMPONENTS] if answer.components is not None else []
    names += [DIFFERENTIAL] if answer.differential is not None else []
    unproved = dict.fromkeys(names, "")
    for attempt in _ATTEMPTS:
        if unproved:
            unproved = dict(_unproved(answer, [*unproved], attempt()))
    return EverySize(tuple(names), MappingProxyType(unproved))


def _unproved(answer: Answer, names: Sequence[str], algebra: Algebra) -> Iterator[tuple[str, str]]:
    """Those of the forms that one comparison leaves unproved, with the reasons."""
    try:
        comparison = _Comparison(answer, algebra)
    except (Unclear, RecursionError) as reason:
        yield from ((name, f"the component form: {_said(reason)}") for name in names)
        return
    for name in names:
        try:
            if not comparison.holds(name):
                yield name, "the two are not known to be equal"
        except (Unclear, RecursionError) as reason:
            yield name, _said(reason)


def _said(reason: Unclear | RecursionError) -> str:
    return str(reason) if isinstance(reason, Unclear) else "it is nested too deeply"


class _Comparison:
    """The component form in the terms of an algebra, with which forms are compared."""

    def __init__(self, answer: Answer, algebra: Algebra) -> None:
        self.answer = answer
        self.algebra = algebra
        self.declared = Declared(answer.variables)
        self.places = [algebra.index(dimension) for dimension in answer.derivative.shape]
        self.reading = formula_reading(algebra, self.declared)
        self.expected = ArrayReading(algebra, self.declared).array(answer.derivative, self.places)
        self.collected = collected(self.expected, self.places)
        proper = iter([place for place in self.places if place.dimension != ONE])
        self.at = {
            (array, axis): next(proper)
            for array, shape in enumerate(answer.shapes)
            for axis, dimension in enumerate(shape)
            if dimension != ONE
        }

    def holds(self, name: str) -> bool:
        """Whether the form of this name is found to be equal."""
        self.algebra.left = MOST_WORK
        if name == COMPONENTS:
            return self._equal(self.collected, self._components(), self.places)
        if name == DIFFERENTIAL:
            return self._differential()
        rows, columns = map(self._side, sides(self.answer.shapes, name))
        return self._equal(self.collected, self.reading.form(self.answer.forms[name], rows, columns), self.places)

    def _side(self, axes: Axes) -> tuple[Index, ...]:
        return tuple(self.at[axis] for axis in axes)

    def _components(self) -> Terms:
        assert self.answer.components is not None
        formula, indices = self.answer.components
        if len(dict(indices)) < len(indices):
            raise Unclear("two indices of the component form have one name")
        bound: dict[str, Index] = {}
        ties: list[Terms] = []
        named = iter(indices)
        for place, count in zip(self.places, self.answer.stacked or (1,) * len(self.places), strict=True):
            here = [*islice(named, count)]
            if prod((dimension for _, dimension in here), start=ONE) != place.dimension:
                raise Unclear("the component form has other indices")
            parts = [place] if count == 1 else [self.algebra.index(dimension) for _, dimension in here]
            bound |= zip((name for name, _ in here), parts, strict=True)
            if count != 1:
                ties.append([Term(1, (fusion(place, parts),))])
        if [*named]:
            raise Unclear("the component form has other indices")
        found = self.algebra.product(replace(self.reading, bound=bound).scalar(formula), *ties)
        return self.algebra.summed(found, [index for index in bound.values() if index not in self.places])

    def _differential(self) -> bool:
        assert self.answer.differential is not None
        form, variable = self.answer.differential
        of_value, of_variable = ([place for (a, _), place in self.at.items() if a == array] for array in (0, 1))
        moved = change(self.algebra, variable, of_variable)
        expected = self.algebra.summed(self.algebra.product(self.expected, moved), of_variable)
        rows, columns = map(self._side, sides((self.answer.shapes[0],), Layout.NUMERATOR))
        given = self.reading.form(form, rows, columns)
        return self._equal(collected(expected, of_value), given, of_value)

    def _equal(self, expected: Mapping[str, Term], given: Terms, free: Sequence[Index]) -> bool:
        found = collected(given, free)
        if _numbers(expected) == _numbers(found):
            return True
        if not self.algebra.deep:
            return False
        difference = [*expected.values(), *self.algebra.scaled([*found.values()], -1)]
        return not without_quotients(self.algebra, [*collected(difference, free).values()], free)


def _numbers(terms: Mapping[str, Term]) -> dict[str, object]:
    return {text: term.coefficient for text, term in terms.items()}
