"""The two layouts by name, and the choice of both: the one type by which code, options and files name a layout."""

from __future__ import annotations

from enum import StrEnum


class Layout(StrEnum):
    """Numerator layout: rows follow the outputs. Denominator layout: its transpose.

    A derivative lies in one of the two; `BOTH` is what a reader may choose to see. What lies in no layout in
    particular, such as a line of a derivation in components, has None.
    """

    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"
    BOTH = "both"

    @property
    def each(self) -> tuple[Layout, ...]:
        """The layouts that are chosen, numerator layout first."""
        return LAYOUTS if self is Layout.BOTH else (self,)

    def shows(self, layout: Layout | None) -> bool:
        """Whether what lies in a layout is seen where this one is chosen; what lies in none always is."""
        return layout is None or layout in self.each

    @property
    def words(self) -> str:
        """The name in a sentence: numerator layout, both layouts."""
        return f"{self} layouts" if self is Layout.BOTH else f"{self} layout"

    @property
    def other(self) -> Layout:
        """The layout of the transpose."""
        return {
            Layout.NUMERATOR: Layout.DENOMINATOR,
            Layout.DENOMINATOR: Layout.NUMERATOR,
            Layout.BOTH: Layout.BOTH,
        }[self]


LAYOUTS = (Layout.NUMERATOR, Layout.DENOMINATOR)
"""The two in which a derivative lies, in the order in which they are shown."""
