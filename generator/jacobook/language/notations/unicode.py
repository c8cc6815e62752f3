"""A formula in Unicode, or on a keyboard, as the signs of a book: `tr AXB`, `½ xᵀQx`, `Σᵢ xᵢ²`, `|Σ|^(-1/2)`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import replace

from jacobook.language.book.functions import PARTS, is_function
from jacobook.language.book.signs import Sign, refused
from jacobook.language.book.signs import signs as signs_of_book
from jacobook.language.notations.latex_commands import OWN_FUNCTIONS

_LABELLED = re.compile(r"(.*?)([^\W\d_][\u0300-\u036f]*)(?:_([A-Za-z0-9]+)|([₀-₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ]+))")
_WORDS = frozenset({"if", "else", "with", "and"})
_SERIES = {"Σ": "∑", "∑": "∑", "Π": "∏", "∏": "∏"}
_FUNCTIONS = frozenset({*OWN_FUNCTIONS, "ln", "max", "min", "tril", "triu"})
_PARTS = frozenset().union(*PARTS.values())
_CODE = re.compile(r"""@|\*\*|["`#$\\]|;(?![^\[\]]*\])|(?<!\))\.[A-Za-z]|==""")
_MARKS = frozenset({"'", "′"})


def is_written(text: str) -> bool:
    """Whether a text has nothing that only code has."""
    return _CODE.search(text) is None


def signs_of_text(text: str, declared: Collection[str] = ()) -> list[Sign]:
    """The signs of a formula in Unicode. Raises `LanguageError`."""
    found: list[Sign] = []
    pending = signs_of_book(text)
    at = 0
    while at < len(pending):
        sign = pending[at]
        following = pending[at + 1] if at + 1 < len(pending) else sign
        last = found[-1] if found else None
        end = _end_of_label(pending, at)
        if end is not None:
            label = text[pending[at].start : pending[end].end].partition("(")[2][:-1]
            found.append(_labelled(replace(sign, text=sign.text.partition("_")[0]), label))
            at = end + 1
        elif sign.text == "^" and following.text == "−" and pending[at + 2 : at + 3] and pending[at + 2].text == "T":
            found.append(Sign("mark", "⁻ᵀ", sign.start, pending[at + 2].end))
            at += 3
        elif sign.text == "^" and following.text == "(" and _turned(pending[at + 2 : at + 5]):
            found.append(Sign("mark", "⁻ᵀ", sign.start, pending[at + 4].end))
            at += 5
        elif sign.text in _MARKS and last is not None and _ends(last) and not sign.spaced:
            found.append(replace(sign, kind="mark", text="ᵀ"))
            at += 1
        elif sign.text in _SERIES and sign.kind == "other":
            found.append(replace(sign, kind="series", text=_SERIES[sign.text]))
            at += 1
        elif sign.kind == "raised" and len(sign.lowered.lstrip("-")) > 1:
            raise refused(text, sign.start, sign.end, "a power of a power is ambiguous", "write brackets, or x^(10)")
        elif sign.text == "e" and following.text == "^" and "e" not in declared:
            found.append(replace(sign, kind="function", text="ℯ"))
            at += 2
        elif sign.kind == "run" and last is not None and last.text == "." and sign.text in _PARTS:
            found.append(sign)
            at += 1
        elif sign.kind == "run":
            found += _run(text, sign, following, declared)
            at += 1
        else:
            found.append(sign)
            at += 1
    return found


def _end_of_label(signs: list[Sign], at: int) -> int | None:
    """Where the label below a letter ends that names several places, x_(2:n), or a range; None where there is none."""
    sign = signs[at]
    if sign.kind == "sized":
        return at if ":" in sign.text else None
    if sign.kind != "run" or not sign.text.endswith("_") or signs[at + 1].text != "(":
        return None
    closing = next((place for place in range(at + 2, len(signs)) if signs[place].text in "()"), None)
    if closing is None or signs[closing].text != ")":
        return None
    return closing if any(each.text in (":", "…") for each in signs[at + 2 : closing]) else None


def _labelled(sign: Sign, label: str) -> Sign:
    """A letter with several places below it, or a sum with its range."""
    if sign.text in _SERIES:
        first, _, last = label.partition("…")
        return replace(sign, kind="series", text=_SERIES[sign.text], below=first, above=last)
    return replace(sign, kind="entry", below=label)


def _turned(signs: list[Sign]) -> bool:
    return [sign.text for sign in signs] == ["−", "T", ")"]


def _ends(sign: Sign) -> bool:
    return sign.kind in ("run", "entry", "mark", "raised", "number") or sign.text in (")", "]", "‖", "𝟏", "𝟎")


def _run(text: str, sign: Sign, following: Sign, declared: Collection[str]) -> list[Sign]:
    """A run of letters: a function, a declared name, a sum with its index, a letter with a label."""
    word = sign.text
    called = following.text == "(" and not following.spaced
    if word in declared and called and is_function(word):
        message = f"{word} is both a declared variable and the name of a function"
        raise refused(text, sign.start, sign.end, message, "write a product with a space")
    if word in declared:
        return [sign]
    raised = next((letter for letter in word if unicodedata.decomposition(letter).startswith("<super>")), "")
    if raised:
        raise refused(text, sign.start, sign.end, f"{raised} cannot be part of a name", "write ^ for a power")
    if is_function(word) or word in _FUNCTIONS or (called and word in PARTS):
        return [sign] if word == "σ" else [replace(sign, kind="function")]
    labelled = _LABELLED.fullmatch(word)
    if labelled is not None and word[0] in _SERIES and len(labelled[1]) == 0:
        label = labelled[3] or _lowered(labelled[4])
        return [replace(sign, kind="series", text=_SERIES[word[0]], below=label)]
    if labelled is not None:
        before, letter, below, lowered = labelled.groups()
        middle = sign.start + len(before)
        parts = [replace(sign, text=before, end=middle)] if before else []
        label = below or _lowered(lowered)
        return [*parts, Sign("entry", letter, middle, sign.end, sign.spaced and not before, label)]
    begun = next((word[:end] for end in range(len(word), 1, -1) if is_function(word[:end])), None)
    if begun is not None and len(begun) > 1 and not all(letter in declared for letter in word):
        hint = f"write {begun}({word[len(begun) :]}), or a product of letters with spaces between them"
        raise refused(text, sign.start, sign.end, f"{word} may be {begun} or a product of letters", hint)
    if len(word) > 1 and called:
        raise refused(text, sign.start, sign.end, f"unknown function {word}")
    if word in _WORDS and not all(letter in declared for letter in word):
        return [replace(sign, face="text")]
    if word in _WORDS or (_is_word(word) and not all(letter in declared for letter in word)):
        raise refused(
            text, sign.start, sign.end, f"{word} may be a word or a product of letters", "declare it, or write spaces"
        )
    return [sign]


def _is_word(word: str) -> bool:
    """Whether letters look like a word: several small ones with a vowel among them."""
    small = word.isascii() and word.islower() and len(word) > 3
    return small or (word in _WORDS) or word in ("of", "the", "in", "by", "to", "is", "for")


def _lowered(label: str) -> str:
    return unicodedata.normalize("NFKC", label)
