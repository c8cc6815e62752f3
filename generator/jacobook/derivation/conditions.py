"""Where an answer holds: what its forms need, the kinks where its value is a convention, and the check of both."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from jacobook.calculus.index_form import applied_functions
from jacobook.derivation.answer import Answer
from jacobook.layout.condition import COMPONENTS, DIFFERENTIAL, FORM, Condition, conditions
from jacobook.layout.formula import MatrixForm
from jacobook.notation.clause import printed
from jacobook.notation.condition import PrintableCondition, sentence
from jacobook.proof.certificate import Disproved
from jacobook.proof.kinks import kinks_told
from jacobook.proof.necessity import Necessity


def conditions_of(answer: Answer) -> tuple[PrintableCondition, ...]:
    """What must hold for the function, for the derivative, and for every form in which the answer is printed.

    What only the component form or only the differential needs says so.
    """
    question = answer.question
    forms = [(FORM, form) for form in answer.layouts.values()]
    if (components := answer.components) is not None:
        forms.append((COMPONENTS if forms else FORM, MatrixForm(components.formula)))
    if (differential := answer.found_differential) is not None:
        forms.append((DIFFERENTIAL, differential.form))
    value = answer.index_form.at_point(answer.index_form.value)
    found = conditions(question.expression, value, frozenset(v.name for v in question.wrt), forms)
    return tuple(map(PrintableCondition.of, found))


def kinks_of(answer: Answer, where: Callable[[], Sequence[Condition]]) -> tuple[str, ...]:
    """Where the answer jumps, or may do so, by kinks of the functions in it, in sentences; `where` says where it holds.

    Kinks are no conditions: there the answer has a value, by a convention that is stated.
    """
    question, met = answer.question, applied_functions(answer.index_form.value)
    convention = "where the answer jumps there, its value is a convention."
    told = kinks_told(question.expression, question.wrt, met, where)
    return tuple(f"{kink[0].upper()}{kink[1:]}; {convention}" for kink in told)


def in_words(where: Sequence[PrintableCondition], notation: str = "text") -> str:
    """Conditions as one sentence in text, latex, typst or spoken words; empty where there are none."""
    return printed(sentence(where, reasons=True), notation)


def check_conditions(answer: Answer, where: Sequence[PrintableCondition]) -> None:
    """Check that each condition is needed, and that nothing more is. Raises `Disproved` with a point.

    A condition that says of itself that it is only sufficient need not be needed.
    """
    question, entries = answer.question, answer.components
    components = (entries.formula, entries.indices) if entries is not None else None
    necessity = Necessity(question.expression, question.wrt, where, list(answer.layouts.values()), components)
    superfluous = map(necessity.superfluous, where)
    finding = next(filter(None, superfluous), None) or necessity.missing()
    if finding is not None:
        said = in_words(where) or "no condition"
        raise Disproved(f"its conditions are wrong ({said}): {finding.what}", hint=finding.place)
