"""Declared functions and the symbols of their derivatives evaluated, by the instances that stand for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import product
from math import prod

from jacobook.language.dimension import ONE
from jacobook.layout.formulas.formula import Formula, FunctionDerivative
from jacobook.proof.numbers.arithmetic import Entry
from jacobook.proof.numbers.elimination import Matrix
from jacobook.proof.oracle.arrays import Unproved
from jacobook.proof.oracle.instances import Instances, Number
from jacobook.proof.oracle.taylor import Taylor

Size = Callable[[Formula], tuple[int, int]]
Tensor = dict[tuple[int, ...], Entry]


def lengths(formula: Formula, size: Size) -> tuple[int, ...]:
    """The lengths of a formula's axes."""
    rows, columns = size(formula)
    return tuple(n for n, d in ((rows, formula.rows), (columns, formula.columns)) if d != ONE)


def derivative_entries(
    derivative: FunctionDerivative,
    arguments: Sequence[Matrix],
    size: Size,
    instances: Instances,
    number: Number,
) -> Tensor:
    """Every entry of a derivative, by the indices of the value and then of the arguments."""
    value = derivative.value
    if len(derivative.by) > 2:
        raise Unproved("derivatives of a declared function beyond the second are not proved")
    flat = [[entry for row in argument for entry in row] for argument in arguments]
    first, second = (*derivative.by, -1)[:2]
    seeded: list[Entry] = []
    for position, entries in enumerate(flat):
        for k, entry in enumerate(entries):
            one = number(Fraction(1))
            seeds = ({k: one} if position == first else {}), ({k: one} if position == second else {})
            seeded.append(Taylor(entry, *seeds) if any(seeds) else entry)
    shape = lengths(value, size)
    result = instances.value(value.name, seeded, shape, number)
    entries = _flattened(result, len(shape))
    of_value = list(product(*map(range, shape)))
    of_arguments = [list(product(*map(range, lengths(value.arguments[p], size)))) for p in derivative.by]
    found: Tensor = {}
    for at, entry in zip(of_value, entries, strict=True):
        for numbers in product(*(range(len(places)) for places in of_arguments)):
            place = at + tuple(i for k, places in zip(numbers, of_arguments, strict=True) for i in places[k])
            partials = entry.first if len(numbers) == 1 else entry.mixed
            found[place] = partials.get(numbers[0] if len(numbers) == 1 else numbers, number(Fraction(0)))
    return found


def _flattened(array: Sequence[Entry] | Entry, rank: int) -> list[Entry]:
    if rank == 0:
        return [array]
    return list(array) if rank == 1 else [entry for row in array for entry in row]


def as_matrix(tensor: Tensor, rank: int) -> Matrix:
    """The entries of a tensor of no more than two axes as rows, a single axis standing as a column."""
    spans = [max(place[axis] for place in tensor) + 1 for axis in range(rank)]
    rows, columns = (*spans, 1, 1)[:2]
    if prod(spans) != len(tensor):
        raise Unproved("a derivative with more than two indices is no matrix")
    return tuple(tuple(tensor[(i, j)[:rank]] for j in range(columns)) for i in range(rows))
