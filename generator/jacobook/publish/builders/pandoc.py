"""Blocks in Pandoc and Quarto: a filter that reads and writes the JSON of a document.

`pandoc --filter jacobook-pandoc`; in Quarto `filters: [jacobook.lua]`, with the file that `jacobook-pandoc --lua`
prints and which calls this. A block of code of the class `jacobian` is answered, and so is such code in a line.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

from jacobook.display import Shown, Words
from jacobook.errors import JacobookError
from jacobook.publish.builders.answered_block import Code, Display, Paragraph, Part, formula_of, parts_of
from jacobook.publish.builders.program import ends

Node = dict[str, Any]
CLASS = "jacobian"
LUA = """-- Jacobook: answers blocks of the class jacobian. Printed by `jacobook-pandoc --lua`.
function Pandoc(document)
  return pandoc.utils.run_json_filter(document, "jacobook-pandoc")
end
"""


def filtered(node: Any, folder: Path) -> Any:  # noqa: ANN401 - JSON
    """A document, or a part of it, with its blocks answered. Raises `JacobookError`."""
    if isinstance(node, list):
        return [made for child in node for made in _replaced(child, folder)]
    if isinstance(node, dict):
        return {key: filtered(value, folder) for key, value in node.items()}
    return node


def _replaced(node: Any, folder: Path) -> list[Any]:  # noqa: ANN401 - JSON
    """What stands in the place of one node among others."""
    kind = node.get("t") if isinstance(node, dict) else None
    if kind not in ("CodeBlock", "Code"):
        return [filtered(node, folder)]
    (identifier, classes, pairs), text = node["c"]
    if CLASS not in [name.strip("{}") for name in classes]:
        return [node]
    options = dict(pairs) | ({"label": identifier} if identifier else {})
    if not str(options.get("label", "eq-")).startswith(("eq-", "eq:")):
        raise JacobookError(
            f"{options['label']!r} is not a valid label for a formula",
            hint="write #eq-name for Quarto, #eq:name for pandoc-crossref",
        )
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    try:
        if kind == "Code":
            return [_mathematics("InlineMath", formula_of(text, options, folder))]
        return [_node(part) for part in parts_of(text, options, folder)]
    except JacobookError as error:
        raise error.within(f"jacobian block {first!r}") from None


def _node(part: Part) -> Node:
    match part:
        case Paragraph(words, is_heading):
            said = _words(words)
            return {"t": "Para", "c": [{"t": "Strong", "c": said}] if is_heading else said}
        case Code(text):
            return {"t": "CodeBlock", "c": [["", ["python"], []], text]}
        case Display(latex, label):
            # So do Quarto and pandoc-crossref read a label, behind the formula.
            named = [{"t": "Space"}, {"t": "Str", "c": f"{{#{label}}}"}] if label else []
            return {"t": "Para", "c": [_mathematics("DisplayMath", latex), *named]}


def _mathematics(kind: str, latex: str) -> Node:
    return {"t": "Math", "c": [{"t": kind}, latex]}


def _words(words: Words) -> list[Node]:
    found: list[Node] = []
    for word in words:
        if isinstance(word, Shown):
            found.append(_mathematics("InlineMath", word.latex))
        else:
            pieces = re.split(r"(\s+)", word)
            found += [{"t": "Space"} if piece.isspace() else {"t": "Str", "c": piece} for piece in pieces if piece]
    return found


def run(text: str, folder: Path) -> str:
    """The JSON of a document with its blocks answered. Raises `JacobookError`."""
    try:
        document = json.loads(text)
    except ValueError:
        raise JacobookError("the input is not JSON", hint="pandoc --filter jacobook-pandoc runs this") from None
    if not isinstance(document, Mapping) or "blocks" not in document:
        raise JacobookError("the input is not a document", hint="pandoc --filter jacobook-pandoc runs this")
    return json.dumps(filtered(document, folder), ensure_ascii=False)


def main() -> NoReturn:
    """The program `jacobook-pandoc`."""
    ends(lambda: LUA if "--lua" in sys.argv[1:] else run(sys.stdin.read(), Path.cwd()))
