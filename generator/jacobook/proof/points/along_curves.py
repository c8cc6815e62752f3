"""Gradients along curves that keep what sums do not keep: the length of a unit vector, an orthogonal matrix.

Cayley's curve (I − tΩ/2)⁻¹(I + tΩ/2) with a skew Ω consists of rotations, and leaves I with the velocity Ω. So x moves
with Ωx, and an orthogonal Q with QΩ. The gradient is the one tangent E with ⟨E, V⟩ = df(V) for the velocity V of every
curve. It is found from these alone, in exact numbers: no formula of a projection is used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations

from jacobook.proof.numbers.arithmetic import Entry
from jacobook.proof.numbers.elimination import Matrix, multiplied
from jacobook.proof.oracle.arrays import Array, entries

Position = tuple[int, ...]
Velocity = Mapping[Position, Fraction]


def _rotations(size: int) -> Iterator[Matrix]:
    """The velocities Ω of Cayley's curves in the plane of every two axes."""
    for first, second in combinations(range(size), 2):
        turn = {(first, second): Fraction(-1), (second, first): Fraction(1)}
        yield tuple(tuple(turn.get((i, j), Fraction(0)) for j in range(size)) for i in range(size))


def _of_unit(vector: Array) -> Iterator[Velocity]:
    column = tuple((entry,) for entry in entries(vector))
    for turn in _rotations(len(column)):
        yield {(i,): row[0] for i, row in enumerate(multiplied(turn, column))}


def _of_orthogonal(matrix: Array) -> Iterator[Velocity]:
    rows: Matrix = matrix
    for turn in _rotations(len(rows)):
        yield {(i, j): entry for i, row in enumerate(multiplied(rows, turn)) for j, entry in enumerate(row)}


CURVES: Mapping[str | None, Callable[[Array], Iterator[Velocity]]] = {
    "unit": _of_unit,
    "orthogonal": _of_orthogonal,
}
"""The velocities of curves through a value along which it keeps a property, by the property."""


def along_curves(
    partials: Mapping[tuple[Position, ...], Entry],
    slot: int,
    value: Array,
    velocities: Callable[[Array], Iterator[Velocity]],
    zero: Entry,
) -> dict[tuple[Position, ...], Entry]:
    """The tangents that have, with every velocity, the products that the derivatives by one variable have."""
    basis = _apart(velocities(value))
    lines: dict[tuple[Position, ...], dict[Position, Entry]] = {}
    for place, derivative in partials.items():
        lines.setdefault((*place[:slot], *place[slot + 1 :]), {})[place[slot]] = derivative
    found: dict[tuple[Position, ...], Entry] = {}
    for rest, line in lines.items():
        for direction in basis:
            change = sum((_times(line[at], weight) for at, weight in direction.items() if at in line), start=zero)
            square = _product(direction, direction)
            for at, weight in direction.items():
                place = (*rest[:slot], at, *rest[slot:])
                found[place] = found.get(place, zero) + _times(change, weight / square)
    return found


def _product(one: Velocity, other: Velocity) -> Fraction:
    return sum((weight * other[at] for at, weight in one.items()), start=Fraction(0))


def _times(entry: Entry, weight: Fraction) -> Entry:
    return entry * weight.numerator / weight.denominator


def _apart(velocities: Iterator[Velocity]) -> Sequence[Velocity]:
    """Velocities that span the same, each at right angles to the others."""
    found: list[Velocity] = []
    for velocity in velocities:
        rest = dict(velocity)
        for other in found:
            share = _product(rest, other) / _product(other, other)
            rest = {at: weight - share * other[at] for at, weight in rest.items()}
        if any(rest.values()):
            found.append(rest)
    return found
