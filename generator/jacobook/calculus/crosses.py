"""ε_ijk summed with vectors and matrices: cross products, [u]×, and vee; and rotations that cancel, RᵀR = I."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from jacobook.calculus import index_algebra as algebra
from jacobook.calculus.functional import CrossMatrix, CrossTensor
from jacobook.calculus.index_form import (
    Array,
    Determinant,
    Element,
    Group,
    Identity,
    Inverse,
    Power,
    Term,
    reindex,
)
from jacobook.calculus.opening import expand
from jacobook.calculus.rotations import (
    THREE,
    LeviCivita,
    RotationTensor,
    chain,
    is_rotation,
    rotation_pairs,
    vector_of_skew,
)
from jacobook.language.functions.rotations import VEE


def crossed(value: Array) -> Array:
    """The array with ε_ijk u_j v_k as u × v, ε_ijk u_j as a matrix [u]×, ε_ijk M_jk as −2 vee(M), and RᵀR as I."""
    if not _concerns(value):
        return value
    opened = expand(value, lambda group: _holds_epsilon(group.array) or _is_multiple_of_identity(group.array))
    while True:
        apart = [each for term in opened.terms for each in _two_apart(term, value.rank)]
        terms = [_in_term(term, value.rank) for term in apart]
        found = algebra.array(value.shape, [term for term in terms if term is not None])
        found = expand(found, lambda group: _is_multiple_of_identity(group.array))
        if found == opened:
            return found
        opened = found


def _is_multiple_of_identity(value: Array) -> bool:
    """Whether an array is a number times I, as ½(tr(RᵀR) I − RᵀR) is."""
    return (
        value.rank == 2
        and bool(value.terms)
        and all(len(term.factors) == 1 and isinstance(term.factors[0].tensor, Identity) for term in value.terms)
    )


def _concerns(value: Array) -> bool:
    return any(
        isinstance(e.tensor, LeviCivita | RotationTensor)
        or _as_rotation(e) is not None
        or is_rotation(e.tensor)
        or (isinstance(e.tensor, Group) and _concerns(e.tensor.array))
        for term in value.terms
        for e in term.factors
    )


def _holds_epsilon(value: Array) -> bool:
    return any(
        isinstance(e.tensor, LeviCivita) or (isinstance(e.tensor, Group) and _holds_epsilon(e.tensor.array))
        for term in value.terms
        for e in term.factors
    )


def _in_term(term: Term, rank: int) -> Term | None:
    """One step further; None for a term that vanishes."""
    inside = tuple(
        Element(Group(crossed(e.tensor.array)), e.indices) if isinstance(e.tensor, Group) else e for e in term.factors
    )
    if inside != term.factors:
        return Term(term.coefficient, inside, term.dimensions)
    squared = next((found for e in term.factors if (found := _summed_square(e, term, rank)) is not None), None)
    if squared is not None:
        element, index = squared
        factors = [e for e in term.factors if e is not element]
        return _without(Term(term.coefficient, tuple(factors), term.dimensions), {index})
    pair = next(rotation_pairs(term, rank), None)
    if pair is not None:
        one, other, side = pair
        factors = [e for e in term.factors if e is not one and e is not other]
        factors.append(Element(Identity(THREE), (one.indices[1 - side], other.indices[1 - side])))
        return _without(Term(term.coefficient, tuple(factors), term.dimensions), {one.indices[side]})
    undone = next((e for e in term.factors if _as_rotation(e) is not None), None)
    if undone is not None:
        by = _as_rotation(undone)
        factors = [e for e in term.factors if e is not undone]
        return Term(term.coefficient, (*factors, *(by or ())), term.dimensions)
    kept = _along_axis(term, rank)
    if kept is not None:
        return kept
    for place, element in enumerate(term.factors):
        if not isinstance(element.tensor, LeviCivita):
            continue
        if len(set(element.indices)) < 3:
            return None
        others = term.factors[:place] + term.factors[place + 1 :]
        further = _contracted(term, element, others, rank)
        if further is not None:
            return further if further.coefficient else None
    return term


def _as_rotation(element: Element) -> tuple[Element, ...] | None:
    """R⁻¹ of a rotation as Rᵀ, and det(R) as 1; None for anything else."""
    match element.tensor:
        case Inverse(matrix=matrix) if chain(matrix) is not None:
            return (Element(Group(matrix), element.indices[::-1]),)
        case Determinant(matrix=matrix) if chain(matrix) is not None:
            return ()
        case _:
            return None


def _two_apart(term: Term, rank: int) -> tuple[Term, ...]:
    """ε_aij ε_akl, summed over a, as δ_ik δ_jl − δ_il δ_jk; any other term as it is."""
    places = [place for place, element in enumerate(term.factors) if isinstance(element.tensor, LeviCivita)]
    for number, first in enumerate(places):
        for second in places[number + 1 :]:
            one, other = term.factors[first].indices, term.factors[second].indices
            shared = [i for i in one if i in other and i >= rank and _carried(i, term) == 2]
            if not shared:
                continue
            (i, j), (k, l) = _after(one, shared[0]), _after(other, shared[0])
            rest = [e for place, e in enumerate(term.factors) if place not in (first, second)]
            both = ((1, (i, k), (j, l)), (-1, (i, l), (j, k)))
            return tuple(
                _without(
                    Term(
                        term.coefficient * sign,
                        (*rest, *(Element(Identity(THREE), pair) for pair in pairs)),
                        term.dimensions,
                    ),
                    {shared[0]},
                )
                for sign, *pairs in both
            )
    return (term,)


def _carried(index: int, term: Term) -> int:
    """How often a term has an index."""
    return sum(element.indices.count(index) for element in term.factors)


def _summed_square(element: Element, term: Term, rank: int) -> tuple[Element, int] | None:
    """The squares of the entries of a rotation that are summed along a row or a column, which are 1 in all."""
    tensor = element.tensor
    if not isinstance(tensor, Power) or tensor.exponent != 2 or len(element.indices) != 2:
        return None
    factors = tensor.base.terms[0].factors if len(tensor.base.terms) == 1 else ()
    if len(factors) != 1 or tensor.base != factors[0].tensor.entries or not is_rotation(factors[0].tensor):
        return None
    for index in element.indices:
        if index >= rank and _carried(index, term) == 1:
            return element, index
    return None


def _along_axis(term: Term, rank: int) -> Term | None:
    """The term with w in the place of Exp(w) w, of J_r(w) w, and of the same with transposes; None without such."""
    for element in term.factors:
        tensor = element.tensor
        if not isinstance(tensor, RotationTensor) or len(tensor.shape) < 2:
            continue
        for side in (0, 1):
            index, other = element.indices[side], element.indices[1 - side]
            along = [e for e in term.factors if e.indices == (index,) and e.tensor.entries == tensor.argument]
            if along and index >= rank and _carried(index, term) == 2:
                factors = [e for e in term.factors if e is not element and e is not along[0]]
                factors.append(Element(along[0].tensor, (other,)))
                return _without(Term(term.coefficient, tuple(factors), term.dimensions), {index})
    return None


def _contracted(term: Term, epsilon: Element, others: Sequence[Element], rank: int) -> Term | None:
    reached = {index: _reached(index, others) for index in epsilon.indices}
    free = frozenset(range(rank))
    alone = [i for i in epsilon.indices if i >= rank and not reached[i] & (free | set(epsilon.indices) - {i})]
    if len(alone) >= 2:
        # Of three vectors, the last two of the order of ε are multiplied first.
        rest = next(i for i in epsilon.indices if i not in alone[-2:])
        first, second = _after(epsilon.indices, rest)
        vectors = [_closed(term, (i,), reached[i], others) for i in (first, second)]
        return _replaced(term, epsilon, reached[first] | reached[second], Element(CrossTensor(*vectors), (rest,)), 1)
    if alone:
        (index,) = alone
        kept = _after(epsilon.indices, index)
        vector = _closed(term, (index,), reached[index], others)
        return _replaced(term, epsilon, reached[index], Element(CrossMatrix(vector), kept), -1)
    for index in epsilon.indices:
        first, second = _after(epsilon.indices, index)
        inner = reached[first] | reached[second]
        if first >= rank and second >= rank and second in reached[first] and not inner & (free | {index}):
            matrix = _closed(term, (first, second), inner, others)
            if matrix.symmetric:
                return Term(0, (), term.dimensions)
            skew = vector_of_skew(matrix)
            vector_of = Group(skew) if skew is not None else RotationTensor(VEE, matrix)
            return _replaced(term, epsilon, inner, Element(vector_of, (index,)), -2)
    return None


def _after(indices: tuple[int, ...], index: int) -> tuple[int, int]:
    """The two indices of ε that follow one in its cyclic order."""
    at = indices.index(index)
    return indices[(at + 1) % 3], indices[(at + 2) % 3]


def _reached(start: int, factors: Sequence[Element]) -> frozenset[int]:
    found = {start}
    while more := {i for each in factors if found.intersection(each.indices) for i in each.indices} - found:
        found |= more
    return frozenset(found)


def _closed(term: Term, ends: tuple[int, ...], reached: frozenset[int], factors: Sequence[Element]) -> Array:
    """The factors at some indices as an array of its own, with these ends free."""
    inner = sorted(reached - {*ends})
    places = {index: place for place, index in enumerate((*ends, *inner))}
    inside = tuple(
        Element(e.tensor, tuple(places[i] for i in e.indices)) for e in factors if reached.intersection(e.indices)
    )
    dimensions = (*(THREE for _ in ends), *(term.dimensions[i] for i in inner))
    return crossed(algebra.array((THREE,) * len(ends), [Term(1, inside, dimensions)]))


def _replaced(term: Term, epsilon: Element, reached: frozenset[int], by: Element, sign: int) -> Term:
    """The term with ε and what it is summed with replaced by one factor."""
    kept = [e for e in term.factors if e is not epsilon and not reached.intersection(e.indices)]
    factors = (*kept, by)
    return _without(Term(term.coefficient * sign, factors, term.dimensions), reached)


def _without(term: Term, indices: Collection[int]) -> Term:
    """The term without indices that no factor carries any more."""
    kept = [index for index in range(len(term.dimensions)) if index not in indices]
    moved = {old: new for new, old in enumerate(kept)}
    return reindex(term, moved, (term.dimensions[index] for index in kept))
