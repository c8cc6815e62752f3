"""Theorems about functions that are only declared: true for concrete ones, and printed as books print them."""

import numpy as np
import pytest

from expressions import declared
from jacobook.derivation import derive
from jacobook.errors import LanguageError, Refused
from jacobook.notation.jax import to_jax
from jacobook.notation.torch import to_torch

pytestmark = [pytest.mark.oracle, pytest.mark.thorough]

DECLARED = {
    "u": "n -> m",
    "v": "n -> m",
    "f": "n -> scalar",
    "h": "m -> p",
    "U": "scalar -> n×n",
    "g": "elementwise",
    "A": "p×m",
    "B": "m×n",
    "t": "scalar",
}
SIZES = {"n": 3, "m": 4, "p": 2}
QUESTIONS = [
    ("u(x) @ v(x)", "x", 1),
    ("f(x) * u(x)", "x", 1),
    ("h(u(x))", "x", 1),
    ("A @ u(x)", "x", 1),
    ("u(x) * v(x)", "x", 1),
    ("norm(u(x))**2", "x", 1),
    ("outer(x, x) @ x * f(x)", "x", 1),
    ("f(x)", "x", 2),
    ("exp(f(x))", "x", 2),
    ("sum(g(B @ x))", "x", 2),
    ("g(B @ x)", "x", 1),
    ("inv(U(t))", "t", 1),
    ("log(det(U(t)))", "t", 1),
    ("trace(U(t) @ U(t))", "t", 2),
]


def _functions(library):
    """Smooth functions for the declared names, in the library's own operations."""
    draw = np.random.default_rng(5).normal
    P, Q, R, S, E = (library.asarray(draw(size=s)) for s in [(4, 3), (4, 3), (2, 4), (3, 3), (3,)])
    return {
        "u": lambda x: library.sin(P @ x),
        "v": lambda x: library.exp(Q @ x / 3),
        "f": lambda x: (E @ x) ** 3 + library.sin(x).sum(),
        "h": lambda y: library.tanh(R @ y),
        "U": lambda t: S * library.sin(t) + 4 * library.eye(3, dtype=S.dtype) * library.exp(t),
        "g": library.tanh,
    }


def _run(code, names):
    return eval(code, names)  # noqa: S307 - our own code


def _values():
    draw = np.random.default_rng(8).normal
    return {"x": draw(size=3), "A": draw(size=(2, 4)), "B": draw(size=(4, 3)), "t": 0.3}


def _declared(expression):
    return declared(expression, where=DECLARED)


def _arranged(array, derivation):
    """A derivative's array, value first, in numerator layout."""
    return array.T if not derivation.expression.shape and array.ndim == 2 and derivation.order == 2 else array


@pytest.mark.parametrize(("expression", "wrt", "order"), QUESTIONS)
def test_a_theorem_holds_for_concrete_functions_by_jax(jax, expression, wrt, order):
    jnp = jax.numpy
    derivation = derive(expression, wrt, _declared(expression), order)
    names = {"jnp": jnp, "jax": jax, **SIZES, **_functions(jnp), **{k: jnp.asarray(v) for k, v in _values().items()}}

    def value(variable):
        return _run(to_jax(derivation.value), {**names, wrt: variable})

    expected = value
    for _ in range(order):
        expected = jax.jacobian(expected)
    want = np.asarray(_arranged(expected(names[wrt]), derivation))
    numerator = np.asarray(_run(derivation.numerator.jax, names))
    denominator = np.asarray(_run(derivation.denominator.jax, names))
    assert numerator.ravel() == pytest.approx(want.ravel(), rel=1e-9, abs=1e-9)
    assert denominator.ravel() == pytest.approx(want.T.ravel(), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize(("expression", "wrt", "order"), QUESTIONS)
def test_the_code_for_pytorch_takes_the_same_functions(torch, expression, wrt, order):
    derivation = derive(expression, wrt, _declared(expression), order)
    names = {"torch": torch, **SIZES, **_functions(torch), **{k: torch.asarray(v) for k, v in _values().items()}}
    names["t"] = torch.tensor(0.3, dtype=torch.double)

    def value(variable):
        return _run(to_torch(derivation.value), {**names, wrt: variable})

    expected = value
    for _ in range(order):
        expected = torch.func.jacrev(expected)
    want = np.asarray(_arranged(expected(names[wrt]), derivation))
    assert np.asarray(_run(derivation.numerator.torch, names)).ravel() == pytest.approx(
        want.ravel(), rel=1e-9, abs=1e-9
    )


def test_numpy_says_that_it_cannot_differentiate_a_name():
    derivation = derive("A @ u(x)", "x", {"u": "n -> m"})
    with pytest.raises(Refused, match="which has no definition"):
        _ = derivation.numerator.numpy


def test_what_has_three_indices_is_given_in_components():
    derivation = derive("u(X)", "X", {"u": "m×n -> p"})
    assert derivation.components.text == "∂yᵢ/∂Xⱼₖ = ∂uᵢ/∂Xⱼₖ"
    with pytest.raises(Refused, match="no matrix form"):
        _ = derivation.numerator


def test_a_function_of_a_matrix_is_differentiated_only_where_the_answer_is_closed():
    with pytest.raises(Refused, match="only under a trace"):
        _ = derive("g(X)", "X", {"g": "matrix function"}).numerator
    with pytest.raises(Refused, match="only under a trace"):
        _ = derive("g(A + t * B)", "t", {"g": "matrix function", "t": "scalar"}).numerator


@pytest.mark.parametrize(
    ("expression", "declared", "message"),
    [
        ("u(x, x)", {"u": "n -> m"}, "declared with 1 argument, not 2"),
        ("u(A)", {"u": "n -> m", "A": "p×q"}, "declared for n, and this is p×q"),
        ("u(x)", {"u": "n -> m", "x": "q"}, "declared for n, and this is q"),
        ("u(x)", {"u": "n ->"}, "expected the shapes"),
        ("u(x)", {"u": "n -> n×n symmetric"}, "properties cannot be declared"),
        ("u + x", {"u": "n -> m"}, "u is a function"),
        ("g(X)", {"g": "matrix function", "X": "m×n"}, "does not fit g"),
        ("exp(x)", {"exp": "n -> m"}, "cannot be declared"),
    ],
)
def test_a_misuse_of_a_declared_function_is_explained(expression, declared, message):
    with pytest.raises(LanguageError, match=message):
        derive(expression, "x" if "x" in expression else "X", declared)
