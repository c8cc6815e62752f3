"""What slices need of lengths: that x[2:] starts at a place that x has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jacobook.language.dimension import NOTHING, ONE, Dimension, is_at_least
from jacobook.language.expression import Application, Call, Expression, Size


@dataclass(frozen=True, slots=True)
class Room:
    """A length that must be 0 or more for a slice to have the entries that it names: n − 3 of x[2] where x has n."""

    slice: Call
    spare: Dimension

    @property
    def is_impossible(self) -> bool:
        """Whether there is none whatever they are."""
        return is_at_least(self.spare * Dimension.of(-1), 1)


def needed(expression: Expression) -> list[Room]:
    """What slices need that does not hold for every length, and that no other of them implies."""
    kept: list[Room] = []
    for room in rooms(expression):
        if not any(is_at_least(room.spare - other, 0) for other in (NOTHING, *(each.spare for each in kept))):
            kept = [each for each in kept if not is_at_least(each.spare - room.spare, 0)]
            kept.append(room)
    return kept


def rooms(expression: Expression, *, least: int = 1) -> Iterator[Room]:
    """What every slice in an expression needs: at least one entry, or none where it is joined to other parts."""
    if not isinstance(expression, Call | Application):
        return
    if isinstance(expression, Call) and expression.function == "select":
        yield from _rooms_of(expression, least)
    joined = isinstance(expression, Call) and expression.function == "concatenate"
    for argument in expression.arguments:
        yield from rooms(argument, least=0 if joined else 1)


def _rooms_of(call: Call, least: int) -> Iterator[Room]:
    """What one slice needs: to begin and to end within each axis, and so many entries."""
    cut = iter(call.shape)
    for start, step, whole in zip(call.arguments[1:], call.axes, call.arguments[0].shape, strict=True):
        counts = [next(cut) for _ in range(1 if step else len(start.shape))]
        if not isinstance(start, Size):
            continue
        count = counts[0] if step else ONE
        first, last = start.dimension, start.dimension + (count - ONE) * Dimension.of(step)
        low, high = (first, last) if step >= 0 else (last, first)
        yield from (Room(call, spare) for spare in (low, whole - ONE - high, count - Dimension.of(least)))
