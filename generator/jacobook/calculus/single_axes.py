"""Axes of length 1: which no factor of an array carries."""

from __future__ import annotations

from jacobook.calculus.index_form import Array, reindex
from jacobook.language.dimension import ONE, Shape, proper_axes


def without_single_axes(value: Array) -> Array:
    """The array without its free indices of length 1, which no factor carries: what is inside a tensor has none."""
    return squeezed(value, tuple(range(value.rank)))[0]


def with_axes(value: Array, shape: Shape) -> Array:
    """The array with free indices of length 1 put in, so that it has the shape; no factor carries them."""
    if value.shape == shape:
        return value
    kept = [position for position, dimension in enumerate(shape) if dimension != ONE]
    shift = len(shape) - value.rank
    terms = []
    for term in value.terms:
        mapping = {i: kept[i] if i < value.rank else i + shift for i in range(len(term.dimensions))}
        terms.append(reindex(term, mapping, (*shape, *term.dimensions[value.rank :])))
    return Array(shape, tuple(terms))


def squeezed(value: Array, indices: tuple[int, ...]) -> tuple[Array, tuple[int, ...]]:
    """The array without its free indices of length 1, and those of the indices at which the others are placed."""
    if ONE not in value.shape:
        return value, indices
    kept = [position for position, dimension in enumerate(value.shape) if dimension != ONE]
    shift = value.rank - len(kept)
    mapping = {position: new for new, position in enumerate(kept)}
    terms = []
    for term in value.terms:
        moved = mapping | {i: i - shift for i in range(value.rank, len(term.dimensions))}
        dimensions = (*(value.shape[i] for i in kept), *term.dimensions[value.rank :])
        terms.append(reindex(term, moved, dimensions))
    return Array(proper_axes(value.shape), tuple(terms)), tuple(indices[position] for position in kept)
