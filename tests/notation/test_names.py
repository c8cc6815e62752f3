"""Names of variables: letters, words, Greek, accents, subscripts, and what cannot be set."""

import pytest

from jacobook.errors import Refused
from jacobook.language.dimension import ONE, Dimension
from jacobook.layout.formulas.formula import Apply, Constant, Entry, Symbol
from jacobook.notation.latex import to_latex
from jacobook.notation.names import GREEK, Name, read
from jacobook.notation.spoken import to_spoken
from jacobook.notation.text import to_text
from jacobook.notation.typst import to_typst

n = Dimension.of("n")
PEOPLE = (to_text, to_latex, to_typst, to_spoken)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("x", Name("x")),
        ("x1", Name("x", "", ("1",))),
        ("x_1", Name("x", "", ("1",))),
        ("x_12", Name("x", "", ("12",))),
        ("x_1_2", Name("x", "", ("1", "2"))),
        ("W_out", Name("W", "", ("out",))),
        ("x_hat", Name("x", "hat")),
        ("x_hat_1", Name("x", "hat", ("1",))),
        ("Sigma_bar", Name("Sigma", "bar")),
        ("alpha2", Name("alpha", "", ("2",))),
        ("lambda_", Name("lambda")),
        ("λ", Name("lambda")),
        ("loss", Name("loss")),
    ],
)
def test_a_name_is_taken_apart(text, name):
    assert read(text) == name


def test_every_greek_letter_is_one_letter_everywhere():
    assert len(GREEK) >= 30
    for name, letter in GREEK.items():
        assert read(name).greek
        assert read(letter) == read(name)
        symbol = Symbol(name, n, ONE, 1)
        assert to_text(symbol) == letter
        assert to_typst(symbol) == f"bold({letter})"
        assert to_latex(symbol).startswith("\\boldsymbol{\\")
        assert to_spoken(symbol) == name


@pytest.mark.parametrize("name", ["жук", "x²", "", "_", "x-y", "1x"])
@pytest.mark.parametrize("printed", PEOPLE)
def test_what_cannot_be_set_is_refused_with_its_name(printed, name):
    with pytest.raises(Refused, match="cannot be typeset"):
        printed(Symbol(name, n, ONE, 1))


@pytest.mark.parametrize(
    ("symbol", "latex", "text"),
    [
        (Symbol("x", n, ONE, 1), r"\mathbf{x}", "x"),
        (Symbol("X", n, n, 2), r"\mathbf{X}", "X"),
        (Symbol("a"), "a", "a"),
        (Symbol("alpha"), r"\alpha", "α"),
        (Symbol("epsilon"), r"\varepsilon", "ε"),
        (Symbol("theta", n, ONE, 1), r"\boldsymbol{\theta}", "θ"),
        (Symbol("x_hat", n, ONE, 1), r"\hat{\mathbf{x}}", "x̂"),
        (Symbol("W_1", n, n, 2), r"\mathbf{W}_1", "W₁"),
        (Symbol("x_12", n, ONE, 1), r"\mathbf{x}_{12}", "x₁₂"),
        (Symbol("x_1_2", n, ONE, 1), r"\mathbf{x}_{1,2}", "x_1,2"),
        (Symbol("W_out", n, n, 2), r"\mathbf{W}_{\mathrm{out}}", "W_out"),
        (Symbol("a_i"), "a_i", "aᵢ"),
        (Symbol("sigma_x"), r"\sigma_x", "σₓ"),
        (Symbol("x_theta", n, ONE, 1), r"\mathbf{x}_\theta", "x_theta"),
        (Symbol("loss"), r"\mathit{loss}", "loss"),
        (Symbol("bias", n, ONE, 1), r"\mathbf{bias}", "bias"),
    ],
)
def test_a_symbol_is_set_by_its_name_and_rank(symbol, latex, text):
    assert to_latex(symbol) == latex
    assert to_text(symbol) == text


@pytest.mark.parametrize(
    ("indices", "latex", "text"),
    [
        (("i", "j"), "X_{ij}", "Xᵢⱼ"),
        (("i1", "j"), "X_{i_1,j}", "X_i1,j"),
        (("q", "r"), "X_{qr}", "X_qr"),
    ],
)
def test_indices_stand_below(indices, latex, text):
    entry = Entry(Symbol("X", n, n, 2), indices)
    assert to_latex(entry) == latex
    assert to_text(entry) == text


@pytest.mark.parametrize("printed", PEOPLE)
@pytest.mark.parametrize("formula", [Apply("frobnicate", (Symbol("x", n, ONE, 1),), n, ONE), Constant("tau")])
def test_a_function_or_constant_without_a_notation_is_refused(printed, formula):
    with pytest.raises(Refused, match="has no form in") as refusal:
        printed(formula)
    assert "Known" in str(refusal.value)
