"""A place in the signs of a printed formula, and errors there."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping

from jacobook.errors import LanguageError
from jacobook.language.book.letters import Letters
from jacobook.language.book.meaning import Meaning, Meanings
from jacobook.language.book.signs import Sign, refused, signs
from jacobook.language.dimension import Shape

UNREADABLE = {
    "Σ": "a sum over indices",
    "∂": "a derivative's symbol",
    "′": "the derivative of a function",
    "δ": "a delta of indices",
    "∑": "a sum over indices",
    "∈": "membership",
    "∇": "a gradient",
}
"""Signs of books that the language has nothing for, by what they begin."""


class Undeclared(LanguageError):
    """A letter is no name that was declared, so that shapes are not known and nothing can be told apart by them."""


class Cursor(ABC):
    """What is read so far: the place, the bars and brackets that are open, and the names that the text defines."""

    def __init__(self, text: str, shapes: Mapping[str, Shape]) -> None:
        self.text = text
        self.shapes = shapes
        self.signs = signs(text)
        self.place = 0
        self.depth = 0
        self.closing: list[str] = []
        self.defined: dict[str, Meaning] = {}
        self.letters = Letters.of(shapes)
        self.make = Meanings(text)

    # --- signs
    def peek(self, ahead: int = 0) -> Sign:
        return self.signs[min(self.place + ahead, len(self.signs) - 1)]

    def next(self) -> Sign:
        sign = self.peek()
        self.place += sign.kind != "end"
        return sign

    def at(self, sign: Sign, message: str, hint: str = "") -> LanguageError:
        return refused(self.text, sign.start, sign.end, message, hint)

    def unexpected(self) -> LanguageError:
        sign = self.peek()
        if sign.kind == "end":
            return self.at(sign, "the formula ends too early")
        what = UNREADABLE.get(sign.text)
        return self.at(sign, f"{what} is not read" if what else f"{sign.text} is not expected here")

    def expect(self, text: str) -> Sign:
        if self.peek().text != text:
            sign = self.peek()
            raise self.unexpected() if sign.kind != "end" else self.at(sign, f"{text} is missing at the end")
        return self.next()

    @abstractmethod
    def sum(self) -> Meaning:
        """Terms with plus and minus between them, from here on."""
