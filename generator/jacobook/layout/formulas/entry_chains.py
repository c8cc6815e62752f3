"""Chains of entries, Σₖ Mᵢₖ Nₖⱼ: where a matrix meets its inverse in one, it is written as an entry of the product.

A matrix form cancels X⁻¹X, and a component form that did not would need an inverse that no answer holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jacobook.layout.formulas import algebra
from jacobook.layout.formulas import formula as f
from jacobook.layout.formulas.measure import cost
from jacobook.layout.formulas.stacked_index import Index

_LEAST_CANCELLED = 2


@dataclass(frozen=True, slots=True)
class _Chain:
    """Entries that summed indices join: the product of their matrices and its ends.

    `length` counts the factors of all the matrices as they stand, `places` says which entries of the term these are,
    and `summed` names the indices that the product sums over.
    """

    matrix: f.Formula
    ends: tuple[Index, ...]
    length: int
    places: tuple[int, ...]
    summed: frozenset[str] = frozenset()

    @property
    def turned(self) -> _Chain:
        """The same chain from its other end."""
        return _Chain(algebra.transpose(self.matrix), self.ends[::-1], self.length, self.places, self.summed)

    @property
    def cancelled(self) -> int:
        """How many factors fewer the product has than stand in the chain."""
        return self.length - _length(self.matrix)

    @property
    def is_closed_identity(self) -> bool:
        """Whether it is 1, and n when its ends are summed over: an entry δᵢᵢ."""
        return isinstance(self.matrix, f.Identity) and self.ends[0] == self.ends[-1]

    @property
    def entry(self) -> f.Formula:
        """The entry of the product."""
        if self.is_closed_identity:
            return algebra.UNIT
        if isinstance(self.matrix, f.Identity):
            return f.Delta(self.ends[0], self.ends[1])
        if len(self.ends) > 1 and cost(self.turned.matrix) < cost(self.matrix):
            return f.Entry(self.turned.matrix, self.turned.ends)
        return f.Entry(self.matrix, self.ends)


def with_inverses_cancelled(
    factors: Sequence[f.Formula], joints: Sequence[str]
) -> tuple[list[f.Formula], frozenset[str]]:
    """The factors with each chain in which inverses cancel as one entry, and the names no longer summed over.

    `joints` are, in order, the summed names that stand in exactly two places of the term.
    """
    chains = [chain for place, factor in enumerate(factors) if (chain := _chain(factor, place)) is not None]
    for name in joints:
        meeting = [chain for chain in chains if name in chain.ends]
        if len(meeting) != 2:  # else a trace, or an index of something that is no matrix
            continue
        joined = _joined(meeting[0], meeting[1], name)
        if joined is not None:
            place = chains.index(meeting[0])
            chains[place] = joined
            chains = [chain for chain in chains if chain is not meeting[1]]
    placed = dict(enumerate(factors))
    gone: frozenset[str] = frozenset()
    for chain in chains:
        if chain.cancelled < _LEAST_CANCELLED:
            continue
        first, *others = sorted(chain.places)
        closed = frozenset(name for name in joints if chain.is_closed_identity and name in chain.ends)
        placed[first] = f.Size(chain.matrix.rows) if closed else chain.entry
        for place in others:
            del placed[place]
        gone |= chain.summed | closed
    return list(placed.values()), gone


def _chain(factor: f.Formula, place: int) -> _Chain | None:
    """An entry of a matrix or of a column as a chain of one."""
    if not isinstance(factor, f.Entry) or not all(isinstance(index, str) for index in factor.indices):
        return None
    if len(factor.indices) == 1 and not f.is_column(factor.body):
        return None
    return _Chain(factor.body, factor.indices, _length(factor.body), (place,))


def _joined(one: _Chain, other: _Chain, name: str) -> _Chain | None:
    """Two chains as one over the index where they meet; None where their product is no matrix or column."""
    left = one if one.ends[-1] == name and len(one.ends) > 1 else one.turned
    right = other if other.ends[0] == name else other.turned
    if len(left.ends) == 1:
        left, right = (other if other.ends[-1] == name else other.turned), one
    if len(left.ends) == 1 or right.ends[0] != name:
        return None
    product = algebra.product(left.matrix, right.matrix)
    if isinstance(product, f.Multiple | f.Size) or algebra.is_zero(product):
        return None
    ends = (*left.ends[:-1], *right.ends[1:])
    return _Chain(
        product, ends, one.length + other.length, (*one.places, *other.places), left.summed | right.summed | {name}
    )


def _length(matrix: f.Formula) -> int:
    """Of how many factors a product is made; the identity of none."""
    match matrix:
        case f.Identity():
            return 0
        case f.Product(factors=factors):
            return len(factors)
        case _:
            return 1
