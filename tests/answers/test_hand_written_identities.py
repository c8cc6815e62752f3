"""Identities that stand in sentences, on pages and in notes, are what they say: each is proved as it is written."""

import numpy as np
import pytest

from jacobook import derive
from jacobook.calculus.projection import CURVED
from jacobook.derivation.convention import _PROJECTIONS
from jacobook.language.foreign import Names, in_the_language
from jacobook.language.grammar import parse
from jacobook.layout.formulas.formula import Commutation, Product, Transpose, Vec
from jacobook.layout.formulas.statement import statement, symbol
from jacobook.notation.latex import to_latex
from jacobook.notation.text import to_text
from jacobook.proof.verdict.certificate import Disproved
from jacobook.proof.verdict.judging import states
from mutations import mutations


def proved(left, right, shapes):
    """Both sides as formulas; the right one, an expression of the language or a formula, has the value of the left."""
    parsed = parse(left, shapes)
    formula = statement(parse(right, shapes).expression) if isinstance(right, str) else right
    wrt = next(iter(parsed.variables.values()))
    states(parsed.expression, (wrt,), formula)
    for _, wrong in list(mutations(formula))[:4]:
        try:
            states(parsed.expression, (wrt,), wrong)
        except Disproved:
            break
    else:
        pytest.fail("nothing that was changed is disproved")
    return statement(parsed.expression), formula


def test_the_commutation_matrix_does_what_the_page_of_layouts_says(root):
    X = symbol(parse("X @ x", {"X": "m×n", "x": "n"}).variables["X"])
    commuted = Product((Commutation(X.rows, X.columns), Vec(X)))
    _, formula = proved("vec(X.T)", commuted, {"X": "m×n"})
    written = f"${to_latex(formula)} = {to_latex(Vec(Transpose(X)))}$"
    assert written in (root / "docs" / "layouts.md").read_text("utf-8")


def test_an_inner_product_is_the_sum_that_the_page_of_the_neuron_says(root):
    proved("w @ x", "sum(w * x)", {"w": "n", "x": "n"})
    written = r"$\mathbf{w}^\top\mathbf{x} = \operatorname{sum}(\mathbf{w} \odot \mathbf{x})$"
    assert written in (root / "docs" / "learn" / "neuron.md").read_text("utf-8")


def test_sigmoid_and_softplus_are_what_the_page_of_the_language_says(root):
    proved("sigmoid(x)", "1 / (1 + exp(-x))", {"x": "scalar"})
    proved("softplus(x)", "log(1 + exp(x))", {"x": "scalar"})
    assert derive("softplus(x)", "x", {"x": "scalar"}).numerator.text == "σ(x)"
    page = (root / "docs" / "use" / "language.md").read_text("utf-8")
    assert "σ(x) = 1/(1 + e⁻ˣ)" in page
    assert "log(1 + eˣ); its derivative is the logistic sigmoid" in page


@pytest.mark.parametrize("structure", [each for each in _PROJECTIONS if each not in CURVED])
def test_a_projection_is_the_one_that_the_note_says(structure):
    where = {"A": "n×n", "S": f"n×n {structure}"}
    projected = derive("trace(A @ S)", "S", where, symmetric="projected")
    assert f"projected onto the {structure} matrices, {_PROJECTIONS[structure]}." in projected.notes[0]
    G = np.arange(9.0).reshape(3, 3) ** 2 + 1
    values = {"A": G.T, "n": 3, "np": np}
    found = eval(projected.denominator.numpy, values)  # noqa: S307 - our own code
    read = in_the_language(_PROJECTIONS[structure], Names.of({"G": "n×n", "I": "n×n"}))
    parsed = statement(parse(read, {"G": "n×n", "I": "n×n"}).expression)
    assert to_text(parsed) in (_PROJECTIONS[structure], "1/2 (G + Gᵀ)", "1/2 (G − Gᵀ)")
    said = eval(read, {"G": G, "I": np.eye(3)})  # noqa: S307 - our own text
    np.testing.assert_allclose(found, said)


@pytest.mark.parametrize(
    ("structure", "shape", "expression"), [("unit", "n", "A @ S"), ("orthogonal", "n×n", "trace(A.T @ S)")]
)
def test_so_is_one_onto_what_is_curved(structure, shape, expression):
    where = {"A": shape, "S": f"{shape} {structure}"}
    projected = derive(expression, "S", where, symmetric="projected")
    wanted = _PROJECTIONS[structure].format("S")
    assert wanted in projected.notes[0]
    S, _ = np.linalg.qr(np.arange(9.0).reshape(3, 3) ** 2 + np.eye(3))
    A = np.arange(9.0).reshape(3, 3) + 1
    S, A = (S[:, 0], A[:, 0]) if structure == "unit" else (S, A)
    denominator, numerator = wanted.removesuffix(" in numerator layout").split(" in denominator layout and ")
    for said, answer, free in ((denominator, projected.denominator, A), (numerator, projected.numerator, A.T)):
        read = in_the_language(said, Names.of({"G": shape, "S": shape, "I": "n×n"})) if structure != "unit" else said
        if structure == "unit":
            turned = np.eye(3) - np.outer(S, S)
            assert said in ("(I − S Sᵀ)G", "G(I − S Sᵀ)")
            value = turned @ free if said.endswith("G") else free @ turned
        else:
            value = eval(read, {"G": free, "S": S, "I": np.eye(3)})  # noqa: S307 - our own text
        found = eval(answer.numpy, {"A": A, "S": S, "n": 3, "np": np})  # noqa: S307 - our own code
        np.testing.assert_allclose(np.ravel(found), np.ravel(value))
