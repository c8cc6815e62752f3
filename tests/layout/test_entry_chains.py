"""Chains of entries in which a matrix meets its inverse."""

import pytest

from jacobook.derivation import derive
from jacobook.language.dimension import ONE, Dimension
from jacobook.layout.formulas import algebra
from jacobook.layout.formulas import formula as f
from jacobook.layout.formulas.entry_chains import with_inverses_cancelled

N = Dimension.of("n")
A, B, X = (f.Symbol(name, N, N, 2) for name in "ABX")
v = f.Symbol("v", N, ONE, 1)


def entries(*given):
    return [f.Entry(matrix, tuple(indices)) for matrix, indices in given]


def test_a_matrix_beside_its_inverse_is_gone_with_the_index_between():
    inverse = f.Product((f.Inverse(B), f.Inverse(X), f.Inverse(A)))
    factors, gone = with_inverses_cancelled(entries((inverse, "kl"), (A, "li"), (B, "jk")), ["k", "l"])
    assert factors in (entries((f.Inverse(X), "ji")), entries((f.Transpose(f.Inverse(X)), "ij")))
    assert gone == {"k", "l"}


def test_a_whole_inverted_product_cancels():
    factors, gone = with_inverses_cancelled(
        entries((f.Inverse(f.Product((A, B))), "ik"), (A, "kl"), (B, "lj")), ["k", "l"]
    )
    assert factors == [f.Delta("i", "j")]
    assert gone == {"k", "l"}


def test_what_an_inverse_meets_turned_stays():
    given = entries((f.Inverse(A), "ki"), (A, "kj"))
    assert with_inverses_cancelled(given, ["k"]) == (given, frozenset())


def test_an_index_that_something_else_has_too_stays():
    given = entries((f.Inverse(A), "ik"), (A, "kj"), (v, "k"))
    assert with_inverses_cancelled(given, []) == (given, frozenset())


def test_nothing_is_gathered_where_nothing_cancels():
    given = entries((A, "ik"), (X, "kl"), (B, "lj"))
    assert with_inverses_cancelled(given, ["k", "l"]) == (given, frozenset())


def test_a_closed_chain_is_the_length_that_it_is_summed_to():
    given = entries((f.Inverse(A), "kl"), (A, "lk"))
    assert with_inverses_cancelled(given, ["k", "l"]) == ([f.Size(N)], {"k", "l"})


def test_an_entry_of_the_diagonal_of_the_identity_is_1():
    given = entries((f.Inverse(A), "il"), (A, "li"))
    assert with_inverses_cancelled(given, ["l"]) == ([algebra.UNIT], {"l"})


@pytest.mark.parametrize(
    ("expr", "wrt", "where", "entry"),
    [
        ("det(A @ X @ B)", "X", "A: n×n, X: n×n, B: n×n", "∂y/∂Xᵢⱼ = det(AXB) (X⁻¹)ⱼᵢ"),
        ("inv(A @ X) @ A", "X", "A: n×n, X: n×n", "∂Yᵢⱼ/∂Xₖₗ = −(X⁻¹)ᵢₖ (X⁻¹)ₗⱼ"),
        ("inv(A @ X) @ A @ x", "X", "A: n×n, X: n×n, x: n", "∂yᵢ/∂Xⱼₖ = −(X⁻¹)ᵢⱼ (X⁻¹x)ₖ"),
        ("det(A @ X)", "A", "A: n×n, X: n×n", "∂y/∂Aᵢⱼ = det(AX) (A⁻¹)ⱼᵢ"),
    ],
)
def test_component_forms_hold_no_inverse_that_the_matrix_form_does_not(expr, wrt, where, entry):
    assert derive(expr, wrt, where).components.text == entry
