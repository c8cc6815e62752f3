r"""A formula that an author typed among words in LaTeX, for engines that do not read LaTeX, and as words.

Answers are never read this way: they are printed from their own trees. This is for `$\mathbf{x}_1$` in a sentence. What
is understood is the part of LaTeX in `authored_signs`; anything else is refused with its name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from jacobook.document.setting.mathematics import Mathematics
from jacobook.document.textbook.authored_signs import (
    BRACKETS,
    CHARACTERS,
    FONTS,
    MATRICES,
    NAMES,
    OVER,
    POWERS,
    SIGNS,
    SIZES,
    SPACES,
)
from jacobook.errors import LanguageError

_TOKEN = re.compile(r"\\[a-zA-Z]+\*?|\\.|\s+|.", re.DOTALL)
_NORM = {r"\lVert": r"\rVert", r"\lvert": r"\rvert"}
_FRACTIONS = {r"\frac": "{}", r"\dfrac": "std.math.display({})", r"\tfrac": "std.math.inline({})"}
_ENDS = frozenset({"}", "&", r"\\", r"\end", "]", *_NORM.values()})


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of a formula in Typst and in words; `bare` is what it was, where it is a single sign."""

    typst: str
    spoken: str
    bare: str = ""


def authored(source: str) -> Mathematics:
    """The formula in every notation. Raises `LanguageError` for what is not understood."""
    try:
        whole = _Reading(source).whole()
    except LanguageError as error:
        raise error.within(f"the formula ${' '.join(source.split())}$") from None
    return Mathematics(source, whole.typst, source, whole.spoken)


class _Reading:
    """Reads one formula from left to right."""

    def __init__(self, source: str) -> None:
        self._tokens = [sign for sign in _TOKEN.findall(source) if not sign.isspace()]
        self._texts = [match[1] for match in re.finditer(r"\\(?:text|textrm|mbox)\{([^{}]*)\}", source)]
        self._place = 0

    def whole(self) -> _Part:
        found = self._sequence(frozenset())
        if self._place < len(self._tokens):
            raise LanguageError(f"{self._tokens[self._place]} closes nothing")
        return found

    def _next(self) -> str:
        return self._tokens[self._place] if self._place < len(self._tokens) else ""

    def _take(self) -> str:
        sign = self._next()
        if not sign:
            raise LanguageError("it ends too early")
        self._place += 1
        return sign

    def _expect(self, sign: str) -> None:
        if self._take() != sign:
            raise LanguageError(f"{sign} is missing")

    def _sequence(self, ends: frozenset[str]) -> _Part:
        """All up to a sign that ends it, which is left."""
        parts: list[_Part] = []
        stops = ends or (_ENDS - {"]"})
        while (sign := self._next()) and sign not in stops:
            part = self._number() if sign.isdigit() else self._atom()
            parts.append(self._with_scripts(part))
        return _joined(parts)

    def _number(self) -> _Part:
        """Digits side by side are one number."""
        digits = self._take()
        while self._next().isdigit() or (self._next() == "." and self._after().isdigit()):
            digits += self._take()
        return _Part(digits, digits, digits)

    def _after(self) -> str:
        place = self._place + 1
        return self._tokens[place] if place < len(self._tokens) else ""

    def _atom(self) -> _Part:
        sign = self._take()
        if sign == "{":
            found = self._sequence(frozenset({"}"}))
            self._expect("}")
            return found
        special = self._special(sign)
        if special is not None:
            return special()
        if sign in SIGNS:
            return _Part(*SIGNS[sign], sign)
        if sign in NAMES:
            return _Part(NAMES[sign], sign[1:], sign)
        if sign in SPACES:
            return _Part(SPACES[sign], "")
        if sign in BRACKETS:
            return _Part(BRACKETS[sign], "", BRACKETS[sign])
        if sign.startswith("\\"):
            raise LanguageError(f"{sign} is not understood in a printed book", hint="write it with another command")
        return _Part(CHARACTERS.get(sign, sign), "" if sign in "()[]" else _SPOKEN.get(sign, sign), sign)

    def _special(self, sign: str) -> Callable[[], _Part] | None:
        """What takes arguments."""
        if sign in _FRACTIONS:
            return lambda: self._fraction(_FRACTIONS[sign])
        if sign in FONTS:
            return lambda: self._styled(FONTS[sign])
        if sign in OVER:
            return lambda: self._over(OVER[sign])
        if sign in _NORM:
            return lambda: self._norm(_NORM[sign])
        if sign in SIZES:
            return self._atom
        named = {
            r"\sqrt": self._root,
            r"\operatorname": self._operator,
            r"\text": self._text,
            r"\begin": self._matrix,
        }
        return named.get(sign)

    def _argument(self) -> _Part:
        """A group, or the next sign alone: a single digit of a number."""
        return _Part(*(self._take(),) * 3) if self._next().isdigit() else self._atom()

    def _fraction(self, form: str) -> _Part:
        above, below = self._argument(), self._argument()
        simple = all(" " not in part.typst for part in (above, below))
        spoken = f"{above.spoken} over {below.spoken}"
        text = form.format(f"frac({above.typst}, {below.typst})")
        return _Part(text, spoken if simple else f"the fraction {spoken} end fraction")

    def _styled(self, font: str) -> _Part:
        inside = self._argument()
        return _Part(font.format(inside.typst), inside.spoken, inside.bare)

    def _over(self, mark: tuple[str, str]) -> _Part:
        inside = self._argument()
        return _Part(f"{mark[0]}({inside.typst})", f"{inside.spoken} {mark[1]}")

    def _norm(self, end: str) -> _Part:
        inside = self._sequence(frozenset({end}))
        self._expect(end)
        name, words = ("norm", "the norm of") if end == r"\rVert" else ("abs", "the absolute value of")
        return _Part(f"{name}({inside.typst})", f"{words} {inside.spoken} end norm")

    def _root(self) -> _Part:
        degree = None
        if self._next() == "[":
            self._take()
            degree = self._sequence(frozenset({"]"}))
            self._expect("]")
        inside = self._argument()
        if degree is None:
            return _Part(f"sqrt({inside.typst})", f"the square root of {inside.spoken} end root")
        return _Part(
            f"root({degree.typst}, {inside.typst})", f"the root of degree {degree.spoken} of {inside.spoken} end root"
        )

    def _operator(self) -> _Part:
        name = self._letters()
        return _Part(f'op("{name}")', name, name)

    def _text(self) -> _Part:
        self._letters()
        words = self._texts.pop(0)
        if '"' in words or "\\" in words:
            raise LanguageError("words in a formula are letters and plain signs")
        return _Part(f'"{words}"', words.strip())

    def _letters(self) -> str:
        """What stands between braces, as it is."""
        self._expect("{")
        found = ""
        while self._next() and self._next() != "}":
            found += self._take()
        self._expect("}")
        return found

    def _matrix(self) -> _Part:
        name = self._letters()
        if name not in MATRICES:
            raise LanguageError(f"the environment {name} is not understood in a printed book", hint="use bmatrix")
        rows: list[list[_Part]] = [[]]
        while True:
            rows[-1].append(self._sequence(frozenset({"&", r"\\", r"\end"})))
            end = self._take()
            if end == r"\end":
                break
            if end == r"\\":
                rows.append([])
        if self._letters() != name:
            raise LanguageError(f"the environment {name} is not closed")
        inside = "; ".join(", ".join(part.typst for part in row) for row in rows)
        said = "; ".join("row " + ", ".join(part.spoken for part in row) for row in rows)
        return _Part(f"mat(delim: {MATRICES[name]}, {inside})", f"the matrix with {said} end matrix")

    def _with_scripts(self, base: _Part) -> _Part:
        """The base with what is raised and lowered beside it."""
        typst, spoken = base.typst, base.spoken
        raised: list[_Part] = []
        while (sign := self._next()) in ("_", "^", "'"):
            self._take()
            if sign == "'":
                typst, spoken = typst + "'", f"{spoken} prime"
            elif sign == "_":
                below = self._argument()
                typst, spoken = f"{typst}_({below.typst})", f"{spoken} sub {below.spoken}"
            else:
                raised.append(self._argument())
        for above in raised:
            typst = f"{typst}^({above.typst})"
            spoken = f"{spoken} {POWERS.get(above.typst, f'to the power {above.spoken}')}"
        return _Part(typst, " ".join(spoken.split()), base.bare)


_SPOKEN = {
    "=": "equals",
    "+": "plus",
    "-": "minus",
    "/": "over",
    "<": "is less than",
    ">": "is greater than",
    ",": ",",
    "|": "bar",
    "*": "star",
}


def _joined(parts: Sequence[_Part]) -> _Part:
    """Pieces one after the other; brackets that do not match within them are signs like others."""
    balanced = _match([part.bare for part in parts])
    brackets = frozenset() if balanced else _PAIRS.keys() | _CLOSING
    typst = " ".join(rf"\{part.typst}" if part.bare in brackets else part.typst for part in parts)
    spoken = " ".join(part.spoken for part in parts if part.spoken).replace(" ,", ",")
    return _Part(typst, spoken, parts[0].bare if len(parts) == 1 else "")


_PAIRS = {"(": ")", "[": "]"}
_CLOSING = frozenset(_PAIRS.values())


def _match(signs: Sequence[str]) -> bool:
    waiting: list[str] = []
    for sign in signs:
        if sign in _PAIRS:
            waiting.append(_PAIRS[sign])
        elif sign in _CLOSING and (not waiting or waiting.pop() != sign):
            return False
    return not waiting


__all__ = ["authored"]
