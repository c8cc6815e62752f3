"""Every surface reads with the same reader: Python, the command line, blocks, the browser, textbook forms."""

import pytest

from jacobook import derive, question
from jacobook.answers.answers import agree_with_book
from jacobook.block import read_block
from jacobook.errors import LanguageError
from jacobook.proof.verdict.certificate import Disproved

GRADIENT = r"\frac{\partial}{\partial x} \tfrac12 \lVert A x - b \rVert_2^2"


def test_python_reads_latex_and_the_variable_that_it_says():
    answer = derive(GRADIENT)
    assert answer.read_as == "1 / 2 * norm(A @ x - b)**2"
    assert answer.denominator.text == "Aᵀ(Ax − b)"
    assert "b is taken for a vector" in answer.notes


def test_an_order_may_be_asked_of_what_the_formula_says():
    assert derive(r"\nabla_x x^\top A x", order=2).order == 2
    assert derive("d/dX tr(AX)").numerator.text == "A"


def test_a_block_may_leave_out_the_variable():
    assert read_block("d/dX tr(AX)").wrt == "X"
    assert read_block(GRADIENT + "\nwhere: A: m×n, x: n, b: m").wrt == "x"


def test_the_browser_is_told_what_was_read_and_what_was_assumed():
    found = question.read(GRADIENT)
    assert found["translated"] == "1 / 2 * norm(A @ x - b)**2"
    assert found["notation"] == "LaTeX"
    assert found["wrt"] == ["x"]
    assert found["assumed"] == ["b is taken for a vector"]


def test_the_browser_is_handed_every_reading_as_a_question():
    readings = question.read(r"\left|X\right| a")["error"]["readings"]
    assert [reading["expr"] for reading in readings] == ["det(X) * a", "abs(X) @ a"]
    for reading in readings:
        assert "error" not in question.read(reading["expr"], reading["where"])


def test_a_book_may_be_quoted_in_latex():
    answer = derive("x @ A @ x", "x", {"A": "n×n", "x": "n"})
    agree_with_book(answer, r"x^\top (A + A^\top)")
    with pytest.raises(Disproved):
        agree_with_book(answer, r"2 x^\top A")


def test_nothing_is_derived_without_a_variable():
    with pytest.raises(LanguageError, match="name the variable"):
        derive(r"x^\top A x")
