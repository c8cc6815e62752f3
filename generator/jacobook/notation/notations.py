"""Every notation in which an answer is printed, each registered here once.

The command line, the data of an answer and `answer.numerator.…` in Python offer what stands here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from jacobook.layout.formulas.formula import MatrixForm
from jacobook.notation import jax, latex, numpy, spoken, sympy, text, torch, typst
from jacobook.notation.array_code import ArrayPrinter
from jacobook.notation.bound_names import parts
from jacobook.notation.julia import JuliaPrinter
from jacobook.notation.mathematics import MathematicsPrinter
from jacobook.notation.matrix_code import MatrixCodePrinter


@dataclass(frozen=True, slots=True)
class PrintedNotation:
    """A notation by the name that it is asked for.

    `form` prints an answer to a question with certain names, and raises `Refused` for what the notation cannot say. A
    notation that is `worded` has words beside formulas; `remark` is how it begins a remark.
    """

    name: str
    form: Callable[[MatrixForm, Collection[str]], str]
    remark: str
    worded: bool = False


def _for_people(name: str, printer: type[MathematicsPrinter], remark: str = "#") -> PrintedNotation:
    return PrintedNotation(name, lambda form, _: printer().form(form), remark, worded=True)


def _code(name: str, printer: type[ArrayPrinter | MatrixCodePrinter], remark: str = "#") -> PrintedNotation:
    def form(answer: MatrixForm, question: Collection[str]) -> str:
        return printer.naming(parts(answer.definitions, answer.formula), question).form(answer)

    return PrintedNotation(name, form, remark)


NOTATIONS: dict[str, PrintedNotation] = {
    notation.name: notation
    for notation in (
        _for_people("latex", latex.LatexPrinter, "%"),
        _for_people("typst", typst.TypstPrinter, "//"),
        _for_people("text", text.TextPrinter),
        _for_people("spoken", spoken.SpokenPrinter),
        _code("numpy", numpy.NumpyPrinter),
        _code("jax", jax.JaxPrinter),
        _code("torch", torch.TorchPrinter),
        _code("sympy", sympy.SympyPrinter),
        _code("julia", JuliaPrinter),
    )
}

WORDED = tuple(name for name, notation in NOTATIONS.items() if notation.worded)
"""The notations that have words beside formulas."""

__all__ = ["NOTATIONS", "WORDED", "PrintedNotation"]
