"""The answer in both layouts, as NumPy code, agrees with JAX for random expressions; hardly any is refused."""

import numpy as np
import pytest
import scipy
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from expressions import WHERE, expressions
from jacobook.derivation import derive
from jacobook.errors import Refused
from oracles import SIZES, jax_derivative, sample

pytestmark = pytest.mark.oracle


def in_numerator_layout(array, value_rank, ranks):
    """The derivative's array, value first, as the matrix that numerator layout makes of it."""
    if array.ndim > 2:
        last = next(rank for rank in reversed(ranks) if rank)
        split = array.ndim - last
        rows, columns = array.shape[:split], array.shape[split:]
        turned = array.transpose(*range(split)[::-1], *range(split, array.ndim)[::-1])
        return turned.reshape(int(np.prod(rows)), int(np.prod(columns)))
    if array.ndim == 2:
        return array.T if value_rank == 0 else array
    return array.reshape(-1, 1) if value_rank else array.reshape(1, -1)


def agrees_with_jax(text, wrt, sizes=SIZES[0]):
    derivation = derive(text, wrt, WHERE)
    values = sample({name: v for name, v in derivation.variables.items() if name in text or name in wrt}, sizes, 0)
    array = jax_derivative(derivation.expression, derivation.wrt, values, sizes)
    ranks = [len(variable.shape) for variable in derivation.wrt]
    want = in_numerator_layout(array, len(derivation.expression.shape), ranks)
    names = {**sizes, **values, "np": np, "scipy": scipy}
    for answer, expected in ((derivation.numerator, want), (derivation.denominator, want.T)):
        got = np.asarray(eval(answer.numpy, names), float)  # noqa: S307 - our own code
        assert got.size == expected.size, answer.numpy
        if got.ndim == 2:
            assert got.shape == expected.shape, answer.numpy
        scale = max(1.0, np.abs(expected).max(initial=0))
        np.testing.assert_allclose(got.reshape(expected.shape), expected, rtol=1e-7, atol=1e-8 * scale)


@given(text=expressions(), wrt=st.sampled_from(["a", "x", "x", "z", "B", "A"]))
@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_first_derivatives(jax, text, wrt):
    try:
        agrees_with_jax(text, wrt)
    except Refused as refusal:
        event(str(refusal).splitlines()[0])


@given(text=expressions(shape=(), depth=2), wrt=st.sampled_from(["x,x", "x,y", "a,x", "x,z", "B,x"]))
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_second_derivatives(jax, text, wrt):
    try:
        agrees_with_jax(text, wrt)
    except Refused as refusal:
        event(str(refusal).splitlines()[0])
