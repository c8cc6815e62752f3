"""Functions of what is put together of parts: at the places of one part they are functions of that part alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import lru_cache, partial

from jacobook.calculus.deltas import attach
from jacobook.calculus.index_form import Apply, Array, Element, Group, Power, Tensor, Term, Window
from jacobook.language.dimension import ONE

Product = Callable[..., Array]
"""The product of arrays at given indices, summed over some of them."""
Raise = Callable[[Array, Fraction], Array]
Applied = Callable[[str, Sequence[Array]], Array]


def within_parts(term: Term, einsum: Product, power: Raise, apply: Applied) -> Term | None:
    """f(a)_i at the places i of a part as f of that part of a, where a is put together of parts; None if none is so."""
    for window in term.factors:
        if not isinstance(window.tensor, Window):
            continue
        index, *inner = window.indices
        for position, element in enumerate(term.factors):
            if element.indices.count(index) != 1 or not _holds_parts(element.tensor):
                continue
            axis = element.indices.index(index)
            narrow = partial(_part_of, einsum, window=window.tensor, axis=axis)
            indices = (*element.indices[:axis], *inner, *element.indices[axis + 1 :])
            tensor = element.tensor
            if isinstance(tensor, Apply):
                value = apply(tensor.function, [narrow(argument) for argument in tensor.arguments])
            elif isinstance(tensor, Power) and isinstance(tensor.exponent, Fraction):
                value = power(narrow(tensor.base), tensor.exponent)
            elif isinstance(tensor, Group):
                value = narrow(tensor.array)
            else:
                continue
            factors = [*term.factors]
            if len(value.terms) == 1 and not value.terms[0].dimensions[value.rank :]:
                factors[position : position + 1] = attach(Term(1, (), term.dimensions), value.terms[0], indices).factors
                return Term(term.coefficient * value.terms[0].coefficient, tuple(factors), term.dimensions)
            if not value.terms:
                return Term(0, (), term.dimensions)
            factors[position] = Element(Group(value), indices)
            return Term(term.coefficient, tuple(factors), term.dimensions)
    return None


def _holds_parts(tensor: Tensor) -> bool:
    """Whether something worked out entry by entry is made of what is put together of parts."""
    match tensor:
        case Apply(arguments=arguments):
            return any(map(_is_put_together, arguments))
        case Power(base=array, exponent=Fraction()) | Group(array=array):
            return _is_put_together(array)
        case _:
            return False


@lru_cache(maxsize=4096)
def _is_put_together(value: Array) -> bool:
    elements = [element for term in value.terms for element in term.factors]
    return any(isinstance(e.tensor, Window) or _holds_parts(e.tensor) for e in elements)


def _part_of(einsum: Product, value: Array, window: Window, axis: int) -> Array:
    """The part of an array along an axis; a scalar beside it as it is."""
    if not value.rank:
        return value
    rank = value.rank if window.part != ONE else value.rank - 1
    shape = (*value.shape[:axis], *((window.part,) if window.part != ONE else ()), *value.shape[axis + 1 :])
    places = [*range(axis), rank, *range(axis + 1 if window.part != ONE else axis, rank)]
    at = (rank, axis) if window.part != ONE else (rank,)
    return einsum(shape, [(window.entries, at), (value, tuple(places))], [window.whole], expand=True)
