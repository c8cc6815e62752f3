"""No claim is called right that is wrong, and none wrong that is right: against NumPy, in random writings."""

import ast
import random
import tomllib
from pathlib import Path

import numpy as np
import pytest

from claims.rewriting import mutated, rewritten
from jacobook.derivation import derive
from jacobook.errors import JacobookError


def in_python(text):
    """Whether a formula is in the language itself, whose grammar is Python's."""
    try:
        ast.parse(text, mode="eval")
    except SyntaxError:
        return False
    return True


CLAIMS = [
    claim
    for claim in tomllib.loads(Path(__file__).with_name("claims.toml").read_text(encoding="utf-8"))["claims"]
    if in_python(claim["of"]) and in_python(claim["claim"])
]
RIGHT = [
    row
    for row in CLAIMS
    if row["kind"] == "right" and row["form"] in ("numerator", "denominator") and "where(" not in row["claim"]
]
SIZES = {"n": 3, "m": 2, "p": 4, "q": 5}


def softmax(x):
    return np.exp(x) / np.sum(np.exp(x))


FUNCTIONS = {
    "exp": np.exp, "log": np.log, "tanh": np.tanh, "sqrt": np.sqrt, "sum": np.sum, "outer": np.outer, "kron": np.kron,
    "inv": np.linalg.inv, "trace": np.trace, "det": np.linalg.det, "norm": np.linalg.norm, "diag": np.diag,
    "softmax": softmax, "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
}  # fmt: skip


def question(row):
    return derive(row["of"], row["by"], row.get("where"), row.get("order", 1), prove=False)


def computed(text, derivation):
    """The value of a claim by NumPy at a random point; None where it has none."""
    numbers = np.random.default_rng(7)
    known = {
        name: numbers.uniform(0.5, 2, [dimension.size(SIZES) for dimension in variable.shape])
        for name, variable in derivation.variables.items()
    }
    try:
        with np.errstate(all="ignore"):
            return np.array(eval(text, {}, {**FUNCTIONS, **known}), dtype=float)  # noqa: S307 - our own claims
    except (ValueError, np.linalg.LinAlgError, TypeError):
        return None


def is_same(left, right):
    return left is not None and left.shape == right.shape and np.allclose(left, right, rtol=1e-9, atol=1e-12)


def judged(row, text):
    """Whether a text is right by the verdict and by NumPy; None for the verdict where it is not read."""
    derivation = question(row)
    wanted, given = computed(row["claim"], derivation), computed(text, derivation)
    try:
        right = derivation.matches(text).right
    except JacobookError:
        right = None
    forms = [wanted, wanted.T]
    return right, any(is_same(given, form) for form in forms)


@pytest.mark.parametrize("seed", [*range(2), *(pytest.param(n, marks=pytest.mark.thorough) for n in range(2, 10))])
def test_what_is_right_is_right_in_every_writing(seed):
    chance = random.Random(seed)  # noqa: S311 - no secret
    for row in RIGHT:
        text = rewritten(rewritten(row["claim"], chance), chance)
        right, same = judged(row, text)
        assert same, text
        assert right, f"{text} for {row['of']} by {row['by']}"


@pytest.mark.parametrize("seed", [*range(2), *(pytest.param(n, marks=pytest.mark.thorough) for n in range(2, 12))])
def test_a_mutation_is_right_only_where_numpy_says_so(seed):
    chance = random.Random(seed)  # noqa: S311 - no secret
    for row in RIGHT:
        text = mutated(row["claim"], chance)
        right, same = judged(row, text)
        if right is not None:
            assert right == same, f"{text} for {row['of']} by {row['by']}"
