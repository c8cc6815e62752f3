"""Where an answer holds: what its forms need, the kinks where its value is a convention, and the check of both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from jacobook.calculus.index_form import applied_functions
from jacobook.depth import within_depth
from jacobook.derivation.answer import Answer
from jacobook.layout.condition import COMPONENTS, DIFFERENTIAL, FORM, Condition
from jacobook.layout.formula import MatrixForm
from jacobook.notation.clause import printed
from jacobook.notation.condition import PrintableCondition, sentence
from jacobook.proof.certificate import Disproved, Printed
from jacobook.proof.kink_conditions import kink_conditions, kinks_of_answer, kinks_told
from jacobook.proof.kinks import FeltKink
from jacobook.proof.necessity import Necessity, needed


@dataclass(frozen=True)
class Conditions:
    """The conditions of an answer and the kinks in it, worked out when they are first asked for."""

    answer: Answer

    @cached_property
    @within_depth
    def asked(self) -> tuple[Condition, ...]:
        """What the forms need; not that a point lies on no kink, since on these the answer is proved too."""
        answer, question = self.answer, self.answer.question
        forms = [(FORM, form) for form in answer.layouts.values()]
        if (components := answer.components) is not None:
            forms.append((COMPONENTS if forms else FORM, MatrixForm(components.formula)))
        if (differential := answer.found_differential) is not None:
            forms.append((DIFFERENTIAL, differential.form))
        value = answer.index_form.at_point(answer.index_form.value)
        return needed(question.expression, value, question.wrt, forms)

    @cached_property
    @within_depth
    def _felt_kinks(self) -> tuple[FeltKink, ...]:
        question, met = self.answer.question, applied_functions(self.answer.index_form.value)
        return kinks_of_answer(question.expression, question.wrt, met, lambda: self.asked, self._printed_components)

    @property
    def _printed_components(self) -> Printed | None:
        found = None if any(self.answer.question.structures) else self.answer.components
        return None if found is None else Printed(found.formula, found.indices, found.stacked)

    @property
    def kinks(self) -> tuple[str, ...]:
        """The kinks of functions at which the answer jumps, or may do so, in sentences."""
        return kinks_told(self.answer.question.expression, self._felt_kinks)

    @cached_property
    def all(self) -> tuple[PrintableCondition, ...]:
        """What the forms need, and what keeps a point off a kink."""
        of_kinks = kink_conditions(self.answer.question.wrt, self._felt_kinks)
        return tuple(map(PrintableCondition.of, (*self.asked, *of_kinks)))

    def check(self, stated: Sequence[PrintableCondition]) -> None:
        """Check that each condition that is stated is needed, if it is not only sufficient, and none missing.

        Raises `Disproved`.
        """
        question, forms = self.answer.question, list(self.answer.layouts.values())
        finding = Necessity(question.expression, question.wrt, stated, forms, self._printed_components).finding()
        if finding is not None:
            said = in_words(stated) or "no condition"
            raise Disproved(f"its conditions are wrong ({said}): {finding.what}", hint=finding.place)


def in_words(where: Sequence[PrintableCondition], notation: str = "text") -> str:
    """Conditions as one sentence in text, latex, typst or spoken words; empty where there are none."""
    return printed(sentence(where, reasons=True), notation)
