"""The JSON Schema of `rules.json`, made from what it is written from: rules, notations, conditions, certificates.

`python -m jacobook.publish.pages.rules_schema` writes the file that lies beside this module; a test compares the two.
A build only copies the file: making it loads the proof, of which a site whose answers are remembered has no need.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import StrEnum
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from jacobook.catalogue.model import Chapter, Description, Rule
from jacobook.language.domain import Predicate
from jacobook.layout.conditions.condition import COMPONENTS, DERIVATIVE, DIFFERENTIAL, FORM, FUNCTION, KINK
from jacobook.layout.formulas.layouts import LAYOUTS
from jacobook.notation.notations import NOTATIONS, WORDED
from jacobook.proof.verdict.certificate import Certificate
from jacobook.publish.pages.exports import SCHEMA
from jacobook.publish.pages.written_pages import WrittenPage
from jacobook.work.files import write_file

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
TEXTS: Schema = {"type": "array", "items": TEXT}
ID: Schema = {"$ref": "#/$defs/id"}
IDS: Schema = {"type": "array", "items": ID}
_JSON = {str: "string", bool: "boolean", int: "integer", NoneType: "null"}


def whole(told: str = "", /, **properties: Schema) -> Schema:
    """A table with exactly these keys; `told` is what a reader of the schema learns about it."""
    about = {"description": told} if told else {}
    return {
        **about,
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def told(schema: Schema, description: str) -> Schema:
    """A schema with a sentence about it."""
    return {**schema, "description": description}


def listed(items: Schema) -> Schema:
    """A list of such values."""
    return {"type": "array", "items": items}


def of_type(annotation: Any) -> Schema:  # noqa: ANN401 - a type as Python writes it
    """What JSON holds of a value of a type: numbers, texts, truth values, lists and tables of these."""
    if annotation in _JSON:
        return {"type": _JSON[annotation]}
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return {"enum": [str(member) for member in annotation]}
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin in (Union, UnionType):
        return {"type": [_JSON[each] for each in inner]}
    if origin is tuple:
        return listed(of_type(inner[0]))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": of_type(inner[1])}
    raise TypeError(f"{annotation} is not written as JSON")


def of_fields(model: type, *names: str) -> dict[str, Schema]:
    """The schemas of fields of a model, of all without names."""
    assert is_dataclass(model)
    hints = get_type_hints(model)
    return {name: of_type(hints[name]) for name in names or [place.name for place in fields(model)]}


def schema() -> Schema:
    """The whole schema."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Rules of matrix calculus with their derivatives",
        "description": "What rules.json of Jacobook holds: every rule with its answers in numerator and in denominator "
        "layout.",
        "type": "object",
        "properties": {
            "$schema": TEXT,
            "format": told({"type": "integer", "minimum": 1}, "Grows when the meaning of a field changes"),
            "generator": told(TEXT, "Program and version, no time"),
            "chapters": listed(whole(**of_fields(Chapter, "id", "title", "summary") | {"id": ID})),
            "rules": listed({"$ref": "#/$defs/rule"}),
            "pages": told(listed(whole(**of_fields(WrittenPage))), "Pages written by hand, with what they cover"),
        },
        "required": ["format", "generator", "chapters", "rules", "pages"],
        "additionalProperties": False,
        "$defs": {
            "id": {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"},
            "rule": _rule(),
            "example": whole(**of_fields(Rule, "id", "title"), **_question()),
            "derivative": _derivative(),
            "layout": _layout(),
            "backward": _backward(),
            "certificate": _certificate(),
            "condition": _condition(),
        },
    }


def _rule() -> Schema:
    described = of_fields(Description)
    number = "Of the permanent address reference/r/<number>/; null in a catalogue without numbers"
    known = {
        "id": ID,
        "number": told(described["number"] | {"minimum": 1}, number),
        "chapter": ID,
        "aliases": told(IDS, "Earlier ids"),
        "related": IDS,
    }
    first = ("id", "number", "title", "chapter", "section", "tags", "summary", "note")
    parts = described | known
    before = {name: parts[name] for name in first}
    after = {name: schema for name, schema in parts.items() if name not in first}
    return whole(**before, **_question(), examples=listed({"$ref": "#/$defs/example"}), **after)


def _question() -> dict[str, Schema]:
    adds = "What the rule adds to the conditions of its derivatives, in words; empty if nothing"
    variable = whole(shape=TEXTS, properties=TEXTS)
    appear = "By name, in the order in which they appear"
    return {
        "condition": told(TEXT, adds),
        "expr": told(TEXT, "The function in the language of Jacobook, which is NumPy's"),
        "variables": told({"type": "object", "additionalProperties": variable}, appear),
        "value": whole("The function as it is printed", latex=TEXT, text=TEXT),
        "order": {"type": "integer", "enum": [1, 2]},
        "derivatives": listed({"$ref": "#/$defs/derivative"}),
        "sources": listed({"type": "string", "pattern": "^[a-z]+:"}),
        "citations": listed(whole(author=TEXT, title=TEXT, place=TEXT, url=TEXT)),
    }


def _worded(about: str = "") -> Schema:
    return whole(about, **dict.fromkeys(WORDED, TEXT))


def _derivative() -> Schema:
    index = whole(name=TEXT, dimension=TEXT)
    hold = (
        "What must hold for the function, for the derivative and for the formulas; that it lies on no kink is needed "
        'by "kink"'
    )
    return whole(
        wrt=TEXTS | {"minItems": 1, "maxItems": 2},
        **{str(layout): {"$ref": "#/$defs/layout"} for layout in LAYOUTS},
        components=whole("One entry, with its free indices", indices=listed(index), **dict.fromkeys(WORDED, TEXT)),
        differential={"oneOf": [{"type": "null"}, _worded()]},
        backward=told(
            {"oneOf": [{"type": "null"}, {"$ref": "#/$defs/backward"}]},
            "The gradient with respect to the variable, given the upstream gradient; null for scalar values and "
            "second derivatives",
        ),
        conditions=told(listed({"$ref": "#/$defs/condition"}), hold),
        kinks=told(TEXTS, "Where there is no derivative, in sentences"),
        notes=TEXTS,
        certificate={"$ref": "#/$defs/certificate"},
    )


def _backward() -> Schema:
    return whole(
        upstream=told(TEXT, "The name of the upstream gradient, of the value's shape"),
        **_layout()["properties"],
        conditions=told(listed({"$ref": "#/$defs/condition"}), "What must hold for the function and for this form"),
        certificate={"$ref": "#/$defs/certificate"},
    )


def _layout() -> Schema:
    shape = "Rows and columns: names of dimensions, numbers, and products of them"
    code = "One expression of the variables by name, or null where the library has no words for it"
    run = told({"type": ["string", "null"]}, code)
    return whole(
        shape=told(TEXTS | {"minItems": 2, "maxItems": 2}, shape),
        **{notation: TEXT if notation in WORDED else run for notation in NOTATIONS},
    )


def _certificate() -> Schema:
    about = "What was compared with an independent computation, and how closely it agreed"
    figures = of_fields(Certificate)
    size = {"type": "integer", "minimum": 1}
    figures |= dict.fromkeys(("points", "entries"), size)
    figures["sizes"] = {"type": "object", "additionalProperties": size}
    figures["assignments"] = listed(figures["sizes"])
    sentences = {
        "unmet": "What was not met: sides of comparisons, and sizes",
        "bound": "The probability below which a wrong answer would pass, as a decimal number; empty where none is "
        "claimed",
        "given_upstream": "Whether it is that of a backward pass, whose upstream gradient is drawn with each point",
        "by_parts": "How many entries were compared by real and imaginary parts as well; 0 without complex variables",
        "by_steps": "Whether each step was proved by itself, and the whole along random directions",
        "every_size": "Whether the printed matrix forms, read back into indices, equal the component form for every "
        "size; null where there is none",
    }
    figures |= {name: told(figures[name], sentence) for name, sentence in sentences.items()}
    return whole(about, **figures, sentence=TEXT)


def _condition() -> Schema:
    needed = (
        "What has no value without it: the function, its derivative, the printed derivative, or only the component "
        "form or the differential beside it; on a kink the printed value is a convention"
    )
    return whole(
        subject=_worded("The formula that it is about"),
        predicate=of_type(Predicate),
        clause=_worded('What it says, to follow "where"; formulas in LaTeX and Typst stand between dollars'),
        short=_worded("The same where there is little room"),
        why=told(TEXT, "What needs it"),
        needed_by=told({"enum": [FUNCTION, DERIVATIVE, FORM, KINK, COMPONENTS, DIFFERENTIAL]}, needed),
        sufficient_only=told(of_type(bool), "Whether the answer may hold without it too"),
    )


def text() -> str:
    """The schema as it lies in the file."""
    return json.dumps(schema(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    write_file(Path(__file__).with_name(SCHEMA), text())
