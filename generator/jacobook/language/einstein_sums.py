"""Einstein sums in simpler terms: products of matrices, of entries, sums along axes, transposes."""

from __future__ import annotations

from collections.abc import Sequence

from jacobook.language import axes as on_axes
from jacobook.language.expression import Call, Expression, Span

Side = Sequence[int]


def simplest_einsum(operands: Sequence[Expression], sides: Sequence[Side], result: Side, span: Span) -> Expression:
    """The sum of products over the indices that the result has not; in operations on matrices where it can be."""
    scalars = [each for each, side in zip(operands, sides, strict=True) if not side]
    arrays = [(each, list(side)) for each, side in zip(operands, sides, strict=True) if side]
    found = _of_arrays(arrays, list(result), span) if arrays else None
    if found is None and arrays:
        lengths = {
            i: n for each, side in zip(operands, sides, strict=True) for i, n in zip(side, each.shape, strict=True)
        }
        numbers = (*(i for side in sides for i in side), *result)
        return Call("einsum", tuple(operands), tuple(lengths[i] for i in result), span, numbers)
    factors = [*scalars, *([found] if found is not None else [])]
    total = factors[0]
    for factor in factors[1:]:
        total = Call("multiply", (total, factor), factor.shape or total.shape, span)
    return total


def _of_arrays(arrays: list[tuple[Expression, list[int]]], result: list[int], span: Span) -> Expression | None:
    if any(len(set(side)) < len(side) for _, side in arrays):
        return None
    if len(arrays) == 1:
        return _of_one(*arrays[0], result, span)
    if len(arrays) != 2 or any(len(side) > 2 for _, side in arrays) or len(result) > 2:
        return None
    (left, first), (right, second) = arrays
    if first == second == result:
        return Call("multiply", (left, right), left.shape, span)
    if first == second and not result:
        return Call("dot", (left, right), (), span)
    shared = [index for index in first if index in second]
    if len(shared) != 1 or shared[0] in result:
        return None
    for (one, here), (other, there) in (((left, first), (right, second)), ((right, second), (left, first))):
        straight = [index for index in (*here, *there) if index != shared[0]]
        if straight == result:
            turned = one if here[-1] == shared[0] else _transposed(one, span)
            beside = other if there[0] == shared[0] else _transposed(other, span)
            shape = (*turned.shape[:-1], *beside.shape[1:])
            return Call("matmul", (turned, beside), shape, span)
    return None


def _transposed(value: Expression, span: Span) -> Expression:
    return on_axes.permuted(value, (1, 0), span) if len(value.shape) == 2 else value


def _of_one(value: Expression, side: list[int], result: list[int], span: Span) -> Expression | None:
    summed = [place for place, index in enumerate(side) if index not in result]
    left = [index for index in side if index in result]
    if len(summed) == len(side):
        found: Expression = Call("sum", (value,), (), span)
    else:
        found = on_axes.along("sum along", value, summed, span) if summed else value
    return on_axes.permuted(found, [left.index(index) for index in result], span) if len(result) > 1 else found


def einsum_sides(node: Call) -> tuple[list[list[int]], list[int]]:
    """The indices of each operand of an Einstein sum, and those of its value."""
    numbers = list(node.axes)
    sides = []
    for operand in node.arguments:
        sides.append(numbers[: len(operand.shape)])
        del numbers[: len(operand.shape)]
    return sides, numbers
