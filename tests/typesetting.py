"""Typst in a process of its own: it never gives back the memory that it took, 100 MB for a sheet, 2 GB for a book."""

import base64
import json
import subprocess
import sys
from dataclasses import dataclass
from functools import lru_cache

_PROGRAM = """
import base64, json, sys, typst
asked = json.load(sys.stdin)
text, common = asked["text"].encode(), {"ignore_system_fonts": True}
told = {"pdf": "", "warnings": [], "pages": 0}
if asked["printed"]:
    pdf, warnings = typst.compile_with_warnings(text, format="pdf", pdf_standards=["ua-1"], timestamp=0, **common)
    told["pdf"], told["warnings"] = base64.b64encode(pdf).decode(), [str(warning.message) for warning in warnings]
if asked["drawn"]:
    pages = typst.compile(text, format="svg", **common)
    told["pages"] = len(pages) if isinstance(pages, list) else 1
told["values"] = {
    label: [found.get("value") for found in json.loads(typst.query(text, f"<{label}>", **common))]
    for label in asked["labels"]
}
json.dump(told, sys.stdout)
"""


@dataclass(frozen=True)
class Typeset:
    """A document, how many pages it has, and the values of the labels that were asked for."""

    pdf: bytes
    pages: int
    values: dict[str, list[object]]


def typeset(text: str, *labels: str, printed: bool = True, drawn: bool = False) -> Typeset:
    """What Typst makes of a source; any warning fails. Pages are counted where they are `drawn`."""
    asked = {"text": text, "labels": labels, "printed": printed, "drawn": drawn}
    outcome = subprocess.run(
        [sys.executable, "-c", _PROGRAM], input=json.dumps(asked), capture_output=True, text=True, check=False
    )
    assert outcome.returncode == 0, outcome.stderr
    told = json.loads(outcome.stdout)
    assert told["warnings"] == []
    return Typeset(base64.b64decode(told["pdf"]), told["pages"], told["values"])


typeset_once = lru_cache(typeset)
"""The same for a source that more than one test looks at."""
