"""Derivatives by complex variables: ∂/∂z, and as `conjugate` ∂/∂z̄, each proved by real and imaginary parts too."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NoReturn

from jacobook.answer_display import Steps
from jacobook.claims.of_complex import ComplexAsked, judge_complex
from jacobook.claims.verdict import Verdict
from jacobook.depth import within_depth
from jacobook.derivation.backward_pass import gradient_symbol
from jacobook.derivation.complex_backward import (
    ComplexBackwardAnswer,
    backward_question,
    conjugated_but,
    gradient_question,
)
from jacobook.derivation.complex_conditions import ComplexHolding
from jacobook.derivation.complex_question import ComplexQuestion
from jacobook.derivation.derivation import Derivation
from jacobook.derivation.forms import Components, LayoutAnswer
from jacobook.derivation.proving import refusing, remembered
from jacobook.derivation.steps import entrywise_routes
from jacobook.errors import Refused
from jacobook.language.asked import in_words
from jacobook.language.conjugates import is_conjugate
from jacobook.language.expression import Variable
from jacobook.layout.formulas import formula as f
from jacobook.layout.formulas.conjugates import Conjugated
from jacobook.layout.formulas.layouts import Layout
from jacobook.layout.formulas.statement import statement
from jacobook.layout.steps.chain_rule import Intermediate
from jacobook.layout.steps.route import Route, Step
from jacobook.notation.notations import NOTATIONS
from jacobook.proof.verdict.certificate import Certificate
from jacobook.proof.verdict.wirtinger import prove_complex
from jacobook.running.arguments import Arguments


@dataclass(frozen=True, repr=False)
class ComplexDerivation(Derivation):
    """The derivative by z with z̄ fixed (Wirtinger); `conjugate` is that by z̄ with z fixed."""

    question: ComplexQuestion

    @property
    def conjugate(self) -> ComplexDerivation:
        """The derivative with respect to the conjugate of the variable, in which `text`, `latex` are its gradient.

        Of a real function, twice this is the direction of steepest ascent. Raises `Refused` for a real or a Hermitian
        variable, which has no conjugate of its own.
        """
        return self._of(self.question.by_conjugate())

    @cached_property
    def _conjugated(self) -> Conjugated:
        return self.question.conjugated

    @property
    def arguments(self) -> Arguments:
        found, declared = super().arguments, self.question.declared
        own = tuple(declared[each.name] for each in found.variables if each.name in declared)
        return replace(found, variables=own, may_be_complex=True)

    def _laid_out(self, layout: Layout, form: f.MatrixForm) -> LayoutAnswer:
        return super()._laid_out(layout, self._conjugated.form(form))

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 (text in every notation)
        if name in NOTATIONS:
            return getattr(self.denominator, name)
        raise AttributeError(f"a derivative has no attribute {name!r}")

    @property
    def variables(self) -> dict[str, Variable]:
        return self.question.declared

    @property
    def components(self) -> Components:
        found = super().components
        shown = self._conjugated.shown
        return replace(found, left=shown(found.left), formula=shown(found.formula))

    @property
    def value(self) -> f.Formula:
        """The expression as its author wrote it, with its conjugates and absolute values."""
        return statement(self.question.written)

    @cached_property
    def _holding(self) -> ComplexHolding:
        return ComplexHolding(self._answer, self._conjugated, self.question)

    def verify(self) -> Certificate:
        return replace(super().verify(), by_parts=self._over_complex)

    @cached_property
    def _over_complex(self) -> int:
        forms = {layout: self._conjugated.form(form) for layout, form in self._answer.layouts.items()}
        if not forms:
            _ = self._answer.numerator
        question = self.question
        with refusing(question.asked):
            return prove_complex(
                question.written, question.declared, question.by, forms, barred=question.is_by_conjugate
            )

    @property
    def vec(self) -> LayoutAnswer | None:
        return None

    @property
    def array(self) -> str:
        self._refuse("an array form")

    @property
    def differential(self) -> NoReturn:
        self._refuse("a differential")

    @property
    def has_differential(self) -> bool:
        return False

    @property
    @within_depth
    def steps(self) -> Steps:
        """In components, then back to each layout; none where a line has no notation."""
        try:
            return Steps(tuple(map(self._shown_route, entrywise_routes(self._answer))))
        except Refused:
            return Steps(())

    def _shown_route(self, route: Route) -> Route:
        return replace(route, steps=tuple(map(self._shown_step, route.steps)))

    def _shown_step(self, step: Step) -> Step:
        shown = self._conjugated.form(f.MatrixForm(step.right, step.definitions))
        left = step.left if step.left is None else self._conjugated.shown(step.left)
        name = self.question.wrt[0].name
        reason = step.reason.replace(name, in_words(name)) if is_conjugate(name) else step.reason
        return replace(step, left=left, right=shown.formula, reason=reason, definitions=shown.definitions)

    @property
    def computation(self) -> tuple[Intermediate, ...]:
        """None: the steps of the expression in z and z̄ are not those that its author wrote."""
        return ()

    @property
    def gradient(self) -> LayoutAnswer:
        """The gradient 2 ∂f/∂z̄ of a real function, the direction in which it rises most; in the variable's shape.

        Raises `Refused` for a function that may be complex, and for a real or a Hermitian variable.
        """
        return self._of(gradient_question(self.question)).denominator

    def _of(self, question: ComplexQuestion) -> ComplexDerivation:
        derivation = ComplexDerivation(question, self.proves)
        return remembered(question.content, derivation) if self.proves else derivation

    @property
    def backward(self) -> ComplexBackwardAnswer:
        """The pullback in PyTorch's convention, and its code for JAX in JAX's; each says which."""
        return self.backward_given()

    @within_depth
    def backward_given(self, upstream: str = "") -> ComplexBackwardAnswer:
        """The pullback, with a name for the upstream gradient. Raises `Refused`."""
        question, given = backward_question(self.question, upstream)
        derivation = self._of(question)
        raw, conjugated = derivation._answer.denominator, question.conjugated  # noqa: SLF001 (a derivation too)
        form = derivation.denominator.form
        return ComplexBackwardAnswer(
            gradient_symbol(self.question.by, form, derivation.names),
            form,
            derivation.names,
            self.proves,
            upstream=given.name,
            in_jax=conjugated.form(conjugated_but(raw, given, conjugated)),
            _conditions=lambda: derivation.conditions,
            _certificate=derivation.verify if self.proves else None,
        )

    @property
    def forward(self) -> NoReturn:
        self._refuse("a forward pass")

    @within_depth
    def matches(self, claim: str) -> Verdict:
        """The verdict on a formula that is claimed for this derivative, in either layout."""
        forms = {answer.layout: answer.form for answer in self.answers}
        question = self.question
        asked = ComplexAsked(
            question.written, question.by, question.declared, barred=question.is_by_conjugate, answers=forms
        )
        return judge_complex(claim, asked)

    def _refuse(self, what: str) -> NoReturn:
        raise Refused(f"{what} of a complex variable is not supported yet")

    @property
    def notes(self) -> tuple[str, ...]:
        return (*super().notes, *self.question.said_of_conjugates)
