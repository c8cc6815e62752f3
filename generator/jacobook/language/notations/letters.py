"""The letters of a formula as people write it: names that were declared, entries, and what letters are by habit."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from jacobook.language.book.letters import Ambiguous, Unknown, look, printed_look
from jacobook.language.book.meaning import COLUMN, MATRIX, ROW, SCALAR, Meaning, of_shape
from jacobook.language.book.reading import BookReader
from jacobook.language.book.signs import Sign
from jacobook.language.declared_function import DeclaredFunction
from jacobook.language.definition import Definition
from jacobook.language.dimension import Dimension, Shape
from jacobook.language.notations.cuts import cut, is_cut
from jacobook.language.notations.decisions import Decisions
from jacobook.language.notations.guesses import Guess
from jacobook.language.notations.indexed import IndexedMeanings
from jacobook.language.unification import Unifier

_ACCENT_NAMES = {"\u0302": "hat", "\u0304": "bar", "\u0303": "tilde", "\u0307": "dot"}


Size: TypeAlias = tuple[Dimension, Dimension]
"""How many rows and columns a formula is expected to have."""


class WrittenLetters(BookReader):
    """The reading of letters."""

    make: IndexedMeanings

    def __init__(
        self,
        text: str,
        signs: Sequence[Sign],
        shapes: Mapping[str, Shape],
        *,
        decisions: Decisions,
        functions: Mapping[str, DeclaredFunction],
        definitions: Mapping[str, Definition],
        wanted: Sequence[str] = (),
        size: Size | None = None,
    ) -> None:
        super().__init__(text, shapes)
        self.signs = list(signs)
        self.decisions = decisions
        self.size = size
        self.functions = functions
        self.definitions = definitions
        self.wanted = {seen: name for name in wanted for seen in (look(name), printed_look(name))}
        unifier = Unifier()
        self.guess = Guess(unifier, decisions)
        self.make = IndexedMeanings(text, unifier, self.guess)
        self.is_bold = any(sign.face == "bold" for sign in signs)
        self.bound: dict[str, Dimension] = {}
        self.said = {sign.above.strip() for sign in signs if sign.kind == "series" and len(sign.above.strip()) == 1}

    def run(self) -> list[Meaning]:
        """The names in a run of letters: those declared, or letters by habit."""
        sign = self.next()
        try:
            found = self.letters.taken_apart(sign.text)
        except Ambiguous as readings:
            raise self.at(sign, f"{sign.text} may be {readings}") from None
        except Unknown:
            return [self.letter(part, sign, at) for at, part in single_letters(sign.text)]
        return [self.named(name, sign.start + start, sign.start + end) for name, start, end in found]

    def letter(self, text: str, sign: Sign, at: int = 0) -> Meaning:
        """One letter: a declared name, or one by habit."""
        start = sign.start + at if sign.end - sign.start >= len(sign.text) else sign.start
        end = start + len(text) if sign.end - sign.start >= len(sign.text) else sign.end
        try:
            found = self.letters.taken_apart(text)
            if len(found) == 1:
                return self.named(found[0][0], start, end)
        except Ambiguous as readings:
            raise self.at(sign, f"{text} may be {readings}") from None
        except Unknown:
            pass
        if text in self.said:
            return Meaning(ast.Name(text), SCALAR, start=start, end=end)
        if text in self.bound:
            raise self.at(sign, f"the index {text} as a number is not read")
        name = self.wanted.get(look(text), name_of(text))
        if not name.isidentifier():
            raise self.at(sign, f"{text} is not a name")
        if name in self.functions or name in self.definitions:
            raise self.at(sign, f"{name} is declared as a function", f"write {name}(x)")
        return of_shape(ast.Name(name), self.guess.shape(name, sign.face, bold=self.is_bold), start, end)

    def entry(self) -> Meaning:
        """A letter with a label: a name that has it, or an entry."""
        sign = self.next()
        text = f"{sign.text}_{sign.below}"
        try:
            found = [] if sign.face == "calligraphic" else self.letters.taken_apart(text)
            if len(found) == 1:
                return self.named(found[0][0], sign.start, sign.end)
        except Ambiguous as readings:
            raise self.at(sign, f"{text} may be {readings}") from None
        except Unknown:
            pass
        if sign.text in ("I", "Id") and self.is_undeclared(sign.text):
            if is_cut(sign.below):
                return self.place_of(self.make.identity(self.make.fresh(), sign.start, sign.end), sign)
            return self.make.identity(self.length(sign.below, sign), sign.start, sign.end)
        if sign.text == "K" and "," in sign.below and (sign.face == "calligraphic" or self.is_undeclared("K")):
            first, second = (self.length(part, sign) for part in sign.below.split(",", 1))
            return self.make.commutation(first, second, sign.start, sign.end)
        if not self.is_undeclared(sign.text):
            return self.place_of(self.letter(sign.text, replace(sign, below="")), sign)
        label = sign.below.replace(" ", "")
        if label in ("i", "j", "k", "l", "ij", "jk", "ji", "kl") or "," in label:
            hint = f"declare {sign.text}, or {sign.text}_{label} if that is a name"
            raise self.at(sign, f"{sign.text}_{label} may be an entry of {sign.text}, or a name", hint)
        if not label.isalnum():
            raise self.at(sign, f"the label {label} is not read")
        name = self.wanted.get(look(text), f"{name_of(sign.text)}_{label}")
        return of_shape(ast.Name(name), self.guess.shape(name, sign.face, bold=self.is_bold), sign.start, sign.end)

    def function_named(self, text: str) -> str | None:
        """The declared function that letters look like; None where they look like none."""
        names = (*self.functions, *self.definitions)
        return next((name for name in names if look(text) in (look(name), printed_look(name))), None)

    def is_undeclared(self, letter: str) -> bool:
        try:
            found = self.letters.taken_apart(letter)
        except Ambiguous:
            return False
        except Unknown:
            return True
        return found[0][0].startswith("·")

    def length(self, label: str, sign: Sign) -> Dimension:
        """The length that a label says."""
        label = label.strip()
        found = self.letters.length(label)
        if found is None and label.isdecimal() and 0 < int(label) < 1000:
            return Dimension.of(int(label))
        if found is None and len(label) == 1 and label.isalpha() and label not in self.letters.names:
            return Dimension.of(label)
        if found is None:
            raise self.at(sign, f"{label} is not a size", "for example n, of lengths that are declared")
        return found

    def place_of(self, base: Meaning, sign: Sign) -> Meaning:
        """An entry of an array by a number, counted from 1, or a part of it."""
        if is_cut(sign.below):
            found = cut(self.make, base, sign.below, self.letters)
            if found is None:
                raise self.at(sign, f"the part {sign.below} of {sign.text} is not read", "such as x_{2:n}, A_{1:k,:}")
            return found
        parts = sign.below.replace(" ", "").split(",")
        if len(parts) == 1 and parts[0].isdecimal() and base.kind == MATRIX and len(parts[0]) == 2:
            parts = list(parts[0])
        wanted = {COLUMN: 1, ROW: 1, MATRIX: 2}.get(base.kind, 0)
        if wanted == 0:
            raise self.at(sign, f"{sign.text}_{sign.below} is not declared, and {sign.text} is a number")
        if len(parts) != wanted or not all(part.isdecimal() and int(part) > 0 for part in parts):
            hint = "write entries of the language: x[0] is the first, x[i] with i: index"
            raise self.at(sign, f"the place {sign.below} of {sign.text} is not read", hint)
        places: list[ast.expr] = [ast.Constant(int(part) - 1) for part in parts]
        self.decisions.note(("place", sign.start), f"{sign.text}_{sign.below} is entry {sign.below} of {sign.text}")
        index = places[0] if len(places) == 1 else ast.Tuple(places)
        return Meaning(ast.Subscript(base.plain, index), SCALAR, start=sign.start, end=sign.end)


def single_letters(text: str) -> list[tuple[int, str]]:
    """The letters of a run, each with its accents and digits below."""
    found: list[tuple[int, str]] = []
    for at, character in enumerate(text):
        if found and (not character.isalpha() or character in "₀₁₂₃₄₅₆₇₈₉ᵢⱼₖₗₘₙₚᵣₛₜᵤᵥₓₐₑₕₒ"):
            start, before = found[-1]
            found[-1] = start, before + character
        else:
            found.append((at, character))
    return found


def name_of(text: str) -> str:
    """The name of a letter in the language: x̂ is x_hat, x₁ is x_1."""
    base = "".join(character for character in text if character not in _ACCENT_NAMES)
    accents = "".join(f"_{_ACCENT_NAMES[character]}" for character in text if character in _ACCENT_NAMES)
    seen = look(base)
    if len(seen) > 1 and seen[1:].isdecimal() and not base[1:2].isdecimal():
        return f"{seen[0]}_{seen[1:]}{accents}"
    return seen + accents
