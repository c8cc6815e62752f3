"""Parts of a factorization with their derivatives, from nothing but its equations, by Newton's steps for power series.

Each entry that the structure of a part leaves free is an unknown y. With the equations E(y, A) = 0 written out entry by
entry, and J their derivatives by the unknowns, y − J⁻¹E(y, A) is right to one order more than y is, also where the
entries of A are power series (the implicit function theorem). No differential of a record is used.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import partial
from itertools import product

from jacobook.language.functions.factorizations import Factorization
from jacobook.proof.numbers.arithmetic import Arithmetic, Entry, Rows, Undefined
from jacobook.proof.numbers.elimination import identity
from jacobook.proof.numbers.factorizations import parts
from jacobook.proof.oracle.arrays import Array, at, built, entries, lengths, total_of
from jacobook.proof.oracle.taylor import Taylor

Residuals = Callable[[Mapping[str, Array]], Sequence[Entry]]
"""The entries of the equations, given those of the parts and of the matrix by their letters."""

Place = tuple[str, tuple[int, ...]]
"""A part and the place of an entry in it."""

_STEPS = 2
"""The orders of derivatives that are carried along."""
_FREE: Mapping[str, Callable[[tuple[int, ...]], bool]] = {
    "lower triangular": lambda place: place[0] >= place[1],
    "strictly lower triangular": lambda place: place[0] > place[1],
    "upper triangular": lambda place: place[0] <= place[1],
}
"""The entries that a structure leaves free."""


def solved(record: Factorization, numbers: Arithmetic, matrix: Array, residuals: Residuals) -> dict[str, Array]:
    """The parts of the factorization of a matrix, with their derivatives where its entries have them.

    Raises `Undefined` where there is none, or no derivative.
    """
    values = tuple(tuple(e.value if isinstance(e, Taylor) else e for e in row) for row in matrix)
    found = parts(numbers, record.name, values)
    known = {letter: _arranged(rows, record.part(letter).shape) for letter, rows in found.items()}
    if not any(isinstance(entry, Taylor) for entry in entries(matrix)):
        return known
    free = _unknowns(record, known)
    solve, rest = _elimination(_slopes(known, free, values, residuals, numbers), len(free), numbers)
    for order in range(1, _STEPS + 1):
        left = residuals({**known, "A": matrix})
        if any(_moves(_combined(row, left), order, numbers) for row in rest):
            # Where some matrices nearby have another rank, say, no parts of theirs are near.
            raise Undefined(f"the equations of {record.name} have no solution that moves with the matrix")
        steps = {place: _combined(row, left) for place, row in zip(free, solve, strict=True)}
        known = _changed(known, {place: at(known[place[0]], place[1]) - step for place, step in steps.items()})
    return known


def _arranged(rows: Rows, shape: str) -> Array:
    return rows if "×" in shape else tuple(row[0] for row in rows)


def _unknowns(record: Factorization, known: Mapping[str, Array]) -> list[Place]:
    def is_free(letter: str, place: tuple[int, ...]) -> bool:
        structure = record.structures.get(letter)
        return structure is None or _FREE[structure](place)

    return [
        (letter, place)
        for letter, array in known.items()
        for place in product(*map(range, lengths(array)))
        if is_free(letter, place)
    ]


def _changed(known: Mapping[str, Array], changes: Mapping[Place, Entry]) -> dict[str, Array]:
    def entry(letter: str, place: tuple[int, ...]) -> Entry:
        found = changes.get((letter, place))
        return at(known[letter], place) if found is None else found

    return {letter: built(lengths(array), partial(entry, letter)) for letter, array in known.items()}


def _slopes(
    known: Mapping[str, Array], free: Sequence[Place], matrix: Rows, residuals: Residuals, numbers: Arithmetic
) -> list[list[Entry]]:
    """The derivatives of the equations by the unknowns, a row for each equation."""
    one, zero = numbers.number(Fraction(1)), numbers.number(Fraction(0))
    seeds = {(name, place): Taylor(at(known[name], place), {k: one}) for k, (name, place) in enumerate(free)}
    found = residuals({**_changed(known, seeds), "A": matrix})
    slopes = [entry.first if isinstance(entry, Taylor) else {} for entry in found]
    return [[row.get(k, zero) for k in range(len(free))] for row in slopes]


def _elimination(
    slopes: list[list[Entry]], unknowns: int, numbers: Arithmetic
) -> tuple[list[list[Entry]], list[list[Entry]]]:
    """What gives each unknown as a sum of multiples of the right-hand sides, and what of these must vanish.

    Raises `Undefined` where the unknowns are not determined.
    """
    rows = [[*row, *unit] for row, unit in zip(slopes, identity(len(slopes), numbers), strict=True)]
    for step in range(unknowns):
        pivot = max(range(step, len(rows)), key=lambda row: numbers.size(rows[row][step]), default=None)
        if pivot is None or numbers.negligible(rows[pivot][step]):
            raise Undefined("the equations do not determine how the solution changes")
        rows[step], rows[pivot] = rows[pivot], rows[step]
        factor = 1 / rows[step][step]
        rows[step] = [entry * factor for entry in rows[step]]
        for other, row in enumerate(rows):
            if other != step and row[step]:
                rows[other] = [a - row[step] * b for a, b in zip(row, rows[step], strict=True)]
    right = [row[unknowns:] for row in rows]
    return right[:unknowns], right[unknowns:]


def _combined(weights: Sequence[Entry], values: Sequence[Entry]) -> Entry:
    products = [value * weight for weight, value in zip(weights, values, strict=True) if weight]
    return total_of(products) if products else weights[0] * 0


def _moves(entry: Entry, order: int, numbers: Arithmetic) -> bool:
    """Whether a number or one of its derivatives up to an order is more than rounding noise.

    Those of higher order come right only by the steps after.
    """
    every = (entry,) if not isinstance(entry, Taylor) else (entry.value, *entry.first.values(), *entry.second.values())
    if isinstance(entry, Taylor) and order > 1:
        every = (*every, *entry.mixed.values())
    return not all(map(numbers.negligible, every))
