"""A canonical text for a product of indexed factors, whatever the numbering of its summed indices.

Colour refinement on the graph of factors and indices, then, for indices that refinement cannot tell apart, the least of
all their orders. (McKay, "Practical graph isomorphism", 1981, without its search tree: the graphs here are small.)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import permutations, product
from math import factorial, prod

_MOST_ORDERS = 720

Entry = tuple[str, tuple[int, ...], bool]


def canonical_key(entries: Sequence[Entry], dimensions: Sequence[object], rank: int) -> str:
    """The text; `entries` are (key of the tensor, its indices, whether it is symmetric in them).

    Where more than 720 orders would have to be tried, the first is taken: two equal terms may then go unmerged, which
    is never wrong.
    """
    count = len(dimensions)
    if count == rank:
        return _text(entries, list(range(count)))
    if count - rank <= 2:
        return min(_text(entries, names) for names in _namings([list(range(rank, count))], rank, count))
    colours: list[int] = _ranked([f"f{i}" if i < rank else f"b{dimensions[i]}" for i in range(count)])
    for _ in range(count):
        refined = _refine(entries, colours)
        if len(set(refined)) == len(set(colours)):
            break
        colours = refined
    classes = defaultdict(list)
    for index in range(rank, count):
        classes[colours[index]].append(index)
    ordered = [classes[colour] for colour in sorted(classes)]
    return min(_text(entries, names) for names in _namings(ordered, rank, count))


def _ranked(signatures: Sequence[object]) -> list[int]:
    order = {signature: position for position, signature in enumerate(sorted(set(signatures), key=repr))}
    return [order[signature] for signature in signatures]


def _refine(entries: Sequence[Entry], colours: list[int]) -> list[int]:
    seen: list[list[str]] = [[] for _ in colours]
    for key, indices, symmetric in entries:
        around = [colours[i] for i in indices]
        for position, index in enumerate(indices):
            others = sorted(around) if symmetric else around
            seen[index].append(f"{key}{'' if symmetric else position}{others}")
    return _ranked([(f"{colour:04d}", *sorted(incident)) for colour, incident in zip(colours, seen, strict=True)])


def _namings(classes: list[list[int]], rank: int, count: int) -> Iterator[list[int]]:
    orders = prod(factorial(len(members)) for members in classes)
    choices = product(*(permutations(members) for members in classes)) if orders <= _MOST_ORDERS else iter([classes])
    for choice in choices:
        names = list(range(count))
        for name, index in enumerate((i for members in choice for i in members), start=rank):
            names[index] = name
        yield names


def _text(entries: Sequence[Entry], names: list[int]) -> str:
    parts = []
    for key, indices, symmetric in entries:
        named = [names[i] for i in indices]
        parts.append(f"{key}{sorted(named) if symmetric else named}")
    return " ".join(sorted(parts))
