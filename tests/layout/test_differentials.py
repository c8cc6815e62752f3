"""Differentials: what a book prints for dF, proved as a directional derivative, and the route that ends in it."""

from dataclasses import replace

import pytest

from jacobook import derive
from jacobook.calculus.embedding import embed
from jacobook.language.expression import walk
from jacobook.layout.forms.differential import differential
from jacobook.layout.forms.naming import rebuild
from jacobook.layout.forms.reading import Reading
from jacobook.layout.formulas import formula as f
from jacobook.layout.formulas.measure import children
from jacobook.layout.formulas.statement import statement
from jacobook.proof.verdict.certificate import Disproved
from jacobook.proof.verdict.directional import prove_differential

PRINTED = [
    ("logdet(X)", "X", "", "dy = tr(X⁻¹ dX)"),
    ("det(X)", "X", "", "dy = det(X) tr(X⁻¹ dX)"),
    ("inv(X)", "X", "", "dY = −X⁻¹(dX)X⁻¹"),
    ("x @ A @ x", "x", "", "dy = xᵀ(A + Aᵀ) dx"),
    ("A @ X @ B", "X", "", "dY = A(dX)B"),
    ("trace(X.T @ X)", "X", "", "dy = 2 tr(Xᵀ dX)"),
    ("a @ X @ b", "X", "", "dy = aᵀ(dX)b"),
    ("X @ X", "X", "", "dY = (dX)X + X dX"),
    ("X.T @ A @ X", "X", "", "dY = (dX)ᵀAX + XᵀA dX"),
    ("norm(A @ x - b)**2", "x", "", "dy = 2(Ax − b)ᵀA dx"),
    ("norm(X)", "X", "", "dy = tr(Xᵀ dX)/‖X‖_F"),
    ("exp(X)", "X", "", "dY = exp(X) ⊙ dX"),
    ("softmax(x)", "x", "", "dy = p ⊙ (dx − (pᵀ dx) 𝟏) with p = softmax(x)"),
    ("kron(X, A)", "X", "", "dY = dX ⊗ A"),
    ("vec(X)", "X", "", "dy = vec(dX)"),
    ("x @ A @ y", "x,y", "", "df = yᵀAᵀ dx + xᵀA dy"),
    ("X @ Y", "X,Y", "", "dZ = (dX)Y + X dY"),
    ("sum((X @ W - Y)**2)", "W", "", "dy = 2 tr((XW − Y)ᵀX dW)"),
    ("trace(inv(X) @ A)", "X", "", "dy = −tr(X⁻¹AX⁻¹ dX)"),
    ("u(x) @ A @ v(x)", "x", "u: n -> m, v: n -> p", "dy = (vᵀAᵀ(∂u/∂x) + uᵀA(∂v/∂x)) dx"),
]


@pytest.mark.parametrize(("expression", "wrt", "where", "printed"), PRINTED)
def test_a_differential_is_printed_as_a_book_prints_it_and_proved(expression, wrt, where, printed):
    derivation = derive(expression, wrt, where)
    assert derivation.differential.text == printed
    prove_differential(derivation.expression, derivation.wrt, derivation.differential.form)
    assert derivation.differential.latex
    assert derivation.differential.typst
    assert derivation.differential.spoken


@pytest.mark.parametrize(("expression", "wrt", "where", "_printed"), PRINTED)
def test_a_differential_off_by_a_factor_is_disproved(expression, wrt, where, _printed):
    derivation = derive(expression, wrt, where)
    form = derivation.differential.form
    wrong = replace(form, formula=f.Sum((form.formula, form.formula)))
    with pytest.raises(Disproved, match="the differential is wrong"):
        prove_differential(derivation.expression, derivation.wrt, wrong)


def test_a_differential_in_two_variables_is_proved_for_both_at_once():
    derivation = derive("x @ A @ y", "x,y")
    both = derivation.differential.formula
    assert isinstance(both, f.Sum)
    with pytest.raises(Disproved):
        prove_differential(derivation.expression, derivation.wrt, f.MatrixForm(both.terms[0]))


def _route(derivation, name):
    return [route for route in derivation.steps if route.name == name]


def test_the_route_applies_one_rule_a_line_and_reads_the_derivative_off():
    derivation = derive("trace(X.T @ A @ X)", "X")
    (route,) = _route(derivation, "differentials")
    assert [step.reason.split(",")[0] for step in route.steps] == [
        "take differentials of both sides",
        "the differential commutes with the trace",
        "product rule",
        "since tr(UV) = tr(VU) and tr(U) = tr(Uᵀ): move dX to the end and collect terms",
    ]
    assert route.steps[-1].right == derivation.differential.formula
    numerator, denominator = _route(derivation, "reading off")
    assert numerator.steps[-1].right == derivation.numerator.formula
    assert denominator.steps[-1].right == derivation.denominator.formula
    assert "dy = tr(A dX), the derivative in denominator layout is Aᵀ" in denominator.steps[-1].reason


NESTED = [
    ("logdet(X.T @ A @ X)", "X", "X: m×n"),
    ("norm(X @ w - y)**2 + a * w @ w", "w", ""),
    ("inv(X.T @ X) @ X.T", "X", "X: m×n"),
    ("x / norm(x)", "x", ""),
    ("sum(log(1 + exp(-y * (X @ w))))", "w", ""),
    ("sum((X @ W - Y)**2)", "W", ""),
    ("tanh(W @ x + b)", "W", ""),
    ("(a @ x) / (b @ x)", "x", ""),
    ("trace(kron(X, B))", "X", "X: n×n, B: p×p"),
]


@pytest.mark.parametrize(("expression", "wrt", "where"), NESTED)
def test_every_line_of_the_route_has_the_value_of_the_differential(expression, wrt, where):
    """What stands behind a d is replaced by its own proved differential; then every line is a form in dX alone."""
    derivation = derive(expression, wrt, where)
    (route,) = _route(derivation, "differentials")
    known = {}
    for body in {body for step in route.steps for body in _behind(step.right)}:
        if not isinstance(body, f.Symbol):
            known[body] = _changed(body, derivation)
    for step in route.steps[1:]:
        form = f.MatrixForm(_replaced(step.right, known), step.definitions)
        prove_differential(derivation.expression, derivation.wrt, form)


def _behind(formula):
    if isinstance(formula, f.Differential):
        yield formula.body
    else:
        for child in children(formula):
            yield from _behind(child)


def _replaced(formula, known):
    if isinstance(formula, f.Differential):
        return known.get(formula.body, formula)
    return rebuild(formula, lambda part: _replaced(part, known))


def _changed(body, derivation):
    node = next(node for node in walk(derivation.expression) if statement(node) == body)
    return differential(Reading(), embed(node), derivation._answer.index_form.tensors)


@pytest.mark.parametrize(
    ("expression", "wrt", "where"),
    [
        ("a", "X", {"X": "m×n", "a": "scalar"}),
        ("A", "t", {"A": "m×n", "t": "scalar"}),
    ],
)
def test_a_question_without_a_way_by_differentials_has_other_steps(expression, wrt, where):
    routes = derive(expression, wrt, where).steps
    assert all(route.name != "differentials" for route in routes)
