"""Backward passes as they are handed out, proved: of a first derivative, and of a backward pass once more."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from jacobook.calculus.differentiation import differentiate
from jacobook.calculus.index_form import VariableTensor
from jacobook.calculus.pullback import pullback
from jacobook.calculus.structure import freed
from jacobook.derivation.conditions import Holding
from jacobook.derivation.paired import paired, upstream_variable
from jacobook.derivation.passes import BackwardAnswer
from jacobook.derivation.proving import refusing
from jacobook.derivation.pullback import GivenPullback, Pullback
from jacobook.derivation.question import Question
from jacobook.errors import LanguageError, Refused
from jacobook.language.expression import Variable
from jacobook.layout.forms.network import NoMatrixForm
from jacobook.layout.forms.pullback import pullback_form
from jacobook.layout.formulas import formula as f
from jacobook.layout.formulas.symbols import differentiated
from jacobook.proof.verdict.contracted import prove_contracted


def backward_answer(question: Question, upstream: str = "", *, prove: bool) -> BackwardAnswer:
    """The backward pass of a first derivative as it is handed out, proved; `upstream` is the name that G is given.

    Raises `LanguageError`, `Refused`, and what a proof raises.
    """
    pullback = Pullback(paired(question, upstream))
    asked, form, holding = pullback.question, pullback.denominator, Holding(pullback)
    certificate = pullback.prove(holding) if prove else None

    def again(second: str, by: str) -> BackwardAnswer:
        return backward_twice(pullback, second, by, prove=prove)

    return BackwardAnswer(
        gradient_symbol(asked.wrt[0], form, asked.names),
        form,
        asked.names,
        prove,
        upstream=asked.upstream.name,
        _conditions=lambda: holding.conditions,
        _certificate=certificate,
        _numerator=lambda: pullback.both_transposed,
        _again=again,
    )


def gradient_symbol(variable: Variable, form: f.MatrixForm, taken: Collection[str]) -> f.Partial:
    """The symbol ∂L/∂X of a number L that no name of the question is."""
    name = next(each for each in ("L", "J", "E", "L_0") if each not in taken)
    return f.Partial(f.Symbol(name), (differentiated(variable),), form.formula.rows, form.formula.columns)


def backward_twice(first: Pullback, upstream: str, by: str, *, prove: bool) -> BackwardAnswer:
    """The backward pass of a backward pass, given the upstream gradient V of its gradient.

    ⟨V, F′*(G)⟩ is differentiated by G or by a variable. Raises `LanguageError`, `Refused`, and what a proof raises.
    """
    question = first.question
    variable = question.wrt[0]
    name = by or variable.name
    if name not in question.variables:
        known = ", ".join(question.variables)
        raise LanguageError(f"{name} is not a variable of the backward pass", hint=f"its variables are: {known}")
    if any(question.structures):
        raise Refused("the backward pass of a projected gradient is not supported")
    if question.is_stacked:
        raise Refused("the backward pass of a gradient with respect to stacked variables is not supported")
    given = upstream_variable(upstream, variable.shape, question.avoided)
    other = question.variables[name]
    (tensor,) = first.index_form.tensors
    by_tensor = VariableTensor(other.name, other.shape, other.properties)
    value = freed(question.expression, {variable.name, other.name})
    slope = differentiate(value, VariableTensor(tensor.name, tensor.dimensions))
    array = pullback(
        slope,
        VariableTensor(other.name, other.shape),
        VariableTensor(given.name, given.shape),
        structured=(tensor, by_tensor),
    )
    taken = question.avoided | {given.name}
    asked = f"the backward pass of {question.asked} with respect to {name}"
    try:
        form, _ = pullback_form(array, other.shape, taken)
    except NoMatrixForm as reason:
        raise Refused(f"no matrix form of {asked}: {reason}") from None
    certificate = None
    if prove:
        with refusing(asked):
            certificate = prove_contracted(question.expression, (variable, other), form, given)
    holding = Holding(GivenPullback(replace(question, wrt=(variable, other)), form))
    return BackwardAnswer(
        gradient_symbol(other, form, taken),
        form,
        question.names | {given.name},
        prove,
        upstream=given.name,
        _conditions=lambda: holding.conditions,
        _certificate=None if certificate is None else lambda: replace(certificate, given_upstream=True),
    )
