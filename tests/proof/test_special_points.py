"""Zeros, equal entries, triangular and singular matrices: a printed form has a value there, or a condition says why."""

from dataclasses import dataclass, replace
from fractions import Fraction as Q

import mpmath
import pytest

from jacobook import derive
from jacobook.language.domain import Predicate
from jacobook.language.grammar import parse
from jacobook.layout.conditions.condition import Condition
from jacobook.layout.conditions.requirement import Reason
from jacobook.layout.formulas import formula as f
from jacobook.layout.formulas.statement import statement
from jacobook.proof.numbers.arithmetic import NotExact
from jacobook.proof.oracle.arrays import Unproved
from jacobook.proof.points.search import tried
from jacobook.proof.verdict.certificate import Disproved
from jacobook.proof.verdict.judging import judged, prove
from jacobook.proof.verdict.questions import Compared


def question(text, wrt, where):
    parsed = parse(text, where)
    return parsed.expression, (parsed.variables[wrt],)


def formula(text, where):
    return f.MatrixForm(statement(parse(text, where).expression))


def test_special_points_hold_zeros_and_singular_matrices():
    special = tried(*question("x @ A @ x", "x", {"A": "n×n", "x": "n"})).special
    triangular, singular = (case.point["A"] for case in special)
    size = range(len(triangular))
    assert all(triangular[i][j] == 0 for i in size for j in size if i < j)
    assert singular[0] == singular[-1]
    zeros, equal = (case.point["x"] for case in special)
    assert zeros[0] == 0
    assert len(set(equal)) == 1


@dataclass(frozen=True)
class Entries:
    """Entries as they come out at a precision: noise is a root of what is exactly zero, at any precision another."""

    given: tuple[str, ...]
    name: str = "the answer"
    text: str = ""

    def compared(self, _case, digits):
        if digits is None:
            raise NotExact("a root")
        small = mpmath.mpf(10) ** -digits
        known = {"right": (2, 2), "wrong": (2, 3), "noise": (mpmath.sqrt(small) * digits, 1)}
        for number, kind in enumerate(self.given):
            expected, given = map(mpmath.mpf, known[kind])
            yield Compared(f"entry {number}", expected, given)


@pytest.mark.parametrize("ties", [True, False])
def test_an_entry_that_tells_nothing_does_not_hide_one_that_is_wrong(ties):
    expression, variables = question("sum(x**2)", "x", {"x": "n"})
    case = replace(tried(expression, variables).special[0], ties=ties, special=True)
    assert judged([case], [Entries(("right", "right"))]).entries == 2
    with pytest.raises(Unproved):
        judged([case], [Entries(("right", "noise"))])
    for given in (("wrong", "noise"), ("noise", "wrong"), ("right", "noise", "wrong")):
        with pytest.raises(Disproved, match=f"entry {given.index('wrong')} must be 2.0 and is 3.0"):
            judged([case], [Entries(given)])


def test_special_points_keep_properties_and_domains():
    for case in tried(*question("logdet(S) + sum(log(x))", "x", {"S": "n×n positive definite", "x": "n"})).special:
        assert min(case.point["x"]) > 0
        S = case.point["S"]
        assert tuple(zip(*S, strict=True)) == S


RIGHT_AT_GENERIC_POINTS = [
    ("sum(x**2)", "x", {"x": "n"}, "2 * x**2 / x", Predicate.NO_ZERO_ENTRY),
    ("prod(x)", "x", {"x": "n"}, "prod(x) / x", Predicate.NO_ZERO_ENTRY),
    ("sum(log(diag(L)))", "L", {"L": "n×n"}, "eye(n) / L", Predicate.NO_ZERO_ENTRY),
    ("det(X)", "X", {"X": "n×n"}, "det(X) * inv(X.T)", Predicate.INVERTIBLE),
]


@pytest.mark.parametrize(("text", "wrt", "where", "answer", "predicate"), RIGHT_AT_GENERIC_POINTS)
def test_a_form_without_a_value_needs_a_condition(text, wrt, where, answer, predicate):
    expression, variables = question(text, wrt, where)
    form = formula(answer, where)
    assert prove(expression, variables, {"denominator": form})
    with pytest.raises(Disproved, match="no value"):
        prove(expression, variables, {"denominator": form}, conditions=list)
    subject = statement(variables[0])
    condition = Condition(subject, predicate, Reason("the answer needs it"), "form")
    assert prove(expression, variables, {"denominator": form}, conditions=lambda: [condition])
    other = Condition(f.Number(Q(1)), Predicate.NOT_ZERO, Reason("nothing needs it"), "form")
    with pytest.raises(Disproved, match="no value"):
        prove(expression, variables, {"denominator": form}, conditions=lambda: [other])


def test_what_is_wrong_at_singular_matrices_alone_is_disproved():
    """det(X)² / det(X)² is 1 but for singular matrices; written with a comparison it has a value there, a wrong one."""
    expression, variables = question("trace(X)", "X", {"X": "n×n"})
    wrong = formula("eye(n) * where(abs(det(X)) > 0, 1, 2)", {"X": "n×n"})
    assert prove(expression, variables, {"denominator": wrong})
    with pytest.raises(Disproved):
        prove(expression, variables, {"denominator": wrong}, conditions=list)


@pytest.mark.parametrize(
    ("text", "wrt", "where"),
    [
        ("det(X)", "X", "X: n×n"),
        ("det(X.T @ X)", "X", "X: m×n"),
        ("prod(x)", "x", "x: n"),
        ("norm(x)**4", "x", "x: n"),
        ("det(K)", "K", "K: n×n skew"),
        ("sum(log(diag(L)))", "L", "L: n×n"),
        ("where(norm(x) > 1, x/norm(x), x)", "x", "x: n"),
    ],
)
def test_answers_are_proved_at_special_points(text, wrt, where):
    assert derive(text, wrt=wrt, where=where).verify()
