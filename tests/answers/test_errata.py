"""The numbers on the page of errata: what is right agrees with differences, and what is printed elsewhere does not."""

import numpy as np
import pytest

I2 = np.eye(2)
SHEAR = np.array([[1.0, 1.0], [0.0, 1.0]])
TURN = np.array([[0.0, 1.0], [1.0, 0.0]])


def differences(function, at, step=1e-6):
    """The gradient by central differences, in the shape of the variable."""
    result = np.zeros_like(at)
    for index in np.ndindex(at.shape):
        change = np.zeros_like(at)
        change[index] = step
        result[index] = (function(at + change) - function(at - change)) / (2 * step)
    return result


def printed_quotient(x):
    value = x @ x / np.sum((SHEAR @ x) ** 2)
    return 2 * x / (x @ SHEAR @ SHEAR @ x) - 2 * value * SHEAR.T @ SHEAR @ x / np.sum((SHEAR @ x) ** 2)


def printed_ratio(X):
    inverse = np.linalg.inv(np.array([[0.0, 1.0], [0.0, 0.0]]) + X.T @ X)
    return 2 * X @ inverse - 2 * X @ inverse @ X.T @ X @ inverse


CASES = {
    "a kink inside a sum": (
        lambda w: np.mean(np.maximum(0, np.array([1.0, -1.0]) * w[0]) ** 2),
        np.array([1.0]),
        [1],
        lambda w: np.array([2 / 2 * np.sum(np.array([1.0, -1.0]) ** 2 * w[0])]),
        [2],
    ),
    "a missing transpose": (
        lambda x: x @ x / np.sum((SHEAR @ x) ** 2),
        np.array([1.0, 1.0]),
        [0.08, -0.08],
        printed_quotient,
        [0.18, 0.02],
    ),
    "square matrices": (
        lambda X: np.linalg.det(I2[:1] @ X @ I2[:, :1]),
        np.array([[2.0, 1.0], [1.0, 1.0]]),
        [[1, 0], [0, 0]],
        lambda X: np.linalg.det(I2[:1] @ X @ I2[:, :1]) * np.linalg.inv(X).T,
        [[2, -2], [-2, 4]],
    ),
    "a symmetric matrix": (
        lambda X: np.trace(np.linalg.inv(np.array([[0.0, 1.0], [0.0, 0.0]]) + X.T @ X) @ X.T @ X),
        I2,
        [[0, 1], [1, 0]],
        printed_ratio,
        [[0, 2], [0, 0]],
    ),
    "a function of the entries": (
        lambda X: np.trace(np.sin(X)),
        TURN,
        [[1, 0], [0, 1]],
        lambda X: np.cos(X).T,
        [[1, np.cos(1)], [np.cos(1), 1]],
    ),
}


def _matrix(*rows):
    return r"\begin{bmatrix} " + r" \\ ".join(rows) + r" \end{bmatrix}"


# How the page prints what is right and what is not.
PRINTED = {
    "a kink inside a sum": ("the derivative is 1.", "would be 2."),
    "a missing transpose": ("is $(0.08, -0.08)$", "be $(0.18, 0.02)$"),
    "square matrices": (
        _matrix(r"1 & 0", r"0 & 0"),
        _matrix(r"2 & -2", r"-2 & 4"),
    ),
    "a symmetric matrix": (
        _matrix(r"0 & 1", r"1 & 0"),
        _matrix(r"0 & 2", r"0 & 0"),
    ),
    "a function of the entries": (
        _matrix(r"1 & 0", r"0 & 1"),
        _matrix(r"1 & \cos 1", r"\cos 1 & 1"),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_page_prints_the_numbers_that_are_tested_here(name, root):
    page = (root / "docs" / "errata.md").read_text("utf-8")
    assert [text for text in PRINTED[name] if text not in page] == []


@pytest.mark.parametrize("name", CASES)
def test_the_witness_holds(name):
    function, at, right, printed, wrong = CASES[name]
    assert np.allclose(differences(function, at), right, atol=1e-6)
    assert np.allclose(printed(at), wrong)
    assert not np.allclose(right, wrong)


def test_the_rate_along_a_symmetric_direction():
    step = 1e-6
    rate = (np.trace(TURN @ (TURN + step * TURN)) - np.trace(TURN @ TURN)) / step
    gradient, table = (TURN + TURN.T) / 2, TURN + TURN.T - TURN * I2
    assert np.isclose(rate, np.trace(gradient.T @ TURN))
    assert np.isclose(2 * rate, np.trace(table.T @ TURN))


def test_the_witness_against_the_complex_quotient():
    A, B, x = np.array([[1, 0]]), np.array([[1, 0], [0, 1j]]), np.array([1, 1j])

    def value(at):
        return np.sum(np.abs(A @ at) ** 2) / np.sum(np.abs(B @ at) ** 2)

    step, unit = 1e-6, np.eye(2)
    along = np.array([value(x + step * e) - value(x - step * e) for e in unit]) / (2 * step)
    across = np.array([value(x + 1j * step * e) - value(x - 1j * step * e) for e in unit]) / (2 * step)
    assert np.isclose(value(x), 1 / 2)
    assert np.allclose((along + 1j * across) / 2, [1 / 4, -1j / 4])
    assert np.allclose((along - 1j * across) / 2, [1 / 4, 1j / 4])
    above, below = np.sum(np.abs(A @ x) ** 2), np.sum(np.abs(B @ x) ** 2)
    corrected = 2 * A.conj().T @ A @ x / below - 2 * above * B.conj().T @ B @ x / below**2
    assert np.allclose(corrected, [1 / 2, -1j / 2])
    # As printed, the first denominator is another number.
    assert not np.isclose(x.conj() @ B @ B @ x, below)
