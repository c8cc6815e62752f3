"""Brackets of comparisons: powers of one, and several that compare the same two."""

from __future__ import annotations

import pytest

from jacobook.derivation import derive

WHERE = {"x": "n", "y": "n"}


@pytest.mark.parametrize(
    ("asked", "by", "printed"),
    [
        ("sum((x > 0) * (x > 0) * x)", "x", "[x > 0]ᵀ"),
        ("sum((x > 0)**3 * x)", "x", "[x > 0]ᵀ"),
        ("sum((x > y) * (x >= y) * x)", "x", "[x > y]ᵀ"),
        ("sum((x > y) * (y < x) * x)", "x", "[x > y]ᵀ"),
        ("sum((x <= 0) * (x > 0) * x)", "x", "𝟎ᵀ"),
        ("sum((x > y) * (y >= x) * x)", "x", "𝟎ᵀ"),
        ("sum((x <= y) * (x >= y) * x)", "x", "([x ≤ y] ⊙ [x ≥ y])ᵀ"),
        ("sum(relu(x)**2)", "x,x", "2 diag([x > 0])"),
        ("sum(maximum(x, y)**3)", "x,y", "𝟎"),
    ],
)
def test_brackets_that_meet(asked, by, printed):
    found = derive(asked, wrt=by, where={name: shape for name, shape in WHERE.items() if name in asked})

    assert found.numerator.text == printed


def test_powers_of_a_bracket_are_the_bracket_in_entries_too():
    found = derive("sum(relu(x)**3)", wrt="x,x,x", where={"x": "n"})

    assert found.components.text == "∂³y/∂xᵢ∂xⱼ∂xₖ = 6[xᵢ > 0] δᵢⱼ δᵢₖ"


def test_brackets_at_different_indices_stay():
    found = derive("sum(outer((x > 0) * x, (x > 0) * x))", wrt="x,x", where={"x": "n"})

    assert found.numerator.text.count("[x > 0]") == 2
