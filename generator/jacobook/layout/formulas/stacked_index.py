"""Indices in component forms: a name, or what vec and ⊗ make of two indices, (i − 1)n + k."""

from __future__ import annotations

from dataclasses import dataclass

from jacobook.language.dimension import Dimension


@dataclass(frozen=True, slots=True)
class Stacked:
    """One index in the place of two, the second the faster: (slow − 1) · length + fast, where fast runs to length."""

    slow: Index
    fast: Index
    length: Dimension


@dataclass(frozen=True, slots=True)
class SlowPart:
    """The slower of the two indices in whose place an index stands: ⌈of / length⌉."""

    of: Index
    length: Dimension


@dataclass(frozen=True, slots=True)
class FastPart:
    """The faster of the two indices in whose place an index stands: 1 + ((of − 1) mod length)."""

    of: Index
    length: Dimension


@dataclass(frozen=True, slots=True)
class Shifted:
    """A place in the whole for a place in a part: step · of + by, counted from 1; without `of` the one place `by`.

    It runs through an axis of the length `whole`.
    """

    of: Index | None
    step: int
    by: Dimension
    whole: Dimension


Index = str | Stacked | SlowPart | FastPart | Shifted


def names_in(index: Index) -> frozenset[str]:
    """The names that an index is made of."""
    match index:
        case Stacked(slow=slow, fast=fast):
            return names_in(slow) | names_in(fast)
        case Shifted(of=None):
            return frozenset()
        case SlowPart(of=of) | FastPart(of=of) | Shifted(of=of) if of is not None:
            return names_in(of)
        case _:
            assert isinstance(index, str)
            return frozenset({index})


def parts_of(index: Index, length: Dimension) -> tuple[Index, Index]:
    """The slower and the faster index in whose place an index stands, the faster of this length."""
    if isinstance(index, Stacked) and index.length == length:
        return index.slow, index.fast
    return SlowPart(index, length), FastPart(index, length)
