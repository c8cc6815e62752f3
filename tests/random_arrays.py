"""Random questions in the language of arrays: axes, broadcasting, slices, lists and joins, three levels deep."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field

LENGTHS = ("m", "n", "p")
_UNARY = ("exp({0}/4)", "tanh({0})", "sin({0})", "sigmoid({0})", "({0})**2", "-({0})", "{0}/2")
_BINARY = ("({0}) + ({1})", "({0}) - ({1})", "({0}) * ({1})", "({0}) / (1 + ({1})**2)")


@dataclass
class _Making:
    """What has been drawn: names of variables with their shapes, as tuples of lengths."""

    draw: random.Random
    declared: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def variable(self, shape: tuple[str, ...]) -> str:
        letters = {0: "abcdefg", 1: "uvwxyzhjkqrst", 2: "ABCDEFGXYZWSTUVPQ"}[len(shape)]
        known = [name for name, other in self.declared.items() if other == shape]
        if known and self.draw.random() < 0.7:
            return self.draw.choice(known)
        name = self.draw.choice([letter for letter in letters if letter not in self.declared])
        self.declared[name] = shape
        return name

    def value(self, shape: tuple[str, ...], depth: int) -> str:
        if depth == 0:
            return self.variable(shape)
        way = self.draw.choice(_WAYS[len(shape)])
        return way(self, shape, depth - 1)

    def length(self) -> str:
        return self.draw.choice(LENGTHS)


def _unary(making, shape, depth):
    return making.draw.choice(_UNARY).format(making.value(shape, depth))


def _binary(making, shape, depth):
    left, right = making.value(shape, depth), making.value(shape, making.draw.randint(0, depth))
    return making.draw.choice(_BINARY).format(left, right)


def _broadcast(making, shape, depth):
    """A vector beside each row or each column, a scalar beside a vector."""
    matrix = making.value(shape, depth)
    if len(shape) == 1:
        return making.draw.choice(_BINARY).format(matrix, making.value((), 0))
    row, column = making.value(shape[1:], 0), f"({making.value(shape[:1], 0)})[:, None]"
    return making.draw.choice(_BINARY).format(matrix, making.draw.choice([row, column]))


def _outer_difference(making, shape, depth):
    left, right = making.value(shape[:1], depth), making.value(shape[1:], 0)
    return making.draw.choice(_BINARY[:3]).format(f"({left})[:, None]", f"({right})[None, :]")


def _reduced(making, shape, depth):
    """Along an axis of an array with one more."""
    axis = making.draw.randint(0, len(shape))
    whole = (*shape[:axis], making.length(), *shape[axis:])
    function = making.draw.choice(["sum", "mean", "logsumexp", "var", "norm"])
    inner = making.value(whole, depth)
    inner = f"2 + ({inner})**2" if function == "norm" else inner
    return f"{function}({inner}{f', axis={axis}' if len(whole) > 1 else ''})"


def _along(making, shape, depth):
    axis = making.draw.randint(0, len(shape) - 1)
    function = making.draw.choice(["softmax", "log_softmax", "normalized", "centered"])
    inner = making.value(shape, depth)
    along = f", axis={axis}" if len(shape) > 1 else ""
    if function == "normalized":
        return f"({inner}) / (1 + sum(({inner})**2{along or ', axis=0'}, keepdims=True))"
    if function == "centered":
        return f"({inner}) - mean({inner}{along or ', axis=0'}, keepdims=True)"
    return f"{function}({inner}{along})"


def _product(making, shape, depth):
    inner = making.length()
    left, right = ((*shape[:1], inner), (inner, *shape[1:])) if len(shape) == 2 else ((shape[0], inner), (inner,))
    return f"({making.value(left, depth)}) @ ({making.value(right, making.draw.randint(0, depth))})"


def _inner_product(making, shape, depth):
    length = making.length()
    return f"({making.value((length,), depth)}) @ ({making.value((length,), 0)})"


def _transposed(making, shape, depth):
    return f"({making.value(shape[::-1], depth)}).T"


def _slice(making, shape, depth):
    """One place more of an axis, without its first or its last."""
    axis = making.draw.randint(0, len(shape) - 1)
    if shape[axis] not in LENGTHS:
        return making.value(shape, depth)
    whole = (*shape[:axis], f"{shape[axis]}+1", *shape[axis + 1 :])
    places = [":"] * len(shape)
    places[axis] = making.draw.choice(["1:", ":-1"])
    return f"({making.value(whole, depth)})[{', '.join(places)}]"


def _entry(making, shape, depth):
    axis = making.draw.randint(0, len(shape))
    whole = (*shape[:axis], making.length(), *shape[axis:])
    places = [":"] * len(whole)
    places[axis] = making.draw.choice(["0", "1", "-1"])
    return f"({making.value(whole, depth)})[{', '.join(places)}]"


def _flipped(making, shape, depth):
    axis = making.draw.randint(0, len(shape) - 1)
    places = [":"] * len(shape)
    places[axis] = "::-1"
    return f"({making.value(shape, depth)})[{', '.join(places)}]"


def _rolled(making, shape, depth):
    axis = making.draw.randint(0, len(shape) - 1)
    return f"roll({making.value(shape, depth)}, {making.draw.choice([1, -1])}, axis={axis})"


def _joined(making, shape, depth):
    """One place more, taken off again, or the longer of two lengths."""
    axis = making.draw.randint(0, len(shape) - 1)
    if shape[axis] not in LENGTHS:
        return making.value(shape, depth)
    other = making.value(tuple(length for place, length in enumerate(shape) if place != axis), 0)
    other = f"[{other}]" if len(shape) == 1 else f"({other})[{'None, :' if axis == 0 else ':, None'}]"
    parts = [making.value(shape, depth), other]
    making.draw.shuffle(parts)
    places = [":"] * len(shape)
    places[axis] = making.draw.choice(["1:", ":-1"])
    return f"concatenate([{', '.join(parts)}], axis={axis})[{', '.join(places)}]"


def _listed(making, shape, depth):
    """A vector of scalars, or a matrix of rows, cut down to a scalar or a vector by a product."""
    count = making.draw.randint(2, 3)
    parts = [making.value(shape, depth if place == 0 else 0) for place in range(count)]
    weights = ", ".join(str(making.draw.randint(1, 5)) for _ in range(count))
    return f"[{weights}] @ [{', '.join(parts)}]"


def _triangle(making, shape, depth):
    name = making.draw.choice(["tril({0})", "triu({0})", "tril({0}, -1)", "triu({0}, 1)"])
    return name.format(making.value(shape, depth))


_WAYS = {
    0: [_unary, _binary, _reduced, _reduced, _inner_product, _entry, _listed],
    1: [_unary, _binary, _broadcast, _reduced, _along, _product, _slice, _entry, _flipped, _rolled, _joined, _listed],
    2: [
        *(_unary, _binary, _broadcast, _broadcast, _outer_difference, _along, _along, _product),
        *(_transposed, _slice, _flipped, _rolled, _joined, _triangle),
    ],
}


@dataclass(frozen=True)
class Question:
    """An expression, a variable to differentiate by, and the shapes of all."""

    expression: str
    wrt: str
    where: dict[str, str]


def question(seed: int, depth: int = 3) -> Question:
    """A question by its number."""
    making = _Making(random.Random(seed))  # noqa: S311 (the same questions each time)
    rank = making.draw.choice([0, 0, 0, 1, 1, 2])
    shape = tuple(making.draw.sample(LENGTHS, rank))
    text = making.value(shape, depth)
    # What was drawn for a way that was not taken does not occur.
    occurring = {name: lengths for name, lengths in making.declared.items() if re.search(rf"\b{name}\b", text)}
    wrt = making.draw.choice([*occurring])
    where = {name: "×".join(lengths) or "scalar" for name, lengths in occurring.items()}
    return Question(text, wrt, where)
