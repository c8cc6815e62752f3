"""Derivatives of order three and more: by components, in matrices where two indices are left; proved by series."""

from fractions import Fraction

import pytest
import sympy

from jacobook import derive
from jacobook.errors import LanguageError, Refused
from jacobook.layout.formulas import formula as f
from jacobook.proof.numbers import index_sums
from jacobook.proof.numbers.arithmetic import Undefined, arithmetic
from jacobook.proof.oracle.series import SeriesArithmetic
from jacobook.proof.verdict.certificate import Disproved
from jacobook.proof.verdict.judging import prove

pytestmark = pytest.mark.thorough

U, V, W = sympy.symbols("u v w")
AT = {U: Fraction(3, 7), V: Fraction(-5, 4), W: Fraction(9, 8)}

RATIONAL = [
    lambda u, v, w: u + v - w,
    lambda u, v, w: 3 - u * v * 2 + w,
    lambda u, v, w: u * v * u * w - v * v * v,
    lambda u, v, w: u / v / w,
    lambda u, v, w: 1 / (u * u + v * w),
    lambda u, v, w: (u - w) / (u + v * v) * u,
    lambda u, v, w: -u / 3 - (2 + v) / w,
    lambda u, v, w: (u - u) * v + (w - w),
]
OF_REALS = ["exp(t)", "sin(t)", "1/(1 + exp(-t))", "erf(t)", "t**3", "atan(t)", "t*s", "exp(t*s)", "t**2/(1 + s**2)"]


def _moving(most, numbers):
    """u and v as two entries of a first variable, w as the one of a second."""
    scalars = SeriesArithmetic(numbers, most)
    places = {U: 0, V: 0, W: 1}
    return scalars, [scalars.variable(numbers.number(AT[s]), k, places[s]) for k, s in enumerate((U, V, W))]


def _at_point(expression):
    return expression.subs({symbol: sympy.Rational(str(at)) for symbol, at in AT.items()})


def _by_sympy(written, most):
    """The derivatives by one entry of each variable in turn, those of the first variable before those of the second."""
    found = {(): written}
    for symbols in [(U, V)] * most[0] + [(W,)] * most[1]:
        found = {(*path, (U, V, W).index(s)): entry.diff(s) for path, entry in found.items() for s in symbols}
    return {path: _at_point(sympy.together(entry)) for path, entry in found.items()}


@pytest.mark.parametrize("most", [(3, 0), (2, 1), (2, 2), (4, 0)])
@pytest.mark.parametrize("function", RATIONAL)
def test_all_derivatives_of_rational_functions(function, most):
    _, moving = _moving(most, arithmetic(None))
    series, written = function(*moving), function(U, V, W) + 0 * U
    found = dict(series.derivatives([0] * most[0] + [1] * most[1]))
    for path, expected in _by_sympy(written, most).items():
        assert sympy.Rational(str(found.get(path, 0))) == expected
    assert sympy.Rational(str(series.value)) == _at_point(written)


@pytest.mark.parametrize("most", [(3, 0), (2, 1)])
@pytest.mark.parametrize("definition", OF_REALS)
def test_the_chain_rule_to_third_order(definition, most):
    scalars, (u, v, w) = _moving(most, arithmetic(60))
    arguments = (u * v + w, u - w)[: 2 if "s" in definition.replace("sin", "") else 1]
    found = dict(scalars.apply(definition, arguments, 0).derivatives([0] * most[0] + [1] * most[1]))
    written = sympy.sympify(definition).subs({"t": U * V + W, "s": U - W}, simultaneous=True)
    for path, expected in _by_sympy(written, most).items():
        assert abs(sympy.Float(str(found.get(path, 0)), 60) - expected.evalf(60)) < sympy.Float("1e-50")


def test_powers_of_series_and_kinks():
    scalars, (u, _, w) = _moving((3, 0), arithmetic(60))
    assert scalars.power(u, 3, 0).value == u.value**3
    cube = dict(scalars.power(u, arithmetic(60).number(Fraction(5, 2)), 0).derivatives([0, 0, 0]))
    assert (
        abs(cube[0, 0, 0] - 15 / (8 * scalars.numbers.power(u.value, scalars.numbers.number(Fraction(1, 2))))) < 1e-50
    )
    assert scalars.power(u, w, 0).value == u.value**w.value
    with pytest.raises(Undefined):
        scalars.power(-u, w, 0)
    with pytest.raises(Undefined, match="kink"):
        scalars.apply("Abs(t)", (u - u.value,), 0)
    assert scalars.apply("Abs(t)", (u - u,), 0).value == 0


def test_a_sum_for_all_of_its_indices_at_once_is_that_for_each(monkeypatch):
    derivation = derive("trace(inv(X) @ A)", "X", "X: n×n, A: n×n", 3, prove=False)
    components = derivation.components
    proved = prove(derivation.expression, derivation.wrt, {}, (components.formula, components.indices))
    monkeypatch.setattr(index_sums, "_MANY", 100)
    assert prove(derivation.expression, derivation.wrt, {}, (components.formula, components.indices)) == proved


@pytest.mark.parametrize(
    ("expression", "wrt", "order"),
    [("logdet(X @ A @ X.T)", "X", 3), ("trace(inv(A @ X + B))", "X", 3), ("sum(tanh(W @ x))", "W,x,x", 1)],
)
def test_third_derivatives_by_matrices_are_proved_at_two_sizes(expression, wrt, order):
    certificate = derive(expression, wrt, order=order).verify()
    assert len(certificate.assignments) == 2
    assert certificate.unmet == ()


@pytest.mark.parametrize(
    ("expression", "wrt", "where", "order", "printed"),
    [
        ("sin(t) * t**2", "t", "t: scalar", 3, "6 cos(t) − t² cos(t) − 6t sin(t)"),
        ("exp(t * A)", "t", "t: scalar", 3, "A^⊙3 ⊙ exp(t A)"),
        ("t**2 * x @ x", "x,t,t", "t: scalar", 1, "4xᵀ"),
        ("t**5", "t", "t: scalar", 4, "120t"),
    ],
)
def test_with_up_to_two_indices_there_is_a_matrix_form(expression, wrt, where, order, printed):
    derivation = derive(expression, wrt, where, order)
    assert derivation.numerator.text == printed
    derivation.verify()


@pytest.mark.parametrize(
    ("expression", "wrt", "printed"),
    [
        ("sum(exp(x))", "x", "∂³y/∂xᵢ∂xⱼ∂xₖ = exp(xᵢ) δᵢⱼ δᵢₖ"),
        ("trace(X @ X @ X)", "X", "∂³y/∂Xᵢⱼ∂Xₖₗ∂Xᵣₛ = 3 δᵢₛ δⱼₖ δₗᵣ + 3 δᵢₗ δⱼᵣ δₖₛ"),
    ],
)
def test_with_more_indices_there_are_components_and_an_array(expression, wrt, printed):
    derivation = derive(expression, wrt, order=3)
    assert derivation.components.text == printed
    assert "einsum" in derivation.array
    assert derivation.vec is None
    for layout in ("numerator", "denominator"):
        with pytest.raises(Refused, match="no matrix form"):
            getattr(derivation, layout)
    derivation.verify()


@pytest.mark.parametrize("expression", ["sum(exp(x))", "logsumexp(x)", "norm(x)", "(x @ A @ x)**2"])
def test_a_third_derivative_off_by_a_factor_is_disproved(expression):
    derivation = derive(expression, "x", order=3)
    components = derivation.components
    wrong = f.Sum((components.formula, components.formula))
    with pytest.raises(Disproved, match="the component form is wrong"):
        prove(derivation.expression, derivation.wrt, {}, (wrong, components.indices))
    derivation.verify()


def test_there_is_a_highest_order():
    with pytest.raises(LanguageError, match="from 1 to 4"):
        derive("t**9", "t", "t: scalar", 5)
