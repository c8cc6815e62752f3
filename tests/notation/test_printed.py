"""A table of formulas, each as every printer sets it; `printed.toml` is meant to be read by a mathematician."""

import tomllib
from fractions import Fraction
from pathlib import Path

import pytest

from jacobook.errors import Refused
from jacobook.language.dimension import ONE, Dimension
from jacobook.layout.formulas.formula import (
    Apply,
    Commutation,
    Constant,
    Delta,
    Determinant,
    Diagonal,
    DiagonalPart,
    Entry,
    Filled,
    Hadamard,
    HadamardQuotient,
    Identity,
    IndexSum,
    Inverse,
    KhatriRao,
    Kronecker,
    MatrixPower,
    Multiple,
    Norm,
    Number,
    Partial,
    Power,
    Product,
    Size,
    Sum,
    Symbol,
    Trace,
    Transpose,
    Vec,
)
from jacobook.notation import jax, latex, numpy, spoken, text, torch, typst

PRINTERS = {
    "text": text,
    "latex": latex,
    "typst": typst,
    "spoken": spoken,
    "numpy": numpy,
    "jax": jax,
    "torch": torch,
}
PEOPLE = ("text", "latex", "typst", "spoken")

m, n, p = map(Dimension.of, "mnp")


def scalar(name):
    return Symbol(name)


def vector(name, rows=n):
    return Symbol(name, rows, ONE, 1)


def matrix(name, rows=n, columns=n):
    return Symbol(name, rows, columns, 2)


def number(value):
    return Number(Fraction(value))


def times(coefficient, body=None, above=(), below=()):
    return Multiple(Fraction(coefficient), tuple(above), tuple(below), body)


def minus(body):
    return times(-1, body)


def T(body):
    return Transpose(body)


def dot(*factors):
    return Product(factors)


def plus(*terms):
    return Sum(terms)


def function(name, *arguments):
    shaped = next((each for each in arguments if (each.rows, each.columns) != (ONE, ONE)), arguments[0])
    return Apply(name, arguments, shaped.rows, shaped.columns)


def logsumexp(argument):
    return Apply("logsumexp", (argument,), ONE, ONE)


a, b, c, k, t, y, z = map(scalar, ("a", "b", "c", "k", "t", "y", "z"))
u, v, w, x = map(vector, "uvwx")
f, g = vector("f", m), vector("g", p)
A, B, S, X = matrix("A", m, n), matrix("B", n, p), matrix("S"), matrix("X")
residual = plus(dot(A, x), minus(vector("b", m)))
ones = Filled(1, n, ONE)
i, j = "i", "j"

FORMULAS = {
    # quadratic forms, least squares, norms
    "quadratic form, gradient": dot(T(x), plus(S, T(S))),
    "quadratic form, gradient as a column": dot(plus(S, T(S)), x),
    "quadratic form": dot(T(x), S, x),
    "least squares, gradient": times(2, dot(T(residual), A)),
    "least squares, gradient as a column": times(2, dot(T(A), residual)),
    "mean of squares, gradient": times(2, dot(T(residual), A), below=[Size(m)]),
    "norm, gradient": times(1, T(x), below=[Norm(x)]),
    "norm of a residual, gradient": times(1, dot(T(residual), A), below=[Norm(residual)]),
    "square of a norm": Power(Norm(residual), number(2)),
    "1-norm of a matrix": Norm(X, "1"),
    "Frobenius norm": Norm(X, "frobenius"),
    "1-norm": Norm(x, "1"),
    "unit vector, Jacobian": plus(
        times(1, Identity(n), below=[Norm(x)]), minus(times(1, dot(x, T(x)), below=[Power(Norm(x), number(3))]))
    ),
    # element-wise
    "Hadamard product, Jacobian": Diagonal(x),
    "Hadamard quotient, Jacobian": minus(Diagonal(HadamardQuotient(w, Power(x, number(2))))),
    "reciprocal": HadamardQuotient(ones, x),
    "Hadamard of three": Hadamard((u, v, w)),
    "Hadamard beside a product": Hadamard((dot(S, x), u)),
    "product of a Hadamard": dot(S, Hadamard((x, u))),
    "Hadamard in a sum": plus(Hadamard((u, v)), w),
    "multiple of a Hadamard": times(2, Hadamard((u, v))),
    "quotient of a quotient": HadamardQuotient(HadamardQuotient(u, v), w),
    "scaled quotient": times(Fraction(1, 2), HadamardQuotient(u, v)),
    "exponential, Jacobian": Diagonal(function("exp", x)),
    "hyperbolic tangent, Jacobian": Diagonal(plus(ones, minus(Power(function("tanh", x), number(2))))),
    "logistic function, Jacobian": Diagonal(
        Hadamard((function("sigmoid", x), plus(ones, minus(function("sigmoid", x)))))
    ),
    "relu, Jacobian": dot(Diagonal(function("greater", dot(A, x), number(0))), A),
    "maximum": function("maximum", w, x),
    "absolute value": function("abs", plus(x, minus(u))),
    "choice": function("where", function("greater_equal", x, number(0)), x, times(1, x, above=[a])),
    "square root of a vector": function("sqrt", x),
    # scalars
    "polynomial": plus(times(3, above=[Power(t, number(2))]), times(-2, above=[t]), number(1)),
    "negative first": plus(minus(x), u),
    "difference of a sum": plus(u, minus(plus(v, w))),
    "rational coefficient": times(Fraction(-3, 2), x),
    "half of a sum": times(Fraction(1, 2), plus(X, T(X))),
    "quotient of scalars": times(1, above=[plus(a, b)], below=[times(2, above=[c])]),
    "scalars and a vector": times(2, x, above=[a, b]),
    "scalar before a sum": times(1, plus(u, v), above=[a]),
    "two scalar products": times(1, above=[dot(T(u), v), dot(T(w), x)]),
    "scalar product before a matrix": times(1, S, above=[dot(T(u), v)]),
    "Rayleigh quotient, gradient": times(
        2,
        plus(times(1, dot(S, x), above=[dot(T(x), x)]), minus(times(1, x, above=[dot(T(x), S, x)]))),
        below=[Power(dot(T(x), x), number(2))],
    ),
    "root of a scalar": Power(plus(number(1), Power(t, number(2))), number(Fraction(1, 2))),
    "fractional power": Power(t, number(Fraction(-3, 2))),
    "symbolic power": times(1, above=[k, Power(t, plus(k, number(-1)))]),
    "element-wise power": Power(x, k),
    "sine of a square": times(2, above=[t, function("cos", Power(t, number(2)))]),
    "pi": times(Fraction(1, 2), above=[Constant("pi"), t]),
    "a number after a number": times(2, above=[Power(number(3), k)]),
    "logarithmic loss": times(1, above=[plus(a, b)], below=[plus(number(1), function("exp", minus(z)))]),
    # matrices
    "inverse, gradient": minus(dot(Inverse(X), S, Inverse(X))),
    "solution of a system": dot(Inverse(S), x),
    "solution from the left": dot(T(x), Inverse(S)),
    "inverse transpose": T(Inverse(X)),
    "determinant, gradient": times(1, Inverse(X), above=[Determinant(X)]),
    "logarithm of a determinant": function("log", Determinant(X)),
    "determinant of a product": Determinant(dot(S, X)),
    "trace of a product": Trace(dot(S, X)),
    "matrix power": MatrixPower(X, number(3)),
    "transposed matrix power": T(MatrixPower(X, plus(k, number(-1)))),
    "outer product": dot(x, T(x)),
    "outer product of products": dot(A, x, T(w), B),
    "bilinear form, gradient": dot(u, T(v)),
    "diagonal sandwich": dot(Diagonal(u), S, Diagonal(v)),
    "diagonal of a matrix": DiagonalPart(dot(S, X)),
    "transposed sum": T(plus(u, v)),
    "transposed outer sum": plus(dot(u, T(v)), dot(v, T(u))),
    "product of sums": dot(plus(S, X), plus(u, v)),
    "multiple inside a product": dot(S, times(2, x)),
    # ones, zeros, identities
    "sum of entries, gradient": T(ones),
    "sum of a vector": dot(T(ones), x),
    "sum of a matrix": dot(T(ones), X, ones),
    "sums of the columns": dot(T(ones), X),
    "sums of the rows": dot(X, ones),
    "row of zeros": Filled(0, ONE, n),
    "mean, gradient": times(1, Filled(1, ONE, n), below=[Size(n)]),
    "matrix of ones": Filled(1, m, n),
    "matrix of zeros": Filled(0, m, n),
    "scaled identity": times(1, Identity(n), above=[z]),
    "sum with a scalar": plus(x, times(1, ones, above=[z])),
    # vec forms
    "vec form": Kronecker(T(B), A),
    "vec form with an identity": Kronecker(Identity(p), A),
    "vec form of three": Kronecker(Kronecker(Identity(p), A), B),
    "Kronecker of products": Kronecker(dot(A, X), plus(S, X)),
    "commutation matrix": dot(Kronecker(T(B), A), Commutation(n, n)),
    "Khatri-Rao product": KhatriRao(S, A),
    "vec": Vec(dot(A, X)),
    "vec of a transpose": Vec(T(A)),
    "Kronecker of columns": Kronecker(x, f),
    "Kronecker of a column and a row": Kronecker(x, T(f)),
    "Kronecker of a matrix and a column": Kronecker(S, f),
    # names
    "Greek vector": dot(T(vector("theta")), vector("mu")),
    "Greek matrix": dot(T(plus(x, minus(vector("mu")))), Inverse(matrix("Sigma"))),
    "subscripts and accents": dot(matrix("W1"), vector("x_hat")),
    "words": dot(matrix("W_out"), vector("state_1")),
    "scalars by their words": times(2, above=[scalar("loss"), scalar("alpha"), scalar("x_1")]),
    "one row": dot(matrix("R", ONE, n), x),
    # softmax
    "softmax": function("softmax", dot(S, x)),
    "logsumexp": logsumexp(plus(x, u)),
    # index forms
    "entry": Entry(x, (i,)),
    "entry of a matrix": Entry(A, (i, j)),
    "entry of a sum": Entry(residual, (i,)),
    "entry of an inverse": Entry(Inverse(X), (j, i)),
    "entry of a function": Entry(function("softmax", x), (i,)),
    "entry of a matrix with a subscript": Entry(matrix("W_1"), (i, j)),
    "entry and delta": times(1, above=[Entry(x, (i,)), Delta(i, j)]),
    "sum over an index": IndexSum(((j, n),), times(1, above=[Entry(A, (i, j)), Entry(x, (j,))])),
    "sum over two indices": IndexSum(((i, m), (j, n)), Power(Entry(A, (i, j)), number(2))),
    "sum of a sum": IndexSum(((i, n),), plus(Entry(x, (i,)), Entry(u, (i,)))),
    "multiple of a sum over an index": times(2, above=[IndexSum(((i, n),), Entry(x, (i,)))], below=[Size(n)]),
    "scalar after a sum over an index": dot(IndexSum(((i, n),), Entry(x, (i,))), T(u)),
    "sums over indices added": plus(IndexSum(((i, n),), Entry(x, (i,))), IndexSum(((j, n),), Entry(u, (j,)))),
    # derivatives
    "derivative of a name": Partial(f, (x,), m, n),
    "derivative of an entry": Partial(Entry(f, (i,)), (Entry(x, (j,)),)),
    "derivative of a product": Partial(dot(T(x), S, x), (x,), ONE, n),
    "derivative of a sum": Partial(residual, (x,), m, n),
    "derivative of a norm": Partial(Norm(x), (x,), ONE, n),
    "derivative of a quotient": Partial(times(1, above=[a], below=[b]), (b,)),
    "mixed second derivative": Partial(y, (x, w), n, n),
    "second derivative": Partial(y, (t, t)),
    "second derivative by a vector": Partial(y, (x, x), n, n),
    "ordinary derivative": Partial(y, (t,), total=True),
    "ordinary second derivative": Partial(y, (t, t), total=True),
    "chain of derivatives": dot(Partial(f, (g,), m, p), Partial(g, (x,), p, n)),
}

PRINTED = tomllib.loads(Path(__file__).with_name("printed.toml").read_text(encoding="utf-8"))


def test_every_formula_of_the_table_is_printed_and_the_other_way_round():
    assert len(FORMULAS) >= 60
    assert list(PRINTED) == list(FORMULAS)


@pytest.mark.parametrize("name", FORMULAS)
@pytest.mark.parametrize("medium", PRINTERS)
def test_a_formula_is_printed_as_the_table_says(name, medium):
    printer = PRINTERS[medium]
    printed = getattr(printer, f"to_{medium}")
    expected = PRINTED[name].get(medium)
    if expected is None:
        with pytest.raises(Refused):
            printed(FORMULAS[name])
    else:
        assert printed(FORMULAS[name]) == expected
