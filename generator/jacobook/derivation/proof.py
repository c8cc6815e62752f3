"""The proof of an answer: each of its forms compared with an independent computation, once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from jacobook.depth import within_depth
from jacobook.derivation.answer import Answer
from jacobook.derivation.proving import refusing
from jacobook.errors import Refused
from jacobook.language.expression import taken_apart
from jacobook.layout.conditions.condition import Condition
from jacobook.layout.forms.network import NoMatrixForm
from jacobook.layout.formulas.formula import MatrixForm
from jacobook.layout.formulas.layouts import Layout
from jacobook.proof.every_size import comparison
from jacobook.proof.every_size.comparison import EverySize, for_every_size
from jacobook.proof.every_size.sides import VEC
from jacobook.proof.verdict.arrays import prove_array, prove_vec
from jacobook.proof.verdict.certificate import Certificate, Disproved
from jacobook.proof.verdict.directional import prove_differential
from jacobook.proof.verdict.judging import prove


@dataclass(frozen=True)
class Proof:
    """What is proved of an answer, worked out when it is first asked for; `conditions` say where it holds.

    Without them it is not tried at special points.
    """

    answer: Answer
    conditions: Callable[[], Sequence[Condition]] | None

    @property
    def is_complete(self) -> bool:
        """Whether the answer has been proved."""
        return "certificate" in self.__dict__

    @cached_property
    @within_depth
    def certificate(self) -> Certificate:
        """What was checked, and whether it holds for every size. Raises `Disproved`."""
        checked = self.checked
        return replace(checked, every_size=self.every_size.proved) if self._is_of_forms else checked

    @property
    def _is_of_forms(self) -> bool:
        return bool(self.answer.printed) or self.answer.components is not None

    @cached_property
    @within_depth
    def checked(self) -> Certificate:
        """The proof of both layouts, of the components, of the differential and of the vec form at points.

        Without a matrix form, it covers the components or the array. Raises `Disproved`.
        """
        answer, question = self.answer, self.answer.question
        forms, entries = answer.printed, answer.components
        if not self._is_of_forms:
            return self._of_the_only_form()
        with refusing(question.asked):
            self._prove_differential()
            return prove(
                question.expression,
                question.wrt,
                forms,
                (entries.formula, entries.indices) if entries else None,
                value=answer.entries.of_value,
                conditions=self.conditions,
                structures=question.structures,
                stacked=entries.stacked if entries else (),
                turned=answer.turned,
            )

    def _prove_differential(self) -> Certificate | None:
        """The proof of the differential; None where there is none."""
        found, question = self.answer.found_differential, self.answer.question
        if found is None:
            return None
        by, printed = taken_apart(question.wrt), found.text
        return prove_differential(question.expression, by, found.form, conditions=self.conditions, printed=printed)

    def _of_the_only_form(self) -> Certificate:
        """The proof of the array, or else of the differential; raises the refusal of the matrix forms without both."""
        try:
            return self.of_array
        except NoMatrixForm:
            proved = self._prove_differential() if self.answer.question.order == 1 else None
            if proved is not None:
                return proved
            _ = self.answer.numerator
            raise

    @cached_property
    def of_vec(self) -> Certificate | None:
        """The proof of the vec form; None where there is none, or where it is the form in numerator layout.

        Raises `Refused` where there is no such form, and what a proof raises.
        """
        answer, question = self.answer, self.answer.question
        form = answer.vec
        if form is None or form == answer.layouts.get(Layout.NUMERATOR):
            return None
        with refusing(question.asked):
            return prove_vec(
                question.expression,
                question.wrt,
                form,
                conditions=self.conditions,
                structures=question.structures,
            )

    @property
    def _shown_vec(self) -> MatrixForm | None:
        """The vec form, or None where it is refused. Raises `Disproved`."""
        try:
            _ = self.of_vec
        except Disproved:
            raise
        except Refused:
            return None
        return self.answer.vec

    @cached_property
    def of_array(self) -> Certificate:
        """The proof of the array form. Raises `NoMatrixForm` where a factor cannot be computed."""
        question = self.answer.question
        with refusing(question.asked):
            return prove_array(
                question.expression,
                question.wrt,
                self.answer.entire,
                self.answer.reading,
                conditions=self.conditions,
                structures=question.structures,
            )

    @cached_property
    @within_depth
    def every_size(self) -> EverySize:
        """Which printed forms are proved for every size: the matrix forms, the components and the differential."""
        answer, question = self.answer, self.answer.question
        forms = {str(layout): form for layout, form in answer.layouts.items()}
        if (vec := self._shown_vec) is not None:
            forms[VEC] = vec
        entries, differential = answer.components, answer.found_differential
        plain = not any(question.structures) and not question.is_stacked
        alone = question.order == 1 and differential is not None and plain
        return for_every_size(
            comparison.Answer(
                answer.index_form.derivative,
                (question.expression.shape, *(variable.shape for variable in question.wrt)),
                question.variables,
                forms,
                (entries.formula, entries.indices) if entries else None,
                entries.stacked if entries else (),
                (differential.form, question.wrt[0].name) if differential is not None and alone else None,
            )
        )
