"""What triangles make zero is left out, and masks add up: answers by factors are as short as those without."""

import pytest

from jacobook import derive


@pytest.mark.parametrize(
    ("expression", "where", "wrt", "answer"),
    [
        ("2 * sum(log(diag(cholesky(A))))", "A: n×n positive definite", "A", "L⁻ᵀL⁻¹ with L = cholesky(A)"),
        (
            "norm(solve(cholesky(S), x))**2",
            "S: n×n positive definite, x: n",
            "S",
            "−L⁻ᵀL⁻¹x xᵀL⁻ᵀL⁻¹ with L = cholesky(S)",
        ),
        ("sum(log(abs(diag(qr(A).R))))", "A: m×n", "A", "QR⁻ᵀ with Q = qr(A).Q and R = qr(A).R"),
        ("sum(log(abs(diag(lu(A).U))))", "A: n×n", "A", "L⁻ᵀU⁻ᵀ with L = lu(A).L and U = lu(A).U"),
    ],
)
def test_no_mask_is_left_where_none_is_needed(expression, where, wrt, answer):
    assert derive(expression, wrt=wrt, where=where).denominator.text == answer


def test_an_operator_applied_has_entries():
    answer = derive("trace(G.T @ sqrtm(A))", wrt="A", where="G: n×n, A: n×n positive definite")
    assert answer.components.text == "∂y/∂Aᵢⱼ = solve_sylvester(sqrtm(A), sqrtm(A), G)ᵢⱼ"


def test_the_adjugate_is_that_of_an_invertible_matrix():
    answer = derive("trace(B @ adjugate(A))", wrt="B", where="A: n×n, B: n×n")
    assert answer.holds_where() == "Holds where A is invertible."


def test_an_eigenvalue_that_is_zero_but_for_rounding_is_zero():
    """A matrix of rank 3 at most, of four rows: its inverse eigenvalues have no value there, and no wrong one."""
    answer = derive("sum(1 / eigvalsh(B @ diag(w) @ B.T + ones(n, n) / n))", wrt="w", where="B: n×m, w: m")
    assert "is 0" in answer.holds_where()


def test_the_pseudoinverse_has_a_value_at_every_rank():
    """Where it is not differentiated its rank is not asked for, and no condition is left out."""
    answer = derive("lstsq(X, y)", wrt="y", where="X: m×n, y: m")
    assert answer.holds_where() == ""
    answer.verify_conditions()
