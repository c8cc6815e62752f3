"""`jacobook derive --backward`: the gradients given the upstream gradient, and programs that compute them."""

from __future__ import annotations

import json
from collections.abc import Iterator

from jacobook.answer_data import backward_data, checked
from jacobook.cli.terminal import faint, good, heading
from jacobook.derivation import Backward, BackwardAnswer
from jacobook.errors import Refused
from jacobook.language.dimension import shape_text
from jacobook.layout.formulas.layouts import Layout
from jacobook.notation import text
from jacobook.notation.clause import printed
from jacobook.notation.condition import sentence
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
    if notation == "text":
        return "\n".join(_lines(found, layout))
    return "\n".join(_remarked(found, layout, notation))


def _remarked(found: Backward, layout: Layout, notation: str) -> Iterator[str]:
    """What must be known, as remarks of the notation, and then the program or the gradients."""
    remark = NOTATIONS[notation].remark
    is_program = notation in WRITERS and len(found.gradients) > 1
    told = [
        _read_as(found),
        f"given the upstream gradient {_given(found)}, of the shape of the value",
        "" if is_program else _turned(layout),
        _holds(found, "spoken" if notation == "spoken" else "text"),
        *found.notes,
        *(f"✓ {line}" for line in ([_program_checked(found)] if is_program else checked(found))),
    ]
    yield from (f"{remark} {line}" for line in told if line)
    if is_program:
        yield found.program(notation).rstrip("\n")
        return
    for name, answer in _gradients(found, layout):
        if len(found.gradients) > 1:
            yield f"{remark} by {name}, {'×'.join(answer.shape)}"
        yield answer.printed(notation)


def _lines(found: Backward, layout: Layout) -> Iterator[str]:
    question = found.questions[0]
    if read_as := _read_as(found):
        yield read_as
    yield heading(f"{text.to_text(found.value_symbol)} = {text.to_text(found.value)}")
    shapes = [
        " ".join([f"{each.name}: {shape_text(each.shape)}", *sorted(each.properties)])
        for each in question.variables.values()
    ]
    yield faint("  " + ", ".join(shapes))
    yield ""
    turned = _turned(layout)
    shape = shape_text(question.expression.shape[::-1] if turned else question.expression.shape)
    yield f"  given {_given(found)}, {shape}"
    if turned:
        yield faint(f"  {turned}")
    for _, answer in _gradients(found, layout):
        yield faint(f"  {'×'.join(answer.shape)}  ") + heading(f"{text.to_text(answer.left)} = {answer.text}")
    if found.legend:
        yield faint(f"  {found.legend}")
    if holds := _holds(found, "text"):
        yield f"  {holds}"
    yield from (faint(f"  {note}") for note in found.notes)
    if len(found.gradients) > 1:
        yield faint(f"  {_saved(found)}")
    yield ""
    yield from (good("✓ ") + faint(line) for line in checked(found))


def _gradients(found: Backward, layout: Layout) -> list[tuple[str, BackwardAnswer]]:
    """The gradients in the shapes of the variables; in numerator layout, if that alone is wanted, their transposes."""
    turned = layout is Layout.NUMERATOR
    return [(name, answer.numerator if turned else answer) for name, answer in found.gradients.items()]


def _turned(layout: Layout) -> str:
    return "in numerator layout, where both gradients are transposed" if layout is Layout.NUMERATOR else ""


def _given(found: Backward) -> str:
    """G = ∂L/∂Y."""
    value = text.to_text(found.questions[0].value_symbol)
    number = next(text.to_text(answer.left.value) for answer in found.gradients.values())
    return f"{found.upstream} = ∂{number}/∂{value}"


def _read_as(found: Backward) -> str:
    read_as = found.questions[0].read_as
    return "" if read_as is None else f"read as: {read_as}"


def _holds(found: Backward, notation: str) -> str:
    return printed(sentence(found.conditions, reasons=True), notation)


def _program_checked(found: Backward) -> str:
    return "" if found.certificate is None else found.certificate.sentence


def _saved(found: Backward) -> str:
    try:
        return f"saved from the forward pass: {', '.join(found.saved) or 'nothing'}"
    except Disproved:
        raise
    except Refused as refused:
        return refused.message
