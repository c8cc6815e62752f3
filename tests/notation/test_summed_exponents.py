"""The logarithm of a sum of exponentials in code."""

import numpy as np
import pytest
import scipy

from jacobook import derive


@pytest.mark.parametrize("expr", ["logsumexp(x)*softmax(x)", "log(sum(exp(x)))*x", "logsumexp(x)**2"])
def test_it_does_not_overflow(expr):
    derivation = derive(expr, wrt="x", where="x: n")
    given = {"np": np, "scipy": scipy, "n": 3, "x": np.array([1000.0, 999.0, -1000.0]), "g": np.ones(3), "G": 1.0}
    given["g"] = 1.0 if expr.endswith("2") else given["g"]
    for code in (derivation.numerator.numpy, derivation.backward.numpy):
        assert np.isfinite(eval(code, given)).all()  # noqa: S307 - our own code
        assert "logsumexp(x)" in code


def test_a_logarithm_of_another_sum_stays_one():
    assert "logsumexp" not in derive("log(sum(y*exp(x)))*x", wrt="x", where="x: n, y: n positive").numerator.numpy
