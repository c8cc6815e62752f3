"""How wide a formula is in print where it is broken into lines as far as it can be."""

from __future__ import annotations

from jacobook.document.setting.mathematics import Mathematics

_SIGNS = "+−=⊙⊘⊗"
"""After these a line may be broken, but not below a root or within a matrix."""
_OF_A_SUM = 6
"""How many signs are as wide as that of a sum with its limits."""


def signs(formula: Mathematics) -> int:
    """How many signs a formula has, by its text."""
    return sum(_OF_A_SUM if sign == "Σ" else 1 for sign in formula.text)


def longest_part(formula: Mathematics) -> int:
    """How many signs the longest part of a formula has that no line break divides, by its text."""
    text, longest, run, whole = formula.text, 0, 0, list[bool]()
    for place, sign in enumerate(text):
        run += _OF_A_SUM if sign == "Σ" else 1
        if sign in "([":
            whole.append(sign == "[" or text[place - 1 : place] == "√")
        elif sign in ")]" and whole:
            whole.pop()
        elif sign in _SIGNS and text[place - 1 : place + 2] == f" {sign} " and not any(whole):
            longest, run = max(longest, run), 0
    return max(longest, run)
