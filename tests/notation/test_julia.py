"""Julia code, as text: no Julia runs in these tests. What it must say was written from Julia's manual.

https://docs.julialang.org/en/v1/stdlib/LinearAlgebra/ and https://docs.julialang.org/en/v1/manual/arrays/
"""

from fractions import Fraction

import pytest

from jacobook import derive
from jacobook.errors import Refused
from jacobook.language.dimension import ONE, Dimension
from jacobook.layout.formulas import formula as f
from jacobook.notation.julia import JuliaPrinter

n, m = Dimension.of("n"), Dimension.of("m")
x, y = (f.Symbol(name, n, ONE, 1) for name in "xy")
A, B = f.Symbol("A", m, n, 2), f.Symbol("B", m, n, 2)
X = f.Symbol("X", n, n, 2)
a, b = (f.Symbol(name, ONE, ONE, 0) for name in "ab")


def number(value):
    return f.Number(Fraction(value))


def julia(formula):
    return JuliaPrinter.naming([formula]).code(formula)


QUESTIONS = [
    ("norm(A @ x - b) ** 2", "x", {}, "2 * (A' * (A * x - b))", "2 * ((A * x - b)' * A)"),
    ("x @ A @ x", "x", {}, "(A + A') * x", "x' * (A + A')"),
    ("log(det(X))", "X", {"X": "n×n"}, "inv(X)'", "inv(X)"),
    ("A @ X @ B", "X", {}, "kron(B, A')", "kron(B', A)"),
    ("norm(x)", "x", {"x": "n"}, "x / norm(x)", "x' / norm(x)"),
    ("sum(x ** 2 / 3)", "x", {"x": "n"}, "2 * x / 3", "2 * x' / 3"),
    ("sum(arcsin(x))", "x", {"x": "n"}, "ones(n) ./ sqrt.(ones(n) - x .^ 2)", None),
    ("relu(A @ x)", "x", {}, "A' * Diagonal((A * x .> 0))", "Diagonal((A * x .> 0)) * A"),
    ("trace(expm(A @ X))", "X", {}, "A' * exp(A * X)'", "exp(A * X) * A"),
    ("X.T", "X", {"X": "m×n"}, "I(m * n)[vec(reshape(1:m * n, n, m)'), :]", None),
    (
        "exp(x) / sum(exp(x))",
        "x",
        {"x": "n"},
        "(p -> Diagonal(p) - p * p')((u -> exp.(u .- maximum(u)) / sum(exp.(u .- maximum(u))))(x))",
        None,
    ),
    (
        "matrix_power(X, k)",
        "X",
        {"X": "n×n", "k": "scalar"},
        "sum(kron(X^(k - 1 - r), (X^r)') for r in 0:k - 1; init=zeros(n * n, n * n))",
        None,
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wrt", "where", "denominator", "numerator"), QUESTIONS)
def test_answers(text, wrt, where, denominator, numerator):
    found = derive(text, wrt, where, prove=False)
    assert found.denominator.julia == denominator
    if numerator is not None:
        assert found.numerator.julia == numerator


FORMULAS = [
    (f.Hadamard((f.Sum((x, y)), x)), "(x + y) .* x"),
    (f.Power(f.Sum((x, y)), number(-1)), "(x + y) .^ (-1)"),
    (f.Power(a, number(3)), "a^3"),
    (f.Multiple(Fraction(-1, 2), (a,), (b,), x), "-a * x / 2 / b"),
    (f.Product((f.Transpose(x), y)), "x' * y"),
    (f.Product((x, f.Transpose(y))), "x * y'"),
    (f.Filled(1, ONE, n), "ones(n)'"),
    (f.Filled(0, m, n), "zeros(m, n)"),
    (f.Vec(A), "vec(A)"),
    (f.Unvec(f.Vec(A), m, n), "reshape(vec(A), m, n)"),
    (f.KhatriRao(A, B), "reduce(hcat, [kron(A[:, j], B[:, j]) for j in 1:n])"),
    (f.Norm(X, "frobenius"), "norm(X)"),
    (f.Norm(X, "2"), "opnorm(X)"),
    (f.Norm(X, "1"), "norm(X, 1)"),
    (f.Apply("maximum", (x, number(0)), n, ONE), "max.(x, 0)"),
    (f.Apply("exp", (number(2),), n, ONE), "exp.(2) .* ones(n)"),
    (f.Apply("exp", (a,), ONE, ONE), "exp(a)"),
    (f.Apply("softplus", (x,), n, ONE), "(t -> max(t, 0) + log1p(exp(-abs(t)))).(x)"),
    (f.Apply("sigmoid", (x,), n, ONE), "(t -> 1 / (1 + exp(-t))).(x)"),
    (f.Apply("erf", (x,), n, ONE), "SpecialFunctions.erf.(x)"),
    (f.Symbol("c", n, ONE, 2), "vec(c)"),
    (f.Symbol("c", ONE, n, 2), "vec(c)'"),
    (f.Symbol("c", ONE, ONE, 2), "only(c)"),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "code"), FORMULAS)
def test_formulas(formula, code):
    assert julia(formula) == code


def test_a_product_that_is_a_number_is_taken_out_of_its_matrix_unless_it_begins_with_a_row():
    row = f.Kronecker(f.Transpose(x), f.Transpose(y))
    assert julia(f.Product((row, f.Kronecker(x, y)))) == "only(kron(x', y') * kron(x, y))"
    assert julia(f.Product((f.Filled(1, ONE, n), x))) == "ones(n)' * x"


def test_a_choice_of_arrays_is_refused_as_both_cases_would_be_computed():
    where = f.Apply("where", (f.Apply("greater", (x, number(0)), n, ONE), f.Apply("log", (x,), n, ONE), x), n, ONE)
    with pytest.raises(Refused, match="both of its cases"):
        julia(where)
    assert julia(f.Apply("where", (a, a, b), ONE, ONE)) == "(a != 0 ? a : b)"
    assert julia(f.Apply("where", (f.Apply("greater", (a, b), ONE, ONE), a, b), ONE, ONE)) == "((a > b) ? a : b)"


@pytest.mark.parametrize("name", ["I", "end", "kron", "exp", "maximum"])
def test_names_that_julia_means_something_by_are_refused(name):
    with pytest.raises(Refused, match=f"the name '{name}' cannot stand in Julia code"):
        julia(f.Symbol(name, n, n, 2))
