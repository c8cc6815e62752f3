"""The forms of an answer, as they are handed out: in a layout, in components, as a differential."""

from __future__ import annotations

from dataclasses import dataclass

from jacobook.depth import within_depth
from jacobook.errors import Refused
from jacobook.language.dimension import Dimension
from jacobook.layout import formula as f
from jacobook.layout.layouts import Layout
from jacobook.notation import latex, spoken, text, typst
from jacobook.notation.notations import NOTATIONS


@dataclass(frozen=True, slots=True, repr=False)
class LayoutAnswer:
    """A derivative in one layout, with every notation it can be printed in; `names` are those of the question."""

    layout: Layout
    form: f.MatrixForm
    names: frozenset[str] = frozenset()
    proved: bool = True

    def __repr__(self) -> str:
        return f"<{self.layout} layout, {'×'.join(self.shape)}: {self.text}{'' if self.proved else ', not proved'}>"

    @property
    def formula(self) -> f.Formula:
        return self.form.formula

    @property
    def definitions(self) -> tuple[f.Definition, ...]:
        return self.form.definitions

    @property
    def rows(self) -> Dimension:
        return self.form.formula.rows

    @property
    def columns(self) -> Dimension:
        return self.form.formula.columns

    @property
    def shape(self) -> tuple[str, str]:
        """Rows and columns, as dimension names, numbers and products of them."""
        return str(self.rows), str(self.columns)

    @within_depth
    def printed(self, notation: str) -> str:
        """The answer in a notation by name. Raises `Refused` where that cannot say it, as NumPy cannot say ∂u/∂x."""
        return NOTATIONS[notation].form(self.form, self.names)

    def code(self, notation: str) -> str | None:
        """The answer in a notation by name; None where that cannot say it."""
        try:
            return self.printed(notation)
        except Refused:
            return None

    def __getattr__(self, name: str) -> str:
        """The answer in each notation, as `answer.latex` or `answer.numpy`."""
        if name not in NOTATIONS:
            raise AttributeError(f"a derivative in a layout has no attribute {name!r}")
        return self.printed(name)

    def __dir__(self) -> list[str]:
        return [*object.__dir__(self), *NOTATIONS]


@dataclass(frozen=True, slots=True)
class Components:
    """One entry of a derivative, ∂y_i/∂x_j = formula; `indices` are the free ones, the value's first.

    `stacked` says how many of them stand for each axis: two for an axis that vec or ⊗ makes, (i − 1)n + k.
    """

    left: f.Formula
    formula: f.Formula
    indices: tuple[tuple[str, Dimension], ...]
    stacked: tuple[int, ...]

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


@dataclass(frozen=True, slots=True)
class DifferentialAnswer:
    """The differential of a value in terms of the changes of the variables, dy = xᵀ(A + Aᵀ) dx."""

    left: f.Formula
    form: f.MatrixForm

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
