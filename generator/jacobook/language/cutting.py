"""Expressions at one place of an axis that comes along: the slice of each operation by the slices of its arguments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from math import prod

from jacobook.language import axes as on_axes
from jacobook.language.dimension import ONE, Dimension, Shape
from jacobook.language.einstein_sums import einsum_sides, simplest_einsum
from jacobook.language.expression import Call, Expression, Number, Size, Variable
from jacobook.language.functions import ALL_FUNCTIONS, COMPARISONS, ELEMENTWISE
from jacobook.language.unification import Unifier

_ENTRYWISE = frozenset({"add", "subtract", "negate", "multiply", "divide", "power", "where"})
_OF_ENTRIES = frozenset({"positive", "zero-one"})
"""Properties that every slice has where the whole has them."""
_OF_VECTORS = frozenset({"softmax along", "hardmax along", "cumprod along"})
_NOWHERE = Dimension((), 0)


class Tied(Exception):
    """An axis along which an operation ties the slices together."""


def without_axis(shape: Shape, axis: int) -> Shape:
    """The other axes."""
    return (*shape[:axis], *shape[axis + 1 :])


class Cutting:
    """One way to take an expression apart: `index` ends the names of slices, `sliced` are the variables that it met.

    Of each slice it holds the name of the whole and the axis.
    """

    def __init__(self, index: str) -> None:
        self.index = index
        self.sliced: dict[str, tuple[str, int]] = {}

    # --- an axis of a value
    def at(self, node: Expression, axis: int) -> Expression:
        """The value at one place of its axis. Raises `Tied`."""
        match node:
            case Variable():
                return self._variable(node, axis)
            case Call():
                shape = without_axis(node.shape, axis)
                if _works_entry_by_entry(node):
                    arguments = [self.at(each, axis) if each.shape else each for each in node.arguments]
                    return replace(node, arguments=_beside_each_other(arguments), shape=shape)
                read = getattr(self, f"_{node.function.replace(' ', '_')}", None)
                if read is None:
                    raise Tied
                found: Expression = read(node, axis)
                return found
            case _:
                raise Tied

    def _variable(self, node: Variable, axis: int) -> Expression:
        if not node.properties <= _OF_ENTRIES:
            raise Tied
        name = f"{node.name}_{self.index}"
        if self.sliced.setdefault(name, (node.name, axis)) != (node.name, axis):
            raise Tied
        return replace(node, name=name, shape=without_axis(node.shape, axis))

    def _transpose(self, node: Call, axis: int) -> Expression:
        return self.at(node.arguments[0], 1 - axis if len(node.shape) == 2 else axis)

    def _permute(self, node: Call, axis: int) -> Expression:
        taken = node.axes[axis]
        order = [each - (each > taken) for each in node.axes if each != taken]
        return on_axes.permuted(self.at(node.arguments[0], taken), order, node.span)

    def _spread(self, node: Call, axis: int) -> Expression:
        (value,) = node.arguments
        places = [place - (place > axis) for place in node.axes if place != axis]
        shape = without_axis(node.shape, axis)
        if axis in node.axes:
            own = node.axes.index(axis)
            if value.shape[own] != node.shape[axis]:
                raise Tied
            value = self.at(value, own)
        return _spread_along(value, shape, places, node)

    def _sum_along(self, node: Call, axis: int) -> Expression:
        value, axes = self._reduced(node, axis)
        return summed_along(node, value, axes)

    def _logsumexp_along(self, node: Call, axis: int) -> Expression:
        value, axes = self._reduced(node, axis)
        others = [self._beside(node, each, axis) for each in node.arguments[1:]]
        if len(value.shape) == 1 and not others:
            return Call("logsumexp", (value,), (), node.span)
        return on_axes.along(node.function, value, axes, node.span, *others)

    def _max_along(self, node: Call, axis: int) -> Expression:
        """A function of the lines along an axis, of a slice."""
        value, axes = self._reduced(node, axis)
        if len(value.shape) == 1:
            return Call(node.function.removesuffix(" along"), (value,), (), node.span)
        return on_axes.along(node.function, value, axes, node.span)

    _min_along = _prod_along = _max_along

    def _reduced(self, node: Call, axis: int) -> tuple[Expression, list[int]]:
        """The slice of what is reduced, and the axes along which it is."""
        own = self._of_argument(node, axis)
        return self.at(node.arguments[0], own), [each - (each > own) for each in node.axes]

    @staticmethod
    def _of_argument(node: Call, axis: int) -> int:
        kept = [own for own in range(len(node.arguments[0].shape)) if own not in node.axes]
        return kept[axis]

    def _beside(self, node: Call, other: Expression, axis: int) -> Expression:
        """The slice of a mask, which has the shape of what it masks."""
        return self.at(other, self._of_argument(node, axis))

    def _softmax_along(self, node: Call, axis: int) -> Expression:
        if axis in node.axes:
            raise Tied
        value, *others = (self.at(each, axis) for each in node.arguments)
        axes = [each - (each > axis) for each in node.axes]
        if len(value.shape) == 1 and node.function in _OF_VECTORS and not others:
            return Call(node.function.removesuffix(" along"), (value,), value.shape, node.span)
        return on_axes.along(node.function, value, axes, node.span, *others)

    _log_softmax_along = _hardmax_along = _cumprod_along = _softmax_along

    def _matmul(self, node: Call, axis: int) -> Expression:
        left, right = node.arguments
        rows = len(left.shape) - 1
        if axis < rows:
            left = self.at(left, 0)
        else:
            right = self.at(right, len(right.shape) - 1)
        return product(left, right, node)

    def _outer(self, node: Call, axis: int) -> Expression:
        kept, cut = node.arguments[1 - axis], self.at(node.arguments[axis], 0)
        return Call("multiply", (cut, kept), kept.shape, node.span)

    def _einsum(self, node: Call, axis: int) -> Expression:
        sides, result = einsum_sides(node)
        return self.einsum_at(node, sides, result, result[axis])

    def einsum_at(self, node: Call, sides: list[list[int]], result: list[int], letter: int) -> Expression:
        """An Einstein sum at one place of an index."""
        operands, places = list[Expression](), list[list[int]]()
        for operand, side in zip(node.arguments, sides, strict=True):
            if side.count(letter) > 1:
                raise Tied
            found = self.at(operand, side.index(letter)) if letter in side else operand
            operands.append(found)
            places.append([each for each in side if each != letter])
        return simplest_einsum(operands, places, [each for each in result if each != letter], node.span)

    def _select(self, node: Call, axis: int) -> Expression:
        value, *starts = node.arguments
        own = self._selected_axis(node, axis)
        start, step, length = starts[own], node.axes[own], node.shape[axis]
        if step != 1 or length != value.shape[own] or not (isinstance(start, Size) and start.dimension == _NOWHERE):
            raise Tied
        found, steps = self.at(value, own), (*node.axes[:own], *node.axes[own + 1 :])
        left = [*starts[:own], *starts[own + 1 :]]
        shape = without_axis(node.shape, axis)
        every = all(isinstance(each, Size) and each.dimension == _NOWHERE for each in left)
        if every and set(steps) <= {1} and shape == found.shape:
            return found
        return Call("select", (found, *left), shape, node.span, steps)

    @staticmethod
    def _selected_axis(node: Call, axis: int) -> int:
        """The axis of the argument that an axis of a selection is."""
        owners = list[int]()
        for own, (start, step) in enumerate(zip(node.arguments[1:], node.axes, strict=True)):
            owners += [own] * (1 if step else len(start.shape))
        return owners[axis]

    def _concatenate(self, node: Call, axis: int) -> Expression:
        (along,) = node.axes
        if axis == along:
            raise Tied
        arguments = tuple(self.at(each, axis) for each in node.arguments)
        return Call("concatenate", arguments, without_axis(node.shape, axis), node.span, (along - (along > axis),))

    def _reshape(self, node: Call, axis: int) -> Expression:
        """Entries are counted row by row: an axis comes along if before it there are as many places as there were."""
        (value,) = node.arguments
        before = prod(node.shape[:axis], start=ONE)
        for own, length in enumerate(value.shape):
            if length == node.shape[axis] and prod(value.shape[:own], start=ONE) == before:
                return on_axes.reshaped(self.at(value, own), without_axis(node.shape, axis), Unifier(), node.span)
        raise Tied

    def _ones(self, node: Call, axis: int) -> Expression:
        return self._filled(node, axis)

    def _zeros(self, node: Call, axis: int) -> Expression:
        return self._filled(node, axis)

    @staticmethod
    def _filled(node: Call, axis: int) -> Expression:
        shape = without_axis(node.shape, axis)
        if not shape:
            return Number(Fraction(int(node.function == "ones")))
        return replace(node, arguments=_without_argument(node.arguments, axis), shape=shape)


def _works_entry_by_entry(node: Call) -> bool:
    named = (
        ALL_FUNCTIONS[node.function].kind == ELEMENTWISE or node.function in _ENTRYWISE or node.function in COMPARISONS
    )
    return named and all(each.shape in ((), node.shape) for each in node.arguments)


def _beside_each_other(arguments: Sequence[Expression]) -> tuple[Expression, ...]:
    """Arguments of one shape, with a number as itself where it is repeated beside an array."""

    def repeats(argument: Expression) -> bool:
        return isinstance(argument, Call) and argument.function == "spread" and not argument.arguments[0].shape

    if not any(each.shape and not repeats(each) for each in arguments):
        return tuple(arguments)
    return tuple(each.arguments[0] if isinstance(each, Call) and repeats(each) else each for each in arguments)


def _spread_along(value: Expression, shape: Shape, places: Sequence[int], node: Call) -> Expression:
    if not shape:
        return value
    return on_axes.spread(value, shape, places, node.span)


def _without_argument(arguments: Sequence[Expression], axis: int) -> tuple[Expression, ...]:
    return (*arguments[:axis], *arguments[axis + 1 :])


def summed_along(node: Call, value: Expression, axes: Sequence[int]) -> Expression:
    """The sum along axes; along all of them that of all entries."""
    if len(axes) == len(value.shape):
        return Call("sum", (value,), (), node.span)
    return on_axes.along("sum along", value, axes, node.span)


def product(left: Expression, right: Expression, node: Call) -> Expression:
    """The product of vectors and matrices."""
    shape = (*left.shape[:-1], *right.shape[1:])
    return Call("matmul", (left, right), shape, node.span)
