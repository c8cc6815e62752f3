"""Blocks in MyST and Jupyter Book 2: an executable plugin, which MyST starts for each directive and each role.

In myst.yml: `plugins: [{type: executable, path: plugin.py}]`, a script of two lines that starts this (MyST wants the
path of a file). Without arguments it says what it offers; with `--directive jacobian` or
`--role jacobian` it reads what stands in the document from its input, and writes nodes of MyST's tree, all as JSON.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from jacobook.block import KEYS, OF_PAGES, WORDED
from jacobook.display import Shown, Words
from jacobook.errors import JacobookError
from jacobook.publish.builders.answered_block import Code, Display, Paragraph, Part, formula_of, parts_of
from jacobook.publish.builders.program import ends

Node = dict[str, Any]
MEANINGS = {
    "name": "the name of the value in formulas",
    "wrt": "the variable to differentiate with respect to",
    "where": "shapes and properties",
    "order": "1 or 2",
    "symmetric": "free or projected",
    "tangent": "right or left, for a rotation or a rigid motion",
    "layout": "numerator or denominator, to show only one layout",
    "show": f"what to show besides the answers: {', '.join(WORDED)}",
    "label": "a name for references",
    "upstream": "the name of the upstream gradient, if the backward pass is shown",
    "claim": "a formula that must be right, in whichever form it is written",
}


def specification() -> dict[str, Any]:
    """What the plugin offers."""
    options = {key: {"type": "string", "doc": MEANINGS[key]} for key in KEYS if key not in OF_PAGES}
    body = {"type": "string", "required": True, "doc": "an expression, followed by options that are not given above it"}
    doc = "A derivative, derived and proved when the document is built."
    return {
        "name": "Jacobook",
        "directives": [{"name": "jacobian", "doc": doc, "options": options, "body": body}],
        "roles": [{"name": "jacobian", "doc": "An inline derivative: x @ A @ x; wrt: x.", "body": body}],
    }


def directive(data: Mapping[str, Any], folder: Path) -> list[Node]:
    """The nodes in the place of a directive. Raises `JacobookError`."""
    return [_node(part) for part in parts_of(str(data.get("body") or ""), data.get("options") or {}, folder)]


def role(data: Mapping[str, Any], folder: Path) -> list[Node]:
    """The node in the place of a role. Raises `JacobookError`."""
    return [{"type": "inlineMath", "value": formula_of(str(data.get("body") or ""), data.get("options") or {}, folder)}]


def _node(part: Part) -> Node:
    match part:
        case Paragraph(words, is_heading):
            said = _words(words)
            return {"type": "paragraph", "children": [{"type": "strong", "children": said}] if is_heading else said}
        case Code(text):
            return {"type": "code", "lang": "python", "value": text}
        case Display(latex, label):
            named = {"label": label, "identifier": label.lower()} if label else {}
            return {"type": "math", "value": latex, "enumerated": bool(label), **named}


def _words(words: Words) -> list[Node]:
    return [
        {"type": "inlineMath", "value": word.latex} if isinstance(word, Shown) else {"type": "text", "value": word}
        for word in words
    ]


def run(arguments: Sequence[str], text: str, folder: Path) -> str:
    """What the program writes, given its arguments and its input. Raises `JacobookError`."""
    if not arguments:
        return json.dumps(specification(), ensure_ascii=False)
    known = {("--directive", "jacobian"): directive, ("--role", "jacobian"): role}
    answer = known.get(tuple(arguments))  # type: ignore[arg-type] # of any length
    if answer is None:
        raise JacobookError(f"there is no {' '.join(arguments)}", hint="MyST runs this with --directive jacobian")
    try:
        data = json.loads(text)
    except ValueError:
        raise JacobookError("the input is not JSON", hint="MyST writes the source of the block") from None
    return json.dumps(answer(data, folder), ensure_ascii=False)


def main() -> NoReturn:
    """The program `jacobook-myst`."""
    arguments = sys.argv[1:]
    ends(lambda: run(arguments, sys.stdin.read() if arguments else "", Path.cwd()), "jacobian: ")
