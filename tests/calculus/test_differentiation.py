"""Derivatives in index form agree with JAX, whatever the expression."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from expressions import WHERE, expressions
from jacobook.calculus.differentiation import differentiate
from jacobook.calculus.embedding import embed
from jacobook.calculus.index_form import VariableTensor
from jacobook.language.grammar import parse
from oracles import SIZES, einsum_value, jax_derivative, sample

pytestmark = [pytest.mark.oracle, pytest.mark.thorough]

EXAMPLES = [
    ("norm(A @ x - z)**2", "x"),
    ("x @ B @ x", "x"),
    ("x @ B @ x", "B"),
    ("exp(x) / sum(exp(x))", "x"),
    ("x / norm(x)", "x"),
    ("tanh(A @ x + z)", "x"),
    ("tanh(A @ x + z)", "A"),
    ("log(det(B))", "B"),
    ("trace(tanh(A.T @ A))", "A"),
    ("inv(B)", "B"),
    ("x - x", "x"),
    ("diag(x) @ B @ x", "x"),
    ("sum(maximum(x, y))", "x"),
    ("sum(minimum(x, y))", "y"),
    ("sum(abs(x) * relu(y) * sign(x))", "x"),
    ("x**a", "a"),
    ("x**a", "x"),
    ("x**y", "x"),
    ("x**y", "y"),
    ("exp(x) ** 1.5", "x"),
    ("a ** x", "x"),
    ("sum(A, )", "A"),
    ("outer(x, z)", "z"),
    ("kron(A, B) @ kron(x, x)", "x"),
    ("kron(A, B)", "A"),
    ("vec(A @ B)", "A"),
    ("trace(kron(B, B))", "B"),
    ("vec(A @ B) @ vec(A)", "A"),
    ("sum(kron(x, z))", "x"),
    ("softmax(B @ x)", "x"),
    ("log(softmax(x))", "x"),
    ("logsumexp(A @ x)", "A"),
    ("logdet(B)", "B"),
    ("prod(x) * prod(A)", "A"),
    ("prod(x * y)", "x"),
    ("norm1(A @ x)", "x"),
    ("matrix_power(B, 3)", "B"),
    ("trace(matrix_power(B, -2))", "B"),
    ("where(x > y, x * y, sin(x))", "x"),
    ("gelu(x) + silu(y * x)", "x"),
]


def derivative_agrees(text, wrt, points=2):
    parsed = parse(text, WHERE, [wrt])
    variable = parsed.variables[wrt]
    array = differentiate(embed(parsed.expression), VariableTensor(wrt, variable.shape, variable.properties))
    for seed, sizes in enumerate(SIZES[:points]):
        values = sample(parsed.variables, sizes, seed)
        if text in ("a ** x", "x**a", "x**y"):
            values = {name: np.abs(value) for name, value in values.items()}
        want = jax_derivative(parsed.expression, [variable], values, sizes)
        got = einsum_value(array, values, sizes)
        assert got.shape == want.shape
        np.testing.assert_allclose(got, want, rtol=1e-8, atol=1e-8 * max(1.0, np.abs(want).max(initial=0)))


@pytest.mark.parametrize(("text", "wrt"), EXAMPLES)
def test_an_example_agrees_with_jax(jax, text, wrt):
    derivative_agrees(text, wrt, points=1)


@given(text=expressions(), wrt=st.sampled_from("axBz"))
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_a_random_expression_agrees_with_jax(jax, text, wrt):
    derivative_agrees(text, wrt, points=1)
