"""Formulas as people paste them from LaTeX are read as what they say; what has two readings has both."""

import pytest

from jacobook import LanguageError, derive
from jacobook.language.reader import SeveralReadings, read, read_anything

READ = {
    r"x^TAx": "x.T @ A @ x",
    r"$\frac12 \|Ax-b\|_2^2$": "1 / 2 * norm(A @ x - b)**2",
    r"\operatorname{tr}(A X^\top B)": "trace(A @ X.T @ B)",
    r"\mathbf{x}^{\mathsf T}\mathbf{A}\mathbf{x}": "x.T @ A @ x",
    r"X^{-T}": "inv(X.T)",
    r"\left\lVert X\right\rVert_F^2": "norm(X)**2",
    r"\mathbf 1^\top x": "ones(n).T @ x",
    r"\operatorname{diag}(x) A": "diag(x) @ A",
    r"\log\det X": "log(det(X))",
    r"\tr AXB": "trace(A @ X @ B)",
    r"\langle A, X \rangle": "dot(A, X)",
    r"A : B": "dot(A, B)",
    r"A \backslash b": "inv(A) @ b",
    r"e^{-\|x-\mu\|^2/2\sigma^2}": "exp(-(norm(x - μ)**2 / (2 * σ**2)))",
    r"(I-A)^{-1}": "inv(eye(n) - A)",
    r"\log|\Sigma| + x^\top\Sigma^{-1}x": "log(det(Σ)) + x.T @ inv(Σ) @ x",
    r"\begin{align} L &= \frac{1}{2} x^{\intercal} A x \end{align}": "1 / 2 * x.T @ A @ x",
    r"\begin{bmatrix} a & b \\ c & d \end{bmatrix}": "[[a, b], [c, d]]",
    r"\hat{y}^\top x": "y_hat.T @ x",
}


@pytest.mark.parametrize(("written", "ours"), [(written, ours) for written, ours in READ.items() if "\\" in written])
def test_latex_is_read(written, ours):
    assert read(written).read_as == ours


ASKED = {
    r"\frac{\partial}{\partial x} x^TAx": ("x.T @ A @ x", ("x",)),
    r"\nabla_X \operatorname{tr}(AX)": ("trace(A @ X)", ("X",)),
    r"\frac{\partial \operatorname{tr}(AX)}{\partial X}": ("trace(A @ X)", ("X",)),
    r"\frac{\partial^2}{\partial x\,\partial x^\top} x^\top A x": ("x.T @ A @ x", ("x", "x")),
    r"\nabla\log\det X": ("log(det(X))", ("X",)),
}


@pytest.mark.parametrize(("written", "asked"), ASKED.items())
def test_the_variable_may_be_said_by_the_formula(written, asked):
    (reading,) = read_anything(written)
    assert (reading.text, reading.wrt) == asked
    assert derive(written).order == len(asked[1])


def test_another_variable_than_the_formula_says_is_refused():
    with pytest.raises(LanguageError, match="with respect to x, not A"):
        derive(r"\frac{\partial}{\partial x} x^\top A x", "A")


TWO = {
    r"(y - \mathbf{X}w)^2": ["(y - X @ w)**2", "(y - X @ w).T @ (y - X @ w)"],
    r"\left|X\right| X": ["det(X) * X", "abs(X) @ X"],
    r"\mathrm{e}^X": ["expm(X)", "exp(X)"],
    r"\log x^\top y": ["log(x.T @ y)", "log(x.T) @ y"],
    r"a \cdot b": ["a.T @ b", "a * b"],
}


@pytest.mark.parametrize(("written", "readings"), TWO.items())
def test_both_readings_are_handed_out_and_none_is_taken(written, readings):
    where = "y: n, w: m" if "y" in written and "w" in written else ""
    assert [reading.text for reading in read_anything(written, where)] == readings
    with pytest.raises(SeveralReadings) as caught:
        read(written, where)
    assert all(reading in str(caught.value) for reading in readings)


REFUSED = {
    r"\foo x": r"the command \foo",
    r"x^{": "not closed",
    r"\| x": "missing at the end",
    r"f(x)\,": "function of yours or a product",
    r"\|X\|_*": "norm with the label",
    r"X^\dagger": "pseudo-inverse",
    r"\|X\|_2": "matrix norm",
    r"x^\top A x = 2\,b": "an equation",
    r"\mathbb{E}[x]": "expectation",
    r"A * \beta": "not read",
}


@pytest.mark.parametrize(("written", "why"), REFUSED.items())
def test_what_is_not_read_is_refused_at_its_place(written, why):
    with pytest.raises(LanguageError) as caught:
        read(written)
    assert why in str(caught.value)
    place = caught.value.location
    assert place is not None
    assert place.source == written
    assert 0 <= place.column < len(written)
