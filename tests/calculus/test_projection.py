"""A variable with a linear structure: its gradient with free entries, or projected onto that structure."""

import pytest

from jacobook import derive
from jacobook.errors import LanguageError
from jacobook.layout.formulas.formula import MatrixForm
from jacobook.proof.verdict.certificate import Disproved
from jacobook.proof.verdict.judging import prove

pytestmark = pytest.mark.thorough


@pytest.mark.parametrize(
    ("expression", "structure", "free", "projected"),
    [
        ("trace(X @ A)", "symmetric", "Aᵀ", "(A + Aᵀ)/2"),
        ("a @ X @ b", "symmetric", "a bᵀ", "(a bᵀ + b aᵀ)/2"),
        ("a @ X @ b", "skew", "a bᵀ", "(a bᵀ − b aᵀ)/2"),
        ("logdet(X)", "symmetric", "X⁻¹", "X⁻¹"),
        ("trace(A @ inv(X))", "symmetric", "−X⁻¹AᵀX⁻¹", "−X⁻¹(A + Aᵀ)X⁻¹/2"),
    ],
)
def test_the_convention_is_chosen_and_both_are_proved(expression, structure, free, projected):
    where = f"X: n×n {structure}"
    for convention, printed in (("free", free), ("projected", projected)):
        derivation = derive(expression, "X", where, symmetric=convention)
        assert derivation.denominator.text == printed
        derivation.verify()


def test_a_projected_second_derivative_is_the_identity_on_symmetric_matrices():
    derivation = derive("trace(X @ X)", "X", "X: n×n symmetric", 2, symmetric="projected")
    assert derivation.numerator.text == "I + K_(n,n)"
    derivation.verify()


STRUCTURES = ["diagonal", "symmetric", "skew", ""]
MIXED = ["trace(X @ A @ Y)", "trace(X @ A @ Y @ A)", "x @ X @ Y @ x", "sum(X * Y * A)", "sum(exp(X * Y) * A)"]
TWICE = ["trace(X @ A @ X)", "det(X)", "x @ X @ X @ X @ x", "norm(X @ x)**2", "trace(inv(X) @ A)"]


def _declared(expression, **structures):
    known = {"A": "n×n", "x": "n"} | {name: f"n×n {structure}" for name, structure in structures.items()}
    return {name: shape for name, shape in known.items() if name in expression.replace("exp", "")}


@pytest.mark.parametrize(
    ("first", "second"), [(first, second) for first in STRUCTURES for second in STRUCTURES if first or second]
)
@pytest.mark.parametrize("expression", MIXED)
def test_mixed_derivatives_are_projected_in_both_variables(expression, first, second):
    derivation = derive(expression, "X,Y", _declared(expression, X=first, Y=second), symmetric="projected")
    assert {str(answer.layout) for answer in derivation.answers} == {"numerator", "denominator"}


@pytest.mark.parametrize("structure", STRUCTURES[:3])
@pytest.mark.parametrize("expression", TWICE)
def test_second_derivatives_are_projected_twice(expression, structure):
    derivation = derive(expression, "X", _declared(expression, X=structure), 2, symmetric="projected")
    assert derivation.numerator.shape == derivation.denominator.shape


def test_indices_that_are_all_alike_are_tied_once():
    where = {"X": "n×n diagonal", "Y": "n×n diagonal", "A": "n×n"}
    derivation = derive("trace(X @ A @ Y)", "X,Y", where, symmetric="projected")
    assert derivation.numerator.text == "(Iₙ ∗ Iₙ)(I ⊙ A)(Iₙ ∗ Iₙ)ᵀ"
    where["Y"] = "n×n"
    derivation = derive("trace(X @ A @ Y)", "X,Y", where, symmetric="projected")
    assert derivation.numerator.text == "(Iₙ ∗ Iₙ)(Iₙ ∗ Aᵀ)ᵀ"


def test_the_convention_is_said_in_the_notes_and_in_the_certificate():
    derivation = derive("trace(X @ A)", "X", "X: n×n symmetric", symmetric="projected")
    assert "(G + Gᵀ)/2" in derivation.notes[0]
    assert "projected onto the symmetric matrices" in derivation.verify().sentence
    free = derive("trace(X @ A)", "X", "X: n×n symmetric")
    assert "as independent" in free.notes[0]
    assert "projected" not in free.verify().sentence


def test_the_free_gradient_is_not_taken_for_the_projected_one():
    free = derive("trace(X @ A)", "X", "X: n×n symmetric")
    form: MatrixForm = free.numerator.form
    with pytest.raises(Disproved):
        prove(free.expression, free.wrt, {"numerator": form}, structures=("symmetric",))


@pytest.mark.parametrize("declared", ["", "X: 3×3 rotation", "X: n×n invertible"])
def test_a_projection_needs_a_structure(declared):
    told = "only derivatives with respect to a symmetric, skew, diagonal, or orthogonal matrix, or to a unit vector"
    with pytest.raises(LanguageError, match=told):
        derive("trace(X)", "X", declared, symmetric="projected")


def test_an_unknown_convention_is_named():
    with pytest.raises(LanguageError, match="not a convention"):
        derive("trace(X)", "X", "X: n×n symmetric", symmetric="doubled")
