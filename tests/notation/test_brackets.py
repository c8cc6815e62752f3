"""Brackets in code: where one is 0, what stands beside it may be too large for a number, or none at all."""

import inspect

import numpy as np
import pytest
import scipy

from jacobook import backward, derive

GUARDED = [
    ("sum(where(x < 700, exp(x), x))", [0.0, 1.0, 1000.0], [1.0, np.e, 1.0]),
    ("sum(where(x < 20, log(1 + exp(x)), x))", [0.0, 30.0, 1000.0], [0.5, 1.0, 1.0]),
    ("sum(where(x > -20, x, cosh(x)))", [0.0, 1.0, 1000.0], [1.0, 1.0, 1.0]),
    ("sum(where(x > 0, x, exp(-x) - 1))", [1.0, 1000.0, 2.0], [1.0, 1.0, 1.0]),
    ("where(x @ x < 700, exp(x @ x), 0)", [0.0, 0.0, 1000.0], [0.0, 0.0, 0.0]),
    ("sum(where(x < 700, x*exp(x), x))", [0.0, 0.0, 1000.0], [1.0, 1.0, 1.0]),
]


@pytest.mark.parametrize(("expr", "at", "slope"), GUARDED)
def test_a_bracket_of_zero_keeps_what_overflows_away(expr, at, slope):
    derivation = derive(expr, wrt="x", where="x: n")
    given = {"np": np, "scipy": scipy, "n": 3, "x": np.array(at), "g": 1.0}
    codes = [derivation.numerator.numpy, derivation.denominator.numpy, derivation.array, derivation.backward.numpy]
    program = {}
    exec(backward(expr, wrt="x", where="x: n").program("numpy"), program)  # noqa: S102 - our own code
    with np.errstate(all="ignore"):
        for code in codes:
            assert eval(code, given) == pytest.approx(slope), code  # noqa: S307 - our own code
        _, saved = program["forward"](*(given[name] for name in inspect.signature(program["forward"]).parameters))
        assert program["backward"](saved, 1.0) == pytest.approx(slope)


def test_in_pytorch_as_well():
    torch = pytest.importorskip("torch")
    code = derive("sum(where(x < 700, exp(x), x))", wrt="x", where="x: n").backward.torch
    given = {"torch": torch, "x": torch.tensor([0.0, 1000.0], dtype=torch.double), "g": 1.0}
    assert eval(code, given).tolist() == [1.0, 1.0]  # noqa: S307 - our own code


def test_a_bracket_beside_what_is_always_finite_stays_a_factor():
    found = derive("relu(X)", wrt="X", where="X: n×m").backward
    assert found.numpy == "G * np.where(X > 0, 1.0, 0.0)"
