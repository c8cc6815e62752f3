"""Sums of products of entries, and one text for each of them however its indices are named.

A term is a number times entries of atoms at indices, each raised to a rational number, summed over its bound indices.
An atom is what is not taken apart: a variable, δ, a function of a nested sum, an inverse. Nested sums are closed: they
reach the outside only through their free indices, in order. Two closed sums with one key are equal by structure, and so
equal in value at every size; the converse is not promised.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from hashlib import blake2b
from itertools import permutations, product
from math import factorial, prod
from typing import NamedTuple

from jacobook.language.dimension import Dimension

_LONGEST_KEY = 96
_MOST_NAMINGS = 120


class Unclear(Exception):
    """Why a form could not be compared for every size."""


class Index:
    """A place that runs over a dimension; each is only itself. `number` tells which of two was made first."""

    __slots__ = ("dimension", "number")

    def __init__(self, dimension: Dimension, number: int) -> None:
        self.dimension = dimension
        self.number = number

    def __repr__(self) -> str:
        return f"i{self.number}:{self.dimension}"


Exponent = Fraction | int
Indices = tuple[Index, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Atom:
    """Something with entries that is not taken apart.

    `symmetry` is 1 where swapping two indices changes nothing, −1 where it changes the sign. `sign` is 2 where every
    entry is positive, 1 where none is negative, 0 where nothing is known. `arguments` are closed over the atom's own
    indices; `rebuild` makes the atom's power anew from the entries of its arguments, for an atom that works entry by
    entry and so may be something simpler where two of its indices are one. `companion` is the cosine beside a sine.
    """

    kind: str
    key: str
    symmetry: int = 0
    sign: int = 0
    name: str = ""
    arguments: tuple[Closed, ...] = ()
    rebuild: Callable[[Sequence[Terms], Exponent], Terms] | None = None
    companion: Atom | None = None


class Factor(NamedTuple):
    """An entry of an atom, raised to a rational number."""

    atom: Atom
    indices: Indices
    exponent: Exponent = 1


class Term(NamedTuple):
    """coefficient · product of factors, summed over `bound`, every one of which some factor carries."""

    coefficient: Exponent
    factors: tuple[Factor, ...] = ()
    bound: Indices = ()


Terms = list[Term]


@dataclass(frozen=True, eq=False, slots=True)
class Closed:
    """A sum with its free indices in order; `terms` are sorted by their texts, like ones collected."""

    free: Indices
    terms: tuple[Term, ...]
    key: str
    texts: tuple[str, ...] = field(default=())


def compact(key: str) -> str:
    """The key itself, or a fingerprint of it: nested keys must not grow with their depth."""
    return key if len(key) <= _LONGEST_KEY else "#" + blake2b(key.encode(), digest_size=16).hexdigest()


def moved(factor: Factor, mapping: Mapping[Index, Index]) -> Factor:
    """The factor with indices renamed."""
    return factor._replace(indices=tuple(mapping.get(i, i) for i in factor.indices))


def fusion(fused: Index, parts: Sequence[Index]) -> Factor:
    """1 where one index is several taken together, the first the slowest; else 0."""
    dimensions = " ".join(str(part.dimension) for part in parts)
    return Factor(Atom("fusion", f"fuse {dimensions}"), (fused, *parts))


def free_indices(terms: Iterable[Term]) -> Indices:
    """The indices that a sum leaves free, in the order in which they were made."""
    found = {i for term in terms for factor in term.factors for i in factor.indices if i not in term.bound}
    return tuple(sorted(found, key=lambda index: index.number))


def collected(terms: Iterable[Term], free: Sequence[Index]) -> dict[str, Term]:
    """The terms by their texts, like ones added up, in no order; those that cancel are left out."""
    found: dict[str, Term] = {}
    for each in terms:
        term = _settled(each, free) if any(factor.atom.kind == "delta" for factor in each.factors) else each
        text, sign = text_of(term, free)
        if not sign:
            continue
        known = found.get(text)
        total = sign * term.coefficient + (known.coefficient if known is not None else 0)
        found[text] = Term(total, term.factors, term.bound) if known is None else known._replace(coefficient=total)
        if known is None and sign < 0:
            found[text] = _turned(found[text])
    return {text: term for text, term in found.items() if term.coefficient}


def _settled(term: Term, free: Sequence[Index]) -> Term:
    """The term in which, of two indices that δ makes equal, every other factor carries the first of the free ones."""
    place = {index: number for number, index in enumerate(free)}
    same = {index: index for index in free}
    deltas = [factor for factor in term.factors if factor.atom.kind == "delta"]
    for delta in deltas:
        one, other = sorted((same[index] for index in delta.indices), key=place.__getitem__)
        same = {index: one if first is other else first for index, first in same.items()}
    stated = [deltas[0]._replace(indices=(first, index)) for index, first in same.items() if first is not index]
    rest = [moved(factor, same) for factor in term.factors if factor.atom.kind != "delta"]
    return term._replace(factors=(*stated, *rest))


def _turned(term: Term) -> Term:
    """The term in which antisymmetric factors carry their indices so that its text has the sign +."""
    position = next(p for p, f in enumerate(term.factors) if f.atom.symmetry < 0 and f.exponent % 2)
    factor = term.factors[position]
    first, second, *rest = factor.indices
    swapped = factor._replace(indices=(second, first, *rest))
    return term._replace(factors=(*term.factors[:position], swapped, *term.factors[position + 1 :]))


def closed(terms: Iterable[Term], free: Sequence[Index]) -> Closed:
    """The sum with these free indices, in this order."""
    found = collected(terms, free)
    texts = tuple(sorted(found))
    kept = tuple(found[text] for text in texts)
    dimensions = ",".join(str(index.dimension) for index in free)
    key = f"[{dimensions}]" + "+".join(f"{found[text].coefficient}*{text}" for text in texts)
    return Closed(tuple(free), kept, compact(key), texts)


def text_of(term: Term, free: Sequence[Index]) -> tuple[str, int]:
    """The same text for terms that differ only by coefficient, order of factors and naming of bound indices.

    Beside it the sign that antisymmetric factors bring in; 0 where the term is its own negative, and so vanishes.
    """
    names = {index: number for number, index in enumerate(free)}
    best, sign = "", 0
    for naming in _namings(term, names):
        here, turned = _text(term, {**names, **naming} if naming else names)
        if not best or here < best:
            best, sign = here, turned
        elif here == best and turned != sign:
            return best, 0
    return best, sign


def _text(term: Term, names: Mapping[Index, int]) -> tuple[str, int]:
    parts, sign = [], 1
    for atom, indices, exponent in term.factors:
        named = [names[i] for i in indices]
        if atom.symmetry:
            if atom.symmetry < 0 and exponent % 2:
                sign *= parity(named)
            named.sort()
        parts.append(f"{atom.key}^{exponent}{named}" if exponent != 1 else f"{atom.key}{named}")
    parts.sort()
    return " ".join(parts) or "1", sign


def parity(numbers: Sequence[int]) -> int:
    """The sign of the permutation that sorts different numbers; 0 where two of them are equal."""
    swaps = 0
    for position, number in enumerate(numbers):
        for other in numbers[position + 1 :]:
            if other == number:
                return 0
            swaps += other < number
    return -1 if swaps % 2 else 1


def _namings(term: Term, names: Mapping[Index, int]) -> Iterator[dict[Index, int]]:
    """Numbers for the bound indices: all orders of those that nothing tells apart, or one where there are too many."""
    bound, start = term.bound, len(names)
    if len(bound) < 2:
        yield dict.fromkeys(bound, start)
        return
    classes = [list(bound)] if len(bound) == 2 else _told_apart(term, names)
    if prod(factorial(len(members)) for members in classes) > _MOST_NAMINGS:
        orders: Iterable[tuple[Sequence[Index], ...]] = iter([tuple(classes)])
    else:
        orders = product(*(permutations(members) for members in classes))
    for order in orders:
        yield {index: start + number for number, index in enumerate(i for members in order for i in members)}


def _told_apart(term: Term, names: Mapping[Index, int]) -> list[list[Index]]:
    """The bound indices in classes, by colour refinement on the graph of factors and indices."""
    colours: dict[Index, object] = {index: str(index.dimension) for index in term.bound}
    count = 0
    while True:
        seen: dict[Index, list[str]] = defaultdict(list)
        for atom, indices, exponent in term.factors:
            around = [colours.get(i, f"free {names.get(i)}") for i in indices]
            for position, index in enumerate(indices):
                if index in colours:
                    place = sorted(map(str, around)) if atom.symmetry else (position, *around)
                    seen[index].append(f"{atom.key}^{exponent}{place}")
        marks = {index: f"{colours[index]}|{sorted(seen[index])}" for index in term.bound}
        ranked = {mark: rank for rank, mark in enumerate(sorted(set(marks.values())))}
        colours = {index: ranked[marks[index]] for index in term.bound}
        if len(ranked) == count:
            break
        count = len(ranked)
    classes: dict[object, list[Index]] = defaultdict(list)
    for index in term.bound:
        classes[colours[index]].append(index)
    return [classes[colour] for colour in sorted(classes, key=lambda c: int(str(c)))]
