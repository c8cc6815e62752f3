"""The one reader of questions: from Python, the command line, pages and the catalogue, in the language or in another.

Whatever a question was translated from, `ParsedExpression.read_as` says what was read, for whoever shows the answer.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import replace

from jacobook.errors import LanguageError, Location
from jacobook.language.declaration import parse_declarations, read_declarations
from jacobook.language.expression import Variable, variables, walk
from jacobook.language.foreign import Names, in_the_language, is_foreign
from jacobook.language.grammar import ParsedExpression, parse


def read(expr: str, where: Mapping[str, str] | str | None = None, wrt: Sequence[str] = ()) -> ParsedExpression:
    """An expression of the language, or as MATLAB and books write it, with its declarations as a mapping or as text.

    `wrt` only says whose dimensions are named first. Raises `LanguageError`.
    """
    declarations = declared(where)
    if not is_foreign(expr):
        return parse(expr, declarations, wrt)
    translated = in_the_language(expr, Names.of(declarations))
    parsed = parse(translated, declarations, wrt)
    if parsed.read_as is None and translated != expr:
        return replace(parsed, read_as=translated)
    return parsed


def declared(where: Mapping[str, str] | str | None) -> Mapping[str, str]:
    """Declarations given as a mapping from name to shape, or as text. Raises `LanguageError`."""
    return parse_declarations(where) if isinstance(where, str) else where or {}


def refuse_what_does_not_occur(
    parsed: ParsedExpression, where: Mapping[str, str] | str | None, wrt: Sequence[str]
) -> None:
    """Raise `LanguageError` for a declared name, or one to differentiate by, that the expression does not hold.

    A constant may be differentiated by a variable that it does not hold if each of its names is declared, and that
    variable too: then no name can have been misread.
    """
    undeclared = _undeclared(parsed, where)
    known = asked_about(parsed, where, wrt)
    for name in wrt:
        if name not in known:
            raise _absent(parsed, name, f"{name} is not a variable of the expression", undeclared)
    for name in parsed.unused:
        if name not in wrt:
            raise _absent(parsed, name, f"{name} is declared and does not occur in the expression", undeclared)


def asked_about(parsed: ParsedExpression, where: Mapping[str, str] | str | None, wrt: Sequence[str]) -> tuple[str, ...]:
    """The variables that occur, and those by which a constant is differentiated if each of its names is declared."""
    known = tuple(variables(parsed.expression))
    if _undeclared(parsed, where):
        return known
    declarations = read_declarations(declared(where))
    return (*known, *(name for name in dict.fromkeys(wrt) if name not in known and name in declarations))


def _undeclared(parsed: ParsedExpression, where: Mapping[str, str] | str | None) -> list[str]:
    declarations = declared(where)
    return [name for name in variables(parsed.expression) if name not in declarations]


def _absent(parsed: ParsedExpression, name: str, message: str, undeclared: Sequence[str]) -> LanguageError:
    """The error, with the place of the name that was read instead where there is one."""
    known = [*variables(parsed.expression), *parsed.functions]
    holding = next((other for other in undeclared if len(other) > 1 and name in other), None)
    near = difflib.get_close_matches(name, undeclared or known, 1, 0.6)
    if holding is not None:
        hint = f"{holding} was read as one name; write products with @ or *"
    elif near:
        hint = f"did you mean {near[0]}?"
    else:
        hint = f"its variables are: {', '.join(known) or 'none'}"
        if undeclared:
            hint += f" (not declared: {', '.join(undeclared)})"
    meant = holding or (near[0] if near else None)
    spans = (node.span for node in walk(parsed.expression) if isinstance(node, Variable) and node.name == meant)
    span = next(spans, None)
    place = None if span is None else Location(parsed.source, span.start, span.end - span.start)
    return LanguageError(message, hint=hint, location=place)
