"""Reductions of lines, one along each last axis of an array: the largest or smallest entry, and the product of all.

max x = Σ_i h_i x_i, where h is 1 at the place of the largest entry and 0 elsewhere: the hardmax of x, which does not
change nearby, so that its derivative is 0 and h is the gradient of max. Where two entries tie for the largest there is
no derivative, unless they are the same nearby; h is 1 at the first of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from jacobook.calculus import index_algebra as algebra
from jacobook.calculus.index_form import Array, ProductOfEntries, Tensor, Triangle

HARDMAX, CUMPROD = "hardmax", "cumprod"
_ENTRYWISE = frozenset({HARDMAX, CUMPROD})


@dataclass(frozen=True, eq=False)
class LineTensor(Tensor):
    """A function of each line along the last axis.

    Of `max`, `min` and `prod` a number is left, of `hardmax` and `cumprod`, the products up to each place, a line.
    """

    name: str
    array: Array

    def __post_init__(self) -> None:
        shape = self.array.shape if self.name in _ENTRYWISE else self.array.shape[:-1]
        self._set(shape, f"{self.name} of lines({self.array.key})")

    @property
    def arrays(self) -> tuple[Array, ...]:
        return (self.array,)

    @property
    def function(self) -> str:
        """The function of a vector, or of the rows of a matrix, that it is."""
        return self.name if self.array.rank < 2 else f"{self.name}_rows"

    def of(self, array: Array) -> Tensor:
        """The same function of another array."""
        return LineTensor(self.name, array)

    def derivative(self, inner: Array) -> Array:
        """The derivative, given that of the array, whose last axes are those of the variable."""
        rank, added = self.array.rank, inner.rank - self.array.rank
        if self.name == HARDMAX:
            return Array(inner.shape, ())
        if self.name == CUMPROD:
            return self._of_products(inner)
        kept = tuple(range(rank - 1))
        by = tuple(range(rank - 1, rank - 1 + added))
        line = (*kept, rank - 1 + added)
        shape = (*self.array.shape[:-1], *inner.shape[rank:])
        operands = [(self._slope(), line), (inner, (*line, *by))]
        if self.name == "prod":
            operands.insert(0, (algebra.of_tensor(self), kept))
        return algebra.einsum(shape, operands, self.array.shape[-1:])

    def _of_products(self, inner: Array) -> Array:
        """∂(x₁ ⋯ xᵢ) = x₁ ⋯ xᵢ · Σ_j ∂x_j / x_j over the places j ≤ i, where no entry is zero."""
        rank, added = self.array.rank, inner.rank - self.array.rank
        length = self.array.shape[-1]
        kept, by = tuple(range(rank - 1)), tuple(range(rank, rank + added))
        here, earlier = rank - 1, rank + added
        operands = [
            (algebra.of_tensor(self), (*kept, here)),
            (algebra.of_tensor(Triangle(length, length)), (here, earlier)),
            (algebra.power(self.array, Fraction(-1)), (*kept, earlier)),
            (inner, (*kept, earlier, *by)),
        ]
        return algebra.einsum(inner.shape, operands, [length])

    def _slope(self) -> Array:
        if self.name == "prod":
            return algebra.power(self.array, Fraction(-1))
        turned = self.array if self.name == "max" else algebra.scale(self.array, -1)
        return algebra.of_tensor(LineTensor(HARDMAX, turned))


def of_lines(name: str, value: Array, axis: int) -> Array:
    """A function of each line along an axis of an array; of an axis of length 1 it is nothing, or a 1."""
    kept = [place for place in range(value.rank) if place != axis]
    order = [*kept, axis]
    shape = tuple(value.shape[place] for place in order)
    places = tuple(order.index(place) for place in range(value.rank))
    turned = algebra.einsum(shape, [(value, places)], expand=True)
    rest = shape[:-1]
    if name in _ENTRYWISE:
        found = _of_last(name, turned)
        return algebra.einsum(value.shape, [(found, tuple(order))], expand=True)
    return algebra.with_axes(algebra.without_single_axes(_of_last(name, turned)), rest)


def _of_last(name: str, value: Array) -> Array:
    inner = algebra.without_single_axes(value)
    if inner.rank == 0 or inner.shape[-1] != value.shape[-1]:
        if name == CUMPROD:
            return value
        return algebra.number(1, value.shape) if name == HARDMAX else _first_of_last(value)
    if name == "prod" and inner.rank == 1:
        return algebra.with_axes(algebra.of_tensor(ProductOfEntries(inner)), value.shape[:-1])
    found = algebra.of_tensor(LineTensor(name, inner))
    return algebra.with_axes(found, value.shape if name in _ENTRYWISE else value.shape[:-1])


def _first_of_last(value: Array) -> Array:
    """An array without its last axis, which has length 1."""
    return algebra.with_axes(algebra.without_single_axes(value), value.shape[:-1])


def extreme_of_all(name: str, value: Array) -> Array:
    """The largest or smallest of all entries: that of the lines of those of the lines."""
    found = algebra.without_single_axes(value)
    while found.rank:
        found = of_lines(name, found, found.rank - 1)
    return found
