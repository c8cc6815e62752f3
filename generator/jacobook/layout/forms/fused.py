"""Indices in whose place others stand: which ones they are in a term, and a side taken apart into them."""

from __future__ import annotations

from collections.abc import Mapping

from jacobook.calculus.index_form import Element, Fusion, Identity, Term
from jacobook.layout.forms.network import NoMatrixForm

Fused = dict[int, tuple[int, int]]
"""The indices that stand in the place of two, with these, the slower first."""


def fusions(term: Term, rank: int) -> tuple[Term, Fused, Fused]:
    """What is fused in a term: free indices that give way to their parts, and others, which are summed over or tied.

    Each part of a free index is an index of its own: a fresh one, tied by δ, where it has another place already.
    """
    parts_of = {e.indices[0]: e.indices[1:] for e in term.factors if isinstance(e.tensor, Fusion)}
    if not parts_of:
        return term, {}, {}
    others = [element for element in term.factors if not isinstance(element.tensor, Fusion)]
    if len(parts_of) + len(others) < len(term.factors):
        raise NoMatrixForm("an index of vec or ⊗ is stacked in two ways")
    tied = {index for element in others if len(element.indices) > 1 for index in element.indices}
    outer = _opened_up(parts_of, frozenset(range(rank)) - tied)
    taken = set(range(rank))
    factors, dimensions = list(term.factors), list(term.dimensions)
    apart: Fused = {}
    for fused in sorted(parts_of, key=lambda index: index not in outer):
        fresh = []
        for part in parts_of[fused]:
            if part in taken and (fused in outer or part >= rank):
                factors.append(Element(Identity(dimensions[part]), (len(dimensions), part)))
                dimensions.append(dimensions[part])
                fresh.append(len(dimensions) - 1)
            else:
                fresh.append(part)
            if fused in outer:
                taken.add(fresh[-1])
        apart[fused] = fresh[0], fresh[1]
    opened = Term(term.coefficient, tuple(factors), tuple(dimensions))
    stacked = {fused: parts for fused, parts in apart.items() if fused not in outer}
    return opened, {fused: apart[fused] for fused in outer}, stacked


def _opened_up(fused: Mapping[int, tuple[int, ...]], free: frozenset[int]) -> frozenset[int]:
    """The stacked ones among free indices, those among their parts, and so on."""
    found = free & fused.keys()
    inner = frozenset(part for index in found for part in fused[index])
    return found | _opened_up(fused, inner) if found else found


def apart(side: tuple[int, ...], fused: Fused) -> tuple[int, ...]:
    """A side with each stacked index replaced by its parts, down to those that are none."""
    return tuple(part for index in side for part in (apart(fused[index], fused) if index in fused else (index,)))
