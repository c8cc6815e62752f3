"""PyTorch code of functions that take real numbers, at values that are complex by their type alone, is run."""

import numpy as np
import pytest
import scipy.special

from jacobook import derive
from jacobook.errors import Refused

SIZES = {"n": 3, "m": 2}
DECLARED = {"z": "n complex", "Z": "m×n complex", "A": "m×n", "c": "scalar complex"}
_INNER = {"z": ["real(z)", "imag(z)", "abs(z)", "abs(z)**2"], "Z": ["real(Z)", "abs(Z)"], "c": ["real(c)", "abs(c)"]}
_OUTER = {
    "z": [
        *(
            "relu({0})",
            "softmax({0})",
            "log_softmax({0})",
            "logsumexp({0})",
            "max({0})",
            "hardmax({0}) @ z",
            "erf({0})",
        ),
        *("gelu({0})", "sign({0}) * z", "maximum({0}, imag(z))", "A @ relu({0})", "softplus({0})", "silu({0})"),
        *("cumsum({0})", "cumprod({0})", "prod({0})", "norm(relu({0}))**2", "softmax({0}) * z", "leaky_relu({0})"),
    ],
    "Z": ["softmax({0}, axis=1)", "softmax({0}, axis=0)", "relu({0})", "max({0}, axis=1)", "A * relu({0})"],
    "c": ["relu({0})", "erf({0})", "softplus({0})", "maximum({0}, 0.3)"],
}
QUESTIONS = [(outer.format(inner), by) for by, inners in _INNER.items() for inner in inners for outer in _OUTER[by]]


def drawn(name, seed):
    draw = np.random.default_rng(seed)
    shape, _, kind = DECLARED[name].partition(" ")
    lengths = () if shape == "scalar" else tuple(SIZES[each] for each in shape.split("×"))
    value = draw.standard_normal(lengths)
    return value + 1j * draw.standard_normal(lengths) if kind else value


def run(code, given, torch):
    tensors = {name: torch.as_tensor(value) for name, value in given.items()}
    found = eval(code, {"torch": torch, **SIZES, **tensors})  # noqa: S307 - our own code
    return torch.as_tensor(found).resolve_conj().numpy()


@pytest.mark.parametrize(("expression", "by"), QUESTIONS)
def test_code_for_torch_has_the_values_of_code_for_numpy(expression, by, torch):
    where = {name: declared for name, declared in DECLARED.items() if name in _letters(expression)}
    derivation = derive(expression, by, where, prove=False)
    given = {name: drawn(name, seed) for seed, name in enumerate(where)}
    made = 0
    for name in ("numerator", "denominator", "backward"):
        try:
            form = getattr(derivation, name)
            codes = form.torch, form.numpy
        except Refused:
            continue
        passed = dict(given)
        if name == "backward":
            shape = [each.size(SIZES) for each in derivation.expression.shape]
            upstream = np.random.default_rng(7).standard_normal(shape)
            # What comes back to a real value is real.
            passed[form.upstream] = upstream if derivation.question.value_is_real else upstream + 0j
        found = run(codes[0], passed, torch)
        wanted = eval(codes[1], {"np": np, "scipy": scipy, **SIZES, **passed})  # noqa: S307 - our own code
        np.testing.assert_allclose(found, wanted, rtol=1e-9, atol=1e-12, err_msg=f"{name}: {codes[0]}")
        made += 1
    assert made


def _letters(expression):
    return "".join(sign if sign.isalnum() or sign == "_" else " " for sign in expression).split()
