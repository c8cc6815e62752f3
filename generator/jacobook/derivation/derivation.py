"""Derivations: a question in, and out of it the answer in both layouts, its components, its steps and its proof."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from jacobook.answer_display import Conditions, DisplayedDerivative, Steps
from jacobook.calculus.index_form import Array
from jacobook.depth import within_depth
from jacobook.derivation.answer import Answer
from jacobook.derivation.backpropagation import by_backpropagation
from jacobook.derivation.backward_pass import backward_answer
from jacobook.derivation.by_slices import backward_of_arrays, forward_of_arrays, layouts_of_slices, prove_apart
from jacobook.derivation.complex_question import refused_conjugate
from jacobook.derivation.conditions import Holding
from jacobook.derivation.forms import Components, DifferentialAnswer, LayoutAnswer
from jacobook.derivation.many_axes import ArrayAnswer
from jacobook.derivation.passes import BackwardAnswer, ForwardAnswer
from jacobook.derivation.proof import Proof
from jacobook.derivation.proving import remembered
from jacobook.derivation.pushforward import forward_answer
from jacobook.derivation.question import Question
from jacobook.derivation.slice_forms import EachInLayout
from jacobook.derivation.sliced import SlicedQuestion, sliced
from jacobook.derivation.steps import routes_to
from jacobook.errors import Refused
from jacobook.language.expression import Expression, Variable
from jacobook.language.grammar import ParsedExpression
from jacobook.layout.forms.network import NoMatrixForm
from jacobook.layout.formulas import formula as f
from jacobook.layout.formulas.layouts import Layout
from jacobook.layout.steps.chain_rule import Intermediate
from jacobook.proof.every_size.comparison import EverySize
from jacobook.proof.verdict.certificate import Certificate, Disproved
from jacobook.running.arguments import Arguments, arguments_of
from jacobook.running.derivative import RunnableDerivative

if TYPE_CHECKING:
    from jacobook.claims.verdict import Verdict


@dataclass(frozen=True, repr=False)
class Derivation(DisplayedDerivative, RunnableDerivative):
    """The derivative of an expression by one variable, or by two in turn.

    Everything but the index form is worked out when it is first asked for.
    """

    question: Question
    proves: bool = True
    """Whether forms are proved before they are handed out; without, `verify` proves them."""

    def __repr__(self) -> str:
        by = ", ".join(variable.name for variable in self.wrt)
        said = self.numerator.text if self._answer.layouts else "without a matrix form"
        return f"<derivative of {self.source} with respect to {by}: {said}{'' if self.is_proved else ', not proved'}>"

    @cached_property
    def _answer(self) -> Answer:
        return ArrayAnswer(self.question) if self.question.has_many_axes else Answer(self.question)

    @cached_property
    def _proof(self) -> Proof:
        # The conditions of slices are about slices, which are proved by themselves.
        return Proof(self._answer, None if self._in_slices is not None else lambda: self._holding.asked)

    @property
    def is_proved(self) -> bool:
        """Whether the answer has been proved."""
        return self._proof.is_complete

    @property
    def _hands_out_proofs(self) -> bool:
        return self.proves or self.is_proved

    # ----------------------------------------------------------------------------------------------------- the question

    @property
    def parsed(self) -> ParsedExpression:
        return self.question.parsed

    @property
    def wrt(self) -> tuple[Variable, ...]:
        return self.question.wrt

    @property
    def projected(self) -> bool:
        """Whether the derivatives by structured variables are projected onto the matrices of that structure."""
        return self.question.projected

    @property
    def read_as(self) -> str | None:
        """What was read, in the language, where the question was written otherwise."""
        return self.parsed.read_as

    @property
    def source(self) -> str:
        return self.question.source

    @property
    def expression(self) -> Expression:
        return self.question.expression

    @property
    def variables(self) -> dict[str, Variable]:
        return self.question.variables

    @property
    def order(self) -> int:
        return self.question.order

    @property
    def names(self) -> frozenset[str]:
        """The names of the question: of variables, dimensions and declared functions."""
        return self.question.names

    @property
    def conjugate(self) -> Derivation:
        """The derivative with respect to the conjugate of a complex variable. Raises `Refused` for a real one."""
        raise refused_conjugate(self.wrt[0])

    @property
    def value(self) -> f.Formula:
        """The expression as its author wrote it, vectors as columns; one entry where an array has more axes.

        Where entries have no notation, a slice of it.
        """
        return self._part.value if self._is_told_by_slices else self._answer.value

    @property
    def value_symbol(self) -> f.Formula:
        """A name for the value, none that the expression uses: y, or 𝐲, or Y; that of one entry beside such a value."""
        if self._is_told_by_slices and self._in_slices is not None:
            return self._in_slices.value_symbol
        return self._answer.value_symbol

    @property
    def computation(self) -> tuple[Intermediate, ...]:
        """The steps of one operator by which the value is computed from the first variable, innermost first."""
        return self.question.computation

    # ------------------------------------------------------------------------------------------------------- the answer

    @property
    def derivative(self) -> Array:
        """The derivative in index form: the value's indices first, then each variable's."""
        return self._answer.index_form.derivative

    @property
    def arguments(self) -> Arguments:
        """What its functions take."""
        return arguments_of(self)

    def _laid_out(self, layout: Layout, form: f.MatrixForm) -> LayoutAnswer:
        return LayoutAnswer(layout, form, self.names, self._hands_out_proofs, self.arguments)

    @property
    def numerator(self) -> LayoutAnswer:
        """The answer in numerator layout. Raises `Refused` where there is no matrix form."""
        return self._laid_out(Layout.NUMERATOR, self._answer.numerator)

    @property
    def denominator(self) -> LayoutAnswer:
        """The answer in denominator layout. Raises `Refused` where there is no matrix form."""
        return self._laid_out(Layout.DENOMINATOR, self._answer.denominator)

    @property
    def answers(self) -> tuple[LayoutAnswer, LayoutAnswer]:
        """Numerator layout, then denominator layout."""
        return self.numerator, self.denominator

    @property
    def partial_numerator(self) -> f.Partial:
        """The symbol ∂y/∂x, with the shape of the answer in numerator layout."""
        return self.question.partial(self.numerator.formula)

    @property
    def partial_denominator(self) -> f.Partial:
        """The symbol ∂y/∂x, with the shape of the answer in denominator layout."""
        return self.question.partial(self.denominator.formula)

    @property
    @within_depth
    def vec(self) -> LayoutAnswer | None:
        """∂vec(value)/∂vec(variable), columns stacked, where the value or the variable is a matrix; else None.

        Of second derivatives the value is the first derivative. Raises `Refused` where there is no such form.
        """
        form = self._answer.vec
        if self._hands_out_proofs:
            _ = self._proof.of_vec
        if form is None:
            return None
        laid = self._laid_out(Layout.NUMERATOR, form)
        return replace(laid, arguments=replace(laid.arguments, rank=2))

    @property
    @within_depth
    def array(self) -> str:
        """The derivative as NumPy code with all its axes, the value's first: a sum of Einstein sums.

        Raises `Refused` where a factor cannot be written so.
        """
        if self._hands_out_proofs:
            try:
                _ = self._proof.of_array
            except NoMatrixForm as reason:
                raise self._answer.without_array(reason) from None
        return self._answer.array

    @property
    def components(self) -> Components:
        """One entry of the derivative. Raises `Refused` only if a part of it has no notation."""
        return self._part.components if self._is_told_by_slices else self._answer.entries.components

    @property
    def has_components(self) -> bool:
        """Whether the entries can be written in indices, as nearly all can."""
        return self._is_told_by_slices or self._answer.components is not None

    @property
    def differential(self) -> DifferentialAnswer:
        """The first differential in all variables of `wrt`. Raises `Refused` without a form."""
        return self._answer.differential

    @property
    def has_differential(self) -> bool:
        """Whether the differential can be written without indices."""
        return self._answer.found_differential is not None

    @cached_property
    @within_depth
    def backward(self) -> BackwardAnswer:
        """The pullback: given the upstream gradient ∂L/∂Y, ∂L/∂X in the shape of the variable, proved.

        Raises `Refused` where it has no matrix form, and `LanguageError` for a derivative of higher order.
        """
        return self.backward_given()

    @within_depth
    def backward_given(self, upstream: str = "") -> BackwardAnswer:
        """The pullback, with a name for the upstream gradient. Raises as `backward` does."""
        if self.question.has_many_axes and self.question.is_stacked:
            raise Refused(
                "a backward pass with respect to stacked variables, with arrays of more than two axes, is not supported"
            )
        if upstream not in self._backward_by_name:
            derived = backward_of_arrays if self.question.has_many_axes else backward_answer
            self._backward_by_name[upstream] = derived(self.question, upstream, prove=self._hands_out_proofs)
        return self._backward_by_name[upstream]

    @cached_property
    def _backward_by_name(self) -> dict[str, BackwardAnswer]:
        return {}

    @cached_property
    @within_depth
    def forward(self) -> ForwardAnswer:
        """The pushforward: the tangent of the value, given one of each variable. Raises `Refused` without a form."""
        if self._in_slices is not None:
            return forward_of_arrays(self._part, self._in_slices, prove=self._hands_out_proofs)
        return forward_answer(self._answer, proved=self._hands_out_proofs)

    # ------------------------------------------------------------------------------------ more than two axes, by slices

    @cached_property
    def _in_slices(self) -> SlicedQuestion | None:
        return sliced(self.question) if self.question.has_many_axes and not self.question.is_stacked else None

    @cached_property
    def _is_told_by_slices(self) -> bool:
        """Whether what has no notation entry by entry has one slice by slice."""
        if self._answer.entries.of_value is not None and self._answer.components is not None:
            return False
        return self._in_slices is not None and self._part.has_components

    @property
    def _part(self) -> Derivation:
        """The derivative of one slice."""
        assert self._in_slices is not None
        question = self._in_slices.part
        derivation = Derivation(question, self.proves)
        return remembered(question.content, derivation) if self.proves else derivation

    @cached_property
    @within_depth
    def slices(self) -> tuple[EachInLayout, ...]:
        """Where an axis of arrays with more than two only comes along: the derivative of each slice, in both layouts.

        Numerator layout first; none where operations tie the slices together, or a slice has no matrix form.
        """
        if self._in_slices is None:
            return ()
        try:
            found = layouts_of_slices(self._part, self._in_slices)
        except Disproved:
            raise
        except Refused:
            return ()
        if self._hands_out_proofs:
            prove_apart(self._in_slices)
        return found

    @cached_property
    @within_depth
    def steps(self) -> Steps:
        """In components, then back to each layout; by the chain rule; by differentials; by backpropagation.

        Those of one slice where an array has no notation entry by entry.
        """
        back = by_backpropagation(self.question, prove=self._hands_out_proofs)
        found = (*routes_to(self._answer), *back)
        if not found and self._is_told_by_slices:
            return Steps(replace(each, title=f"{each.title}, slice by slice") for each in self._part.steps)
        return Steps(found)

    # --------------------------------------------------------------------------------------------------- where it holds

    @cached_property
    def _holding(self) -> Holding:
        return Holding(self._answer) if self._in_slices is None else self._part._holding  # noqa: SLF001 (a derivation too)

    @property
    def conditions(self) -> Conditions:
        """The conditions for the function, for the derivative, and for every printed form of the answer.

        Some are needed only by one printed form, or by a kink, at which the value is a convention.
        """
        return Conditions(self._holding.conditions)

    @property
    def kinks(self) -> tuple[str, ...]:
        """The kinks of functions at which the answer jumps, or may do so, in sentences."""
        return self._holding.kinks

    @property
    def notes(self) -> tuple[str, ...]:
        """Remarks on the answer: the convention for a structured variable, and where kinks are."""
        return (*self.question.notes, *self.kinks)

    def holds_where(self, notation: str = "text") -> str:
        """The conditions as one sentence in text, latex, typst or spoken words; empty where there are none."""
        return self._holding.in_words(notation)

    @within_depth
    def verify_conditions(self) -> None:
        """Check that each condition is needed, if it is not only sufficient, and none missing. Raises `Disproved`."""
        self._holding.check()

    # -------------------------------------------------------------------------------------------------------- the proof

    def verify(self) -> Certificate:
        """The independent proof of both layouts, of the components and of the differential, computed once.

        Without a matrix form, it covers the components or the array. Raises `Disproved`.
        """
        return self._proof.certificate

    @within_depth
    def matches(self, claim: str) -> Verdict:
        """The verdict on a formula that is claimed for this derivative: right, and as which form, or wrong, and why.

        It is written in the names of the question; `G` (of a number `g`) is the upstream gradient, `dx` the change of
        x, `i`, `j` count entries: `2*x[i]`. Raises `LanguageError` where it cannot be read, `Refused` where nothing can
        be said.

        >>> derive("x @ A @ x", wrt="x").matches("2 * A @ x").explanation.partition(";")[0]
        'Right if A is symmetric, in denominator layout'
        """
        from jacobook.claims.judging import judge  # noqa: PLC0415 - an answer is had without them, a tenth sooner
        from jacobook.derivation.claimed import asked_of  # noqa: PLC0415 - likewise

        return judge(claim, asked_of(self.question, self._answer))

    @property
    def every_size(self) -> EverySize:
        """Which printed forms are proved for every size: the matrix forms, the components and the differential."""
        return self._proof.every_size
