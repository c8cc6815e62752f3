"""The signs of a printed formula, each with its place in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jacobook.errors import LanguageError, Location

_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻ⁿ"
_NO_LETTERS = f"{_RAISED}ᵀ𝟏𝟎½"
_SIGN = re.compile(
    rf"""(?P<space>\s+)
    |(?P<sized>(?:Id|I|K|𝒦|mat|𝟏|𝟎)_\([^()]*\))
    |(?P<number>[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)
    |(?P<run>[^\W\d_{_NO_LETTERS}](?:[^\W{_NO_LETTERS}]|[\u0300-\u036f])*)
    |(?P<mark>⁻?[ᵀ⊤]|\^T(?![0-9_])|\^⊤)
    |(?P<raised>[{_RAISED}]+)
    |(?P<other>\^⊙|_[F12](?![A-Za-z0-9])|_×|\|\||<=|>=|.)""",
    re.VERBOSE | re.DOTALL,
)
_SAME = {"-": "−", "||": "‖", "≤": "<=", "≥": ">=", "⊤": "ᵀ", "^T": "ᵀ", "^⊤": "ᵀ", "⁻⊤": "⁻ᵀ", "∘": "⊙"}
_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻ⁿ", "0123456789-n")


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign: its kind (run, number, raised, mark, sized, other or end), text and columns; `spaced` after a space.

    A bar that says on which side it stands is of kind open or close. Other notations have more kinds, and what stands
    `below` and `above` a sign, and its `face`, such as bold.
    """

    kind: str
    text: str
    start: int
    end: int
    spaced: bool = False
    below: str = ""
    above: str = ""
    face: str = ""

    @property
    def lowered(self) -> str:
        """Raised digits on the line."""
        return self.text.translate(_DIGITS)


def signs(text: str) -> list[Sign]:
    """The signs of a text, and one of kind end."""
    found: list[Sign] = []
    spaced = False
    for match in _SIGN.finditer(text):
        kind = match.lastgroup or "other"
        if kind == "space":
            spaced = True
            continue
        written = _SAME.get(match[0], match[0])
        found.append(Sign(kind, written, match.start(), match.end(), spaced))
        spaced = False
    found.append(Sign("end", "", len(text), len(text), spaced))
    return found


def refused(text: str, start: int, end: int, message: str, hint: str = "") -> LanguageError:
    """The error at some columns of the text, which are kept within it."""
    start = max(0, min(start, len(text) - 1))
    return LanguageError(message, hint=hint, location=Location(text, start, max(1, min(end, len(text)) - start)))
