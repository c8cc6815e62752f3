"""Axes of length 1: which no factor of an array carries."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

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


def carried_axes(value: Array) -> frozenset[int]:
    """The free indices that some factor carries."""
    return frozenset(i for term in value.terms for e in term.factors for i in e.indices if i < value.rank)


def carried_by(*arrays: Array | Fraction) -> list[int]:
    """The free indices that some of the arrays carry: along all others what is made of them is the same."""
    if max(array.rank for array in arrays if isinstance(array, Array)) < 2:
        return []
    shaped = [array for array in arrays if isinstance(array, Array) and array.rank]
    return sorted(frozenset().union(*map(carried_axes, shaped)))


def narrowed(value: Array, axes: Sequence[int]) -> Array:
    """The array of these free indices alone, where no factor carries any of the others."""
    shift = value.rank - len(axes)
    mapping = {axis: place for place, axis in enumerate(axes)}
    shape = tuple(value.shape[axis] for axis in axes)
    terms = []
    for term in value.terms:
        moved = mapping | {i: i - shift for i in range(value.rank, len(term.dimensions))}
        terms.append(reindex(term, moved, (*shape, *term.dimensions[value.rank :])))
    return Array(shape, tuple(terms))


def widened(value: Array, axes: Sequence[int], shape: Shape) -> Array:
    """The array with its free indices at these places of a shape; no factor carries the others."""
    shift = len(shape) - value.rank
    terms = []
    for term in value.terms:
        moved = dict(enumerate(axes)) | {i: i + shift for i in range(value.rank, len(term.dimensions))}
        terms.append(reindex(term, moved, (*shape, *term.dimensions[value.rank :])))
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
