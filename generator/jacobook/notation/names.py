"""How the name of a variable is read: a letter or a word, an accent, subscripts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from jacobook.errors import Refused
from jacobook.language.attempt import CONSTANTS
from jacobook.language.conjugates import IMAGINARY_UNIT, is_conjugate
from jacobook.language.greek import ACCENTS, GREEK

_ENGLISH = {letter: name for name, letter in GREEK.items()}
_NAME = re.compile(r"([A-Za-z]+|[Α-ω]|\d+)(\d*)((?:_[A-Za-z0-9]+)*)_*")


@dataclass(frozen=True, slots=True)
class Name:
    """A name taken apart: `Sigma_hat_1` is the letter Σ (`greek`) with the accent hat and the subscript 1."""

    base: str
    accent: str = ""
    subscripts: tuple[str, ...] = ()

    @property
    def greek(self) -> bool:
        """Whether the base is the English name of a Greek letter."""
        return self.base in GREEK

    @property
    def word(self) -> bool:
        """Whether the base is several letters, which must not be taken for a product."""
        return len(self.base) > 1 and not self.greek


@lru_cache(maxsize=4096)
def read(text: str) -> Name:
    """A variable's name taken apart; trailing digits are a subscript, and so is what follows an underscore.

    A trailing underscore (as in `lambda_`) is dropped. Raises `Refused` for letters that not every printer can set.
    """
    if is_conjugate(text):
        name = read(text[5:-1])
        return Name(name.base, "bar" if not name.accent else name.accent, name.subscripts)
    if text == IMAGINARY_UNIT:
        return Name("i")
    match = _NAME.fullmatch(text)
    if match is None:
        raise Refused(
            f"the name {text!r} cannot be typeset",
            hint="A name is Latin letters, a Greek letter or its English name, then digits and underscores.",
        )
    base, digits, endings = match.groups()
    base = _ENGLISH.get(base, base)
    subscripts = [digits] if digits else []
    accent = ""
    for ending in endings.split("_")[1:]:
        if ending in ACCENTS and not accent:
            accent = ending
        else:
            subscripts.append(ending)
    return Name(base, accent, tuple(subscripts))


def printed_alike(names: Iterable[str]) -> tuple[str, str] | None:
    """Two names that no reader could tell apart once they are set, as x1 and x_1, or π and the constant; else None."""
    met: dict[Name, str] = {read(constant): f"the constant {constant}" for constant in CONSTANTS}
    for text in sorted(names):
        try:
            name = read(text)
        except Refused:
            continue
        if name in met:
            return met[name], text
        met[name] = text
    return None


__all__ = ["ACCENTS", "GREEK", "Name", "printed_alike", "read"]
