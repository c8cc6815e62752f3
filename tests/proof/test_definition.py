"""Element-wise functions by their definitions: read safely, differentiated by SymPy, evaluated in any arithmetic."""

from fractions import Fraction

import pytest
import sympy

from jacobook.language.functions import ELEMENTWISE, FUNCTIONS
from jacobook.proof.numbers.arithmetic import NotExact, Undefined, arithmetic
from jacobook.proof.oracle.definition import ARGUMENTS, derivative_of, kinks_of, parse_definition, value_of

DEFINED = [function for function in FUNCTIONS.values() if function.kind == ELEMENTWISE]
POINT = (Fraction(3, 8), Fraction(-5, 16))


def test_there_are_element_wise_functions():
    assert len(DEFINED) >= 20


@pytest.mark.parametrize("function", DEFINED, ids=lambda f: f.name)
def test_a_definition_is_read_as_sympy_reads_it(function):
    names = {symbol.name: symbol for symbol in ARGUMENTS}
    assert parse_definition(function.definition) == sympy.sympify(function.definition, locals=names)


@pytest.mark.parametrize("function", DEFINED, ids=lambda f: f.name)
@pytest.mark.parametrize("order", [0, 1, 2])
def test_values_and_derivatives_are_those_of_sympy(function, order):
    reals, values = arithmetic(60), dict(zip(ARGUMENTS, map(sympy.Rational, map(str, POINT)), strict=False))
    for position in range(function.arity):
        expected = parse_definition(function.definition)
        for _ in range(order):
            expected = expected.diff(ARGUMENTS[position])
        got = derivative_of(function.definition, (position,) * order)(reals, [reals.number(p) for p in POINT])
        exact = expected.subs(values).evalf(60)
        assert abs(sympy.Float(str(got), 60) - exact) <= sympy.Float("1e-50") * max(1, abs(exact))


def test_the_mixed_derivative_of_a_power():
    reals = arithmetic(60)
    t, s = reals.number(Fraction(3)), reals.number(Fraction(2))
    mixed = derivative_of("t**s", (0, 1))(reals, (t, s))
    assert abs(mixed - (t + 2 * t * reals.function("log", t))) < reals.number(Fraction(1, 10**50))


@pytest.mark.parametrize("function", DEFINED, ids=lambda f: f.name)
def test_a_function_has_kinks_where_the_table_says_so(function):
    kinks = kinks_of(function.definition)
    assert bool(kinks) == bool(function.kink)
    at = [Fraction(7, 8)] * 2 if function.arity == 2 else [Fraction(0)] * 2
    assert all(kink(arithmetic(None), at) == 0 for kink in kinks)


def test_rational_pieces_stay_rational():
    exact = arithmetic(None)
    relu = FUNCTIONS["relu"].definition
    assert value_of(relu)(exact, [Fraction(2, 3)]) == Fraction(2, 3)
    assert derivative_of(relu, (0,))(exact, [Fraction(2, 3)]) == 1
    assert value_of("Max(t, s)")(exact, POINT) == POINT[0]
    assert derivative_of("Abs(t)", (0,))(exact, [Fraction(-2, 3)]) == -1
    assert derivative_of("sign(t)", (0,))(exact, [Fraction(-2, 3)]) == 0
    with pytest.raises(NotExact):
        value_of("exp(t)")(exact, POINT)


@pytest.mark.parametrize(
    ("definition", "at"), [("log(t)", -1), ("log(t)", 0), ("asin(t)", 2), ("sqrt(t)", -1), ("exp(t)", 10**9)]
)
def test_outside_its_domain_a_function_has_no_value(definition, at):
    reals = arithmetic(60)
    with pytest.raises(Undefined):
        value_of(definition)(reals, [reals.number(Fraction(at))])


@pytest.mark.parametrize(
    "text", ["__import__('os')", "t.real", "open(t)", "lambda: t", "exp(t", "u + 1", "[t]", "exp(t, evaluate=False)"]
)
def test_what_is_no_definition_is_not_read(text):
    with pytest.raises(ValueError, match="definition"):
        parse_definition(text)
