"""Choices between cases: brackets where both have values everywhere, where(c, f′, g′) where one has not."""

import warnings

import numpy as np
import pytest

from jacobook import derive
from jacobook.calculus.choice import is_total
from jacobook.calculus.embedding import embed
from jacobook.language.grammar import parse

GUARDED = [
    ("where(x > 0, x*log(x), 0)", "x", {"x": "scalar"}, "(log(x) + 1 if x > 0, else 0)"),
    ("where(x > 0, x*log(x), 0)", "x", {"x": "n"}, "diag((log(x) + 𝟏 if x > 0, else 0))"),
    ("sum(where(abs(x) < 1, sqrt(1-x**2), 0))", "x", {"x": "n"}, "(−x ⊘ √(𝟏 − x^⊙2) if |x| < 1, else 0)ᵀ"),
    ("where(norm(x) > 1, x/norm(x), x)", "x", {"x": "n"}, "(I/‖x‖ − x xᵀ/‖x‖³ if ‖x‖ > 1, else I)"),
    ("where(a > 0, logdet(X), 0)", "X", {"X": "n×n"}, "(X⁻ᵀ if a > 0, else 0)ᵀ"),
]


@pytest.mark.parametrize(("text", "wrt", "where", "numerator"), GUARDED, ids=[text for text, *_ in GUARDED])
def test_the_derivative_of_a_guarded_choice_is_a_choice(text, wrt, where, numerator):
    derivation = derive(text, wrt=wrt, where=where)
    assert derivation.numerator.text == numerator
    assert derivation.verify()


@pytest.mark.parametrize(
    ("text", "wrt", "where", "order"),
    [
        ("sum(where(x > 0, x*log(x), 0))", "x", {"x": "n"}, 2),
        # What is guarded twice has no value outside the outer guard, whatever the inner one says.
        ("where(x > 0, where(x < 1, x**2*log(x), 0), 0)", "x", {"x": "n"}, 1),
        ("x*where(x > 0, where(x < 1, log(x), 0), 0)", "x", {"x": "n"}, 1),
        ("sum(where(A@x > 0, log(A@x), x@x))", "x", {"A": "m×n", "x": "n"}, 1),
        ("where(b > 0, A @ log(x), A@x)", "x", {"A": "m×n", "x": "n", "b": "m"}, 1),
        ("where(X > 0, X*log(X), 0)", "X", {"X": "m×n"}, 1),
        ("sum(where(x > 3, where(y > 3, log(x*y-1), y), x))", "x", {"x": "n", "y": "n"}, 1),
        ("sum(where(x > 0, x*log(x/a), 0))", "a", {"a": "scalar", "x": "n"}, 1),
    ],
)
def test_guarded_choices_are_proved(text, wrt, where, order):
    assert derive(text, wrt=wrt, where=where, order=order).verify()


def test_cases_with_values_everywhere_are_written_with_brackets():
    assert derive("sum(where(x > 0, x**2, 0))", wrt="x", where={"x": "n"}).denominator.text == "2x ⊙ [x > 0]"
    huber = "sum(where(abs(r) <= 1, r**2/2, abs(r) - 1/2))"
    assert "else" not in derive(huber, wrt="r", where={"r": "n"}).denominator.text


@pytest.mark.parametrize(
    ("text", "total"),
    [
        ("log(1 + exp(x))", True),
        ("1/(1 + x**2)", True),
        ("sqrt(1 + abs(x))", True),
        ("x**3", True),
        ("log(x)", False),
        ("1/x", False),
        ("x**0.5", False),
        ("1/(1 - x**2)", False),
        ("tan(x)", False),
        ("exp(log(x))", False),
        ("where(x > 0, log(x), 0)", True),
        ("inv(X)", False),
        ("log(det(X))", False),
    ],
)
def test_what_has_a_value_everywhere(text, total):
    assert is_total(embed(parse(text, {"x": "scalar"} if "x" in text else {"X": "n×n"}).expression)) is total


def test_printed_code_has_a_value_outside_the_guard():
    derivation = derive("sum(where(x > 0, x*log(x), 0))", wrt="x", where={"x": "n"})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = eval(derivation.denominator.numpy, {"np": np, "x": np.array([-1.0, 0.0, 1.0]), "n": 3})  # noqa: S307 - our own code
    assert found.tolist() == [0, 0, 1]


def test_the_guard_of_a_matrix_is_a_comparison_of_matrices():
    found = derive("where(y / sum(y) > 0, log(y / sum(y)), 0)", wrt="y", where={"y": "n"})

    assert found.numerator.text == "(diag(𝟏 ⊘ y) − 𝟏_(n×n)/(𝟏ᵀy) if y 𝟏ᵀ/(𝟏ᵀy) > 0, else 0)"
    assert "≠" not in derive("sum(where(y / (1 + y @ y) > 0, log(y / (1 + y @ y)), 0))", wrt="y").numerator.text
