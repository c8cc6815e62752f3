"""Functions defined by their formula: the formula stands in for each call, and nothing is evaluated."""

import pytest

from jacobook.derivation import derive
from jacobook.errors import LanguageError


@pytest.mark.parametrize(
    ("expression", "definitions", "written"),
    [
        ("f(x)", "f(t) = t*exp(-t), x: scalar", "x*exp(-x)"),
        ("sum(f(A @ x))", "f(t) = t*exp(-t), x: n", "sum((A @ x)*exp(-(A @ x)))"),
        ("f(g(x))", "f(t) = t**2, g(s) = sin(s)", "sin(x)**2"),
        ("f(x, w)", "f(s, t) = s * t + t", "x * w + w"),
        ("f(x)", {"f(t)": "t / (1 + t)", "x": "n"}, "x / (1 + x)"),
    ],
)
def test_a_call_means_the_formula(expression, definitions, written):
    declared = {"x": "scalar"} if "x: scalar" in str(definitions) else {}
    defined, plain = derive(expression, "x", definitions), derive(written, "x", declared)
    assert defined.numerator.text == plain.numerator.text
    assert defined.verify().entries


@pytest.mark.parametrize(
    ("expression", "definitions", "message"),
    [
        ("f(x, x)", "f(t) = t", "defined with 1 argument, not 2"),
        ("f(x)", "f(t) = g(t), g(t) = f(t)", "is defined in terms of itself"),
        ("f(x)", "f(t) = f(t)", "is defined in terms of itself"),
        ("f(x)", "f(t) = t +* 1", "cannot read the formula of f"),
        ("f(x)", "f(t, t) = t", "the same parameter twice"),
        ("f(x)", "f(t) = __import__('os')", "is not a number|only functions of the language|unknown function"),
        ("f(" * 9 + "x" + ")" * 9, "f(t) = t*t*t*t", "more than .* parts"),
        ("exp(x)", "exp(t) = t", "cannot be declared"),
    ],
)
def test_a_definition_that_cannot_be_used_is_explained(expression, definitions, message):
    with pytest.raises(LanguageError, match=message):
        derive(expression, "x", definitions)
