"""What all formulas have in common, whatever they are made of."""

from __future__ import annotations

from typing import Any, Protocol

from jacobook.language.dimension import Dimension


class _Shaped(Protocol):
    @property
    def rows(self) -> Dimension: ...

    @property
    def columns(self) -> Dimension: ...


class Piece:
    """A formula, or a part of one; each remembers what has once been worked out for it.

    A composition of fifty layers repeats its inner layers in every factor, so that walks would take the square of time.
    """

    __slots__ = ("remembered_cost", "remembered_hash")
    remembered_cost: tuple[int, int, int]
    remembered_hash: int


class ShapedAsBody(Piece):
    """A piece with as many rows and columns as its one part."""

    __slots__ = ()
    body: Any

    @property
    def rows(self) -> Dimension:
        shaped: _Shaped = self.body
        return shaped.rows

    @property
    def columns(self) -> Dimension:
        shaped: _Shaped = self.body
        return shaped.columns


def remember_hash(kind: type[Piece]) -> None:
    """Let pieces of this kind compute their hash once."""
    compute = kind.__hash__

    def remembered(self: Piece) -> int:
        try:
            return self.remembered_hash
        except AttributeError:
            value = compute(self)
            object.__setattr__(self, "remembered_hash", value)
            return value

    type.__setattr__(kind, "__hash__", remembered)
