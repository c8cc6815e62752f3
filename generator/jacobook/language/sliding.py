"""Parts of arrays put together by number: convolutions as NumPy has them, and the lower half of a matrix stacked."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import TYPE_CHECKING

from jacobook.language import axes as on_axes
from jacobook.language.dimension import NOTHING, ONE, Dimension, is_at_least
from jacobook.language.expression import Call, Expression, Size, Span
from jacobook.language.keywords import clashing, keyword, name_of, one_argument, refuse_keywords
from jacobook.language.unification import DimensionClash

if TYPE_CHECKING:
    from jacobook.language.attempt import Attempt

_MODES = ("full", "same", "valid")
_MOST = 32


def convolve(at: Attempt, node: ast.Call, arguments: Sequence[ast.expr]) -> Expression:
    """Σ_j x_(k−j) w_j, of two vectors of which one has so many entries that it can be written out."""
    refuse_keywords(at, node, ("mode",))
    hint = 'for example convolve(x, w, "valid")'
    if len(arguments) not in (2, 3):
        raise at.error(node, "convolve takes two vectors and a mode", hint)
    mode = keyword(node, "mode") or (arguments[2] if len(arguments) == 3 else ast.Constant("full"))
    if not isinstance(mode, ast.Constant) or mode.value not in _MODES:
        raise at.error(node, f"the modes of convolve are {', '.join(_MODES)}", hint)
    one, other = (at.read(part) for part in arguments[:2])
    for part, value in zip(arguments, (one, other), strict=False):
        if len(value.shape) != 1:
            raise at.error(part, "convolve takes vectors")
    lengths = [at.unifier.resolve(value.shape[0]) for value in (one, other)]
    short = lengths[1].whole is None or (lengths[0].whole is not None and lengths[0].whole < (lengths[1].whole or 0))
    x, w = (other, one) if short else (one, other)
    length, count = lengths[::-1] if short else lengths
    size = count.whole
    if size is None or size > _MOST:
        hint = "declare how many entries the kernel has, for example w: 3"
        raise at.error(node, "convolve takes one vector of which the number of entries is known", hint)
    span = at.span(node)

    def made() -> Expression:
        start, found = _window(str(mode.value), length, size)
        return _sum_of_windows(at, _padded(at, x, size - 1, span), w, (start, found, size), span)

    return clashing(at, node, made)


def _window(mode: str, length: Dimension, size: int) -> tuple[int, Dimension]:
    """Where the part that a mode keeps starts in the full convolution, and how long it is."""
    full = length + Dimension.of(size - 1)
    if mode == "full":
        return 0, full
    if mode == "same":
        return (size - 1) // 2, length
    return size - 1, length - Dimension.of(size - 1)


def _padded(at: Attempt, value: Expression, zeros: int, span: Span) -> Expression:
    """A vector with zeros before and after it."""
    if not zeros:
        return value
    side = Dimension.of(zeros)
    pad = Call("zeros", (Size(side, span=span),), (side,), span)
    return on_axes.concatenated([pad, value, pad], 0, at.unifier, span)


def _sum_of_windows(
    at: Attempt, padded: Expression, w: Expression, kept: tuple[int, Dimension, int], span: Span
) -> Expression:
    """Σ_j w_j times the padded vector from place start + size − 1 − j on."""
    start, length, size = kept
    if not is_at_least(length, 1) and length.whole is not None:
        raise at.error(ast.Constant(0), "this convolution has no entries")
    total: Expression | None = None
    for j in range(size):
        part = _without_padding(padded, Dimension.of(start + size - 1 - j), length, span)
        entry = Call("select", (w, Size(Dimension.of(j))), (), span, (0,))
        term = on_axes.entrywise("multiply", entry, part, span=span)
        total = term if total is None else on_axes.entrywise("add", total, term, span=span)
    assert total is not None
    return total


def _without_padding(padded: Expression, start: Dimension, length: Dimension, span: Span) -> Expression:
    """A part of a padded vector, of the vector itself where it reaches into no padding."""
    if isinstance(padded, Call) and padded.function == "concatenate" and len(padded.arguments) == 3:
        zeros, value, _ = padded.arguments
        inside = start - zeros.shape[0]
        if is_at_least(inside, 0) and is_at_least(value.shape[0] - inside - length, 0):
            if inside == NOTHING and length == value.shape[0]:
                return value
            return on_axes.cut(value, 0, inside, length, span)
    if start == NOTHING and length == padded.shape[0]:
        return padded
    return on_axes.cut(padded, 0, start, length, span)


def lower_half(at: Attempt, node: ast.Call, arguments: Sequence[ast.expr]) -> Expression:
    """The columns of a square matrix from the diagonal down, stacked."""
    refuse_keywords(at, node, ())
    value = one_argument(at, node, arguments)
    if len(value.shape) != 2:
        raise at.error(node, f"{name_of(node)} takes a square matrix")
    try:
        at.unifier.unify(*value.shape)
    except DimensionClash:
        raise at.error(node, f"{name_of(node)} takes a square matrix") from None
    side = at.unifier.resolve(value.shape[0])
    whole = side.whole
    if whole is None or whole > _MOST:
        hint = "declare how many rows the matrix has, for example S: 3×3 symmetric"
        raise at.error(node, "vech has n(n + 1)/2 entries, which is no length that can be written", hint)
    span = at.span(node)
    if side == ONE:
        return clashing(at, node, lambda: on_axes.reshaped(value, (ONE,), at.unifier, span))
    parts = []
    for column in range(whole):
        count = Dimension.of(whole - column)
        start = Size(Dimension.of(column))
        parts.append(Call("select", (value, start, start), (count,), span, (1, 0)))
    return clashing(at, node, lambda: on_axes.concatenated(parts, 0, at.unifier, span))
