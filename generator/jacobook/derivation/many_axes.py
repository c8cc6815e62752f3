"""The forms of a derivative in which an array has more than two axes: in components, and as Einstein sums."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn

from jacobook.derivation.answer import Answer
from jacobook.errors import Refused
from jacobook.layout.forms.network import NoMatrixForm
from jacobook.layout.forms.orientation import Orientation
from jacobook.layout.formulas import formula as f
from jacobook.layout.formulas.layouts import Layout

REASON = "an array of more than two axes has no rows and columns"


@dataclass(frozen=True)
class ArrayAnswer(Answer):
    """The forms that need no rows and columns: the entries and the array. The value is that of one entry."""

    def _orientation(self, layout: Layout) -> Orientation:  # noqa: ARG002 (there is none in either layout)
        raise NoMatrixForm(REASON)

    @property
    def value(self) -> f.Formula:
        """One entry of the expression. Raises `Refused` where it has no notation."""
        found = self.entries.of_value
        if found is None:
            raise Refused(f"the entries of {self.question.source} have no notation")
        return found[0]

    @property
    def value_symbol(self) -> f.Formula:
        """The symbol of one entry of the value."""
        return self.entries.partial(0)

    @property
    def vec(self) -> None:
        """There is none: vec stacks the columns of a matrix."""

    @property
    def differential(self) -> NoReturn:
        """Raises `Refused`: it would be a product of matrices."""
        raise Refused(f"no matrix form for the differential of {self.question.source}: {REASON}")
