"""Formulas as they are printed are read by the shapes of their names, and refused where they have two readings."""

from itertools import pairwise

import pytest

from jacobook.errors import LanguageError
from jacobook.language.reader import read

WHERE = {
    "A": "m×n", "B": "n×m", "X": "n×n", "S": "n×n symmetric", "x": "n", "y": "n", "u": "m", "b": "m",
    "v": "3", "w": "3", "a": "scalar", "t": "scalar", "p": "scalar", "x_1": "n", "theta_hat": "n",
}  # fmt: skip

READ = {
    "2(Ax − b)ᵀA": "2 * (A @ x - b).T @ A",
    "diag(𝟏 ⊘ x)": "diag(ones(n) / x)",
    "det(X) X⁻¹": "det(X) * inv(X)",
    "tr(AB) I + X": "trace(A @ B) * eye(n) + X",
    "σ(x) ⊙ (𝟏 − σ(x))": "sigmoid(x) * (ones(n) - sigmoid(x))",
    "‖x‖²": "norm(x)**2",
    "x yᵀ": "outer(x, y)",
    "X⁻ᵀx": "inv(X.T) @ x",
    "x^⊙2": "x**2",
    "½ xᵀx": "1 / 2 * x.T @ x",
    "(I − x xᵀ/‖x‖²)/‖x‖": "(eye(n) - outer(x, x) / norm(x)**2) / norm(x)",
    "Xᵀ ⊗ Iₙ": "kron(X.T, eye(n))",
    "[v]_×": "hat(v)",
    "Exp(v) [w]_× Jᵣ(v)ᵀ": "Exp(v) @ hat(w) @ right_jacobian(v).T",
    "Jᵣ⁻¹(v) w": "inv(right_jacobian(v)) @ w",
    "(𝟏ᵀ ⊗ Iₙ) vec(X)": "kron(outer(ones(1), ones(n)), eye(n)) @ vec(X)",
    "[x; 1]": "concatenate([x, [1]])",
    "[xᵀ, a]": "concatenate([x, [a]]).T",
    "[X, x; yᵀ, 0]": "block([[X, outer(x, ones(1))], [outer(ones(1), y), 0 * ones(1, 1)]])",
    "x_(2:n)": "x[1:n]",
    "A_(2:m,:)": "A[1:m, :]",
    "tril(X) x": "tril(X) @ x",
    "xᵀ ⊗ Iₘ": "kron(outer(ones(1), x), eye(m))",
    "𝟏ᵀx": "ones(n).T @ x",
    "𝟏ᵀA𝟏": "ones(m).T @ A @ ones(n)",
    "𝟏_(m×n) − A": "ones(m, n) - A",
    "[x > 0] ⊙ y": "(x > 0) * y",
    "(x if y > 0, else 𝟎)": "where(y > 0, x, zeros(n))",
    "(A if A > 0, else 𝟎)": "where(A > 0, A, zeros(m, n))",
    "log det(X) x": "log(det(X)) * x",
    "log(det X)": "log(det(X))",
    "tr X": "trace(X)",
    "½ tr(AB)": "1 / 2 * trace(A @ B)",
    "‖X‖_F": "norm(X)",
    "‖x‖₁": "norm1(x)",
    "‖x‖‖y‖": "norm(x) * norm(y)",
    "√n ‖x‖": "sqrt(n) * norm(x)",
    "√(xᵀx)": "sqrt(x.T @ x)",
    "a^(p − 2)": "a**(p - 2)",
    "X³": "matrix_power(X, 3)",
    "X⁻²": "matrix_power(inv(X), 2)",
    "(X + S)²": "matrix_power(X + S, 2)",
    "x₁ᵀθ̂": "x_1.T @ theta_hat",
    "x_1ᵀx": "x_1.T @ x",
    "v × w": "cross(v, w)",
    "max(0, x) − y": "maximum(0, x) - y",
    "x/(2n)": "x / (2 * n)",
    "x·y": "x.T @ y",
    "1e-3 ‖x‖²": "1e-3 * norm(x)**2",
    "|a| t |p|": "abs(a) * t * abs(p)",
    "2·3x": "2 * 3 * x",
    "1/2 ‖x‖²": "1 / 2 * norm(x)**2",
    "xᵀy/xᵀx": "x.T @ y / (x.T @ x)",
    "|x|": "abs(x)",
    "p ⊙ q with q = σ(x)": "p * sigmoid(x)",
    "r rᵀ with r = Ax − b": "outer(A @ x - b, A @ x - b)",
    "x̄ 𝟏 − x with x̄ = 𝟏ᵀx/n": "ones(n).T @ x / n * ones(n) - x",
    "r ⊙ s with r = σ(x) and s = 2y": "sigmoid(x) * (2 * y)",
    "Σᵢ xᵢ + ½": "sum(x) + 1 / 2",
    "‖X‖₂": "norm(X, 2)",
    "tr X²": "trace(matrix_power(X, 2))",
    "tr XS + ½": "trace(X @ S) + 1 / 2",
    "½ exp x": "1 / 2 * exp(x)",
    "(r + s)ᵀx with r = 2x and s = r ⊙ y": "(2 * x + 2 * x * y).T @ x",
}


@pytest.mark.parametrize(("written", "ours"), READ.items())
def test_it_is_read_by_the_shapes_of_its_names(written, ours):
    parsed = read(written, WHERE)
    assert parsed.read_as == ours
    assert set(parsed.variables) == set(WHERE)


REFUSED = {
    "A + tx ⊙ ½": "do not fit",
    "Xᵀ + a": "on the diagonal",
    "Xᵀ/S": "its inverse",
    "a/t x ⊙ y": "ambiguous",
    "a/t xᵀ": "ambiguous",
    "1/2x²": "ambiguous",
    "x ⊙ y ⊘ x": "ambiguous",
    "x ⊘ y ⊘ x": "ambiguous",
    "Ax ⊗ x": "ambiguous",
    "x ⊙ y/a": "ambiguous",
    "|X|": "determinant",
    "√2a": "ambiguous",
    "√a²": "ambiguous",
    "√ta": "ambiguous",
    "a^tp": "ambiguous",
    "a^t²": "ambiguous",
    "a^X + ½": "element-wise",
    "‖x‖y‖x‖": "may open or close",
    "‖x ‖y‖ x‖": "may open or close",
    "xy + ½": "xᵀy",
    "A𝟎": "a vector or a matrix",
    "2I + ½ I": "inferred",
    "½ I": "inferred",
    "2I": "inferred",
    "tr(X) I": "inferred",
    "𝟎": "inferred",
    "Iₙ ⊗ 𝟏": "cannot be inferred",
    "x 𝟏 − ½": "not defined",
    "f′(x)": "",
    "x ⊙ rank(X)": "unknown function rank",
    "xⁿ ⊙": "ends too early",
    "√(a": "missing",
    "½ x)": "not expected",
    "I_(q) ⊗ X": "not a size",
    "𝟏_(n) + x": "not read",
    "X^⊙2 + Ax ⊙ ½": "do not fit",
    "Xx⁻¹": "no inverse",
    "x ⊙ y with y = 2x": "is already defined",
    "x ⊙ r with r = r": "",
    "z ⊙ x with": "",
    "½ σ(x, y)": "1 argument, not 2",
}


@pytest.mark.parametrize(("written", "why"), REFUSED.items())
def test_what_has_two_readings_or_none_is_refused_at_its_place(written, why):
    with pytest.raises(LanguageError) as caught:
        read(written, WHERE)
    assert why in str(caught.value)
    place = caught.value.location
    if place is not None:
        assert 0 <= place.column < len(place.source)
        assert place.length >= 1
        assert place.column + place.length <= len(place.source)


@pytest.mark.parametrize(
    ("written", "where"),
    [
        ("Axᵀ ⊙ ½", {"A": "n×n", "x": "n", "Ax": "n"}),
        ("x₁ ⊙ ½", {"x1": "n", "x_1": "n"}),
        ("½ σ(x)", {"sigma": "scalar", "σ": "scalar", "x": "n"}),
        ("½ tr(x)", {"tr": "scalar", "x": "n"}),
        ("½ if", {"i": "scalar", "f": "scalar"}),
        ("A𝟏", {"A1": "n"}),
        ("Iₙ ⊗ x", {"In": "n×n", "x": "n"}),
        ("½ 1e3", {"e": "scalar"}),
        ("xⁿ", {"xn": "n"}),
    ],
)
def test_names_that_look_alike_are_told_apart_by_nobody(written, where):
    with pytest.raises(LanguageError):
        read(written, where)


def test_what_is_declared_is_no_sign():
    assert read("I xᵀ ⊙ ½", {"I": "n", "x": "n"}).read_as == "outer(I, x) * (1 / 2)"
    assert read("½ (Id + I)", {"I": "n×n"}).read_as == "1 / 2 * (eye(n) + I)"
    assert read("½ σ x", {"sigma": "scalar", "x": "n"}).read_as == "1 / 2 * sigma * x"
    assert read("½ e x", {"e": "scalar", "x": "n"}).read_as == "1 / 2 * e * x"


def test_what_has_no_sign_of_a_print_stays_the_language():
    assert read("A @ x", WHERE).read_as is None
    assert "Ax" in read("Ax").variables
    assert read("Ax", WHERE).read_as == "A @ x"
    assert read("max(x, y)", WHERE).read_as == "maximum(x, y)"


@pytest.mark.parametrize(
    "text", ["(" * 300 + "½", "½^" * 300, "√" * 300 + "x", "‖" * 50, "[" * 300 + "½", "½ with u = "]
)
def test_whatever_is_written_the_refusal_is_one_message(text):
    with pytest.raises(LanguageError):
        read(text, WHERE)


def test_definitions_that_double_again_and_again_are_refused():
    letters = "cdefghjklmoqrszABCDEFGHJKLMNOPQRTUVWYZ"
    equations = ["c = ½ x", *(f"{new} = {old} + {old}" for old, new in pairwise(letters))]
    with pytest.raises(LanguageError, match="parts"):
        read(f"{letters[-1]} with {', '.join(equations)}", {"x": "n"})


@pytest.mark.parametrize(
    ("written", "ours"),
    [("bᵀA⁻¹c", "b.T @ inv(A) @ c"), ("||Ax - b||^2", "norm(A @ x - b)**2"), ("x ⊙ Ay", "x * (A @ y)")],
)
def test_without_declarations_a_formula_is_read_by_its_letters(written, ours):
    assert read(written).read_as == ours


@pytest.mark.parametrize(
    ("written", "ours"),
    [
        ("𝟏ᵀx", "ones(n).T @ x"),
        ("A ⊗ B", "kron(A, B)"),
        ("√x", "sqrt(x)"),
        ("[x ≥ y] ⊙ x", "(x >= y) * x"),
        ("½ x", "1 / 2 * x"),
    ],
)
def test_what_nobody_declared_is_read_by_habit(written, ours):
    assert read(written).read_as == ours


def test_whose_sizes_cannot_be_inferred_is_asked_for():
    with pytest.raises(LanguageError, match="declare every name"):
        read("xᵀy ‖z‖₁ 𝟏")


def test_signs_of_print_and_operators_of_the_language_are_not_mixed():
    with pytest.raises(LanguageError, match="cannot be combined"):
        read("A𝟏 * x", {"A1": "n", "x": "n"})
