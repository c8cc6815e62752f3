"""The kinds of text and numbers that a file of rules holds, each with what makes it right."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, StrictInt, StrictStr
from pydantic_core import PydanticCustomError

from jacobook.catalogue.addresses import LONGEST, PATTERN, problem_of
from jacobook.catalogue.sources import WORKS, is_source

# Of a rule, in addresses; and of a chapter, among the others.
LARGEST_NUMBER = 999_999
TITLE_LENGTH = 48
SUMMARY_LENGTH = 160


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
Summary = Annotated[StrictStr, Field(max_length=SUMMARY_LENGTH)]
Prose = StrictStr
Source = Annotated[StrictStr, AfterValidator(_source)]
Number = Annotated[StrictInt, Field(ge=1, le=LARGEST_NUMBER)]
Place = Annotated[StrictInt, Field(ge=-LARGEST_NUMBER, le=LARGEST_NUMBER)]
Order = Annotated[StrictInt, Field(ge=1, le=2)]
Items = Annotated[tuple[Line, ...], Field(min_length=1)]
Texts = dict[StrictStr, Line]
