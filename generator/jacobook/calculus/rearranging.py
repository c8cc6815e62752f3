"""Operations on axes in index form: sums over some indices, indices that nothing carries, places of parts in wholes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from jacobook.calculus import index_algebra as algebra
from jacobook.calculus.index_form import Array, Fusion, Identity, Place, Triangle, Window
from jacobook.calculus.lines import extreme_of_all, of_lines
from jacobook.calculus.single_axes import widened
from jacobook.errors import Refused
from jacobook.language.dimension import NOTHING, ONE, Dimension, Shape
from jacobook.language.expression import Call, Expression, Size, Variable

Embedder = Callable[[Call, list[Array]], Array]


def _spread(call: Call, arguments: list[Array]) -> Array:
    """The free indices at their places; those of length 1, and new ones, are carried by nothing."""
    return widened(arguments[0], call.axes, call.shape)


def summed(value: Array, axes: Sequence[int]) -> Array:
    """The sum over some of the free indices."""
    kept = [axis for axis in range(value.rank) if axis not in axes]
    order = [*kept, *axes]
    places = tuple(order.index(axis) for axis in range(value.rank))
    shape, rest = (tuple(value.shape[axis] for axis in side) for side in (kept, axes))
    return algebra.einsum(shape, [(value, places)], rest, expand=True)


def _along(value: Array, shape: Shape, axes: Sequence[int]) -> Array:
    """What was summed along axes, the same all along them."""
    kept = tuple(axis for axis in range(len(shape)) if axis not in axes)
    return algebra.einsum(shape, [(value, kept)], expand=True)


def _masked(arguments: list[Array]) -> Array:
    """exp(x), where a mask says so."""
    value, *mask = arguments
    exponential = algebra.apply("exp", [value])
    return algebra.multiply(value.shape, [*mask, exponential]) if mask else exponential


def _sum(call: Call, arguments: list[Array]) -> Array:
    return summed(arguments[0], call.axes)


def _softmax(call: Call, arguments: list[Array]) -> Array:
    exponential = _masked(arguments)
    divisor = algebra.power(summed(exponential, call.axes), Fraction(-1))
    return algebra.multiply(call.shape, [exponential, _along(divisor, call.shape, call.axes)])


def _logsumexp(call: Call, arguments: list[Array]) -> Array:
    return algebra.apply("log", [summed(_masked(arguments), call.axes)])


def _log_softmax(call: Call, arguments: list[Array]) -> Array:
    normalizer = algebra.scale(_logsumexp(call, arguments), -1)
    return algebra.add(call.shape, [arguments[0], _along(normalizer, call.shape, call.axes)])


def _permute(call: Call, arguments: list[Array]) -> Array:
    places = tuple(call.axes.index(axis) for axis in range(len(call.axes)))
    return algebra.einsum(call.shape, [(arguments[0], places)], expand=True)


def window(whole: Dimension, part: Dimension, start: Dimension, step: int) -> Array:
    """The places of a part, as an array of the indices of the whole and of the part."""
    if whole == part and start == NOTHING and step == 1:
        return algebra.of_tensor(Identity(whole))
    return algebra.of_tensor(Window(whole, part, start, step))


def _select(call: Call, arguments: list[Array]) -> Array:
    value, starts = arguments[0], call.arguments[1:]
    lengths = iter(call.shape)
    free = iter(range(len(call.shape)))
    operands: list[tuple[Array, tuple[int, ...]]] = []
    places: list[int] = []
    summed_over: list[Dimension] = []
    for whole, start, step in zip(value.shape, starts, call.axes, strict=True):
        own = [(next(free), next(lengths)) for _ in range(1 if step else len(start.shape))]
        part = own[0][1] if own else ONE
        if whole == ONE or (step == 1 and part == whole and _is_zero(start)):
            places.append(own[0][0] if own else len(call.shape) + len(summed_over))
            summed_over += [] if own else [whole]
            continue
        index = len(call.shape) + len(summed_over)
        summed_over.append(whole)
        places.append(index)
        chosen = _chosen(start, whole, part, step)
        operands.append((chosen, (index, *(axis for axis, length in own if length != ONE))))
    return algebra.einsum(call.shape, [*operands, (value, tuple(places))], summed_over, expand=True)


def _is_zero(start: Expression) -> bool:
    return isinstance(start, Size) and start.dimension == NOTHING


def _chosen(start: Expression, whole: Dimension, part: Dimension, step: int) -> Array:
    if isinstance(start, Variable):
        return algebra.of_tensor(Place(start.name, whole, part))
    if not isinstance(start, Size):
        raise Refused("a slice starts at a whole number, at a length or at an index")
    return window(whole, part, start.dimension, step or 1)


def _concatenate(call: Call, arguments: list[Array]) -> Array:
    (axis,) = call.axes
    rank, start = len(call.shape), NOTHING
    parts = []
    for value in arguments:
        length = value.shape[axis]
        placed = window(call.shape[axis], length, start, 1)
        places = tuple(rank if place == axis else place for place in range(rank))
        at = (axis, rank) if length != ONE else (axis,)
        parts.append(algebra.einsum(call.shape, [(placed, at), (value, places)], [length], expand=True))
        start = start + length
    return algebra.add(call.shape, parts)


def _reshape(call: Call, arguments: list[Array]) -> Array:
    """The same entries, the last axis the fastest: the axes that differ are made one, and that one taken apart."""
    value, shape = arguments[0], call.shape
    before = 0
    while before < min(value.rank, len(shape)) and value.shape[before] == shape[before]:
        before += 1
    after = 0
    while after < min(value.rank, len(shape)) - before and value.shape[-1 - after] == shape[-1 - after]:
        after += 1
    own, wanted = (list(range(before, len(axes) - after)) for axes in (value.shape, shape))
    rank = len(shape)
    dimensions: list[Dimension] = []
    operands: list[tuple[Array, tuple[int, ...]]] = []

    def index(length: Dimension) -> int:
        dimensions.append(length)
        return rank + len(dimensions) - 1

    def fused(parts: list[tuple[int, Dimension]]) -> int | None:
        """The index that stands in the place of others."""
        proper = [part for part in parts if part[1] != ONE]
        if not proper:
            return None
        (whole, length), *rest = proper
        for fast, size in rest:
            both = index(length * size)
            operands.append((algebra.of_tensor(Fusion(length, size)), (both, whole, fast)))
            whole, length = both, length * size
        return whole

    inner = {axis: index(value.shape[axis]) for axis in own}
    places = tuple(
        inner[axis] if axis in inner else axis if axis < before else axis + rank - value.rank
        for axis in range(value.rank)
    )
    one = fused([(inner[axis], value.shape[axis]) for axis in own])
    other = fused([(axis, shape[axis]) for axis in wanted])
    if one is not None and other is not None:
        total = dimensions[one - rank]
        operands.append((algebra.of_tensor(Identity(total)), (one, other)))
    return algebra.einsum(shape, [*operands, (value, places)], dimensions, expand=True)


def _einsum(call: Call, arguments: list[Array]) -> Array:
    rest = list(call.axes)
    numbers = []
    for value in arguments:
        numbers.append(rest[: value.rank])
        rest = rest[value.rank :]
    lengths = {
        index: d for own, v in zip(numbers, arguments, strict=True) for index, d in zip(own, v.shape, strict=True)
    }
    order = [*rest, *(index for index in lengths if index not in rest)]
    operands = [(value, tuple(map(order.index, own))) for own, value in zip(numbers, arguments, strict=True)]
    return algebra.einsum(call.shape, operands, [lengths[index] for index in order[len(rest) :]])


def _triangle(call: Call, arguments: list[Array]) -> Array:
    diagonal, side = call.axes
    rows, columns = call.shape
    if ONE in call.shape:
        mask = _mask_of_line(call.shape, diagonal, side)
    else:
        mask = algebra.of_tensor(Triangle(rows, columns, diagonal, side))
    return algebra.multiply(call.shape, [mask, arguments[0]])


def _mask_of_line(shape: Shape, diagonal: int, side: int) -> Array:
    """The ones of a triangle of one row or one column: they lie on one side of a place of its axis."""
    rows, columns = shape
    along = 1 if rows == ONE else 0
    length = shape[along]
    if columns == ONE:
        # Row i of a column is below the diagonal for i ≥ −diagonal, column j of a row for j ≤ diagonal.
        diagonal, side = -diagonal, -side
    first, last = (0, diagonal) if side > 0 else (max(diagonal, 0), None)
    if last is not None and last < 0:
        return algebra.number(0, shape)
    if first == 0 and (last is None or length == ONE):
        return algebra.number(1, shape)
    whole = length.whole
    if whole is not None:
        if first >= whole:
            return algebra.number(0, shape)
        last = whole - 1 if last is None else min(last, whole - 1)
    elif max(first, last or 0) > 1 or last == 1:
        raise Refused(f"where a triangle ends in a line of {length} entries", hint="give the length as a number")
    part = length - Dimension.of(first) if last is None else Dimension.of(last - first + 1)
    at = (along, 2) if part != ONE else (along,)
    lying = window(length, part, Dimension.of(first), 1)
    return algebra.einsum(shape, [(lying, at)], [part], expand=True)


def _of_lines(call: Call, arguments: list[Array]) -> Array:
    """A function of the lines along one axis, or of the only axis of a vector."""
    return of_lines(call.function.removesuffix(" along"), arguments[0], *(call.axes or (0,)))


def _extreme(call: Call, arguments: list[Array]) -> Array:
    return extreme_of_all(call.function, arguments[0])


REARRANGED: dict[str, Embedder] = {
    **{f"{name} along": _of_lines for name in ("max", "min", "prod", "hardmax", "cumprod")},
    "hardmax": _of_lines,
    "cumprod": _of_lines,
    "max": _extreme,
    "min": _extreme,
    "spread": _spread,
    "sum along": _sum,
    "softmax along": _softmax,
    "logsumexp along": _logsumexp,
    "log_softmax along": _log_softmax,
    "permute": _permute,
    "select": _select,
    "concatenate": _concatenate,
    "reshape": _reshape,
    "einsum": _einsum,
    "triangle": _triangle,
}
"""The index form of every operation on axes, by the name of its node."""
