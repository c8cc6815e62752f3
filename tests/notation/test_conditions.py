"""Conditions in words and in short, in every notation."""

import pytest

from jacobook.derivation import derive
from jacobook.language.dimension import Dimension
from jacobook.language.domain import Predicate
from jacobook.layout.conditions.condition import Condition
from jacobook.layout.conditions.requirement import Reason
from jacobook.layout.formulas import formula as f
from jacobook.notation.clause import clause, printed, short
from jacobook.notation.condition import sentence


@pytest.mark.parametrize(
    ("expr", "wrt", "where", "said", "in_short"),
    [
        ("log(x)", "x", "x: scalar", "Holds where x > 0.", "x > 0"),
        ("sum(log(x))", "x", "", "Holds where every entry of x is positive.", "xᵢ > 0"),
        ("logdet(X)", "X", "X: n×n", "Holds where det(X) > 0.", "det(X) > 0"),
        ("det(X)", "X", "X: n×n", "Holds where X is invertible (X⁻¹ appears in the formula).", "X invertible"),
        ("prod(x)", "x", "", "Holds where no entry of x is 0 (the formula divides by it).", "xᵢ ≠ 0"),
        ("sum(1 / X)", "X", "X: m×n", "Holds where no entry of X is 0.", "Xᵢⱼ ≠ 0"),
        ("sum(1 / i)", "i", "i: n", "Holds where no entry of i is 0.", "iⱼ ≠ 0"),
        ("x / norm(x)", "x", "", "Holds where x ≠ 𝟎.", "x ≠ 𝟎"),
        ("x / norm(x - a)", "x", "a: n", "Holds where x ≠ a.", "x ≠ a"),
        ("sum(1 / (x - y))", "x", "", "Holds where no entry of x equals that of y.", "xᵢ ≠ yᵢ"),
        ("sum(1 / (x - 2))", "x", "", "Holds where no entry of x is 2.", "xᵢ ≠ 2"),
        ("sum(log(2 - x))", "x", "", "Holds where every entry of x is less than 2.", "xᵢ < 2"),
        ("sum(log(x - 2))", "x", "", "Holds where every entry of x is greater than 2.", "xᵢ > 2"),
        ("log(2 - x)", "x", "x: scalar", "Holds where x < 2.", "x < 2"),
        ("sum(log(b - A @ x))", "x", "", "Holds where every entry of b − Ax is positive.", "(b − Ax)ᵢ > 0"),
        ("sqrt(a) * x", "x", "a: scalar, x: scalar", "Holds where a ≥ 0.", "a ≥ 0"),
        ("log(p) + log(1 - p)", "p", "p: scalar", "Holds where 0 < p < 1.", "0 < p < 1"),
        ("inv(A) @ inv(B)", "A", "A: n×n, B: n×n", "Holds where A and B are invertible.",
         "A invertible; B invertible"),
        ("inv(A @ X @ B)", "X", "A: n×n, X: n×n, B: n×n", "Holds where A, X and B are invertible.",
         "A invertible; X invertible; B invertible"),
        ("det(A) * det(X)", "X,A", "A: n×n, X: n×n",
         "Holds where A and X are invertible (A⁻¹ and X⁻¹ appear in the formula).", "A invertible; X invertible"),
        ("inv(A) * det(X)", "X", "A: n×n, X: n×n",
         "Holds where A and X are invertible (X⁻¹ appears in the formula).", "A invertible; X invertible"),
        ("prod(x) * prod(y)", "x,y", "x: n, y: n", "Holds where no entry of x or y is 0 (the formula divides by them).",
         "xᵢ ≠ 0; yᵢ ≠ 0"),
        ("norm(x) * norm(y)", "x,y", "x: n, y: n",
         "Holds where x ≠ 𝟎 and y ≠ 𝟎 (elsewhere the norm is not differentiable).", "x ≠ 𝟎; y ≠ 𝟎"),
        ("p @ log(q) + q @ log(p)", "p", "p: n, q: n", "Holds where all entries of p and q are positive.",
         "pᵢ > 0; qᵢ > 0"),
        ("x[2]", "x", "x: n", "Holds where n ≥ 3.", "n ≥ 3"),
        ("sum(y) * x[k] * x[-k]", "x", "x: n, y: k", "Holds where n ≥ k + 1.", "n ≥ k + 1"),
        ("sum(X[-k:, 1:3])", "X", "X: m×n", "Holds where m ≥ k and n ≥ 3.", "m ≥ k; n ≥ 3"),
        ("sum(x[1:] * x[:-1])", "x", "x: n", "Holds where n ≥ 2.", "n ≥ 2"),
        ("y @ roll(x, 3)", "x", "x: n", "Holds where n ≥ 3.", "n ≥ 3"),
        ("norm(x)", "x", "", "Holds where x ≠ 𝟎 (elsewhere the norm is not differentiable).", "x ≠ 𝟎"),
        ("(1 - p)**g", "p", "p: scalar, g: scalar", "Holds at least where p < 1, or p ≠ 1 and g is an integer.",
         "p < 1, or p ≠ 1 and g integer"),
        ("sum(x**k)", "x", "k: scalar",
         "Holds at least where every entry of x is positive, or none is 0 and k is an integer.",
         "xᵢ > 0, or xᵢ ≠ 0 and k integer"),
        ("a @ matrix_power(X, k) @ b", "X", "X: n×n, k: scalar, a: n, b: n",
         "Holds where k is a positive integer (the formula is a sum of k terms).", "k is a positive integer"),
        ("logdet(X.T @ X)", "X", "X: m×n", "Holds where the columns of X are linearly independent.",
         "columns of X independent"),
        ("logdet(X @ X.T)", "X", "X: m×n", "Holds where the rows of X are linearly independent.",
         "rows of X independent"),
        ("x**k", "x", "x: scalar, k: scalar", "Holds at least where x > 0, or x ≠ 0 and k is an integer.",
         "x > 0, or x ≠ 0 and k integer"),
        ("x @ A @ x", "x", "", "", ""),
    ],
)  # fmt: skip
def test_conditions_read_as_a_book_says_them(expr, wrt, where, said, in_short):
    derivation = derive(expr, wrt, where)
    assert derivation.holds_where() == said
    assert "; ".join(printed(short(condition), "text") for condition in derivation.conditions) == in_short


def test_each_notation_marks_its_formulas():
    derivation = derive("logdet(X)", "X", "X: n×n")
    assert derivation.holds_where("latex") == r"Holds where $\det(\mathbf{X}) > 0$."
    assert derivation.holds_where("typst").count("$") == 2
    assert derivation.holds_where("spoken") == "Holds where the determinant of X is greater than 0."
    (condition,) = derivation.conditions
    assert condition.latex == r"$\det(\mathbf{X}) > 0$"
    assert condition.text == "det(X) > 0"
    assert condition.spoken in derivation.holds_where("spoken")
    assert condition.typst in derivation.holds_where("typst")


def test_what_lies_between_is_said_once():
    derivation = derive("arcsin(x)", "x", "x: scalar")
    assert "x lies between minus 1 and 1" in derivation.holds_where("spoken")


def test_lists_with_commas_are_divided_by_semicolons():
    derivation = derive("x**k + log(b)", "x", "x: scalar, k: scalar, b: scalar")
    assert derivation.holds_where() == "Holds at least where x > 0, or x ≠ 0 and k is an integer; and b > 0."


@pytest.mark.parametrize("predicate", list(Predicate))
@pytest.mark.parametrize("notation", ["latex", "typst", "text", "spoken"])
def test_every_predicate_has_words_for_numbers_and_for_matrices(predicate, notation):
    x, k = f.Symbol("x"), f.Symbol("k")
    n = Dimension.of("n")
    matrix = f.Symbol("X", n, n, 2)
    for subject in (x, matrix):
        about = f.Power(subject, k) if predicate is Predicate.POWER_EXISTS else subject
        condition = Condition(about, predicate, Reason("because"), "form")
        for pieces in (clause(condition), short(condition), sentence([condition], reasons=True)):
            words = printed(pieces, notation)
            assert words
            assert "Symbol" not in words
            assert words.count("$") % 2 == 0
