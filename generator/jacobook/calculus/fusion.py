"""Fused indices, of vec and ⊗: simplifying the tensors that take two indices together as one."""

from __future__ import annotations

from jacobook.calculus.index_form import Element, Fusion, Identity, Term, reindex
from jacobook.language.dimension import ONE


def merge_fusions(term: Term, rank: int) -> Term:
    """Two fusions of one index, the same way, make their parts equal; one that nothing else refers to is dropped."""
    fusions = [element for element in term.factors if isinstance(element.tensor, Fusion)]
    if not fusions:
        return term
    for element in fusions:
        fused, slow, fast = element.indices
        tensor = element.tensor
        assert isinstance(tensor, Fusion)
        if ONE in (tensor.slow, tensor.fast):
            # Of a pair with one index of length 1 the other one is the fused index itself.
            rest = tuple(other for other in term.factors if other is not element)
            part = fast if tensor.slow == ONE else slow
            same = Element(Identity(term.dimensions[part]), (fused, part))
            return merge_fusions(Term(term.coefficient, (*rest, same), term.dimensions), rank)
    seen: dict[tuple[str, int], Element] = {}
    for element in fusions:
        fused, slow, fast = element.indices
        earlier = seen.setdefault((element.tensor.key, fused), element)
        if earlier is not element:
            rest = tuple(other for other in term.factors if other is not element)
            equal = (
                Element(Identity(term.dimensions[slow]), (earlier.indices[1], slow)),
                Element(Identity(term.dimensions[fast]), (earlier.indices[2], fast)),
            )
            return Term(term.coefficient, (*rest, *equal), term.dimensions)
    for element in fusions:
        rest = tuple(other for other in term.factors if other is not element)
        carried = {index for other in rest for index in other.indices}
        fused, *parts = element.indices
        for spent in ([fused], parts):
            if _unused(spent, carried, rank):
                return merge_fusions(_without(Term(term.coefficient, rest, term.dimensions), spent), rank)
    return term


def _without(term: Term, spent: list[int]) -> Term:
    """The term without indices that nothing carries; unlike an unused index, they count for 1, not for their length."""
    kept = [i for i in range(len(term.dimensions)) if i not in spent]
    return reindex(term, {old: new for new, old in enumerate(kept)}, (term.dimensions[i] for i in kept))


def _unused(indices: list[int], carried: set[int], rank: int) -> bool:
    """Whether all of the indices are summed and stand nowhere else; summing a fusion over them leaves 1."""
    return len(set(indices)) == len(indices) and all(i >= rank and i not in carried for i in indices)
