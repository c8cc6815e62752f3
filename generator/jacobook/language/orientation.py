"""Whether a part of a foreign text is a number, a column, a row or a matrix, as far as its letters tell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from jacobook.language.functions import ELEMENTWISE, FUNCTIONS, REDUCTION
from jacobook.language.synonyms import SYNONYMS

SCALAR, COLUMN, ROW, MATRIX = "scalar", "column", "row", "matrix"

_OF_RANK = {0: SCALAR, 1: COLUMN, 2: MATRIX}
_TURNED = {COLUMN: ROW, ROW: COLUMN}
_PRODUCTS = {
    (ROW, COLUMN): SCALAR,
    (ROW, MATRIX): ROW,
    (MATRIX, COLUMN): COLUMN,
    (MATRIX, MATRIX): MATRIX,
    (COLUMN, ROW): MATRIX,
}
# What stands left of @ is a row if it is a vector.
_OF_VECTORS = {(COLUMN, COLUMN): SCALAR, (COLUMN, MATRIX): ROW}
_SIGNED = frozenset({"+", "-"})
_ENTRYWISE = frozenset({"⊙", ".*", "./", "⊘"})


class Piece(Protocol):
    """An operator, a name, a number, or a bracket with the pieces in it."""

    @property
    def text(self) -> str:
        """The sign, or the function that is called."""

    @property
    def inner(self) -> Sequence[Piece] | None:
        """What stands in the bracket."""

    @property
    def after(self) -> str:
        """What follows the end at once, such as .T."""

    @property
    def is_operand(self) -> bool:
        """Whether it is no operator."""


RankOf = Callable[[str], int | None]
"""The rank of a name; None for one that nobody knows."""


def orientation(pieces: Sequence[Piece], rank_of: RankOf, *, matlab: bool) -> str | None:
    """What a sum of products is; None where that cannot be told."""
    terms: list[list[Piece]] = [[]]
    for piece in pieces:
        if piece.text in _SIGNED and not piece.is_operand and terms[-1] and terms[-1][-1].is_operand:
            terms.append([])
        elif piece.text not in _SIGNED or piece.is_operand:
            terms[-1].append(piece)
    found = {_of_product(term, rank_of, matlab=matlab) for term in terms}
    arrays = found - {SCALAR}
    return next(iter(arrays), SCALAR) if len(arrays) < 2 else None


def _of_product(term: Sequence[Piece], rank_of: RankOf, *, matlab: bool) -> str | None:
    result: str | None = None
    sign = ""
    for place, piece in enumerate(term):
        if not piece.is_operand:
            sign = piece.text
            continue
        kind = of_operand(piece, rank_of, matlab=matlab)
        # A power of a number by a vector is a vector.
        result = (
            kind if place == 0 or (sign == "**" and result == SCALAR) else _joined(result, kind, sign, matlab=matlab)
        )
        sign = ""
        if result is None:
            return None
    return result


def _joined(left: str | None, right: str | None, sign: str, *, matlab: bool) -> str | None:
    if left is None or right is None:
        return None
    if right == SCALAR:
        return left
    if left == SCALAR:
        return right if sign not in ("/", "./") or not matlab else None
    if sign in _ENTRYWISE or (sign in ("*", "/") and not matlab):
        return left if left == right else None
    if sign == "@":
        return {**_PRODUCTS, **_OF_VECTORS}.get((left, right))
    return _PRODUCTS.get((left, right)) if sign in ("", "*") else None


def of_operand(piece: Piece, rank_of: RankOf, *, matlab: bool) -> str | None:
    """What a name, a number, a bracket or a call is."""
    turned = piece.after.count(".T") % 2 == 1
    if piece.inner is None:
        rank = 0 if piece.text[0].isdigit() else rank_of(piece.text)
        # Whoever transposes a letter does not take it for a number.
        kind = None if rank is None else _OF_RANK.get(1 if turned and rank == 0 else rank)
    else:
        called = SYNONYMS.get(piece.text, piece.text)
        kind = _of_call(called, piece.inner, rank_of, matlab=matlab)
    return _TURNED.get(kind, kind) if turned and kind is not None else kind


def _of_call(called: str, inner: Sequence[Piece], rank_of: RankOf, *, matlab: bool) -> str | None:
    function = FUNCTIONS.get(called)
    if function is not None and function.kind == REDUCTION:
        return SCALAR
    if called in ("", "inv") or (function is not None and function.kind == ELEMENTWISE and function.arity == 1):
        return orientation(inner, rank_of, matlab=matlab)
    return MATRIX if called == "matrix_power" else None
