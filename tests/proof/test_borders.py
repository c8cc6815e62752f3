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


EQUAL = {"x": "n", "y": "n", "t": "scalar"}


@pytest.mark.parametrize(
    ("asked", "by", "printed"),
    [
        ("maximum(x, x)", "x", "I"),
        ("sum(minimum(x * y, y * x))", "x", "yᵀ"),
        ("maximum(x @ y, y @ x)", "x", "yᵀ"),
        ("where(x > x, x**2, x**3)", "x", "3 diag(x^⊙2)"),
        ("where(x >= x, x**2, x**3)", "x", "2 diag(x)"),
        ("where(t < t, 1, 2) * t", "t", "2"),
        ("where(0 * x > 0, x, 0)", "x", "𝟎"),
        ("where(x >= x, 0, x)", "x", "𝟎"),
        ("sum(where(x - x > 0, x, t))", "t", "n"),
    ],
)
def test_of_two_that_are_equal_everywhere_there_is_none_to_be_chosen(asked, by, printed):
    found = derive(asked, wrt=by, where={n: EQUAL[n] for n in EQUAL if f"{n} " in asked + " " or n == by})

    assert found.numerator.text == printed
    assert not found.conditions


def test_where_two_are_equal_everywhere_nothing_turns_in_the_oracle_either():
    # The two are brought to one form by no rule, and still the larger of them is differentiable.
    for order in ("x", "x,x", "x,x,x"):
        assert derive("sum(maximum((x + 1)**2, x**2 + 2*x + 1) * x)", wrt=order, where={"x": "n"}).verify()


@pytest.mark.parametrize("by", ["y", "y,y"])
@pytest.mark.parametrize(
    "factor", ["relu(y)", "relu(y - 4)", "maximum(y, 0)", "where(y > 0, y * log(y), 0)", "where(y < 1, 0, y - 1)"]
)
def test_a_product_is_tried_where_all_of_its_factors_lie_on_one_side(factor, by):
    found = derive(f"prod({factor})", wrt=by, where={"y": "n"})

    assert found.verify()
    assert any(" is " in condition.text for condition in found.conditions)


def test_the_product_of_a_diagonal_is_tried_there_in_every_form():
    found = derive("prod(diag(relu(A @ B - 4)))", wrt="A", where={"A": "m×n", "B": "n×m"})

    assert found.vec is not None


@pytest.mark.parametrize("guard", ["cos(B) > 0", "B > 0"])
@pytest.mark.parametrize("outside", ["logdet(({0}) @ ({0}).T + 9 * eye(m))", "norm({0})", "norm(A.T @ ({0}))"])
def test_an_entry_without_a_value_may_reach_a_function_of_the_whole_matrix(outside: str, guard: str) -> None:
    """The guard is not of what it guards: a logarithm without a value may be asked for, and no number is made of it."""
    expression = outside.format(f"where({guard}, cos(A) * log(cos(A)), 0)")
    assert derive(expression, wrt="A", where={"A": "m×n", "B": "m×n"}).verify()
