"""What the letters of a printed formula stand for: declared names, lengths, the identity, or products of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from jacobook.language.dimension import Dimension, Shape
from jacobook.language.greek import ACCENTS, GREEK

_NAME = re.compile(r"([A-Za-z]+|[^\W\d_])(\d*)((?:_[A-Za-z0-9]+)*)_*")
_SUBSCRIPTS = frozenset("₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ_")

IDENTITY = "·I"
"""What an I is taken for that nobody declared; no name looks so."""


class Ambiguous(Exception):
    """Letters that may stand for several things; its text names two of them."""


class Unknown(Exception):
    """Letters that stand for nothing that is declared."""


def look(text: str) -> str:
    """What letters look like, whichever way they are written: x₁ and x_1 are alike."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text)).replace("_", "")


def printed_look(name: str) -> str:
    """What a declared name looks like where it is printed: theta_hat is θ̂."""
    match = _NAME.fullmatch(name)
    if match is None:
        return look(name)
    base, digits, endings = match.groups()
    base = GREEK.get(base, base)
    accent, subscripts = "", digits
    for ending in endings.split("_")[1:]:
        if ending in ACCENTS and not accent:
            accent = ACCENTS[ending]
        else:
            subscripts += ending
    return look(base[0] + accent + base[1:] + subscripts)


@dataclass(frozen=True, slots=True)
class Letters:
    """The names by their looks: those declared with their shapes, lengths, and names that the text itself defines."""

    shapes: Mapping[str, Shape]
    names: Mapping[str, tuple[str, ...]]
    lengths: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, shapes: Mapping[str, Shape], defined: Mapping[str, str] | None = None) -> Letters:
        """The letters of declared shapes and of defined names, which come by their looks."""
        names: dict[str, tuple[str, ...]] = {}
        for name in shapes:
            for seen in {look(name), printed_look(name)}:
                names[seen] = (*names.get(seen, ()), name)
        for seen, name in (defined or {}).items():
            names[seen] = (*names.get(seen, ()), name)
        lengths: dict[str, tuple[str, ...]] = {}
        symbols = dict.fromkeys(s for shape in shapes.values() for dimension in shape for s in dimension.names)
        for name in symbols:
            for seen in {look(name), printed_look(name)}:
                lengths[seen] = (*lengths.get(seen, ()), name)
        return cls(shapes, names, lengths)

    def taken_apart(self, run: str) -> list[tuple[str, int, int]]:
        """The names in a run of letters, with their columns in it. Raises `Unknown` or `Ambiguous`.

        An identity is `IDENTITY` with its label, unless a declared name looks like it.
        """
        readings: list[list[list[tuple[str, int, int]]]] = [[] for _ in range(len(run) + 1)]
        readings[0] = [[]]
        for end in range(1, len(run) + 1):
            if end < len(run) and (run[end] in _SUBSCRIPTS or unicodedata.combining(run[end])):
                continue
            for start in range(end):
                if readings[start] and not run[start].isdigit() and run[start] not in _SUBSCRIPTS:
                    meant = self._meanings(run[start:end])
                    found = [[*before, (name, start, end)] for before in readings[start] for name in meant]
                    readings[end] = [*readings[end], *found][:2]
        complete = readings[-1]
        if not complete:
            raise Unknown(run)
        if len(complete) > 1:
            first, second = ("·".join(name for name, *_ in reading) for reading in complete)
            raise Ambiguous(f"{first} or {second}")
        return complete[0]

    def _meanings(self, piece: str) -> tuple[str, ...]:
        seen = look(piece)
        found = tuple(dict.fromkeys((*self.names.get(seen, ()), *self.lengths.get(seen, ()), *self._identity(piece))))
        return found or (("pi",) if seen == "π" else ())

    def _identity(self, piece: str) -> tuple[str, ...]:
        """The identity that letters may be; where a name has the letter I, it is written Id."""
        taken = any((match := _NAME.fullmatch(name)) and match[1] == "I" for name in self.shapes)
        letter = "Id" if taken or "I" in self.names else "I"
        if piece == letter:
            return (IDENTITY,)
        label = piece.removeprefix(letter)
        if piece.startswith(letter) and label[0] in _SUBSCRIPTS and self.length(label) is not None:
            return (IDENTITY + label,)
        return ()

    def length(self, label: str) -> Dimension | None:
        """The length that a label such as ₙ, 2n, mn or n² says; None where it says none, or several."""
        seen = re.sub(r"([^\W\d])([²³])", lambda m: m[1] * (2 if m[2] == "²" else 3), label)
        seen = look(seen)
        number = re.match(r"\d*", seen)
        digits = number[0] if number else ""
        if digits and not 1 <= int(digits) <= 1000:
            return None
        result = Dimension((), int(digits) if digits else 1)
        rest = seen[len(digits) :]
        if not seen:
            return None
        readings: list[set[Dimension]] = [set() for _ in range(len(rest) + 1)]
        readings[0] = {result}
        for end in range(1, len(rest) + 1):
            for start in range(end):
                for name in self.lengths.get(rest[start:end], ()):
                    readings[end] |= {before * Dimension.of(name) for before in readings[start]}
        return readings[-1].pop() if len(readings[-1]) == 1 else None
