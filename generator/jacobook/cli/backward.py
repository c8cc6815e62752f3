"""`jacobook derive --backward`: the gradients given the upstream gradient, and programs that compute them."""

from __future__ import annotations

import json
from collections.abc import Iterator

from jacobook.answer_data import backward_data
from jacobook.cli.terminal import faint, good, heading
from jacobook.derivation import Backward, BackwardAnswer
from jacobook.errors import Refused
from jacobook.language.dimension import shape_text
from jacobook.layout.formulas.layouts import Layout
from jacobook.notation import text
from jacobook.notation.notations import NOTATIONS
from jacobook.notation.programs.libraries import WRITERS
from jacobook.proof.verdict.certificate import Disproved

FORMATS = (*NOTATIONS, "json")
"""The formats in which a backward pass is printed."""


def backward_text(found: Backward, layout: Layout, notation: str) -> str:
    """A backward pass in a notation; of several variables a program, where the notation is a library's.

    Raises `Refused`.
    """
    if notation == "json":
        return json.dumps(backward_data(found), ensure_ascii=False, indent=1)
    if notation in WRITERS and len(found.gradients) > 1:
        return found.program(notation).rstrip("\n")
    if notation == "text":
        return "\n".join(_lines(found, layout))
    answers = [(name, answer) for name in found.gradients for answer in _in_layouts(found.gradients[name], layout)]
    remark = NOTATIONS[notation].remark
    told = [f"{remark} given the upstream gradient {found.upstream}, of the shape of the value"]
    lines = []
    for name, answer in answers:
        if len(answers) > 1:
            lines.append(f"{remark} by {name}, {'×'.join(answer.shape)}")
        lines.append(answer.printed(notation))
    return "\n".join([*told, *lines])


def _in_layouts(answer: BackwardAnswer, layout: Layout) -> list[BackwardAnswer]:
    """The gradient in the shape of the variable; in numerator layout, if that alone is wanted, its transpose."""
    return [answer.numerator if layout is Layout.NUMERATOR else answer]


def _lines(found: Backward, layout: Layout) -> Iterator[str]:
    question = found.questions[0]
    yield heading(f"{text.to_text(found.value_symbol)} = {text.to_text(found.value)}")
    shapes = [
        " ".join([f"{each.name}: {shape_text(each.shape)}", *sorted(each.properties)])
        for each in question.variables.values()
    ]
    yield faint("  " + ", ".join(shapes))
    yield ""
    value = text.to_text(question.value_symbol)
    turned = layout is Layout.NUMERATOR
    shape = shape_text(question.expression.shape[::-1] if turned else question.expression.shape)
    yield f"  given {found.upstream} = ∂L/∂{value}, {shape}"
    if turned:
        yield faint("  in numerator layout, where both gradients are transposed")
    for name in found.gradients:
        for answer in _in_layouts(found.gradients[name], layout):
            left = text.to_text(answer.left)
            yield faint(f"  {'×'.join(answer.shape)}  ") + heading(f"{left} = {answer.text}")
    conditions = dict.fromkeys(each.text for name in found.gradients for each in found.gradients[name].conditions)
    yield from (f"  {each}" for each in conditions)
    if found.legend:
        yield faint(f"  {found.legend}")
    if len(found.gradients) > 1:
        yield faint(f"  {_saved(found)}")
    yield ""
    yield good("✓ ") + faint("proved: equal to the derivatives, worked out independently, times an upstream gradient.")


def _saved(found: Backward) -> str:
    try:
        return f"saved from the forward pass: {', '.join(found.saved) or 'nothing'}"
    except Disproved:
        raise
    except Refused as refused:
        return refused.message
