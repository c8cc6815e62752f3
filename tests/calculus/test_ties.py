"""Where both sides of a comparison are equal, a derivative is that of the case which the definition chooses there."""

from fractions import Fraction

import pytest

from jacobook import derive
from jacobook.language.functions import ELEMENTWISE, FUNCTIONS
from jacobook.proof.evaluation.evaluation import Evaluation
from jacobook.proof.numbers.arithmetic import arithmetic
from jacobook.proof.oracle.definition import derivative_of

COLUMN = ((Fraction(2),), (Fraction(-3),))
PAIRS = [each for each in FUNCTIONS.values() if each.kind == ELEMENTWISE and each.arity == 2]


def at_a_tie(expression, wrt):
    """The gradient of an expression in x and y where both are the same."""
    derivation = derive(expression, wrt, "x: n, y: n")
    at = Evaluation({"x": COLUMN, "y": COLUMN}, {"n": 2}, arithmetic(None))
    return [row[0] for row in at.form(derivation.denominator.form)]


@pytest.mark.parametrize("function", PAIRS, ids=lambda function: function.name)
@pytest.mark.parametrize("position", [0, 1])
def test_of_two_equal_arguments_the_definition_chooses(function, position):
    derivative = derivative_of(function.definition, (position,))
    expected = [derivative(arithmetic(None), (entry, entry)) for (entry,) in COLUMN]
    assert at_a_tie(f"sum({function.name}(x, y) + x + y)", "xy"[position]) == [1 + slope for slope in expected]


@pytest.mark.parametrize(("sign", "slope"), [(">", 3), (">=", 2), ("<", 3), ("<=", 2)])
def test_where_the_comparison_fails_the_other_case_holds(sign, slope):
    assert at_a_tie(f"sum(where(x {sign} y, 2 * x, 3 * x))", "x") == [slope, slope]
