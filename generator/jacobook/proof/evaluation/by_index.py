"""Formulas of single entries evaluated: x_i, δ_ij, and sums over indices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

from jacobook.layout.formulas import formula as layout
from jacobook.layout.formulas.stacked_index import FastPart, Index, Shifted, SlowPart, Stacked
from jacobook.proof.evaluation.evaluator import Evaluator
from jacobook.proof.evaluation.function_values import derivative_tensor, required
from jacobook.proof.numbers.elimination import Matrix, shape
from jacobook.proof.numbers.fitting import (
    Malformed,
    shape_text,
    single,
)
from jacobook.proof.numbers.index_sums import Bound, index_sum, remembered_sum


def _position(at: Evaluator, bound: Bound, index: Index, length: int) -> int:
    position, dimension = _place(at, bound, index)
    if dimension != length or not 0 <= position < length:
        raise Malformed(f"the index {index} runs to {dimension} and is used where there are {length} entries")
    return position


def _place(at: Evaluator, bound: Bound, index: Index) -> tuple[int, int]:
    """The value of an index, from 0, and what it runs to."""
    match index:
        case Stacked(slow=slow, fast=fast, length=length):
            (before, count), (within, size) = _place(at, bound, slow), _place(at, bound, fast)
            if size != at.size(length):
                raise Malformed(f"an index that runs to {size} stands where one runs to {at.size(length)}")
            return before * size + within, count * size
        case SlowPart(of=of, length=length) | FastPart(of=of, length=length):
            (position, dimension), size = _place(at, bound, of), at.size(length)
            if dimension % size:
                raise Malformed(f"an index that runs to {dimension} does not stand for one that runs to {size}")
            return (position // size, dimension // size) if isinstance(index, SlowPart) else (position % size, size)
        case Shifted(of=None, by=by, whole=whole):
            return at.size(by) - 1, at.size(whole)
        case Shifted(of=of, step=step, by=by, whole=whole) if of is not None:
            inner, _ = _place(at, bound, of)
            return step * (inner + 1) + at.size(by) - 1, at.size(whole)
        case _:
            assert isinstance(index, str)
            if index not in bound:
                raise Malformed(f"the index {index} is not bound")
            return bound[index]


def _entry(at: Evaluator, formula: layout.Entry, bound: Bound) -> Matrix:
    if isinstance(formula.body, layout.FunctionDerivative):
        tensor = derivative_tensor(at, formula.body, bound)
        spans = [max(place[axis] for place in tensor) + 1 for axis in range(len(formula.indices))]
        at_place = tuple(_position(at, bound, name, span) for name, span in zip(formula.indices, spans, strict=True))
        return single(tensor[at_place])
    if not formula.indices:
        return single(at.scalar(formula.body, bound))
    # The other entries need no value: the guard of a choice holds for this one.
    body = at.with_holes().value(formula.body, bound)
    rows, columns = shape(body)
    if isinstance(formula.body, layout.Symbol) and formula.body.lengths:
        row, column = _place_in(at, formula.body, formula.indices, bound)
        return single(required(at, body[row][column]))
    match formula.indices:
        case (name,) if columns == 1:
            entry = body[_position(at, bound, name, rows)][0]
        case (name,) if rows == 1:
            entry = body[0][_position(at, bound, name, columns)]
        case (first, second):
            entry = body[_position(at, bound, first, rows)][_position(at, bound, second, columns)]
        case _:
            raise Malformed(f"{len(formula.indices)} indices do not name an entry of {shape_text(body)}")
    return single(required(at, entry))


def _place_in(at: Evaluator, array: layout.Symbol, indices: Sequence[Index], bound: Bound) -> tuple[int, int]:
    """Where an entry of an array of more than two axes stands: by the first axis, and by all others together."""
    lengths = [at.size(length) for length in array.lengths]
    if len(indices) != len(lengths):
        raise Malformed(f"{len(indices)} indices do not name an entry of an array of {len(lengths)} axes")
    first, *others = (_position(at, bound, index, length) for index, length in zip(indices, lengths, strict=True))
    return first, reduce(lambda place, pair: place * pair[1] + pair[0], zip(others, lengths[1:], strict=True), 0)


def _delta(at: Evaluator, formula: layout.Delta, bound: Bound) -> Matrix:
    (left, one), (right, other) = _place(at, bound, formula.left), _place(at, bound, formula.right)
    if one != other:
        raise Malformed(f"δ compares {formula.left}, which runs to {one}, with {formula.right}, which runs to {other}")
    return single(at.number(int(left == right)))


def _index_sum(at: Evaluator, formula: layout.IndexSum, bound: Bound) -> Matrix:
    known = remembered_sum(at, formula, bound)
    if known is not None:
        return single(known)
    names = [name for name, _ in formula.indices]
    taken = set(bound) | at.summed_inside(formula.body) | {name for name in names if names.count(name) > 1}
    twice = sorted(set(names) & taken)
    if twice:
        raise Malformed(f"the index {twice[0]} is summed over where it already means something")
    lengths = {name: at.size(dimension) for name, dimension in formula.indices}
    return single(index_sum(at, formula, lengths, bound))


BY_INDEX: dict[type, Callable[[Any, Any, Bound], Matrix]] = {
    layout.Entry: _entry,
    layout.Delta: _delta,
    layout.IndexSum: _index_sum,
}
"""What evaluates formulas of single entries."""
