"""Truncated Taylor series against SymPy's derivatives of the same arithmetic."""

from fractions import Fraction
from itertools import product

import pytest
import sympy

from jacobook.proof.numbers.arithmetic import Undefined, arithmetic
from jacobook.proof.oracle.taylor import Taylor, TaylorArithmetic

U, V = sympy.symbols("u v")
AT = {U: Fraction(3, 7), V: Fraction(-5, 4)}

RATIONAL = [
    lambda a, b: a + b,
    lambda a, b: 3 - a + b * 2,
    lambda a, b: a * b * a - b,
    lambda a, b: a / b,
    lambda a, b: 1 / (a * a + b),
    lambda a, b: (a - b) / (a + b * b) * a,
    lambda a, b: -a / 3 - (2 + b) / a,
    lambda a, b: (a - a) * b + (a - a),
]


def _moving():
    """The two numbers as entries 0 and 1 of a first and of a second variable."""
    one = Fraction(1)
    return [Taylor(AT[symbol], {k: one}, {k: one}) for k, symbol in enumerate((U, V))]


def _number(expression):
    value = sympy.together(expression).subs({symbol: sympy.Rational(str(at)) for symbol, at in AT.items()})
    return Fraction(int(value.p), int(value.q))


@pytest.mark.parametrize("function", RATIONAL)
def test_all_derivatives_of_rational_functions(function):
    series, written = function(*_moving()), function(U, V) + 0 * U
    assert series.value == _number(written)
    for i, a in enumerate((U, V)):
        assert series.first.get(i, 0) == series.second.get(i, 0) == _number(written.diff(a))
    for (i, a), (j, b) in product(enumerate((U, V)), repeat=2):
        assert series.mixed.get((i, j), 0) == _number(written.diff(a, b))


@pytest.mark.parametrize("definition", ["exp(t)", "sin(t)", "1/(1 + exp(-t))", "erf(t)", "t**3", "atan(t)"])
def test_the_chain_rule_to_second_order(definition):
    reals = arithmetic(60)
    u, v = (Taylor(reals.number(t.value), t.first, t.second) for t in _moving())
    series = TaylorArithmetic(reals).apply(definition, (u * v + u,), 0)
    written = sympy.sympify(definition).subs("t", U * V + U)
    for (i, a), (j, b) in product(enumerate((U, V)), repeat=2):
        expected = written.diff(a, b).subs({s: sympy.Rational(str(at)) for s, at in AT.items()}).evalf(60)
        assert abs(sympy.Float(str(series.mixed[i, j]), 60) - expected) < sympy.Float("1e-50")


def test_two_arguments_that_move_together():
    exact = TaylorArithmetic(arithmetic(None))
    u, v = _moving()
    larger = exact.apply("Piecewise((t, t > s), (s, True))", (u * u, v * u), 0)
    assert larger.first == (u * u).first
    assert [len(signs) for signs in exact.signs.values()] == [1]
    exact.apply("Piecewise((t, t > s), (s, True))", (v * u, u * u), 0)
    assert [set(signs) for signs in exact.signs.values()] == [{1, -1}]


def test_powers():
    exact, (u, v) = TaylorArithmetic(arithmetic(None)), _moving()
    assert exact.power(v, Fraction(3), 0).mixed == (v * v * v).mixed
    assert exact.power(v, Fraction(-2), 0).mixed == (1 / (v * v)).mixed
    assert exact.power(u, Fraction(0), 0).is_constant_nearby
    zero = u - u.value
    assert exact.power(zero, Fraction(2), 0).mixed == (zero * zero).mixed
    reals = TaylorArithmetic(arithmetic(60))
    with pytest.raises(Undefined):
        reals.power(Taylor(reals.number(Fraction(-1)), {0: 1}), reals.number(Fraction(1, 2)), 0)
    with pytest.raises(Undefined):
        exact.power(v, u, 0)


def test_a_kink_has_no_derivative_unless_the_argument_stands_still():
    exact, relu = TaylorArithmetic(arithmetic(None)), "Piecewise((t, t > 0), (0, True))"
    u, _ = _moving()
    with pytest.raises(Undefined):
        exact.apply(relu, (u - u.value,), 0)
    with pytest.raises(Undefined):
        exact.apply(relu, (u - u.value + Fraction(1, 10**7),), 0)
    off = exact.apply(relu, (u - 10,), 0)
    assert exact.apply(relu, (off,), 0).is_constant_nearby
    assert exact.apply(relu, (Fraction(0),), 0) == 0
