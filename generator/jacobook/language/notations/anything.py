"""Whatever people write, read: in LaTeX, in Unicode, in code of a library, in words, or in the language itself."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from jacobook.errors import LanguageError, Location
from jacobook.language.book.letters import look
from jacobook.language.book.signs import refused
from jacobook.language.declared_equation import is_equation
from jacobook.language.expression import variables
from jacobook.language.foreign import is_matlab
from jacobook.language.grammar import ParsedExpression, parse
from jacobook.language.greek import GREEK
from jacobook.language.habits import shrunk_by_habit
from jacobook.language.notations import latex_commands as commands
from jacobook.language.notations.books import Translation, translations
from jacobook.language.notations.complex_signs import conjugated, with_bars
from jacobook.language.notations.frames import Frame, framed, without_words
from jacobook.language.notations.latex import signs_of_nodes
from jacobook.language.notations.latex_question import LatexQuestion, alike, asked_in
from jacobook.language.notations.latex_tree import tree
from jacobook.language.notations.letters import Size
from jacobook.language.notations.libraries import has_methods, in_the_language, is_library_code
from jacobook.language.notations.matlab import (
    as_in_a_book,
    is_own,
    may_be_python,
    read_matlab,
    with_vectors,
)
from jacobook.language.notations.ordinary import read_ordinary, refuse_other_in_matlab
from jacobook.language.notations.reading import Reading, SeveralReadings
from jacobook.language.notations.unicode import is_written, signs_of_text
from jacobook.language.syntax import NO_EXPRESSION

_AFTER_OPERAND = re.compile(r"[\w)\]'ᵀ}]\s*\Z")
_MAY_BE_FRAMED = re.compile(r"[∂∇]|\bd\s*/\s*d|\bd\s*\(.*/\s*d|\bd[²^]| (?:of|to|wrt|w\.r\.t\.?) ", re.DOTALL)
_PRIMES = re.compile(r"[\w)]'\s*[^\W\d(]|[\w)]'\(")
_EXPONENTIAL = re.compile(r"(?<![\w.])e\s*\^")
_ENTRY = re.compile(r"_\d+\Z")
_BRACES = re.compile(r"[\^_]\{")
_COMMAND = re.compile(r"\\([A-Za-z]+|[|,;!\[(])")


def is_latex(text: str) -> bool:
    r"""Whether a text has a command of LaTeX, or stands between dollars; the backslash of MATLAB's A\b is none."""
    if "\\" not in text:
        return text.count("$") > 1
    for found in _COMMAND.finditer(text):
        name, follows = found[1], _AFTER_OPERAND.search(text[: found.start()]) is not None
        if name in ("(", "[") or (name.isalpha() and len(name) > 1 and name not in commands.KNOWN):
            if not follows:
                return True
        elif name in commands.KNOWN or not name.isalpha():
            return True
    return False


def readings(
    text: str, declarations: Mapping[str, str], wrt: Sequence[str] = (), size: Size | None = None
) -> tuple[Reading, ...]:
    """Every reading of a text: one, or several where it is ambiguous. Raises `LanguageError` where there is none.

    `wrt` names the variables of the question. `size` is how large the value is expected to be, for a formula that does
    not say it: an identity alone.
    """
    if len(text) > LONGEST:
        raise LanguageError(f"the expression has {len(text)} characters; at most {LONGEST} are read")
    try:
        found = _read(with_bars(text, declarations), declarations, wrt, size)
        return tuple(conjugated(text, each, declarations, wrt) for each in found)
    except RecursionError:
        raise LanguageError("the expression is nested too deeply") from None


def _read(text: str, declarations: Mapping[str, str], wrt: Sequence[str], size: Size | None) -> tuple[Reading, ...]:
    if is_latex(text):
        return read_latex(text, declarations, wrt, size)
    frame = framed(text) if _MAY_BE_FRAMED.search(text) is not None else None
    if frame is None:
        return _plain(text, declarations, wrt, size)
    if _MAY_BE_FRAMED.search(frame.inside) is not None and framed(frame.inside) is not None:
        raise refused(
            text, frame.start, len(text), "a derivative of a derivative is not read", "give the order: order=2"
        )
    return _inside(text, frame, declarations, wrt)


def _inside(text: str, frame: Frame, declarations: Mapping[str, str], wrt: Sequence[str]) -> tuple[Reading, ...]:
    """The readings of what stands inside of a derivative's sign, each with the variable."""
    asked = (*wrt, *(name for name in frame.wrt if name.isidentifier()))
    try:
        found = _of_letters(frame.inside, readings(frame.inside, declarations, asked), declarations, asked)
    except LanguageError as error:
        raise _shifted(error, frame, text) from None
    return tuple(_by(text, reading, frame) for reading in found)


def _of_letters(
    text: str, found: tuple[Reading, ...], declarations: Mapping[str, str], asked: Sequence[str]
) -> tuple[Reading, ...]:
    """The readings of a text beside a derivative's sign, in which letters side by side may be a product."""
    (first, *others) = found
    names = variables(first.parsed.expression)
    runs = [name for name in names if len(name) > 1 and name.isalpha() and name not in (*declarations, *asked, *GREEK)]
    if others or not runs:
        return found
    try:
        apart = _as_written(text, declarations, asked, LanguageError(""))
    except LanguageError:
        return found
    missing = [name for name in asked if name not in names]
    return apart if missing else (*found, *apart)


def _by(text: str, reading: Reading, frame: Frame) -> Reading:
    if reading.wrt:
        raise refused(text, 0, len(text), "a derivative of a derivative is not read", "give the order: order=2")
    known = tuple(variables(reading.parsed.expression))
    named = [alike(said, (*known, *reading.declarations)) for said in frame.wrt]
    if None in named:
        missing = frame.wrt[named.index(None)]
        hint = f"its variables are: {', '.join(known) or 'none'}"
        raise refused(text, 0, len(text), f"{missing} is not a variable of the expression", hint)
    said = tuple(filter(None, named)) or (known * frame.order if len(known) == 1 else ())
    notation = "words" if reading.notation == "Jacobook" else reading.notation
    parsed = replace(reading.parsed, read_as=reading.text, notation=notation, said=said)
    return replace(reading, notation=notation, parsed=parsed, wrt=said)


def _shifted(error: LanguageError, frame: Frame, text: str) -> LanguageError:
    """An error about what stands inside, at its place in the whole text."""
    place = error.location
    if place is None or place.source != frame.inside or isinstance(error, SeveralReadings):
        return error
    moved = Location(text, place.column + frame.start, place.length)
    return LanguageError(error.message, hint=error.hint, location=moved, context=error.context)


def _plain(
    text: str, declarations: Mapping[str, str], wrt: Sequence[str], size: Size | None = None
) -> tuple[Reading, ...]:
    """The readings of a text without anything around it, in any notation but LaTeX."""
    primes = _PRIMES.search(text) is not None and "*" not in text
    exponential = "e" not in declarations and _EXPONENTIAL.search(text) is not None
    if exponential and _BRACES.search(text) is not None:
        with suppress(LanguageError):
            return read_latex(text, declarations, wrt, size)
    if primes or exponential:
        with suppress(LanguageError):
            return _as_written(text, declarations, wrt, LanguageError(""))
    if is_library_code(text, declarations):
        return (read_code(text, declarations, wrt),)
    if is_own(text):
        if may_be_python(text):
            with suppress(LanguageError):
                return (Reading(text, "Jacobook", parse(text, declarations, wrt), declarations),)
        translated, parsed = read_matlab(text, declarations, wrt)
        parsed = replace(parsed, read_as=translated, notation="MATLAB")
        return (Reading(translated, "MATLAB", parsed, declarations),)
    vectors = with_vectors(text)
    if vectors is not None:
        found = _as_written(vectors, declarations, wrt, LanguageError("the size of a vector(1) cannot be inferred"))
        return tuple(replace(each, notation="matrixcalculus.org") for each in found)
    try:
        parsed = read_ordinary(text, declarations, wrt)
        if declarations and _is_run_together(parsed, declarations, size):
            with suppress(LanguageError):
                return _as_written(text, declarations, wrt, LanguageError(""), size)
    except LanguageError as error:
        if has_methods(text):
            return (read_code(text, declarations, wrt),)
        if _BRACES.search(text) is not None:
            return read_latex(text, declarations, wrt, size)
        return _as_written(text, declarations, wrt, error, size)
    told = shrunk_by_habit(parsed.expression, declarations, text) if parsed.read_as is None else ()
    if told:
        parsed = replace(parsed, assumed=(*parsed.assumed, *told))
    notation = "Jacobook" if parsed.read_as is None else "book" if not is_matlab(text) else "MATLAB"
    return (Reading(parsed.read_as or text, notation, parsed, declarations),)


def _is_run_together(parsed: ParsedExpression, declarations: Mapping[str, str], size: Size | None) -> bool:
    """Whether an undeclared name is made of declared ones: AX, an entry x_1, or an identity of some size."""
    undeclared = [name for name in variables(parsed.expression) if name not in declarations]
    products = (name for name in undeclared if len(name) > 1 and all(letter in declarations for letter in name))
    entries = (name for name in undeclared if _ENTRY.sub("", name) in declarations)
    identity = any(name == "I" or name.startswith("I_") for name in undeclared)
    return any(products) or any(entries) or (size is not None and identity)


def _as_written(
    text: str,
    declarations: Mapping[str, str],
    wrt: Sequence[str],
    error: LanguageError,
    size: Size | None = None,
) -> tuple[Reading, ...]:
    """The readings of a formula as it is written on paper. Raises the error where there is none."""
    if any(is_equation(*each) for each in declarations.items()):
        # What an equation defines is read in the language alone: nothing on paper says where it holds.
        raise error
    worded = without_words(text)
    if is_matlab(text) and "*" in text:
        worded = _as_in_a_book(text, error)
    if not is_written(worded):
        raise error
    try:
        signs = signs_of_text(worded, {*declarations, *wrt})
        found = translations(worded, signs, declarations, wrt, size)
        for each in found:
            _refuse_overlooked(worded, each)
            if is_matlab(text):
                refuse_other_in_matlab(each.parsed, text)
    except LanguageError as refusal:
        # Of factors side by side Python says nothing but that they are none of its own.
        is_told = bool(declarations) and error.message.startswith(NO_EXPRESSION) and refusal.location is not None
        raise (refusal if is_told else error) from None
    return tuple(_written(each) for each in found)


def _as_in_a_book(text: str, error: LanguageError) -> str:
    try:
        return as_in_a_book(text)
    except LanguageError:
        raise error from None


def _refuse_overlooked(text: str, found: Translation) -> None:
    """Raise `LanguageError` where a declared name that looks like part of the text was not read."""
    seen = look(text)
    for name in found.parsed.unused:
        if len(look(name)) > 1 and look(name) in seen:
            raise LanguageError(f"{name} is declared, and was not read")


def _written(found: Translation) -> Reading:
    parsed = replace(found.parsed, read_as=found.text, notation="book", assumed=found.notes)
    return Reading(found.text, "book", parsed, found.declarations, (), found.notes)


def read_code(text: str, declarations: Mapping[str, str], wrt: Sequence[str] = ()) -> Reading:
    """Code of a library. Raises `LanguageError` for what the language does not have, or means otherwise."""
    translated, parameters = in_the_language(text, declarations)
    parsed = parse(translated, declarations, wrt)
    said = parameters if len(parameters) == 1 else ()
    return Reading(
        translated, "NumPy", replace(parsed, read_as=translated, notation="NumPy", said=said), declarations, said
    )


def read_latex(
    text: str, declarations: Mapping[str, str], wanted: Sequence[str] = (), size: Size | None = None
) -> tuple[Reading, ...]:
    """Every reading of a formula in LaTeX. Raises `LanguageError` where there is none."""
    question = asked_in(text, tree(text))
    signs = signs_of_nodes(text, question.expression, {*declarations, *wanted})
    asked = (*wanted, *(name for name in question.wrt if name.isidentifier()))
    found = translations(text, signs, declarations, asked, size)
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
