"""The syntax of an expression, as Python's own parser reads it; nothing is ever evaluated."""

from __future__ import annotations

import ast
import keyword
import re
import unicodedata
import warnings

from jacobook.errors import LanguageError, Location

MAXIMUM_LENGTH = 4000
MAXIMUM_DEPTH = 200

_WORD = re.compile(r"\w+")
_MAY_WARN = re.compile(r"""['"\\]|\d[a-zA-Z]""")
"""What Python's parser may warn about on its way: escapes in text, a number run together with a word."""

NO_EXPRESSION = "cannot read the expression"
"""What is said of a text that is no expression of Python."""


def syntax(source: str) -> ast.expr:
    """The tree of one expression. Raises `LanguageError`."""
    if not source:
        raise LanguageError("the expression is empty", hint='for example "x @ A @ x"')
    if len(source) > MAXIMUM_LENGTH:
        raise LanguageError(f"the expression has {len(source)} characters; at most {MAXIMUM_LENGTH} are read")
    _refuse_raised_letters(source)
    try:
        tree = _quietly_parsed(source) if _MAY_WARN.search(source) else ast.parse(source, mode="eval").body
    except SyntaxError as error:
        if (named := _named_as_python(source)) is not None:
            raise named from None
        column = min(max((error.offset or 1) - 1, 0), len(source) - 1)
        length = max(1, (error.end_offset or 0) - (error.offset or 0)) if error.end_lineno in (None, 1) else 1
        reason = (error.msg or "invalid syntax").replace(
            "invalid syntax. Perhaps you forgot a comma?", "invalid syntax"
        )
        raise LanguageError(
            f"{NO_EXPRESSION}: {reason}",
            location=Location(source, column, length),
            hint="operators are @ * / ** + - and .T; functions are called as exp(x)",
        ) from None
    except (ValueError, MemoryError, RecursionError, UnicodeError):
        raise LanguageError(
            "cannot read the expression: it is nested too deeply or contains a forbidden character"
        ) from None
    if _depth(tree) > MAXIMUM_DEPTH:
        raise LanguageError(f"the expression is nested more than {MAXIMUM_DEPTH} levels deep")
    return tree


def _refuse_raised_letters(source: str) -> None:
    """Raise `LanguageError` for a letter set above or below the line, which Python takes for the letter itself."""
    for column, character in enumerate(source):
        if character.isalpha() and unicodedata.decomposition(character).startswith(("<super>", "<sub>")):
            plain = unicodedata.normalize("NFKC", character)
            hint = f"write _{plain} for an index that is part of a name, and **{plain} for a power"
            raise LanguageError(f"{character} cannot be part of a name", location=Location(source, column), hint=hint)


def _named_as_python(source: str) -> LanguageError | None:
    """The error about a word that Python keeps for itself where a name stands, as in `lambda * x`."""
    for word in _WORD.finditer(source):
        if keyword.iskeyword(word[0]):
            place = Location(source, word.start(), len(word[0]))
            hint = f"write {word[0]}_"
            return LanguageError(
                f"{word[0]} is a word of Python's and cannot be used as a name", location=place, hint=hint
            )
    return None


def _quietly_parsed(source: str) -> ast.expr:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(source, mode="eval").body


def _depth(tree: ast.AST) -> int:
    deepest, level, layer = 0, 1, [tree]
    while layer:
        deepest, level = level, level + 1
        layer = [child for node in layer for child in ast.iter_child_nodes(node)]
    return deepest
