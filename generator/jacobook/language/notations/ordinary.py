"""An expression of the language, or as MATLAB and books write it, by its signs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from jacobook.errors import LanguageError, Location
from jacobook.language.book.reading import Undeclared, Unsized, from_book
from jacobook.language.declaration import read_declarations
from jacobook.language.dimension import ONE, Shape
from jacobook.language.expression import Call, walk
from jacobook.language.foreign import Names, in_the_language, is_foreign, is_matlab
from jacobook.language.grammar import ParsedExpression, parse
from jacobook.language.syntax import syntax

_NOT_PRINTED = re.compile(r"""[@*'"\\;`]|\.[*/^T]""")
"""Operators of the language and of MATLAB, which no printed formula has."""
_CERTAINLY_PRINTED = re.compile(r"[𝟏𝟎⊗⊘⊙∘∗×√½≤≥≠⁰¹⁴-⁹ⁿ′|]|_\(")
"""Signs of a printed formula that the language has not; Python would take 𝟏 for 1 and xⁿ for xn."""
_OF_COLUMNS = "write {0}({0}(A)) for that of all entries; the sums of the columns are A.T @ ones(m)"
_OTHER_IN_MATLAB = {
    "sum": ("a row of sums, one for each column", _OF_COLUMNS.format("sum")),
    "mean": ("a row of means, one for each column", _OF_COLUMNS.format("mean")),
    "max": ("a row of maxima, one for each column", "write max(max(A)) for that of all entries"),
    "min": ("a row of minima, one for each column", "write min(min(A)) for that of all entries"),
    "prod": ("a row of products, one for each column", "write prod(prod(A)) for that of all entries"),
    "norm": ("its largest singular value", "write norm(A, 2) for that, ‖A‖_F for the Frobenius norm"),
}
"""What MATLAB means by functions of a matrix that are others here, and what to write."""
_BRACES = re.compile(r"\^\{([^{}]*)\}")
_IN_BRACES = {"-1": "⁻¹", "T": "ᵀ", "\\top": "ᵀ", "-T": "⁻ᵀ", "-\\top": "⁻ᵀ"}
_UNCLEAR_POWER = re.compile(r"[)ᵀ⊤'\w]\s*(\^|[²³])")
"""A power of a bracket, which is left as it was written where it may have two meanings."""
_TAKEN_FOR_LETTERS = re.compile("[𝟏𝟎ⁿ]")
_KNOWN_TO_ALL = re.compile(r"⁻¹|\|\||[⊙⊘]")
"""Signs that are read without declarations too."""


def read_ordinary(expr: str, declarations: Mapping[str, str], wrt: Sequence[str] = ()) -> ParsedExpression:
    """An expression of the language, or as MATLAB and books write it. Raises `LanguageError`.

    `wrt` only says whose dimensions are named first.
    """
    if is_foreign(expr) or _CERTAINLY_PRINTED.search(expr) is not None:
        translated = _from_another(expr, declarations)
    else:
        try:
            return parse(expr, declarations, wrt)
        except LanguageError:
            printed = _as_printed(expr, declarations)
            if printed is None:
                raise
            translated = printed
    parsed = parse(translated, declarations, wrt)
    if translated != expr:
        refuse_repeated(parsed)
    if is_matlab(expr):
        refuse_other_in_matlab(parsed, expr)
    if parsed.read_as is None and translated != expr:
        return replace(parsed, read_as=translated)
    return parsed


def refuse_repeated(parsed: ParsedExpression) -> None:
    """Raise `LanguageError` for a vector beside a matrix: a column to MATLAB, a row to NumPy."""
    for node in walk(parsed.expression):
        if isinstance(node, Call) and node.function == "spread":
            place = Location(parsed.source, node.span.start, node.span.end - node.span.start)
            message = "a vector beside a matrix may be meant for each of its rows or for each of its columns"
            raise LanguageError(
                message, location=place, hint="write X * w for each row, X * s[:, None] for each column"
            )


def refuse_other_in_matlab(parsed: ParsedExpression, written: str) -> None:
    """Raise `LanguageError` for sums and norms of matrices, which MATLAB takes column by column and by spectrum."""
    calls = [node for node in walk(parsed.expression) if isinstance(node, Call)]
    # The sum of the sums of the columns is that of all entries.
    inside = ((node.function, node.arguments[0]) for node in calls if node.function != "norm")
    twice = {id(inner) for name, inner in inside if isinstance(inner, Call) and inner.function == name}
    bars = re.search(r"\bnorm\b", written) is None
    for node in calls:
        shape = node.arguments[0].shape
        other = _OTHER_IN_MATLAB.get(node.function)
        if other is None or len(shape) < 2 or ONE in shape or id(node) in twice or (node.function == "norm" and bars):
            continue
        place = Location(parsed.source, node.span.start, node.span.end - node.span.start)
        meaning, instead = other
        raise LanguageError(f"in MATLAB, {node.function} of a matrix is {meaning}", location=place, hint=instead)


def _from_another(text: str, declarations: Mapping[str, str]) -> str:
    """A text with the signs of MATLAB or of a book in the language, by the shapes of its names if all are declared."""
    text = _without_braces(text, declarations)
    operator, sign = _NOT_PRINTED.search(text), _TAKEN_FOR_LETTERS.search(text)
    if operator is not None and sign is not None:
        place = Location(text, operator.start(), len(operator[0]))
        raise LanguageError(f"{operator[0]} cannot be combined with {sign[0]}", location=place)
    if operator is None:
        try:
            return from_book(text, _shapes(declarations))
        except Undeclared:
            if _CERTAINLY_PRINTED.search(_KNOWN_TO_ALL.sub(" ", text)) is not None:
                raise
    translated = in_the_language(text, Names.of(declarations))
    unclear = _UNCLEAR_POWER.search(text)
    if translated == text and unclear is not None and _has_closed_brackets(text):
        hint = "write (…)**2 for a scalar or element-wise, matrix_power(…, 2) for a matrix"
        place = Location(text, unclear.start(1), len(unclear[1]))
        raise LanguageError("this may be a matrix power or an element-wise power", location=place, hint=hint)
    return translated


def _has_closed_brackets(text: str) -> bool:
    return text.count("(") == text.count(")") and text.count("‖") % 2 == 0


def _without_braces(text: str, declarations: Mapping[str, str]) -> str:
    """Exponents in braces as they are otherwise written: A^{-1} is A⁻¹, x^{k} is x^(k)."""

    def plain(found: re.Match[str]) -> str:
        exponent = found[1].strip().replace("−", "-")
        if exponent in ("T", "-T") and "T" in declarations:
            place = Location(text, found.start(), len(found[0]))
            raise LanguageError(f"{found[0]} may be a transpose or a power", location=place, hint="write ᵀ")
        return _IN_BRACES.get(exponent) or (f"^{exponent}" if exponent.isalnum() else f"^({exponent})")

    return _BRACES.sub(plain, text)


def _as_printed(text: str, declarations: Mapping[str, str]) -> str | None:
    """A printed formula without a book's signs, such as `tr(A) X`, in the language; None where it is none.

    Raises `Unsized` where it is one of unknown size.
    """
    if _NOT_PRINTED.search(text) is not None or ("[" not in text and text.isascii() and _is_syntax(text)):
        return None
    try:
        return from_book(text, _shapes(declarations))
    except Unsized:
        raise
    except LanguageError:
        return None


def _shapes(declarations: Mapping[str, str]) -> dict[str, Shape]:
    return {name: found.shape for name, found in read_declarations(declarations).items()}


def _is_syntax(text: str) -> bool:
    try:
        syntax(" ".join(text.split()))
    except LanguageError:
        return False
    return True
