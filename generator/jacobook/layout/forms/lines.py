"""Softmax and log-sum-exp along one of three axes or more, recognised for code that does not overflow."""

from __future__ import annotations

from collections.abc import Sequence

from jacobook.calculus import index_algebra as algebra
from jacobook.calculus.index_form import Apply, Array, Element, Power, RowSoftmax
from jacobook.language.dimension import Dimension, Shape
from jacobook.layout.forms.masked_softmax import is_mask, without_each


def softmax_of_lines(factors: Sequence[Element], position: int, divisor: Element) -> list[Element] | None:
    """The factors with exp(X) over its sum along one axis, of which one is at this position, under its name.

    Masks that stand in the sum are taken out with it, each once. None where nothing of the kind stands there.
    """
    element = factors[position]
    assert isinstance(divisor.tensor, Power)
    if len(set(element.indices)) < 3 or len(set(element.indices)) < len(element.indices):
        return None
    alone = [index for index in element.indices if index not in divisor.indices]
    if len(alone) != 1 or len(divisor.indices) != len(element.indices) - 1:
        return None
    line = (*divisor.indices, alone[0])
    inside = _summed(divisor.tensor.base, line)
    if inside is None or not isinstance(element.tensor, Apply) or element.tensor.function != "exp":
        return None
    masks = [each for each in inside if each != element]
    if element not in inside or not all(is_mask(each.tensor) for each in masks):
        return None
    found = without_each(factors, masks)
    if found is None:
        return None
    shape = (*divisor.tensor.base.shape, _length(element, alone[0]))
    straight = _placed(element.tensor.arguments[0], element.indices, line, shape)
    of_masks = [(mask.tensor.entries, tuple(map(line.index, mask.indices))) for mask in masks]
    counted = algebra.einsum(shape, of_masks, expand=True) if masks else None
    found[position] = Element(RowSoftmax(straight, counted), line)
    return found


def exponents_of_lines(value: Array) -> Array | None:
    """X for a sum of exp(X) along one axis of three or more, which is made the last; None for any other array."""
    line = tuple(range(value.rank + 1))
    inside = _summed(value, line) if value.rank > 1 else None
    if inside is None or len(inside) != 1:
        return None
    (element,) = inside
    if not isinstance(element.tensor, Apply) or element.tensor.function != "exp":
        return None
    if sorted(element.indices) != list(line):
        return None
    shape = (*value.shape, _length(element, line[-1]))
    return _placed(element.tensor.arguments[0], element.indices, line, shape)


def _summed(base: Array, line: tuple[int, ...]) -> list[Element] | None:
    """The factors of a sum along one axis, which is the last of the indices of a line."""
    if base.rank != len(line) - 1 or len(base.terms) != 1:
        return None
    (term,) = base.terms
    if term.coefficient != 1 or len(term.dimensions) != len(line):
        return None
    return [Element(each.tensor, tuple(line[index] for index in each.indices)) for each in term.factors]


def _length(element: Element, index: int) -> Dimension:
    return element.tensor.shape[element.indices.index(index)]


def _placed(value: Array, indices: Sequence[int], line: tuple[int, ...], shape: Shape) -> Array:
    return algebra.einsum(shape, [(value, tuple(map(line.index, indices)))], expand=True)
