"""A certificate is for all that was asked: one wrong form among right ones is enough to refuse it."""

from dataclasses import replace

import pytest

from jacobook import derive
from jacobook.language.dimension import ONE
from jacobook.layout.formulas.formula import Partial, Sum, Symbol
from jacobook.layout.formulas.layouts import Layout
from jacobook.proof.every_size.comparison import Answer, for_every_size
from jacobook.proof.verdict.certificate import Disproved
from jacobook.proof.verdict.judging import prove


def doubled(formula):
    return Sum((formula, formula))


@pytest.mark.parametrize("wrong", ["numerator", "denominator", "components", None])
@pytest.mark.parametrize("backwards", [False, True])
def test_each_of_several_forms_is_compared(wrong, backwards):
    derivation = derive("norm(A @ x - b)**2", "x")
    names = ["numerator", "denominator"]
    answers = {name: getattr(derivation, name).form for name in (names[::-1] if backwards else names)}
    components = derivation.components.formula, derivation.components.indices
    if wrong in answers:
        answers[wrong] = replace(answers[wrong], formula=doubled(answers[wrong].formula))
    if wrong == "components":
        components = doubled(components[0]), components[1]
    if wrong is None:
        assert prove(derivation.expression, derivation.wrt, answers, components).entries > 0
        return
    with pytest.raises(Disproved, match=wrong if wrong in answers else "component form"):
        prove(derivation.expression, derivation.wrt, answers, components)


def test_an_answer_is_of_the_layout_that_was_asked_for():
    derivation = derive("norm(A @ x - b)**2", "x")
    assert derivation.numerator.layout is Layout.NUMERATOR
    assert derivation.denominator.layout is Layout.DENOMINATOR
    assert (derivation.numerator.shape, derivation.denominator.shape) == (("1", "n"), ("n", "1"))


def test_a_form_that_is_not_understood_is_not_said_to_hold_for_every_size():
    derivation = derive("x @ A @ x", "x", "A: n×n, x: n")
    form = derivation.denominator.form
    strange = Partial(Symbol("y"), (Symbol("x", form.formula.rows, ONE, 1),), form.formula.rows, ONE)
    shapes = (derivation.expression.shape, *(variable.shape for variable in derivation.wrt))
    answer = Answer(derivation.derivative, shapes, derivation.variables, {"denominator": form})
    assert for_every_size(answer).proved
    found = for_every_size(replace(answer, forms={"denominator": replace(form, formula=strange)}))
    assert found.proved is False
    assert list(found.unproved) == ["denominator"]
