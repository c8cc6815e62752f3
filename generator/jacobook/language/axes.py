"""Operations on the axes of typed expressions: repeated, reduced, cut, joined and turned, each as one node or a few."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import prod

from jacobook.language.dimension import NOTHING, ONE, Dimension, Shape
from jacobook.language.expression import Call, Expression, Number, Size, Span
from jacobook.language.functions import COMPARISONS
from jacobook.language.functions.arrays import ALONG
from jacobook.language.functions.record import REDUCTION
from jacobook.language.functions.shapes import Arguments, ShapeClash
from jacobook.language.unification import DimensionClash, Unifier

_BESIDE_ROWS = "a vector stands beside each row, so its length is that of the last axis; s[:, None] beside each column"
_PRODUCT = "use @ for the matrix product"


def spread(value: Expression, shape: Shape, axes: Sequence[int], span: Span) -> Expression:
    """An array of this shape in which the axes of the value lie at these places, repeated along all others."""
    if isinstance(value, Call) and value.function == "spread":
        return spread(value.arguments[0], shape, [axes[place] for place in value.axes], span)
    if value.shape == shape and tuple(axes) == tuple(range(len(shape))):
        return value
    return Call("spread", (value,), shape, span, tuple(axes))


def standing(value: Expression, rank: int, span: Span) -> Expression:
    """The value with so many axes, as NumPy adds them: new ones of length 1 come first."""
    missing = rank - len(value.shape)
    shape = (ONE,) * missing + value.shape
    return spread(value, shape, range(missing, rank), span)


def aligned(name: str, values: Sequence[Expression], unifier: Unifier, span: Span) -> tuple[Expression, ...]:
    """The operands of an operation entry by entry with one shape, scalars as they are. Raises `ShapeClash`."""
    ranks = {len(value.shape) for value in values if value.shape}
    shaped = [value.shape for value in values if value.shape]
    if not shaped or (len(ranks) == 1 and not any(ONE in map(unifier.resolve, shape) for shape in shaped)):
        return tuple(values)
    shape = _common_shape(Arguments(name, values, unifier), max(ranks))
    return tuple(_fitted(value, shape, unifier, span) for value in values)


def _fitted(value: Expression, shape: Shape, unifier: Unifier, span: Span) -> Expression:
    own = tuple(map(unifier.resolve, value.shape))
    if not own or own == tuple(map(unifier.resolve, shape)):
        return value
    if isinstance(value, Call) and value.function in COMPARISONS:
        # A choice asks for the comparison itself, which its operands bring to the shape.
        operands = tuple(_fitted(operand, shape, unifier, span) for operand in value.arguments)
        return Call(value.function, operands, shape, value.span)
    return spread(value, shape, range(len(shape) - len(own), len(shape)), span)


def _common_shape(arguments: Arguments, rank: int) -> Shape:
    result: list[Dimension] = [ONE] * rank
    repeated = False
    for value in arguments.values:
        if not value.shape:
            continue
        own = tuple(map(arguments.unifier.resolve, value.shape))
        repeated = repeated or len(own) < rank
        for place, length in enumerate(own, start=rank - len(own)):
            known = arguments.unifier.resolve(result[place])
            unknown = str(length).startswith("?") or str(known).startswith("?")
            if ONE not in (length, known) or (unknown and not repeated):
                hint = _BESIDE_ROWS if repeated else _PRODUCT if arguments.name == "*" else ""
                arguments.same(known, length, hint)
            result[place] = length if known == ONE else known
    return tuple(result)


def along(function: str, value: Expression, axes: Sequence[int], span: Span, *others: Expression) -> Expression:
    """A function of this name, a reduction or not, along axes."""
    kept = value.shape
    if ALONG[function].kind == REDUCTION:
        kept = tuple(length for axis, length in enumerate(value.shape) if axis not in axes)
    return Call(function, (value, *others), kept, span, tuple(axes))


def kept_axes(reduced: Expression, shape: Shape, axes: Sequence[int], span: Span) -> Expression:
    """What is left of a shape after a reduction, with axes of length 1 where others were: keepdims."""
    places = [place for place in range(len(shape)) if place not in axes]
    return spread(reduced, tuple(ONE if p in axes else d for p, d in enumerate(shape)), places, span)


def entrywise(name: str, *values: Expression, span: Span) -> Expression:
    """An operation of operands of one shape, or of scalars beside it."""
    shape = max((value.shape for value in values), key=len)
    return Call(name, values, shape, span)


def divided(value: Expression, lengths: Shape, span: Span) -> Expression:
    """The value divided by the product of lengths."""
    size = prod(lengths, start=ONE)
    whole = size.whole
    number: Expression = Number(Fraction(whole), span=span) if whole is not None else Size(size, span=span)
    return entrywise("divide", value, number, span=span)


def summed(value: Expression, axes: Sequence[int] | None, span: Span) -> Expression:
    """The sum along axes, or of all entries."""
    return Call("sum", (value,), (), span) if axes is None else along("sum along", value, axes, span)


def of_lines(function: str) -> Callable[[Expression, Sequence[int] | None, Span], Expression]:
    """The reduction by a function that is taken along one axis after the other: max, min or prod."""

    def reduced(value: Expression, axes: Sequence[int] | None, span: Span) -> Expression:
        if axes is None or len(axes) == len(value.shape):
            return Call(function, (value,), (), span)
        for axis in sorted(axes, reverse=True):
            value = along(f"{function} along", value, (axis,), span)
        return value

    return reduced


def mean(value: Expression, axes: Sequence[int] | None, span: Span) -> Expression:
    """The mean along axes, or of all entries."""
    if axes is None:
        return Call("mean", (value,), (), span)
    return divided(summed(value, axes, span), tuple(value.shape[axis] for axis in axes), span)


def variance(value: Expression, axes: Sequence[int] | None, span: Span) -> Expression:
    """The mean of the squares of the deviations from the mean."""
    center = mean(value, axes, span)
    if axes is not None:
        kept = kept_axes(center, value.shape, axes, span)
        center = spread(kept, value.shape, range(len(value.shape)), span)
    apart = entrywise("subtract", value, center, span=span)
    return mean(_square(apart, span), axes, span)


def deviation(value: Expression, axes: Sequence[int] | None, span: Span) -> Expression:
    """The root of the variance."""
    return entrywise("sqrt", variance(value, axes, span), span=span)


def norm(value: Expression, axes: Sequence[int] | None, span: Span) -> Expression:
    """The 2-norm along axes, or of all entries."""
    if axes is None:
        return Call("norm", (value,), (), span)
    return entrywise("sqrt", summed(_square(value, span), axes, span), span=span)


def _square(value: Expression, span: Span) -> Expression:
    return entrywise("power", value, Number(Fraction(2), span=span), span=span)


def permuted(value: Expression, axes: Sequence[int], span: Span) -> Expression:
    """The axes of a value in another order; that of a matrix is its transpose."""
    if tuple(axes) == tuple(range(len(axes))):
        return value
    shape = tuple(value.shape[axis] for axis in axes)
    if len(axes) == 2:
        return Call("transpose", (value,), shape, span)
    return Call("permute", (value,), shape, span, tuple(axes))


def reshaped(value: Expression, shape: Shape, unifier: Unifier, span: Span) -> Expression:
    """The entries in the order of NumPy in another shape. Raises `ShapeClash` where these are not as many."""
    own, wanted = (tuple(map(unifier.resolve, each)) for each in (value.shape, shape))
    try:
        unifier.unify(prod(own, start=ONE), prod(wanted, start=ONE))
    except DimensionClash:
        raise ShapeClash(f"{unifier.text(own)} entries are not as many as {unifier.text(wanted)}") from None
    if isinstance(value, Call) and value.function == "reshape":
        return reshaped(value.arguments[0], shape, unifier, span)
    return value if own == wanted else Call("reshape", (value,), shape, span)


def concatenated(values: Sequence[Expression], axis: int, unifier: Unifier, span: Span) -> Expression:
    """Arrays one after the other along an axis. Raises `ShapeClash` where the other lengths differ."""
    first, *others = values
    length = first.shape[axis]
    given = Arguments("concatenate", values, unifier)
    for other in others:
        if len(other.shape) != len(first.shape):
            raise ShapeClash("arrays with as many axes are concatenated", "stack([u, v]) makes an axis for vectors")
        for place, (left, right) in enumerate(zip(first.shape, other.shape, strict=True)):
            if place != axis:
                given.same(left, right)
        length = length + other.shape[axis]
    if not others:
        return first
    shape = (*first.shape[:axis], length, *first.shape[axis + 1 :])
    return Call("concatenate", tuple(values), shape, span, (axis,))


def stacked(values: Sequence[Expression], axis: int, unifier: Unifier, span: Span) -> Expression:
    """Arrays of one shape, side by side along a new axis. Raises `ShapeClash`."""
    rank = len(values[0].shape) + 1
    parts = []
    for value in values:
        if len(value.shape) != rank - 1:
            raise ShapeClash("what is stacked has one shape", "concatenate([u, [b]]) puts arrays after each other")
        shape = (*value.shape[:axis], ONE, *value.shape[axis:])
        parts.append(spread(value, shape, [p for p in range(rank) if p != axis], span))
    return concatenated(parts, axis, unifier, span)


def einstein(
    operands: Sequence[Expression], places: Sequence[Sequence[int]], result: Sequence[int], span: Span, unifier: Unifier
) -> Expression:
    """The sum of products of entries over the indices that the result has not. Raises `ShapeClash`."""
    given = Arguments("einsum", operands, unifier)
    lengths: dict[int, Dimension] = {}
    for operand, own in zip(operands, places, strict=True):
        for index, length in zip(own, operand.shape, strict=True):
            given.same(lengths.setdefault(index, length), length)
    shape = tuple(lengths[index] for index in result)
    numbers = [index for own in (*places, result) for index in own]
    return Call("einsum", tuple(operands), shape, span, tuple(numbers))


def batched_product(left: Expression, right: Expression, unifier: Unifier, span: Span) -> Expression:
    """The matrix product of the last two axes, for each place along those before. Raises `ShapeClash`."""
    if not left.shape or not right.shape:
        raise ShapeClash("@ takes a vector, a matrix or an array of more axes", "use * to multiply by a scalar")
    before = max(len(left.shape), len(right.shape)) - 2
    numbers = list(range(before))
    inner, row, column = before, before + 1, before + 2
    rows = [inner] if len(left.shape) == 1 else [*numbers[before - len(left.shape) + 2 :], row, inner]
    columns = [inner] if len(right.shape) == 1 else [*numbers[before - len(right.shape) + 2 :], inner, column]
    result = [*numbers, *([row] if len(left.shape) > 1 else []), *([column] if len(right.shape) > 1 else [])]
    return einstein([left, right], [rows, columns], result, span, unifier)


def cut(value: Expression, axis: int, start: Dimension, length: Dimension, span: Span) -> Expression:
    """So many places of an axis from one on."""
    shape = tuple(length if place == axis else whole for place, whole in enumerate(value.shape))
    starts = tuple(Size(start if place == axis else NOTHING) for place in range(len(value.shape)))
    return Call("select", (value, *starts), shape, span, (1,) * len(value.shape))
