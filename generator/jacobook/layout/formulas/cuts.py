"""Rows and columns that are taken of what is itself taken, or put together, of others."""

from __future__ import annotations

from jacobook.language.dimension import NOTHING, Dimension
from jacobook.layout.formulas.formula import Block, Cut, Formula


def whole_block(block: Block, row: Cut | None, column: Cut | None) -> Formula | None:
    """The block that some rows, or columns, are exactly; with all others, where there is one block across."""
    start = NOTHING
    if column is None and row is not None and not row.index and block.across == 1:
        for part_of in block.parts:
            if (start, part_of.rows) == (row.start, row.length) and (row.step == 1 or row.is_place):
                return part_of
            start = start + part_of.rows
    if row is None and column is not None and not column.index and block.across == len(block.parts):
        for part_of in block.parts:
            if (start, part_of.columns) == (column.start, column.length) and (column.step == 1 or column.is_place):
                return part_of
            start = start + part_of.columns
    return None


def nested(outer: Cut | None, inner: Cut | None) -> tuple[Cut | None] | None:
    """A cut of a cut as one; None where an index stands in the way."""
    if outer is None or inner is None:
        return (outer or inner,)
    if outer.index or inner.index:
        return None
    start = outer.start + inner.start * Dimension.of(outer.step)
    return (Cut(start, inner.length, outer.step * inner.step),)
