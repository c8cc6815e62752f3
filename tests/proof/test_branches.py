"""Every side of every comparison is met, or named: beyond 4, 50 and 100, of sizes, on ties, and inside other cases."""

import pytest

from jacobook import derive
from jacobook.calculus import choice
from jacobook.errors import JacobookError
from jacobook.language.expression import Call
from jacobook.language.grammar import parse
from jacobook.layout.formulas import formula as f
from jacobook.layout.formulas.statement import statement
from jacobook.proof.numbers.range import bounds
from jacobook.proof.points.branches import branches
from jacobook.proof.points.search import tried
from jacobook.proof.verdict.certificate import Disproved
from jacobook.proof.verdict.judging import prove


def question(text, wrt, where=None):
    parsed = parse(text, where or {})
    return parsed.expression, tuple(parsed.variables[name] for name in wrt.split(","))


BEYOND = [
    ("sum(relu(x - 4))", {"x": "n"}),
    ("sum(maximum(x, 50))", {"x": "n"}),
    ("sum(minimum(x, -50))", {"x": "n"}),
    ("sum(where(x > 100, x**2, x))", {"x": "n"}),
    ("sum(where(abs(x) <= 5, x**2/2, 5*(abs(x) - 5/2)))", {"x": "n"}),
    ("where(n > 3, x @ x, sum(x))", {"x": "n"}),
    ("where(norm(A @ x) > 100, x @ x, sum(x))", {"A": "m×n", "x": "n"}),
    ("sum(where(abs(x) < 1/10000, x, x*x))", {"x": "n"}),
    ("where(exp(a * sum(x)) > 1000000, x @ x, sum(x))", {"a": "scalar", "x": "n"}),
    ("relu(relu(sum(x) - 4) - 4)", {"x": "n"}),
    ("where(b > 100, x @ x, sum(x))", {"b": "scalar", "x": "n"}),
    ("sum(where(X > 20, X, X*X)) * sum(x)", {"X": "n×n symmetric", "x": "n"}),
    ("sum(sign(x - 30) * x)", {"x": "n"}),
    ("norm1(x - 40)", {"x": "n"}),
]


@pytest.mark.parametrize(("text", "where"), BEYOND, ids=[text for text, _ in BEYOND])
def test_every_side_is_met_however_far_away(text, where):
    expression, wrt = question(text, "x", where)
    found = tried(expression, wrt)
    assert not found.unmet
    signs = {
        (key, sign) for case in found.cases for key, met in case.derivatives(case.digits).signs.items() for sign in met
    }
    for key, branch in branches(expression).items():
        assert {(key, side) for side in branch.possible} <= signs


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("sum(relu(x - 4))", "0 * x"),
        ("sum(maximum(x, 50))", "0 * x"),
        ("sum(where(x > 100, x**2, x))", "ones(n) + 0*x"),
        ("sum(where(abs(x) <= 5, x**2/2, 5*(abs(x) - 5/2)))", "x"),
        ("where(n > 3, x @ x, sum(x))", "ones(n) + 0*x"),
        ("sum(where(x > 3, relu(x - 5), 0))", "0 * x"),
        ("sum(relu(x - 4) * relu(4 - x) + abs(x))", "ones(n) + 0*x"),
        ("sum(abs(x))", "ones(n) + 0*x"),
    ],
)
def test_an_answer_for_one_branch_is_disproved(text, wrong):
    expression, wrt = question(text, "x", {"x": "n"})
    formula = statement(parse(wrong, {"x": "n"}).expression)
    with pytest.raises(Disproved):
        prove(expression, wrt, {"denominator": f.MatrixForm(formula)})


def test_sides_of_two_comparisons_are_met_together():
    """Wrong only where both are beyond 4: each side alone is met long before."""
    expression, wrt = question("sum(relu(x - 4) * relu(y - 4))", "x", {"x": "n", "y": "n"})
    found = tried(expression, wrt)
    assert any(a > 4 and b > 4 for case in found.cases for a, b in zip(case.point["x"], case.point["y"], strict=True))
    nested, wrt = question("sum(where(x > 3, relu(y - 5), 0))", "y", {"x": "n", "y": "n"})
    met = {(x > 3, y > 5) for c in tried(nested, wrt).cases for x, y in zip(c.point["x"], c.point["y"], strict=True)}
    assert {(True, True), (True, False)} <= met


def test_what_was_not_met_is_named():
    certificate = derive("where(n > 3000, x @ x, sum(x))", wrt="x", where="x: n").verify()
    assert certificate.unmet == ("the branch n > 3000",)
    assert certificate.sentence.endswith(" Not met: the branch n > 3000.")
    assert not derive("where(n > 3, x @ x, sum(x))", wrt="x", where="x: n").verify().unmet


@pytest.mark.parametrize(
    "text", ["relu(relu(a))", "abs(a * a)", "maximum(norm(x), -1)", "relu(x @ x) + abs(a)", "where(n > 0, a, 2*a)"]
)
def test_a_side_that_nothing_can_reach_is_not_named(text):
    expression, wrt = question(text, "a" if "a" in text.replace("maximum", "") else "x", {"x": "n", "a": "scalar"})
    assert not tried(expression, wrt).unmet


def test_where_a_border_lies():
    assert bounds(parse("x @ x + 1", {"x": "n"}).expression)[0] == 1
    assert bounds(parse("x @ y", {"x": "n", "y": "n"}).expression)[0] < 0
    assert bounds(parse("2 * tanh(x) - 3", {"x": "n"}).expression) == (-5, -1)


def test_branches_in_words():
    words = {
        branch.words(side)
        for text in ("relu(a - 4)", "maximum(a, 50)", "where(a <= b, a, b)", "abs(a)")
        for branch in branches(parse(text, {}).expression).values()
        for side in (1, -1)
    }
    assert {"a − 4 > 0", "a − 4 ≤ 0", "a ≥ 50", "a < 50", "a ≤ b", "a > b", "a > 0", "a < 0"} == words


@pytest.mark.parametrize("name", ["greater", "greater_equal", "less", "less_equal"])
def test_the_value_on_a_tie_is_that_of_the_expression(monkeypatch, name):
    """With a wrong opposite, where(x > y, a, b) would be 0 or a + b at x = y."""
    sign = {"greater": ">", "greater_equal": ">=", "less": "<", "less_equal": "<="}[name]
    derivation = derive(f"sum(where(x {sign} y, a * x, b * x))", wrt="x", where="x: n, y: n, a: scalar, b: scalar")
    assert derivation.verify()
    strict = {"greater": "less", "less": "greater", "greater_equal": "less_equal", "less_equal": "greater_equal"}
    monkeypatch.setitem(choice.OPPOSITES, name, strict[name])
    where = "x: n, y: n, a: scalar, b: scalar"
    wrong = derive(f"sum(where(x {sign} y, a * x, b * x))", wrt="x", where=where, prove=False)
    with pytest.raises(Disproved):
        wrong.verify()


def test_on_a_kink_the_derivative_is_the_one_that_is_stated():
    expression, wrt = question("sum(relu(x))", "x", {"x": "n"})
    x = f.Symbol("x", expression.arguments[0].shape[0], f.Number(0).columns, 1)
    zero = f.Number(0)
    for comparison, right in (("greater", True), ("greater_equal", False)):
        form = f.MatrixForm(f.Apply(comparison, (x, zero), x.rows, x.columns))
        if right:
            assert prove(expression, wrt, {"denominator": form})
        else:
            with pytest.raises(Disproved):
                prove(expression, wrt, {"denominator": form})


def test_a_choice_without_its_guard_is_disproved(monkeypatch):
    monkeypatch.setattr(choice, "is_total", lambda _: True)
    with pytest.raises(JacobookError):
        derive("sum(where(x > 0, x*log(x), 0))", wrt="x", where="x: n").verify()


@pytest.mark.parametrize(
    ("text", "wrt", "where"),
    [
        ("sqrt(x - 10)", "x", "x: scalar"),
        ("sum(sqrt(x - 1000))", "x", "x: n"),
        ("log(log(sum(x) - 20))", "x", "x: n"),
        ("sum(arcsin(x / 100 - 7))", "x", "x: n"),
        ("logdet(X - 20 * eye(n))", "X", "X: n×n"),
        ("sum((x - 30)**0.3)", "x", "x: n"),
        ("sum(where(x > 200, log(x - 200), 0))", "x", "x: n"),
    ],
)
def test_points_are_found_inside_far_domains(text, wrt, where):
    assert derive(text, wrt=wrt, where=where).verify()


def test_a_wrong_sign_on_the_negative_side_alone_is_found():
    expression, wrt = question("sum(abs(x) * x)", "x", {"x": "n"})
    x = f.Symbol("x", expression.arguments[0].shape[0], f.Number(0).columns, 1)
    assert isinstance(expression, Call)
    assert branches(expression)
    with pytest.raises(Disproved):
        prove(expression, wrt, {"denominator": f.MatrixForm(f.Multiple(2, (), (), x))})


@pytest.mark.parametrize(
    ("text", "where", "sizes"),
    [
        ("inv(K) @ x", "K: n×n skew, x: n", {2, 4}),
        ("sum(x) / (n - 3)", "x: n", {2, 4}),
    ],
)
def test_two_sizes_are_found_where_some_do_not_work(text, where, sizes):
    expression, wrt = question(text, "x", dict(part.split(": ") for part in where.split(", ")))
    assert {case.sizes["n"] for case in tried(expression, wrt).cases} == sizes


def test_an_answer_right_for_two_rows_alone_is_disproved():
    """The inverse of a skew 2×2 matrix is itself over −det K; for 4×4 it is not."""
    expression, wrt = question("inv(K) @ x", "x", {"K": "n×n skew", "x": "n"})
    n = expression.shape[0]
    K = f.Symbol("K", n, n, 2, frozenset({"skew"}))
    wrong = f.Multiple(-1, (), (f.Determinant(K),), K)
    with pytest.raises(Disproved, match="n = 4"):
        prove(expression, wrt, {"numerator": f.MatrixForm(wrong)})


def test_one_size_alone_is_said():
    certificate = derive("sum(x) * sqrt(1/2 - (n - 2)**2)", wrt="x", where="x: n").verify()
    assert certificate.unmet == ("sizes other than n = 2",)
    assert "checked at n = 2, at " in certificate.sentence.replace("\u00a0", " ")
