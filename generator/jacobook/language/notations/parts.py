"""Matrices and columns given by their parts: numbers, or blocks beside and below each other."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from jacobook.language.book.meaning import COLUMN, MATRIX, ROW, SCALAR, Meaning, Meanings, called
from jacobook.language.dimension import ONE, Dimension
from jacobook.language.unification import DimensionClash


def put_together(make: Meanings, rows: Sequence[Sequence[Meaning]]) -> Meaning:
    """The array of these parts, all rows of one length. Raises `LanguageError` where the parts do not fit."""
    parts = [part for row in rows for part in row]
    kinds = {part.kind for part in parts}
    if kinds == {SCALAR}:
        return _of_numbers(make, rows)
    if len(rows[0]) == 1 and kinds <= {COLUMN, SCALAR}:
        length = _total(make, [part.rows for part in parts])
        return make.joined(_in_one_line(parts), COLUMN, length, ONE, *parts)
    if len(rows) == 1 and kinds <= {ROW, SCALAR}:
        length = _total(make, [part.columns for part in parts])
        return make.joined(ast.Attribute(_in_one_line(parts), "T"), ROW, ONE, length, *parts)
    return _of_blocks(make, [[_block(make, part) for part in row] for row in rows])


def _of_numbers(make: Meanings, rows: Sequence[Sequence[Meaning]]) -> Meaning:
    parts = [part for row in rows for part in row]
    height, width = Dimension.of(len(rows)), Dimension.of(len(rows[0]))
    if width == ONE and len(rows) > 1:
        return make.joined(ast.List([part.node for part in parts]), COLUMN, height, ONE, *parts)
    node = ast.List([ast.List([part.node for part in row]) for row in rows])
    return make.joined(node, MATRIX, height, width, *parts)


def _in_one_line(parts: Sequence[Meaning]) -> ast.expr:
    return called("concatenate", ast.List([ast.List([p.node]) if p.kind == SCALAR else p.plain for p in parts]))


def _block(make: Meanings, part: Meaning) -> Meaning:
    """A part as a matrix; a zero is one of the size that its neighbors leave for it."""
    if not part.undecided:
        return make.matrix(part)
    rows, columns = make.fresh(), make.fresh()
    node = called("zeros", make.dimension_node(rows), make.dimension_node(columns))
    return replace(part, node=node, kind=MATRIX, rows=rows, columns=columns, undecided=False)


def _of_blocks(make: Meanings, rows: Sequence[Sequence[Meaning]]) -> Meaning:
    for row in rows:
        for left, right in pairwise(row):
            _same(make, right, left.rows, right.rows, "the parts of a row have different heights")
    for column in zip(*rows, strict=True):
        for above, below in pairwise(column):
            _same(make, below, above.columns, below.columns, "the parts of a column have different widths")
    node = called("block", ast.List([ast.List([part.node for part in row]) for row in rows]))
    height = _total(make, [row[0].rows for row in rows])
    width = _total(make, [part.columns for part in rows[0]])
    return make.joined(node, MATRIX, height, width, *(part for row in rows for part in row))


def _same(make: Meanings, part: Meaning, left: Dimension, right: Dimension, message: str) -> None:
    try:
        make.unifier.unify(left, right)
    except DimensionClash:
        raise make.refused(part, message) from None


def _total(make: Meanings, lengths: Sequence[Dimension]) -> Dimension:
    total = make.unifier.resolve(lengths[0])
    for length in lengths[1:]:
        total = total + make.unifier.resolve(length)
    return total
