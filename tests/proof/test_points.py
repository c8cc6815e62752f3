"""Sizes and points: unequal sizes, declared properties, domains, both sides of kinks, and always the same."""

import os
import subprocess
import sys
from fractions import Fraction
from itertools import chain

import pytest

from jacobook.language.declaration import PROPERTIES, parse_declaration
from jacobook.language.expression import Variable
from jacobook.language.grammar import parse
from jacobook.proof.oracle.arrays import Unproved, entries
from jacobook.proof.oracle.components import evaluate_expression
from jacobook.proof.points.points import Draw, canonical_text, has_properties, size_assignments
from jacobook.proof.points.search import cases


def tried(text, wrt, where=None):
    parsed = parse(text, where or {})
    return cases(parsed.expression, tuple(parsed.variables[name] for name in wrt.split(",")))


def test_different_dimensions_have_different_sizes():
    parsed = parse("A @ B @ C @ x", {"A": "m×n", "B": "n×p", "C": "p×q", "x": "q"})
    assignments = size_assignments(parsed.expression, parsed.variables.values())
    assert len(assignments) >= 2
    for sizes in assignments:
        assert set(sizes) == {"m", "n", "p", "q"}
        assert len(set(sizes.values())) == 4
        assert min(sizes.values()) >= 2
    assert len({tuple(sizes.items()) for sizes in assignments}) == len(assignments)


def test_a_literal_dimension_is_itself_and_no_other_is_like_it():
    parsed = parse("A @ x", {"A": "m×3", "x": "3"})
    assert all(3 not in sizes.values() for sizes in size_assignments(parsed.expression, parsed.variables.values()))
    (first, *_) = tried("A @ x", "x", {"A": "m×3", "x": "3"})
    assert len(first.point["x"]) == 3


def test_an_answer_is_tried_at_two_sizes_and_three_points():
    found = tried("norm(A @ x - b) ** 2", "x")
    assert len(found) == 3
    assert len({tuple(case.sizes.items()) for case in found}) == 2
    assert len({str(case.point) for case in found}) == 3


def test_points_are_small_rationals_and_nothing_special():
    for case in tried("norm(A @ x - b) ** 2", "x"):
        flat = list(chain.from_iterable(map(entries, case.point.values())))
        assert all(isinstance(entry, Fraction) and abs(entry) <= 3 for entry in flat)
        assert not {Fraction(0), Fraction(1), Fraction(-1), Fraction(1, 2)} & set(flat)
        assert len(set(flat)) == len(flat)


def test_the_same_question_is_always_tried_at_the_same_points():
    program = (
        "from jacobook.language.grammar import parse\n"
        "from jacobook.proof.points.search import cases\n"
        "p = parse('log(det(S)) + norm(x)', {'S': 'n×n positive definite', 'x': 'n'})\n"
        "print([case.point for case in cases(p.expression, (p.variables['x'],))])"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            capture_output=True,
            text=True,
            check=True,
            env=os.environ | {"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1


def test_the_text_of_an_expression_tells_expressions_apart():
    texts = [canonical_text(parse(text).expression) for text in ("x + y", "x - y", "y + x", "x + 2", "n * x", "x * pi")]
    assert len(set(texts)) == len(texts)


def test_scalars_are_tried_with_both_signs():
    for text in ("a ** 3", "sqrt(a ** 2)", "a * b"):
        assert {case.point["a"] > 0 for case in tried(text, "a")} == {True, False}


OF_VECTORS = {"unit", "index"}
# A question in complex variables holds them and their conjugates as symbols without these properties.
OF_COMPLEX = {"complex", "hermitian"}


@pytest.mark.parametrize(
    "properties", [{p} for p in PROPERTIES if p not in OF_VECTORS | OF_COMPLEX] + [{"diagonal", "positive definite"}]
)
def test_declared_properties_hold_and_entries_move_freely(properties):
    where = {"S": "n×n " + ", ".join(properties), "x": "n"}
    for case in tried("x @ S @ x", "S", where):
        S, n = case.point["S"], case.sizes["n"]
        transposed = tuple(zip(*S, strict=True))
        if properties & {"symmetric", "diagonal", "positive definite"}:
            assert transposed == S
        if "skew" in properties:
            assert transposed == tuple(tuple(-entry for entry in row) for row in S)
        if "diagonal" in properties:
            assert all(S[i][j] == 0 for i in range(n) for j in range(n) if i != j)
        if "orthogonal" in properties:
            product = [[sum(S[i][k] * S[j][k] for k in range(n)) for j in range(n)] for i in range(n)]
            assert product == [[int(i == j) for j in range(n)] for i in range(n)]
        if "positive" in properties:
            assert min(entries(S)) > 0
        if "positive definite" in properties:
            assert S[0][0] > 0
            assert S[0][0] * S[1][1] > S[0][1] * S[1][0]
        x = case.point["x"]
        derivatives = case.derivatives(None)
        assert all(derivatives[(), (i, j)] == x[i] * x[j] for i in range(n) for j in range(n))


def test_orthogonal_matrices_turn_and_reflect():
    Q = Variable("Q", parse("Q", {"Q": "n×n"}).expression.shape, frozenset({"orthogonal", "invertible"}))
    signs = set()
    for attempt in range(12):
        (a, b), (c, d) = Draw("text", 0, attempt).point_of({"Q": Q}, {"n": 2})["Q"]
        signs.add(a * d - b * c)
    assert signs == {1, -1}


def test_an_unknown_property_is_refused():
    S = parse("S", {"S": "n×n"}).expression
    strange = Variable("S", S.shape, frozenset({"strange"}))
    with pytest.raises(Unproved, match="strange"):
        cases(strange, (strange,))


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("sum(log(x))", {"x": "n"}),
        ("sum(log(w - x))", {"w": "n", "x": "n"}),
        ("sum(arcsin(x))", {"x": "n"}),
        ("sum(arccos(A @ x))", {"A": "m×n", "x": "n"}),
        ("sqrt(x @ S @ x)", {"S": "n×n positive definite", "x": "n"}),
        ("sqrt(1 - x @ x)", {"x": "n"}),
        ("sum(log(-x))", {"x": "n"}),
        ("log(log(sum(x)))", {"x": "n"}),
        ("sum(x ** y)", {"x": "n", "y": "n"}),
        ("log(det(X)) * sum(x)", {"X": "n×n", "x": "n"}),
    ],
)
def test_points_are_sought_inside_the_domain(text, where):
    assert len(tried(text, "x", where)) >= 3


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("log(-norm(x))", {"x": "n"}),
        ("sqrt(-(x @ x))", {"x": "n"}),
        ("x @ inv(outer(x, x)) @ x", {"x": "n"}),
        ("1 / (x @ x - sum(x * x))", {"x": "n"}),
        ("sum(x) * det(S)", {"S": "3×3 skew, invertible", "x": "n"}),
    ],
)
def test_where_nothing_is_defined_the_reason_is_told(text, where):
    with pytest.raises(Unproved, match="no point was found"):
        tried(text, "x", where)


def test_dimensions_too_large_are_refused():
    with pytest.raises(Unproved, match="too large"):
        tried("X * X", "X", {"X": "100×100"})


@pytest.mark.parametrize("text", ["relu(a)", "abs(a * a - 1)", "maximum(a, b) * sin(a)", "relu(b * relu(a) - 1)"])
def test_both_sides_of_every_kink_are_tried(text):
    found = tried(text, "a")
    sides = {side for case in found for side in case.derivatives(case.digits).sides}
    assert sides
    assert all((place, kink, not side) in sides for place, kink, side in sides)


def test_a_kink_that_the_variable_cannot_reach_needs_no_distance():
    assert tried("sum(relu(zeros(n)) * x)", "x", {"x": "n"})
    assert tried("relu(relu(a))", "a")
    assert tried("sum(relu(x - x))", "x", {"x": "n"})


def test_a_whole_exponent_is_no_variable():
    from jacobook.language.expression import Call

    X = parse("X", {"X": "n×n"}).expression
    k = Variable("k", ())
    power = Call("matrix_power", (X, k), X.shape)
    exponents = {case.point["k"] for case in cases(power, (X,))}
    assert exponents <= {2, 3, 4}
    assert len(exponents) > 1
    with pytest.raises(Unproved, match="is an integer"):
        cases(power, (k,))


@pytest.mark.parametrize(
    "declared", ["n unit", "k index", "n one-hot", "m×n one-hot", "n probability", "m×n probability", "n zero-one"]
)
def test_points_have_the_properties_of_rows_and_vectors(declared):
    (variable,) = (Variable("z", each.shape, each.properties) for each in [parse_declaration(declared)])
    for attempt in range(6):
        drawn = Draw("a question", attempt, attempt).point_of({"z": variable}, {"m": 3, "n": 4, "k": 5})["z"]
        assert has_properties(variable, drawn)
        rows = drawn if isinstance(drawn[0], tuple) else (drawn,)
        if "unit" in variable.properties:
            assert sum(entry**2 for entry in drawn) == 1
        if variable.properties & {"one-hot", "probability"}:
            assert all(sum(row) == 1 for row in rows)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("x[3] + sum(x[1:4])", {"x": "n"}),
        ("sum(x[2:] * y)", {"x": "n", "y": "n-2"}),
        ("w[0] + x[0] + y[0]", {"x": "n", "y": "p", "w": "n-p+1"}),
    ],
)
def test_sizes_leave_room_for_every_slice(text, where):
    parsed = parse(text, where)
    known = list(parsed.variables.values())
    assignments = size_assignments(parsed.expression, known)
    assert assignments
    for sizes in assignments:
        drawn = Draw("a question", 0, 1).point_of(parsed.variables, sizes)
        assert evaluate_expression(parsed.expression, drawn, sizes) is not None
