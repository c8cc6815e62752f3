"""How wide a formula is in print where it is broken into lines as far as it can be."""

from __future__ import annotations

from jacobook.document.setting.mathematics import Mathematics

_SIGNS = "+−=⊙⊘⊗"
"""After these a line may be broken, but not below a root."""


def longest_part(formula: Mathematics) -> int:
    """How many signs the longest part of a formula has that no line break divides, by its text."""
    text, longest, run, roots = formula.text, 0, 0, list[bool]()
    for place, sign in enumerate(text):
        run += 1
        if sign in "([":
            roots.append(text[place - 1 : place] == "√")
        elif sign in ")]" and roots:
            roots.pop()
        elif sign in _SIGNS and text[place - 1 : place + 2] == f" {sign} " and not any(roots):
            longest, run = max(longest, run), 0
    return max(longest, run)
