"""Small formulas as code, with the value that a reader expects: brackets, axes, systems of equations."""

from fractions import Fraction

import numpy as np
import pytest

from jacobook.language.dimension import ONE, Dimension
from jacobook.language.functions import ELEMENTWISE, FUNCTIONS
from jacobook.layout.formulas.formula import (
    Apply,
    Commutation,
    Diagonal,
    Filled,
    Inverse,
    Multiple,
    Power,
    Product,
    Sum,
    Symbol,
    Transpose,
    Vec,
)
from jacobook.notation.jax import to_jax
from jacobook.notation.numpy import to_numpy
from jacobook.notation.sympy import to_sympy
from jacobook.notation.torch import to_torch
from jacobook.proof.numbers.arithmetic import Undefined, arithmetic
from jacobook.proof.oracle.definition import value_of

M, N = Dimension.of("m"), Dimension.of("n")
a, b, c = Symbol("a"), Symbol("b"), Symbol("c")
A, B, X = Symbol("A", N, N, 2), Symbol("B", N, N, 2), Symbol("X", M, N, 2)
v = Symbol("v", N, ONE, 1)
NUMBERS = {"a": 7.0, "b": 3.0, "c": 2.0}
CHANCE = np.random.default_rng(5)
ARRAYS = {"A": CHANCE.normal(size=(3, 3)), "B": CHANCE.normal(size=(3, 3)), "X": CHANCE.normal(size=(2, 3))}
ARRAYS |= {"v": CHANCE.normal(size=3)}

OF_NUMBERS = {
    "a − (b + c)": (Sum((a, Multiple(-1, (), (), Sum((b, c))))), 2),
    "a − (b − bc)": (Sum((a, Multiple(-1, (), (), Sum((b, Multiple(-1, (b, c))))))), 10),
    "a/(b c)": (Multiple(1, (a,), (b, c)), 7 / 6),
    "a/(b + c)": (Multiple(1, (a,), (Sum((b, c)),)), 7 / 5),
    "(a + b) c": (Multiple(1, (Sum((a, b)), c)), 20),
    "(a b)²": (Power(Multiple(1, (a, b)), c), 441),
    "(−a)²": (Power(Multiple(-1, (a,)), c), 49),
    "−a²": (Multiple(-1, (Power(a, c),)), -49),
}


@pytest.mark.parametrize("printer", [to_numpy, to_jax, to_torch, to_sympy], ids=lambda printer: printer.__name__)
@pytest.mark.parametrize("name", OF_NUMBERS)
def test_brackets_of_numbers(printer, name):
    formula, value = OF_NUMBERS[name]
    assert eval(printer(formula), dict(NUMBERS)) == pytest.approx(value)  # noqa: S307 - our own


@pytest.mark.parametrize("value", [Fraction(-7, 2), Fraction(2, 5), Fraction(7, 2), Fraction(12), Fraction(31)])
@pytest.mark.parametrize("function", [f for f in FUNCTIONS.values() if f.kind == ELEMENTWISE and f.arity == 1])
def test_functions_far_from_zero(torch, function, value):
    import scipy

    try:
        expected = float(value_of(function.definition)(arithmetic(60), [arithmetic(60).number(value)]))
    except Undefined:
        return
    formula = Apply(function.name, (a,), ONE, ONE)
    given = {"np": np, "scipy": scipy, "a": float(value)}
    assert eval(to_numpy(formula), given) == pytest.approx(expected, rel=1e-12)  # noqa: S307 - our own
    given = {"torch": torch, "a": torch.tensor(float(value), dtype=torch.double)}
    # PyTorch's own trigamma has nine digits.
    digits = 1e-9 if function.name == "trigamma" else 1e-12
    assert float(eval(to_torch(formula), given)) == pytest.approx(expected, rel=digits)  # noqa: S307 - likewise


def values():
    at = ARRAYS
    ones = Filled(1, N, ONE)
    return {
        "(A + B)ᵀ": (Transpose(Sum((A, B))), (at["A"] + at["B"]).T),
        "A(B + A)": (Product((A, Sum((B, A)))), at["A"] @ (at["B"] + at["A"])),
        "A(Bv)": (Product((A, B, v)), at["A"] @ at["B"] @ at["v"]),
        "vᵀA⁻¹": (Product((Transpose(v), Inverse(A))), at["v"] @ np.linalg.inv(at["A"])),
        "B A⁻¹": (Product((B, Inverse(A))), at["B"] @ np.linalg.inv(at["A"])),
        "A⁻¹B": (Product((Inverse(A), B)), np.linalg.inv(at["A"]) @ at["B"]),
        "diag(v)A": (Product((Diagonal(v), A)), np.diag(at["v"]) @ at["A"]),
        "A diag(v)": (Product((A, Diagonal(v))), at["A"] @ np.diag(at["v"])),
        "X𝟏": (Product((X, ones)), at["X"].sum(axis=1)),
        "𝟏ᵀA": (Product((Transpose(ones), A)), at["A"].sum(axis=0)),
        "vec X": (Vec(X), at["X"].T.ravel()),
        "K vec X": (Product((Commutation(M, N), Vec(X))), at["X"].ravel()),
    }


@pytest.mark.parametrize("name", values())
def test_matrices_in_numpy(name):
    formula, value = values()[name]
    found = eval(to_numpy(formula), {"np": np, "m": 2, "n": 3, **ARRAYS})  # noqa: S307 - our own
    np.testing.assert_allclose(found, value)


@pytest.mark.parametrize("name", values())
def test_matrices_in_sympy(name):
    import sympy

    formula, value = values()[name]
    given = {key: sympy.Matrix(array.tolist()) for key, array in ARRAYS.items()}
    found = eval(to_sympy(formula), {"sympy": sympy, "m": 2, "n": 3, **given})  # noqa: S307 - our own
    np.testing.assert_allclose(np.array(found.tolist(), float).reshape(value.shape), value)
