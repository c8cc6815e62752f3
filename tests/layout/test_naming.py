"""Names for repeated parts: given where they make an answer shorter, and never a name that is taken."""

import numpy as np
import pytest

from jacobook import derive
from jacobook.layout.formulas.formula import Symbol
from jacobook.layout.formulas.measure import pieces


@pytest.mark.parametrize(
    ("expression", "wrt", "order", "printed"),
    [
        ("(x - z) / norm(x - z)", "x", 1, "I/‖r‖ − r rᵀ/‖r‖³ with r = x − z"),
        ("sum(softplus(X @ w))", "w", 2, "Xᵀ diag(p ⊙ (𝟏 − p)) X with p = σ(Xw)"),
        ("norm(A @ x - b)**2", "x", 1, "2Aᵀ(Ax − b)"),
    ],
)
def test_a_part_is_named_where_that_is_shorter(expression, wrt, order, printed):
    derivation = derive(expression, wrt, order=order)
    assert derivation.denominator.text == printed
    derivation.verify()


def test_a_name_is_not_given_twice():
    derivation = derive("(x - a) / norm(x - a) + 0 * r", "x", "a: n, x: n, r: n")
    assert derivation.numerator.definitions[0].symbol.name not in {"r", "x", "a", "n"}
    derivation.verify()


def test_an_answer_with_names_runs_as_code():
    answer = derive("(x - a) / norm(x - a)", "x", "a: n, x: n").numerator
    x, a = np.array([3.0, 1.0, 2.0]), np.array([1.0, 1.0, 0.0])
    r = x - a
    length = np.linalg.norm(r)
    found = eval(answer.numpy, {"np": np, "x": x, "a": a, "n": 3})  # noqa: S307 - our own code
    assert np.allclose(found, np.eye(3) / length - np.outer(r, r) / length**3)


def test_the_diagonal_of_a_matrix_as_a_matrix_is_a_mask():
    derivation = derive("trace(A @ X)", "X", "X: n×n diagonal", symmetric="projected")
    assert derivation.denominator.text == "I ⊙ A"
    derivation.verify()


def test_what_only_a_guard_gives_a_value_has_no_name():
    derivation = derive("logsumexp(where(abs(y) < 1, sqrt(1 - y**2), y))", "y,y", {"y": "m"})
    assert "√(𝟏 − y^⊙2) if |y| < 1" in derivation.differential.text
    assert " v" not in derivation.differential.text


@pytest.mark.parametrize(
    "expression", ["softmax(X @ softmax(S, axis=1), axis=1) @ softmax(S, axis=1)", "softmax(softmax(x))"]
)
def test_every_name_is_used(expression):
    form = derive(expression, wrt="x" if "(x)" in expression else "X").numerator
    names = [definition.symbol.name for definition in form.definitions]
    assert len(names) > 1
    for name in names:
        used = (form.formula, *(each.meaning for each in form.definitions))
        assert any(isinstance(piece, Symbol) and piece.name == name for part in used for piece in pieces(part))
