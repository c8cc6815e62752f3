"""Backward passes of random expressions, with values of every shape, agree with `jax.vjp`, and so do their programs."""

from random import Random

import numpy as np
import pytest
import scipy

import random_expressions
from jacobook import backward, derive
from jacobook.errors import JacobookError
from oracles import SIZES, jax_value, sample

pytestmark = [pytest.mark.oracle, pytest.mark.thorough]

SHAPES = [(), ("n",), ("m",), ("n", "n"), ("m", "n"), ("n", "m")]
SEEDS = range(36)


def question(seed):
    """An expression of a shape, the variables that occur in it, and one of them."""
    draw = Random(seed)  # noqa: S311 - questions, not secrets
    text = random_expressions.expression(draw, SHAPES[seed % len(SHAPES)], 3)
    letters = "".join(c if c.isalnum() or c == "_" else " " for c in text).split()
    occurring = {name: shape for name, shape in random_expressions.WHERE.items() if name in letters}
    return text, occurring, draw.choice(list(occurring)) if occurring else ""


@pytest.mark.parametrize("seed", SEEDS)
def test_it_agrees_with_jax(jax, seed):
    text, where, wrt = question(seed)
    if not wrt:
        pytest.skip("a constant")
    try:
        derivation = derive(text, wrt=wrt, where=where, prove=False)
        answer = derivation.backward
    except JacobookError as refusal:
        pytest.skip(str(refusal).splitlines()[0])
    sizes = SIZES[0]
    values = sample(dict(derivation.variables), sizes, seed)
    value, pull = jax.vjp(
        lambda x: jax_value(derivation.expression, {**values, wrt: x}, sizes), jax.numpy.asarray(values[wrt], float)
    )
    upstream = np.random.default_rng(seed).standard_normal(np.shape(value))
    (wanted,) = pull(jax.numpy.asarray(upstream))
    names = {**sizes, **values, answer.upstream: upstream, "np": np, "scipy": scipy}
    got = np.asarray(eval(answer.numpy, names))  # noqa: S307 - our own code
    assert got.shape == wanted.shape
    np.testing.assert_allclose(got, wanted, rtol=1e-7, atol=1e-8 * max(1.0, np.abs(wanted).max(initial=0)))


@pytest.mark.parametrize("seed", SEEDS)
def test_its_program_agrees_with_jax(jax, seed):
    text, where, wrt = question(seed)
    if not wrt:
        pytest.skip("a constant")
    names = list(where)
    try:
        derivation = derive(text, wrt=wrt, where=where, prove=False)
        found = backward(text, names, where, prove=False)
        source = found.program("numpy")
    except JacobookError as refusal:
        pytest.skip(str(refusal).splitlines()[0])
    sizes = SIZES[0]
    values = sample(dict(derivation.variables), sizes, seed)
    program: dict = {}
    exec(source, program)  # noqa: S102 - our own code
    head = next(line for line in source.splitlines() if line.startswith("def forward("))
    order = head[len("def forward(") : -len("):")].split(", ")
    value, saved = program["forward"](*(values[name] for name in order))
    upstream = np.random.default_rng(seed).standard_normal(np.shape(value))
    got = program["backward"](saved, upstream)

    def forward(*by):
        return jax_value(derivation.expression, {**values, **dict(zip(names, by, strict=True))}, sizes)

    wanted_value, pull = jax.vjp(forward, *(jax.numpy.asarray(values[name], float) for name in names))
    np.testing.assert_allclose(value, wanted_value, rtol=1e-7)
    for one, wanted in zip(got if len(names) > 1 else [got], pull(jax.numpy.asarray(upstream)), strict=True):
        assert np.shape(one) == wanted.shape
        np.testing.assert_allclose(one, wanted, rtol=1e-6, atol=1e-8 * max(1.0, np.abs(wanted).max(initial=0)))
