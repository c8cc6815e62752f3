"""Names: read as Python reads them, never words of Python's own, and never two that are printed alike."""

import pytest

from jacobook import derive
from jacobook.errors import LanguageError


@pytest.mark.parametrize("word", ["lambda", "in", "is", "if", "None", "True", "__debug__"])
def test_a_word_of_python_is_no_name_of_anything(word):
    for where in ({word: "n"}, {"x": word}, {"A": f"n×{word}"}, {word: "elementwise"}, {"u": f"{word} -> m"}):
        with pytest.raises(LanguageError, match=f"{word} is a word of Python's") as refusal:
            derive("x @ x", "x", where)
        assert f"write {word}_" in str(refusal.value)


@pytest.mark.parametrize("name", ["x²", "²", "x-y", "1x", "x y"])
def test_what_is_no_name_in_an_expression_is_none_in_a_declaration(name):
    with pytest.raises(LanguageError, match=r"is not a name|expected a shape|unknown property"):
        derive("x @ x", "x", {name: "n"} if name != "²" else {"x": name})


@pytest.mark.parametrize(("written", "read"), [("ｘ", "x"), ("µ", "μ"), ("ℝ", "R"), ("𝐀", "A"), ("ﬁ", "fi")])
def test_a_name_is_declared_as_python_reads_it(written, read):
    derivation = derive(f"{written} @ {written}", written, {written: "n"})
    assert [variable.name for variable in derivation.wrt] == [read]
    assert derivation.variables[read].shape == derive("x @ x", "x", {"x": "n"}).variables["x"].shape
    assert str(derive("v @ v", "v", {"v": written}).denominator.rows) == read


def test_two_names_that_python_reads_as_one_are_declared_twice():
    with pytest.raises(LanguageError, match="declared twice"):
        derive("x @ x", "x", {"x": "n", "ｘ": "n"})


@pytest.mark.parametrize(
    ("expression", "where"),
    [
        ("x1 @ x_1", "x1: n, x_1: n"),
        ("lambda_ * λ", "lambda_: scalar, λ: scalar"),
        ("alpha @ α", "alpha: n, α: n"),
        ("x_1_2 @ x1_2", "x_1_2: n, x1_2: n"),
        ("pi * π", "π: scalar"),
    ],
)
def test_names_that_are_printed_alike_are_refused(expression, where):
    with pytest.raises(LanguageError, match="look the same in print"):
        derive(expression, expression.split()[-1], where)


def test_a_greek_name_keeps_its_spelling():
    assert derive("lambda_ * x @ x", "x", "lambda_: scalar").denominator.text == "2λ x"
    assert derive("2 * pi * x @ x", "x").denominator.text == "4π x"
