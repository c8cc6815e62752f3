"""MATLAB's and books' notation is read as what it says, and entry by entry stays entry by entry."""

import pytest

from jacobook.derivation import derive
from jacobook.errors import LanguageError
from jacobook.language.foreign import Names, in_the_language
from jacobook.language.grammar import parse
from jacobook.language.reader import read

WRITTEN = {
    "x'*A*x": "x.T @ A @ x",
    "xᵀAx": "x.T @ A @ x",
    "x⊤Ax": "x.T @ A @ x",
    "x ⊙ y": "x * y",
    "A.*B": "A * B",
    "A'*B.*C": "A.T @ B * C",
    "A ⊘ B": "A / B",
    "sum(x.^2)": "sum(x**2)",
    "2*x'*A*x": "2 * x.T @ A @ x",
    "2xᵀx": "2 * x.T @ x",
    "‖Ax − b‖²": "norm(A @ x - b)**2",
    "exp(−‖x − y‖²)": "exp(-norm(x - y)**2)",
    "log(1 + exp(−aᵀx))": "log(1 + exp(-a.T @ x))",
    "(Ax − b)ᵀ(Ax − b)": "(A @ x - b).T @ (A @ x - b)",
    "(A + Aᵀ)x": "(A + A.T) @ x",
    "trace(AᵀX)": "trace(A.T @ X)",
    "bᵀA⁻¹c": "b.T @ inv(A) @ c",
    "bᵀ(A + B)⁻¹c": "b.T @ inv(A + B) @ c",
    "x²": "x**2",
    "logdet(XᵀX)": "logdet(X.T @ X)",
    "x'*A*x + norm(x)^2": "x.T @ A @ x + norm(x)**2",
    "norm(A*x - b)^2": "norm(A @ x - b)**2",
    "||Ax - b||^2": "norm(A @ x - b)**2",
    "x^T A x": "x.T @ A @ x",
    "trace(A^2)": "trace(matrix_power(A, 2))",
    "trace(A²)": "trace(matrix_power(A, 2))",
    "A^-1 b": "inv(A) @ b",
    "A^(-1)*b": "inv(A) @ b",
    "2^a": "2**a",
    "(a + 1)^2": "(a + 1)**2",
    "x^2": "x**2",
    "(x'*A*x)^2": "(x.T @ A @ x)**2",
    "(xᵀAx)²": "(x.T @ A @ x)**2",
    "(a'*x)^3": "(a.T @ x)**3",
    "exp(-x'*x)^2": "exp(-x.T @ x)**2",
    "(x'*x)^a": "(x.T @ x)**a",
    "(x'*y)*(x'*z)^2": "(x.T @ y) * (x.T @ z)**2",
    "λ‖x‖²": "λ * norm(x)**2",
    "(Ax − b)ᵀ(Ax − b) + λ xᵀx": "(A @ x - b).T @ (A @ x - b) + λ * x.T @ x",
    "‖y − Xβ‖² + λ‖β‖²": "norm(y - X @ β)**2 + λ * norm(β)**2",
    "‖x‖₂²": "norm(x)**2",
    "‖Ax‖₁": "norm1(A @ x)",
    "||x||_2^2": "norm(x)**2",
    "‖X‖_F^2": "norm(X)**2",
    "A^-T b": "inv(A).T @ b",
    "A^(-T)*b": "inv(A).T @ b",
    "A⁻ᵀ b": "inv(A).T @ b",
    "(x'*x)^-1": "(x.T @ x)**-1",
    "A./B": "A / B",
}


@pytest.mark.parametrize(("foreign", "ours"), WRITTEN.items())
def test_it_is_put_into_the_language_which_reads_it(foreign, ours):
    assert in_the_language(foreign) == ours
    assert parse(in_the_language(foreign)).source == ours


@pytest.mark.parametrize("text", ["x @ A @ x", "A * B", "x**2", "exp(x)/sum(exp(x))", "A.T @ x", "", "x[", "(("])
def test_what_is_not_foreign_is_left_alone(text):
    assert in_the_language(text) == text


@pytest.mark.parametrize("text", ["(A + B)^2", "(A + B)²", "A^x", "A^(1 + 1)", "^2", "(A x)^2"])
def test_a_power_that_may_be_of_a_matrix_or_of_its_entries_is_not_guessed(text):
    assert in_the_language(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "(xᵀ",
        "xᵀ)",
        "‖x",
        "(‖x)‖",
        "'",
        "ᵀ",
        ".*",
        "x''",
        "²",
        "⁻¹",
        "^",
        "A^",
        "A^^2",
        "||",
        "||x",
        "A^-",
        "^T",
    ],
)
def test_a_fragment_never_fails(text):
    assert isinstance(in_the_language(text), str)


def test_declared_names_stay_whole_and_declared_scalars_multiply():
    assert in_the_language("muᵀx", Names.of({"mu": "n"})) == "mu.T @ x"
    assert in_the_language("k*A'", Names.of({"k": "scalar"})) == "k * A.T"
    assert in_the_language("f(xᵀy)", Names.of({"f": "scalar -> scalar"})) == "f(x.T @ y)"


def test_a_second_translation_changes_nothing():
    for foreign in WRITTEN:
        assert in_the_language(in_the_language(foreign)) == in_the_language(foreign)


@pytest.mark.parametrize(
    ("text", "where", "means"),
    [
        ("x'*2*x", "", "x.T * 2 @ x"),
        ("x'/2*x", "", "x.T / 2 @ x"),
        ("x'*A/2*x", "", "x.T @ A / 2 @ x"),
        ("x'*a*x", "a: scalar, x: n", "x.T * a @ x"),
        ("A'*2*B", "", "A.T * 2 @ B"),
        ("x'*x*n", "x: n", "x.T @ x * n"),
        ("2*pi*x'*x", "", "2 * pi * x.T @ x"),
        ("tr(A)*x'*x", "", "trace(A) * x.T @ x"),
        ("x'*(1/2)*x", "", "x.T * (1 / 2) @ x"),
    ],
)
def test_a_number_between_two_factors_leaves_their_matrix_product(text, where, means):
    parsed = read(text, where)
    assert parsed.expression == read(means, where).expression
    assert (parsed.read_as or "").replace(" ", "") == means.replace(" ", "").replace("trace", "trace")


@pytest.mark.parametrize("text", ["x²³", "A^2^2", "x.^2.^3", "A.^B'", "x.^2'", "pᵢ * x", "xⁱ + 1", "nᵤ * x"])
def test_what_can_be_read_in_two_ways_is_refused_in_its_place(text):
    with pytest.raises(LanguageError) as refused:
        read(text)
    assert refused.value.location is not None
    assert 0 <= refused.value.location.column < len(text)


@pytest.mark.parametrize(
    ("text", "where", "means"),
    [
        ("A^{-1}b", "A: n×n, b: n", "inv(A) @ b"),
        ("A^{-T}b", "A: n×n, b: n", "inv(A).T @ b"),
        ("x^{T}A^{-1}x", "A: n×n, x: n", "x @ inv(A) @ x"),
        ("x^{\\top}Ax", "A: n×n, x: n", "x @ A @ x"),
        ("A^{2}", "A: n×n", "matrix_power(A, 2)"),
        ("x^{2}", "", "x**2"),
        ("sum(sum(A.*B))", "A: m×n, B: m×n", "sum(A * B)"),
        ("‖A*X - B‖_F^2", "", "norm(A @ X - B)**2"),
        ("x'*A*x/(x'*x)", "", "(x @ A @ x)/(x @ x)"),
    ],
)
def test_powers_in_braces_and_sums_of_all_entries_mean_what_they_say(text, where, means):
    wrt = next(name for name in "xXbA" if name in text)
    found, meant = (derive(each, wrt, where) for each in (text, means))
    assert found.read_as
    assert [answer.text for answer in found.answers] == [answer.text for answer in meant.answers]


@pytest.mark.parametrize(
    ("text", "where", "said"),
    [
        ("sum(A.*B)", "A: m×n, B: m×n", "a row of sums, one for each column"),
        ("mean(A')", "A: m×n", "a row of means"),
        ("prod(A.^2)", "A: m×n", "a row of products"),
        ("norm(A'*A)", "A: m×n", "its largest singular value"),
        ("norm(A*X - B)^2", "", "its largest singular value"),
        ("x'/A", "A: n×n, x: n", "/ by an array is A B⁻¹ in MATLAB"),
        ("‖AX‖_1", "", "this matrix norm"),
        ("(Ax − b)²", "", "the square of a vector is that of each entry"),
        ("A^T x + T x", "A: n×n, T: n×n, x: n", "may be a transpose or a power"),
        ("A^{T}x + Tx", "A: n×n, T: n×n, x: n", "may be a transpose or a power"),
    ],
)
def test_what_another_language_means_otherwise_is_refused(text, where, said):
    with pytest.raises(LanguageError, match=r".") as refused:
        read(text, where)
    assert said in str(refused.value)


def test_a_column_of_ones_beside_signs_of_python_is_no_matlab():
    found = read("dot((M @ w).reshape(m, 1), ones(m, 1))", "M: m×n, w: n")
    assert found.read_as is None
    assert read("X'*ones(n,1)", "X: n×m").read_as == "X.T @ ones(n)"
