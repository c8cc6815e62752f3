"""Kinds of derivatives, as a reader looks them up: what is differentiated, by what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from jacobook.document.pages.shape import rank_word
from jacobook.language.dimension import ONE, Dimension

MOST_AXES = 2
"""Of a matrix, which has rows and columns."""


@dataclass(frozen=True, slots=True)
class Kind:
    """The derivative of a scalar, vector or matrix by a scalar, vector or matrix; `order` 2 is a second derivative."""

    value_rank: int
    wrt_rank: int
    order: int = 1

    @classmethod
    def of(cls, value_rank: int, wrt_rank: int, order: int) -> Self:
        """The kind of a derivative: one for all in which one of the two has more than two axes."""
        if order == 1 and max(value_rank, wrt_rank) > MOST_AXES:
            value_rank = wrt_rank = MOST_AXES + 1
        return cls(value_rank, wrt_rank, order)

    @property
    def id(self) -> str:
        """The name of its table: scalar-by-vector."""
        if self.order > 1:
            return "second-derivatives"
        if self.is_of_arrays:
            return "arrays"
        return f"{rank_word(self.value_rank)}-by-{rank_word(self.wrt_rank)}"

    @property
    def title(self) -> str:
        """Its name in words: scalar by vector."""
        if self.order > 1:
            return "second derivatives"
        if self.is_of_arrays:
            return "arrays of more than two axes"
        return f"{rank_word(self.value_rank)} by {rank_word(self.wrt_rank)}"

    @property
    def is_of_arrays(self) -> bool:
        """Whether one of the two has more than two axes."""
        return max(self.value_rank, self.wrt_rank) > MOST_AXES


GRID: tuple[tuple[Kind, ...], ...] = tuple(tuple(Kind(value, wrt) for wrt in range(3)) for value in range(3))


def numerator_shape(kind: Kind) -> tuple[Dimension, Dimension]:
    """Rows and columns that a derivative of the kind has in numerator layout, for a value of m (×n) entries.

    A matrix beside a scalar keeps its two sides; with more than two indices both sides are stacked by vec.
    """
    m, n, p, q = map(Dimension.of, "mnpq")
    value = (ONE, m, m * n)[kind.value_rank]
    wrt = (ONE, n if kind.value_rank < 2 else p, p * q)[kind.wrt_rank]
    if (kind.value_rank, kind.wrt_rank) == (0, 2):
        return n, m
    if (kind.value_rank, kind.wrt_rank) == (2, 0):
        return m, n
    return value, wrt
