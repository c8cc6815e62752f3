"""Answers that hold for each slice of arrays with more than two axes, as a page shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

from jacobook.derivation import Derivation
from jacobook.derivation.slice_forms import EachInLayout, ForEach
from jacobook.document.pages.page import PageAnswer
from jacobook.document.pages.shape import ShapeBox
from jacobook.document.setting.mathematics import Mathematics, definition, mathematics
from jacobook.errors import Refused
from jacobook.layout.formulas.formula import Formula
from jacobook.layout.formulas.layouts import Layout
from jacobook.notation.sliced import Loop, for_each

_BEFORE = {"text": ", ", "spoken": ", ", "latex": " ", "typst": " "}


def for_each_slice(formula: Formula, loops: Sequence[Loop]) -> Mathematics:
    """A formula and for which slices it holds: GᵢWᵀ, for each i = 1, …, b."""
    plain = mathematics(formula)
    if not for_each(loops, "text"):
        return plain
    names = [field.name for field in fields(Mathematics)]
    return Mathematics(*(f"{getattr(plain, name)}{_BEFORE[name]}{for_each(loops, name)}" for name in names))


def formula_of(answer: ForEach) -> Mathematics:
    """The formula of an answer for each slice."""
    return for_each_slice(answer.form.formula, answer.loops)


def sliced_answers(derivation: Derivation) -> tuple[PageAnswer, PageAnswer]:
    """The derivative of each slice in both layouts. Raises `Refused` where operations tie the slices together."""
    if not derivation.slices:
        raise Refused(
            "a page shows arrays of more than two axes slice by slice, and here operations tie slices together",
            hint="the answer itself is given entry by entry",
        )
    numerator, denominator = derivation.slices
    return _answer(numerator, Layout.NUMERATOR), _answer(denominator, Layout.DENOMINATOR)


def _answer(answer: EachInLayout, layout: Layout) -> PageAnswer:
    try:
        code = answer.printed("numpy")
    except Refused:
        code = ""
    return PageAnswer(
        layout=layout,
        symbol=mathematics(answer.left),
        formula=formula_of(answer),
        definitions=tuple(map(definition, answer.form.definitions)),
        shape=ShapeBox.of(answer.form.formula.rows, answer.form.formula.columns),
        numpy=code,
        written_out=None,
    )
