"""A formula of a book, in LaTeX or in Unicode, put into the language in every way in which it can be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jacobook.errors import LanguageError
from jacobook.language.book.signs import Sign
from jacobook.language.declaration import read_declarations, read_functions
from jacobook.language.definition import read_definitions
from jacobook.language.grammar import ParsedExpression, parse
from jacobook.language.notations.decisions import Decisions, explored
from jacobook.language.notations.letters import Size
from jacobook.language.notations.written import WrittenReader


@dataclass(frozen=True, slots=True)
class Translation:
    """A formula in the language, with the shapes of all names and what was assumed."""

    text: str
    declarations: Mapping[str, str]
    notes: tuple[str, ...]
    parsed: ParsedExpression


def translations(
    text: str,
    signs: Sequence[Sign],
    declarations: Mapping[str, str],
    wanted: Sequence[str] = (),
    size: Size | None = None,
) -> tuple[Translation, ...]:
    """Every way to read the signs of a formula. Raises `LanguageError` where there is none.

    `wanted` are names that the question has, such as that of the variable, for letters that look like them. `size` is
    how large the whole is where the formula does not say it, as of an identity.
    """
    variables = read_declarations(declarations)
    shapes = {name: found.shape for name, found in variables.items()}
    functions, definitions = read_functions(declarations), read_definitions(declarations)

    def read(decisions: Decisions) -> Translation:
        reader = WrittenReader(
            text,
            signs,
            shapes,
            decisions=decisions,
            functions=functions,
            definitions=definitions,
            wanted=wanted,
            size=size,
        )
        written, found = reader.whole()
        whole = {**declarations, **found}
        return Translation(
            written, whole, tuple(dict.fromkeys(decisions.notes.values())), parse(written, whole, wanted)
        )

    try:
        found = [translation for translation, _ in explored(read)]
    except RecursionError:
        raise LanguageError("the formula is nested too deeply") from None
    distinct: dict[object, Translation] = {}
    for translation in found:
        distinct.setdefault(
            (translation.parsed.expression, tuple(sorted(translation.declarations.items()))), translation
        )
    return tuple(distinct.values())
