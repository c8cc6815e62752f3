"""What stands within a line of a chapter: words, formulas, code, and what leads elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from jacobook.document.setting.mathematics import Mathematics

_OF_A_PAGE = 8
"""How many signs the number of a page takes with what is around it."""


@dataclass(frozen=True, slots=True)
class Words:
    """Plain text."""

    text: str
    kind: ClassVar[str] = "words"


@dataclass(frozen=True, slots=True)
class Typed:
    """What a reader would type: code in a sentence."""

    text: str
    kind: ClassVar[str] = "typed"


@dataclass(frozen=True, slots=True)
class Inline:
    """A formula in a sentence."""

    formula: Mathematics
    kind: ClassVar[str] = "inline"


@dataclass(frozen=True, slots=True)
class Break:
    """The end of a line."""

    kind: ClassVar[str] = "break"


@dataclass(frozen=True, slots=True)
class SmallBox:
    """A shape in a sentence: a box of so many units, and its lengths."""

    rows: int
    columns: int
    label: str
    kind: ClassVar[str] = "box"


@dataclass(frozen=True, slots=True)
class Stressed:
    """Words that are stressed, a little or `strong`."""

    pieces: tuple[Piece, ...]
    strong: bool = False
    kind: ClassVar[str] = "stressed"


@dataclass(frozen=True, slots=True)
class Reference:
    """Words that lead elsewhere: to a place of the book with its page, or to an address, which is `printed`."""

    pieces: tuple[Piece, ...]
    place: str = ""
    address: str = ""
    printed: str = ""
    kind: ClassVar[str] = "reference"


Piece = Words | Typed | Inline | Break | SmallBox | Stressed | Reference


def signs(piece: Piece) -> int:
    """About how many signs wide a piece is."""
    match piece:
        case Words(text) | Typed(text):
            return len(text)
        case Inline(formula):
            return max(1, len(formula.spoken) // 2)
        case Stressed(pieces):
            return sum(map(signs, pieces))
        case Reference(pieces):
            return sum(map(signs, pieces)) + _OF_A_PAGE
        case SmallBox(_, columns, label):
            return columns + len(label)
        case _:
            return 0
