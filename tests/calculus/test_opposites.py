"""Sums of functions with kinks in which the kinks cancel, or add up to one absolute value."""

import pytest

from jacobook.derivation import derive
from jacobook.proof.verdict.certificate import Disproved
from jacobook.proof.verdict.judging import prove


def answer(expr, wrt="x", where="x: n"):
    derivation = derive(expr, wrt, where)
    derivation.verify_conditions()
    return derivation


@pytest.mark.parametrize(
    ("expr", "where", "expected"),
    [
        ("relu(x) - relu(-x)", "x: n", "I"),
        ("relu(x) - relu(-x)", "x: scalar", "1"),
        ("3 * relu(-x) - 3 * relu(x)", "x: n", "−3I"),
        ("maximum(x, 0) + minimum(x, 0)", "x: n", "I"),
        ("maximum(0, x) - relu(-x)", "x: n", "I"),
        ("maximum(x, y) + minimum(y, x)", "x: n, y: n", "I"),
        ("relu(x - y) - relu(y - x)", "x: n, y: n", "I"),
        ("relu(A @ x - b) - relu(b - A @ x)", "x: n, A: m×n, b: m", "A"),
        ("sum(relu(A @ x)) - sum(relu(-A @ x))", "x: n, A: m×n", "𝟏ᵀA"),
        ("2 * relu(x) - abs(x)", "x: n", "I"),
        ("abs(x) - 2 * relu(-x)", "x: n", "I"),
        ("x * relu(x) - x * relu(-x)", "x: n", "2 diag(x)"),
        ("where(x > 0, x, x)", "x: n", "I"),
        ("abs(x) * sign(x)", "x: n", "I"),
        ("abs(x)**2", "x: n", "2 diag(x)"),
        ("abs(x)**3", "x: scalar", "3x |x|"),
        ("abs(x) * abs(x)", "x: n", "2 diag(x)"),
        ("sign(x) * x**3", "x: scalar", "3x |x|"),
    ],
)
def test_what_is_smooth_is_printed_so(expr, where, expected):
    derivation = answer(expr, where=where)
    assert derivation.numerator.text == expected
    assert not derivation.conditions
    assert not derivation.kinks


@pytest.mark.parametrize(
    ("expr", "where", "expected"),
    [
        ("relu(x) + relu(-x)", "x: n", "diag(sign(x))"),
        ("maximum(x, 0) - minimum(x, 0)", "x: n", "diag(sign(x))"),
        ("maximum(x, y) - minimum(x, y)", "x: n, y: n", "diag(sign(x − y))"),
        ("x * sign(x)", "x: n", "diag(sign(x))"),
    ],
)
def test_an_absolute_value_keeps_its_kink(expr, where, expected):
    derivation = answer(expr, where=where)
    assert derivation.numerator.text == expected
    assert [condition.needed_by for condition in derivation.conditions] == ["kink"]


@pytest.mark.parametrize(
    ("expr", "where"),
    [
        # On the kink another value was chosen than an absolute value has there.
        ("maximum(x, y) - minimum(y, x)", "x: n, y: n"),
        ("maximum(x, 0) + relu(-x)", "x: n"),
        # Neither part cancels.
        ("3 * relu(x) - 2 * relu(-x)", "x: n"),
        ("relu(x) - relu(-2 * x)", "x: n"),
        ("relu(x) - relu(-y)", "x: n, y: n"),
        ("y * relu(x) - x * relu(-x)", "x: n, y: n"),
        ("relu(x) - x", "x: n"),
        # The answer is written with its kinks, of which what is printed on them is only a convention.
        ("maximum(x, y) * minimum(x, y)", "x: n, y: n"),
        ("where(x > 0, x, -x) - abs(x)", "x: n"),
    ],
)
def test_what_is_left_with_kinks_says_so(expr, where):
    derivation = answer(expr, where=where)
    assert [condition.needed_by for condition in derivation.conditions] == ["kink"]
    assert derivation.kinks


def test_on_a_kink_that_cancels_the_limit_is_right_and_any_other_number_wrong():
    asked = derive("relu(t) - relu(-t)", "t", "t: scalar", prove=False)
    prove(asked.expression, asked.wrt, {"numerator": asked.numerator.form})
    doubled = derive("where(t < 0, 0, t) + where(t > 0, 0, t)", "t", "t: scalar", prove=False).numerator
    # It is 2 at t = 0, and 1 elsewhere.
    assert doubled.text == "[t ≥ 0] + [t ≤ 0]"
    with pytest.raises(Disproved):
        prove(asked.expression, asked.wrt, {"numerator": doubled.form})


@pytest.mark.parametrize(
    ("expr", "where", "expected"),
    [
        ("relu(x) - relu(-x) + abs(x - y)", "x: n, y: n", "I + diag(sign(x − y))"),
        ("sum(relu(x) - relu(-x)) + norm1(x - y)", "x: n, y: n", "𝟏ᵀ + sign(x − y)ᵀ"),
    ],
)
def test_beside_a_kink_that_cancels_another_one_keeps_its_value(expr, where, expected):
    derivation = answer(expr, where=where)
    assert derivation.numerator.text == expected
    assert [condition.text for condition in derivation.conditions] == ["no entry of x equals that of y"]
