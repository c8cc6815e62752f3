"""Arrays as they stand, nothing simplified: numbers, multiples, transposes, and the one tensor that an array is."""

from __future__ import annotations

from fractions import Fraction

from jacobook.calculus.index_form import (
    Apply,
    Array,
    Group,
    Power,
    Tensor,
    Term,
    reindex,
    swap_free,
)
from jacobook.calculus.rational import exact
from jacobook.language.dimension import Shape

UNIT = Fraction(1)


PLAIN = 1  # an int where no fraction is needed: most coefficients are 1, and ints multiply ten times faster


def number(value: Fraction | int, shape: Shape = ()) -> Array:
    """The array whose entries all are the number."""
    return Array(shape, (Term(exact(value), (), shape),) if value else ())


def is_zero(value: Array) -> bool:
    """Whether the array has no terms."""
    return not value.terms


def as_number(value: Array) -> Fraction | None:
    """The number that a scalar array is, or None."""
    if not value.terms:
        return Fraction(0)
    if len(value.terms) == 1 and not value.terms[0].factors:
        return Fraction(value.terms[0].coefficient)
    return None


def scale(value: Array, coefficient: Fraction | int) -> Array:
    """The array times a number."""
    if not coefficient:
        return Array(value.shape, ())
    factor = exact(coefficient)
    return Array(value.shape, tuple(Term(t.coefficient * factor, t.factors, t.dimensions) for t in value.terms))


def broadcast(value: Array, shape: Shape) -> Array:
    """A scalar array as one whose entries all are that scalar; any other array as it is."""
    if value.shape == shape:
        return value
    return Array(shape, tuple(broadcast_term(term, value.rank, shape) for term in value.terms))


def broadcast_term(term: Term, rank: int, shape: Shape) -> Term:
    """The term of a scalar array as one of an array of this shape; any other term as it is."""
    if rank == len(shape):
        return term
    shift = len(shape)
    return reindex(term, {i: i + shift for i in range(len(term.dimensions))}, (*shape, *term.dimensions))


def transposed(value: Array) -> Array:
    """The transpose of an array of two indices."""
    return Array(value.shape[::-1], tuple(map(swap_free, value.terms)))


def even_base(base: Array, exponent: Fraction) -> Array:
    """u for |u| under an even power."""
    if exponent.denominator == 1 and exponent.numerator % 2 == 0:
        tensor = as_tensor(base)
        if isinstance(tensor, Apply) and tensor.function == "abs":
            return tensor.arguments[0]
    return base


def even_root(base: Array) -> tuple[Array, Fraction]:
    """(u, 1/2) for √u, whose powers are those of u, which is not negative; (u, 1) for any other u."""
    if len(base.terms) == 1 and base.terms[0].coefficient == 1 and len(base.terms[0].factors) == 1:
        tensor, indices = base.terms[0].factors[0].tensor, base.terms[0].factors[0].indices
        if isinstance(tensor, Power) and isinstance(tensor.exponent, Fraction) and indices == tuple(range(base.rank)):
            inner, root = even_root(tensor.base)
            if tensor.exponent.denominator % 2 == 0:
                return inner, root * tensor.exponent
    return base, UNIT


def base_array(tensor: Tensor) -> Array:
    """The tensor's entries as an array; a group is opened."""
    return tensor.array if isinstance(tensor, Group) else tensor.entries


def as_tensor(base: Array) -> Tensor:
    """The tensor whose entries are those of an array: the one it is made of, or a group."""
    straight = tuple(range(base.rank))
    if len(base.terms) == 1:
        term = base.terms[0]
        if term.coefficient == 1 and len(term.factors) == 1 and term.factors[0].indices == straight:
            return term.factors[0].tensor
    return Group(base)
