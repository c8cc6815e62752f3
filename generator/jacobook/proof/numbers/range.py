"""Bounds of the entries of an expression, as far as its form shows: what no point can reach need not be sought."""

from __future__ import annotations

import math
from collections.abc import Callable

from jacobook.language.expression import Call, Expression, Number, Size, Variable
from jacobook.language.functions import ALL_FUNCTIONS

Bounds = tuple[float, float]
_ALL = (-math.inf, math.inf)


def bounds(expression: Expression) -> Bounds:
    """A number that no entry is below, and one that none is above."""
    match expression:
        case Number(value=value):
            return float(value), float(value)
        case Size():
            return 1.0, math.inf
        case Variable(properties=properties):
            return (0.0, math.inf) if "positive" in properties else _ALL
        case Call(function=name, arguments=arguments):
            rule = _RULES.get(name)
            return ALL_FUNCTIONS[name].values.ends if rule is None else rule(*arguments)
        case _:
            return _ALL


def _add(left: Expression, right: Expression) -> Bounds:
    (a, b), (c, d) = bounds(left), bounds(right)
    return a + c, b + d


def _subtract(left: Expression, right: Expression) -> Bounds:
    if left == right:
        return 0.0, 0.0
    (a, b), (c, d) = bounds(left), bounds(right)
    return a - d, b - c


def _multiply(left: Expression, right: Expression) -> Bounds:
    if left == right:
        return 0.0, math.inf
    (a, b), (c, d) = bounds(left), bounds(right)
    products = [0.0 if 0.0 in (x, y) else x * y for x in (a, b) for y in (c, d)]
    return min(products), max(products)


def _inner(left: Expression, right: Expression) -> Bounds:
    square = left == right and len(left.shape) == 1
    return (0.0, math.inf) if square or (bounds(left)[0] >= 0 and bounds(right)[0] >= 0) else _ALL


def _power(base: Expression, exponent: Expression) -> Bounds:
    even = isinstance(exponent, Number) and exponent.value % 2 == 0
    return (0.0, math.inf) if even or bounds(base)[0] >= 0 else _ALL


def _total(array: Expression) -> Bounds:
    low, high = bounds(array)
    return 0.0 if low >= 0 else -math.inf, 0.0 if high <= 0 else math.inf


def _larger(left: Expression, right: Expression) -> Bounds:
    (a, b), (c, d) = bounds(left), bounds(right)
    return max(a, c), max(b, d)


def _smaller(left: Expression, right: Expression) -> Bounds:
    (a, b), (c, d) = bounds(left), bounds(right)
    return min(a, c), min(b, d)


def _either(_: Expression, yes: Expression, no: Expression) -> Bounds:
    (a, b), (c, d) = bounds(yes), bounds(no)
    return min(a, c), max(b, d)


_RULES: dict[str, Callable[..., Bounds]] = {
    "add": _add,
    "subtract": _subtract,
    "multiply": _multiply,
    "dot": _inner,
    "matmul": _inner,
    "power": _power,
    "negate": lambda array: (-bounds(array)[1], -bounds(array)[0]),
    "sum": _total,
    "mean": bounds,
    "transpose": bounds,
    "diag": lambda array: bounds(array) if len(array.shape) == 2 else _ALL,
    "maximum": _larger,
    "minimum": _smaller,
    "where": _either,
}
