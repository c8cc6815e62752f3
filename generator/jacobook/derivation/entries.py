"""One entry of a derivative in indices, ∂y_i/∂x_j, and the names that its indices have."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from jacobook.calculus.index_form import Array
from jacobook.depth import within_depth
from jacobook.derivation.forms import Components
from jacobook.derivation.index_form import IndexForm
from jacobook.errors import Refused
from jacobook.language.dimension import Dimension, proper_axes
from jacobook.layout.forms.components import ComponentReading, index_names, stacked_axes, stacked_names
from jacobook.layout.forms.network import NoMatrixForm
from jacobook.layout.forms.reading import Reading
from jacobook.layout.formulas import formula as f
from jacobook.layout.formulas.stacked_index import Index
from jacobook.layout.formulas.symbols import differentiated
from jacobook.proof.verdict.judging import ValueComponents

MOST_FACTORS_SAID = 60


@dataclass(frozen=True)
class Entries:
    """The component form of a derivative and of the value that is differentiated."""

    index_form: IndexForm
    reading: Reading

    @cached_property
    def _components_reading(self) -> ComponentReading:
        return ComponentReading(self.reading, self.index_form.question.avoided)

    @cached_property
    def _named_axes(self) -> tuple[tuple[tuple[tuple[str, Dimension], ...], Index], ...]:
        """For each axis of the derivative its names, with what they run to, and the index that they make."""
        derivative = self.index_form.derivative
        stacked = stacked_axes(self.index_form.value) | stacked_axes(derivative)
        letters = iter(index_names(4 * derivative.rank, self.index_form.question.avoided))
        named = (stacked_names(stacked.get(axis, length), letters) for axis, length in enumerate(derivative.shape))
        return tuple((tuple(names), index) for names, index in named)

    @cached_property
    def _names(self) -> tuple[Index, ...]:
        return tuple(index for _, index in self._named_axes)

    def written(self, array: Array) -> f.Formula:
        """One entry of an array whose indices are the first ones of the derivative. Raises `NoMatrixForm`."""
        return self._components_reading.array(array, self._names[: array.rank])

    def partial(self, order: int) -> f.Formula:
        """The symbol of an entry after so many differentiations: y_i, ∂y_i/∂x_j."""
        question = self.index_form.question
        value = self._entry(question.value_symbol, 0)
        if order == 0:
            return value
        position, entries = len(proper_axes(question.expression.shape)), []
        for variable in question.wrt[:order]:
            entries.append(self._entry(differentiated(variable), position))
            position += len(proper_axes(variable.shape))
        return f.Partial(value, tuple(entries), total=question.is_total)

    def _entry(self, of: f.Formula, start: int) -> f.Formula:
        count = (len(of.lengths) if isinstance(of, f.Symbol) else 0) or f.axes(of)
        return f.Entry(of, self._names[start : start + count]) if count else of

    @cached_property
    @within_depth
    def components(self) -> Components:
        """One entry of the derivative. Raises `Refused` only if a part of it has no notation."""
        question = self.index_form.question
        try:
            formula = self.written(self.index_form.derivative)
        except NoMatrixForm as reason:
            told = f"the entries of the derivative of {question.source} have no notation: {reason}"
            raise Refused(told) from None
        axes = [axis for axis, _ in self._named_axes]
        return Components(self.partial(question.order), formula, sum(axes, start=()), tuple(map(len, axes)))

    @property
    def found(self) -> Components | None:
        """The component form, or None where it is refused."""
        try:
            return self.components
        except Refused:
            return None

    @property
    def are_short(self) -> bool:
        """Whether the component form is short enough for a message."""
        return sum(len(term.factors) for term in self.index_form.derivative.terms) <= MOST_FACTORS_SAID

    @cached_property
    @within_depth
    def of_value(self) -> ValueComponents | None:
        """One entry of the value that is differentiated, with its indices; None where no component form shows it."""
        value = self.index_form.value
        try:
            formula = self.written(value)
        except NoMatrixForm:
            return None
        axes = [axis for axis, _ in self._named_axes[: value.rank]]
        return formula, sum(axes, start=()), tuple(map(len, axes))
