"""Where an answer in complex variables holds: the conditions in the variables themselves, not in their conjugates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from jacobook.depth import within_depth
from jacobook.derivation.complex_question import ComplexQuestion
from jacobook.derivation.conditions import Holding
from jacobook.language.conjugates import IMAGINARY_UNIT, declared_complex
from jacobook.language.domain import Predicate
from jacobook.language.expression import Call, Expression, taken_apart, variables, walk
from jacobook.layout.conditions.condition import DERIVATIVE, Condition, conditions
from jacobook.layout.conditions.knowledge import Knowledge, Statement
from jacobook.layout.conditions.requirement import Reason
from jacobook.layout.formulas import algebra
from jacobook.layout.formulas import formula as f
from jacobook.layout.formulas.conjugates import Conjugated
from jacobook.layout.formulas.statement import statement
from jacobook.notation.condition import PrintableCondition
from jacobook.proof.verdict.certificate import Disproved
from jacobook.proof.verdict.complex_necessity import idle_condition
from jacobook.proof.verdict.necessity import Necessity

_NOT_ZERO = frozenset({Predicate.POSITIVE, Predicate.NOT_ZERO, Predicate.NO_ZERO_ENTRY})
_KEEPS_JUMPS = frozenset({"add", "subtract", "negate", "sum", "mean"})
_OF_GRAM = frozenset({Predicate.INVERTIBLE, Predicate.POSITIVE_DETERMINANT})


@dataclass(frozen=True)
class ComplexHolding(Holding):
    """Where an answer holds, with the conditions as they are shown."""

    conjugated: Conjugated
    question: ComplexQuestion

    @cached_property
    @within_depth
    def asked(self) -> tuple[Condition, ...]:
        """As of real numbers, but that nothing is known of the sign, or of the square, of a complex one."""
        question, conjugated = self.answer.question, self.conjugated
        expression, wrt = question.standing, frozenset(each.name for each in taken_apart(question.wrt))

        def is_idle(condition: Condition, found: Sequence[Condition]) -> bool:
            of_reals = list(map(self._unmarked, found))
            return Necessity(expression, question.wrt, of_reals, ()).has_derivative_without(self._unmarked(condition))

        forms = [(kind, conjugated.marked_form(form)) for kind, form in self._forms]
        found = conditions(declared_complex(expression, conjugated.is_complex), self._value, wrt, forms, is_idle)
        return tuple(map(self._unmarked, found))

    def _unmarked(self, condition: Condition) -> Condition:
        about = tuple(map(self.conjugated.unmarked, condition.reason.about))
        reason = replace(condition.reason, about=about)
        return replace(condition, subject=self.conjugated.unmarked(condition.subject), reason=reason)

    @cached_property
    def conditions(self) -> tuple[PrintableCondition, ...]:
        """The conditions of the function, the derivative and the printed forms, each said once."""
        found: dict[tuple[Statement, str], PrintableCondition] = {}
        for condition in super().conditions:
            for subject, predicate in self._reduced(condition.subject, condition.predicate):
                reason = replace(condition.reason, about=tuple(map(self.conjugated.shown, condition.reason.about)))
                shown = replace(condition, subject=self.conjugated.shown(subject), predicate=predicate, reason=reason)
                other = self.conjugated.shown(self.conjugated.conjugate(subject))
                told = [(each, predicate) for each in (other, algebra.transpose(other))]
                if predicate not in _NOT_ZERO or not any((each, shown.only_of or "") in found for each in told):
                    found.setdefault((shown.statement, shown.only_of or ""), shown)
        return (*found.values(), *self._cuts)

    @property
    def _cuts(self) -> tuple[PrintableCondition, ...]:
        """That no angle which moves with the variable is π: there it jumps, though its derivative continues.

        What an angle stands in need not jump with it, as its cosine does not: then that is enough.
        """
        written, found = self.question.written, list[PrintableCondition]()
        for node in dict.fromkeys(walk(written)):
            if isinstance(node, Call) and node.function == "angle" and self.question.by.name in variables(node):
                why = Reason("elsewhere the angle jumps by 2π, though its derivative continues")
                alone = all(each is node or not _changes(each, node) for each in walk(written))
                cut = Condition(statement(node), Predicate.NOT_HALF_TURN, why, DERIVATIVE, sufficient_only=not alone)
                found.append(PrintableCondition.of(cut))
        return tuple(found)

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
        is_unit = isinstance(subject, f.Symbol) and subject.name == IMAGINARY_UNIT
        if is_unit or Knowledge().holds(self.conjugated.judged(subject), predicate):
            return
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


def _changes(outer: Expression, inner: Expression) -> bool:
    """Whether a call holds another one and is no sum of it with what has no angle."""
    if not isinstance(outer, Call) or inner not in walk(outer):
        return False
    holding = [each for each in outer.arguments if any(_is_angle(part) for part in walk(each))]
    return outer.function not in _KEEPS_JUMPS or len(holding) > 1


def _is_angle(node: Expression) -> bool:
    return isinstance(node, Call) and node.function == "angle"
