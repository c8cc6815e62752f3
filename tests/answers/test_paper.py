"""Papers: equations are found where they stand, what is wrong is told, and nothing else."""

import json

import pytest

from jacobook.answers.paper import equations, judged, questions
from jacobook.errors import LanguageError

RIGHT, WRONG, UNREAD = "right", "wrong", "unread"
KNOWN = {
    9: RIGHT, 10: RIGHT, 11: WRONG, 16: RIGHT, 17: RIGHT, 18: WRONG, 19: RIGHT, 20: WRONG,
    25: RIGHT, 28: UNREAD, 31: UNREAD, 35: RIGHT, 36: WRONG,
}  # fmt: skip


def status(one):
    return UNREAD if one.verdict is None else RIGHT if one.verdict.right else WRONG


@pytest.fixture(scope="module")
def page(root):
    return (root / "tests" / "answers" / "paper.tex").read_text("utf-8")


def test_every_error_of_a_page_is_found_and_no_other_is_told(page):
    assert {one.equation.line: status(one) for _, one in judged([(page, ".tex")])} == KNOWN


def test_why_an_equation_is_wrong_is_said_on_its_line(page):
    told = {one.equation.line: one for _, one in judged([(page, ".tex")])}
    assert "The factor Aᵀ is missing" in told[11].verdict.explanation
    assert "The sign is wrong" in told[18].verdict.explanation
    assert "twice yours" in told[36].verdict.explanation
    assert told[28].unread == "g is not a name of the question"


def test_what_is_set_to_zero_or_commented_out_is_no_claim(page):
    lines = [each.equation.line for each in questions(page, ".tex")]
    assert 12 not in lines
    assert 14 not in lines


def test_markdown_and_notebooks_are_papers_too():
    text = "<!-- jacobook: A: n×n symmetric, x: n -->\n\nSo\n\n$$\nf = x^\\top A x\n$$\n\n$$\n\\nabla_x f = 2Ax\n$$\n"
    ((_, found),) = judged([(text, ".md")])
    assert (found.equation.line, status(found)) == (10, RIGHT)
    cells = [{"cell_type": "markdown", "source": [text]}, {"cell_type": "code", "source": ["$$ \\nabla_x f = x $$"]}]
    ((_, found),) = judged([(json.dumps({"cells": cells}), ".ipynb")])
    assert status(found) == RIGHT
    with pytest.raises(LanguageError, match="not a notebook"):
        list(questions("{}", ".ipynb"))


def test_a_chain_of_equalities_gives_each_side_with_the_first():
    found = list(equations(r"\begin{align} a &= b = c \\ &= d \label{x} \\[2pt] e &= \frac{f = g}{h} \end{align}"))
    assert [(each.left, each.right) for each in found] == [
        ("a", "b"),
        ("a", "c"),
        ("a", "d"),
        ("e", r"\frac{f = g}{h}"),
    ]


def test_shapes_that_are_none_are_told():
    with pytest.raises(LanguageError):
        list(questions("% jacobook: A n×n\n\\[ \\nabla_x f = x \\]", ".tex"))


def test_a_letter_that_nobody_declared_is_tried_as_a_number_unless_it_is_a_capital():
    text = r"\[ \frac{d}{dx} x^3 = 3 x^2 \]" + "\n" + r"\[ \frac{\partial}{\partial X} \log\det X = 1/X \]"
    assert [status(one) for _, one in judged([(text, ".tex")])] == [RIGHT, WRONG]
