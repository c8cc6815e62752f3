"""How search finds and shows a rule: its words, its question, and its first answers in MathML."""

from __future__ import annotations

from itertools import islice

from jacobook.answer_data import Entry
from jacobook.derivation import Derivation
from jacobook.document.pages.answer import Answer
from jacobook.errors import Refused
from jacobook.layout.formulas import formula as f
from jacobook.layout.formulas.layouts import Layout
from jacobook.notation import mathml, text

_MOST_ANSWERS = 3
_LONGEST = 2400
"""Of a longer formula, in characters of MathML, a result in a list shows nothing that could be read there."""


def finding(answer: Answer) -> Entry:
    """A rule as search knows it; formulas are insides of `math` elements, empty where too long for a list."""
    rule = answer.rule
    first = next(iter(answer.derivations.values()))
    return {
        "id": rule.id,
        "title": rule.title,
        "words": [*rule.tags, *rule.aliases],
        "aliases": list(rule.aliases),
        "expr": rule.expr,
        "text": text.to_text(first.value),
        "order": first.order,
        "chapter": rule.chapter,
        "value": _short(mathml.to_mathml(first.value)),
        "derivatives": list(islice(map(_derivative, answer.derivations.values()), _MOST_ANSWERS)),
    }


def _derivative(derivation: Derivation) -> Entry:
    """The symbol of a derivative, and its form in each layout."""
    forms = {layout: _form(derivation, layout) for layout in (Layout.NUMERATOR, Layout.DENOMINATOR)}
    form = next((form for form in forms.values() if form is not None), None)
    return {
        "by": [variable.name for variable in derivation.wrt],
        "symbol": mathml.to_mathml(derivation.question.partial(form.formula)) if form is not None else "",
        **{str(layout): _short(mathml.form(form)) if form is not None else "" for layout, form in forms.items()},
    }


def _form(derivation: Derivation, layout: Layout) -> f.MatrixForm | None:
    try:
        return (derivation.numerator if layout is Layout.NUMERATOR else derivation.denominator).form
    except Refused:
        return None


def _short(formula: str) -> str:
    return formula if len(formula) <= _LONGEST else ""
