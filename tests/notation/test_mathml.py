"""MathML: well formed, of the elements that browsers set, and with the letters that the other notations have."""

from contextlib import suppress
from functools import lru_cache
from xml.etree import ElementTree

import pytest

from jacobook import derive
from jacobook.catalogue.loader import load
from jacobook.errors import Refused
from jacobook.layout.formulas import formula as f
from jacobook.notation.mathml import form, to_mathml
from jacobook.notation.options import Notation

CORE = frozenset(
    "math mrow mi mn mo mtext mspace msub msup mfrac msqrt mover munderover mtable mtr mtd".split()  # noqa: SIM905 - as one reads it
)
CHILDREN = {"msub": 2, "msup": 2, "mfrac": 2, "mover": 2, "munderover": 3}


def tree(mathml):
    return ElementTree.fromstring(f"<math>{mathml}</math>")  # noqa: S314 - our own


def well_formed(mathml):
    for element in tree(mathml).iter():
        assert element.tag in CORE, mathml
        assert len(element) == CHILDREN.get(element.tag, len(element)), mathml
        if element.tag in ("mi", "mn", "mo", "mtext"):
            assert element.text, mathml
            assert not len(element), mathml
        else:
            assert not (element.text or "").strip(), mathml
        assert not (element.tail or "").strip(), mathml


@lru_cache(maxsize=1)
def catalogue():
    found = []
    for rule in load():
        for question in rule.questions:
            found += [derive(question.expr, wrt, question.where, question.order, prove=False) for wrt in question.wrt]
    assert len(found) > 400
    return found


def printed(derivation):
    yield to_mathml(derivation.value)
    with suppress(Refused):
        yield from (form(answer.form) for answer in derivation.answers)
    if derivation.has_components:
        yield to_mathml(derivation.components.left)
        yield to_mathml(derivation.components.formula)
    if derivation.has_differential:
        yield form(derivation.differential.form)


@pytest.mark.thorough
def test_every_formula_of_the_catalogue_is_well_formed():
    formulas = [each for derivation in catalogue() for each in printed(derivation)]
    assert len(formulas) > 1500
    for formula in formulas:
        well_formed(formula)


def test_every_step_of_the_catalogue_is_well_formed():
    formulas = [
        form(f.MatrixForm(step.right, step.definitions))
        for derivation in catalogue()[::5]
        for route in derivation.steps
        for step in route.steps
    ]
    assert len(formulas) > 500
    for formula in formulas:
        well_formed(formula)


def text(mathml):
    return "".join(tree(mathml).itertext()).replace("\xa0", " ")


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (("x @ A @ x", "x"), "𝐱⊤(𝐀 + 𝐀⊤)"),
        (("logdet(X)", "X", "X: n×n"), "𝐗−1"),
        (("norm(x)", "x"), "𝐱⊤‖𝐱‖"),
        (("sigmoid(w @ x)", "w"), "σ(𝐰⊤𝐱)(1 − σ(𝐰⊤𝐱))𝐱⊤"),
        (("sigma * sigmoid(w @ x)", "w", "sigma: scalar"), "σsigmoid(𝐰⊤𝐱)(1 − sigmoid(𝐰⊤𝐱))𝐱⊤"),
        (("Sigma @ x", "x", "Sigma: n×n"), "𝚺"),
        (("beta @ x", "x", "beta: n"), "𝜷⊤"),
        (("softmax(x)", "x"), "diag(𝐩) − 𝐩𝐩⊤with 𝐩=softmax(𝐱)"),
        (("where(t > 0, t**2, exp(t))", "t", "t: scalar"), "2t[t>0] + [t≤0]exp(t)"),
        (("sum(f(x))", "x", {"f": "elementwise", "x": "n"}), "f′(𝐱)⊤"),
        (("A @ X", "X"), "𝐈n⊗𝐀"),
        (("loss * x_hat_1", "loss", "loss: scalar, x_hat_1: n"), "𝐱^1"),
        (("X**2", "X", "X: n×n"), "2diag(vec(𝐗))"),
    ],
)
def test_formulas_read_as_they_should(question, said):
    assert text(form(derive(*question).numerator.form)) == said


def test_a_choice_has_its_cases_on_lines():
    shown = to_mathml(derive("where(t > 0, t**2, exp(t))", "t", "t: scalar").value)
    well_formed(shown)
    assert text(shown) == "{t2if t>0exp(t)otherwise"


def test_an_author_may_choose_other_signs():
    notation = Notation(vectors="arrow", transpose="T", hadamard="∘")
    answer = derive("sum(exp(x) * y)", "x").numerator.form
    well_formed(form(answer, notation))
    assert "→" in text(form(answer, notation))
    assert "∘" in text(form(answer, notation)) or "diag" in text(form(answer, notation))
    assert "𝖳" in text(form(answer, notation))
