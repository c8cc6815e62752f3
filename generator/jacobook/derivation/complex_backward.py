"""Gradients and backward passes of complex variables, in the conventions of PyTorch and of JAX.

Of a real number L that depends on z, PyTorch keeps 2 ∂L/∂z̄ = ∂L/∂x + i ∂L/∂y, along which L rises most, and JAX its
conjugate 2 ∂L/∂z. With G of Y in PyTorch's convention, dL = Re Σ Ḡ dY: a backward pass is the gradient of Re Σ Ḡ Y.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction

from jacobook.derivation.complex_question import ComplexQuestion, complex_question
from jacobook.derivation.paired import upstream_variable
from jacobook.derivation.passes import BackwardAnswer
from jacobook.derivation.question import Question
from jacobook.errors import Refused
from jacobook.language.conjugates import conjugate_name
from jacobook.language.expression import Call, Expression, Number, Variable
from jacobook.layout.formulas import formula as f
from jacobook.layout.formulas.conjugates import Conjugated
from jacobook.layout.formulas.rebuilding import rebuild

PYTORCH = "PyTorch's convention: gradients are 2 ∂L/∂z̄ of a real L; JAX's are their conjugates"
JAX = "JAX's convention: gradients are 2 ∂L/∂z of a real L, the conjugates of PyTorch's"


@dataclass(frozen=True, slots=True, repr=False)
class ComplexBackwardAnswer(BackwardAnswer):
    """The pullback by a complex variable in PyTorch's convention; `jax` is code in JAX's, and `in_jax` its form."""

    in_jax: f.MatrixForm = field(kw_only=True)
    convention: str = field(default=PYTORCH, kw_only=True)

    def _form_in(self, notation: str) -> f.MatrixForm:
        return self.in_jax if notation == "jax" else self.form

    @property
    def as_jax(self) -> ComplexBackwardAnswer:
        """The same in JAX's convention, in every notation."""
        return replace(self, form=self.in_jax, convention=JAX)


def gradient_question(question: ComplexQuestion) -> ComplexQuestion:
    """The question whose answer by the conjugate is the gradient 2 ∂f/∂z̄. Raises `Refused`."""
    if question.written.shape or not question.value_is_real:
        raise Refused(
            "only a real function has a gradient with respect to a complex variable",
            hint="the derivatives with respect to it and to its conjugate are there: d and d.conjugate",
        )
    return _asked(question, _twice(question.written), {}).by_conjugate()


def backward_question(question: ComplexQuestion, upstream: str) -> tuple[ComplexQuestion, Variable]:
    """The question whose answer is the backward pass, with the upstream gradient in it. Raises `Refused`."""
    if "hermitian" in question.by.properties:
        raise Refused("a backward pass with respect to a Hermitian matrix is not supported")
    value = question.written
    given = upstream_variable(upstream, value.shape, question.avoided)
    real = question.value_is_real
    given = given if real else replace(given, properties=given.properties | {"complex"})
    pairing = "dot" if value.shape else "multiply"
    paired: Expression
    if "complex" not in question.by.properties:
        paired = Call(pairing, (given if real else _bar(given), value), ())
        return _asked(question, paired if real else Call("real", (paired,), ()), {given.name: given}), given
    if real:
        paired = _twice(Call(pairing, (given, value), ()))
    else:
        # 2 Re Σ Ḡ Y without halves.
        paired = Call("add", (Call(pairing, (_bar(given), value), ()), Call(pairing, (given, _bar(value)), ())), ())
    return _asked(question, paired, {given.name: given}).by_conjugate(), given


def conjugated_but(form: f.MatrixForm, given: Variable, conjugated: Conjugated) -> f.MatrixForm:
    """The conjugate of a form in which G stands for what was Ḡ: a backward pass in the other convention."""
    name = given.name
    swapped = {name: conjugate_name(name), conjugate_name(name): name} if "complex" in given.properties else {}

    def swap(formula: f.Formula) -> f.Formula:
        if isinstance(formula, f.Symbol) and formula.name in swapped:
            return replace(formula, name=swapped[formula.name])
        return rebuild(formula, swap)

    def turned(formula: f.Formula) -> f.Formula:
        return swap(conjugated.conjugate(formula))

    definitions = tuple(f.Definition(d.symbol, turned(d.meaning)) for d in form.definitions)
    return f.MatrixForm(turned(form.formula), definitions, form.names)


def _asked(question: ComplexQuestion, expression: Expression, further: dict[str, Variable]) -> ComplexQuestion:
    variables = {**question.declared, **further}
    parsed = replace(question.parsed, expression=expression, variables=variables)
    return complex_question(Question(parsed, (question.by,), question.projected, question.called))


def _twice(expression: Expression) -> Expression:
    return Call("multiply", (Number(Fraction(2)), expression), expression.shape)


def _bar(expression: Expression) -> Expression:
    return Call("conj", (expression,), expression.shape)
