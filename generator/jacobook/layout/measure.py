"""How long a formula is to read: the cost by which textbook forms are chosen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from functools import lru_cache

from jacobook.layout.formula import (
    Commutation,
    Constant,
    Diagonal,
    Filled,
    Formula,
    Hadamard,
    Identity,
    Multiple,
    Number,
    Product,
    Size,
    Sum,
    Symbol,
    Transpose,
    is_scalar,
)

_LEAVES = (Symbol, Number, Constant, Size, Identity, Filled, Commutation)


def children(formula: Formula) -> Iterator[Formula]:
    """The formulas directly inside a formula."""
    for entry in fields(formula):
        value = getattr(formula, entry.name)
        if isinstance(value, tuple):
            yield from (item for item in value if hasattr(item, "rows"))
        elif value is not None and entry.name not in ("rows", "columns") and hasattr(value, "rows"):
            yield value


@lru_cache(maxsize=20_000)
def operands(formula: Formula) -> int:
    """The number of symbols, numbers and named arrays that a reader meets."""
    if isinstance(formula, _LEAVES):
        return 1
    own = 0
    if isinstance(formula, Multiple) and abs(formula.coefficient) != 1:
        own = 1
    return own + sum(map(operands, children(formula)))


@lru_cache(maxsize=20_000)
def transposes(formula: Formula) -> int:
    """The number of transposition signs."""
    own = 1 if isinstance(formula, Transpose) else 0
    if (
        isinstance(formula, Filled)
        and not is_scalar(formula)
        and formula.rows.symbols == ()
        and formula.rows.factor == 1
    ):
        own = 1
    return own + sum(map(transposes, children(formula)))


@lru_cache(maxsize=20_000)
def brackets(formula: Formula) -> int:
    """The number of bracketed sums and of operators that need brackets."""
    own = 0
    if isinstance(formula, Product | Hadamard | Multiple | Transpose):
        own += sum(isinstance(child, Sum | Hadamard) for child in children(formula))
    if isinstance(formula, Diagonal):
        own += 1
    return own + sum(map(brackets, children(formula)))


Cost = tuple[int, int, int]


def cost(formula: Formula) -> Cost:
    """Operands, then transposes, then brackets: less is easier to read."""
    return operands(formula), transposes(formula), brackets(formula)
