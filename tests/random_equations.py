"""Random compositions of functions that equations define with the rest of the language, three levels deep.

`python tests/random_equations.py FIRST LAST` compares the backward passes of these questions with JAX's, and prints
what was found: the seeds of those that differ, the reasons of those that are refused, and the median time.
"""

from __future__ import annotations

import random
import re
import statistics
import sys
import time
from collections import Counter
from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np
import scipy
from numpy.polynomial.legendre import leggauss

from jacobook import derive
from jacobook.errors import JacobookError

jax.config.update("jax_enable_x64", True)  # noqa: FBT003 (JAX asks for it so)

SIZES = {"n": 3, "m": 4}
DECLARED = {
    "A": "n×n",
    "B": "n×n",
    "P": "n×n positive definite",
    "Q": "n×n positive definite",
    "T": "m×n",
    "X": "m×n",
    "u": "m",
    "v": "n",
    "w": "n",
    "a": "scalar",
}
"""Scalars, vectors, and square, definite and tall matrices."""
_WAYS = {
    "scalar": [
        "({vector}) @ ({vector})", "trace({square})", "logdet({definite})", "norm({vector})**2", 'norm({tall}, "nuc")',
        "norm({tall}, 2)", "sum(({square}) * ({square}))", "sum(log(diag(cholesky({definite}))))", "a * ({scalar})",
        "({vector}) @ solve({definite}, {vector})", "trace(expm(({square}) / 3))", "trace(sqrtm({definite}))",
    ],
    "vector": [
        "({square}) @ ({vector})", "solve({definite}, {vector})", "eigvalsh({symmetric})", "svdvals({tall})",
        "lstsq({tall}, u)", "diag({square})", "tanh({vector})", "a * ({vector})",
        "solve(cholesky({definite}), {vector})",
        "({vector}) + ({vector})", "({tall}).T @ u",
    ],
    "square": [
        "({square}) @ ({square})", "tanh({square})", "expm(({square}) / 3)", "sqrtm({definite})", "logm({definite})",
        "cholesky({definite})", "inv({definite})", "solve({definite}, {square})", "({square}).T",
        "solve_sylvester({definite}, {definite}, {square})", "pinv({tall}) @ ({tall})", "outer({vector}, {vector})",
        "(eigh({symmetric}).eigenvectors)**2", "(svd({tall}).V)**2", "(qr({tall}).R)**2", "({square}) + ({square})",
        "({square}) * ({square})", "{definite}", "solve_discrete_lyapunov({square}, {square})",
    ],
    "symmetric": ["({square}) + ({same}).T", "({tall}).T @ ({same})", "{definite}"],
    "definite": [
        "({square}) @ ({same}).T + eye(n)", "({tall}).T @ ({same}) + eye(n)", "({definite}) + ({definite})",
        "inv({definite})", "diag(exp({vector}))", "a**2 * eye(n) + ({definite})",
    ],
    "tall": ["({tall}) @ ({square})", "sin({tall})", "({tall}) + ({tall})", "outer(u, {vector}) + ({tall})"],
}  # fmt: skip
_LEAVES = {
    "scalar": ["a"],
    "vector": ["v", "w"],
    "square": ["A", "B", "P"],
    "symmetric": ["P", "Q"],
    "definite": ["P", "Q"],
    "tall": ["T", "X"],
}


@dataclass(frozen=True)
class Question:
    """An expression, the declarations of its variables, and the one by which it is differentiated."""

    expression: str
    where: dict[str, str]
    wrt: str


@dataclass
class _Making:
    draw: random.Random

    def value(self, kind: str, depth: int) -> str:
        if not depth:
            return self.draw.choice(_LEAVES[kind])
        template = self.draw.choice(_WAYS[kind])
        parts, rest, drawn = [], template, ""
        while "{" in rest:
            before, _, after = rest.partition("{")
            inner, _, rest = after.partition("}")
            if inner != "same":
                drawn = self.value(inner, self.draw.randint(max(depth - 2, 0), depth - 1))
            parts += [before, drawn]
        return "".join(parts) + rest


def question(seed: int, depth: int = 3) -> Question:
    """The question of a seed."""
    making = _Making(random.Random(seed))  # noqa: S311 - nothing secret
    expression = making.value(making.draw.choice(["scalar", "scalar", "vector", "square"]), depth)
    names = [name for name in DECLARED if _occurs(name, expression)]
    return Question(expression, {name: DECLARED[name] for name in names}, making.draw.choice(names))


def _occurs(name: str, expression: str) -> bool:
    return re.search(rf"(?<![.\w]){name}\b", expression) is not None


def _square_root(A):
    """Denman and Beavers' iteration."""
    X, Y = A, jnp.eye(len(A))
    for _ in range(16):
        X, Y = (X + jnp.linalg.inv(Y)) / 2, (Y + jnp.linalg.inv(X)) / 2
    return X


def _logarithm(A):
    """2ᵏ times the logarithm of the 2ᵏ-th root, as an integral."""
    root = A
    for _ in range(4):
        root = _square_root(root)
    E, (nodes, weights) = root - jnp.eye(len(A)), leggauss(16)
    parts = (w / 2 * E @ jnp.linalg.inv(jnp.eye(len(A)) + (t + 1) / 2 * E) for t, w in zip(nodes, weights, strict=True))
    return 16 * sum(parts)


def _sylvester(A, B, C):
    system = jnp.kron(A, jnp.eye(len(B))) + jnp.kron(jnp.eye(len(A)), B.T)
    return jnp.linalg.solve(system, C.reshape(-1)).reshape(C.shape)


def _discrete_lyapunov(A, Q):
    system = jnp.eye(len(A) ** 2) - jnp.kron(A, A)
    return jnp.linalg.solve(system, Q.reshape(-1)).reshape(Q.shape)


@dataclass(frozen=True)
class _Parts:
    eigenvectors: object = None
    V: object = None
    R: object = None


LIBRARY = {
    **{name: getattr(jnp, name) for name in ("trace", "sum", "log", "exp", "diag", "tanh", "sin", "eye", "outer")},
    "norm": jnp.linalg.norm,
    "logdet": lambda A: jnp.linalg.slogdet(A)[1],
    "inv": jnp.linalg.inv,
    "cholesky": jnp.linalg.cholesky,
    "solve": jnp.linalg.solve,
    "expm": jax.scipy.linalg.expm,
    "sqrtm": _square_root,
    "logm": _logarithm,
    "eigvalsh": jnp.linalg.eigvalsh,
    "svdvals": lambda A: jnp.linalg.svd(A, compute_uv=False),
    "pinv": lambda A: jnp.linalg.inv(A.T @ A) @ A.T,
    "lstsq": lambda A, b: jnp.linalg.inv(A.T @ A) @ A.T @ b,
    "solve_sylvester": _sylvester,
    "solve_discrete_lyapunov": _discrete_lyapunov,
    "eigh": lambda A: _Parts(eigenvectors=jnp.linalg.eigh(A)[1]),
    "svd": lambda A: _Parts(V=jnp.linalg.svd(A, full_matrices=False)[2].T),
    "qr": lambda A: _Parts(R=jnp.linalg.qr(A)[1]),
}


def point(asked: Question, seed: int) -> dict[str, np.ndarray]:
    """Values of the variables."""
    random_numbers = np.random.default_rng(seed)
    found = {}
    for name, declared in asked.where.items():
        shape = [SIZES[each] for each in declared.split()[0].split("×")] if declared != "scalar" else []
        value = random_numbers.standard_normal(shape)
        found[name] = value @ value.T + np.eye(len(value)) if "definite" in declared else value
    return found


def compared(seed: int, depth: int = 3) -> tuple[str, float]:
    """Whether a backward pass is right, refused, wrong or not comparable, and the time that it took to write it."""
    asked = question(seed, depth)
    at = point(asked, seed)

    def value(moved):
        return eval(asked.expression, {**LIBRARY, **SIZES, **at, asked.wrt: moved})  # noqa: S307 - our own question

    out, pull = jax.vjp(value, jnp.asarray(at[asked.wrt]))
    upstream = np.random.default_rng(seed + 1).standard_normal(out.shape)
    (expected,) = pull(jnp.asarray(upstream))
    if not np.all(np.isfinite(expected)) or np.abs(expected).max() > 1e8:
        return "no value", 0.0
    began = time.process_time()
    try:
        back = derive(asked.expression, wrt=asked.wrt, where=asked.where, prove=False).backward
    except JacobookError as refusal:
        return f"refused: {refusal.message[:60]}", 0.0
    took = time.process_time() - began
    names = {**SIZES, **at, back.upstream: upstream, "np": np, "scipy": scipy}
    got = np.asarray(eval(back.numpy, names))  # noqa: S307 - our own code
    scale = max(1.0, float(np.abs(expected).max()))
    right = got.shape == expected.shape and np.allclose(got, expected, rtol=1e-5, atol=1e-6 * scale)
    return "right" if right else "wrong", took


def main(first: int, last: int) -> None:
    found: Counter[str] = Counter()
    times = []
    for seed in range(first, last):
        try:
            verdict, took = compared(seed)
        except Exception as error:  # noqa: BLE001 - whatever happens is a finding
            verdict, took = f"error: {type(error).__name__} {str(error)[:80]}", 0.0
        found[verdict] += 1
        if verdict == "right":
            times.append(took)
        elif verdict != "no value":
            print(seed, verdict, "|", question(seed).expression, "|", question(seed).wrt, flush=True)  # noqa: T201
    print(dict(found), f"median {statistics.median(times or [0]):.4f} s")  # noqa: T201


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
