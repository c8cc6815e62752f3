"""Random questions in the language of arrays: answers and backward passes are those of JAX."""

from __future__ import annotations

import ast

import jax
import jax.numpy as jnp
import numpy as np
import pytest
import scipy

from jacobook import derive
from jacobook.errors import Refused
from random_arrays import question

jax.config.update("jax_enable_x64", True)  # noqa: FBT003 (JAX asks for it so)

SIZES = {"m": 4, "n": 3, "p": 2}
LIBRARY = {
    name: getattr(jnp, name) for name in ("sum", "mean", "var", "exp", "tanh", "sin", "roll", "tril", "triu")
} | {
    "concatenate": jnp.concatenate,
    "array": lambda parts: jnp.stack([jnp.asarray(part) for part in parts]),
    "sigmoid": jax.nn.sigmoid,
    "softmax": jax.nn.softmax,
    "log_softmax": jax.nn.log_softmax,
    "logsumexp": jax.nn.logsumexp,
    "norm": jnp.linalg.norm,
}  # fmt: skip


class _Lists(ast.NodeTransformer):
    """Lists as arrays, but for those that are joined."""

    def visit_Call(self, node):
        if isinstance(node.func, ast.Name) and node.func.id == "concatenate":
            node.args[0].elts = [self.visit(part) for part in node.args[0].elts]
            return node
        return self.generic_visit(node)

    def visit_List(self, node):
        return ast.Call(ast.Name("array", ast.Load()), [self.generic_visit(node)], [])


def value(text, names):
    tree = ast.fix_missing_locations(_Lists().visit(ast.parse(text, mode="eval")))
    code = compile(tree, "question", "eval")
    return jnp.asarray(eval(code, {"__builtins__": {}}, {**LIBRARY, **SIZES, **names}))  # noqa: S307


def drawn(asked, seed):
    draw = np.random.default_rng(seed)
    found = {}
    for name, shape in asked.where.items():
        lengths = [] if shape == "scalar" else [eval(part, {}, SIZES) for part in shape.split("×")]  # noqa: S307
        found[name] = 0.7 * draw.standard_normal(lengths) if lengths else 0.8
    return found


def by_jax(asked, given):
    """The Jacobian with both sides stacked column by column; a gradient by a matrix is its transpose."""
    variable = jnp.asarray(given[asked.wrt])
    found = np.asarray(jax.jacobian(lambda each: value(asked.expression, given | {asked.wrt: each}))(variable))
    inner, outer = variable.ndim, found.ndim - variable.ndim
    if outer == 0:
        return found.T
    if (outer, inner) == (2, 0):
        return found
    axes = [*reversed(range(outer)), *reversed(range(outer, found.ndim))]
    return found.transpose(axes).reshape(int(np.prod(found.shape[:outer])), -1)


@pytest.mark.parametrize("seed", range(2000, 2012))
def test_a_random_question_is_answered_as_jax_answers_it(seed):
    asked = question(seed)
    given = drawn(asked, seed)
    answer = derive(asked.expression, wrt=asked.wrt, where=asked.where)
    try:
        code = answer.numerator.numpy
    except Refused:
        assert answer.has_components
        return
    names = {**given, **SIZES, "np": np, "scipy": scipy}
    wanted = by_jax(asked, given)
    found = np.asarray(eval(code, names))  # noqa: S307 (what is tested)
    np.testing.assert_allclose(found.reshape(wanted.shape), wanted, rtol=1e-6, atol=1e-8)
    form = answer.backward
    _, pullback = jax.vjp(
        lambda each: value(asked.expression, given | {asked.wrt: each}), jnp.asarray(given[asked.wrt])
    )
    upstream = np.random.default_rng(seed).standard_normal(np.shape(value(asked.expression, given)))
    gradient = np.asarray(eval(form.numpy, names | {form.upstream: upstream}))  # noqa: S307 (what is tested)
    wanted = np.asarray(pullback(upstream)[0])
    np.testing.assert_allclose(gradient.reshape(wanted.shape), wanted, rtol=1e-6, atol=1e-8)
