"""The softmax of the entries of each row that a mask lets count, recognised in a derivative for display."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from jacobook.calculus import index_algebra as algebra
from jacobook.calculus.index_form import Apply, Array, Element, Power, RowSoftmax, Tensor, Triangle, VariableTensor
from jacobook.language.functions import COMPARISONS
from jacobook.language.zero_one import ZERO_OR_ONE

NOTHING = Element(Power(algebra.number(1), Fraction(0)))
"""What stands in the place of a factor that is taken out."""


def masked_softmax(factors: Sequence[Element], position: int, divisor: Element) -> list[Element] | None:
    """The factors with M ⊙ exp(S) over the sums of its rows, of which one is at this position, under its name.

    The masks of what is named are taken out with it, each once. None where nothing of the kind stands there.
    """
    element = factors[position]
    exponential = element.tensor
    if not isinstance(exponential, Apply) or exponential.function != "exp" or len(set(element.indices)) != 2:
        return None
    if len(divisor.indices) != 1 or divisor.indices[0] not in element.indices or not isinstance(divisor.tensor, Power):
        return None
    row = divisor.indices[0]
    column = next(index for index in element.indices if index != row)
    masks = _masks(divisor.tensor.base, exponential, element, (row, column))
    if not masks:
        return None
    found = without_each(factors, masks)
    if found is None:
        return None
    argument = exponential.arguments[0]
    straight = argument if element.indices == (row, column) else algebra.transposed(argument)
    shape = straight.shape
    operands = [(mask.tensor.entries, tuple((row, column).index(index) for index in mask.indices)) for mask in masks]
    found[position] = Element(RowSoftmax(straight, algebra.einsum(shape, operands)), (row, column))
    return found


def without_each(factors: Sequence[Element], masks: Iterable[Element]) -> list[Element] | None:
    """The factors with nothing in the place of each mask, which is taken out once; None where one is not there."""
    found = list(factors)
    for mask in masks:
        if mask not in found:
            return None
        found[found.index(mask)] = NOTHING
    return found


def _masks(base: Array, exponential: Tensor, element: Element, at: tuple[int, int]) -> list[Element]:
    """The zeros and ones by which an exponential is multiplied in the sum of a row, at the indices of a term."""
    if base.rank != 1 or len(base.terms) != 1:
        return []
    (term,) = base.terms
    if term.coefficient != 1 or len(term.dimensions) != 2:
        return []
    placed = [Element(each.tensor, tuple(at[index] for index in each.indices)) for each in term.factors]
    if Element(exponential, element.indices) not in placed:
        return []
    masks = [each for each in placed if each != Element(exponential, element.indices)]
    plain = all(len(set(mask.indices)) == 2 and is_mask(mask.tensor) for mask in masks)
    return masks if plain else []


def is_mask(tensor: Tensor) -> bool:
    """Whether all entries of a tensor are zeros and ones, as its form shows."""
    match tensor:
        case VariableTensor(properties=properties):
            return not properties.isdisjoint(ZERO_OR_ONE)
        case Apply(function=name):
            return name in COMPARISONS
        case _:
            return isinstance(tensor, Triangle)
