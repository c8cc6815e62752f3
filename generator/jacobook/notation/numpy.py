"""NumPy code, with SciPy's special functions where they keep the digits that a formula would lose."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar

from jacobook.language.functions import MATRIX_FUNCTIONS
from jacobook.layout.formula import Formula, MatrixForm
from jacobook.notation.array_code import ArrayPrinter
from jacobook.notation.bound_names import parts
from jacobook.notation.code import Binding, Code, CodeFunction

_SAME = ("exp", "log", "sin", "cos", "tan", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh", "sqrt", "abs", "sign")


class NumpyPrinter(ArrayPrinter):
    """Formulas as NumPy code, for `np` and `scipy`."""

    module: ClassVar[str] = "np"
    medium: ClassVar[str] = "NumPy"
    reserved: ClassVar[frozenset[str]] = frozenset({"np", "scipy"})
    matrix_functions: ClassVar[dict[str, str]] = {name: f"scipy.linalg.{name}" for name in MATRIX_FUNCTIONS}
    functions: ClassVar[dict[str, CodeFunction]] = {
        **{name: CodeFunction(f"np.{name}({{0}})") for name in _SAME},
        "erf": CodeFunction("scipy.special.erf({0})"),
        "sigmoid": CodeFunction("scipy.special.expit({0})"),
        "softplus": CodeFunction("np.logaddexp(0, {0})"),
        "relu": CodeFunction("np.maximum({0}, 0)"),
        "gelu": CodeFunction("{0} * scipy.special.ndtr({0})", Binding.TERM),
        "silu": CodeFunction("{0} * scipy.special.expit({0})", Binding.TERM),
        "maximum": CodeFunction("np.maximum({0}, {1})"),
        "minimum": CodeFunction("np.minimum({0}, {1})"),
        "prod": CodeFunction("np.prod({0})"),
        "softmax": CodeFunction("scipy.special.softmax({0})"),
        "log_softmax": CodeFunction("scipy.special.log_softmax({0})"),
        "logsumexp": CodeFunction("scipy.special.logsumexp({0})"),
    }

    def created(self, name: str, *arguments: str) -> Code:
        return self.library(name, *arguments)

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
