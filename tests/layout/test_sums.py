"""Sums as a mathematician prints them: transposes opened beside their halves, numbers folded, powers merged."""

import re

import pytest

from jacobook import derive

SQUARE = dict.fromkeys("ABCSXY", "n×n") | {"S": "n×n symmetric"} | dict.fromkeys("uvxyz", "n") | {"t": "scalar"}

FIRST = [
    ("x @ (A + B) @ x", "x", "xᵀ(A + B + Aᵀ + Bᵀ)", "(A + B + Aᵀ + Bᵀ)x"),
    ("x @ (A - B) @ x", "x", "xᵀ(A + Aᵀ − B − Bᵀ)", "(A + Aᵀ − B − Bᵀ)x"),
    ("x @ (2*A + 3*B) @ x", "x", "xᵀ(2(A + Aᵀ) + 3(B + Bᵀ))", "(2(A + Aᵀ) + 3(B + Bᵀ))x"),
    ("x @ (A @ B + C) @ x", "x", "xᵀ(AB + C + Cᵀ + BᵀAᵀ)", "(AB + C + Cᵀ + BᵀAᵀ)x"),
    ("x @ (S + A) @ x", "x", "xᵀ(2S + A + Aᵀ)", "(2S + A + Aᵀ)x"),
    ("x @ (A + A.T) @ x", "x", "2xᵀ(A + Aᵀ)", "2(A + Aᵀ)x"),
    ("x @ (A + outer(u, v)) @ x", "x", "xᵀ(A + u vᵀ + Aᵀ + v uᵀ)", "(A + u vᵀ + Aᵀ + v uᵀ)x"),
    ("(x - y) @ (A + B) @ (x - y)", "x", "(x − y)ᵀ(A + B + Aᵀ + Bᵀ)", "(A + B + Aᵀ + Bᵀ)(x − y)"),
    ("trace(X.T @ (A + B) @ X)", "X", "Xᵀ(A + B + Aᵀ + Bᵀ)", "(A + B + Aᵀ + Bᵀ)X"),
    ("norm(X @ X.T - A)**2", "X", "Xᵀ(4XXᵀ − 2(A + Aᵀ))", "(4XXᵀ − 2(A + Aᵀ))X"),
    ("norm(X + X.T - A)**2", "X", "4(X + Xᵀ) − 2(A + Aᵀ)", "4(X + Xᵀ) − 2(A + Aᵀ)"),
    ("trace(X.T @ (A + B) @ X @ C)", "X", "CXᵀ(A + B) + CᵀXᵀ(A + B)ᵀ", "(A + B)XC + (A + B)ᵀXCᵀ"),
    ("t * sqrt(t**2)", "t", "2 √(t²)", "2 √(t²)"),
    ("t**2 * sqrt(t**2)", "t", "3t √(t²)", "3t √(t²)"),
    ("x @ x * sqrt(x @ x)", "x", "3‖x‖ xᵀ", "3‖x‖ x"),
    ("(x @ x)**2 * norm(x)", "x", "5‖x‖³ xᵀ", "5‖x‖³ x"),
    ("x * norm(x) * (x @ x)", "x", "‖x‖³ I + 3‖x‖ x xᵀ", "‖x‖³ I + 3‖x‖ x xᵀ"),
    ("X.T @ X", "X", "(I + K_(n,n))(Iₙ ⊗ Xᵀ)", "(Iₙ ⊗ X)(I + K_(n,n))"),
]
SECOND = [
    ("x @ (A + B) @ x", "x", "A + B + Aᵀ + Bᵀ"),
    ("t * sqrt(t**2)", "t", "2t/√(t²)"),
    ("trace(X.T @ A @ X)", "X", "Iₙ ⊗ (A + Aᵀ)"),
    ("trace(X.T @ (A + B) @ X)", "X", "Iₙ ⊗ (A + B + Aᵀ + Bᵀ)"),
]


def _derived(expression, wrt, order=1):
    words = re.findall(r"\b[A-Za-z]\b", expression.replace(".T", ""))
    return derive(expression, wrt, {name: shape for name, shape in SQUARE.items() if name in words}, order)


@pytest.mark.parametrize(("expression", "wrt", "numerator", "denominator"), FIRST)
def test_both_halves_are_printed_alike_in_both_layouts(expression, wrt, numerator, denominator):
    derivation = _derived(expression, wrt)
    assert derivation.numerator.text == numerator
    assert derivation.denominator.text == denominator


@pytest.mark.parametrize(("expression", "wrt", "printed"), SECOND)
def test_second_derivatives_are_collected_too(expression, wrt, printed):
    derivation = _derived(expression, wrt, 2)
    assert derivation.numerator.text == printed
    assert derivation.denominator.text == printed


@pytest.mark.parametrize("expression", ["x @ ((A + B) * C) @ x", "x @ (A * B) @ x", "x @ inv(A + B) @ x"])
def test_no_transpose_of_a_whole_stands_around_a_symmetric_sum(expression):
    for answer in _derived(expression, "x").answers:
        assert ")ᵀ)ᵀ" not in answer.text
