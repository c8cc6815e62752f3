"""Other names for the functions of the table, as books, NumPy, PyTorch and MATLAB have them.

Only what means exactly a function of the language is here. Whatever else is called is an error with the nearest name.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection

from jacobook.language.functions import FUNCTIONS, OPERATOR

_CALLED = [function for function in FUNCTIONS.values() if function.kind != OPERATOR]

SYNONYMS: dict[str, str] = {
    name: function.name for function in _CALLED for name in (*function.synonyms, *function.of_vectors)
}
"""What a function of the table is also called."""

OF_VECTORS = frozenset(name for function in _CALLED for name in function.of_vectors)
"""Synonyms for vectors alone."""

OPERATIONS: dict[str, str] = {
    name: function.name for function in FUNCTIONS.values() if function.kind == OPERATOR for name in function.synonyms
}
"""Functions that are operators here: matmul(A, B) is A @ B."""

OF_TWO = {"max": "maximum", "min": "minimum", "fmax": "maximum", "fmin": "minimum"}
"""Functions of NumPy and MATLAB by which two arguments are compared entry by entry, under another name here."""

CALLABLE = frozenset({*(function.name for function in _CALLED), *SYNONYMS, *OPERATIONS})
"""Every name that may stand before a bracket without being declared."""


def instead_of_two(name: str) -> str:
    """What is written for a maximum of several arrays; empty for a function of another name."""
    if name not in OF_TWO:
        return ""
    two = OF_TWO[name]
    return f"to compare two arrays entry by entry, write {two}(x, y); three, {two}({two}(x, y), z)"


def suggestion(name: str, declared: Collection[str] = ()) -> str:
    """What somebody who called `name` may have meant: the nearest function, or one of all of them."""
    known = sorted(function.name for function in _CALLED)
    if name in OF_TWO:
        return instead_of_two(name)
    if len(name) == 1:
        return f"for a product write {name} * (…) or {name} @ (…), or declare {name}"
    near = difflib.get_close_matches(name, [*declared, *known, *SYNONYMS], 1, 0.5)
    if not near:
        return "functions are " + ", ".join([*declared, *known])
    return f"did you mean {SYNONYMS.get(near[0], near[0])}?"
