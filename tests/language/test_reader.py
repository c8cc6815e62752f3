"""One reader: whatever a question is written in, and wherever it is asked, it means the same or is refused."""

import pytest

from jacobook import LanguageError, derive
from jacobook.language.reader import read

WRITTEN = {
    ("xᵀAx", ""): "x.T @ A @ x",
    ("xᵀAx", "A: n×n, x: n"): "x.T @ A @ x",
    ("tr(A*X'*B*X*C)", ""): "trace(A @ X.T @ B @ X @ C)",
    ("Tr(XᵀAX)", ""): "trace(X.T @ A @ X)",
    ("tr(A @ B)", ""): "trace(A @ B)",
    ("tr(tr(A) * B)", ""): "trace(trace(A) * B)",
    ("ln(x)", ""): "log(x)",
    ("norm2(x)", ""): "norm(x)",
    ("atan(x)", ""): "arctan(x)",
    ("matmul(A, B) @ x", ""): "A @ B @ x",
    ("matmul(A + B, x)", ""): "(A + B) @ x",
    ("transpose(A + B) @ x", ""): "(A + B).T @ x",
    ("pow(x, 2.50)", ""): "x ** 2.50",
    ("hadamard(x, y)", ""): "x * y",
    ("A(x + y)", "A: n×n"): "A @ (x + y)",
    ("a(x - y)", "a: scalar"): "a * (x - y)",
    ("x(a + b)", "x: n"): "x * (a + b)",
    ("x'*A(x+y)", "A: n×n, x: n"): "x.T @ A @ (x + y)",
    ("a(x − y)", "a: scalar"): "a * (x - y)",
    ("A(x − y)", ""): "A @ (x - y)",
    ("a(x − y)", ""): "a * (x - y)",
    ("x ⊙ Ay", ""): "x * (A @ y)",
    ("xᵀy/xᵀx", ""): "x.T @ y / (x.T @ x)",
    ("1/2 xᵀAx", ""): "1 / 2 * x.T @ A @ x",
    ("N²x", "N: scalar, x: n"): "N**2 * x",
    ("trace(w^2)", "w: n×n"): "trace(matrix_power(w, 2))",
    ("Sigmaᵀ mu", ""): "Sigma.T @ mu",
    ("f(x)'*y", "f: n -> n"): "f(x).T @ y",
    ("tr AᵀB", ""): "trace(A.T @ B)",
    ("‖X‖_2", ""): "norm(X, 2)",
    ("(A + B)^2", ""): "matrix_power(A + B, 2)",
    ("(A'*B)^2", ""): "matrix_power(A.T @ B, 2)",
    ("max(0, Wx + b)", ""): "maximum(0, W @ x + b)",
    ("min(x, y, z)", ""): "minimum(minimum(x, y), z)",
    ("(Ax-b)'(Ax-b)", ""): "(A @ x - b).T @ (A @ x - b)",
}


@pytest.mark.parametrize(("written", "meant"), WRITTEN.items())
def test_what_was_read_is_said_in_the_language(written, meant):
    parsed = read(*written)
    assert parsed.read_as == meant
    assert read(meant, written[1]).expression == parsed.expression


@pytest.mark.parametrize("text", ["x @ A @ x", "exp(x)/sum(exp(x))", "f(x)", "x*0.10"])
def test_of_what_is_written_in_the_language_nothing_is_said(text):
    assert read(text, "f: elementwise" if "f" in text else None).read_as is None


REFUSED = {
    ("sqrtt(A'*A)", ""): "did you mean sqrt",
    ("sqrtt(AᵀA)", ""): "did you mean sqrt",
    ("rank(A'*X)", ""): "unknown function rank",
    ("rank(A @ X)", ""): "unknown function rank",
    ("traec(A)", ""): "did you mean trace",
    ("log2(x)", ""): "unknown function log2",
    ("log2(xᵀx)", ""): "unknown function log2",
    ("Ax(yᵀz)", ""): "unknown function Ax",
    ("xsin(yᵀz)", ""): "did you mean sin",
    ("f(x)", ""): "for a product write",
    ("W(x + b)'", ""): "unknown function W",
    ("trAᵀB", ""): "trA may be tr of A",
    ("sinxᵀ", ""): "sinx may be sin of x",
    ("tr @ x", ""): "another name of the function trace",
    ("norm2(A)", "A: m×n"): "largest singular value",
    ("Norm(A)", "A: m×n"): "largest singular value",
    ("A(x, y)", "A: n×n"): "declared as a variable",
    ("matmul(A)", ""): "takes 2 arguments, not 1",
    ("ones(n, n)^2 * x'", ""): "",
    ("exp(A)²", ""): "",
    ("f(x) + yᵀy", "f(t) = ln(t)"): "unknown function ln",
    ("f′(x)", ""): "",
}


@pytest.mark.parametrize(("written", "said"), REFUSED.items())
def test_what_may_mean_another_thing_is_refused(written, said):
    with pytest.raises(LanguageError) as caught:
        read(*written)
    assert said in str(caught.value)
    assert caught.value.location is not None


@pytest.mark.parametrize(
    ("expr", "where", "said"),
    [
        ("xAx", "A: n×n, x: n", "xAx was read as one name"),
        ("x @ B @ x", "A: n×n, x: n", "A is declared but does not occur"),
        ("x @ B @ x", "f(t) = t", "f is declared but does not occur"),
        ("x @ B @ x", "f: n -> m", "f is declared but does not occur"),
        ("resid @ x", "resdi: n", "did you mean resid?"),
        ("y @ y", "", "x is not a variable of the expression"),
        ("xx @ y", "x: n", "xx was read as one name"),
    ],
)
def test_a_name_that_does_not_occur_is_an_error(expr, where, said):
    for declared in (where, dict(part.split(": ") for part in where.split(", ") if ": " in part)):
        if declared or not where:
            with pytest.raises(LanguageError) as caught:
                derive(expr, "x", declared)
            assert said in str(caught.value)


@pytest.mark.parametrize("where", ["a: m, x: n", "x: n"])
def test_a_constant_may_be_differentiated_by_a_declared_variable_and_says_so(where):
    answer = derive("a @ a", "x", where)
    assert answer.numerator.text == "𝟎ᵀ"
    assert answer.notes == ("The expression does not contain x: it is constant.",)


def test_declarations_are_text_or_a_mapping():
    assert derive("xᵀAx", "x", "A: n×n, x: n") is derive("xᵀAx", "x", {"A": "n×n", "x": "n"})


def test_an_argument_of_a_definition_may_have_other_names():
    assert read("f(tr(A))", "f(t) = t*t").read_as == "f(trace(A))"
