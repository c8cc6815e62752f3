"""The answer in both layouts, as NumPy code, agrees with JAX for random expressions; hardly any is refused."""

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from expressions import declared, expressions
from jacobook.derivation import derive
from jacobook.errors import Refused
from oracles import SIZES, jax_derivative, same_in_both_layouts, sample

pytestmark = [pytest.mark.oracle, pytest.mark.thorough]


def agrees_with_jax(text, wrt, sizes=SIZES[0]):
    derivation = derive(text, wrt, declared(text, wrt))
    values = sample({name: v for name, v in derivation.variables.items() if name in text or name in wrt}, sizes, 0)
    array = jax_derivative(derivation.expression, derivation.wrt, values, sizes)
    assert same_in_both_layouts(derivation, array, values, sizes)


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
