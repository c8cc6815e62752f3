"""Whatever people write, read: in LaTeX, in Unicode, in code of a library, in words, or in the language itself."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from jacobook.errors import LanguageError
from jacobook.language.book.signs import refused
from jacobook.language.expression import variables
from jacobook.language.foreign import is_matlab
from jacobook.language.grammar import parse
from jacobook.language.notations import latex_commands as commands
from jacobook.language.notations.books import Translation, translations
from jacobook.language.notations.latex import signs_of_nodes
from jacobook.language.notations.latex_question import LatexQuestion, alike, asked_in
from jacobook.language.notations.latex_tree import tree
from jacobook.language.notations.libraries import has_methods, in_the_language, is_library_code
from jacobook.language.notations.ordinary import read_ordinary
from jacobook.language.notations.reading import Reading

_AFTER_OPERAND = re.compile(r"[\w)\]'ᵀ}]\s*\Z")
_BRACES = re.compile(r"[\^_]\{")
_COMMAND = re.compile(r"\\([A-Za-z]+|[|,;!\[(])")


def is_latex(text: str) -> bool:
    r"""Whether a text has a command of LaTeX, or stands between dollars; the backslash of MATLAB's A\b is none."""
    if "\\" not in text:
        return text.count("$") > 1
    return any(
        found[1] in commands.KNOWN
        or not found[1].isalpha()
        or (len(found[1]) > 1 and not _AFTER_OPERAND.search(text[: found.start()]))
        for found in _COMMAND.finditer(text)
    )


def readings(text: str, declarations: Mapping[str, str], wrt: Sequence[str] = ()) -> tuple[Reading, ...]:
    """Every reading of a text: one, or several where it is ambiguous. Raises `LanguageError` where there is none.

    `wrt` names the variables of the question.
    """
    if is_latex(text):
        return read_latex(text, declarations, wrt)
    if is_library_code(text, declarations):
        return (read_code(text, declarations, wrt),)
    try:
        parsed = read_ordinary(text, declarations, wrt)
    except LanguageError:
        if has_methods(text):
            return (read_code(text, declarations, wrt),)
        if _BRACES.search(text) is None:
            raise
        return read_latex(text, declarations, wrt)
    notation = "Jacobook" if parsed.read_as is None else "book" if not is_matlab(text) else "MATLAB"
    return (Reading(parsed.read_as or text, notation, parsed, declarations),)


def read_code(text: str, declarations: Mapping[str, str], wrt: Sequence[str] = ()) -> Reading:
    """Code of a library. Raises `LanguageError` for what the language does not have, or means otherwise."""
    translated, parameters, check = in_the_language(text, declarations)
    parsed = parse(translated, declarations, wrt)
    check(parsed.expression)
    said = parameters if len(parameters) == 1 else ()
    return Reading(
        translated, "NumPy", replace(parsed, read_as=translated, notation="NumPy", said=said), declarations, said
    )


def read_latex(text: str, declarations: Mapping[str, str], wanted: Sequence[str] = ()) -> tuple[Reading, ...]:
    """Every reading of a formula in LaTeX. Raises `LanguageError` where there is none."""
    if len(text) > LONGEST:
        raise LanguageError(f"the formula has {len(text)} characters; at most {LONGEST} are read")
    question = asked_in(text, tree(text))
    signs = signs_of_nodes(text, question.expression, {*declarations, *wanted})
    found = translations(text, signs, declarations, (*wanted, *(name for name in question.wrt if name.isidentifier())))
    return tuple(_reading(text, question, each) for each in found)


LONGEST = 4000


def _reading(text: str, question: LatexQuestion, found: Translation) -> Reading:
    claim = text[question.claim[0].start : question.claim[-1].end] if question.claim else ""
    known = tuple(variables(found.parsed.expression))
    wrt = question.wrt
    if question.is_derivative and not wrt and len(known) == 1:
        wrt = known
    named = [alike(said, (*known, *found.declarations)) for said in wrt]
    if None in named:
        missing = wrt[named.index(None)]
        raise refused(
            text,
            0,
            len(text),
            f"{missing} is not a variable of the expression",
            f"its variables are: {', '.join(known) or 'none'}",
        )
    notes = (*question.notes, *found.notes)
    said = tuple(filter(None, named))
    parsed = replace(found.parsed, read_as=found.text, notation="LaTeX", assumed=notes, said=said)
    return Reading(found.text, "LaTeX", parsed, found.declarations, said, notes, claim)
