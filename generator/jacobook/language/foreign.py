"""Expressions as MATLAB and books write them, put into the language: `x'*A*x` and `xᵀAx` are `x.T @ A @ x`.

Nothing is guessed in silence: whoever reads a foreign expression shows what it was read as.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from jacobook.language.functions import FUNCTIONS

_BOOK = re.compile(r"[ᵀ⊤⊙⊘‖²³⁻−·^]|\|\|")
_MATLAB = re.compile(r"(?<=[\w)\]'])'|\.[*/^]")
_QUOTED = re.compile(r"""(?<![\w)\]'ᵀ])'\w|\"""")
# Superscripts are letters and digits to Unicode, and signs here.
_NAME = r"[^\W\dᵀ²³](?:[^\Wᵀ²³])*"
_SIGNS = re.compile(
    rf"\s+|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|{_NAME}|\.\*|\./|\.\^|\*\*|\.T\b|⁻¹|\^-1\b|\^\(-1\)|\^T\b|\^⊤|\|\||[<>]=|.",
    re.DOTALL,
)
# A product of matrices to whoever also writes ^ for powers.
_MATLAB_PRODUCT = re.compile(r"(?<!\*)\*(?!\*)")
_TRANSPOSED = frozenset({"ᵀ", "⊤", "'", ".T"})
_POWERS = {"²": "2", "³": "3"}
_SAME = {"^T": "ᵀ", "^⊤": "ᵀ", "^-1": "⁻¹", "^(-1)": "⁻¹", "||": "‖"}
_OF_MATRICES = frozenset({"inv", "matrix_power", "expm", "logm", "sinm", "cosm", "kron", "outer", "eye"})
_ENTRYWISE = frozenset({"⊙", ".*"})
_ALIKE = {"⊘": "/", "−": "-", "./": "/", ".^": "**", "·": "@"}
_SPACED = frozenset({"@", "*", "/", "+", "-", "<", ">", "<=", ">="})


@dataclass(frozen=True, slots=True)
class _Piece:
    """An operator, a name, a number, or a bracket with the pieces in it; `after` is what follows its end at once."""

    text: str
    inner: tuple[_Piece, ...] | None = None
    after: str = ""

    @property
    def is_operand(self) -> bool:
        return self.inner is not None or self.text[0].isalnum() or self.text[0] == "_"

    @property
    def is_matrix(self) -> bool | None:
        """Whether its power is one of a matrix: by its letter or its function; None for a bracket that may be one."""
        if self.inner is None:
            return self.text[0].isupper()
        if self.text:
            return self.text in _OF_MATRICES
        return None if any(piece.is_matrix is not False for piece in self.inner if piece.is_operand) else False


def is_foreign(text: str) -> bool:
    """Whether a text has signs that the language does not; what quotes a string is not MATLAB's transpose."""
    return _QUOTED.search(text) is None and (_BOOK.search(text) or _MATLAB.search(text)) is not None


def in_the_language(text: str, known: Collection[str] = (), scalars: Collection[str] = ()) -> str:
    """The text in the language; unchanged where nothing in it is foreign, or where its brackets do not match.

    `known` are the names and functions that were declared, which are never taken apart into letters. Factors side by
    side, and `*` in a text with MATLAB's signs, are matrix products, except beside a number and the `scalars`.
    """
    if not is_foreign(text):
        return text
    powers = "^" in text and _MATLAB_PRODUCT.search(text) is not None
    matlab = powers or _MATLAB.search(text) is not None
    found: list[str] = [_SAME.get(sign, sign) for sign in _SIGNS.findall(text) if sign.strip()]
    if not matlab:
        found = [letter for sign in found for letter in _letters(sign, known)]
    pieces = _nested(found, known)
    return text if pieces is None else _written(pieces, scalars, matlab=matlab)


def _letters(sign: str, known: Collection[str]) -> list[str]:
    """A run of letters in a book is a product, unless it is a name: Ax is A times x, exp is exp."""
    is_name = not sign.isalpha() or sign in FUNCTIONS or sign in known or sign == "pi"
    return [sign] if is_name else list(sign)


def _nested(signs: Sequence[str], known: Collection[str]) -> tuple[_Piece, ...] | None:
    """The signs with what stands in brackets inside them.

    None where a bracket is left open or was never opened, and where a power may be that of a matrix or not.
    """
    levels: list[tuple[str, list[_Piece]]] = [("", [])]
    for sign in signs:
        pieces = levels[-1][1]
        last = pieces[-1] if pieces and pieces[-1].is_operand else None
        if last is not None and sign in _TRANSPOSED:
            pieces[-1] = replace(last, after=last.after + ".T")
        elif last is not None and sign in _POWERS:
            if last.is_matrix is None:
                return None
            pieces[-1] = _matrix_power(last, _POWERS[sign]) if last.is_matrix else _power(last, _POWERS[sign])
        elif sign == "^":
            if last is None or last.is_matrix is None:
                return None
            pieces.append(_Piece("^" if last.is_matrix else "**"))
        elif pieces and pieces[-1].text == "^":
            if not sign.isdigit():
                return None
            pieces[-2:] = [_matrix_power(pieces[-2], sign)]
        elif last is not None and sign == "⁻¹":
            pieces[-1] = _Piece("inv", (last,))
        elif sign == "(":
            is_call = last is not None and last.inner is None and (last.text in FUNCTIONS or last.text in known)
            levels.append((pieces.pop().text if is_call else "", []))
        elif sign == "‖" and levels[-1][0] != "‖":
            levels.append(("‖", []))
        elif sign in (")", "‖"):
            opened, inner = levels.pop()
            if not levels or (opened == "‖") != (sign == "‖"):
                return None
            levels[-1][1].append(_Piece("norm" if opened == "‖" else opened, tuple(inner)))
        else:
            pieces.append(_Piece(_ALIKE.get(sign, sign)))
    return tuple(levels[0][1]) if len(levels) == 1 else None


def _power(base: _Piece, exponent: str) -> _Piece:
    return replace(base, after=f"{base.after}**{exponent}")


def _matrix_power(base: _Piece, exponent: str) -> _Piece:
    return _Piece("matrix_power", (base, _Piece(","), _Piece(exponent)))


def _written(pieces: Sequence[_Piece], scalars: Collection[str], *, matlab: bool) -> str:
    """The pieces with the products between them, and with spaces as the language is usually set."""
    text = ""
    for place, piece in enumerate(pieces):
        before = pieces[place - 1] if place > 0 else None
        follows = before is not None and before.is_operand
        if piece.is_operand:
            if before is not None and follows:
                text += f" {_product(before, piece, scalars)} "
            text += _operand(piece, scalars, matlab=matlab)
            continue
        sign = piece.text
        if sign == "*" and matlab and before is not None and place + 1 < len(pieces):
            sign = _product(before, pieces[place + 1], scalars)
        elif sign in _ENTRYWISE:
            sign = "*"
        text += f" {sign} " if sign in _SPACED and follows else sign + (" " if sign == "," else "")
    return text


def _operand(piece: _Piece, scalars: Collection[str], *, matlab: bool) -> str:
    if piece.inner is None:
        return piece.text + piece.after
    inner = piece.inner
    if piece.text == "inv" and len(inner) == 1 and inner[0].text == "" and inner[0].inner is not None:
        inner = inner[0].inner if not inner[0].after else inner
    return f"{piece.text}({_written(inner, scalars, matlab=matlab)}){piece.after}"


def _product(left: _Piece, right: _Piece, scalars: Collection[str]) -> str:
    """The product of two neighbours: with a number or a scalar it is *, of anything else the matrix product."""
    numbers = any(piece.inner is None and (piece.text[0].isdigit() or piece.text in scalars) for piece in (left, right))
    return "*" if numbers else "@"
