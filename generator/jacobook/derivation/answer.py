"""The answer: every form of a derivative, each worked out when it is first asked for. None of them is proved here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from jacobook.calculus.index_form import Array
from jacobook.depth import within_depth
from jacobook.derivation.entries import Entries
from jacobook.derivation.forms import Components, DifferentialAnswer
from jacobook.derivation.index_form import IndexForm
from jacobook.derivation.question import Question
from jacobook.errors import Refused
from jacobook.language.dimension import proper_axes
from jacobook.layout.forms.composites import recognise
from jacobook.layout.forms.counting import number_word, ordinal_word
from jacobook.layout.forms.derivative_symbols import in_layout
from jacobook.layout.forms.differential import differential
from jacobook.layout.forms.factors import with_names
from jacobook.layout.forms.network import NoMatrixForm
from jacobook.layout.forms.orientation import Orientation, matrix_form, orientation
from jacobook.layout.forms.reading import Reading
from jacobook.layout.formulas import formula as f
from jacobook.layout.formulas.layouts import Layout
from jacobook.notation.einsum import to_einsum


@dataclass(frozen=True)
class Answer:
    """The matrix forms of a derivative, its vec form, its array form, its differential and its entries."""

    question: Question

    @cached_property
    def reading(self) -> Reading:
        """What reads index forms as formulas, and remembers what it has read."""
        return Reading()

    @cached_property
    def index_form(self) -> IndexForm:
        return IndexForm(self.question)

    @cached_property
    def entries(self) -> Entries:
        return Entries(self.index_form, self.reading)

    @property
    def value(self) -> f.Formula:
        """The expression as its author wrote it, vectors as columns."""
        return self.question.value

    @property
    def value_symbol(self) -> f.Formula:
        """A name for the value, none that the expression uses: y, or 𝐲, or Y."""
        return self.question.value_symbol

    @property
    def components(self) -> Components | None:
        """The component form, or None where it is refused."""
        return self.entries.found

    @property
    def _has_no_layout(self) -> bool:
        return self.question.order > 2 and self.index_form.derivative.rank > 2

    def _orientation(self, layout: Layout) -> Orientation:
        derivative, order = self.index_form.derivative, self.question.order
        if self._has_no_layout:
            # Of a number by vectors every derivative of this order has as many; of others this one has.
            one = "a" if derivative.rank == order else "this"
            raise NoMatrixForm(f"{one} {ordinal_word(order)} derivative has {number_word(derivative.rank)} indices")
        shapes = tuple(variable.shape for variable in self.question.wrt)
        return orientation(self.question.expression.shape, shapes, layout)

    def _oriented(self, where: Orientation) -> f.MatrixForm:
        return matrix_form(self.reading, self.index_form.derivative, where, self.question.avoided)

    @within_depth
    def _in_layout(self, layout: Layout) -> f.MatrixForm:
        try:
            form = self._oriented(self._orientation(layout))
            return in_layout(form, layout) if self.question.parsed.functions else form
        except NoMatrixForm as reason:
            refused = Refused(f"no matrix form: {reason}")
            if self.entries.are_short and (components := self.components):
                refused.hint = f"in components, {components.text}"
                refused.components = components.latex
            raise refused from None

    @cached_property
    def numerator(self) -> f.MatrixForm:
        """The form in numerator layout. Raises `Refused` where there is none."""
        return self._in_layout(Layout.NUMERATOR)

    @cached_property
    def denominator(self) -> f.MatrixForm:
        """The form in denominator layout. Raises `Refused` where there is none."""
        return self._in_layout(Layout.DENOMINATOR)

    @cached_property
    def layouts(self) -> dict[Layout, f.MatrixForm]:
        """The forms in both layouts, or none where they are refused."""
        try:
            return {Layout.NUMERATOR: self.numerator, Layout.DENOMINATOR: self.denominator}
        except Refused:
            return {}

    @property
    def printed(self) -> dict[Layout, f.MatrixForm]:
        """The forms in both layouts as they are printed."""
        return self.layouts

    @property
    def turned(self) -> str:
        """The name of what numerator layout has transposed under the same name; empty where there is nothing such."""
        return ""

    @cached_property
    @within_depth
    def vec(self) -> f.MatrixForm | None:
        """∂vec(value)/∂vec(variable), columns stacked, where the value or the variable is a matrix; else None.

        Of second derivatives the value is the first derivative. Raises `Refused` where there is no such form.
        """
        rank = self.index_form.derivative.rank
        axes = [self.index_form.value.rank, *(len(proper_axes(variable.shape)) for variable in self.question.wrt)]
        value = tuple(range(rank - axes[-1]))
        if max(axes) < 2 or len(value) > 2 or self._has_no_layout:
            return None
        where = Orientation(value[::-1], tuple(range(len(value), rank))[::-1])
        try:
            form = self._oriented(where)
        except NoMatrixForm as reason:
            raise Refused(f"{self.question.asked} has no vec form: {reason}") from None
        return in_layout(form, Layout.NUMERATOR)

    @cached_property
    def entire(self) -> Array:
        """The derivative with all its axes as it is printed: a softmax, whose exponentials overflow, by its name."""
        return recognise(self.index_form.derivative)

    @cached_property
    @within_depth
    def array(self) -> str:
        """The derivative as NumPy code with all its axes, the value's first: a sum of Einstein sums.

        Raises `Refused` where a factor cannot be written so.
        """
        try:
            return to_einsum(self.entire, self.reading, self.question.names)
        except NoMatrixForm as reason:
            raise self.without_array(reason) from None

    def without_array(self, reason: NoMatrixForm) -> Refused:
        """The refusal of an array form."""
        return Refused(f"{self.question.asked} has no array form: {reason}")

    @cached_property
    @within_depth
    def differential(self) -> DifferentialAnswer:
        """The first differential in all variables of `wrt`. Raises `Refused` without a form."""
        question, tensors = self.question, tuple(dict.fromkeys(self.index_form.tensors))
        try:
            formula = differential(self.reading, self.index_form.value, tensors, shape=question.expression.shape)
            form = with_names(formula, question.avoided)
        except NoMatrixForm as reason:
            raise Refused(f"no matrix form for the differential of {question.source}: {reason}") from None
        return DifferentialAnswer(f.Differential(question.value_symbol), in_layout(form, Layout.NUMERATOR))

    @property
    def found_differential(self) -> DifferentialAnswer | None:
        """The differential, or None where it is refused."""
        try:
            return self.differential
        except Refused:
            return None
