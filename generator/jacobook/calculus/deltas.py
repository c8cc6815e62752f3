"""One term: indices that a delta takes away, groups that are opened, and what stands on a diagonal."""

from __future__ import annotations

from jacobook.calculus.functional import EntrywiseTensor
from jacobook.calculus.index_form import (
    Apply,
    Element,
    Fusion,
    Group,
    Identity,
    Power,
    Tensor,
    Term,
    reindex,
)
from jacobook.language.dimension import ONE


def attach(term: Term, other: Term, indices: tuple[int, ...]) -> Term:
    """The product of a term with the term of a closed array whose free indices are placed at `indices`."""
    mapping = dict(enumerate(indices))
    start = len(term.dimensions)
    for offset, position in enumerate(range(len(indices), len(other.dimensions))):
        mapping[position] = start + offset
    moved = reindex(other, mapping, ())
    return Term(
        term.coefficient * other.coefficient,
        term.factors + moved.factors,
        term.dimensions + other.dimensions[len(indices) :],
    )


def is_spent(element: Element, rank: int) -> bool:
    """Whether a factor is a δ that can be eliminated."""
    tensor = element.tensor
    return isinstance(tensor, Identity) and (max(element.indices) >= rank or tensor.dimension == ONE)


def with_deltas_eliminated(term: Term, rank: int) -> Term:
    """The term without the deltas that take an index away; of the others, each is stated once."""
    for position, element in enumerate(term.factors):
        if not isinstance(element.tensor, Identity):
            continue
        first, second = element.indices
        rest = term.factors[:position] + term.factors[position + 1 :]
        if first == second or element.tensor.dimension == ONE:
            return with_deltas_eliminated(Term(term.coefficient, rest, term.dimensions), rank)
        if max(first, second) >= rank:
            bound, kept = (first, second) if first >= rank else (second, first)
            without = Term(term.coefficient, rest, term.dimensions)
            return with_deltas_eliminated(_remove_index(without, bound, kept), rank)
    return _use_deltas(term)


def _use_deltas(term: Term) -> Term:
    """With δ_ij of two free indices, let all other factors carry the lower one, and state each δ once."""
    deltas = {tuple(sorted(e.indices)): e for e in term.factors if isinstance(e.tensor, Identity)}
    if not deltas:
        return term
    lower: dict[int, int] = {}
    for first, second in sorted(deltas):
        lower[second] = lower.get(first, first)
    others = (e for e in term.factors if not isinstance(e.tensor, Identity))
    moved = tuple(Element(e.tensor, tuple(lower.get(i, i) for i in e.indices)) for e in others)
    stated = tuple(Element(deltas[pair].tensor, pair) for pair in sorted(deltas))
    return Term(term.coefficient, (*moved, *stated), term.dimensions)


def _remove_index(term: Term, bound: int, kept: int) -> Term:
    mapping = {i: i - 1 for i in range(bound + 1, len(term.dimensions))}
    mapping[bound] = mapping.get(kept, kept)
    return reindex(term, mapping, term.dimensions[:bound] + term.dimensions[bound + 1 :])


def with_first_group_opened(term: Term) -> list[Term] | None:
    """Replace a group of one term, of more than two indices, or of fused ones beside a fusion, by its content."""
    fused = {e.indices[0] for e in term.factors if isinstance(e.tensor, Fusion)}
    for position, element in enumerate(term.factors):
        tensor = element.tensor
        if isinstance(tensor, Power) and tensor.exponent == 1:
            tensor = Group(tensor.base)
        if not isinstance(tensor, Group):
            continue
        stacked = not fused.isdisjoint(element.indices) and _holds_fusion(tensor)
        if len(tensor.array.terms) <= 1 or tensor.array.rank > 2 or stacked:
            rest = Term(term.coefficient, term.factors[:position] + term.factors[position + 1 :], term.dimensions)
            inner = (attach(rest, other, element.indices) for other in tensor.array.terms)
            return [place(opened, position, len(rest.factors)) for opened in inner]
    return None


def repeated_once(indices: tuple[int, ...]) -> tuple[int, ...]:
    """(i,) for (i, i), and other indices as they are."""
    return indices[:1] if len(indices) == 2 and indices[0] == indices[1] else indices


def is_diagonal(element: Element) -> bool:
    """Whether a factor is an entry on the diagonal of a function of entries."""
    return len(element.indices) == 2 and element.indices[0] == element.indices[1] and _is_entrywise(element.tensor)


def _is_entrywise(tensor: Tensor) -> bool:
    """Whether a tensor is a function of entries, or a sum with such a one."""
    if isinstance(tensor, Group):
        inside = (element for term in tensor.array.terms for element in term.factors)
        return any(element.indices in {(0, 1), (1, 0)} and _is_entrywise(element.tensor) for element in inside)
    return isinstance(tensor, Apply | Power | EntrywiseTensor)


def _holds_fusion(group: Group) -> bool:
    return any(isinstance(element.tensor, Fusion) for term in group.array.terms for element in term.factors)


def place(term: Term, position: int, count: int) -> Term:
    """Put the factors that were attached last where the opened group stood, so that the author's order survives."""
    kept, added = term.factors[:count], term.factors[count:]
    return Term(term.coefficient, kept[:position] + added + kept[position:], term.dimensions)
