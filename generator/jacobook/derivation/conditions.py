"""Where an answer holds: what its forms need, the kinks where its value is a convention, and the check of both."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from jacobook.calculus.index_form import Array, applied_functions
from jacobook.depth import within_depth
from jacobook.derivation.answer import Answer
from jacobook.language.declared_equation import unknowns
from jacobook.language.expression import taken_apart
from jacobook.layout.conditions.condition import COMPONENTS, DIFFERENTIAL, FORM, Condition
from jacobook.layout.conditions.knowledge import Statement
from jacobook.layout.formulas.formula import MatrixForm
from jacobook.notation.clause import printed
from jacobook.notation.condition import PrintableCondition, sentence
from jacobook.proof.verdict.certificate import Disproved
from jacobook.proof.verdict.kink_conditions import is_never_met, kink_conditions, kinks_of_answer, kinks_told
from jacobook.proof.verdict.kinks import FeltKink
from jacobook.proof.verdict.necessity import Necessity, needed
from jacobook.proof.verdict.questions import Printed


@dataclass(frozen=True)
class Holding:
    """Where an answer holds, worked out when it is first asked for."""

    answer: Answer

    @cached_property
    @within_depth
    def asked(self) -> tuple[Condition, ...]:
        """What the function, the derivative and the printed forms ask for; on kinks the answer is proved too."""
        question = self.answer.question
        return needed(question.standing, self._value, question.wrt, self._forms)

    @cached_property
    def _said(self) -> frozenset[Statement]:
        return frozenset(condition.statement for condition in self.asked)

    @property
    def _value(self) -> Array:
        """The expression in index form."""
        return self.answer.index_form.at_point(self.answer.index_form.value)

    @property
    def _forms(self) -> list[tuple[str, MatrixForm]]:
        answer = self.answer
        forms = [(FORM, form) for form in answer.layouts.values()]
        if (components := answer.components) is not None:
            forms.append((COMPONENTS if forms else FORM, MatrixForm(components.formula)))
        if (differential := answer.found_differential) is not None:
            forms.append((DIFFERENTIAL, differential.form))
        return forms

    @cached_property
    @within_depth
    def felt_kinks(self) -> tuple[FeltKink, ...]:
        """The kinks at which the answer jumps, or may do so.

        Where it has no value on a kink, nothing is left to be said of the kink.
        """
        question, met = self.answer.question, applied_functions(self.answer.index_form.value)
        felt = kinks_of_answer(question.expression, question.wrt, met, lambda: self.asked, self._printed_components)

        def is_said(kink: FeltKink) -> bool:
            needed = kink_conditions(question.wrt, (kink,), self._unknown)
            known = is_never_met(kink) or bool(needed)
            return known and self._said.issuperset(condition.statement for condition in needed)

        return tuple(kink for kink in felt if not is_said(kink))

    @cached_property
    def conditions(self) -> tuple[PrintableCondition, ...]:
        """The conditions for the function, for the derivative, and for every printed form of the answer.

        Some are needed only by one printed form, or by a kink, at which the value is a convention.
        """
        # Where the answer has no value on a kink, nothing is left to be said of the kink.
        felt = (
            c
            for c in kink_conditions(self.answer.question.wrt, self.felt_kinks, self._unknown)
            if c.statement not in self._said
        )
        return tuple(map(PrintableCondition.of, (*self.asked, *felt)))

    @property
    def _unknown(self) -> frozenset[str]:
        """The variables that equations move with those of the derivative."""
        names = {variable.name for variable in taken_apart(self.answer.question.wrt)}
        return frozenset(unknowns(self.answer.question.expression, names))

    @property
    def kinks(self) -> tuple[str, ...]:
        """The kinks of functions at which the answer jumps, or may do so, in sentences."""
        return kinks_told(self.answer.question.expression, self.felt_kinks)

    def in_words(self, notation: str = "text") -> str:
        """The conditions as one sentence in text, latex, typst or spoken words; empty where there are none."""
        return printed(sentence(self.conditions, reasons=True), notation)

    def check(self) -> None:
        """Check that each condition is needed, if it is not only sufficient, and none missing. Raises `Disproved`."""
        question, forms = self.answer.question, list(self.answer.layouts.values())
        necessity = Necessity(question.expression, question.wrt, self.conditions, forms, self._printed_components)
        finding = necessity.finding()
        if finding is not None:
            said = self.in_words() or "no condition"
            raise Disproved(f"its conditions are wrong ({said}): {finding.what}", hint=finding.place)

    @property
    def _printed_components(self) -> Printed | None:
        found = None if any(self.answer.question.structures) else self.answer.components
        return None if found is None else Printed(found.formula, found.indices, found.stacked)
