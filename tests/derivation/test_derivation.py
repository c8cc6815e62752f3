"""In Python an answer is proved before it is handed out, once, or it says that it is not."""

from dataclasses import replace
from fractions import Fraction

import pytest

from expressions import declared
from jacobook import Refused, derive
from jacobook.answer_data import derivative
from jacobook.calculus import index_algebra
from jacobook.cli.answer_text import answer_text
from jacobook.derivation import Derivation, index_form, proof, proving
from jacobook.derivation import answer as forms
from jacobook.derivation.entries import Entries
from jacobook.layout.forms.components import ComponentReading
from jacobook.layout.formulas import algebra
from jacobook.layout.formulas.layouts import Layout
from jacobook.proof.verdict.certificate import Certificate, Disproved


@pytest.fixture(autouse=True)
def forgetful():
    """No test is told an answer that another was told."""
    proving.forget()


def _doubled(form):
    return replace(form, formula=algebra.multiple(2, (), (), form.formula))


def _plant(monkeypatch, module, name, wrong):
    right = getattr(module, name)
    monkeypatch.setattr(module, name, lambda *given, **named: wrong(right(*given, **named)))


@pytest.mark.parametrize("name", ["matrix_form", "with_names"])
def test_a_wrong_form_is_refused_with_the_entry_that_disagrees(monkeypatch, name):
    """`matrix_form` makes both layouts, `with_names` the differential."""
    _plant(monkeypatch, forms, name, _doubled)
    with pytest.raises(Refused, match="failed the proof") as caught:
        derive("x @ A @ x", "x")
    assert isinstance(caught.value, Disproved)
    assert "the derivative of x @ A @ x with respect to x" in caught.value.message
    assert "entry" in caught.value.message
    assert "bug in Jacobook" in caught.value.hint
    assert caught.value.witness is not None
    assert caught.value.witness.expected != caught.value.witness.given


def test_a_wrong_component_form_is_refused(monkeypatch):
    array = ComponentReading.array
    monkeypatch.setattr(ComponentReading, "array", lambda *given: algebra.multiple(2, (array(*given),), (), None))
    with pytest.raises(Refused, match="the component form is wrong"):
        derive("x @ A @ x", "x")


def test_a_wrong_derivative_is_refused_in_every_form(monkeypatch):
    _plant(monkeypatch, index_form, "differentiate", lambda found: index_algebra.scale(found, Fraction(3, 2)))
    for question in (("x @ A @ x", "x"), ("A @ X @ X", "X"), ("kron(A, B)", "A")):
        with pytest.raises(Refused, match="failed the proof"):
            derive(*question)


@pytest.mark.parametrize("asked", [lambda answer: answer.vec, lambda answer: answer.verify()])
def test_a_wrong_vec_form_is_never_handed_out(monkeypatch, asked):
    answer = Derivation(derive("trace(A @ X)", "X", prove=False).question)
    with monkeypatch.context() as planted:
        _plant(planted, forms, "in_layout", _doubled)
        assert answer._answer.vec is not None
    with pytest.raises(Refused, match="the vec form is wrong"):
        asked(answer)


def test_a_wrong_array_form_is_never_handed_out():
    answer = derive("x @ A @ x", "x")
    answer._answer.index_form.__dict__["derivative"] = index_algebra.scale(answer.derivative, 2)
    with pytest.raises(Refused, match="the array form is wrong"):
        _ = answer.array


@pytest.mark.parametrize(("expr", "wrt"), [("x @ A @ x", "x"), ("A @ X @ B", "X"), ("kron(A, B)", "A")])
def test_unproved_answers_say_so_wherever_they_are_shown(expr, wrt):
    answer = derive(expr, wrt, prove=False)
    assert not answer.is_proved
    assert "not proved" in repr(answer)
    assert "not proved" not in repr(derive(expr, wrt))
    assert isinstance(answer.verify(), Certificate)
    assert "not proved" not in repr(answer)


def test_forms_and_printed_answers_say_that_they_are_not_proved():
    answer = derive("x @ A @ x", "x", prove=False)
    assert "not proved" in repr(answer.numerator)
    assert "not proved" in answer_text(answer, None, Layout.BOTH, with_steps=False)
    assert derivative(answer, None)["certificate"] is None
    answer.verify()
    assert "not proved" not in repr(answer.numerator)
    assert "xᵀ(A + Aᵀ)" in repr(answer.numerator)


def test_an_unproved_answer_that_is_wrong_is_found_out_by_its_proof(monkeypatch):
    _plant(monkeypatch, forms, "matrix_form", _doubled)
    answer = derive("x @ A @ x", "x", prove=False)
    with pytest.raises(Disproved, match="numerator"):
        answer.verify()
    assert not answer.is_proved


def test_a_question_asked_again_is_not_proved_again(monkeypatch):
    proofs = []
    _plant(monkeypatch, proof, "prove", lambda certificate: proofs.append(certificate) or certificate)
    first = derive("x @ A @ x", "x", "A: n×n, x: n")
    assert derive("x @ A @ x", "x", {"x": "n", "A": "n×n"}) is first
    assert first.verify() is first.verify()
    assert len(proofs) == 1
    others = [
        derive("x @ A @ x", "A", "A: n×n, x: n"),
        derive("x @ A @ x", "x", "A: n×n symmetric, x: n"),
        derive("x @ A @ x", "x", "A: k×k, x: k"),
        derive("x@A@x", "x", "A: n×n, x: n"),
        derive("x @ A @ x", "x", "A: n×n, x: n", order=2),
    ]
    assert len({id(answer) for answer in (first, *others)}) == 6


def test_the_memory_is_bounded():
    assert proving._proved.cache_info().maxsize == proving.MOST_REMEMBERED


def test_what_has_no_matrix_form_is_proved_by_its_components():
    answer = derive("A @ X @ B", "X,X")
    assert answer.verify().entries
    with pytest.raises(Refused, match="no matrix form") as caught:
        _ = answer.numerator
    assert caught.value.components == answer.components.latex
    assert "without a matrix form" in repr(answer)


def test_what_has_an_array_form_alone_is_proved_by_it(monkeypatch):
    monkeypatch.setattr(Entries, "found", None)
    question = "sum(vec(A) * kron(z, x))", "x", declared("vec A z x")
    answer = derive(*question)
    assert not answer._answer.layouts
    assert answer.verify().entries
    _plant(monkeypatch, proof, "prove_array", lambda _: pytest.fail("it is not asked for"))
    assert derive(*question) is answer


@pytest.mark.parametrize(
    ("expr", "wrt"),
    [
        ("trace(A @ X)", "X"),
        ("t * A", "t"),
        ("A @ X @ B", "X"),
        ("x * (y @ x)", "x,x"),
        ("x @ A @ x", "x,A"),
        ("trace(inv(X))", "X,X"),
        ("matrix_power(X, k) @ a", "X"),
        ("A @ x + ones(m)", "x"),
    ],
)
def test_the_forms_with_all_axes_are_proved(expr, wrt):
    answer = derive(expr, wrt, declared(expr, where={"k": "scalar", "t": "scalar"}))
    assert answer.array
    assert answer.vec is None or answer.vec.layout is Layout.NUMERATOR


def test_a_refusal_keeps_its_components_where_it_happened():
    refusal = Refused("no", hint="why")
    refusal.components = "x"
    assert refusal.within("rule").components == "x"
