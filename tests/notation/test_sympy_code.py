"""SymPy code is run, and gives what the NumPy code gives."""

import numpy as np
import pytest
import scipy
import sympy

from jacobook.derivation import derive
from jacobook.errors import Refused
from oracles import sample

SIZES = {"m": 3, "n": 2, "p": 2}
QUESTIONS = [
    ("norm(A @ x - b)**2", "x", ""),
    ("x @ A @ x", "A", "A: n×n, x: n"),
    ("exp(x)/sum(exp(x))", "x", "x: n"),
    ("x/norm(x)", "x", "x: n"),
    ("maximum(0, w @ x + b)", "w", "w: n, x: n, b: scalar"),
    ("maximum(w, x)", "w", "w: n, x: n"),
    ("tanh(W @ x + b)", "x", "W: m×n, x: n, b: m"),
    ("sum(gelu(x)) + sum(silu(x)) + sum(softplus(x))", "x", "x: n"),
    ("log(det(X))", "X", "X: n×n positive definite"),
    ("a @ inv(X) @ b", "X", "X: n×n, a: n, b: n"),
    ("w / x", "x", "w: n, x: n"),
    ("w / x", "w", "w: n, x: n"),
    ("x ** 3", "x", "x: n"),
    ("log(sum(exp(A @ x)))", "x", "A: m×n, x: n"),
    ("A @ X @ B", "X", "A: p×m, X: m×n, B: n×p"),
    ("X.T @ X", "X", "X: m×n"),
    ("diag(x)", "x", "x: n"),
    ("prod(x)", "x", "x: n positive"),
    ("trace(diag(x) @ A)", "x", "A: n×n, x: n"),
    ("norm1(X)", "X", "X: m×n"),
    ("norm(X)", "X", "X: m×n"),
    ("cross(u, v)", "u", "u: 3, v: 3"),
    ("trace(matrix_power(X, 3))", "X", "X: n×n"),
    ("where(x > 0, sin(x), x * x)", "x", "x: n"),
    ("x * z", "z", "x: n, z: scalar"),
    ("sum(X)", "X", "X: m×n"),
    ("erf(x) + arctan(x)", "x", "x: scalar"),
]


def _sympy_value(array):
    if array.ndim == 0:
        return sympy.Float(float(array))
    return sympy.Matrix(array.reshape(len(array), -1).tolist())


def _numbers(value):
    if isinstance(value, sympy.MatrixBase):
        return np.array([float(entry) for entry in value])
    return np.array([float(value)])


@pytest.mark.parametrize(("expression", "wrt", "where"), QUESTIONS)
def test_the_code_gives_what_numpy_gives(expression, wrt, where):
    derivation = derive(expression, wrt, where)
    values = sample(derivation.variables, SIZES, 3)
    exact = {name: _sympy_value(np.asarray(value)) for name, value in values.items()}
    for answer in derivation.answers:
        want = eval(answer.numpy, {"np": np, "scipy": scipy, **SIZES, **values})  # noqa: S307 - our own code
        got = eval(answer.sympy, {"sympy": sympy, **SIZES, **exact})  # noqa: S307 - our own code
        assert _numbers(got) == pytest.approx(np.ravel(want), rel=1e-9, abs=1e-9)


def test_a_power_by_name_is_a_sum_over_powers():
    answer = derive("a @ matrix_power(X, k) @ b", "X", "a: n, b: n, k: scalar").numerator
    values = {"a": np.array([1.0, 2.0]), "b": np.array([0.5, -1.0]), "X": np.array([[1.0, 0.3], [-0.2, 0.7]])}
    exact = {name: _sympy_value(value) for name, value in values.items()}
    want = eval(answer.numpy, {"np": np, "n": 2, "k": 3, **values})  # noqa: S307 - our own code
    got = eval(answer.sympy, {"sympy": sympy, "n": 2, "k": 3, **exact})  # noqa: S307 - our own code
    assert _numbers(got) == pytest.approx(np.ravel(want))


def test_the_derivative_of_a_name_has_no_code():
    with pytest.raises(Refused, match="which has no definition"):
        _ = derive("A @ u(x)", "x", {"u": "n -> m"}).numerator.sympy
