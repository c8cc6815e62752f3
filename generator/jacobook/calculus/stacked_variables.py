"""Stacked variables: the derivative by one vector of which scalars and vectors are the parts."""

from __future__ import annotations

from collections.abc import Iterable

from jacobook.calculus import index_algebra as algebra
from jacobook.calculus.index_form import Array
from jacobook.calculus.rearranging import window
from jacobook.language.dimension import NOTHING, ONE, Dimension


def stacked(derivatives: Iterable[tuple[Array, Dimension]], rank: int, whole: Dimension) -> Array:
    """Derivatives by the parts, each with the length of its part, as the one by the whole, whose index is the last.

    `rank` is that of what was differentiated. The derivative by a part of length 1 has no index for it.
    """
    start, placed = NOTHING, []
    shape: tuple[Dimension, ...] = (whole,)
    for derivative, length in derivatives:
        shape = (*derivative.shape[:rank], whole)
        places = window(whole, length, start, 1)
        value = tuple(range(rank))
        if length == ONE:
            placed.append(algebra.einsum(shape, [(places, (rank,)), (derivative, value)], expand=True))
        else:
            operands = [(places, (rank, rank + 1)), (derivative, (*value, rank + 1))]
            placed.append(algebra.einsum(shape, operands, [length], expand=True))
        start = start + length
    return algebra.add(shape, placed)
