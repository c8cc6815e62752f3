"""Where a comparison is met on its border: what decides there is never the sign of a rounding error."""

from __future__ import annotations

from fractions import Fraction

import pytest

from jacobook.derivation import derive
from jacobook.proof.numbers.arithmetic import NotExact, arithmetic
from jacobook.proof.numbers.prime_field import prime_field
from jacobook.proof.oracle.definition import side, value_of

WHERE = {"w": "n", "x": "n", "P": "n×n positive definite", "B": "n×n"}
_NOISE = arithmetic(80).number(Fraction(1, 10**70))


@pytest.mark.parametrize("by", ["w", "x", "P"])
@pytest.mark.parametrize(
    "guarded",
    [
        "where({0} > 0, log({0}), 0)",
        "where({0} > 0, {0} * log({0}), 0)",
        "where({0} >= 0, sqrt({0}), 0)",
        "where(abs({0}) < 1, log(1 - ({0})**2), 0)",
        "where({0} > 0, 1 / ({0}) + exp(-1 / ({0})), 0)",
    ],
)
def test_a_guard_that_is_met_exactly_where_reals_are_computed_with(guarded, by):
    asked = guarded.format("(w @ inv(P) @ x)")

    assert derive(asked, wrt=by, where={name: WHERE[name] for name in "wxP"}).verify()


@pytest.mark.parametrize("of", ["w @ inv(B) @ x", "trace(inv(B) @ outer(w, x))", "sum(inv(B) @ x) - sum(w) / 3"])
def test_a_border_on_the_way_through_an_inverse(of):
    names = [name for name in WHERE if name in of]

    for by in names:
        assert derive(f"where({of} > 0, ({of}) * log({of}), 0)", wrt=by, where={n: WHERE[n] for n in names}).verify()


def test_what_rounding_leaves_of_zero_is_on_neither_side():
    reals = arithmetic(80)

    assert side(reals, _NOISE) == side(reals, -_NOISE) == 0
    assert [side(reals, reals.number(Fraction(sign, 10**50))) for sign in (1, -1)] == [1, -1]
    assert value_of("Piecewise((1, t > 0), (0, True))")(reals, [_NOISE]) == 0
    assert value_of("Piecewise((1, t >= 0), (0, True))")(reals, [-_NOISE]) == 1
    assert value_of("sign(t)")(reals, [_NOISE]) == 0


def test_rationals_are_compared_as_they_are():
    tiny = Fraction(1, 10**90)

    assert [side(arithmetic(None), sign * tiny) for sign in (1, 0, -1)] == [1, 0, -1]


def test_residues_have_no_sides_at_zero_either():
    field = prime_field("a border")

    for value in (Fraction(0), Fraction(1)):
        with pytest.raises(NotExact):
            side(field, field.number(value))


@pytest.mark.parametrize("power", [1, 2, 3, 5])
def test_powers_of_a_small_distance_are_no_rounding(power):
    # The kink of the cube is felt at x = 0, where no rational number is computed with.
    found = derive(f"where(x**{power} > 0, exp(x) - 1, 0)", wrt="x", where={"x": "scalar"})

    assert [condition.text for condition in found.conditions] == ["x ≠ 0"]
