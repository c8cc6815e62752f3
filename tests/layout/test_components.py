"""The component form: one entry, without sums and brackets that cancel."""

import pytest

from jacobook.derivation import derive


@pytest.mark.parametrize(
    ("expression", "wrt", "where", "printed"),
    [
        ("log(softmax(x))", "x", "", "∂yᵢ/∂xⱼ = δᵢⱼ − exp(xⱼ)/(𝟏ᵀ exp(x))"),
        ("mean((x - mean(x))**2)", "x", "", "∂y/∂xᵢ = 2 (x − (𝟏ᵀx) 𝟏/n)ᵢ/n"),
        ("(sum(s**2) - 2 * sum(log(s))) / 2", "s", "s: n positive", "∂y/∂sᵢ = sᵢ − 1/sᵢ"),
        ("norm(X @ w - y)**2 / 2", "y", "", "∂f/∂yᵢ = −(Xw − y)ᵢ"),
    ],
)
def test_one_entry_is_as_short_as_it_can_be(expression, wrt, where, printed):
    derivation = derive(expression, wrt, where)
    assert derivation.components.text == printed
    derivation.verify()


def test_functions_are_called_by_their_names_in_the_steps():
    reasons = [step.reason for route in derive("log(softmax(W @ x))", "x").steps for step in route.steps]
    assert any("derivative of the softmax" in reason for reason in reasons)
    assert not any("divided by their sum" in reason for reason in reasons)


def test_a_sum_over_a_group_that_is_opened_keeps_its_index():
    value = "y / (3 + y**2)"
    derivation = derive(f"sum(where({value} > 0, {value} * log({value}), 0))", "y", {"y": "m"})
    assert derivation.components.text.startswith("∂f/∂yᵢ = ")
