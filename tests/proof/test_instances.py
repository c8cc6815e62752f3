"""Concrete functions for declared names: a theorem that is wrong for functions in general is wrong for them."""

from dataclasses import replace

import pytest

from jacobook.derivation import derive
from jacobook.layout.formulas import algebra
from jacobook.layout.formulas.formula import MatrixForm, Sum
from jacobook.proof.verdict.certificate import Disproved
from jacobook.proof.verdict.judging import prove

THEOREMS = [
    ("u(x) @ v(x)", "x", {"u": "n -> m", "v": "n -> m"}),
    ("f(x) * u(x)", "x", {"f": "n -> scalar", "u": "n -> m"}),
    ("inv(U(t)) + U(t)", "t", {"U": "scalar -> n×n", "t": "scalar"}),
]


@pytest.mark.parametrize(("expression", "wrt", "declared"), THEOREMS)
def test_a_theorem_with_a_wrong_sign_is_disproved(expression, wrt, declared):
    derivation = derive(expression, wrt, declared)
    form = derivation.numerator.form
    assert isinstance(form.formula, Sum)
    assert prove(derivation.expression, derivation.wrt, {"numerator": form}).entries
    first, *rest = form.formula.terms
    wrong = replace(form, formula=Sum((first, *map(algebra.negative, rest))))
    with pytest.raises(Disproved):
        prove(derivation.expression, derivation.wrt, {"numerator": wrong})


def test_a_chain_in_the_wrong_order_is_disproved():
    derivation = derive("f(g(x))", "x", {"g": "n -> n", "f": "n -> n"})
    factors = derivation.numerator.formula.factors
    with pytest.raises(Disproved):
        prove(derivation.expression, derivation.wrt, {"numerator": MatrixForm(algebra.product(*reversed(factors)))})


def test_a_forgotten_transpose_is_disproved():
    derivation = derive("trace(g(X))", "X", {"g": "matrix function"})
    with pytest.raises(Disproved):
        prove(derivation.expression, derivation.wrt, {"denominator": derivation.numerator.form})
