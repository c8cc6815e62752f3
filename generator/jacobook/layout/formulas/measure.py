"""How long a formula is to read: the cost by which textbook forms are chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields
from itertools import islice
from operator import attrgetter
from typing import Any, get_args

from jacobook.layout.formulas.formula import (
    Apply,
    Block,
    Commutation,
    Constant,
    CrossMatrix,
    Determinant,
    Diagonal,
    DiagonalPart,
    Filled,
    FiniteSum,
    Formula,
    FunctionDerivative,
    FunctionValue,
    Hadamard,
    Identity,
    Multiple,
    NamedFunction,
    Number,
    Part,
    Power,
    Product,
    Size,
    Sum,
    Symbol,
    Trace,
    Transpose,
    Triangular,
    Unvec,
    Vec,
    is_row,
    is_scalar,
)

Cost = tuple[int, int, int]

_LEAVES = frozenset((Symbol, Number, Constant, Size, Identity, Commutation, FunctionValue, FunctionDerivative))
_NAMED = frozenset(
    (
        Apply,
        Block,
        Part,
        Triangular,
        CrossMatrix,
        FiniteSum,
        NamedFunction,
        Determinant,
        Diagonal,
        DiagonalPart,
        Trace,
        Vec,
        Unvec,
    )
)
_BRACKETING = frozenset((Product, Hadamard, Multiple, Transpose))
_BRACKETED = frozenset((Sum, Hadamard))


_KINDS = frozenset(get_args(Formula))
_GETTERS: dict[type, Callable[[Formula], tuple[Any, ...]]] = {}
_PARTS: dict[type, tuple[str, ...]] = {
    **dict.fromkeys((Symbol, Number, Constant, Size, Identity, Commutation, Filled), ()),
}


def part_names(formula: Formula) -> tuple[str, ...]:
    """The fields of a formula that may hold formulas."""
    kind = type(formula)
    names = _PARTS.get(kind)
    if names is None:
        names = _PARTS[kind] = tuple(f.name for f in fields(formula) if f.name not in ("rows", "columns", "name"))
    return names


def _parts(formula: Formula) -> tuple[Any, ...]:
    """What stands in those fields. Every answer asks it of every piece, so that a kind's getter is made once."""
    kind = type(formula)
    get = _GETTERS.get(kind)
    if get is None:
        get = _GETTERS[kind] = _getter(part_names(formula))
    return get(formula)


def _getter(names: tuple[str, ...]) -> Callable[[Formula], tuple[Any, ...]]:
    match names:
        case ():
            return lambda _: ()
        case (name,):
            only = attrgetter(name)
            return lambda formula: (only(formula),)
        case _:
            return attrgetter(*names)


def children(formula: Formula) -> list[Formula]:
    """The formulas directly inside a formula."""
    found: list[Formula] = []
    for value in _parts(formula):
        if type(value) is tuple:
            found += [item for item in value if type(item) in _KINDS]
        elif type(value) in _KINDS:
            found.append(value)
    return found


def pieces(formula: Formula) -> Iterator[Formula]:
    """Every piece of a formula, the outer before the inner, the left before the right."""
    waiting = [formula]
    while waiting:
        current = waiting.pop()
        yield current
        waiting += reversed(children(current))


def holds(formula: Formula, kind: type[Formula]) -> bool:
    """Whether a piece of this kind stands anywhere in a formula."""
    return any(type(piece) is kind for piece in pieces(formula))


def cost(formula: Formula) -> Cost:
    """Operands, then transposes, then brackets: less is easier to read.

    Operands are the symbols, numbers, named arrays and functions that a reader meets, 𝟏 aside; transposes the signs ᵀ;
    brackets the sums and ⊙ that need them, and diag.
    """
    kind = type(formula)
    if kind is Filled:
        return 0, int(is_row(formula)), 0
    if kind in _LEAVES:
        return 1, 0, 0
    try:
        return formula.remembered_cost
    except AttributeError:
        found = _cost(formula, kind)
        object.__setattr__(formula, "remembered_cost", found)
        return found


def _cost(formula: Formula, kind: type) -> Cost:
    operands = int(kind in _NAMED or (kind is Multiple and abs(formula.coefficient) != 1))  # type: ignore[union-attr]
    if kind is Power and not is_scalar(formula):
        operands += 1
    turned = int(kind is Transpose)
    brackets = int(kind is Diagonal)
    for child in children(formula):
        more = cost(child)
        operands += more[0]
        turned += more[1]
        brackets += more[2] + (kind in _BRACKETING and type(child) in _BRACKETED)
    return operands, turned, brackets


def has_more_parts(formula: Formula, limit: int) -> bool:
    """Whether a formula is made of more pieces than a limit."""
    return next(islice(pieces(formula), limit, None), None) is not None


def transposes(formula: Formula) -> int:
    """The number of transposition signs."""
    return cost(formula)[1]
