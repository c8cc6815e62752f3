"""Typst in a process of its own: it never gives back the memory that it took, 100 MB for a sheet, 2 GB for a book."""

import base64
import json
import re
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


def balanced(pdf, folder, columns):
    """Whether the columns of each page end at about the same height: four points of 800."""
    (folder / "sheet.pdf").write_bytes(pdf)
    boxes = subprocess.run(
        ["pdftotext", "-bbox", "sheet.pdf", "-"], cwd=folder, capture_output=True, text=True, check=True
    ).stdout
    for page in boxes.split("<page ")[1:]:
        width = float(re.match(r'width="([\d.]+)"', page)[1])
        feet = dict.fromkeys(range(columns), 0.0)
        for left, foot in re.findall(r'xMin="([\d.]+)" yMin="[\d.]+" xMax="[\d.]+" yMax="([\d.]+)"', page):
            # Margins of 9 mm, 5.5 mm between columns.
            column = int((float(left) - 25.5 + 2) / ((width - 51 + 15.6) / columns))
            feet[column] = max(feet[column], float(foot))
        if max(feet.values()) - min(feet.values()) > 4:
            return False
    return True


def latex(source, folder, pdflatex):
    """The PDF and the log; stops at the first error."""
    folder.mkdir(exist_ok=True)
    (folder / "sheet.tex").write_text(source, "utf-8")
    command = [pdflatex, "-no-shell-escape", "-halt-on-error", "-interaction=nonstopmode", "sheet.tex"]
    outcome = subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=120)
    log = (folder / "sheet.log").read_text("utf-8", errors="replace")
    assert outcome.returncode == 0, log[-2000:]
    return (folder / "sheet.pdf").read_bytes(), log
