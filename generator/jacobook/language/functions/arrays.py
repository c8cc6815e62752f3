"""Operations on axes, as nodes of an expression: what NumPy's keywords, subscripts, lists and methods are read as.

None of them is called by its name: `sum(X, axis=1)` is a "sum along" with `axes` (1,). What `axes` mean:

spread          the axis of the value at which each axis of the argument lies; an axis of length 1 is repeated
sum along       the axes that are summed over; so of the others of this kind, which have one axis
select          for each axis of the argument the step of a slice, 0 for one place; where it starts are the arguments
concatenate     the axis along which the arguments follow each other
permute         the axis of the argument at each axis of the value
reshape         none: entries in the order of NumPy, the last axis the fastest
einsum          the number of each axis of the arguments, then of those of the value
triangle        the diagonal up to which (lower) entries stay, and 1 for lower, −1 for upper
"""

from __future__ import annotations

from functools import partial

from jacobook.language.domain import Domain, Predicate
from jacobook.language.functions.record import REDUCTION, STRUCTURE, Function
from jacobook.language.functions.shapes import OF_AXES
from jacobook.language.functions.values import interval

_along = partial(Function, kind=STRUCTURE, signature=OF_AXES)
_arranged = partial(Function, kind=STRUCTURE, signature=OF_AXES)

ALONG = {
    function.name: function
    for function in (
        _along(name="sum along", kind=REDUCTION, summary="sum along an axis"),
        _along(name="softmax along", summary="softmax along an axis", values=interval("(0, 1]")),
        _along(name="log_softmax along", summary="logarithm of a softmax along an axis"),
        _along(name="logsumexp along", kind=REDUCTION, summary="log-sum-exp along an axis"),
        _along(
            name="max along",
            kind=REDUCTION,
            summary="largest entry along an axis",
            title="maximum along an axis",
            domain=Domain(derivative=Predicate.LARGEST_ONCE_IN_ROWS),
        ),
        _along(
            name="min along",
            kind=REDUCTION,
            summary="smallest entry along an axis",
            title="minimum along an axis",
            domain=Domain(derivative=Predicate.SMALLEST_ONCE_IN_ROWS),
        ),
        _along(name="cumprod along", summary="products up to each place of an axis"),
        _along(name="prod along", kind=REDUCTION, summary="product along an axis"),
        _along(
            name="hardmax along",
            summary="1 at the largest entry along an axis, 0 elsewhere",
            values=interval("[0, 1]"),
            domain=Domain(derivative=Predicate.LARGEST_ONCE_IN_ROWS),
        ),
    )
}

ARRANGED = {
    function.name: function
    for function in (
        _arranged(name="spread", summary="repetition along axes"),
        _arranged(name="select", summary="selection of entries"),
        _arranged(name="concatenate", summary="concatenation"),
        _arranged(name="permute", summary="permutation of axes"),
        _arranged(name="reshape", summary="reshaping"),
        _arranged(name="einsum", summary="Einstein sum"),
        _arranged(name="triangle", summary="triangular part"),
    )
}
