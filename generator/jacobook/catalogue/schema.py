"""What a file of rules may hold, and plain words for what is wrong with one that differs."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool, StrictInt, StrictStr, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from jacobook.catalogue.addresses import HINT, LONGEST, PATTERN, problem_of
from jacobook.catalogue.sources import WORKS, is_source

# Of a rule, in addresses; and of a chapter, among the others.
LARGEST_NUMBER = 999_999
TITLE_LENGTH = 48
SUMMARY_LENGTH = 160
SHOWN_DIGITS = 20


def _source(text: str) -> str:
    if not is_source(text):
        examples = ", ".join(work.example for work in WORKS.values())
        raise PydanticCustomError(
            "source", "{text} is not a source|write {examples}", {"text": text, "examples": examples}
        )
    return text


def _line(text: str) -> str:
    if not text.strip() or "\n" in text:
        raise PydanticCustomError("line", "should be one line of text, and not empty")
    return text.strip()


def _address(text: str) -> str:
    found = problem_of(text)
    if found is not None:
        raise PydanticCustomError("address", "{text}", {"text": "|".join(found)})
    return text


Slug = Annotated[StrictStr, Field(pattern=PATTERN, max_length=LONGEST)]
# A name of a page and of a file.
Address = Annotated[StrictStr, AfterValidator(_address)]
Line = Annotated[StrictStr, AfterValidator(_line)]
Title = Annotated[StrictStr, Field(max_length=TITLE_LENGTH), AfterValidator(_line)]
Prose = StrictStr
Source = Annotated[StrictStr, AfterValidator(_source)]


class Entry(BaseModel):
    """A table of a file of rules: keys that it does not name are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ChapterEntry(Entry):
    """The `[chapter]` table at the head of a file."""

    id: Slug
    title: Title
    order: Annotated[StrictInt, Field(ge=-LARGEST_NUMBER, le=LARGEST_NUMBER)] = 1000
    summary: Annotated[Prose, Field(max_length=SUMMARY_LENGTH)] = ""


class QuestionEntry(Entry):
    """What a rule and an example of it have in common: a function, and what it is differentiated by."""

    title: Title
    expr: Line
    where: dict[StrictStr, Line] = Field(default_factory=dict)
    wrt: Annotated[tuple[Line, ...], Field(min_length=1)]
    order: Annotated[StrictInt, Field(ge=1, le=2)] = 1
    textbook: dict[StrictStr, Line] = Field(default_factory=dict)
    sources: tuple[Source, ...] = ()
    condition: Prose = ""


class ExampleEntry(QuestionEntry):
    """One `[[rule.example]]` table: the rule above it at work on a given function."""


class RuleEntry(QuestionEntry):
    """One `[[rule]]` table."""

    id: Address
    number: Annotated[StrictInt, Field(ge=1, le=LARGEST_NUMBER)] | None = None
    section: Prose = ""
    tags: tuple[Slug, ...] = ()
    summary: Annotated[Prose, Field(max_length=SUMMARY_LENGTH)] = ""
    note: Prose = ""
    cheatsheet: StrictBool = True
    aliases: tuple[Address, ...] = ()
    related: tuple[Slug, ...] = ()
    since: Prose = ""
    example: tuple[ExampleEntry, ...] = ()


class FileEntry(Entry):
    """A whole file."""

    chapter: ChapterEntry
    rule: tuple[dict[StrictStr, Any], ...] = ()


_WANTED = {
    "string_type": 'should be text in quotation marks, such as "x @ A @ x"',
    "bool_type": "should be true or false",
    "int_type": "should be a whole number",
    "tuple_type": 'should be a list, such as ["x", "A"]',
    "dict_type": 'should be a table, such as { A = "n×n", x = "n" }',
    "model_type": "should be a table",
    "too_short": "should not be empty",
}


def problems(error: ValidationError, model: type[Entry]) -> Iterator[tuple[str, str, str]]:
    """What a validation found, one at a time, as (field, message, hint)."""
    for details in error.errors(include_url=False):
        yield _problem(details, model)


def _problem(details: ErrorDetails, model: type[Entry]) -> tuple[str, str, str]:
    place, kind, context = details["loc"], details["type"], details.get("ctx", {})
    field, inside = _field(place), ""
    if place[0] == "example" and len(place) > 1:
        # What an example lacks or has too much is told within it.
        inside, model = _field(place[:2]), ExampleEntry
    match kind:
        case "extra_forbidden":
            keys = list(model.model_fields)
            near = difflib.get_close_matches(str(place[-1]), keys, 1, 0.6)
            hint = f"did you mean {near[0]}?" if near else f"the keys are {', '.join(keys)}"
            return inside, f"unknown key {field.removeprefix(f'{inside}.')}", hint
        case "missing":
            return inside, f"{field.removeprefix(f'{inside}.')} is missing", _EXAMPLES.get(str(place[-1]), "")
        case "string_pattern_mismatch":
            return field, f"{details['input']!r} cannot be used here", HINT
        case "string_too_long":
            return field, f"is longer than {context['max_length']} characters ({len(details['input'])})", ""
        case "greater_than_equal" | "less_than_equal":
            if place[-1] == "order" and place[0] != "chapter":
                wanted = "1 or 2"
            elif kind == "less_than_equal":
                wanted = f"a whole number of at most {LARGEST_NUMBER}"
            else:
                wanted = f"a whole number from {context['ge']} on"
            return field, f"should be {wanted}, not {_shown(details['input'])}", ""
        case "source" | "line" | "address":
            message, _, hint = details["msg"].partition("|")
            return field, message, hint
        case _:
            found = f", not {_kind(details['input'])}"
            return field, _WANTED.get(kind, details["msg"]) + (found if kind.endswith("_type") else ""), ""


_EXAMPLES = {
    "chapter": 'a file begins with [chapter], id = "forms", title = "Linear and quadratic forms"',
    "id": 'for example id = "quadratic-form"',
    "title": 'for example title = "Quadratic form"',
    "expr": 'for example expr = "x @ A @ x"',
    "wrt": 'for example wrt = ["x"]',
}


def _field(place: tuple[str | int, ...]) -> str:
    """`textbook.x`, or `sources[2]` counted from 1."""
    text = ""
    for part in place:
        if part == "[key]":
            continue
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def _shown(value: object) -> str:
    """A number as it is told: of one with more digits than a line takes, that it is so."""
    if isinstance(value, int) and abs(value) > 10**SHOWN_DIGITS:
        return f"one of more than {SHOWN_DIGITS} digits"
    return str(value)


def _kind(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return f"the number {_shown(value)}"
        case str():
            return "text"
        case Mapping():
            return "a table"
        case list() | tuple():
            return "a list"
        case _:
            return "a date or time"
