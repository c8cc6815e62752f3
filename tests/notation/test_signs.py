"""A sign stands for one thing in each notation: no comparison is printed as another."""

import pytest

from jacobook.language.dimension import ONE, Dimension
from jacobook.layout.formulas.formula import Apply, Commutation, Symbol
from jacobook.notation.jax import to_jax
from jacobook.notation.latex import to_latex
from jacobook.notation.numpy import to_numpy
from jacobook.notation.spoken import to_spoken
from jacobook.notation.sympy import to_sympy
from jacobook.notation.text import to_text
from jacobook.notation.torch import to_torch
from jacobook.notation.typst import to_typst

a, b = Symbol("a"), Symbol("b")
SIGNS = {
    "greater": (">", ">", ">"),
    "greater_equal": ("≥", r"\ge", ">="),
    "less": ("<", "<", "<"),
    "less_equal": ("≤", r"\le", "<="),
}


@pytest.mark.parametrize("name", SIGNS)
def test_a_comparison_has_its_own_sign(name):
    formula = Apply(name, (a, b), ONE, ONE)
    sign, command, operator = SIGNS[name]
    assert f"a {sign} b" in to_text(formula)
    assert f"a {sign} b" in to_typst(formula)
    assert f"a {command} b" in to_latex(formula)
    for printed in (to_numpy, to_jax, to_torch, to_sympy):
        assert f"a {operator} b" in printed(formula)


def test_a_commutation_matrix_names_rows_before_columns():
    formula = Commutation(Dimension.of("m"), Dimension.of("n"))
    printed = {printer: printer(formula) for printer in (to_text, to_latex, to_typst, to_spoken)}
    for text in printed.values():
        assert 0 < text.rindex("m") < text.rindex("n"), text
