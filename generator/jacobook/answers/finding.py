"""How search finds and shows a rule: its words, its question, and its first answers in MathML."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from jacobook.answer_data import Entry
from jacobook.derivation import Derivation
from jacobook.display import escaped, html_words
from jacobook.document.pages.answer import Answer
from jacobook.document.pages.page import RulePage
from jacobook.errors import Refused
from jacobook.layout.formulas import formula as f
from jacobook.layout.formulas.layouts import Layout
from jacobook.layout.formulas.statement import symbol
from jacobook.notation import mathml, text
from jacobook.notation.clause import worded
from jacobook.notation.condition import sentence
from jacobook.notation.options import BOOK, Notation

_MOST_ANSWERS = 3
_LONGEST = 2400
"""Of a longer formula, in characters of MathML, a result in a list shows nothing that could be read there."""


def finding(answer: Answer, page: RulePage, notation: Notation = BOOK) -> Entry:
    """A rule as search knows it, its formulas in a notation; what its page assumes, and its conditions, are HTML.

    Formulas are insides of `math` elements, and empty where too long for a list.
    """
    rule = answer.rule
    first = next(iter(answer.derivations.values()))
    shown = islice(answer.derivations.values(), _MOST_ANSWERS)
    return {
        "id": rule.id,
        "title": rule.title,
        "tags": list(rule.tags),
        "aliases": list(rule.aliases),
        "expr": rule.expr,
        "text": text.to_text(first.value),
        "order": first.order,
        "value": _short(mathml.to_mathml(first.value, notation)),
        "assumed": ", ".join(_assumed(answer, page, notation)),
        "condition": escaped(page.condition),
        "derivatives": [_derivative(derivation, notation) for derivation in shown],
    }


def _assumed(answer: Answer, page: RulePage, notation: Notation) -> Iterator[str]:
    """What is declared of the variables: X invertible."""
    variables = {name: each for one in answer.derivations.values() for name, each in one.variables.items()}
    for variable in page.assumed:
        name = worded([symbol(variables[variable.name])], notation)
        yield html_words([*name, " " + ", ".join(variable.properties)])


def _derivative(derivation: Derivation, notation: Notation) -> Entry:
    """The symbol of a derivative, its form in each layout, and in HTML when it holds."""
    forms = {layout: _form(derivation, layout) for layout in (Layout.NUMERATOR, Layout.DENOMINATOR)}
    form = next((form for form in forms.values() if form is not None), None)
    return {
        "by": [variable.name for variable in derivation.wrt],
        "symbol": "" if form is None else mathml.to_mathml(derivation.question.partial(form.formula), notation),
        **{str(at): "" if form is None else _short(mathml.form(form, notation)) for at, form in forms.items()},
        "conditions": html_words(worded(sentence(derivation.conditions), notation)),
    }


def _form(derivation: Derivation, layout: Layout) -> f.MatrixForm | None:
    try:
        return (derivation.numerator if layout is Layout.NUMERATOR else derivation.denominator).form
    except Refused:
        return None


def _short(formula: str) -> str:
    return formula if len(formula) <= _LONGEST else ""
