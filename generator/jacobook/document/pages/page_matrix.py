"""What a page shows of a derivative that is written out entry by entry."""

from __future__ import annotations

from dataclasses import dataclass

from jacobook.document.setting.mathematics import Mathematics
from jacobook.layout.formulas.layouts import Layout


@dataclass(frozen=True, slots=True)
class PageMatrix:
    """The derivative written out in each layout, as one equation; `same` where both layouts are one matrix."""

    numerator: Mathematics
    denominator: Mathematics

    @property
    def same(self) -> bool:
        return self.numerator.latex == self.denominator.latex

    def answer(self, layout: Layout) -> Mathematics:
        """That of one layout."""
        return self.numerator if layout == Layout.NUMERATOR else self.denominator
