"""A rule becomes an answer only if it is proved, and what a book prints must agree."""

import pytest

from jacobook.answers.answers import answer, answer_question, answered_item
from jacobook.catalogue.model import Rule
from jacobook.errors import JacobookError, LanguageError
from jacobook.proof.verdict.certificate import Disproved

FORM = {"A": "n×n", "x": "n"}


def rule(textbook=None, wrt=("x",), expr="x @ A @ x", where=FORM, file="forms.toml"):
    return Rule("form", "Form", expr, wrt, where, textbook=textbook or {}, file=file, line=7)


def test_a_rule_is_answered_by_each_of_its_variables():
    found = answer(rule(expr="b @ A @ x", where={"A": "m×n", "b": "m", "x": "n"}, wrt=("x", "b")))
    assert list(found.derivations) == ["x", "b"]
    assert list(found.certificates) == ["x", "b"]
    assert found.derivations["b"].denominator.shape == ("m", "1")
    assert found.certificates["b"].entries > 0


def test_a_book_that_is_right_is_agreed_with():
    assert answer(rule({"x": "x @ (A + A.T)"})).rule.textbook
    assert answer(rule({"x": "(A + A.T) @ x"}))


def test_a_book_that_is_wrong_is_told_with_both_forms_and_numbers():
    with pytest.raises(Disproved) as caught:
        answer(rule({"x": "2 * x @ A"}))
    told = str(caught.value)
    assert told.startswith("forms.toml:7: rule form: textbook.x: ")
    assert "The derivative is xᵀ(A + Aᵀ)." in told
    assert "2 * x @ A is not right" in told
    assert "the derivative is [1, 0], and yours" in told


@pytest.mark.parametrize(("printed", "layout"), [("A.T", "denominator"), ("A", "numerator")])
@pytest.mark.parametrize("where", [{"A": "m×n", "x": "n"}, FORM])
def test_a_book_may_be_in_either_layout_and_it_is_said_which(printed, layout, where):
    found = answered_item(rule({"x": printed}, expr="A @ x", where=where), "x")
    assert found.book.form == layout


def test_a_book_that_prints_the_function_itself_does_not_agree():
    with pytest.raises(Disproved, match="This is the function itself, not its derivative"):
        answer(rule({"x": "A @ x"}, expr="A @ x", where={"A": "m×n", "x": "n"}))


def test_declared_properties_hold_in_the_book_too():
    assert answer(rule({"x": "2 * x @ A.T"}, where={"A": "n×n symmetric", "x": "n"}))


def test_names_without_declaration_mean_the_same_in_the_book():
    assert answer(rule({"x": "x @ (A + A.T)"}, where={}))


def test_an_error_names_the_rule():
    with pytest.raises(JacobookError, match=r"forms\.toml:7: rule form: w\.r\.t\. x: "):
        answer(rule(expr="A @ A @", where=FORM))


def test_a_question_is_proved_like_a_rule():
    found = answer_question("w * x", "w", {}, 1)
    assert found.derivations["w"].numerator.text == "diag(x)"
    assert found.certificates["w"].entries > 0


def test_a_question_that_is_wrong_names_no_rule():
    with pytest.raises(LanguageError) as caught:
        answer_question("sun(x)", "x", {}, 1)
    assert str(caught.value).startswith("unknown function sun")
