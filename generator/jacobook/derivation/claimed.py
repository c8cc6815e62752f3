"""A question as claims are held against it: with its derivative in index form, and with its forms by name."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace

from jacobook.claims.asked import Asked
from jacobook.claims.forms import DIFFERENTIAL
from jacobook.derivation.answer import Answer
from jacobook.derivation.paired import paired
from jacobook.derivation.pullback import Pullback
from jacobook.derivation.question import Question
from jacobook.errors import JacobookError, Refused
from jacobook.language.expression import Expression, Variable, applied_declared, variables
from jacobook.layout.conditions.condition import FORM
from jacobook.layout.forms.network import NoMatrixForm
from jacobook.layout.formulas.formula import Formula, MatrixForm
from jacobook.notation.condition import PrintableCondition
from jacobook.proof.every_size.sides import VEC
from jacobook.proof.verdict.necessity import needed
from jacobook.proof.verdict.questions import Indices


def asked_of(question: Question, answer: Answer | None = None, upstream: str = "") -> Asked:
    """The question with what claims are compared with, each worked out when it is asked for."""
    answered = answer or Answer(question)

    def forms() -> Mapping[str, MatrixForm]:
        found = {str(layout): form for layout, form in answered.layouts.items()}
        with suppress(Refused, NoMatrixForm):
            if (vec := answered.vec) is not None:
                found[VEC] = vec
        if (differential := answered.found_differential) is not None:
            found[DIFFERENTIAL] = differential.form
        return found

    def entries() -> tuple[Formula, Indices] | None:
        found = answered.components
        return None if found is None or any(count != 1 for count in found.stacked) else (found.formula, found.indices)

    def again(expression: Expression, wrt: tuple[Variable, ...]) -> Asked:
        names = {variable.name: variable for variable in wrt}
        known = {**question.variables, **variables(expression), **names}
        parsed = replace(
            question.parsed, expression=expression, variables=known, functions=applied_declared(expression)
        )
        return asked_of(Question(parsed, wrt, question.projected))

    def behind(name: str) -> Asked | None:
        try:
            pairing = paired(question, name)
        except JacobookError:
            return None
        return asked_of(pairing, Pullback(pairing), name)

    def conditions(form: MatrixForm) -> tuple[str, ...]:
        index_form = answered.index_form
        value = index_form.at_point(index_form.value)
        found = needed(question.expression, value, question.wrt, [(FORM, form)])
        return tuple(PrintableCondition.of(one).text for one in found if one.needed_by == FORM)

    return Asked(
        source=question.source,
        expression=question.expression,
        wrt=question.wrt,
        variables=question.variables,
        functions=question.parsed.functions,
        structures=question.structures,
        derivative=lambda: answered.index_form.derivative,
        forms=forms,
        entries=entries,
        again=again,
        paired=behind,
        conditions=conditions,
        upstream=upstream,
    )
