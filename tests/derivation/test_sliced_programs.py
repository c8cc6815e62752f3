"""Programs that go slice by slice are right by JAX, which computes the question as it was asked, in one piece."""

import inspect

import numpy as np
import pytest

import random_slices
from jacobook import backward
from jacobook.errors import Refused
from random_slices import SIZES

REPORTED = [
    ("X @ x", "X,x", {"X": "b×t×n", "x": "n"}),
    ("tanh(X) @ x", "X,x", {"X": "b×t×n", "x": "n"}),
    ("B @ softmax(X, axis=0)", "B,X", {"X": "t×t×n", "B": "t×t"}),
    ("A @ cumsum(Z, axis=0)", "A,Z", {"A": "t×n", "Z": "b×n×t"}),
    ("(B @ X) * sum(X, axis=0, keepdims=True)", "B,X", {"X": "b×n×t", "B": "n×n"}),
    ("B @ (X / sum(X, axis=0))", "B,X", {"X": "b×n×t", "B": "t×n"}),
    ("einsum('btn,t->bn', X, y)", "X,y", {"X": "b×t×n", "y": "t"}),
    ("einsum('btn,b->tn', X, s)", "X,s", {"X": "b×t×n", "s": "b"}),
    ("(X * Y) @ x", "X,Y,x", {"X": "b×t×n", "Y": "b×t×n", "x": "n"}),
    ("X @ x + Y @ x", "X,Y,x", {"X": "b×t×n", "Y": "b×t×n", "x": "n"}),
]
LIBRARIES = ("numpy", "jax", "torch")


@pytest.fixture
def numbers(jax):
    """What the language calls by name, in JAX."""
    jnp = jax.numpy
    names = {name: getattr(jnp, name) for name in ("tanh", "exp", "sum", "mean", "cumsum", "einsum", "transpose")}
    return {**names, "softmax": jax.nn.softmax, "logsumexp": jax.nn.logsumexp}


def drawn(where, seed):
    draw = np.random.default_rng(seed)
    lengths = {name: [] if shape == "scalar" else shape.split("×") for name, shape in where.items()}
    return {name: draw.uniform(0.5, 1.5, [SIZES[each] for each in axes]) for name, axes in lengths.items()}


def wanted(jax, numbers, question, given, seed):
    """The value, an upstream gradient, and what it pulls back to."""
    expression, by = question

    def value(*at):
        return eval(expression, {**numbers, **given, **dict(zip(by, at, strict=True))})  # noqa: S307 (our own code)

    found, pull = jax.vjp(value, *(jax.numpy.asarray(given[name]) for name in by))
    upstream = np.random.default_rng(seed).standard_normal(np.shape(found))
    return found, upstream, pull(jax.numpy.asarray(upstream))


def run(made, library, by, given, upstream):
    """The value and the gradients of a program."""
    program: dict = {}
    exec(made.program(library), program)  # noqa: S102 - our own code
    if library == "numpy":
        value, saved = program["forward"](*(given[name] for name in inspect.signature(program["forward"]).parameters))
        found = program["backward"](saved, upstream)
        return value, found if len(by) > 1 else (found,)
    if library == "jax":
        import jax

        order = [*inspect.signature(program["forward"]).parameters]
        value, pull = jax.vjp(program["layer"], *(jax.numpy.asarray(given[name]) for name in order))
        found = dict(zip(order, pull(jax.numpy.asarray(upstream)), strict=True))
        return value, [found[name] for name in by]
    import torch

    order = [*inspect.signature(program["Layer"].forward).parameters][1:]
    tensors = {name: torch.tensor(given[name], requires_grad=name in by) for name in order}
    value = program["Layer"].apply(*tensors.values())
    value.backward(torch.tensor(upstream))
    return value.detach(), [tensors[name].grad for name in by]


def check(question, libraries, numbers, jax, seed=1):
    expression, wrt, where = question
    by, given = wrt.split(","), drawn(where, seed)
    made = backward(expression, wrt, where, prove=False)
    value, upstream, gradients = wanted(jax, numbers, (expression, by), given, seed)
    for library in libraries:
        got_value, got = run(made, library, by, given, upstream)
        np.testing.assert_allclose(np.asarray(got_value), value, rtol=1e-9, err_msg=expression)
        for one, right in zip(got, gradients, strict=True):
            assert np.shape(one) == right.shape, expression
            np.testing.assert_allclose(np.asarray(one), right, rtol=1e-8, atol=1e-10, err_msg=expression)


@pytest.mark.usefixtures("torch")
@pytest.mark.parametrize("question", REPORTED)
def test_a_slice_is_given_its_arguments_in_its_own_order(question, numbers, jax):
    check(question, LIBRARIES, numbers, jax)


@pytest.mark.oracle
@pytest.mark.parametrize("part", range(4))
@pytest.mark.usefixtures("torch")
def test_programs_of_random_questions_are_right_by_jax(part, numbers, jax):
    run_of = 0
    for seed in range(part, 96, 4):
        asked = random_slices.question(seed)
        library = LIBRARIES[seed // 4 % 3]
        try:
            check((asked.expression, asked.wrt, asked.where), [library], numbers, jax, seed)
        except Refused:
            continue
        run_of += 1
    assert run_of > 10
