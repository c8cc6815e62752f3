"""Arrays of entries as tuples, and what every definition of a function does with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial, reduce
from itertools import chain
from operator import add
from typing import Any

from jacobook.errors import Refused
from jacobook.proof.numbers.arithmetic import Entry

Array = Any
"""A scalar is an entry, a vector a tuple of entries, a matrix a tuple of its rows, and so on."""


class Unproved(Refused):
    """An answer that could be neither proved nor disproved, with the reason."""


def rank(array: Array) -> int:
    """The number of axes of an array."""
    return len(lengths(array))


def lengths(array: Array) -> tuple[int, ...]:
    """The lengths of the axes of an array."""
    return (len(array), *lengths(array[0])) if isinstance(array, tuple) else ()


def entries(array: Array) -> tuple[Entry, ...]:
    """All entries of an array, row after row."""
    if not isinstance(array, tuple):
        return (array,)
    return tuple(chain.from_iterable(map(entries, array))) if isinstance(array[0], tuple) else array


def at(array: Array, place: Sequence[int]) -> Entry:
    """The entry at a place."""
    for position in place:
        array = array[position]
    return array


def built(sizes: Sequence[int], entry: Callable[[tuple[int, ...]], Entry]) -> Array:
    """The array of these lengths with an entry for each place."""
    if not sizes:
        return entry(())
    return tuple(built(sizes[1:], partial(_placed, entry, first)) for first in range(sizes[0]))


def _placed(entry: Callable[[tuple[int, ...]], Entry], first: int, rest: tuple[int, ...]) -> Entry:
    return entry((first, *rest))


def entrywise(function: Callable[..., Entry], *arrays: Array) -> Array:
    """A function of entries on arrays of one shape; a scalar stands beside every entry of the others."""
    shaped = [array for array in arrays if isinstance(array, tuple)]
    if not shaped:
        return function(*arrays)
    length = len(shaped[0])
    if any(len(array) != length or rank(array) != rank(shaped[0]) for array in shaped):
        raise Unproved("arrays of different shapes cannot be combined entry by entry")
    columns = [array if isinstance(array, tuple) else (array,) * length for array in arrays]
    return tuple(entrywise(function, *row) for row in zip(*columns, strict=True))


def total_of(values: Sequence[Entry]) -> Entry:
    """The sum of one or more entries."""
    return reduce(add, values)
