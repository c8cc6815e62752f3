"""Operations on axes, place by place as NumPy defines them: repeated, reduced, cut, joined and turned."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import reduce
from itertools import product
from math import prod
from operator import mul
from typing import TYPE_CHECKING

from jacobook.language.expression import Call, Expression, Variable
from jacobook.proof.numbers.arithmetic import Entry, Undefined
from jacobook.proof.oracle.arrays import Array, Unproved, at, built, entries, entrywise, lengths, total_of

if TYPE_CHECKING:
    from jacobook.proof.oracle.components import Writer
    from jacobook.proof.oracle.written_functions import Writing

Place = tuple[int, ...]


class _Line:
    """The entries of one line, as one thing in an array of lines."""

    def __init__(self, entries: tuple[Entry, ...]) -> None:
        self.entries = entries


def _shape(writer: Writer, call: Call) -> Place:
    return tuple(writer.size(dimension) for dimension in call.shape)


def _spread(writer: Writer, call: Call) -> Array:
    """The entry at the places of its own axes; at the only place of an axis of length 1."""
    array = writer.write(call.arguments[0])
    own = lengths(array)

    def entry(place: Place) -> Entry:
        return at(array, [0 if size == 1 else place[axis] for size, axis in zip(own, call.axes, strict=True)])

    return built(_shape(writer, call), entry)


def _lines(own: Place, axes: Sequence[int], place: Place) -> Iterator[Place]:
    """The places that agree with one of the other axes, in order."""
    others = iter(place)
    fixed = [None if axis in axes else next(others) for axis in range(len(own))]
    for moving in product(*(range(own[axis]) for axis in axes)):
        turn = iter(moving)
        yield tuple(next(turn) if each is None else each for each in fixed)


def _without(place: Place, axes: Sequence[int]) -> Place:
    return tuple(position for axis, position in enumerate(place) if axis not in axes)


def _reduced(function: Callable[[Writer, list[Entry]], Entry]) -> Callable[[Writer, Call], Array]:
    """The function of all entries along some axes."""

    def written(writer: Writer, call: Call) -> Array:
        array = writer.write(call.arguments[0])
        own = lengths(array)
        mask = writer.write(call.arguments[1]) if len(call.arguments) > 1 else None

        def entry(place: Place) -> Entry:
            line = [*_lines(own, call.axes, place)]
            return function(writer, [at(array, each) for each in line if mask is None or _counts(writer, mask, each)])

        return built(_without(own, call.axes), entry)

    return written


def _counts(writer: Writer, mask: Array, place: Place) -> bool:
    return bool(writer.scalars.holds(at(mask, place)))


def _total(writer: Writer, line: list[Entry]) -> Entry:
    return total_of(line) if line else writer.number(0)


def _log_sum_exp(writer: Writer, line: list[Entry]) -> Entry:
    if not line:
        raise Undefined("the logarithm of zero")
    return writer.logarithm(total_of([writer.exponential(entry) for entry in line]))


_LARGER = {1: "Piecewise((t, t >= s), (s, True))", -1: "Piecewise((t, t <= s), (s, True))"}


def extreme(writer: Writing, sign: int, line: Sequence[Entry]) -> Entry:
    """The largest (1) or smallest (−1) of some entries, the first of those that are."""
    return reduce(lambda best, entry: writer.scalars.apply(_LARGER[sign], (best, entry), writer.place), line)


def places_of_largest(writer: Writing, line: Sequence[Entry]) -> tuple[Entry, ...]:
    """1 at the first of the largest of some entries, 0 at the others."""

    def entry(place: int) -> Entry:
        found = writer.number(1)
        for other, value in enumerate(line):
            if other != place:
                sign = ">=" if place < other else ">"
                beats = f"Piecewise((1, t {sign} s), (0, True))"
                found = found * writer.scalars.apply(beats, (line[place], value), writer.place)
        return found

    return tuple(map(entry, range(len(line))))


def _hardmax(writer: Writer, call: Call) -> Array:
    array = writer.write(call.arguments[0])
    own, axes = lengths(array), call.axes or (0,)
    lines = built(
        _without(own, axes),
        lambda place: _Line(places_of_largest(writer, [at(array, each) for each in _lines(own, axes, place)])),
    )
    return built(own, lambda place: at(lines, _without(place, axes)).entries[place[axes[0]]])


def _cumprod(writer: Writer, call: Call) -> Array:
    array = writer.write(call.arguments[0])
    (axis,) = call.axes or (0,)

    def entry(place: Place) -> Entry:
        line = [(*place[:axis], before, *place[axis + 1 :]) for before in range(place[axis] + 1)]
        return reduce(mul, [at(array, each) for each in line])

    return built(lengths(array), entry)


def _softmax(writer: Writer, call: Call) -> Array:
    """exp(x) over the sum of all of one line, of those that the mask lets count; the others are zero."""
    array = writer.write(call.arguments[0])
    own = lengths(array)
    mask = writer.write(call.arguments[1]) if len(call.arguments) > 1 else None
    powers = entrywise(writer.exponential, array)
    totals: dict[Place, Entry] = {}

    def total(place: Place) -> Entry:
        line = [
            at(powers, each) for each in _lines(own, call.axes, place) if mask is None or _counts(writer, mask, each)
        ]
        if not line:
            raise Undefined("a softmax of nothing")
        return total_of(line)

    def entry(place: Place) -> Entry:
        key = _without(place, call.axes)
        if key not in totals:
            totals[key] = total(key)
        if mask is not None and not _counts(writer, mask, place):
            return writer.number(0)
        return at(powers, place) / totals[key]

    return built(own, entry)


def _log_softmax(writer: Writer, call: Call) -> Array:
    array = writer.write(call.arguments[0])
    own = lengths(array)
    totals = built(
        _without(own, call.axes),
        lambda place: _log_sum_exp(writer, [at(array, each) for each in _lines(own, call.axes, place)]),
    )
    return built(own, lambda place: at(array, place) - at(totals, _without(place, call.axes)))


def _start(writer: Writer, start: Expression) -> Array:
    """Where a slice starts: a number, or the places that an index names."""
    if isinstance(start, Variable):
        return entrywise(int, writer.write(start))
    dimension = getattr(start, "dimension", None)
    if dimension is None:
        raise Unproved("where a slice starts is not known")
    return writer.size(dimension)


def _select(writer: Writer, call: Call) -> Array:
    array = writer.write(call.arguments[0])
    own = lengths(array)
    starts = [_start(writer, start) for start in call.arguments[1:]]
    indexed = [len(start.shape) for start in call.arguments[1:]]

    def entry(place: Place) -> Entry:
        here, rest = [], list(place)
        for start, step, count, size in zip(starts, call.axes, indexed, own, strict=True):
            position = start + step * rest.pop(0) if step else at(start, [rest.pop(0) for _ in range(count)])
            if not 0 <= position < size:
                raise Undefined(f"an axis of {size} places has no place {position}")
            here.append(position)
        return at(array, here)

    return built(_shape(writer, call), entry)


def _concatenate(writer: Writer, call: Call) -> Array:
    arrays = [writer.write(argument) for argument in call.arguments]
    (axis,) = call.axes

    def entry(place: Place) -> Entry:
        position = place[axis]
        for array in arrays:
            size = lengths(array)[axis]
            if position < size:
                return at(array, (*place[:axis], position, *place[axis + 1 :]))
            position -= size
        raise Undefined("a place beyond the last of what is concatenated")

    return built(_shape(writer, call), entry)


def _permute(writer: Writer, call: Call) -> Array:
    array = writer.write(call.arguments[0])

    def entry(place: Place) -> Entry:
        here = dict(zip(call.axes, place, strict=True))
        return at(array, [here[axis] for axis in range(len(place))])

    return built(_shape(writer, call), entry)


def _reshape(writer: Writer, call: Call) -> Array:
    flat, shape = entries(writer.write(call.arguments[0])), _shape(writer, call)

    def entry(place: Place) -> Entry:
        return flat[sum(position * prod(shape[axis + 1 :]) for axis, position in enumerate(place))]

    return built(shape, entry)


def _einsum(writer: Writer, call: Call) -> Array:
    arrays = [writer.write(argument) for argument in call.arguments]
    places, rest = [], list(call.axes)
    for argument in call.arguments:
        places.append(rest[: len(argument.shape)])
        rest = rest[len(argument.shape) :]
    sizes = {
        index: size for own, a in zip(places, arrays, strict=True) for index, size in zip(own, lengths(a), strict=True)
    }
    summed = [index for index in sizes if index not in rest]

    def entry(place: Place) -> Entry:
        here = dict(zip(rest, place, strict=True))
        terms = []
        for moving in product(*(range(sizes[index]) for index in summed)):
            where = here | dict(zip(summed, moving, strict=True))
            factors = [at(a, [where[index] for index in own]) for own, a in zip(places, arrays, strict=True)]
            terms.append(reduce(mul, factors))
        return total_of(terms)

    return built([sizes[index] for index in rest], entry)


def _triangle(writer: Writer, call: Call) -> Array:
    """The entries below, or above, a diagonal, itself among them; zeros elsewhere."""
    matrix = writer.write(call.arguments[0])
    diagonal, side = call.axes

    def entry(place: Place) -> Entry:
        row, column = place
        return at(matrix, place) if side * (row + diagonal - column) >= 0 else writer.number(0)

    return built(lengths(matrix), entry)


def _extreme_of_all(sign: int) -> Callable[[Writer, Call], Array]:
    return lambda writer, call: extreme(writer, sign, entries(writer.write(call.arguments[0])))


REARRANGED: Mapping[str, Callable[[Writer, Call], Array]] = {
    "spread": _spread,
    "sum along": _reduced(_total),
    "max along": _reduced(lambda writer, line: extreme(writer, 1, line)),
    "min along": _reduced(lambda writer, line: extreme(writer, -1, line)),
    "prod along": _reduced(lambda _, line: reduce(mul, line)),
    "hardmax along": _hardmax,
    "hardmax": _hardmax,
    "cumprod along": _cumprod,
    "cumprod": _cumprod,
    "max": _extreme_of_all(1),
    "min": _extreme_of_all(-1),
    "logsumexp along": _reduced(_log_sum_exp),
    "softmax along": _softmax,
    "log_softmax along": _log_softmax,
    "select": _select,
    "concatenate": _concatenate,
    "permute": _permute,
    "reshape": _reshape,
    "einsum": _einsum,
    "triangle": _triangle,
}
"""What every operation on axes means, by the name of its node."""
