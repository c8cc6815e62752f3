"""Parts of arrays as books write them: x₂:ₙ, A with 1:k,: below it, rows of the identity by their numbers."""

from __future__ import annotations

import ast
from collections.abc import Callable

from jacobook.language.book.letters import Letters
from jacobook.language.book.meaning import COLUMN, MATRIX, ROW, Meaning, Meanings
from jacobook.language.dimension import ONE, Dimension
from jacobook.language.lengths import polynomial

_Place = tuple[ast.expr | ast.Slice, Dimension]


def is_cut(label: str) -> bool:
    """Whether a label names several places: 2:n."""
    return ":" in label


def cut(make: Meanings, base: Meaning, label: str, letters: Letters) -> Meaning | None:
    """The part of an array at the places of a label, counted from 1, its ends included; None where it is not read."""
    parts = label.replace(" ", "").replace("−", "-").split(",")
    axes = {COLUMN: (base.rows,), ROW: (base.columns,), MATRIX: (base.rows, base.columns)}.get(base.kind, ())
    if len(parts) != len(axes) or not axes:
        return None
    found = [_place(part, axis, letters) for part, axis in zip(parts, axes, strict=True)]
    places = [place for place in found if place is not None]
    if len(places) < len(parts):
        return None
    index: ast.expr = ast.Tuple([place for place, _ in places]) if len(places) > 1 else places[0][0]
    node: ast.expr = ast.Subscript(base.plain, index)
    lengths = [length for _, length in places]
    if base.kind == ROW:
        return make.joined(ast.Attribute(node, "T"), ROW, ONE, lengths[0], base)
    return make.joined(node, base.kind, lengths[0], lengths[1] if len(lengths) > 1 else ONE, base)


def _place(text: str, axis: Dimension, letters: Letters) -> _Place | None:
    if text == ":":
        return ast.Slice(), axis
    if ":" not in text:
        shape = letters.shapes.get(text, ())
        return (ast.Name(text), shape[0]) if len(shape) == 1 else None
    first, _, last = text.partition(":")
    start, stop = _length(first, letters), _length(last, letters)
    if start is None or stop is None:
        return None
    before = start - ONE
    return ast.Slice(_written(before), _written(stop)), stop - before


def _length(text: str, letters: Letters) -> Dimension | None:
    try:
        node = ast.parse(text, mode="eval").body
    except SyntaxError:
        return None
    try:
        return polynomial(node, _named(letters))
    except KeyError:
        return None


def _named(letters: Letters) -> Callable[[ast.Name], Dimension]:
    def named(name: ast.Name) -> Dimension:
        found = letters.length(name.id)
        if found is None:
            raise KeyError(name.id)
        return found

    return named


def _written(length: Dimension) -> ast.expr:
    return ast.parse(str(length), mode="eval").body
