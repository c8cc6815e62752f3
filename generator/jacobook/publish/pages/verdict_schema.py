"""The JSON Schema of a verdict on a claim, as `jacobook derive --claim … --format json` writes it.

`python -m jacobook.publish.pages.verdict_schema` writes the file that lies beside this module; a test compares the two.
"""

from __future__ import annotations

import json
from pathlib import Path

from jacobook.claims.verdict import Finding, Verdict
from jacobook.claims.witness import Witness
from jacobook.publish.pages.exports import VERDICT_SCHEMA
from jacobook.publish.pages.rules_schema import Schema, listed, of_fields, of_type, told, whole
from jacobook.work.files import write_file


def schema() -> Schema:
    """The schema of one verdict."""
    sentences = {
        "claim": "The formula as it was given",
        "read_as": "What was read, in the language",
        "text": "The same as it is printed, in Unicode",
        "latex": "The same in LaTeX; empty where it has more than two axes",
        "right": "Whether the formula is right as it stands",
        "kind": "What became of it; of what can be said, the most helpful",
        "form": "As which form it is right, such as numerator or backward; null where it is not",
        "also": "The other forms that it is as well",
        "every_size": "Whether it is shown for every size, or only at points; null where it is not right",
        "conditions": "What must hold for it to be right",
        "sentences": "What is to be said of it",
        "answer": "What it should be, as text; empty where it is right",
    }
    fields = of_fields(Verdict, *sentences)
    properties = {name: told(fields[name], sentence) for name, sentence in sentences.items()}
    finding = whole("One thing that was found", **of_fields(Finding))
    # The order of the keys is that in which they are written.
    before = {name: properties[name] for name in list(sentences)[:-1]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "The verdict on a claim",
        **whole(**before, findings=listed(finding), witness=_witness(), answer=properties["answer"]),
    }


def _witness() -> Schema:
    size = {"type": "integer", "minimum": 1}
    fields = of_fields(Witness) | {"sizes": {"type": "object", "additionalProperties": size}}
    found = whole("The smallest numbers found that show it to be wrong", **fields)
    return {"oneOf": [found, of_type(type(None))]}


def text() -> str:
    """The schema as it lies in the file."""
    return json.dumps(schema(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    write_file(Path(__file__).with_name(VERDICT_SCHEMA), text())
