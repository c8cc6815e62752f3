"""Random questions in complex variables, held against JAX and PyTorch: both derivatives, the gradient, backward passes.

python tests/random_complex.py [COUNT] [FIRST]      prints what disagrees, and how many were answered or refused
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from dataclasses import dataclass

import numpy as np

from jacobook import derive
from jacobook.errors import JacobookError

DECLARED = {
    "z": "n complex",
    "w": "n complex",
    "c": "scalar complex",
    "x": "n",
    "s": "scalar positive",
    "A": "m×n complex",
    "S": "n×n complex",
    "Q": "n×n hermitian",
    "Z": "n×p complex",
    "b": "m complex",
}
SIZES = {"n": 3, "m": 2, "p": 2}
HOLOMORPHIC = ("exp", "sin", "cos", "sinh", "cosh")


@dataclass(frozen=True)
class Question:
    """An expression, the variable, and the declarations of all that stand in it."""

    expression: str
    wrt: str
    where: dict[str, str]


def question(seed: int) -> Question:
    """A random question about complex variables."""
    draw = random.Random(seed)  # noqa: S311 - a test
    while True:
        text = draw.choice((_number, _number, _vector, _matrix))(draw, draw.randint(1, 3))
        where = {name: shape for name, shape in DECLARED.items() if _holds(text, name)}
        candidates = [name for name, shape in where.items() if "complex" in shape or name in ("x", "s")]
        if any("complex" in shape for shape in where.values()):
            return Question(text, draw.choice(candidates), where)


def _holds(text: str, name: str) -> bool:
    return any(
        part == name for part in "".join(sign if sign.isalnum() or sign == "_" else " " for sign in text).split()
    )


def _number(draw: random.Random, depth: int) -> str:
    if depth == 0:
        return draw.choice(("c", "c", "conj(c)", "s", "2", "1j"))
    v, m = _vector(draw, depth - 1), _square(draw, depth - 1)
    n = _number(draw, depth - 1)
    return draw.choice(
        (
            f"norm({v})**2",
            f"norm({v})",
            f"conj({v}) @ {_vector(draw, 0)}",
            f"({v}) @ ({_vector(draw, 0)})",
            f"real(conj({v}) @ Q @ ({v}))",
            f"real({n})",
            f"imag({n})",
            f"abs({n})**2",
            f"abs({n})",
            f"conj({n})",
            f"({n})*({_number(draw, 0)})",
            f"({n}) + ({_number(draw, 0)})",
            f"({n})/(1 + abs({_number(draw, 0)})**2)",
            f"({n})**2",
            f"{draw.choice(HOLOMORPHIC)}(0.3*({n}))",
            f"sum(abs({v}))",
            f"sum({v})",
            f"trace({m})",
            f"det({m})",
            f"abs(det({m}))**2",
            f"log(1 + abs({n})**2)",
            "logdet(eye(n) + Z @ Z.H)",
            f"real(trace({m}))",
            f"trace(({m}).H @ ({m}))",
        )
    )


def _vector(draw: random.Random, depth: int) -> str:
    if depth == 0:
        return draw.choice(("z", "z", "w", "conj(z)", "x"))
    v = _vector(draw, depth - 1)
    return draw.choice(
        (
            f"({v})*({_vector(draw, 0)})",
            f"({v}) + ({_vector(draw, 0)})",
            f"({v}) - ({_vector(draw, 0)})",
            f"conj({v})",
            f"({_square(draw, depth - 1)}) @ ({v})",
            f"A.H @ (A @ ({v}) - b)",
            f"({_number(draw, depth - 1)})*({v})",
            f"exp(0.3*({v}))",
            f"real({v})",
            f"abs({v})",
            f"({v})/norm({_vector(draw, 0)})",
            f"inv(2*eye(n) + Z @ Z.H) @ ({v})",
        )
    )


def _square(draw: random.Random, depth: int) -> str:
    if depth == 0:
        return draw.choice(("S", "S", "Q", "S.H", "conj(S)", "S.T"))
    m = _square(draw, depth - 1)
    return draw.choice(
        (
            f"({m}) @ ({_square(draw, 0)})",
            f"({m}) + ({_square(draw, 0)})",
            f"({m}).H",
            f"conj({m})",
            f"inv(3*eye(n) + 0.3*({m}))",
            f"({_number(draw, 0)})*({m})",
            "Z @ Z.H",
            f"outer({_vector(draw, 0)}, conj({_vector(draw, 0)}))",
        )
    )


def _matrix(draw: random.Random, depth: int) -> str:
    return draw.choice((f"({_square(draw, depth - 1)}) @ Z", f"A @ ({_square(draw, depth - 1)})", _square(draw, depth)))


def point(asked: Question, seed: int) -> dict[str, np.ndarray]:
    """Random values of the variables."""
    draw = np.random.default_rng(seed)
    found = {}
    for name, declared in asked.where.items():
        shape, _, properties = declared.partition(" ")
        lengths = () if shape == "scalar" else tuple(SIZES[each] for each in shape.split("×"))
        value = draw.normal(size=lengths)
        if properties in ("complex", "hermitian"):
            value = value + 1j * draw.normal(size=lengths)
        if properties == "hermitian":
            value = (value + value.conj().T) / 2
        found[name] = np.abs(value) + 0.3 if properties == "positive" else value
    return found


def problems(asked: Question, seed: int) -> list[str]:
    """What of the answer disagrees with JAX or PyTorch. Raises `JacobookError` where there is no answer."""
    derivation = derive(asked.expression, asked.wrt, asked.where)
    given = point(asked, seed)
    said = []
    along, across = _by_parts(derivation, given)
    is_complex = "complex" in asked.where[asked.wrt]
    wanted = (along - 1j * across) / 2 if is_complex else along
    answers = [("z", derivation, wanted)]
    if is_complex:
        answers.append(("conj(z)", derivation.conjugate, (along + 1j * across) / 2))
    for by, answer, right in answers:
        for laid in answer.answers:
            found = _value(laid.printed("numpy"), given)
            if not _close(found, _arranged(right, derivation, str(laid.layout), laid)):
                said.append(f"{by}, {laid.layout}: {laid.text}")
    said += _of_backward(derivation, given, seed)
    return said


def _by_parts(derivation, given):
    """The derivatives along real and imaginary parts, the axes of the value first."""
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)  # noqa: FBT003 - as JAX has it
    code, name = derivation_value(derivation, "jax"), derivation.question.by.name

    def value(at):
        return eval(code, {"jax": jax, "jnp": jnp, **SIZES, **given, name: at})  # noqa: S307 - our own code

    def moved(x, y):
        return jnp.asarray(value(x + 1j * y), dtype=complex)

    here = given[name]
    if not np.iscomplexobj(here):
        return np.asarray(jax.jacfwd(lambda x: jnp.asarray(value(x), dtype=complex))(jnp.asarray(here))), 0
    parts = (jnp.asarray(here.real), jnp.asarray(here.imag))
    return tuple(map(np.asarray, jax.jacfwd(moved, (0, 1))(*parts)))


def derivation_value(derivation, notation):
    """The expression as code."""
    from jacobook.layout.formulas.formula import MatrixForm
    from jacobook.notation.notations import NOTATIONS

    return NOTATIONS[notation].form(MatrixForm(derivation.value), derivation.names)


def _value(code, given, **more):
    names = {name: value.item() if value.ndim == 0 else value for name, value in given.items()}
    return eval(code, {"np": np, **SIZES, **names, **more})  # noqa: S307 - our own code


def _arranged(right, derivation, layout, laid):
    """The derivative, the axes of the value first, as a layout has it."""
    value, variable = len(derivation.expression.shape), len(derivation.question.by.shape)
    free = value + variable
    if free == 0:
        return right
    if free > 2:
        axes = (*reversed(range(value)), *reversed(range(value, free)))
        turned = right.transpose(axes)
        rows = int(np.prod([turned.shape[k] for k in range(value)]))
        numerator = turned.reshape(rows, -1)
    elif value == 0 and variable == 2:
        numerator = right.T
    elif free == 1:
        numerator = right.reshape(-1, 1) if value else right.reshape(1, -1)
    else:
        numerator = right
    arranged = numerator if layout == "numerator" else numerator.T
    return arranged.reshape(-1) if free == 1 else arranged


def _close(found, right) -> bool:
    found, right = np.asarray(found), np.asarray(right)
    if found.size != right.size:
        return False
    return bool(np.allclose(found.reshape(right.shape), right, rtol=1e-6, atol=1e-7 * max(1.0, np.abs(right).max())))


def _of_backward(derivation, given, seed):
    """The backward pass against torch.autograd and jax.vjp, each in its own convention."""
    import jax
    import jax.numpy as jnp
    import torch

    passed, name = derivation.backward, derivation.question.by.name
    shape = tuple(SIZES[str(each)] for each in derivation.expression.shape)
    draw = np.random.default_rng(seed + 1)
    code = derivation_value(derivation, "jax")

    def value(at):
        return jnp.asarray(eval(code, {"jax": jax, "jnp": jnp, **SIZES, **given, name: at}))  # noqa: S307

    out, pull = jax.vjp(value, jnp.asarray(given[name]))
    upstream = draw.normal(size=shape)
    real = derivation.question.value_is_real
    if not real:
        upstream = upstream + 1j * draw.normal(size=shape)
    cast = upstream.astype(out.dtype) if jnp.iscomplexobj(out) else upstream.real
    said = []
    by_jax = np.asarray(pull(jnp.asarray(cast))[0])
    named = {passed.upstream: upstream.item() if upstream.ndim == 0 else upstream}
    found = _value(passed.printed("jax").replace("jnp.", "np."), given, **named)
    if (real or jnp.iscomplexobj(out)) and not _close(found, by_jax):
        said.append(f"backward, JAX: {passed.printed('jax')}")
    tensors = {each: torch.tensor(array) for each, array in given.items()}
    tensors[name].requires_grad_()
    written = derivation_value(derivation, "torch")
    try:
        result = torch.as_tensor(eval(written, {"torch": torch, **SIZES, **tensors}))  # noqa: S307
    except RuntimeError as error:
        if "imag is not implemented" in str(error):
            return said
        raise
    if (real or result.is_complex()) and result.requires_grad:
        given_up = torch.tensor(upstream, dtype=result.dtype) if result.is_complex() else torch.tensor(upstream.real)
        (by_torch,) = torch.autograd.grad(result, tensors[name], given_up, allow_unused=True)
        by_torch = np.zeros(given[name].shape) if by_torch is None else by_torch.resolve_conj().numpy()
        if not _close(_value(passed.printed("numpy"), given, **named), by_torch):
            said.append(f"backward, PyTorch: {passed.text}")
    return said


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """Try as many questions as are asked for."""
    count, first = (*map(int, sys.argv[1:]), *(100, 0)[len(sys.argv) - 1 :])
    outcomes: Counter[str] = Counter()
    refusals: Counter[str] = Counter()
    begun = time.process_time()
    for seed in range(first, first + count):
        asked = question(seed)
        try:
            said = problems(asked, seed)
        except JacobookError as refused:
            outcomes["refused"] += 1
            refusals[refused.message[:70]] += 1
            continue
        except Exception as error:  # noqa: BLE001 - a crash is what is looked for
            said = [f"{type(error).__name__}: {str(error)[:200]}"]
        outcomes["wrong" if said else "right"] += 1
        for each in said:
            _say(f"{seed}: {asked.expression} by {asked.wrt}: {each}")
    _say(f"{dict(outcomes)} {time.process_time() - begun:.0f} s of processor time")
    for words, times in refusals.most_common(12):
        _say(f"  {times} × {words}")


if __name__ == "__main__":
    main()
