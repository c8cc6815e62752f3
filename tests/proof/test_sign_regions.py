"""Points in all regions of signs in which a function has a value: √(xy) is no √x √y."""

import re

import pytest

from jacobook import derive
from jacobook.proof.oracle.arrays import entries
from jacobook.proof.points.search import tried
from jacobook.proof.verdict.certificate import Disproved
from jacobook.proof.verdict.judging import prove

# An expression, another one that is equal to it where all is positive, and the variable.
ALIKE_WHERE_POSITIVE = [
    ("sqrt(x * y)", "sqrt(x) * sqrt(y)", "x"),
    ("(x * y)**0.5", "x**0.5 * y**0.5", "x"),
    ("(x * y)**1.5", "x**1.5 * y**1.5", "y"),
    ("y * log(x * y)", "y * log(x) + y * log(y)", "y"),
    ("y * log(-x * y)", "y * log(-x) + y * log(y)", "y"),
    ("y * log(x / y)", "y * log(x) - y * log(y)", "y"),
    ("sqrt(x / y)", "sqrt(x) / sqrt(y)", "x"),
    ("sqrt(x * y * z)", "sqrt(x) * sqrt(y * z)", "x"),
    ("sqrt(x * y * z)", "sqrt(y) * sqrt(x * z)", "x"),
    ("sqrt(x * y * z)", "sqrt(z) * sqrt(x * y)", "x"),
    ("sqrt(x**2 * y)", "x * sqrt(y)", "y"),
    ("sqrt((x - 3) * (y - 3))", "sqrt(x - 3) * sqrt(y - 3)", "x"),
    ("sqrt((3 - x) * (y - 3))", "sqrt(3 - x) * sqrt(y - 3)", "x"),
    ("sqrt(x * (y + 9))", "sqrt(x) * sqrt(y + 9)", "x"),
    ("(x * y)**a", "x**a * y**a", "x"),
]
OF_WHOLE_ARRAYS = [
    ("sqrt(det(A) * det(B))", "sqrt(det(A)) * sqrt(det(B))", "A", "A: n×n, B: n×n"),
    ("sqrt(det(A @ B))", "sqrt(det(A)) * sqrt(det(B))", "A", "A: n×n, B: n×n"),
    ("sqrt(trace(A) * sum(x))", "sqrt(trace(A)) * sqrt(sum(x))", "x", "A: n×n, x: n"),
    ("sqrt((a @ x) * (b @ x))", "sqrt(a @ x) * sqrt(b @ x)", "x", "a: n, b: n, x: n"),
    ("det(A) * logdet(A @ B)", "det(A) * (logdet(A) + logdet(B))", "A", "A: n×n, B: n×n"),
]


def _refused(expression, other, wrt, where):
    right, wrong = (derive(each, wrt, where, prove=False) for each in (expression, other))
    prove(right.expression, right.wrt, {"numerator": right.numerator.form})
    with pytest.raises(Disproved, match=r"has no value|must be"):
        prove(right.expression, right.wrt, {"numerator": wrong.numerator.form})


@pytest.mark.parametrize("shape", ["scalar", "n", "n×m"])
@pytest.mark.parametrize(("expression", "other", "wrt"), ALIKE_WHERE_POSITIVE)
def test_a_form_that_is_right_only_where_all_is_positive_is_refused(expression, other, wrt, shape):
    where = {name: shape for name in "xyz" if re.search(rf"\b{name}\b", expression)}
    where |= {"a": "scalar"} if re.search(r"\ba\b", expression) else {}
    wrap = "{}" if shape == "scalar" else "sum({})"
    _refused(wrap.format(expression), wrap.format(other), wrt, where)


@pytest.mark.parametrize(("expression", "other", "wrt", "where"), OF_WHOLE_ARRAYS)
def test_numbers_made_of_arrays_take_both_signs_too(expression, other, wrt, where):
    _refused(expression, other, wrt, where)


def _signs(expression, wrt, where):
    derivation = derive(expression, wrt, where, prove=False)
    found = set()
    for case in tried(derivation.expression, derivation.wrt).cases:
        columns = [[value > 0 for value in entries(case.point[name])] for name in sorted(case.point)]
        found |= set(zip(*columns, strict=True))
    return found


@pytest.mark.parametrize("shape", ["scalar", "n", "n×m"])
def test_every_allowed_pair_of_signs_is_met_in_one_entry(shape):
    where = dict.fromkeys("xyz", shape)
    wrap = "{}" if shape == "scalar" else "sum({})"
    even = {(True, True, True), (True, False, False), (False, True, False), (False, False, True)}
    assert _signs(wrap.format("sqrt(x * y * z)"), "x", where) == even
    del where["z"]
    assert _signs(wrap.format("log(x * y)"), "x", where) == {(True, True), (False, False)}
    assert _signs(wrap.format("log(-x * y)"), "x", where) == {(True, False), (False, True)}
    where["x"] += " positive" if shape != "scalar" else ""
    if shape != "scalar":
        assert _signs(wrap.format("log(x * y)"), "x", where) == {(True, True)}
