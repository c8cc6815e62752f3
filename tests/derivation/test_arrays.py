"""Derivatives along axes, by broadcasting, of joins and of parts: right by JAX, with code that runs."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest
import scipy
import torch

from jacobook import derive
from jacobook.language.declaration import parse_declarations, read_declarations

jax.config.update("jax_enable_x64", True)  # noqa: FBT003 (JAX asks for it so)

SIZES = {"m": 4, "n": 3, "p": 2, "q": 5, "k": 6}

QUESTIONS = [
    ("sum(X @ W + b)", "X: m×n, W: n×p, b: p", "b"),
    ("X @ W + b", "X: m×n, W: n×p, b: p", "b"),
    ("dot(G, X / s[:, None])", "X: m×n, G: m×n, s: m", "s"),
    ("dot(G, softmax(X, axis=1))", "X: m×n, G: m×n", "X"),
    ("dot(G, softmax(X, axis=0))", "X: m×n, G: m×n", "X"),
    ("softmax(X, axis=1)", "X: m×n", "X"),
    ("softmax(X[:1], where=X[:1] > 0) @ u", "X: m×n, u: n", "X"),
    ("logsumexp(x[None, :], where=x > 0)", "x: n", "x"),
    ("log_softmax(x[None, :]) @ u", "x: n, u: n", "x"),
    ("softmax(x, where=x > 0)", "x: n", "x"),
    ("tanh(x[None, :]).T", "x: n", "x"),
    ("X**2 @ where(B > 0, diag(u), 2 * u)", "X: m×n, B: n×n, u: n", "X"),
    ("dot(G, exp(cumsum(X, axis=1)))", "X: m×n, G: m×n", "X"),
    ("cumsum(X, axis=0) @ u", "X: m×n, u: n", "X"),
    ("exp(cumsum(x))", "x: n", "x"),
    ("softmax(X, axis=1, where=X > 0) @ u", "X: m×n, u: n", "X"),
    ("-sum(Y*log_softmax(X, axis=1))/m", "X: m×n, Y: m×n", "X"),
    ("sum(logsumexp(X, axis=1))", "X: m×n", "X"),
    ("dot(G, softmax(Q @ K.T / sqrt(n), axis=1) @ V)", "Q: m×n, K: q×n, V: q×p, G: m×p", "Q"),
    ("sum((X - mean(X, axis=0))**2)", "X: m×n", "X"),
    (
        "dot(G, w*(X - mean(X, axis=1, keepdims=True))/sqrt(var(X, axis=1, keepdims=True) + 1) + b)",
        "X: m×n, G: m×n, w: n, b: n",
        "X",
    ),
    ("sum(std(X, axis=0))", "X: m×n", "X"),
    ("mean(X, axis=0)", "X: m×n", "X"),
    ("dot(G, X/norm(X, axis=1, keepdims=True))", "X: m×n, G: m×n", "X"),
    ("var(x)", "x: n", "x"),
    ("sum(tanh(x[None, :] - u[:, None]))", "x: n, u: m", "u"),
    ("[3*x**2*y, 2*x + y**8]", "x: scalar, y: scalar", "x"),
    ("[3*x[0]**2*x[1], 2*x[0] + x[1]**8]", "x: 2", "x"),
    ("[log(x**2), sin(3*x)]", "x: scalar", "x"),
    ("concatenate([w, [b]]) @ concatenate([x, [1]])", "w: n, x: n, b: scalar", "w"),
    ("tanh(concatenate([u, v])) @ A @ tanh(concatenate([u, v]))", "u: m, v: n, A: (m+n)×(m+n)", "u"),
    ("block([[A, B], [C, D]]) @ x", "A: m×n, B: m×p, C: q×n, D: q×p, x: n+p", "x"),
    ("stack([u, v])", "u: n, v: n", "v"),
    ("x[1:]", "x: n", "x"),
    ("x[-1]**2", "x: n", "x"),
    ("X[:, 0] @ u", "X: m×n, u: m", "X"),
    ("X[1:3, :]", "X: m×n", "X"),
    ("sum((x[1:] - x[:-1])**2)", "x: n", "x"),
    ("roll(x, 1)", "x: n", "x"),
    ("x[::-1] @ u", "x: n, u: n", "x"),
    ("norm(x.reshape(m, n) @ u)**2", "x: m*n, u: n", "x"),
    ("tril(A) @ x", "A: n×n, x: n", "x"),
    ("sum(triu(A, 1)**2)", "A: n×n", "A"),
    ("max(x)**2", "x: n", "x"),
    ("max(X, axis=1)", "X: m×n", "X"),
    ("min(A @ x)", "A: m×n, x: n", "x"),
    ("X - max(X, axis=0, keepdims=True)", "X: m×n", "X"),
    ("max(x.reshape(n, 2), axis=1)", "x: 2*n", "x"),
    ("prod(X, axis=0)", "X: m×n", "X"),
    ("cumprod(X, axis=1) @ u", "X: m×n, u: n", "X"),
    ('convolve(x, w, "valid")', "x: n, w: 2", "w"),
    ('convolve(x, w, "same")', "x: n, w: 3", "x"),
    ("arctan2(y, x)", "x: n, y: n", "x"),
    ("logaddexp(x, y)", "x: n, y: n", "x"),
    ("maximum(x[::2], x[1::2])", "x: 2*n", "x"),
    ("tril(x[None, :])", "x: n", "x"),
    ("triu(x[None, :], 1)", "x: n", "x"),
    ("tril(x[:, None], -1)", "x: n", "x"),
    ("triu(X[:, :1])", "X: n×n", "X"),
    ("tril(X[:1, :], 1) @ u", "X: 3×3, u: 3", "X"),
    ("triu(x[:, None], -2)**2", "x: 5", "x"),
    ("swapaxes(X, 0, 1) @ x", "X: m×n, x: m", "x"),
    ('einsum("ij,jk->ki", X, W)', "X: m×n, W: n×p", "W"),
]  # fmt: skip


def arrays(where, sizes=SIZES, seed=0):
    """Random arrays for declared variables."""
    draw = np.random.default_rng(seed)
    found = {}
    for name, declared in read_declarations(parse_declarations(where)).items():
        shape = tuple(dimension.size(sizes) for dimension in declared.shape)
        found[name] = draw.standard_normal(shape) if shape else float(draw.uniform(0.5, 1.5))
    return found


LIBRARY = {
    name: getattr(jnp, name)
    for name in (
        *("sum", "mean", "var", "std", "tanh", "exp", "log", "sin", "sqrt", "concatenate", "stack", "hstack", "vstack"),
        *("diag", "cumsum", "max", "min", "prod", "cumprod", "arctan2", "logaddexp", "convolve", "reshape"),
        *("block", "roll", "tril", "triu", "swapaxes", "einsum", "ones", "dot", "where", "maximum"),
    )
} | {
    "softmax": jax.nn.softmax,
    "log_softmax": jax.nn.log_softmax,
    "logsumexp": jax.nn.logsumexp,
    "norm": jnp.linalg.norm,
    "dot": lambda a, b: jnp.sum(a * b),
    "concatenate": lambda parts, axis=0: jnp.concatenate([jnp.asarray(part) for part in parts], axis),
}


def valued(text, given, wrt, variable, sizes=SIZES):
    """The value of a question by JAX."""
    names = {name: jnp.asarray(array) for name, array in given.items()} | {wrt: variable}
    made = eval(text, {"__builtins__": {}}, LIBRARY | sizes | names)  # noqa: S307 (our own questions)
    return jnp.stack([jnp.asarray(each) for each in made]) if isinstance(made, list) else made


def by_jax(text, wrt, given, sizes=SIZES):
    """The Jacobian by JAX, with both sides stacked column by column; a gradient by a matrix has its shape."""

    variable = jnp.asarray(given[wrt])
    jacobian = np.asarray(jax.jacobian(lambda each: valued(text, given, wrt, each, sizes))(variable))
    inner = variable.ndim
    outer = jacobian.ndim - inner
    if outer == 0:
        return jacobian.T if inner == 2 else jacobian.reshape(1, -1)
    if outer == 2 and inner == 0:
        return jacobian
    axes = [*reversed(range(outer)), *reversed(range(outer, jacobian.ndim))]
    return jacobian.transpose(axes).reshape(int(np.prod(jacobian.shape[:outer])), -1)


def assert_pullback(answer, text, wrt, given):
    """The gradient that belongs to an upstream one, by JAX."""
    value, pullback = jax.vjp(lambda variable: valued(text, given, wrt, variable), jnp.asarray(given[wrt]))
    upstream = np.random.default_rng(5).standard_normal(value.shape)
    names = {**SIZES, **given, "np": np, "scipy": scipy, answer.backward.upstream: upstream}
    found = np.asarray(eval(answer.backward.numpy, names))  # noqa: S307 (what is tested)
    np.testing.assert_allclose(found.reshape(np.shape(given[wrt])), pullback(upstream)[0], rtol=1e-8, atol=1e-9)


@pytest.mark.parametrize(("text", "where", "wrt"), QUESTIONS, ids=[f"{text} by {wrt}" for text, _, wrt in QUESTIONS])
def test_the_answer_is_that_of_jax_in_every_library(text, where, wrt):
    given = arrays(where)
    answer = derive(text, wrt=wrt, where=where)
    wanted = by_jax(text, wrt, given)
    form = answer.numerator
    codes = {
        "numpy": (form.numpy, {"np": np, "scipy": scipy}, np.asarray),
        "jax": (form.jax, {"jnp": jnp, "jax": jax}, jnp.asarray),
    }
    if "::-1" not in form.numpy:
        codes["torch"] = (form.torch, {"torch": torch}, torch.as_tensor)
    for code, modules, made in codes.values():
        names = {name: made(array) if np.ndim(array) else array for name, array in given.items()}
        value = np.asarray(eval(code, {**modules, **SIZES, **names}))  # noqa: S307 (what is tested)
        np.testing.assert_allclose(value.reshape(wanted.shape), wanted, rtol=1e-8, atol=1e-9)
    assert answer.verify().entries
    assert_pullback(answer, text, wrt, given)
    for notation in ("latex", "typst", "text", "spoken"):
        assert getattr(form, notation)
        assert getattr(answer.components, notation)
    assert answer.conditions is not None
    assert answer.steps is not None


def test_the_first_jacobian_of_the_article():
    by_x, by_y = (derive("[3*x**2*y, 2*x + y**8]", wrt=name, where="x: scalar, y: scalar") for name in "xy")
    assert by_x.numerator.text == "[6xy; 2]"
    assert by_y.numerator.text == "[3x²; 8y⁷]"
    whole = derive("[3*x[0]**2*x[1], 2*x[0] + x[1]**8]", wrt="x", where="x: 2")
    assert whole.numerator.text == "[6 x₂ x₁, 3 x₁²; 2, 8 x₂⁷]"
    assert whole.verify().every_size


def test_a_softmax_of_rows_has_a_name():
    answer = derive("dot(G, exp(X)/sum(exp(X), axis=1, keepdims=True))", wrt="X", where="X: m×n, G: m×n")
    assert answer.denominator.text.endswith("with P = softmax_rows(X)")
    assert "scipy.special.softmax(X, axis=1)" in answer.denominator.numpy


@pytest.mark.parametrize(
    "text", ["softmax(Q @ K.T, axis=1, where=M) @ V", "softmax(Q @ K.T, axis=1, where=tril(ones(m, m))) @ V"]
)
def test_a_masked_softmax_stays_finite_at_large_logits(text):
    where = "Q: m×n, K: m×n, V: m×p" + (", M: m×m zero-one" if "M)" in text else "")
    answer = derive(text, wrt="Q", where=where)
    assert "with P = softmax_rows(QKᵀ, " in answer.backward.text
    given = {name: array.astype(np.float32) for name, array in arrays("Q: m×n, K: m×n, V: m×p, G: m×p").items()}
    given |= {"Q": 1000 * given["Q"], "M": np.tril(np.ones((4, 4), np.float32))}
    names = {**SIZES, **given, "np": np, "scipy": scipy, answer.backward.upstream: given["G"]}
    assert np.isfinite(eval(answer.backward.numpy, names)).all()  # noqa: S307 (what is tested)


def test_rows_by_an_index_are_gathered():
    answer = derive("sum(E[idx]**2)", wrt="E", where="E: m×n, idx: k index")
    given = {"E": np.arange(12.0).reshape(4, 3), "idx": np.array([1, 1, 0, 3, 1, 2])}
    value = eval(answer.denominator.numpy, {"np": np, **SIZES, **given})  # noqa: S307 (what is tested)
    wanted = jax.grad(lambda e: jnp.sum(e[given["idx"]] ** 2))(given["E"])
    np.testing.assert_allclose(value, wanted)


@pytest.mark.parametrize("text", ["softmax(S, axis=1, where=S > -9).T @ y", "log_softmax(S, axis=1).T @ y"])
def test_a_softmax_of_the_rows_of_a_symmetric_matrix_is_not_symmetric(text):
    assert derive(text, wrt="y", where="y: n, S: n×n symmetric").verify().entries
