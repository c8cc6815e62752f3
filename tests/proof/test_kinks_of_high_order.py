"""Kinks of derivatives of order three and more: said where the derivative jumps, and only there."""

from __future__ import annotations

import pytest

from jacobook.derivation import derive

SHAPES = {"x": "n", "y": "n", "t": "scalar", "A": "m×n"}


def conditions(asked: str, by: str) -> list[tuple[str, bool]]:
    names = {name: shape for name, shape in SHAPES.items() if f"({name}" in asked or f"{name})" in asked}
    return [(each.text, each.sufficient_only) for each in derive(asked, wrt=by, where=names).conditions]


@pytest.mark.parametrize(
    ("asked", "by", "condition"),
    [
        ("sum(relu(x)**3)", "x,x,x", "no entry of x is 0"),
        ("relu(x@y)**3", "x,x,x", "xᵀy ≠ 0"),
        ("abs(t)**3", "t,t,t", "t ≠ 0"),
        ("abs(t)**3", "t,t,t,t", "t ≠ 0"),
        ("where((t) > 0, t**3, exp(t) - 1)", "t,t,t", "t ≠ 0"),
        ("sum(maximum(x, y)**3) * sum(y)", "x,x,y", "no entry of x equals that of y"),
    ],
)
def test_a_jump_is_said_and_is_known_to_be_one(asked, by, condition):
    assert conditions(asked, by) == [(condition, False)]


@pytest.mark.parametrize(
    ("asked", "by"),
    [
        ("sum(relu(x)**4)", "x,x,x"),
        ("relu(x@y)**4", "x,x,x"),
        ("abs(t)**5", "t,t,t,t"),
        ("(t)**3 * abs(t)", "t,t,t"),
        ("where((t) > 1, (t - 1)**5, 0)", "t,t,t"),
        ("sum(relu(A)**4)", "A,A,A"),
        ("relu(t) * relu(-(t))", "t,t,t"),
    ],
)
def test_where_nothing_jumps_nothing_is_said(asked, by):
    assert not conditions(asked, by)


def test_what_is_asked_for_anyway_is_not_said_of_a_kink_again():
    assert [text for text, _ in conditions("where((y) / sum(y) > 0, log(y / sum(y)), 0)", "y")] == [
        "𝟏ᵀy ≠ 0",
        "no entry of y is 0",
    ]
