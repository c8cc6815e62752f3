"""Arrays in other shapes and orders: what NumPy calls reshape, transpose, tril, roll and einsum."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import TYPE_CHECKING

from jacobook.language import axes as on_axes
from jacobook.language.dimension import NOTHING, ONE, Dimension, Shape, is_at_least
from jacobook.language.expression import Call, Expression, Size
from jacobook.language.keywords import AXIS, Reader, axis_of, clashing, keyword, name_of, one_argument, refuse_keywords
from jacobook.language.lengths import as_length

if TYPE_CHECKING:
    from jacobook.language.attempt import Attempt


def reshape(at: Attempt, node: ast.Call, arguments: Sequence[ast.expr]) -> Expression:
    """The same entries in another shape."""
    refuse_keywords(at, node, ())
    first, *rest = arguments
    value = at.read(first)
    given = rest[0].elts if len(rest) == 1 and isinstance(rest[0], ast.Tuple) else rest
    if not given:
        raise at.error(node, "reshape takes the lengths of the new axes", "for example x.reshape(m, n)")
    lengths = [at.unifier.resolve(as_length(at, part)) for part in given]
    for part, length in zip(given, lengths, strict=True):
        if length.whole != -1 and is_at_least(NOTHING - length, 0):
            raise at.error(part, f"an axis has 1 place or more, not {length}", "-1 stands for what is left")
    shape = _measured(at, node, tuple(map(at.unifier.resolve, value.shape)), lengths)
    return clashing(at, node, lambda: on_axes.reshaped(value, shape, at.unifier, at.span(node)))


def _measured(at: Attempt, node: ast.expr, shape: Shape, lengths: Sequence[Dimension]) -> Shape:
    """The lengths with one that is −1 worked out."""
    unknown = [place for place, length in enumerate(lengths) if length.whole == -1]
    if not unknown:
        return tuple(lengths)
    total, others = ONE, ONE
    for length in shape:
        total = total * length
    for place, length in enumerate(lengths):
        others = others if place in unknown else others * length
    left = list(total.symbols)
    for symbol in others.symbols:
        if symbol not in left:
            raise at.error(node, f"{total} entries are not a multiple of {others}", "write the length in place of -1")
        left.remove(symbol)
    if len(unknown) > 1 or total.factor % others.factor:
        raise at.error(node, f"{total} entries are not a multiple of {others}", "write the length in place of -1")
    found = Dimension(tuple(left), total.factor // others.factor)
    return tuple(found if place in unknown else length for place, length in enumerate(lengths))


def ravel(at: Attempt, node: ast.Call, arguments: Sequence[ast.expr]) -> Expression:
    """All entries as a vector."""
    value = one_argument(at, node, arguments)
    total = ONE
    for length in map(at.unifier.resolve, value.shape):
        total = total * length
    return clashing(at, node, lambda: on_axes.reshaped(value, (total,), at.unifier, at.span(node)))


def transpose(at: Attempt, node: ast.Call, arguments: Sequence[ast.expr]) -> Expression:
    """The axes in another order."""
    refuse_keywords(at, node, ())
    value = at.read(arguments[0])
    rank = len(value.shape)
    rest = arguments[1:]
    given = rest[0].elts if len(rest) == 1 and isinstance(rest[0], ast.Tuple) else rest
    order = [axis_of(at, part, rank) for part in given] or list(reversed(range(rank)))
    if sorted(order) != list(range(rank)):
        raise at.error(node, f"transpose takes each of the axes 0 to {rank - 1} once")
    return value if rank < 2 else on_axes.permuted(value, order, at.span(node))


def swapaxes(at: Attempt, node: ast.Call, arguments: Sequence[ast.expr]) -> Expression:
    """Two axes exchanged."""
    refuse_keywords(at, node, ())
    if len(arguments) != 3:
        raise at.error(node, "swapaxes takes an array and two axes", "for example swapaxes(X, 1, 2)")
    value = at.read(arguments[0])
    first, second = (axis_of(at, part, len(value.shape)) for part in arguments[1:])
    order = list(range(len(value.shape)))
    order[first], order[second] = second, first
    return on_axes.permuted(value, order, at.span(node))


def triangle(side: int) -> Reader:
    """The triangular part below (1) or above (−1) a diagonal."""

    def reader(at: Attempt, node: ast.Call, arguments: Sequence[ast.expr]) -> Expression:
        refuse_keywords(at, node, ())
        if len(arguments) not in (1, 2):
            raise at.error(node, f"{name_of(node)} takes a matrix and a diagonal", f"for example {name_of(node)}(A, 1)")
        value = at.read(arguments[0])
        if len(value.shape) != 2:
            raise at.error(node, f"{name_of(node)} takes a matrix")
        diagonal = as_length(at, arguments[1], "such as 0, 1 or -1").whole if len(arguments) == 2 else 0
        if diagonal is None:
            raise at.error(arguments[1], "a diagonal is a whole number: 0, 1, -1")
        return Call("triangle", (value,), value.shape, at.span(node), (diagonal, side))

    return reader


def roll(at: Attempt, node: ast.Call, arguments: Sequence[ast.expr]) -> Expression:
    """An array whose last entries are put first."""
    refuse_keywords(at, node, ("axis",))
    if len(arguments) != 2:
        raise at.error(node, "roll takes an array and by how many places", "for example roll(x, 1)")
    value, axis = at.read(arguments[0]), keyword(node, "axis")
    by = at.unifier.resolve(as_length(at, arguments[1], "a whole number"))
    if axis is None and len(value.shape) != 1:
        raise at.error(node, "roll of a matrix: along which axis?", AXIS)
    along = 0 if axis is None else axis_of(at, axis, len(value.shape))
    length = at.unifier.resolve(value.shape[along])
    if by.whole is not None and length.whole is not None:
        by = Dimension.of(by.whole % length.whole)
    if by == NOTHING or length == ONE:
        return value
    if is_at_least(by, 1):
        cut = length - by
    elif is_at_least(NOTHING - by, 1):
        cut = NOTHING - by
    else:
        raise at.error(arguments[1], f"an array is rolled one way: {by} may be positive or negative")
    span = at.span(node)
    parts = [on_axes.cut(value, along, cut, length - cut, span), on_axes.cut(value, along, NOTHING, cut, span)]
    return clashing(at, node, lambda: on_axes.concatenated(parts, along, at.unifier, span))


def cumsum(at: Attempt, node: ast.Call, arguments: Sequence[ast.expr]) -> Expression:
    """The sums up to each place of an axis: of a vector L x, where L has ones on and below its diagonal."""
    refuse_keywords(at, node, ("axis",))
    value, axis = one_argument(at, node, arguments), keyword(node, "axis")
    if not value.shape:
        raise at.error(node, "cumsum takes an array")
    if axis is None and len(value.shape) > 1:
        raise at.error(node, "cumsum of a matrix: along which axis?", AXIS)
    along = 0 if axis is None else axis_of(at, axis, len(value.shape))
    length, span = at.unifier.resolve(value.shape[along]), at.span(node)
    if length == ONE:
        return value
    sides = (length, length)
    ones = Call("ones", (Size(length, span=span), Size(length, span=span)), sides, span)
    if len(value.shape) > 2:
        letters = list(range(len(value.shape)))
        result = [len(letters) if axis == along else axis for axis in letters]
        places = [[result[along], along], letters]
        summing = Call("triangle", (ones,), sides, span, (0, 1))
        return clashing(at, node, lambda: on_axes.einstein([summing, value], places, result, span, at.unifier))
    if along == 0:
        return at.call(node, "matmul", (Call("triangle", (ones,), sides, span, (0, 1)), value))
    return at.call(node, "matmul", (value, Call("triangle", (ones,), sides, span, (0, -1))))


def einsum(at: Attempt, node: ast.Call, arguments: Sequence[ast.expr]) -> Expression:
    """A sum of products over the axes that the value has not."""
    refuse_keywords(at, node, ())
    hint = 'for example einsum("ij,jk->ik", A, B)'
    first, *rest = arguments or [node]
    if not (isinstance(first, ast.Constant) and isinstance(first.value, str)) or not rest:
        raise at.error(node, "einsum takes letters for the axes, then arrays", hint)
    left, arrow, right = first.value.replace(" ", "").partition("->")
    sides = left.split(",")
    if not all(part.isalpha() or not part for part in (*sides, right)):
        raise at.error(first, "the axes are letters, with commas between the arrays", hint)
    operands = [at.read(part) for part in rest]
    if len(sides) != len(operands) or any(len(s) != len(o.shape) for s, o in zip(sides, operands, strict=True)):
        raise at.error(first, "each array has a letter for each of its axes", hint)
    letters = "".join(sides)
    if not arrow:
        right = "".join(sorted(letter for letter in set(letters) if letters.count(letter) == 1))
    if len(set(right)) < len(right) or not set(right) <= set(letters):
        raise at.error(first, "each axis of the value is one of the arrays, once", hint)
    order = list(dict.fromkeys(letters))
    places = [[order.index(letter) for letter in side] for side in sides]
    result = [order.index(letter) for letter in right]
    return clashing(at, node, lambda: on_axes.einstein(operands, places, result, at.span(node), at.unifier))
