"""Where an answer has a kink the reader is told, and only there."""

import pytest

from expressions import DIFFERENTIATED, declared
from jacobook import derive
from jacobook.proof.oracle.definition import kinks_of


@pytest.mark.parametrize(
    ("expression", "wrt", "told"),
    [
        ("norm1(x) * g", "x", True),
        ("norm1(x) * g", "g", False),
        ("g * relu(W @ x + b)", "b", True),
        ("A @ relu(x) + b", "b", False),
        ("maximum(x, y)", "y", True),
        ("x @ x", "x", False),
    ],
)
def test_a_kink_is_told_of_where_the_variable_can_meet_it(expression, wrt, told):
    notes = derive(expression, wrt, declared(expression, where={"g": "scalar"})).notes
    assert [note.endswith("where the answer jumps there, its value is a convention.") for note in notes] == [
        True
    ] * told


@pytest.mark.parametrize("function", DIFFERENTIATED)
def test_a_kink_is_told_of_exactly_those_functions_whose_definitions_have_one(function):
    arguments = ("x", "y")[: function.arity]
    notes = derive(
        f"{function.name}({', '.join(arguments)})", "x", "x: n, y: n" if function.arity == 2 else "x: n"
    ).notes
    told = any("has no derivative" in note or "jumps" in note for note in notes)
    assert told == bool(kinks_of(function.definition)), notes


_BORDER = "A choice between cases may have no derivative on the border between them"
_ABSOLUTE = "An absolute value has no derivative at 0"
_MAXIMUM, _MINIMUM = (
    f"A {name} has no derivative where its two arguments are equal" for name in ("maximum", "minimum")
)
_POSITIVE_PART = "ReLU has no derivative at 0"
_SIGN = "A sign jumps at 0"
_COMPARISON = "A comparison jumps where its two sides are equal"
_HUBER = "sum(where(abs(r) <= d, r**2 / 2, d * (abs(r) - d / 2)))"
_SOFT = "where(abs(x) > a, x - a * sign(x), 0)"


def _told(expression, wrt, where, order=1):
    return [note.split(";")[0] for note in derive(expression, wrt, where, order=order, prove=False).kinks]


@pytest.mark.parametrize(
    ("expression", "wrt", "where"),
    [
        (_HUBER, "r", "r: n, d: scalar positive"),
        (
            "sum(where(abs(X @ w) <= d, (X @ w)**2 / 2, d * (abs(X @ w) - d / 2)))",
            "w",
            "X: m×n, w: n, d: scalar positive",
        ),
        ("x / (1 + abs(x))", "x", "x: n"),
        ("relu(x)**2", "x", "x: n"),
        ("relu(1 - y * (w @ x))**2", "w", "w: n, x: n, y: scalar"),
        ("x * abs(x)", "x", "x: scalar"),
        ("(x > 0) * x**2", "x", "x: scalar"),
        ("where(x > 0, x, exp(x) - 1)", "x", "x: n"),
        # The border does not move with the variable.
        ("where(x > 0, x, a * x)", "a", "x: n, a: scalar"),
        # One side can only be touched, and there the slope is 0.
        ("relu(x @ x)", "x", "x: n"),
        ("relu(x)", "x", "x: n positive"),
    ],
)
def test_a_kink_that_is_smoothed_out_is_not_told_of(expression, wrt, where):
    assert _told(expression, wrt, where) == []


@pytest.mark.parametrize(
    ("expression", "where"),
    [
        ("log(abs(det(X)))", "X: n×n"),
        ("log(abs(det(X)))", "X: n×n invertible"),
        ("sqrt(abs(x))", "x: n"),
        ("log(relu(x))", "x: n"),
        ("abs(det(X))", "X: n×n"),
    ],
)
def test_a_kink_where_a_condition_or_a_declaration_fails_is_not_told_of(expression, where):
    assert _told(expression, where[0], where) == []


@pytest.mark.parametrize(
    ("expression", "wrt", "where", "told"),
    [
        ("relu(x)", "x", "x: n", [_POSITIVE_PART]),
        ("abs(x)", "x", "x: n", [_ABSOLUTE]),
        ("norm1(x)", "x", "x: n", ["A 1-norm has no derivative where an entry is 0"]),
        ("maximum(x, y)", "x", "x: n, y: n", ["A maximum has no derivative where its two arguments are equal"]),
        ("relu(1 - y * (w @ x))", "w", "w: n, x: n, y: scalar", [_POSITIVE_PART]),
        ("relu(x - 1)", "x", "x: n positive", [_POSITIVE_PART]),
        ("log(1 + abs(x))", "x", "x: n", [_ABSOLUTE]),
        ("x**2 + abs(x) / 10**12", "x", "x: n", [_ABSOLUTE]),
        ("where(x > 0, x, a * x)", "x", "x: n, a: scalar", [_BORDER]),
        ("where(x > 0, x, a * (exp(x) - 1))", "x", "x: n, a: scalar", [_BORDER]),
        # Of three functions with kinks, only one has its kink where this one has.
        ("where(abs(x) < 1, x, sign(x))", "x", "x: n", [_BORDER]),
        ("where(abs(x) < 1, x, sign(x))", "x", "x: scalar", [_BORDER]),
        (_SOFT, "x", "x: n, a: scalar positive", [_BORDER]),
        (_SOFT, "a", "x: n, a: scalar positive", [_BORDER]),
        # With a threshold below 0 nothing is cut off, and the sign jumps.
        (_SOFT, "x", "x: n, a: scalar", [_BORDER, _ABSOLUTE, _SIGN]),
        ("where(x > 6, 6, relu(x))", "x", "x: n", [_BORDER, _POSITIVE_PART]),
        ("where(x + y > 0, abs(x), 5 * x)", "x", "x: n, y: n", [_BORDER, _ABSOLUTE]),
        ("where(y > 0, abs(x), x)", "x", "x: n, y: n", [_ABSOLUTE]),
        # Where another factor is 0, this one has no kink.
        ("relu(x) * relu(y) * relu(z) * relu(-w)", "x", "x: n, y: n, z: n, w: n", [_POSITIVE_PART]),
        ("relu(X) * relu(Y)", "X", "X: n×n skew, Y: n×n skew", [_POSITIVE_PART]),
        ("abs(x * y)", "x", "x: scalar, y: scalar", [_ABSOLUTE]),
        ("abs(x * y)", "x", "x: n, y: n", [_ABSOLUTE]),
        # A comparison that chooses is told of as a choice, and one beside it for itself.
        ("where(x > 0, 2 * x, x) + (x > 1)", "x", "x: n", [_BORDER, _COMPARISON]),
    ],
)
def test_a_kink_that_is_felt_is_told_of(expression, wrt, where, told):
    assert _told(expression, wrt, where) == told


def test_an_answer_that_is_wrong_on_a_kink_alone_is_told_of():
    """The one is xy, with the derivative y, and printed as 2x where x = y; the other is 0, and −1 is printed at 0."""
    assert _told("maximum(x, y) * minimum(x, y)", "x", "x: n, y: n") == [_MAXIMUM, _MINIMUM]
    assert _told("where(x > 0, x, -x) - abs(x)", "x", "x: n") == [_BORDER, _ABSOLUTE]


def test_a_second_derivative_may_jump_where_the_first_does_not():
    assert _told("x * abs(x)", "x", "x: scalar", 2) == [_ABSOLUTE]
    assert _told(_HUBER, "r", "r: n, d: scalar positive", 2) == [_BORDER]


def test_a_second_derivative_that_is_the_same_on_both_sides_has_the_kink_of_the_first():
    assert _told("norm1(x)", "x", "x: n", 2) == ["A 1-norm has no derivative where an entry is 0"]


def test_a_kink_that_cannot_be_met_exactly_is_told_of():
    assert _told("relu(exp(x) - 2)", "x", "x: n") == [_POSITIVE_PART]
    assert _told("relu(f(x))", "x", "x: scalar, f: scalar -> scalar") == [_POSITIVE_PART]


def test_a_comparison_of_two_that_keep_their_distance_is_answered():
    assert derive("minimum(x, x - 1)", "x", "x: n").verify()
