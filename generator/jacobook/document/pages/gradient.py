"""What a page says of the backward pass: the gradient by a variable, given the upstream gradient of the value."""

from __future__ import annotations

from dataclasses import dataclass

from jacobook.document.pages.condition import NO_CONDITIONS, PageConditions
from jacobook.document.pages.shape import ShapeBox
from jacobook.document.setting.mathematics import Mathematics, equation
from jacobook.layout.formulas.layouts import Layout

LONGEST_BESIDE = 44
"""In characters: how much of a formula fits into half the width of a page."""


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

    `given` is the name G alone.
    `conditions` are those that the derivative does not have; `checked` is what was checked, `verdict` that in a few
    words, and `reach` what the proof reaches.
    """

    upstream: Mathematics
    given: Mathematics
    numerator: PageGradient
    denominator: PageGradient
    conditions: PageConditions = NO_CONDITIONS
    checked: str = ""
    verdict: str = ""
    reach: str = ""

    @property
    def same(self) -> bool:
        """Whether the layouts make no difference."""
        one, other = self.numerator, self.denominator
        return (one.formula, one.shape) == (other.formula, other.shape) and self.same_upstream

    @property
    def same_upstream(self) -> bool:
        """Whether the upstream gradient has one shape in both layouts."""
        return self.numerator.upstream_shape == self.denominator.upstream_shape

    @property
    def gradients(self) -> tuple[PageGradient, PageGradient]:
        """Numerator layout first."""
        return (self.numerator, self.denominator)

    @property
    def wide(self) -> bool:
        """Whether the two gradients are too long to stand side by side."""
        return not self.same and any(len(gradient.equation.text) > LONGEST_BESIDE for gradient in self.gradients)

    def shown(self, layout: Layout = Layout.BOTH) -> tuple[PageGradient, ...]:
        """The gradients in a layout, or in both, in the order of the answers; one where they are the same."""
        if layout != Layout.BOTH:
            return (self.numerator if layout == Layout.NUMERATOR else self.denominator,)
        return (self.denominator,) if self.same else (self.numerator, self.denominator)
