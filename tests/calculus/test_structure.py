"""A variable that is differentiated by is free of its structure until the last derivative is taken."""

from itertools import permutations

import numpy as np
import pytest

from jacobook import derive
from jacobook.calculus.index_form import VariableTensor
from jacobook.calculus.structure import at_structure, freed
from jacobook.language.reader import read

MIXED = [
    ("x @ S @ x", "x,S", "S: n×n symmetric, x: n", "xᵀ ⊗ Iₙ + Iₙ ⊗ xᵀ"),
    ("x @ S @ x", "S,x", "S: n×n symmetric, x: n", "x ⊗ Iₙ + Iₙ ⊗ x"),
    ("x @ inv(S) @ x", "x,S", "S: n×n symmetric, x: n", "−(xᵀS⁻¹) ⊗ S⁻¹ − S⁻¹ ⊗ (xᵀS⁻¹)"),
    ("trace(A.T @ S @ A)", "A,S", "S: n×n symmetric, A: n×m", "(Aᵀ ⊗ Iₙ)(I + K_(n,n))"),
    (
        "logdet(S) + (x - w) @ inv(S) @ (x - w)",
        "w,S",
        "S: n×n positive definite, x: n, w: n",
        "((x − w)ᵀS⁻¹) ⊗ S⁻¹ + S⁻¹ ⊗ ((x − w)ᵀS⁻¹)",
    ),
    ("x @ D @ D @ x", "x,D", "D: n×n diagonal, x: n", "(xᵀD) ⊗ Iₙ + xᵀ ⊗ D + D ⊗ xᵀ + Iₙ ⊗ (xᵀD)"),
]


@pytest.mark.parametrize(("expr", "wrt", "where", "text"), MIXED)
def test_a_mixed_derivative_is_the_one_by_free_entries(expr, wrt, where, text):
    assert derive(expr, wrt, where).numerator.text == text


STRUCTURED = [
    *((expr, wrt, where) for expr, wrt, where, _ in MIXED),
    ("logdet(M.T @ K @ M + V)", "M,K", "K: n×n symmetric, M: n×m, V: m×m symmetric"),
    ("x @ K @ K @ x", "x,K", "K: n×n skew, x: n"),
    ("x @ Q @ A @ Q @ x", "x,Q", "Q: n×n orthogonal, A: n×n, x: n"),
    ("x @ S @ x", "x,x,S", "S: n×n symmetric, x: n"),
    ("x @ D @ S @ x", "D,S", "D: n×n diagonal, S: n×n symmetric, x: n"),
    ("trace(S @ S @ A)", "S,S", "S: n×n symmetric, A: n×n"),
    ("sum(exp(S @ x))", "x,S", "S: n×n symmetric, x: n"),
    ("trace(S @ A) + trace(S.T @ A)", "S", "S: n×n symmetric, A: n×n"),
    ("f(S @ x)", "x,S", "S: n×n symmetric, x: n, f: n -> scalar"),
]


# Orthogonal matrices are no linear space: a second derivative along them is no projection.
BOTH_CONVENTIONS = [(*asked, "free") for asked in STRUCTURED]
BOTH_CONVENTIONS += [(*asked, "projected") for asked in STRUCTURED if "orthogonal" not in asked[-1]]


@pytest.mark.parametrize(("expr", "wrt", "where", "symmetric"), BOTH_CONVENTIONS)
def test_every_order_of_the_variables_is_proved_in_both_conventions(expr, wrt, where, symmetric):
    for order in dict.fromkeys(permutations(wrt.split(","))):
        assert derive(expr, ",".join(order), where, symmetric=symmetric).verify().entries


def test_the_array_form_of_a_third_derivative_has_its_value():
    answer = derive("x @ S @ x", "x,x,S", "S: n×n symmetric, x: n")
    got = eval(answer.array, {"np": np, "n": 3})  # noqa: S307 - our own output
    unit = np.eye(3)
    want = np.einsum("ac,bd->abcd", unit, unit) + np.einsum("ad,bc->abcd", unit, unit)
    np.testing.assert_allclose(got, want)


def test_other_variables_keep_their_structure():
    assert derive("x @ S @ x", "x", "S: n×n symmetric, x: n").numerator.text == "2xᵀS"
    assert derive("x @ S @ x", "x,x", "S: n×n symmetric, x: n").numerator.text == "2S"


def test_what_is_alike_at_a_structured_point_is_collected_there():
    expression = read("S + S.T", "S: n×n symmetric").expression
    free = freed(expression, {"S"})
    variable = VariableTensor("S", expression.shape, frozenset({"symmetric"}))
    assert len(free.terms) == 2
    assert len(at_structure(free, [variable]).terms) == 1
    assert len(freed(expression, set()).terms) == 1
