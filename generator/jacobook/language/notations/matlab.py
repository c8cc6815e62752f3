r"""What MATLAB and matrixcalculus.org write and nobody else does: `A\b`, `x.'`, `A(:)`, `norm(x,2)`, `vector(1)`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from jacobook.language.book.signs import refused
from jacobook.language.foreign import Names, in_the_language
from jacobook.language.grammar import ParsedExpression, parse
from jacobook.language.notations.ordinary import refuse_other_in_matlab, refuse_repeated

_OWN = re.compile(r"[\w)\]']\s*\\\s*[\w(]|[\w)\]]\.'|\w\(:\)|\b(?:ones|zeros)\(\s*\w+\s*,\s*1\s*\)")
_OF_PYTHON = re.compile(r"@|\.[A-Za-z]|(?<=[\w)])\[")
_PRODUCT = re.compile(r"(?<!\*)\*(?!\*)")
_COLUMN = re.compile(r"\b(ones|zeros)\(\s*(\w+)\s*,\s*1\s*\)")
_STACKED = re.compile(r"(\w+)\(:\)")
_PRODUCTS = {".*": "⊙", "./": "⊘", ".^": "^⊙"}


def is_own(text: str) -> bool:
    """Whether a text has what only MATLAB writes."""
    own = "\\" in text or "'" in text or "(:)" in text or "1)" in text
    return own and _OWN.search(text) is not None


def may_be_python(text: str) -> bool:
    """Whether a column ones(m, 1) is all that only MATLAB writes, and may be a matrix m×1 as NumPy has it.

    Beside a product * it is MATLAB's, unless Python's own signs stand in the text.
    """
    if _OWN.search(_COLUMN.sub("𝟏", text)) is not None or "'" in text:
        return False
    return _PRODUCT.search(text) is None or _OF_PYTHON.search(text) is not None


def read_matlab(text: str, declarations: Mapping[str, str], wrt: Sequence[str]) -> tuple[str, ParsedExpression]:
    """A text in MATLAB's notation in the language, and what it means there. Raises `LanguageError`."""
    plain = text.replace(".'", "'")
    plain = _STACKED.sub(r"vec(\1)", _COLUMN.sub(r"\1(\2)", plain))
    while "\\" in plain:
        plain = _divided(text, plain)
    translated = in_the_language(plain, Names.of(declarations), matlab=True)
    parsed = parse(translated, declarations, wrt)
    refuse_repeated(parsed)
    refuse_other_in_matlab(parsed, text)
    return translated, parsed


def _divided(text: str, plain: str) -> str:
    r"""A text with its first A\b as inv(A)*b: what stands left of it is one name, bracket or call."""
    at = plain.index("\\")
    end = len(plain[:at].rstrip())
    start = end
    while start > 0 and plain[start - 1] == "'":
        start -= 1
    if start > 0 and plain[start - 1] == ")":
        depth = 0
        while start > 0:
            start -= 1
            depth += (plain[start] == ")") - (plain[start] == "(")
            if depth == 0:
                break
    while start > 0 and (plain[start - 1].isalnum() or plain[start - 1] == "_"):
        start -= 1
    before = plain[:start].rstrip()
    if start == end or before.endswith(("*", "/", "\\", "^", ".")):
        place = text.index("\\")
        raise refused(text, place, place + 1, "what is divided by here is not clear", "set brackets, or write inv(A)*b")
    return f"{plain[:start]}inv({plain[start:end]})*{plain[at + 1 :].lstrip()}"


def with_vectors(text: str) -> str | None:
    """A text of matrixcalculus.org with vector(1) in it as a book writes it; None where it has none."""
    if "vector" not in text or re.search(r"\bvector\(\s*[01]\s*\)", text) is None:
        return None
    text = re.sub(r"\bvector\(\s*1\s*\)", "𝟏", text)
    return as_in_a_book(re.sub(r"\bvector\(\s*0\s*\)", "𝟎", text))


def as_in_a_book(text: str) -> str:
    """A text with the operators of MATLAB as a book writes them.

    Raises `LanguageError` for `x.*A*y`, which MATLAB reads from left to right and a book from the product inwards.
    """
    depths = [False]
    for found in re.finditer(r"\.[*/]|[-+*(),]", text):
        sign = found[0]
        if sign == "(":
            depths.append(False)
        elif sign == ")" and len(depths) > 1:
            depths.pop()
        elif sign in ("+", "-", ","):
            depths[-1] = False
        elif sign == "*" and depths[-1]:
            raise refused(text, found.start(), found.end(), "a product after .* is ambiguous", "set brackets")
        elif sign != "*":
            depths[-1] = True
    for own, sign in _PRODUCTS.items():
        text = text.replace(own, sign)
    return text.replace("*", "·")


__all__ = ["as_in_a_book", "is_own", "may_be_python", "read_matlab", "with_vectors"]
