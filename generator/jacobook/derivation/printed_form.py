"""A matrix form as it is handed out: with its shape, and printed in every notation."""

from __future__ import annotations

from typing import ClassVar

from jacobook.depth import within_depth
from jacobook.display import Displayed
from jacobook.errors import Refused
from jacobook.language.dimension import Dimension
from jacobook.layout.formulas import formula as f
from jacobook.notation.notations import NOTATIONS


class PrintedForm(Displayed):
    """What has a matrix form in every notation, as `answer.latex` or `answer.numpy`; `names` are those in use."""

    __slots__ = ()

    called: ClassVar[str]
    """What a reader calls it: a backward pass."""
    form: f.MatrixForm
    names: frozenset[str]

    @property
    def prelude(self) -> str:
        """Code that must run before the code of the answer: none, since each is one expression."""
        return ""

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
        return NOTATIONS[notation].form(self._form_in(notation), self.names)

    def _form_in(self, notation: str) -> f.MatrixForm:  # noqa: ARG002 (a forward pass has other names in code)
        return self.form

    def code(self, notation: str) -> str | None:
        """The answer in a notation by name; None where that cannot say it."""
        try:
            return self.printed(notation)
        except Refused:
            return None

    def __getattr__(self, name: str) -> str:
        """The answer in each notation, as `answer.latex` or `answer.numpy`."""
        if name not in NOTATIONS:
            raise AttributeError(f"a {self.called} has no attribute {name!r}")
        return self.printed(name)

    def __dir__(self) -> list[str]:
        return [*object.__dir__(self), *NOTATIONS]
