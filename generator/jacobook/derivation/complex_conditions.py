"""Where an answer in complex variables holds: the conditions in the variables themselves, not in their conjugates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from jacobook.derivation.complex_question import ComplexQuestion
from jacobook.derivation.conditions import Holding
from jacobook.language.domain import Predicate
from jacobook.layout.conditions.knowledge import Statement
from jacobook.layout.formulas import formula as f
from jacobook.layout.formulas.conjugates import Conjugated
from jacobook.notation.condition import PrintableCondition
from jacobook.proof.verdict.certificate import Disproved
from jacobook.proof.verdict.complex_necessity import idle_condition

_NOT_ZERO = frozenset({Predicate.POSITIVE, Predicate.NOT_ZERO, Predicate.NO_ZERO_ENTRY})
_OF_GRAM = frozenset({Predicate.INVERTIBLE, Predicate.POSITIVE_DETERMINANT})


@dataclass(frozen=True)
class ComplexHolding(Holding):
    """Where an answer holds, with the conditions as they are shown."""

    conjugated: Conjugated
    question: ComplexQuestion

    @cached_property
    def conditions(self) -> tuple[PrintableCondition, ...]:
        """The conditions of the function, the derivative and the printed forms, each said once."""
        found: dict[tuple[Statement, str], PrintableCondition] = {}
        for condition in super().conditions:
            for subject, predicate in self._reduced(condition.subject, condition.predicate):
                reason = replace(condition.reason, about=tuple(map(self.conjugated.shown, condition.reason.about)))
                shown = replace(condition, subject=self.conjugated.shown(subject), predicate=predicate, reason=reason)
                found.setdefault((shown.statement, shown.only_of or ""), shown)
        return tuple(found.values())

    def check(self) -> None:
        """Check that each condition on a variable by itself is needed. Raises `Disproved`."""
        question = self.question
        forms = {layout: self.conjugated.form(form) for layout, form in self.answer.layouts.items()}
        idle = idle_condition(
            question.written,
            question.declared,
            question.by,
            forms,
            self.conditions,
            barred=question.is_by_conjugate,
        )
        if idle is not None:
            raise Disproved(
                f"its conditions are wrong: everything has a value without {PrintableCondition.of(idle).text}"
            )

    def _reduced(self, subject: f.Formula, predicate: Predicate) -> Iterator[Statement]:
        """The statement in fewer conjugates; nothing where it always holds of complex numbers."""
        own = self.conjugated.squared(subject)
        if own is not None and predicate is Predicate.NOT_NEGATIVE:
            return
        if own is not None and predicate in _NOT_ZERO:
            yield own, Predicate.NOT_ZERO if f.is_scalar(subject) else Predicate.NO_ZERO_ENTRY
        elif predicate in _OF_GRAM and self.conjugated.is_identity_and_gram(subject):
            return
        elif predicate is Predicate.INVERTIBLE and (high := self.conjugated.gram(subject)) is not None:
            yield high, Predicate.FULL_COLUMN_RANK
        elif self.conjugated.is_mostly_barred(subject) and predicate in _NOT_ZERO | _OF_GRAM:
            yield self.conjugated.conjugate(subject), predicate
        else:
            yield subject, predicate
