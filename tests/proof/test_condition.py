"""Conditions at points: whether each predicate holds of its subject there."""

from fractions import Fraction

import pytest

from jacobook.language.dimension import Dimension
from jacobook.language.domain import Predicate
from jacobook.layout.conditions.condition import Condition
from jacobook.layout.conditions.requirement import Reason
from jacobook.layout.formulas import formula as f
from jacobook.proof.evaluation.condition import all_hold, holds
from jacobook.proof.evaluation.evaluation import Evaluation
from jacobook.proof.numbers.arithmetic import arithmetic

N, M = Dimension.of("n"), Dimension.of("m")


def at(rows, subject=None, predicate=Predicate.INVERTIBLE, digits=None):
    """Whether a predicate holds of a symbol, or of a formula with it, that has these rows."""
    symbol = f.Symbol("X", M, N, 2) if len(rows) != len(rows[0]) else f.Symbol("X", N, N, 2)
    sizes = {"n": len(rows[0]), "m": len(rows)}
    numbers = tuple(tuple(arithmetic(digits).number(Fraction(entry)) for entry in row) for row in rows)
    here = Evaluation({"X": numbers}, sizes, arithmetic(digits))
    return holds(Condition(subject or symbol, predicate, Reason(), "form"), here)


@pytest.mark.parametrize("digits", [None, 50])
@pytest.mark.parametrize(
    ("predicate", "yes", "no"),
    [
        (Predicate.POSITIVE, [[1, 2]], [[1, 0]]),
        (Predicate.NOT_NEGATIVE, [[1, 0]], [[1, -1]]),
        (Predicate.NOT_ZERO, [[1, 0]], [[0, 0]]),
        (Predicate.NO_ZERO_ENTRY, [[1, -1]], [[1, 0]]),
        (Predicate.NOT_ALL_EQUAL, [[1, 2], [1, 1]], [[2, 2], [2, 2]]),
        (Predicate.INSIDE_ONE, [[0, Fraction(1, 2)]], [[0, 1]]),
        (Predicate.WITHIN_ONE, [[0, 1]], [[0, 2]]),
        (Predicate.INSIDE_UNIT, [[Fraction(1, 3), Fraction(1, 2)]], [[0, Fraction(1, 2)]]),
        (Predicate.WITHIN_UNIT, [[0, 1]], [[0, -1]]),
        (Predicate.POSITIVE_WHOLE, [[1, 3]], [[Fraction(1, 2), 1]]),
        (Predicate.INVERTIBLE, [[0, 1], [1, 0]], [[1, 2], [2, 4]]),
        (Predicate.POSITIVE_DETERMINANT, [[-1, 0], [0, -1]], [[0, 1], [1, 0]]),
        (Predicate.FULL_COLUMN_RANK, [[1, 0], [0, 1], [1, 1]], [[1, 2], [2, 4], [3, 6]]),
        (Predicate.FULL_ROW_RANK, [[1, 0, 1], [0, 1, 1]], [[1, 2, 3], [2, 4, 6]]),
        (Predicate.FULL_ROW_RANK, [[1, 0, 1], [0, 1, 1]], [[1, 0], [0, 1], [1, 1]]),
        (Predicate.DISTINCT_EIGENVALUES, [[1, 5], [0, 2]], [[1, 5], [0, 1]]),
        (Predicate.REAL_EIGENVALUES, [[1, 2], [3, -1]], [[1, 2], [-3, -1]]),
        (Predicate.LEADING_MINORS, [[1, 2], [3, 4]], [[0, 1], [1, 0]]),
        (Predicate.LEADING_MINORS, [[1, 2], [3, 4]], [[1, 2], [2, 4]]),
        (Predicate.NO_NEGATIVE_EIGENVALUE, [[0, -1], [1, 0]], [[1, 0], [0, -1]]),
        (Predicate.NO_NEGATIVE_EIGENVALUE, [[2, 1], [0, 1]], [[0, 1], [0, 1]]),
    ],
)
def test_each_predicate_holds_or_does_not(predicate, yes, no, digits):
    assert at(yes, predicate=predicate, digits=digits)
    assert not at(no, predicate=predicate, digits=digits)


def test_a_power_exists_for_positive_bases_and_for_whole_exponents():
    x, k = f.Symbol("x"), f.Symbol("k")
    condition = Condition(f.Power(x, k), Predicate.POWER_EXISTS, Reason(), "function", sufficient_only=True)

    def here(base, exponent):
        symbols = {"x": ((Fraction(base),),), "k": ((Fraction(exponent),),)}
        return holds(condition, Evaluation(symbols, {}, arithmetic(None)))

    assert here(2, Fraction(1, 2))
    assert here(-2, 3)
    assert not here(-2, Fraction(1, 2))
    assert not here(0, 2)


def test_what_has_no_value_holds_nowhere():
    subject = f.Inverse(f.Symbol("X", N, N, 2))
    assert not at([[1, 2], [2, 4]], subject, Predicate.NOT_ZERO)


def test_an_index_that_is_free_runs_over_all_entries():
    subject = f.Entry(f.Symbol("X", N, N, 2), ("i", "j"))
    assert at([[1, 2], [3, 4]], subject, Predicate.NOT_ZERO)
    assert not at([[1, 2], [0, 4]], subject, Predicate.NOT_ZERO)
    diagonal = f.Entry(f.Symbol("X", N, N, 2), ("i", "i"))
    assert at([[1, 0], [0, 4]], diagonal, Predicate.NOT_ZERO)


def test_all_conditions_hold_together():
    here = Evaluation({"X": ((Fraction(1), Fraction(2)), (Fraction(2), Fraction(4)))}, {"n": 2}, arithmetic(None))
    x = f.Symbol("X", N, N, 2)
    positive = Condition(x, Predicate.POSITIVE, Reason(), "function")
    assert all_hold([positive], here)
    assert not all_hold([positive, Condition(x, Predicate.INVERTIBLE, Reason(), "form")], here)


@pytest.mark.parametrize(("angle", "holds_there"), [("pi", False), ("0", True), ("-pi/2", True)])
def test_an_angle_is_half_a_turn_only_at_pi(angle, holds_there):
    numbers = arithmetic(50)
    value = {"pi": numbers.constant("pi"), "0": Fraction(0), "-pi/2": -numbers.constant("pi") / 2}[angle]
    here = Evaluation({"t": ((value,),)}, {}, numbers)
    assert holds(Condition(f.Symbol("t"), Predicate.NOT_HALF_TURN, Reason(), "derivative"), here) is holds_there
