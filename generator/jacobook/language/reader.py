"""The one reader of questions: from Python, the command line, pages and the catalogue, in the language or in another.

Whatever a question was translated from, `ParsedExpression.read_as` says what was read, for whoever shows the answer.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence

from jacobook.errors import LanguageError, Location
from jacobook.language.declaration import parse_declarations
from jacobook.language.dimension import Dimension
from jacobook.language.expression import Variable, variables, walk
from jacobook.language.grammar import ParsedExpression
from jacobook.language.notations.anything import readings
from jacobook.language.notations.reading import Reading, SeveralReadings, told_apart


def read(expr: str, where: Mapping[str, str] | str | None = None, wrt: Sequence[str] = ()) -> ParsedExpression:
    """An expression in any notation, with its declarations as a mapping or as text.

    `wrt` names the variables of the question, whose dimensions are named first. Raises `LanguageError`, and
    `SeveralReadings` where the text has more than one reading.
    """
    return the_reading(expr, where, wrt).parsed


def read_anything(
    text: str,
    where: Mapping[str, str] | str | None = None,
    wrt: Sequence[str] = (),
    size: tuple[Dimension, Dimension] | None = None,
) -> tuple[Reading, ...]:
    """Every reading of a text: one, or several where it is ambiguous. Raises `LanguageError` where there is none.

    `size` is how many rows and columns the value is expected to have, for a formula that does not say it, such as 2I.
    """
    return readings(text, declared(where), wrt, size)


def the_reading(
    text: str,
    where: Mapping[str, str] | str | None = None,
    wrt: Sequence[str] = (),
    size: tuple[Dimension, Dimension] | None = None,
) -> Reading:
    """The one reading of a text. Raises `SeveralReadings` where it has more."""
    found = read_anything(text, where, wrt, size)
    if len(found) > 1:
        raise told_apart(text, found)
    return found[0]


def declared(where: Mapping[str, str] | str | None) -> Mapping[str, str]:
    """Declarations given as a mapping from name to shape, or as text. Raises `LanguageError`."""
    return parse_declarations(where) if isinstance(where, str) else where or {}


def refuse_what_does_not_occur(
    parsed: ParsedExpression, where: Mapping[str, str] | str | None, wrt: Sequence[str]
) -> None:
    """Raise `LanguageError` for a declared name, or one to differentiate by, that the expression does not hold.

    A constant may be differentiated by a variable that is declared, as long as no name of it may be that one misread.
    """
    known = asked_about(parsed, where, wrt)
    for name in wrt:
        if name not in known:
            raise _absent(parsed, where, name, f"{name} is not a variable of the expression")
    for name in parsed.unused:
        if name not in wrt:
            raise _absent(parsed, where, name, f"{name} is declared but does not occur in the expression")


def asked_about(parsed: ParsedExpression, where: Mapping[str, str] | str | None, wrt: Sequence[str]) -> tuple[str, ...]:
    """The variables that occur, and the declared ones by which a constant is differentiated."""
    known = tuple(variables(parsed.expression))
    absent = [name for name in dict.fromkeys(wrt) if name in parsed.unused and name in parsed.variables]
    return (*known, *(name for name in absent if _read_instead(parsed, where, name) is None))


def _read_instead(parsed: ParsedExpression, where: Mapping[str, str] | str | None, name: str) -> str | None:
    """An undeclared name of the expression that holds another, xAx for A, or that is nearly it."""
    declarations = declared(where)
    undeclared = [other for other in variables(parsed.expression) if other not in declarations]
    holding = (other for other in undeclared if len(other) > 1 and name in other)
    return next(holding, next(iter(difflib.get_close_matches(name, undeclared, 1, 0.6)), None))


def _absent(parsed: ParsedExpression, where: Mapping[str, str] | str | None, name: str, message: str) -> LanguageError:
    """The error, with the place of the name that was read instead where there is one."""
    instead = _read_instead(parsed, where, name)
    if instead is None:
        known = ", ".join((*variables(parsed.expression), *parsed.functions)) or "none"
        return LanguageError(message, hint=f"its variables are: {known}")
    if name in instead:
        hint = f"{instead} was read as one name; write products with @ or *"
    else:
        hint = f"did you mean {instead}?"
    occurrences = (node for node in walk(parsed.expression) if isinstance(node, Variable) and node.name == instead)
    span = next(occurrences).span
    return LanguageError(message, hint=hint, location=Location(parsed.source, span.start, span.end - span.start))


__all__ = [
    "Reading",
    "SeveralReadings",
    "asked_about",
    "declared",
    "read",
    "read_anything",
    "refuse_what_does_not_occur",
    "the_reading",
]
