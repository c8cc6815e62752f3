"""That a point lies on no kink is a condition of the answer, where the answer jumps on it."""

import pytest

from jacobook.catalogue.loader import load
from jacobook.derivation import derive
from jacobook.notation.clause import printed
from jacobook.proof.points import case


def said(expr, wrt="x", where="x: n", order=1):
    """The conditions of kinks, as clauses, and which of them are only sufficient."""
    derivation = derive(expr, wrt, where, order, prove=False)
    derivation.verify_conditions()
    return [(c.text, c.sufficient_only) for c in derivation.conditions if c.needed_by == "kink"]


@pytest.mark.parametrize(
    ("expr", "where", "clause"),
    [
        ("relu(x)", "x: n", "no entry of x is 0"),
        ("abs(x)", "x: scalar", "x ≠ 0"),
        ("sign(x)", "x: n", "no entry of x is 0"),
        ("sign(x) * x", "x: n", "no entry of x is 0"),
        ("norm1(X)", "X: m×n", "no entry of X is 0"),
        ("norm1(X)", "X: n×n symmetric positive definite", "no entry of X is 0"),
        ("maximum(x, y)", "x: n, y: n", "no entry of x equals that of y"),
        ("minimum(x, 1)", "x: n", "no entry of x is 1"),
        ("maximum(x, -1)", "x: n", "no entry of x is −1"),
        ("maximum(x, -x)", "x: n", "no entry of x is 0"),
        ("maximum(x, c)", "x: n, c: scalar", "no entry of x is c"),
        ("relu(W @ x + b)", "W: m×n, x: n, b: m", "no entry of Wx + b is 0"),
        ("relu(1 - y * (w @ x + b))", "w: n, x: n, b: scalar, y: scalar", "y (wᵀx + b) ≠ 1"),
        ("abs(x * y)", "x: n, y: n", "no entry of x is 0"),
        ("where(x > 0, x, 2 * x)", "x: n", "no entry of x is 0"),
        ("where(norm(x) > 1, x / norm(x), x)", "x: n", "‖x‖ ≠ 1"),
        ("where(norm(x) > 0, x / norm(x), x)", "x: n", "x ≠ 𝟎"),
        ("where(t > 0, log(t), t)", "t: scalar", "t ≠ 0"),
        ("where(det(X) > 1, logdet(X), 0)", "X: n×n", "det(X) ≠ 1"),
        ("where(x > 0, where(x < 6, x, 6), 0)", "x: n", "no entry of x is 0, no entry of x is 6"),
    ],
)
def test_no_kink_is_a_condition(expr, where, clause):
    wrt = where.split(":")[0] if where[0] in "xXt" else "x"
    found = said(expr, wrt, where)
    assert ", ".join(sorted(text for text, _ in found)) == clause
    assert not any(enough for _, enough in found)


@pytest.mark.parametrize(
    ("expr", "where"),
    [
        ("relu(x)**2", "x: n"),
        ("x * abs(x)", "x: n"),
        ("abs(t**3)", "t: scalar"),
        ("where(x > 0, x**1.5, 0)", "x: n"),
        ("where(norm(x) < 1, norm(x)**2 / 2, norm(x) - 1/2)", "x: n"),
        ("where(x > 0, exp(x), 1 + x)", "x: n"),
        ("abs(x)", "x: n positive"),
        ("relu(x) - relu(x)", "x: n"),
    ],
)
def test_a_kink_that_is_smoothed_out_is_no_condition(expr, where):
    assert said(expr, where[0], where) == []


def test_a_border_that_does_not_move_is_no_condition_of_that_variable():
    assert said("where(x > 0, x, a * x)", "a", "x: n, a: scalar") == []
    assert said("where(y > 0, x, -x)", "x", "x: n, y: n") == []


def test_a_kink_inside_one_case_is_only_sometimes_met():
    assert said("where(y > 0, relu(x), 0)", "x", "x: n, y: n") == [("no entry of x is 0", True)]


def test_a_kink_of_more_derivatives_than_are_worked_out_around_it_is_not_decided(monkeypatch):
    assert said("sum(abs(x))", "x", "x: n", 3) == [("no entry of x is 0", False)]

    monkeypatch.setattr(case, "_MOST_BESIDE", 1)

    assert said("sum(abs(x))", "x", "x: n", 3) == [("no entry of x is 0", True)]


def test_the_sentence_says_it_once_and_the_note_says_what_is_printed_there():
    derivation = derive("relu(x) / (a @ a)", "x", "x: n, a: n", prove=False)
    assert derivation.holds_where() == "Holds where a ≠ 𝟎 and no entry of x is 0."
    assert derivation.kinks == (
        "ReLU has no derivative at 0; where the answer jumps there, its value is a convention.",
    )
    kink = derivation.conditions[-1]
    assert kink.why == "elsewhere the value printed is a convention"
    assert printed(kink.short, "text") == "xᵢ ≠ 0"


def test_an_answer_is_proved_on_its_kinks_too():
    derivation = derive("relu(x)", "x", "x: n", prove=False)
    assert not derivation._holding.asked
    assert derivation.verify()


@pytest.mark.thorough
def test_every_rule_whose_answer_jumps_says_where():
    jumping = 0
    for rule in load().rules:
        for question in rule.questions:
            for item in question.wrt:
                derivation = derive(question.expr, item, question.where, question.order, prove=False)
                if derivation.kinks:
                    jumping += 1
                    assert any(one.needed_by == "kink" for one in derivation.conditions), question.id
    assert jumping > 20
