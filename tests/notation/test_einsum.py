"""The array form has every axis of the derivative, and the entries that JAX finds."""

import numpy as np
import pytest
import scipy

from expressions import declared
from jacobook.derivation import derive
from jacobook.errors import Refused
from oracles import SIZES, jax_derivative, sample

pytestmark = pytest.mark.oracle

QUESTIONS = [
    ("A @ x", "x"),
    ("x @ B @ x", "B"),
    ("norm(A @ x - z)**2", "x"),
    ("exp(x) / sum(exp(x))", "x"),
    ("sum(x)", "x"),
    ("A @ B", "B"),
    ("inv(B)", "B"),
    ("diag(x)", "x"),
    ("tanh(A @ B)", "A"),
    ("vec(A @ B)", "A"),
    ("x * (y @ x)", "x,x"),
    ("B @ B @ B", "B"),
    ("kron(A, B)", "A"),
    ("x > y", "x"),
    ("a * x + ones(n)", "a"),
]


@pytest.mark.parametrize(("expression", "wrt"), QUESTIONS)
def test_the_array_form_agrees_with_jax(jax, expression, wrt):
    derivation = derive(expression, wrt, declared(expression))
    sizes = SIZES[0]
    values = sample(derivation.variables, sizes, 3)
    got = np.asarray(eval(derivation.array, {**sizes, **values, "np": np, "scipy": scipy}), float)  # noqa: S307
    want = jax_derivative(derivation.expression, derivation.wrt, values, sizes)
    assert got.shape == want.shape
    np.testing.assert_allclose(got, want, rtol=1e-8, atol=1e-10)


def test_the_array_form_reads_as_an_einstein_sum():
    assert derive("A @ x", "x").array == 'np.einsum("ab->ab", A)'
    assert derive("x @ A @ x", "A").array == 'np.einsum("a,b->ab", x, x)'


@pytest.mark.parametrize(
    ("expression", "wrt", "text"),
    [
        ("A @ X @ B", "X", "Bᵀ ⊗ A"),
        ("trace(A @ X)", "X", "vec(Aᵀ)ᵀ"),
        ("t * A", "t", "vec(A)"),
        ("inv(X)", "X", "−X⁻ᵀ ⊗ X⁻¹"),
        ("log(det(X))", "X", "vec(X⁻ᵀ)ᵀ"),
    ],
)
def test_the_vec_form_is_there_wherever_a_matrix_is(expression, wrt, text):
    assert derive(expression, wrt, declared(expression, where={"t": "scalar"})).vec.text == text


def test_vectors_have_no_vec_form():
    assert derive("A @ x", "x").vec is None


def test_what_has_no_matrix_form_still_has_an_array_form():
    derivation = derive("sum(vec(A) * kron(z, x))", "x", declared("vec A z x"))
    with pytest.raises(Refused):
        _ = derivation.numerator
    assert "np.einsum" in derivation.array


@pytest.mark.parametrize("by", ["x", "M"])
@pytest.mark.parametrize(
    "expression", ["softmax({0})", "exp({0}) / sum(exp({0}))", "logsumexp({0})", "sigmoid({0})", "log(sum(exp({0})))"]
)
def test_the_array_form_has_a_value_where_exponentials_overflow(expression, by):
    argument, shapes = {"x": "cosh(x)", "M": "M @ x"}[by], {"M": "m×n", "x": "n"}
    derivation = derive(
        expression.format(argument), by, {name: shape for name, shape in shapes.items() if name in argument}
    )
    given = {"m": 2, "n": 2, "M": np.full((2, 2), 900.0), "x": np.array([20.0, 20.0])}
    assert np.isfinite(eval(derivation.array, {**given, "np": np, "scipy": scipy})).all()  # noqa: S307
