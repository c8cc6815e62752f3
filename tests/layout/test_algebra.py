"""What a constructor simplifies has the value of what it was given."""

from fractions import Fraction

import mpmath
import pytest

from jacobook.language.dimension import ONE, Dimension
from jacobook.layout.formulas import algebra
from jacobook.layout.formulas.formula import (
    Apply,
    Commutation,
    Diagonal,
    Identity,
    Inverse,
    Kronecker,
    MatrixPower,
    Norm,
    Number,
    Power,
    Product,
    Sum,
    Symbol,
    Trace,
    Transpose,
    Vec,
)
from jacobook.proof.evaluation.evaluation import Evaluation
from jacobook.proof.numbers.arithmetic import arithmetic

M, N = Dimension.of("m"), Dimension.of("n")
A, B = Symbol("A", N, N, 2), Symbol("B", N, N, 2)
X = Symbol("X", M, N, 2)
K = Symbol("K", N, N, 2, frozenset({"skew"}))
u, v, w = Symbol("u", M, ONE, 1), Symbol("v", N, ONE, 1), Symbol("w", N, ONE, 1)
REALS = arithmetic(60)
SKEW = ((0, 2, -3), (-2, 0, 5), (3, -5, 0))


def numbers(rows):
    return tuple(tuple(REALS.number(Fraction(entry)) for entry in row) for row in rows)


def entries(rows, columns, seed):
    return numbers(
        [[Fraction(((7 * i + 3 * j + seed) * 37) % 23 - 11, 4) for j in range(columns)] for i in range(rows)]
    )


AT = Evaluation(
    {
        "A": entries(3, 3, 1),
        "B": entries(3, 3, 5),
        "X": entries(2, 3, 2),
        "K": numbers(SKEW),
        "u": entries(2, 1, 3),
        "v": entries(3, 1, 4),
        "w": entries(3, 1, 8),
    },
    {"m": 2, "n": 3},
    REALS,
)
GIVEN = {
    "transpose of a commutation matrix": (algebra.transpose(Commutation(M, N)), Transpose(Commutation(M, N))),
    "transpose of a product": (
        algebra.transpose(Product((u, Transpose(v), A))),
        Transpose(Product((u, Transpose(v), A))),
    ),
    "transpose of a Kronecker product": (algebra.transpose(Kronecker(X, A)), Transpose(Kronecker(X, A))),
    "transpose of a skew matrix": (algebra.transpose(K), Transpose(K)),
    "transpose of a sum": (algebra.transpose(Sum((A, Transpose(B)))), Transpose(Sum((A, Transpose(B))))),
    "vec of an outer product": (algebra.vec(Product((u, Transpose(v)))), Vec(Product((u, Transpose(v))))),
    "vec of a row": (algebra.vec(Transpose(v)), Vec(Transpose(v))),
    "column ⊗ row": (algebra.kronecker(u, Transpose(v)), Kronecker(u, Transpose(v))),
    "row ⊗ column": (algebra.kronecker(Transpose(v), u), Kronecker(Transpose(v), u)),
    "I ⊗ I": (algebra.kronecker(Identity(M), Identity(N)), Kronecker(Identity(M), Identity(N))),
    "inverse of a product": (algebra.inverse(Product((A, B))), Inverse(Product((A, B)))),
    "inverse of a transpose": (algebra.inverse(Transpose(A)), Inverse(Transpose(A))),
    "inverse of a multiple": (algebra.inverse(algebra.multiple(3, body=A)), Inverse(algebra.multiple(3, body=A))),
    "A⁻¹ A B": (algebra.product(Inverse(A), A, B), Product((Inverse(A), A, B))),
    "diag(v) diag(w)": (algebra.product(Diagonal(v), Diagonal(w)), Product((Diagonal(v), Diagonal(w)))),
    "vᵀ diag(w)": (algebra.product(Transpose(v), Diagonal(w)), Product((Transpose(v), Diagonal(w)))),
    "A² A³": (
        algebra.product(MatrixPower(A, Number(Fraction(2))), MatrixPower(A, Number(Fraction(3)))),
        Product((A, A, A, A, A)),
    ),
    "trace of a product": (algebra.trace(Product((A, B, Transpose(A)))), Trace(Product((A, B, Transpose(A))))),
    "root of vᵀv": (
        algebra.power(Product((Transpose(v), v)), Fraction(1, 2)),
        Power(Product((Transpose(v), v)), Number(Fraction(1, 2))),
    ),
    "power of a norm": (
        algebra.power(Power(Norm(v), Number(Fraction(3))), Fraction(2)),
        Power(Power(Norm(v), Number(Fraction(3))), Number(Fraction(2))),
    ),
}


@pytest.mark.parametrize("name", GIVEN)
def test_what_is_simplified_keeps_its_value(name):
    made, given = GIVEN[name]
    assert (made.rows, made.columns) == (given.rows, given.columns)
    values = zip(AT.value(made), AT.value(given), strict=True)
    assert all(abs(one - other) < mpmath.mpf(10) ** -40 for rows in values for one, other in zip(*rows, strict=True))
    assert any(entry for row in AT.value(given) for entry in row)


@pytest.mark.parametrize(
    ("function", "is_symmetric"),
    [("exp", True), ("a derivative", True), ("masked_softmax_rows", False), ("log_softmax_rows", False)],
)
def test_a_function_of_a_symmetric_matrix_is_symmetric_only_entry_by_entry(function, is_symmetric):
    mask = (Symbol("M", N, N, 2, frozenset({"symmetric"})),) if function.startswith("masked") else ()
    found = Apply(function, (Symbol("S", N, N, 2, frozenset({"symmetric"})), *mask), N, N)
    assert algebra.transpose(found) == (found if is_symmetric else Transpose(found))
