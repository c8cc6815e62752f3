"""Conditions are needed, each of them, and they are enough: of every rule, and told where they are not."""

from dataclasses import replace

import pytest

from jacobook.catalogue.loader import load
from jacobook.derivation import derive
from jacobook.language.domain import Predicate
from jacobook.layout.conditions.bounds import variables_of
from jacobook.layout.conditions.condition import Condition
from jacobook.layout.conditions.requirement import Reason
from jacobook.layout.formulas.statement import symbol
from jacobook.proof.verdict.certificate import Disproved
from jacobook.proof.verdict.necessity import Necessity
from jacobook.proof.verdict.questions import Printed

pytestmark = pytest.mark.thorough


def necessity(derivation, conditions=None):
    # An array of more than two axes has components alone.
    forms = [] if derivation.question.has_many_axes else [answer.form for answer in derivation.answers]
    components = Printed(derivation.components.formula, derivation.components.indices, derivation.components.stacked)
    given = derivation.conditions if conditions is None else conditions
    return Necessity(derivation.expression, derivation.wrt, given, forms, components)


# Conditions on complex numbers are tried in tests/derivation/test_complex_chapter.py.
REAL = [rule for rule in load().rules if rule.chapter != "complex"]


# What says of one factor what another condition says of another, so that no point makes it alone fail; and that
# eigenvalues are distinct where a function treats them all alike, which asks for more than is needed.
NEVER_ALONE = {
    "explained-variance": ("X ≠ 𝟎",),
    "condition-number": ("the columns of", "svdvals(A)", "the singular values of"),
    "total-least-squares": ("the singular values of",),
    "first-canonical-correlation": ("the singular values of",),
    "log-barrier-of-eigenvalues": ("the eigenvalues of",),
    "affine-invariant-distance": ("the eigenvalues of",),
    "von-neumann-entropy": ("the eigenvalues of",),
}


@pytest.mark.parametrize("rule", REAL, ids=lambda rule: rule.id)
def test_the_conditions_of_a_rule_are_needed_and_enough(rule):
    for question in rule.questions:
        for item in question.wrt:
            derivation = derive(question.expr, item, question.where, question.order, prove=False)
            derivation.verify_conditions()
            checked = necessity(derivation)
            for condition in derivation.conditions:
                # That a condition is needed says something only where it was made to fail; points do not make sizes,
                # nor rotations by half a turn, at which alone the logarithm of one ends.
                of_sizes = not variables_of(condition.subject)
                of_half_turns = condition.predicate is Predicate.NO_NEGATIVE_EIGENVALUE and "Log(" in question.expr
                alone = not condition.text.startswith(NEVER_ALONE.get(rule.id, ()))
                # What is said of each slice Xᵢ is no condition on the arrays of a point.
                of_slices = not set(variables_of(condition.subject)) <= set(derivation.variables)
                excused = of_sizes or of_half_turns or of_slices or not alone
                made = excused or next(checked.failing(condition), None) is not None
                assert condition.sufficient_only or made


@pytest.mark.parametrize(
    ("expr", "wrt", "where"),
    [
        ("prod(x)", "x", ""),
        ("det(X)", "X", "X: n×n"),
        ("norm(x)", "x", ""),
        ("x / norm(x - a)", "x", ""),
        ("sum(1 / (x - a))", "x", "x: n, a: n"),
        ("log(a @ x)", "x", ""),
        ("logdet(X.T @ X)", "X", "X: m×n"),
        ("inv(A + X)", "X", "A: n×n, X: n×n"),
        ("sum(arcsin(x))", "x", ""),
        ("sqrt(x)", "x", "x: scalar"),
        ("a @ matrix_power(X, k) @ b", "X", "X: n×n, k: scalar"),
    ],
)
def test_a_condition_left_out_is_missed(expr, wrt, where):
    derivation = derive(expr, wrt, where)
    assert derivation.conditions
    derivation.verify_conditions()
    undefined = necessity(derivation, [])
    # A drawn point need not meet it; one at which it fails shows that it was needed.
    assert any(
        not undefined._is_defined(point)
        for condition in derivation.conditions
        for point in necessity(derivation).failing(condition)
    )


@pytest.mark.parametrize(
    ("expr", "wrt", "where", "dropped"),
    [
        ("prod(x)", "x", "", "x"),
        ("sum(1 / x)", "x", "", "x"),
        ("sum(log(x))", "x", "", "x"),
        ("logdet(X)", "X", "X: n×n", "X"),
        ("x / (a @ a)", "x", "", "a"),
    ],
)
def test_forms_without_a_value_are_found_where_no_condition_says_so(expr, wrt, where, dropped):
    derivation = derive(expr, wrt, where)
    assert dropped in [condition.subject.name for condition in derivation.conditions]
    finding = necessity(derivation, []).missing()
    assert finding is not None
    assert "printed form" in finding.what


@pytest.mark.parametrize(
    ("expr", "wrt", "where", "predicate"),
    [
        ("x @ x", "x", "", Predicate.NOT_ZERO),
        ("x @ x", "x", "", Predicate.POSITIVE),
        ("sum(exp(x))", "x", "", Predicate.NO_ZERO_ENTRY),
        ("trace(X @ X)", "X", "X: n×n", Predicate.INVERTIBLE),
        ("inv(X)", "X", "X: n×n", Predicate.POSITIVE_DETERMINANT),
        ("sum(x**3)", "x", "", Predicate.NOT_NEGATIVE),
    ],
)
def test_a_condition_too_many_is_found(expr, wrt, where, predicate):
    derivation = derive(expr, wrt, where)
    (subject,) = {step.subject for step in derivation.conditions} or {symbol(derivation.wrt[0])}
    wrong = Condition(subject, predicate, Reason(), "form")
    checked = necessity(derivation, [wrong])
    assert checked.superfluous(wrong) is not None
    assert checked.superfluous(replace(wrong, sufficient_only=True)) is None


@pytest.mark.parametrize(
    ("expr", "wrt", "where", "said"),
    [
        ("arctan2(y, x)", "y", "x: scalar, y: scalar", "atan2(y, x) ≠ π"),
        ("arctan2(y, x)", "y,y", "x: scalar, y: scalar", "atan2(y, x) ≠ π"),
        ("arctan2(y, x)", "[x, y]", "x: scalar, y: scalar", "atan2(y, x) ≠ π"),
        ("sum(arctan2(A @ u, v))", "u", "A: m×n, u: n, v: m", "no entry of atan2(Au, v) is π"),
        ("arctan2(sin(x), cos(x))", "x", "x: scalar", "atan2(sin(x), cos(x)) ≠ π"),
        # Along the cut the angle stays what it is, and its cosine does not jump.
        ("arctan2(y, x)", "x", "x: scalar, y: scalar", ""),
        ("cos(arctan2(y, x))", "y", "x: scalar, y: scalar", ""),
        # These never come to the cut.
        ("arctan2(y, exp(x))", "y", "x: scalar, y: scalar", ""),
        ("arctan2(1, x)", "x", "x: scalar", ""),
    ],
)
def test_an_angle_jumps_where_it_is_half_a_turn(expr, wrt, where, said):
    derivation = derive(expr, wrt.split(",") if wrt[0] != "[" else wrt, where)
    derivation.verify_conditions()
    told = [c.text for c in derivation.conditions if c.predicate is Predicate.NOT_HALF_TURN]
    assert told == ([said] if said else [])
    assert ("jumps by 2π, though its derivative continues" in derivation.holds_where()) == bool(said)


def test_what_only_the_component_form_needs_is_too_much_for_the_answer():
    derivation = derive("det(t * A @ B)", "t", "t: scalar, A: n×n, B: n×n")
    of_form = next(each for each in derivation.conditions if each.needed_by == "component form")
    of_answer = replace(of_form, needed_by="form")
    given = [of_answer if each is of_form else each for each in derivation.conditions]
    assert necessity(derivation).superfluous(of_form) is None
    assert necessity(derivation, given).superfluous(of_answer) is not None


def test_wrong_conditions_are_told_with_a_point(monkeypatch):
    derivation = derive("x @ x", "x", prove=False)
    wrong = Condition(symbol(derivation.wrt[0]), Predicate.NOT_ZERO, Reason(), "form")
    monkeypatch.setattr("jacobook.derivation.conditions.needed", lambda *_: (wrong,))
    with pytest.raises(Disproved) as caught:
        derivation.verify_conditions()
    assert "not zero" in str(caught.value)
    assert "x = (0, 0" in str(caught.value)
