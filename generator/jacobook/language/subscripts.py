"""Subscripts as NumPy has them: entries, slices, new axes, and rows by a declared index."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jacobook.language.axes import spread
from jacobook.language.dimension import NOTHING, ONE, Dimension, is_at_least
from jacobook.language.expression import Call, Expression, Size, Variable
from jacobook.language.lengths import as_length

if TYPE_CHECKING:
    from jacobook.language.attempt import Attempt

_HOW = "for example x[0], x[1:], X[:, 0], s[:, None], x[i] with i: index"


@dataclass(frozen=True, slots=True)
class _Place:
    """What a subscript takes of one axis: from `start` in steps, `length` of them; a step of 0 is one place."""

    start: Expression
    step: int
    lengths: tuple[Dimension, ...]


def subscripted(at: Attempt, node: ast.Subscript) -> Expression:
    """The entries that a subscript takes. Raises `LanguageError`."""
    value = at.read(node.value)
    given = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    parts = _without_ellipsis(at, node, given, len(value.shape))
    taken = [part for part in parts if not _is_new_axis(part)]
    if len(taken) > len(value.shape):
        many = {0: "a scalar has no entries", 1: "a vector has one axis"}
        raise at.error(node, many.get(len(value.shape), f"this has {len(value.shape)} axes"), _HOW)
    rest = [ast.Slice()] * (len(value.shape) - len(taken))
    places = [_place(at, part, length) for part, length in zip([*taken, *rest], value.shape, strict=True)]
    gathered = [place for place in places if isinstance(place.start, Variable) and place.lengths]
    if len(gathered) > 1:
        raise at.error(node, "one axis is indexed by several indices at a time, and no more")
    selected = _selected(at, node, value, places)
    return _with_new_axes(at, node, selected, [*parts, *rest], places)


def _selected(at: Attempt, node: ast.Subscript, value: Expression, places: Sequence[_Place]) -> Expression:
    shape = tuple(length for place in places for length in place.lengths)
    if shape == value.shape and all(place.step == 1 for place in places):
        return value
    starts = tuple(place.start for place in places)
    return Call("select", (value, *starts), shape, at.span(node), tuple(place.step for place in places))


def _with_new_axes(
    at: Attempt, node: ast.Subscript, value: Expression, parts: Sequence[ast.expr], places: Sequence[_Place]
) -> Expression:
    """The value with an axis of length 1 wherever None stands."""
    if not any(map(_is_new_axis, parts)):
        return value
    shape: list[Dimension] = []
    axes: list[int] = []
    waiting = iter(places)
    for part in parts:
        if _is_new_axis(part):
            shape.append(ONE)
            continue
        for length in next(waiting).lengths:
            axes.append(len(shape))
            shape.append(length)
    return spread(value, tuple(shape), axes, at.span(node))


def _is_new_axis(part: ast.expr) -> bool:
    return isinstance(part, ast.Constant) and part.value is None


def _without_ellipsis(at: Attempt, node: ast.expr, parts: Sequence[ast.expr], rank: int) -> list[ast.expr]:
    dots = [place for place, part in enumerate(parts) if isinstance(part, ast.Constant) and part.value is ...]
    if not dots:
        return list(parts)
    if len(dots) > 1:
        raise at.error(node, "... stands once in a subscript")
    others = sum(not _is_new_axis(part) for part in parts) - 1
    filled: list[ast.expr] = [ast.Slice() for _ in range(max(0, rank - others))]
    return [*parts[: dots[0]], *filled, *parts[dots[0] + 1 :]]


def _place(at: Attempt, part: ast.expr, length: Dimension) -> _Place:
    if isinstance(part, ast.Slice):
        return _slice(at, part, at.unifier.resolve(length))
    if isinstance(part, ast.Name) and "index" in _properties(at, part.id):
        index = at.read(part)
        return _Place(index, 0, index.shape)
    if isinstance(part, ast.Name) and part.id not in at.declared and part.id not in at.dimensions:
        raise at.error(part, f"{part.id} is not declared", f"declare it as an index: {part.id}: index")
    start = _counted(at, part, length)
    if is_at_least(NOTHING - start, 1) or is_at_least(start - at.unifier.resolve(length), 0):
        raise at.error(part, f"the places of this axis are 0 to {length - ONE}, not {start}", _HOW)
    return _Place(Size(start, span=at.span(part)), 0, ())


def _properties(at: Attempt, name: str) -> frozenset[str]:
    return at.declared[name].properties if name in at.declared else frozenset()


def _counted(at: Attempt, part: ast.expr, length: Dimension) -> Dimension:
    """A place, from the end where it is negative."""
    found = at.unifier.resolve(as_length(at, part, _HOW))
    return at.unifier.resolve(length) + found if is_at_least(NOTHING - found, 1) else found


def _bound(at: Attempt, part: ast.expr, length: Dimension) -> Dimension:
    """Where a slice starts or ends: what lies beyond an end of the axis is that end."""
    found = _counted(at, part, length)
    if is_at_least(NOTHING - found, 0):
        return NOTHING
    return length if is_at_least(found - length, 0) else found


def _multiple(span: Dimension, size: int) -> Dimension | None:
    """The least multiple of a step that is not below a number of places: 2n for 2n − 1 in steps of 2."""
    above = (span + Dimension.of(more) for more in range(size))
    return next((each for each in above if each.factor % size == 0), None)


def _slice(at: Attempt, part: ast.Slice, length: Dimension) -> _Place:
    step = 1 if part.step is None else as_length(at, part.step, _HOW).whole
    if not step:
        raise at.error(part.step or part, "the step of a slice is a whole number other than 0")
    if step < 0:
        if part.lower is not None or part.upper is not None:
            raise at.error(part.step or part, "a slice with a negative step takes the whole axis: x[::-1]")
        start, span = length - ONE, length
    else:
        start = NOTHING if part.lower is None else _bound(at, part.lower, length)
        end = length if part.upper is None else _bound(at, part.upper, length)
        span = end - start
    size = abs(step)
    count = span
    if size > 1:
        whole = span.whole
        if whole is not None:
            count = Dimension.of(-(-whole // size))
        elif (multiple := _multiple(span, size)) is not None:
            count = Dimension(multiple.symbols, multiple.factor // size)
        else:
            at_end = f"{span} places in steps of {size} are not a length that can be written"
            raise at.error(part.step or part, at_end, "declare the axis as a multiple, for example x: 2*n")
    if is_at_least(NOTHING - count, 0):
        raise at.error(part.lower or part.upper or part.step or part, "this slice has no entries")
    return _Place(Size(start), step, (count,))
