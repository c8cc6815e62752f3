"""The forms of an answer, as they are handed out: in a layout, in components, as a differential."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, ClassVar

from jacobook.answer_display import view_of_components, view_of_differential, view_of_layout
from jacobook.depth import within_depth
from jacobook.derivation.printed_form import PrintedForm
from jacobook.display import Displayed, View
from jacobook.language.dimension import Dimension
from jacobook.layout.formulas import formula as f
from jacobook.layout.formulas.layouts import Layout
from jacobook.notation import latex, spoken, text, typst
from jacobook.running.arguments import Arguments
from jacobook.running.derivative import function_in_layout


@dataclass(frozen=True, slots=True, repr=False)
class LayoutAnswer(PrintedForm):
    """A derivative in one layout, with every notation it can be printed in; `names` are those of the question.

    `arguments` are what it is a function of.
    """

    called: ClassVar[str] = "derivative in a layout"

    layout: Layout
    form: f.MatrixForm
    names: frozenset[str] = frozenset()
    proved: bool = True
    arguments: Arguments = field(default=Arguments(()), compare=False)

    def __repr__(self) -> str:
        return f"<{self.layout} layout, {'×'.join(self.shape)}: {self.text}{'' if self.proved else ', not proved'}>"

    def _view(self) -> View:
        return view_of_layout(self, repr(self))

    @within_depth
    def function(self, library: str | ModuleType = "numpy") -> Callable[..., Any]:
        """The answer as a function of arrays, for "numpy", "jax" or "torch"; its `__doc__` tells the shapes.

        Its arguments are the variables of the question, by position or by name. The result has the rows and columns of
        `shape`; where the value and the variables have one axis together, as for a gradient, it is a vector, and where
        they have none a number, so that `x - step * gradient(x=x)` is what it says. Raises `Refused` where the library
        cannot say the answer, and `JacobookError` where it is missing; the function raises that for other shapes.

        >>> from jacobook import derive
        >>> derive("x @ A @ x", wrt="x").denominator.function()([1.0, 0.0], [[1.0, 2.0], [3.0, 4.0]]).tolist()
        [2.0, 5.0]
        """
        title = f"in {self.layout} layout{'' if self.proved else ', not proved'}"
        return function_in_layout(self, title, self.arguments, library)


@dataclass(frozen=True, slots=True, repr=False)
class Components(Displayed):
    """One entry of a derivative, ∂y_i/∂x_j = formula; `indices` are the free ones, the value's first.

    `stacked` says how many of them stand for each axis: two for an axis that vec or ⊗ makes, (i − 1)n + k.
    """

    left: f.Formula
    formula: f.Formula
    indices: tuple[tuple[str, Dimension], ...]
    stacked: tuple[int, ...]

    def _view(self) -> View:
        return view_of_components(self, f"<one entry: {self.text}>")

    @property
    def latex(self) -> str:
        return f"{latex.to_latex(self.left)} = {latex.to_latex(self.formula)}"

    @property
    def typst(self) -> str:
        return f"{typst.to_typst(self.left)} = {typst.to_typst(self.formula)}"

    @property
    def text(self) -> str:
        return f"{text.to_text(self.left)} = {text.to_text(self.formula)}"

    @property
    def spoken(self) -> str:
        return f"{spoken.to_spoken(self.left)} equals {spoken.to_spoken(self.formula)}"


@dataclass(frozen=True, slots=True, repr=False)
class DifferentialAnswer(Displayed):
    """The differential of a value in terms of the changes of the variables, dy = xᵀ(A + Aᵀ) dx."""

    left: f.Formula
    form: f.MatrixForm

    def _view(self) -> View:
        return view_of_differential(self.left, self.form, f"<differential: {self.text}>")

    @property
    def formula(self) -> f.Formula:
        return self.form.formula

    @property
    def definitions(self) -> tuple[f.Definition, ...]:
        return self.form.definitions

    @property
    def latex(self) -> str:
        return f"{latex.to_latex(self.left)} = {latex.form(self.form)}"

    @property
    def typst(self) -> str:
        return f"{typst.to_typst(self.left)} = {typst.form(self.form)}"

    @property
    def text(self) -> str:
        return f"{text.to_text(self.left)} = {text.form(self.form)}"

    @property
    def spoken(self) -> str:
        return f"{spoken.to_spoken(self.left)} equals {spoken.form(self.form)}"
