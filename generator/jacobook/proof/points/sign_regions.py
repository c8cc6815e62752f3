"""Sign regions: √(xy) has a value where x and y are both negative, and √x √y has none there.

What must be positive for a function to have a value is taken apart into its factors. Points are wanted at which each
factor, and each two of them in one entry, take every pair of signs that the function allows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain, combinations

from jacobook.language.domain import Predicate
from jacobook.language.expression import Call, Expression, Number, Variable, walk
from jacobook.language.functions import ALL_FUNCTIONS
from jacobook.proof.numbers.range import bounds
from jacobook.proof.oracle.arrays import Array
from jacobook.proof.points.branches import Branch, Key, Signs, branches
from jacobook.proof.points.pursuit import Point
from jacobook.proof.points.survey import Surveyed

_POSITIVE = frozenset({Predicate.POSITIVE, Predicate.NOT_NEGATIVE})
_MOST_FACTORS = 6
_MOST_VARIABLES = 4


def with_factors(expression: Expression) -> tuple[Expression, dict[Key, Branch]] | None:
    """The expression plus |factor| for each factor whose sign matters, and the kinks of these; None without any.

    A kink has the two sides that the factor can take.
    """
    found: dict[Expression, None] = {}
    for node in walk(expression):
        found.update(dict.fromkeys(_free_factors(_must_be_positive(node))))
    if not 0 < len(found) <= _MOST_FACTORS:
        return None
    sizes = [Call("abs", (factor,), factor.shape) for factor in found]
    total = _total(expression)
    for size in sizes:
        total = Call("add", (_total(size), total), ())
    return total, {key: branch for key, branch in branches(total).items() if branch.call in sizes}


def _total(array: Expression) -> Expression:
    return Call("sum", (array,), ()) if array.shape else array


def _must_be_positive(node: Expression) -> Expression | None:
    """What has to be positive, or not negative, for a call to have a value."""
    if not isinstance(node, Call):
        return None
    if node.function == "power":
        base, exponent = node.arguments
        whole = isinstance(exponent, Number) and exponent.value.denominator == 1
        return None if whole else base
    if node.function == "logdet":
        return Call("det", node.arguments, ())
    domain = ALL_FUNCTIONS[node.function].domain
    if domain is None or domain.through or not {domain.value, domain.derivative} & _POSITIVE:
        return None
    return node.arguments[domain.argument]


def _free_factors(product: Expression | None) -> list[Expression]:
    """The factors of a product that may have either sign where the product is positive."""
    if product is None:
        return []
    found: dict[Expression, bool] = {}
    for factor, odd in _factors(product):
        found[factor] = found.get(factor, False) != odd
    either = {factor: odd for factor, odd in found.items() if bounds(factor)[0] < 0 < bounds(factor)[1]}
    alone = [factor for factor, is_odd in either.items() if is_odd]
    # One alone with an odd power is as positive as the product.
    return [factor for factor in either if len(alone) > 1 or factor not in alone]


def _factors(product: Expression) -> Iterator[tuple[Expression, bool]]:
    """The factors of a product, entry by entry, each with whether its power is odd."""
    match product:
        case Call(function="multiply" | "divide", arguments=(left, right)):
            yield from chain(_factors(left), _factors(right))
        case Call(function="negate", arguments=(inner,)):
            yield from _factors(inner)
        case Call(function="power", arguments=(base, Number(value=exponent))) if exponent.denominator == 1:
            yield from ((factor, odd and exponent % 2 == 1) for factor, odd in _factors(base))
        case Call(function="det", arguments=(Call(function="matmul", arguments=factors),)) if _square(factors[0]):
            yield from chain(*(_factors(Call("det", (each,), ())) for each in factors))
        case Call(function="prod", arguments=(inner,)):
            # Of a product over entries, two of them change their signs together.
            yield from ((factor, False) for factor, _ in _factors(inner))
        case Number():
            pass
        case _:
            yield product, True


def _square(matrix: Expression) -> bool:
    return len(matrix.shape) == 2 and matrix.shape[0] == matrix.shape[1]


def signs(surveyed: Surveyed, wanted: Mapping[Key, Branch]) -> Signs:
    """For each of these kinks, on which side of it each entry lies."""
    found: dict[Key, list[int]] = {}
    for mark in surveyed.marks:
        if mark.kink is not None and (mark.place, mark.kink) in wanted:
            found.setdefault((mark.place, mark.kink), []).append((mark.value > 0) - (mark.value < 0))
    return found


def reflected(point: Point, wanted: Mapping[Key, Branch]) -> Iterator[Point]:
    """The point with the signs of some entries changed, in one variable of the factors or in several together."""
    names = dict.fromkeys(n.name for branch in wanted.values() for n in walk(branch.call) if isinstance(n, Variable))
    most = len(names) if len(names) <= _MOST_VARIABLES else 2
    for count in range(1, most + 1):
        for changed in combinations(names, count):
            for turn in (0, 1, None):
                yield point | {name: _reflected(point[name], turn) for name in changed}


def _reflected(array: Array, turn: int | None, place: int = 0) -> Array:
    """The array with the signs of all entries changed, or with those on every other place, like a chessboard's."""
    if isinstance(array, tuple):
        return tuple(_reflected(part, turn, place + number) for number, part in enumerate(array))
    return -array if turn is None or place % 2 == turn else array
