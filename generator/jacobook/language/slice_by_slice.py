"""Expressions slice by slice, along an axis that only comes along: every operation is one of the slices by themselves.

The slice of `X @ W` at the place i of the first axis of X: b×t×c is `X_i @ W`. So is what is summed over such an axis
the sum of what the slices give, as `sum(X**2)` is that of `sum(X_i**2)`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from jacobook.language import axes as on_axes
from jacobook.language.cutting import Cutting, Tied, summed_along
from jacobook.language.dimension import Dimension
from jacobook.language.einstein_sums import einsum_sides
from jacobook.language.expression import Call, Expression, variables, walk

MOST_AXES_OF_MATRICES = 2


@dataclass(frozen=True, slots=True)
class Slice:
    """An expression at one place of an axis that comes along.

    `variables` are the variables that have the axis: the name of the slice with that of the whole and the axis of it.
    `axis` is that of the value; None where the value is the sum of what the slices give.
    """

    expression: Expression
    length: Dimension
    axis: int | None
    variables: dict[str, tuple[str, int]]


def in_slices(expression: Expression, indices: Sequence[str]) -> tuple[Slice, ...] | None:
    """The fewest axes, one after the other, by whose slices no array has more than two; None where slices are tied.

    `indices` are the names that the places on those axes have.
    """
    for count in range(1, len(indices) + 1):
        if (found := _by_so_many(expression, indices[:count])) is not None:
            return found
    return None


def _by_so_many(expression: Expression, indices: Sequence[str]) -> tuple[Slice, ...] | None:
    if all(len(node.shape) <= MOST_AXES_OF_MATRICES for node in walk(expression)):
        return ()
    for first in slice_of(expression, indices[0]) if indices else ():
        rest = _by_so_many(first.expression, indices[1:])
        if rest is not None:
            return (first, *rest)
    return None


def slice_of(expression: Expression, index: str) -> Iterator[Slice]:
    """The ways to take an expression apart in slices, the usual first: `index` ends the names of what is sliced."""
    along = [*_at_axes(expression, index)] if len(expression.shape) > MOST_AXES_OF_MATRICES else []
    yield from along
    yield from _summed(expression, index)
    if not along:
        yield from _at_axes(expression, index)


def _at_axes(expression: Expression, index: str) -> Iterator[Slice]:
    for axis, length in enumerate(expression.shape):
        slicing = _Slicing(index)
        try:
            found = slicing.at(expression, axis)
            yield slicing.result(found, length, axis)
        except Tied:
            continue


def _summed(expression: Expression, index: str) -> Iterator[Slice]:
    for place in range(max(len(node.shape) for node in walk(expression))):
        slicing = _Slicing(index)
        try:
            found = slicing.term(expression, place)
            if slicing.length is not None:
                yield slicing.result(found, slicing.length, None)
        except Tied:
            continue


class _Slicing(Cutting):
    """One way to take an expression apart, and over how many slices a value is summed."""

    length: Dimension | None = None

    def result(self, expression: Expression, length: Dimension, axis: int | None) -> Slice:
        """The slice. Raises `Tied` where a variable is met whole as well."""
        known = variables(expression)
        if not self.sliced or any(name in known for name, _ in self.sliced.values()):
            raise Tied
        return Slice(expression, length, axis, self.sliced)

    # --- a sum over what slices give
    def term(self, node: Expression, place: int) -> Expression:
        """What one slice adds to a value, where that is summed over the axes at a place. Raises `Tied`."""
        if not isinstance(node, Call):
            raise Tied
        read = getattr(self, f"_term_of_{node.function.replace(' ', '_')}", None)
        if read is None:
            raise Tied
        found: Expression = read(node, place)
        return found

    def _over(self, length: Dimension) -> None:
        if self.length not in (None, length):
            raise Tied
        self.length = length

    def _cut(self, value: Expression, axis: int) -> Expression:
        if axis >= len(value.shape):
            raise Tied
        self._over(value.shape[axis])
        return self.at(value, axis)

    def _term_of_sum(self, node: Call, place: int) -> Expression:
        value = self._cut(node.arguments[0], place)
        return Call("sum", (value,), (), node.span) if value.shape else value

    def _term_of_mean(self, node: Call, place: int) -> Expression:
        return on_axes.divided(self._term_of_sum(node, place), node.arguments[0].shape, node.span)

    def _term_of_norm1(self, node: Call, place: int) -> Expression:
        value = self._cut(node.arguments[0], place)
        return Call("norm1" if value.shape else "abs", (value,), (), node.span)

    def _term_of_dot(self, node: Call, place: int) -> Expression:
        left, right = (self._cut(each, place) for each in node.arguments)
        return Call("dot" if left.shape else "multiply", (left, right), (), node.span)

    def _term_of_sum_along(self, node: Call, place: int) -> Expression:
        if place not in node.axes:
            raise Tied
        value = self._cut(node.arguments[0], place)
        axes = [each - (each > place) for each in node.axes if each != place]
        return summed_along(node, value, axes) if axes else value

    def _term_of_einsum(self, node: Call, place: int) -> Expression:
        sides, result = einsum_sides(node)
        summed = list(dict.fromkeys(letter for side in sides for letter in side if letter not in result))
        many = any(len(each.shape) > MOST_AXES_OF_MATRICES for each in node.arguments)
        if place >= len(summed) or not many:
            raise Tied
        letter = summed[place]
        holder = next(o.shape[s.index(letter)] for o, s in zip(node.arguments, sides, strict=True) if letter in s)
        self._over(holder)
        return self.einsum_at(node, sides, result, letter)

    def _term_of_add(self, node: Call, place: int) -> Expression:
        """What is added to the sum of all slices is the sum of as many equal parts of it."""
        found = [self.term(each, place) if self._is_summed(each) else None for each in node.arguments]
        if self.length is None:
            raise Tied
        parts = (
            on_axes.divided(whole, (self.length,), node.span) if term is None else term
            for term, whole in zip(found, node.arguments, strict=True)
        )
        return replace(node, arguments=tuple(parts))

    _term_of_subtract = _term_of_add

    @staticmethod
    def _is_summed(node: Expression) -> bool:
        return any(len(each.shape) > MOST_AXES_OF_MATRICES for each in walk(node))

    def _term_of_negate(self, node: Call, place: int) -> Expression:
        return replace(node, arguments=(self.term(node.arguments[0], place),))

    _term_of_transpose = _term_of_reshape = _term_of_permute = _term_of_spread = _term_of_negate

    def _term_of_multiply(self, node: Call, place: int) -> Expression:
        summed = [each for each in node.arguments if self._is_summed(each)]
        if len(summed) != 1:
            raise Tied
        return replace(
            node, arguments=tuple(self.term(each, place) if each is summed[0] else each for each in node.arguments)
        )

    _term_of_matmul = _term_of_outer = _term_of_multiply

    def _term_of_divide(self, node: Call, place: int) -> Expression:
        above, below = node.arguments
        return replace(node, arguments=(self.term(above, place), below))
