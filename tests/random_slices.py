"""Random questions of arrays with three axes in which axes only come along: what is written slice by slice."""

from __future__ import annotations

import random
from dataclasses import dataclass

WHERE = {"X": "b×t×n", "Y": "b×t×n", "Z": "t×n×b", "A": "t×t", "B": "n×n", "C": "n×t"} | {
    "s": "b",
    "y": "t",
    "x": "n",
    "a": "scalar",
}
SIZES = {"b": 2, "t": 3, "n": 4}
_ENTRYWISE = ("tanh({0})", "exp({0}/4)", "({0})**2", "{0} + a", "a * ({0})", "({0}) * x", "y[:, None] + ({0})")
_PAIRS = ("({0}) + ({1})", "({0}) * ({1})", "({0}) / (1 + ({1})**2)")
_ALONG = (
    "softmax({0}, axis={1})",
    "cumsum({0}, axis={1})",
    "({0}) / (1 + sum(({0})**2, axis={1}, keepdims=True))",
    "({0}) * sum({0}, axis={1}, keepdims=True)",
    "({0}) - mean({0}, axis={1}, keepdims=True)",
)
_AFTER = (
    *("({0}) @ x", "A @ ({0})", "({0}) @ B", "({0}) @ C", "A @ (({0}) @ B)"),
    *("sum({0}, axis={1})", "logsumexp({0}, axis={1})"),
    *("einsum('btn,t->bn', {0}, y)", "einsum('btn,b->tn', {0}, s)", "einsum('btn,n->bt', {0}, x)", "sum({0})"),
    *("einsum('btn,tb->bn', {0}, sum(Z, axis=1))", "({0}) @ x + Y @ x", "(({0}) * Y) @ x", "{0}"),
)


@dataclass(frozen=True)
class Question:
    """An expression, the variables to differentiate by, and the shapes of all."""

    expression: str
    wrt: str
    where: dict[str, str]


def question(seed: int) -> Question:
    """A question by its number."""
    draw = random.Random(seed)  # noqa: S311 (the same questions each time)
    text, axis = _array(draw, draw.randint(0, 2)), draw.randint(0, 2)
    text = draw.choice(_AFTER).format(text, axis)
    letters = set("".join(c if c.isalnum() else " " for c in text).split())
    where = {name: shape for name, shape in WHERE.items() if name in letters}
    by = draw.sample([*where], draw.randint(1, len(where)))
    return Question(text, ",".join(by), where)


def _array(draw: random.Random, depth: int) -> str:
    if depth == 0:
        return draw.choice(["X", "X", "Y", "transpose(Z, (2, 0, 1))"])
    inner = _array(draw, depth - 1)
    match draw.randint(0, 3):
        case 0:
            return draw.choice(_ENTRYWISE).format(inner)
        case 1:
            pair = [inner, _array(draw, draw.randint(0, depth - 1))]
            draw.shuffle(pair)
            return draw.choice(_PAIRS).format(*pair)
        case 2:
            return draw.choice(_ALONG).format(inner, draw.randint(0, 2))
        case _:
            return draw.choice(["A @ ({0})", "({0}) @ B"]).format(inner)
