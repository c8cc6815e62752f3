"""Functions along axes: sums, means and norms of rows and columns, softmax, and what a mask lets count."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jacobook.language import axes as on_axes
from jacobook.language.dimension import ONE, Shape, shape_text
from jacobook.language.expression import Call, Expression, Span
from jacobook.language.functions import COMPARISONS, FUNCTIONS
from jacobook.language.functions.shapes import ShapeClash
from jacobook.language.keywords import Reader, axes_of, keyword, name_of, one_argument, refuse_keywords
from jacobook.language.zero_one import is_zero_or_one

if TYPE_CHECKING:
    from jacobook.language.attempt import Attempt

_KEYWORDS = {"softmax": ("axis", "where"), "log_softmax": ("axis",), "logsumexp": ("axis", "keepdims", "where")} | {
    "hardmax": ("axis",),
    "cumprod": ("axis",),
}
_ONE_AXIS = frozenset(_KEYWORDS)


@dataclass(frozen=True, slots=True)
class _Options:
    """The keywords of a reduction: along which axes, whether these stay with length 1, and what counts."""

    axes: tuple[int, ...] | None = None
    keepdims: bool = False
    mask: Expression | None = None


def _options(at: Attempt, node: ast.Call, value: Expression, known: Sequence[str]) -> _Options:
    refuse_keywords(at, node, known)
    axis, kept, mask = (keyword(node, name) for name in ("axis", "keepdims", "where"))
    if kept is not None and not (isinstance(kept, ast.Constant) and isinstance(kept.value, bool)):
        raise at.error(kept, "keepdims is True or False")
    every = isinstance(axis, ast.Constant) and axis.value is None
    found = None if axis is None or every else axes_of(at, axis, len(value.shape))
    if found is not None and len(found) == len(value.shape):
        # Along all of its axes a vector is reduced to a number, as without any.
        found = found if len(found) == 1 and name_of(node) in _ONE_AXIS else None
    masked = None if mask is None else _mask(at, mask, value)
    return _Options(found, kept is not None and bool(kept.value), masked)


def _mask(at: Attempt, node: ast.expr, value: Expression) -> Expression:
    mask = at.read(node)
    if not is_zero_or_one(mask):
        hint = "for example where=tril(ones(n, n)), where=X > 0, or a variable declared as in M: n×n zero-one"
        raise at.error(node, "where= takes an array of zeros and ones", hint)
    span = at.span(node)
    try:
        masked, mask = on_axes.aligned("where=", (value, mask), at.unifier, span)
    except ShapeClash as clash:
        raise at.error(node, str(clash), clash.hint) from None
    own, shape = (tuple(map(at.unifier.resolve, each.shape)) for each in (value, masked))
    if own != shape:
        wanted = f"{shape_text(shape)} zeros and ones for {shape_text(own)} entries"
        raise at.error(node, f"where= has no more axes or entries than what it masks: {wanted}")
    return mask if mask.shape else on_axes.spread(mask, value.shape, (), span)


Reduction = Callable[[Expression, Sequence[int] | None, Span], Expression]


def _reduced(reduction: Reduction) -> Reader:
    def reader(at: Attempt, node: ast.Call, arguments: Sequence[ast.expr]) -> Expression:
        value = one_argument(at, node, arguments)
        options = _options(at, node, value, ("axis", "keepdims", "where"))
        span = at.span(node)
        if options.mask is not None:
            found = _with_mask(at, node, reduction, value, options)
        else:
            found = reduction(value, options.axes, span)
        if not options.keepdims:
            return found
        axes = range(len(value.shape)) if options.axes is None else options.axes
        return on_axes.kept_axes(found, value.shape, tuple(axes), span)

    return reader


def _with_mask(at: Attempt, node: ast.Call, reduction: Reduction, value: Expression, options: _Options) -> Expression:
    mask, span = options.mask, at.span(node)
    assert mask is not None
    total = on_axes.summed(on_axes.entrywise("multiply", value, mask, span=span), options.axes, span)
    if reduction is on_axes.summed:
        return total
    if reduction is on_axes.mean:
        return on_axes.entrywise("divide", total, on_axes.summed(mask, options.axes, span), span=span)
    raise at.error(node, f"{name_of(node)} takes no keyword where", "sum, mean, softmax and logsumexp do")


def _along_one(function: str) -> Reader:
    """A function of the entries along one axis, which a matrix must name."""

    def reader(at: Attempt, node: ast.Call, arguments: Sequence[ast.expr]) -> Expression:
        value = one_argument(at, node, arguments)
        options = _options(at, node, value, _KEYWORDS[function])
        span, shape, mask = at.span(node), value.shape, options.mask
        axes = options.axes or _only_axis(at, node, function, shape)
        whole = options.axes is None or len(shape) == 1
        if len(axes) > 1:
            raise at.error(node, f"{function} is taken along one axis")
        if mask is not None and _is_same_along(axes[0], mask, at):
            raise at.error(node, "a mask that is the same along the axis lets all of its entries count, or none")
        if whole and mask is None and function in FUNCTIONS:
            found = at.call(node, function, (value,))
        else:
            found = on_axes.along(f"{function} along", value, axes, span, *(() if mask is None else (mask,)))
            if whole and found.shape != shape:
                found = on_axes.reshaped(found, (), at.unifier, span)
        if not options.keepdims:
            return found
        return on_axes.kept_axes(found, shape, tuple(range(len(shape))) if whole else axes, span)

    return reader


def _is_same_along(axis: int, mask: Expression, at: Attempt) -> bool:
    """Whether a mask has one value along an axis, as its form shows: of no entries there is no softmax."""
    match mask:
        case Call(function="spread", arguments=(value,), axes=axes):
            return axis not in axes or _is_same_along(axes.index(axis), value, at)
        case Call(function=name, arguments=arguments) if name in COMPARISONS:
            return all(_is_same_along(axis, each, at) for each in arguments)
        case _:
            return not mask.shape or at.unifier.resolve(mask.shape[axis]) == ONE


def _only_axis(at: Attempt, node: ast.Call, function: str, shape: Shape) -> tuple[int, ...]:
    """The axis of a vector, or of a row or a column that is a matrix. Raises `LanguageError` where there are more."""
    if not shape:
        raise at.error(node, f"{function} takes a vector, not a scalar")
    longer = tuple(axis for axis, length in enumerate(shape) if at.unifier.resolve(length) != ONE)
    if len(longer) > 1:
        hint = f"{function}(X, axis=1) is that of each row, axis=0 of each column"
        raise at.error(node, f"{function} of a matrix: along which axis?", hint)
    return longer or (0,)


REDUCED: Mapping[str, Reader] = {
    "sum": _reduced(on_axes.summed),
    "mean": _reduced(on_axes.mean),
    "var": _reduced(on_axes.variance),
    "std": _reduced(on_axes.deviation),
    "norm": _reduced(on_axes.norm),
    **{name: _reduced(on_axes.of_lines(name)) for name in ("max", "min", "prod")},
    **{name: _along_one(name) for name in sorted(_ONE_AXIS)},
}
"""Functions along axes; without a keyword those that the table has are read as any other function."""
