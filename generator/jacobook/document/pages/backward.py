"""What a page says of the backward pass: the gradient by a variable, given the upstream gradient of the value."""

from __future__ import annotations

from dataclasses import dataclass

from jacobook.derivation import BackwardAnswer, Derivation
from jacobook.document.pages.condition import NO_CONDITIONS, PageConditions, page_conditions
from jacobook.document.pages.shape import ShapeBox
from jacobook.document.setting.mathematics import Mathematics, definition, equation, mathematics
from jacobook.language.dimension import Shape, proper_axes
from jacobook.layout.formulas import formula as f
from jacobook.layout.formulas.layouts import Layout
from jacobook.layout.formulas.statement import named
from jacobook.proof.verdict.certificate import unless_refused


@dataclass(frozen=True, slots=True)
class PageGradient:
    """The gradient in one layout: its symbol, its formula with the names used there, its shape."""

    layout: Layout
    symbol: Mathematics
    formula: Mathematics
    definitions: tuple[Mathematics, ...]
    shape: ShapeBox
    upstream_shape: ShapeBox

    @property
    def equation(self) -> Mathematics:
        """∂L/∂X and what it is."""
        return equation(self.symbol, self.formula)


@dataclass(frozen=True, slots=True)
class PageBackward:
    """The backward pass in both layouts; `upstream` is G = ∂L/∂Y, which in numerator layout is transposed as well.

    `conditions` are those that the derivative does not have; `checked` is what was checked, and `verdict` that in a few
    words.
    """

    upstream: Mathematics
    numerator: PageGradient
    denominator: PageGradient
    conditions: PageConditions = NO_CONDITIONS
    checked: str = ""
    verdict: str = ""

    @property
    def same(self) -> bool:
        """Whether the layouts make no difference."""
        one, other = self.numerator, self.denominator
        return (one.formula, one.shape) == (other.formula, other.shape) and self.same_upstream

    @property
    def same_upstream(self) -> bool:
        """Whether the upstream gradient has one shape in both layouts."""
        return self.numerator.upstream_shape == self.denominator.upstream_shape

    def shown(self, layout: Layout = Layout.BOTH) -> tuple[PageGradient, ...]:
        """The gradients in a layout, or in both, in the order of the answers; one where they are the same."""
        if layout != Layout.BOTH:
            return (self.numerator if layout == Layout.NUMERATOR else self.denominator,)
        return (self.denominator,) if self.same else (self.numerator, self.denominator)


def page_backward(derivation: Derivation, upstream: str = "", *, of_numbers: bool = False) -> PageBackward | None:
    """The backward pass of a first derivative; None where there is none.

    Of a number, whose gradient is only multiplied by that of L, it is shown where it is asked for (`of_numbers`).
    """
    shape = derivation.expression.shape
    if derivation.order != 1 or not (of_numbers or proper_axes(shape)):
        return None
    answer = unless_refused(lambda: derivation.backward_given(upstream))
    if answer is None:
        return None
    given = named(answer.upstream, shape)
    assert isinstance(answer.left, f.Partial)
    left = f.Partial(answer.left.value, (derivation.value_symbol,), given.rows, given.columns)
    return PageBackward(
        equation(mathematics(given), mathematics(left)),
        _gradient(answer.numerator, Layout.NUMERATOR, shape),
        _gradient(answer, Layout.DENOMINATOR, shape),
        page_conditions([one for one in answer.conditions if not one.is_said_by(derivation.conditions)]),
        answer.certificate.sentence if answer.certificate else "",
        answer.certificate.verdict if answer.certificate else "",
    )


def _gradient(answer: BackwardAnswer, layout: Layout, shape: Shape) -> PageGradient:
    rows, columns = named("G", shape).rows, named("G", shape).columns
    upright = layout is Layout.DENOMINATOR
    return PageGradient(
        layout,
        mathematics(answer.left),
        mathematics(answer.formula),
        tuple(map(definition, answer.definitions)),
        ShapeBox.of(answer.formula.rows, answer.formula.columns),
        ShapeBox.of(rows, columns) if upright else ShapeBox.of(columns, rows),
    )
