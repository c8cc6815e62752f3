"""Blocks in index form: an array whose terms all lie at known places of an index, taken apart along it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cmp_to_key

from jacobook.calculus.index_algebra import array
from jacobook.calculus.index_form import Array, Element, Identity, Term, Window, reindex
from jacobook.language.dimension import NOTHING, ONE, Dimension

Range = tuple[Dimension, Dimension]
"""Where a block starts, and its length."""


@dataclass(frozen=True, slots=True)
class Blocks:
    """The blocks of an array in the order in which they are read, `across` in a row; each has the axes of the whole."""

    parts: tuple[Array, ...]
    across: int


def in_blocks(value: Array, rows: tuple[int, ...], columns: tuple[int, ...]) -> Blocks | None:
    """The array in blocks along its rows, its columns or both; None where its terms do not lie in blocks."""
    if not value.terms or len(rows) > 1 or len(columns) > 1:
        return None
    sides = [_ranges(value, side[0]) if side else None for side in (rows, columns)]
    if not any(side is not None and len(side) > 1 for side in sides):
        return None
    down, across = ([*side] if side else [None] for side in sides)
    parts = [_block(value, rows, row, columns, column) for row in down for column in across]
    return Blocks(tuple(parts), len(across))


def _ranges(value: Array, index: int) -> list[Range] | None:
    """The parts of an index in which all terms lie, with those between them; None where some term lies in none."""
    whole = value.shape[index]
    found: set[Range] = set()
    for term in value.terms:
        windows = [window for window in map(_window, term.factors) if window is not None and window[1] == index]
        if len(windows) != 1 or sum(index in element.indices for element in term.factors) != 1:
            return None
        window = windows[0][0]
        if window.step != 1:
            return None
        found.add((window.start, window.part))
    return _filled(found, whole)


def _window(element: Element) -> tuple[Window, int] | None:
    return (element.tensor, element.indices[0]) if isinstance(element.tensor, Window) else None


def _filled(ranges: set[Range], whole: Dimension) -> list[Range] | None:
    """The ranges in order, with the gaps between them; None where their order is not known, or they overlap."""
    try:
        ordered = sorted(ranges, key=cmp_to_key(_compared))
    except ValueError:
        return None
    filled: list[Range] = []
    place = NOTHING
    for number, (start, length) in enumerate(ordered):
        gap = start - place
        # A slice lies within its axis, so only between two of them may a difference be less than nothing.
        if number and not _is_gap(gap):
            return None
        if gap != NOTHING:
            filled.append((place, gap))
        filled.append((start, length))
        place = start + length
    rest = whole - place
    return [*filled, (place, rest)] if rest != NOTHING else filled


def _is_gap(gap: Dimension) -> bool:
    """Whether a difference is a length, or none, whatever its names stand for."""
    return all(number > 0 for _, number in gap.monomials)


def _compared(left: Range, right: Range) -> int:
    if left == right:
        return 0
    difference = left[0] - right[0]
    signs = {number > 0 for _, number in difference.monomials}
    if len(signs) == 1:
        return 1 if signs.pop() else -1
    # Of parts that follow each other, the one that the other begins behind is the first.
    if left[0] + left[1] == right[0]:
        return -1
    if right[0] + right[1] == left[0]:
        return 1
    raise ValueError


def _block(
    value: Array, rows: tuple[int, ...], row: Range | None, columns: tuple[int, ...], column: Range | None
) -> Array:
    """The terms that lie in one block, with the indices of the block."""
    kept = list(value.terms)
    shape = list(value.shape)
    for side, part in ((rows, row), (columns, column)):
        if part is not None:
            kept = [moved for term in kept if (moved := _within(term, value.rank, side[0], part)) is not None]
            shape[side[0]] = part[1]
    terms = [Term(t.coefficient, t.factors, (*shape, *t.dimensions[value.rank :])) for t in kept]
    return array(tuple(shape), terms)


def _within(term: Term, rank: int, index: int, part: Range) -> Term | None:
    """A term in one part of an index, which then is that of the part; None where it lies in another."""
    for place, element in enumerate(term.factors):
        window = element.tensor
        if not isinstance(window, Window) or element.indices[0] != index:
            continue
        if (window.start, window.part) != part:
            return None
        rest = term.factors[:place] + term.factors[place + 1 :]
        plain = Term(term.coefficient, rest, term.dimensions)
        if window.part == ONE:
            return plain
        inner = element.indices[1]
        if inner < rank:
            same = Element(Identity(window.part), (index, inner))
            return Term(term.coefficient, (*rest, same), term.dimensions)
        mapping = {i: i - 1 for i in range(inner + 1, len(term.dimensions))} | {inner: index}
        return reindex(plain, mapping, (*term.dimensions[:inner], *term.dimensions[inner + 1 :]))
    return None
