"""What a file of rules may hold, and plain words for what is wrong with one that differs."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, fields
from typing import Any, get_type_hints

from pydantic import BaseModel, ConfigDict, StrictStr, ValidationError, create_model
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from jacobook.catalogue.addresses import HINT
from jacobook.catalogue.model import Rule, Written
from jacobook.catalogue.written import LARGEST_NUMBER, Place, Slug, Summary, Title

SHOWN_DIGITS = 20


class Entry(BaseModel):
    """A table of a file of rules: keys that it does not name are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ChapterEntry(Entry):
    """The `[chapter]` table at the head of a file."""

    id: Slug
    title: Title
    order: Place = 1000
    summary: Summary = ""


def _as_written(name: str, told: str, *, in_examples: bool, **more: Any) -> type[Entry]:
    """The fields of `Rule` that a file may hold, of a rule or of an example, each as it is written there."""
    how = get_type_hints(Rule, include_extras=True)
    marked = [
        (place, mark)
        for place in fields(Rule)
        for mark in getattr(how[place.name], "__metadata__", ())
        if isinstance(mark, Written) and (mark.in_examples or not in_examples)
    ]
    # What asks the question is named first, wherever keys are listed.
    marked.sort(key=lambda each: not each[1].in_examples)
    written: dict[str, Any] = {place.name: (mark.type, _default(place)) for place, mark in marked}
    return create_model(name, __base__=Entry, __doc__=told, **written, **more)


def _default(place: Field[Any]) -> object:
    if place.default_factory is not MISSING:
        return FieldInfo(default_factory=place.default_factory)
    return ... if place.default is MISSING else place.default


ExampleEntry = _as_written(
    "ExampleEntry", "One `[[rule.example]]` table: the rule above it at work on a given function.", in_examples=True
)
RuleEntry = _as_written(
    "RuleEntry",
    "One `[[rule]]` table.",
    in_examples=False,
    example=(tuple[ExampleEntry, ...], ()),  # type: ignore[valid-type]
)


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
            hint = f"did you mean {near[0]}?" if near else f"known keys: {', '.join(keys)}"
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
