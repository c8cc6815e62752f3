"""Whether a derivative has one limit from all sides of a point."""

from fractions import Fraction

import pytest

from jacobook.derivation import derive
from jacobook.proof.points.case import Case
from jacobook.proof.verdict.limits import has_derivative


def case(expr, point, wrt="x", where="x: scalar"):
    derivation = derive(expr, wrt, where, prove=False)
    return Case(derivation.expression, derivation.wrt, {"n": 2}, point)


@pytest.mark.parametrize(
    ("expr", "at", "expected"),
    [
        ("x**2", 3, True),
        ("abs(x)", 0, False),
        ("abs(x)", 1, True),
        ("abs(x)**1.125", 0, True),
        ("abs(x) * x", 0, True),
        ("sqrt(x)", 0, False),
        ("sqrt(x) * x", 0, True),
        ("sqrt(x)", -1, None),
        ("log(x)", 0, None),
        ("sign(x)", 0, False),
        ("where(x > 0, x**2 * log(x), 0)", 0, True),
        ("where(x > 0, x * log(x), 0)", 0, False),
        ("where(x > 0, 1, 0)", 0, False),
        ("arcsin(x)", 1, False),
        ("arcsin(x) * (1 - x)", 1, True),
        ("relu(x) - relu(-x)", 0, True),
    ],
)
def test_of_a_number(expr, at, expected):
    assert has_derivative(case(expr, {"x": Fraction(at)})) is expected


@pytest.mark.parametrize(
    ("expr", "expected"),
    [("norm(x)", False), ("norm(x) * sum(x)", True), ("norm(x)**1.5", True), ("sum(x)**3 / (x @ x)", None)],
)
def test_of_a_vector_at_zero(expr, expected):
    assert has_derivative(case(expr, {"x": (Fraction(0), Fraction(0))}, where="x: n")) is expected


def test_a_function_with_the_same_derivative_on_opposite_sides_only():
    # x₁³/‖x‖² is odd: its derivative at x and −x is the same, and differs from one direction to another.
    expr = "where(x @ x > 0, (a @ x)**3 / (x @ x), 0)"
    zero, one = Fraction(0), Fraction(1)
    assert has_derivative(case(expr, {"x": (zero, zero), "a": (one, zero)}, where="x: n, a: n")) is False


def test_a_second_derivative_needs_the_first():
    derivation = derive("abs(x)", "x", "x: scalar", order=2, prove=False)
    assert has_derivative(Case(derivation.expression, derivation.wrt, {}, {"x": Fraction(0)})) is False
