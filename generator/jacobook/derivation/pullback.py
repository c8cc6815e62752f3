"""The answer of a backward pass: the gradient of ⟨G, F⟩ in the shape of the variable, its conditions, and its proof."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from jacobook.calculus.index_form import Array, VariableTensor
from jacobook.calculus.pullback import pullback
from jacobook.calculus.stacked_variables import stacked
from jacobook.depth import within_depth
from jacobook.derivation.answer import Answer
from jacobook.derivation.conditions import Holding
from jacobook.derivation.index_form import IndexForm
from jacobook.derivation.paired import PairedQuestion, paired, pairing
from jacobook.derivation.proof import Proof
from jacobook.derivation.proving import refusing
from jacobook.derivation.question import Question
from jacobook.errors import Refused
from jacobook.language.declaration import TANGENT
from jacobook.language.dimension import ONE
from jacobook.language.expression import StackedVariable, Variable, variables
from jacobook.language.grammar import ParsedExpression
from jacobook.layout.backpropagation.adjoints import Backpropagation, LocalPullback, backpropagation
from jacobook.layout.backpropagation.composition import composed, length
from jacobook.layout.backpropagation.computation import Step, computation
from jacobook.layout.backpropagation.resting import resting
from jacobook.layout.forms.derivative_symbols import in_layout
from jacobook.layout.forms.naming import rebuild, substitute
from jacobook.layout.forms.network import NoMatrixForm
from jacobook.layout.forms.pullback import pullback_form
from jacobook.layout.formulas import algebra
from jacobook.layout.formulas import formula as f
from jacobook.layout.formulas.layouts import Layout
from jacobook.layout.formulas.statement import statement, symbol
from jacobook.proof.verdict.backpropagated import PrintedGradients, prove_gradients
from jacobook.proof.verdict.certificate import Certificate

MOST_STEPS_CONTRACTED = 16
"""Steps of a computation whose derivative is contracted as a whole; of more the steps are differentiated alone."""

_SHORT = 6
"""Symbols of a form that is not looked for on the other road as well: there is no part in it worth a name."""


@dataclass(frozen=True)
class Pullback(Answer):
    """The forms of a backward pass; in place of layouts they have the shape of the variable, and its transpose."""

    question: PairedQuestion

    @cached_property
    @within_depth
    def pulled_back(self) -> Array:
        """The pullback in index form."""
        question = self.question
        original = IndexForm(question.original)
        upstream = VariableTensor(question.upstream.name, question.upstream.shape)
        (by,) = question.wrt
        if isinstance(by, StackedVariable):
            slopes = (
                pullback(original.value, each, upstream, structured=original.tensors) for each in original.tensors
            )
            lengths = ((*part.shape, ONE)[0] for part in by.parts)
            return stacked(zip(slopes, lengths, strict=True), 0, by.shape[0])
        (variable,), (structure,) = original.tensors, question.structures
        return pullback(original.value, variable, upstream, structure=structure, structured=original.tensors)

    @cached_property
    @within_depth
    def denominator(self) -> f.MatrixForm:
        """The form in the shape of the variable, the shorter of two roads. Raises `Refused` where there is none.

        It is read from the contraction of the derivative, and where that is not short put together from the adjoints of
        the steps of a computation; of many steps only the latter is tried.
        """
        steps = self.steps
        refusal = NoMatrixForm("the computation has too many steps")
        forms: list[f.MatrixForm] = []
        if len(steps) <= MOST_STEPS_CONTRACTED:
            try:
                form, known = pullback_form(self.pulled_back, self.question.wrt[0].shape, self.question.avoided)
                if known or length(form)[0] <= _SHORT:
                    return self._with_symbols(form, Layout.DENOMINATOR)
                forms.append(form)
            except (NoMatrixForm, Refused) as reason:
                refusal = reason if isinstance(reason, NoMatrixForm) else NoMatrixForm(reason.message)
        if len(steps) > 1 and not any(self.question.structures):
            with suppress(NoMatrixForm, Refused):
                forms.append(self._by_adjoints(steps))
        if not forms:
            raise Refused(f"no matrix form of {self.question.asked}: {refusal}")
        return self._with_symbols(min(forms, key=length), Layout.DENOMINATOR)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The named steps of the computation."""
        asked, question = self.question.original.expression, self.question
        if question.is_stacked:
            return ()
        return computation(asked, [question.wrt[0].name], question.value_symbol.name, question.avoided)

    def _lines(self, steps: Sequence[Step]) -> Backpropagation:
        question = self.question
        taken = question.avoided | {question.value_symbol.name}
        found = backpropagation(steps, question.wrt, question.upstream, taken)
        return resting(found) if TANGENT in question.wrt[0].properties else found

    def _by_adjoints(self, steps: Sequence[Step]) -> f.MatrixForm:
        question = self.question
        whole = len(steps) <= MOST_STEPS_CONTRACTED
        return composed(self._lines(steps), question.wrt[0].name, question.avoided, together=whole)

    def prove(self, holding: Holding) -> Callable[[], Certificate]:
        """Prove the form entry by entry, or, of many steps, each step, and the whole along random directions.

        Whether it holds for every size is worked out when the certificate is asked for. Raises what a proof raises.
        """
        if len(self.steps) <= MOST_STEPS_CONTRACTED:
            proof = Proof(self, lambda: holding.asked)
            _ = proof.checked
            return lambda: replace(proof.certificate, given_upstream=True)
        question = self.question
        prove_steps(question.asked, self._lines(self.steps).local)
        printed = [
            PrintedGradients(form, {question.wrt[0].name: form.formula}, turned=layout is Layout.NUMERATOR)
            for layout, form in self.printed.items()
        ]
        with refusing(question.asked):
            found = prove_gradients(question.original.expression, question.wrt, question.upstream, printed)
        return lambda: found

    @cached_property
    def numerator(self) -> f.MatrixForm:
        """The transposed form. Raises `Refused` where there is none."""
        form = self.denominator
        return self._with_symbols(replace(form, formula=algebra.transpose(form.formula)), Layout.NUMERATOR)

    def _with_symbols(self, form: f.MatrixForm, layout: Layout) -> f.MatrixForm:
        """The form with symbols of derivatives of declared functions in a layout."""
        return in_layout(form, layout) if self.question.parsed.functions else form

    @property
    def vec(self) -> None:
        """A backward pass has no vec form."""

    @property
    def components(self) -> None:
        """Its entries are those of the derivative, which has them."""

    @property
    def found_differential(self) -> None:
        """Nor has it a differential of its own."""

    @cached_property
    def layouts(self) -> dict[Layout, f.MatrixForm]:
        """The forms of both layouts in terms of the upstream gradient as it is, or none where they are refused."""
        try:
            return {Layout.NUMERATOR: self._turned_back, Layout.DENOMINATOR: self.denominator}
        except Refused:
            return {}

    @property
    def printed(self) -> dict[Layout, f.MatrixForm]:
        """The forms as they are printed, in numerator layout with the upstream gradient transposed as well."""
        return {**self.layouts, Layout.NUMERATOR: self.both_transposed} if self.layouts else {}

    @property
    def turned(self) -> str:
        """The upstream gradient, which in numerator layout is transposed as well."""
        return self.question.upstream.name

    @cached_property
    def both_transposed(self) -> f.MatrixForm:
        """The form in numerator layout, where the upstream gradient is transposed as well."""
        given, turned = self._upstream_symbols
        of = algebra.transpose(turned) if f.axes(given) else given
        return _within(self.numerator, lambda formula: settled(substitute(formula, given, of)))

    @property
    def _turned_back(self) -> f.MatrixForm:
        """The form in numerator layout as it is printed, with the transpose of what is given for what it calls so."""
        given, turned = self._upstream_symbols
        of = f.Transpose(given) if f.axes(given) else given
        return _within(self.both_transposed, lambda formula: substitute(formula, turned, of))

    @property
    def _upstream_symbols(self) -> tuple[f.Symbol, f.Symbol]:
        """The upstream gradient as it is, and as numerator layout has it, under the same name."""
        given = symbol(self.question.upstream)
        return given, f.Symbol(given.name, given.columns, given.rows, given.rank)


def _within(form: f.MatrixForm, change: Callable[[f.Formula], f.Formula]) -> f.MatrixForm:
    """A form with its formulas changed."""
    definitions = tuple(f.Definition(d.symbol, change(d.meaning)) for d in form.definitions)
    return f.MatrixForm(change(form.formula), definitions, form.names)


@dataclass(frozen=True)
class GivenPullback(Pullback):
    """A backward pass in a form that was found otherwise, to be proved."""

    given: f.MatrixForm

    @property
    def denominator(self) -> f.MatrixForm:
        """The form in the shape of the variable."""
        return self.given


def prove_form(question: PairedQuestion, form: f.MatrixForm) -> None:
    """Prove a form of a backward pass. Raises what a proof raises."""
    answer = GivenPullback(question, form)
    _ = Proof(answer, lambda: Holding(answer).asked).checked


def prove_lines(question: Question, found: Backpropagation, upstream: Variable) -> Certificate:
    """Prove the lines of a backward pass: each step, the whole along random directions, and of few steps by entries.

    Raises what a proof raises.
    """
    prove_steps(question.asked, found.local)
    asked = paired(question, upstream.name)
    lines = (*found.forward, *found.backward)
    every = tuple(f.Definition(line.symbol, line.meaning) for line in lines)
    whole = f.MatrixForm(found.forward[-1].symbol, every, asked.avoided)
    wrt = [question.variables[name] for name in found.gradients]
    with refusing(question.asked):
        printed = PrintedGradients(whole, found.gradients, found.forward[-1].symbol)
        certificate = prove_gradients(question.expression, wrt, upstream, [printed])
    if len(found.forward) > MOST_STEPS_CONTRACTED:
        return certificate
    for variable in wrt:
        symbol_of = found.gradients[variable.name]
        place = next(n for n, line in enumerate(lines) if line.symbol == symbol_of)
        definitions = tuple(f.Definition(line.symbol, line.meaning) for line in lines[:place])
        form = f.MatrixForm(lines[place].meaning, definitions, asked.avoided)
        prove_form(replace(asked, wrt=(variable,)), form)
    return certificate


def prove_steps(asked: str, steps: Collection[LocalPullback]) -> None:
    """Prove the pullbacks of single steps. Raises what a proof raises, with what was asked."""
    with refusing(asked):
        for step in steps:
            _prove_step(step)


@lru_cache(maxsize=1024)
def _prove_step(local: LocalPullback) -> None:
    """Prove the pullback of one step, which many computations may have."""
    names = {v.name: v for v in (*variables(local.expression).values(), local.upstream)}
    parsed = ParsedExpression(pairing(local.upstream, local.expression), names, "one step of it")
    alone = Question(ParsedExpression(local.expression, names, "one step of it"), (local.parent,))
    question = PairedQuestion(parsed, (local.parent,), upstream=local.upstream, original=alone)
    value = f.Definition(symbol(local.value), statement(local.expression))
    prove_form(question, f.MatrixForm(local.formula, (value,), question.avoided))


def settled(formula: f.Formula) -> f.Formula:
    """The formula with (Mᵀ)ᵀ written as M."""
    inner = rebuild(formula, settled)
    return algebra.transpose(inner.body) if isinstance(inner, f.Transpose) else inner
