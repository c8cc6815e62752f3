"""Conditions worked out from an expression, from its derivative and from the printed form."""

import pytest

from jacobook.derivation import derive
from jacobook.notation.text import to_text


def conditions(expr, wrt, where=""):
    """What holds, as text: the subject, the predicate, what needs it."""
    return [
        (to_text(c.subject), str(c.predicate), c.needed_by) for c in derive(expr, wrt, where, prove=False).conditions
    ]


@pytest.mark.parametrize(
    ("expr", "wrt", "where", "expected"),
    [
        ("log(x)", "x", "x: scalar", [("x", "positive", "function")]),
        ("sum(log(x))", "x", "", [("x", "positive", "function")]),
        ("sqrt(x)", "x", "x: scalar", [("x", "positive", "derivative")]),
        ("sqrt(a) * x", "x", "a: scalar, x: scalar", [("a", "not negative", "function")]),
        ("arcsin(x)", "x", "x: n", [("x", "inside (−1, 1)", "derivative")]),
        ("arcsin(a) * x", "x", "a: scalar, x: scalar", [("a", "inside [−1, 1]", "function")]),
        ("tan(x)", "x", "x: scalar", [("cos(x)", "not zero", "function")]),
        ("w / x", "x", "w: n, x: n", [("x", "no zero entry", "function")]),
        ("x**(-2)", "x", "x: n", [("x", "no zero entry", "function")]),
        ("x**k", "x", "x: scalar, k: scalar", [("x^k", "power exists", "function")]),
        ("logdet(X)", "X", "X: n×n", [("X", "positive determinant", "function")]),
        ("inv(A @ X @ B)", "X", "A: n×n, X: n×n, B: n×n", [(m, "invertible", "function") for m in "AXB"]),
        ("det(X)", "X", "X: n×n", [("X", "invertible", "form")]),
        ("prod(x)", "x", "x: n", [("x", "no zero entry", "form")]),
        ("trace(logm(X))", "X", "X: n×n", [("X", "no eigenvalue negative or zero", "function")]),
        ("logdet(X.T @ X)", "X", "X: m×n", [("X", "full column rank", "function")]),
        ("logdet(X @ X.T)", "X", "X: m×n", [("X", "full row rank", "function")]),
        ("inv(X.T @ C @ X)", "X", "X: m×n, C: m×m", [("XᵀCX", "invertible", "function")]),
        ("inv(X.T @ S @ X)", "X", "X: m×n, S: m×m positive definite", [("X", "full column rank", "function")]),
        ("y @ log(p) + (1 - y) @ log(1 - p)", "p", "p: n, y: n", [("p", "inside (0, 1)", "function")]),
        ("sqrt(mean((x - mean(x))**2))", "x", "x: n", [("x", "not all equal", "derivative")]),
        ("where(x > 0, x * log(x), 0)", "x", "x: n", [("x", "no zero entry", "kink")]),
        ("where(abs(x) < 1, sqrt(1 - x**2), 0)", "x", "x: n", [("|x| − 𝟏", "no zero entry", "kink")]),
        (
            "log(x) / log(b)",
            "x",
            "x: scalar, b: scalar",
            [("x", "positive", "function"), ("b", "positive", "function"), ("b − 1", "not zero", "function")],
        ),
    ],
)
def test_domains_say_what_is_needed(expr, wrt, where, expected):
    assert conditions(expr, wrt, where) == expected


@pytest.mark.parametrize(
    ("expr", "expected"),
    [
        ("norm(x)", [("x", "not zero", "derivative")]),
        ("norm(x)**2", []),
        ("norm(x)**2 + norm(y)", []),
        ("norm(A @ x - b)", [("Ax − b", "not zero", "derivative")]),
        ("x / norm(x)", [("x", "not zero", "function")]),
        ("log(x @ x)", [("x", "not zero", "function")]),
        ("norm(A @ x - A @ y)", [("Ax − Ay", "not zero", "derivative")]),
        ("x @ y / (norm(x) * norm(y))", [("x", "not zero", "function"), ("y", "not zero", "function")]),
    ],
)
def test_norms_ask_for_what_is_not_zero(expr, expected):
    assert conditions(expr, "x") == expected


@pytest.mark.parametrize(
    ("expr", "wrt", "where"),
    [
        ("log(1 + exp(x))", "x", "x: n"),
        ("log(1 + x**2)", "x", "x: n"),
        ("sqrt(x @ x + 1)", "x", "x: n"),
        ("sqrt(2 + sin(x))", "x", "x: scalar"),
        ("log(cosh(x))", "x", "x: n"),
        ("log(softmax(x))", "x", "x: n"),
        ("log(sigmoid(x)) + log(1 - sigmoid(x))", "x", "x: n"),
        ("log(x) + sqrt(x) + x**a + 1/x", "x", "x: n positive, a: scalar"),
        ("inv(X.T @ X + eye(n))", "X", "X: m×n"),
        ("logdet(X @ X.T + S)", "X", "X: m×n, S: m×m positive definite"),
        ("logdet(S)", "S", "S: n×n positive definite"),
        ("inv(eye(n) + K)", "K", "K: n×n skew"),
        ("inv(Q @ D)", "D", "Q: n×n orthogonal, D: n×n diagonal invertible"),
        ("inv(kron(A, B))", "A", "A: n×n invertible, B: m×m invertible"),
        ("inv(expm(t * A))", "t", "t: scalar, A: n×n"),
        ("1 / (x @ S @ x + 1)", "x", "S: n×n positive definite"),
        ("x / n", "x", "x: n"),
        ("where(x > 0, x * log(1 + x), 0) * 0", "x", "x: n"),
    ],
)
def test_what_always_holds_is_no_condition(expr, wrt, where):
    assert conditions(expr, wrt, where) == []


@pytest.mark.parametrize(
    ("expr", "wrt", "where", "subject"),
    [
        # Near what always holds, but not it: not one of these may be dropped.
        ("log(x**3)", "x", "x: n", "x"),
        ("log(x @ x - 1)", "x", "x: n", "xᵀx − 1"),
        ("sqrt(1 + sin(x))", "x", "x: scalar", "1 + sin(x)"),
        ("inv(X.T @ X - eye(n))", "X", "X: m×n", "XᵀX − I"),
        ("inv(S + X)", "X", "S: n×n positive definite, X: n×n", "S + X"),
        ("inv(D)", "D", "D: n×n diagonal", "D"),
        ("inv(S)", "S", "S: n×n symmetric", "S"),
        ("inv(K)", "K", "K: n×n skew", "K"),
        ("log(1 - softmax(x))", "x", "x: n", "𝟏 − softmax(x)"),
        ("log(tanh(x))", "x", "x: n", "x"),
        ("1 / (x @ A @ x)", "x", "A: n×n", "xᵀAx"),
        ("logdet(A @ X)", "X", "A: n×n invertible, X: n×n", "AX"),
    ],
)
def test_what_may_fail_is_a_condition(expr, wrt, where, subject):
    assert subject in [text for text, _, _ in conditions(expr, wrt, where)]


def test_one_condition_implies_another():
    assert conditions("logdet(X) + trace(inv(X))", "X", "X: n×n") == [("X", "positive determinant", "function")]
    assert conditions("sum(log(x) + sqrt(x) + 1/x)", "x") == [("x", "positive", "function")]


@pytest.mark.parametrize(
    ("expr", "guarded"),
    [
        ("where(abs(x) < 1, sqrt(1 - x**2), 0)", True),
        ("where(x > 0, log(x), 0)", True),
        ("where(x > 1, log(x), 0)", True),
    ],
)
def test_what_a_branch_is_guarded_against_the_function_does_not_ask(expr, guarded):
    found = conditions(expr, "x", "x: n")
    assert guarded == (not [one for one in found if one[2] not in ("form", "kink")])
    unguarded = conditions(expr.split("(", 1)[1].split(",")[1].strip(), "x", "x: n")
    assert [one for one in unguarded if one[2] != "form"]


@pytest.mark.parametrize(
    ("expr", "wrt", "where"),
    [
        # What stands in a comparison only is not differentiated, and what a branch asks for its guard may say.
        ("where(norm(x) > 1, x / norm(x), x)", "x", "x: n"),
        ("where(norm(x) > 1, 2 * x, x)", "x", "x: n"),
        ("where(x @ x > 1, x / norm(x), x)", "x", "x: n"),
        ("where(norm(x) > c, c * x / norm(x), x)", "x", "x: n, c: scalar positive"),
        ("where(norm(A @ x - b) > 1, norm(A @ x - b), 0)", "x", "A: m×n, x: n, b: m"),
        ("where(norm(x) < 1, norm(x)**2 / 2, norm(x) - 1/2)", "x", "x: n"),
        ("where(norm(x) > 2, log(norm(x) - 1), 0)", "x", "x: n"),
        ("where(abs(x) > 1, 1 / x, x)", "x", "x: n"),
        ("where(x**2 > 1, 1 / x, x)", "x", "x: n"),
        ("where(det(X) > 0, logdet(X), 0)", "X", "X: n×n"),
        ("sign(norm(x) - 1) * sum(x)", "x", "x: n"),
        ("(norm(x) > 1) * sum(x)", "x", "x: n"),
        # A power by a length is a product of so many factors.
        ("x**n", "x", "x: n"),
        ("sum(x**(2 * n))", "x", "x: n"),
        ("t**n * sum(x)", "t", "t: scalar, x: n"),
        # One function of another lies between bounds of its own.
        ("tan(arctan(x))", "x", "x: n"),
        ("1 / cos(arctan(x))", "x", "x: n"),
    ],
)
def test_neither_comparisons_nor_guards_nor_composites_ask_for_more(expr, wrt, where):
    derivation = derive(expr, wrt, where, prove=False)
    asked = [condition for condition in derivation.conditions if condition.needed_by != "kink"]
    assert asked == []


@pytest.mark.parametrize(
    ("expr", "wrt", "where", "expected"),
    [
        ("where(sqrt(t) > 1, t, 2 * t)", "t", "t: scalar", [("t", "not negative", "function")]),
        ("where(norm(x) > c, x / norm(x), x)", "x", "x: n, c: scalar", [("x", "not zero", "function")]),
        ("where(norm(x) > -1, x / norm(x), x)", "x", "x: n", [("x", "not zero", "function")]),
        ("where(abs(x) > -1, 1 / x, x)", "x", "x: n", [("x", "no zero entry", "function")]),
        ("sum(x**(n - 2))", "x", "x: n", [("x", "no zero entry", "function")]),
        ("log(prod(x))", "x", "x: n", [("prod(x)", "positive", "function")]),
        ("log(a * b)", "a", "a: scalar, b: scalar", [("ab", "positive", "function")]),
        ("sqrt(a * b)", "a", "a: scalar, b: scalar", [("ab", "positive", "derivative")]),
        ("sqrt(x * y)", "x", "x: n, y: n", [("x ⊙ y", "positive", "derivative")]),
        ("sqrt(prod(x))", "x", "x: n", [("prod(x)", "positive", "derivative")]),
    ],
)
def test_what_remains_is_asked_once(expr, wrt, where, expected):
    found = [one for one in conditions(expr, wrt, where) if one[2] != "kink"]
    assert found == expected


@pytest.mark.parametrize(
    ("expr", "wrt", "where", "expected"),
    [
        # The derivative exists everywhere, and so does the printed form.
        ("norm(x)**2.5", "x", "x: n", []),
        ("norm(x)**3", "x", "x: n", []),
        ("norm(A @ x - b)**3", "x", "A: m×n, x: n, b: m", []),
        ("sqrt(abs(t)) * t", "t", "t: scalar", []),
        ("x**1.5 * x", "x", "x: n", [("x", "not negative", "function")]),
        ("arcsin(t) * (1 - t**2)", "t", "t: scalar", [("t", "inside [−1, 1]", "function")]),
        # It exists everywhere, and the printed form divides by 0 at one place.
        ("norm(x) * sum(x)", "x", "x: n", [("x", "not zero", "form")]),
        ("norm(x)**1.5", "x", "x: n", [("x", "not zero", "form")]),
        ("x * norm(x)", "x", "x: n", [("x", "not zero", "form")]),
        ("norm(X) * trace(X)", "X", "X: n×n", [("X", "not zero", "form")]),
        ("norm(x - y) * (a @ (x - y))", "x", "x: n, y: n, a: n", [("x − y", "not zero", "form")]),
        ("cos(norm(x))", "x", "x: n", [("x", "not zero", "form")]),
        ("maximum(norm(x), 1)", "x", "x: n", [("x", "not zero", "form")]),
        ("sqrt(t**4)", "t", "t: scalar", [("t", "not zero", "form")]),
        ("(t**2)**0.75", "t", "t: scalar", [("t", "not zero", "form")]),
        # It does not.
        ("norm(x)", "x", "x: n", [("x", "not zero", "derivative")]),
        ("norm(x) * exp(a @ x)", "x", "x: n, a: n", [("x", "not zero", "derivative")]),
        ("norm(x) * norm(y)", "x", "x: n, y: n", [("x", "not zero", "derivative")]),
        ("sqrt(t**2)", "t", "t: scalar", [("t", "not zero", "derivative")]),
        ("sqrt(t) * (1 + t)", "t", "t: scalar", [("t", "positive", "derivative")]),
        ("arcsin(t) * (1 - t)", "t", "t: scalar", [("t", "inside (−1, 1)", "derivative")]),
    ],
)
def test_what_the_derivative_needs_is_told_from_what_its_form_needs(expr, wrt, where, expected):
    derivation = derive(expr, wrt, where, prove=False)
    found = [(to_text(c.subject), str(c.predicate), c.needed_by) for c in derivation.conditions]
    assert [one for one in found if one[2] != "kink"] == expected
    derivation.verify_conditions()


def test_a_root_is_not_asked_twice():
    assert conditions("x**(1/3)", "x", "x: scalar") == [("x", "positive", "derivative")]
    assert conditions("sqrt(x) / x", "x", "x: scalar") == [("x", "positive", "function")]


def test_a_condition_says_why():
    (condition,) = derive("det(X)", "X", "X: n×n").conditions
    assert condition.why == "X⁻¹ appears in the formula"
    assert not condition.sufficient_only


def test_an_exponent_nobody_knows_asks_for_more_than_is_needed():
    (condition,) = derive("x**k", "x", "x: scalar, k: scalar").conditions
    assert condition.sufficient_only
    (condition,) = derive("trace(matrix_power(X, k))", "X", "X: n×n, k: scalar").conditions
    assert (str(condition.predicate), to_text(condition.subject)) == ("positive whole number", "k")


@pytest.mark.parametrize(
    ("expr", "wrt", "where", "needed"),
    [
        ("det(A @ X @ B)", "X", "A: n×n, X: n×n, B: n×n", ["X"]),
        ("det(A @ X @ B)", "B", "A: n×n, X: n×n, B: n×n", ["B"]),
        ("det(A @ X.T @ B)", "X", "A: n×n, X: n×n, B: n×n", ["X"]),
        ("det(A @ X) * det(X @ B)", "X", "A: n×n, X: n×n, B: n×n", ["X"]),
        ("det(A @ (X + C) @ B)", "X", "A: n×n, X: n×n, B: n×n, C: n×n", ["X + C"]),
        ("logdet(A @ X @ B)", "X", "A: n×n, X: n×n, B: n×n", ["AXB"]),
        ("inv(A @ X) @ A", "X", "A: n×n, X: n×n", ["A", "X"]),
        ("logdet(t * A)", "t", "t: scalar, A: n×n", ["t A"]),
    ],
)
def test_what_cancels_in_the_answer_is_needed_by_nothing(expr, wrt, where, needed):
    derivation = derive(expr, wrt, where, prove=False)
    assert [to_text(condition.subject) for condition in derivation.conditions] == needed
    derivation.verify_conditions()


def test_what_only_the_component_form_needs_is_said_of_it():
    derivation = derive("det(t * A @ B)", "t", "t: scalar, A: n×n, B: n×n", prove=False)
    assert conditions("det(t * A @ B)", "t", "t: scalar, A: n×n, B: n×n") == [
        ("t", "not zero", "form"),
        ("A", "invertible", "component form"),
        ("B", "invertible", "component form"),
    ]
    assert derivation.holds_where() == (
        "Holds where t ≠ 0 (the formula divides by it). "
        "The component form holds only where in addition A and B are invertible."
    )
    derivation.verify_conditions()


def test_names_of_parts_are_written_out():
    expr, where = "cosh(A @ x) / (cosh(A @ x) @ c) * norm(A @ x)", "A: m×n, c: m"
    assert derive(expr, "x", where).numerator.definitions
    expected = [("cosh(Ax)ᵀ c", "not zero", "function"), ("Ax", "not zero", "derivative")]
    assert conditions(expr, "x", where) == expected


@pytest.mark.parametrize("expr", ["norm(x)", "x/norm(x)", "1/(x @ x)", "log(norm(2*x))"])
def test_a_vector_of_norm_one_is_not_zero(expr):
    assert derive(expr, wrt="x", where="x: n unit", prove=False).holds_where("text") == ""
    assert "x ≠ 𝟎" in derive(expr, wrt="x", where="x: n", prove=False).holds_where("text")


@pytest.mark.parametrize(
    ("expression", "where", "said"),
    [
        # The eigenvalues of a definite matrix are positive; those of a symmetric one need not be.
        ("sum(log(eigvalsh(A)))", "A: n×n symmetric positive definite", []),
        ("sum(log(eigvalsh(A)))", "A: n×n symmetric", ["every entry of eigvalsh(A) is positive"]),
        # AB has the eigenvalues of √A B √A where both are definite.
        ("trace(sqrtm(A @ B))", "A: n×n positive definite, B: n×n positive definite", []),
        ("trace(sqrtm(A @ B))", "A: n×n positive definite, B: n×n", ["no eigenvalue of AB is negative or 0"]),
        # A triangular matrix is invertible where no entry of its diagonal is 0; another need not be.
        ("sum(log(diag(A))) + sum(inv(A))", "A: n×n lower triangular", ["every entry of diag(A) is positive"]),
        (
            "sum(log(diag(A))) + sum(inv(A))",
            "A: n×n",
            ["every entry of diag(A) is positive", "A is invertible"],
        ),
        # The terms of a sum in another order, and a transpose, are the same condition.
        ("sum(inv(A + B)) + sum(inv(B + A)) + sum(inv(A.T + B.T))", "A: n×n, B: n×n", ["A + B is invertible"]),
    ],
)
def test_what_follows_for_matrices_is_no_condition_and_only_what_follows(expression, where, said):
    found = [one.text for one in derive(expression, "A", where, prove=False).conditions]
    assert [one for one in found if "distinct" not in one] == said
