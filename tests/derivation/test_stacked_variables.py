"""Derivatives with respect to stacked variables: scalars and vectors one after the other, as one vector."""

from __future__ import annotations

import numpy as np
import pytest

from jacobook import backward, derive
from jacobook.derivation.derivation import Derivation
from jacobook.errors import JacobookError, LanguageError
from jacobook.proof.verdict.certificate import Disproved
from jacobook.proof.verdict.judging import agrees

SCALARS = "x: scalar, y: scalar"


@pytest.fixture(scope="module")
def jacobian() -> Derivation:
    return derive("[3*x**2*y, 2*x + y**8]", wrt="[x, y]", where=SCALARS)


def test_two_functions_of_two_numbers_have_one_jacobian(jacobian: Derivation) -> None:
    assert jacobian.numerator.text == "[6xy, 3x²; 2, 8y⁷]"
    assert jacobian.denominator.text == "[6xy, 2; 3x², 8y⁷]"
    assert jacobian.numerator.shape == ("2", "2")
    assert jacobian.verify().every_size
    assert repr(jacobian).endswith("with respect to [x, y]: [6xy, 3x²; 2, 8y⁷]>")


def test_its_proof_compares_with_the_derivatives_by_each_entry(jacobian: Derivation) -> None:
    answers = jacobian.numerator, jacobian.denominator
    with pytest.raises(Disproved):
        agrees(jacobian.expression, jacobian.wrt, answers[0].layout, answers[1].form)
    assert agrees(jacobian.expression, jacobian.wrt, answers[0].layout, answers[0].form).entries


def test_the_steps_are_those_of_each_part_and_then_the_whole(jacobian: Derivation) -> None:
    components = jacobian.steps[0].steps
    assert [step.reason for step in components] == [
        "the value, entry by entry",
        "the derivative with respect to x alone",
        "the derivative with respect to y alone",
        "stack the derivatives with respect to the parts",
    ]


def test_backward_and_forward_passes(jacobian: Derivation) -> None:
    assert jacobian.backward.text == "[6xy g₁ + 2 g₂; 3x² g₁ + 8y⁷ g₂]"
    assert jacobian.forward.tangents == {"x": "dx", "y": "dy"}


def test_a_scalar_by_weights_and_bias_is_a_row_of_blocks() -> None:
    derived = derive("w @ x + b", wrt="[w, b]", where="w: n, x: n, b: scalar")
    assert (derived.numerator.text, derived.denominator.text) == ("[xᵀ, 1]", "[x; 1]")
    assert derived.denominator.shape == ("n+1", "1")
    found = derived.denominator.function()(w=np.ones(2), x=np.array([2.0, 3.0]), b=1.0)
    assert found.tolist() == [2.0, 3.0, 1.0]


QUESTIONS = {
    "vector": ("tanh(W @ w + b * c)", "[w, b]", "W: m×n, w: n, b: scalar, c: m"),
    "kink": ("maximum(0, w @ x + b)**2 / b", "[w, b]", "w: n, x: n, b: scalar"),
    "bilinear": ("u @ A @ v", "[u, v]", "A: m×n, u: m, v: n"),
    "three": ("exp(a * u @ v)", "[v, a, u]", "u: n, v: n, a: scalar"),
    "one part absent": ("v @ v", "[v, d]", "v: n, d: scalar"),
}


@pytest.mark.parametrize(("expr", "wrt", "where"), QUESTIONS.values(), ids=QUESTIONS)
def test_the_code_has_the_derivatives_by_the_parts_side_by_side(expr: str, wrt: str, where: str) -> None:
    stacked = derive(expr, wrt=wrt, where=where)
    numbers = np.random.default_rng(1)
    lengths = {"m": 2, "n": 3}
    values = {
        name: numbers.uniform(0.5, 1.5, tuple(axis.size(lengths) for axis in variable.shape))
        for name, variable in stacked.variables.items()
    }
    rows = stacked.expression.shape[0].size(lengths) if stacked.expression.shape else 1
    parts = []
    for name in wrt.strip("[]").split(", "):
        if name not in expr:
            parts.append(np.zeros((rows, 1)))
            continue
        apart = derive(expr, wrt=name, where=where.removesuffix(", d: scalar")).numerator.function()
        given = {each: value for each, value in values.items() if each != "d"}
        parts.append(np.asarray(apart(**given), dtype=float).reshape(rows, -1))
    expected = np.hstack(parts)
    assert np.allclose(np.reshape(stacked.numerator.function()(**values), expected.shape), expected)
    assert np.allclose(np.reshape(stacked.denominator.function()(**values), expected.T.shape), expected.T)


def test_the_hessian_has_the_mixed_derivatives_in_its_blocks() -> None:
    assert derive("u @ A @ v", wrt="[u, v]", order=2).numerator.text == "[𝟎, A; Aᵀ, 𝟎]"
    assert derive("3*x**2*y", wrt="[x, y]", where=SCALARS, order=2).numerator.text == "[6y, 6x; 6x, 0]"


def test_a_matrix_by_stacked_vectors_has_a_vec_form_and_components() -> None:
    derived = derive("outer(u, v)", wrt="[u, v]", where="u: n, v: m")
    assert derived.vec is not None
    assert derived.vec.shape == ("m*n", "m+n")


def test_conditions_hold_for_every_part() -> None:
    assert [each.text for each in derive("a / c", wrt="[a, c]").conditions] == ["c ≠ 0"]


def test_one_name_in_brackets_is_that_variable() -> None:
    assert derive("x @ x", wrt="[x]").wrt == derive("x @ x", wrt="x").wrt


def test_claims_are_judged_in_either_layout() -> None:
    derived = derive("x**2 * y", wrt="[x, y]", where=SCALARS)
    assert derived.matches("[2*x*y, x**2]").right
    assert not derived.matches("[x**2, 2*x*y]").right


@pytest.mark.parametrize(
    ("wrt", "said"),
    [
        ("[x, x]", "twice"),
        ("[x, y", "not closed"),
        ("[x, ]", "missing"),
        ("[A, x]", "only scalars and vectors"),
        ("[x, z]", "z is not a variable"),
        ("[x, 2]", "is not a name"),
    ],
)
def test_what_cannot_be_stacked_is_refused_with_a_reason(wrt: str, said: str) -> None:
    with pytest.raises(LanguageError, match=said):
        derive("x @ A @ y", wrt=wrt)


def test_a_backward_pass_by_several_variables_takes_them_apart() -> None:
    with pytest.raises(JacobookError, match="one stacked variable") as refused:
        backward("w @ x + b", wrt="[w, b]", where="w: n, x: n, b: scalar")
    assert "w, b" in refused.value.hint
