"""NumPy code, with SciPy's special functions where they keep the digits that a formula would lose."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar

from jacobook.layout.formulas.formula import Formula, MatrixForm
from jacobook.notation.array_code import ArrayPrinter
from jacobook.notation.bound_names import parts
from jacobook.notation.code import Code


class NumpyPrinter(ArrayPrinter):
    """Formulas as NumPy code, for `np` and `scipy`."""

    notation: ClassVar[str] = "numpy"
    module: ClassVar[str] = "np"
    medium: ClassVar[str] = "NumPy"
    reserved: ClassVar[frozenset[str]] = frozenset({"np", "scipy"})

    def created(self, name: str, *arguments: str) -> Code:
        return self.library(name, *arguments)

    def triangular_solved(self, system: str, right: str, rank: int, *, lower: bool) -> Code:  # noqa: ARG002
        return Code(f"scipy.linalg.solve_triangular({system}, {right}{', lower=True' if lower else ''})")

    def indicator(self, condition: str, *, array: bool) -> Code:  # noqa: ARG002 (`where` takes numbers too)
        return self.library("where", condition, "1.0", "0.0")


def to_numpy(formula: Formula, question: Collection[str] = ()) -> str:
    """A formula as one NumPy expression; `question` are the names of whatever stands beside it.

    Raises `Refused` for entries, sums over indices and derivatives' symbols, and for what is named as the library is.
    """
    return NumpyPrinter.naming([formula], question).code(formula)


def form(answer: MatrixForm, question: Collection[str] = ()) -> str:
    """An answer as one NumPy expression. Raises `Refused`."""
    return NumpyPrinter.naming(parts(answer.definitions, answer.formula), question).form(answer)


__all__ = ["NumpyPrinter", "form", "to_numpy"]
