"""The operators, by the names that they have as nodes of an expression."""

from __future__ import annotations

from functools import partial

from jacobook.language.domain import Domain, Predicate
from jacobook.language.functions.record import OPERATOR, Function
from jacobook.language.functions.shapes import ENTRYWISE, ENTRYWISE_PAIR, MATMUL, TRANSPOSE

_DIVISOR = Domain(Predicate.NO_ZERO_ENTRY, argument=1)
_operator = partial(Function, kind=OPERATOR, signature=ENTRYWISE_PAIR, arity=2)

OPERATORS = (
    _operator(name="add", sign="+", summary="sum of two", title="sum", synonyms=("add", "plus")),
    _operator(
        name="subtract", sign="−", summary="difference of two", title="difference", synonyms=("subtract", "minus")
    ),
    _operator(name="multiply", sign="*", summary="element-wise product", synonyms=("multiply", "times", "hadamard")),
    _operator(
        name="divide",
        sign="/",
        summary="element-wise quotient",
        domain=_DIVISOR,
        synonyms=("divide", "rdivide"),
    ),
    _operator(name="power", sign="**", summary="element-wise power", synonyms=("pow", "power")),
    _operator(name="matmul", sign="@", summary="matrix product", signature=MATMUL, synonyms=("matmul", "mtimes")),
    _operator(name="transpose", sign=".T", summary="transpose", arity=1, signature=TRANSPOSE, synonyms=("transpose",)),
    _operator(name="negate", sign="−", summary="negative", arity=1, signature=ENTRYWISE, synonyms=("negative",)),
)
