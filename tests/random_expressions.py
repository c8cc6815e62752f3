"""Random well-typed questions over the whole language, by seed: the same seed is the same question."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

# Names that also name indices and dimensions elsewhere: i, j, k must not be captured.
WHERE = {
    "a": "scalar",
    "t": "scalar",
    "x": "n",
    "i": "n",
    "j": "m",
    "A": "m×n",
    "B": "n×n",
    "S": "n×n symmetric",
    "C": "n×m",
}
_LEAVES = {
    (): ["a", "t", "2", "0.5", "n"],
    ("n",): ["x", "i", "x", "ones(n)"],
    ("m",): ["j"],
    ("m", "n"): ["A"],
    ("n", "m"): ["C"],
    ("n", "n"): ["B", "S", "eye(n)"],
    ("m", "m"): ["(A @ C)", "eye(m)"],
}
_SMOOTH = ("exp", "sin", "cos", "tanh", "sigmoid", "softplus", "arctan", "erf", "gelu", "silu", "sinh", "cosh")
_KINKED = ("relu", "abs", "sign")
_DIMENSIONS = ("n", "m")
VARIABLES = ("a", "x", "x", "i", "j", "B", "A", "A")


@dataclass(frozen=True, slots=True)
class Question:
    """An expression with the variable, or two, to differentiate by."""

    expression: str
    wrt: str
    where: dict[str, str]


def question(seed: int, depth: int = 3) -> Question:
    """A random question; a quarter of them ask for second derivatives of a scalar."""
    draw = Random(seed)  # noqa: S311 - questions, not secrets
    second = draw.random() < 0.25
    shape = () if second else draw.choice([(), (), (), ("n",), ("m",), ("n", "n"), ("m", "n")])
    text = expression(draw, shape, depth - 1 if second else depth)
    wrt = draw.choice(VARIABLES)
    if second:
        wrt = f"{wrt},{draw.choice(VARIABLES)}"
    used = {name: declared for name, declared in WHERE.items() if name in wrt.split(",") or _occurs(name, text)}
    return Question(text, wrt, used)


def _occurs(name: str, text: str) -> bool:
    letters = "".join(c if c.isalnum() or c == "_" else " " for c in text).split()
    return name in letters


def expression(draw: Random, shape: tuple[str, ...], depth: int) -> str:
    """Text of an expression of a shape, nested at most `depth` deep."""
    if depth == 0 or draw.random() < 0.08:
        return draw.choice(_LEAVES[shape])

    def inner(*of: str) -> str:
        return expression(draw, of, depth - 1)

    makers = [lambda: _same_shape(draw, shape, inner)] * 2
    if not shape:
        makers += [lambda: _scalar(draw, inner)] * 4
    elif len(shape) == 1:
        makers += [lambda: _vector(draw, shape[0], inner)] * 2
    else:
        makers += [lambda: _matrix(draw, *shape, inner)] * 2
    return draw.choice(makers)()


def _same_shape(draw, shape, inner):
    one, two = inner(*shape), inner(*shape)
    return draw.choice(
        [
            lambda: f"({one} + {two})",
            lambda: f"({one} - {two})",
            lambda: f"({one}) * ({two})",
            lambda: f"({inner()}) * ({one})",
            lambda: f"({one}) / (2 + ({inner()})**2)",
            lambda: f"{draw.choice(_SMOOTH)}({one})",
            lambda: f"{draw.choice(_SMOOTH)}({one})",
            lambda: f"{draw.choice(_KINKED)}({one})",
            lambda: f"{draw.choice(['maximum', 'minimum'])}({one}, {two})",
            lambda: f"where({one} > {two}, {two}, {one})",
            lambda: f"({one})**{draw.choice([2, 3])}",
            lambda: f"sqrt(1 + ({one})**2)",
            lambda: f"(2 + tanh({one}))**({two})",
            lambda: f"-({one})",
        ]
    )()


def _scalar(draw, inner):
    d, e = draw.choice(_DIMENSIONS), draw.choice(_DIMENSIONS)
    return draw.choice(
        [
            lambda: f"({inner(d)}) @ ({inner(d)})",
            lambda: f"sum({inner(d)})",
            lambda: f"mean({inner(d)})",
            lambda: f"norm({inner(d)})",
            lambda: f"norm({inner(d, e)})**2",
            lambda: f"norm1({inner(d)})",
            lambda: f"trace({inner(d, d)})",
            lambda: f"sum({inner(d, e)})",
            lambda: f"dot({inner(d, e)}, {inner(d, e)})",
            lambda: f"logsumexp({inner(d)})",
            lambda: f"prod(2 + tanh({inner(d)}))",
            lambda: f"det({inner(d, d)})",
            lambda: f"logdet(({(one := inner(d, e))}) @ ({one}).T + 9 * eye({d}))",
            lambda: f"({inner(d)}) @ inv({inner(d, d)} + 9 * eye({d})) @ ({inner(d)})",
            lambda: f"trace(matrix_power({inner(d, d)}, {draw.choice([2, 3, -1])}))",
            lambda: f"log(2 + ({inner()})**2)",
            lambda: f"vec({inner(d, e)}) @ vec({inner(d, e)})",
            lambda: f"sum(kron({inner(d, e)}, {inner(e, d)}) @ vec({inner(d, e)}))",
            lambda: f"trace(kron({inner(d, d)}, {inner(e, e)}))",
            lambda: f"norm(kron({inner(d)}, {inner(e)}))**2",
        ]
    )()


def _vector(draw, d, inner):
    e = draw.choice(_DIMENSIONS)
    return draw.choice(
        [
            lambda: f"({inner(d, e)}) @ ({inner(e)})",
            lambda: f"({inner(e)}) @ ({inner(e, d)})",
            lambda: f"diag({inner(d, d)})",
            lambda: f"softmax({inner(d)})",
            lambda: f"({(one := inner(d))}) / (1 + norm({one}))",
            lambda: f"({inner()}) * ({inner(d)})",
        ]
    )()


def _matrix(draw, rows, columns, inner):
    d = draw.choice(_DIMENSIONS)
    choices = [
        lambda: f"({inner(rows, d)}) @ ({inner(d, columns)})",
        lambda: f"({inner(rows, d)}) @ ({inner(d, columns)})",
        lambda: f"({inner(columns, rows)}).T",
        lambda: f"outer({inner(rows)}, {inner(columns)})",
        lambda: f"diag({inner(rows)}) @ ({inner(rows, columns)})",
    ]
    if rows == columns:
        choices += [lambda: f"diag({inner(rows)})", lambda: f"inv({inner(rows, rows)} + 9 * eye({rows}))"]
    return draw.choice(choices)()
