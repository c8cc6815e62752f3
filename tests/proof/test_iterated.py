"""Derivatives of order three and more: by components, as a matrix where two indices are left; proved by SymPy."""

import pytest

from jacobook import derive
from jacobook.errors import LanguageError, Refused
from jacobook.layout import formula as f
from jacobook.proof.certificate import Disproved, prove


@pytest.mark.parametrize(
    ("expression", "wrt", "where", "order", "printed"),
    [
        ("sin(t) * t**2", "t", "t: scalar", 3, "6 cos(t) − t² cos(t) − 6t sin(t)"),
        ("exp(t * A)", "t", "t: scalar", 3, "A^⊙3 ⊙ exp(t A)"),
        ("t**2 * x @ x", "x,t,t", "t: scalar", 1, "4xᵀ"),
        ("t**5", "t", "t: scalar", 4, "120t"),
    ],
)
def test_with_up_to_two_indices_there_is_a_matrix_form(expression, wrt, where, order, printed):
    derivation = derive(expression, wrt, where, order)
    assert derivation.numerator.text == printed
    derivation.verify()


@pytest.mark.parametrize(
    ("expression", "wrt", "printed"),
    [
        ("sum(exp(x))", "x", "∂³y/∂xᵢ∂xⱼ∂xₖ = exp(xᵢ) δᵢⱼ δᵢₖ"),
        ("trace(X @ X @ X)", "X", "∂³y/∂Xᵢⱼ∂Xₖₗ∂Xᵣₛ = 3 δᵢₛ δⱼₖ δₗᵣ + 3 δᵢₗ δⱼᵣ δₖₛ"),
    ],
)
def test_with_more_indices_there_are_components_and_an_array(expression, wrt, printed):
    derivation = derive(expression, wrt, order=3)
    assert derivation.components.text == printed
    assert "einsum" in derivation.array
    assert derivation.vec is None
    for layout in ("numerator", "denominator"):
        with pytest.raises(Refused, match="no matrix form"):
            getattr(derivation, layout)
    derivation.verify()


@pytest.mark.parametrize("expression", ["sum(exp(x))", "logsumexp(x)", "norm(x)", "(x @ A @ x)**2"])
def test_a_third_derivative_off_by_a_factor_is_disproved(expression):
    derivation = derive(expression, "x", order=3)
    components = derivation.components
    wrong = f.Sum((components.formula, components.formula))
    with pytest.raises(Disproved, match="the component form is wrong"):
        prove(derivation.expression, derivation.wrt, {}, (wrong, components.indices))
    derivation.verify()


def test_there_is_a_highest_order():
    with pytest.raises(LanguageError, match="order 1 to 4"):
        derive("t**9", "t", "t: scalar", 5)
