"""An answer as lines of text for a terminal."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

from jacobook.cli.terminal import bad, faint, good, heading
from jacobook.derivation import Derivation, Route
from jacobook.errors import Refused
from jacobook.language.declaration import TANGENT
from jacobook.language.dimension import shape_text
from jacobook.layout.formulas.layouts import LAYOUTS, Layout
from jacobook.notation import text
from jacobook.proof.verdict.certificate import Certificate
from jacobook.question import array_form


def answer_text(derivation: Derivation, certificate: Certificate | None, layout: Layout, *, with_steps: bool) -> str:
    """The statement with its shapes, the answer in the layouts wanted, one entry of it, and what was checked.

    Without a certificate it says that the answer is not proved.
    """
    return "\n".join(_lines(derivation, certificate, layout, with_steps=with_steps))


def components_text(
    derivation: Derivation,
    certificate: Certificate | None,
    refusal: Refused,
    layout: Layout = Layout.BOTH,
    *,
    with_steps: bool,
) -> str:
    """The same where there is no matrix form: one entry stands for all, with the reason, and as an einsum.

    Where an axis of arrays with more than two only comes along, the derivative of each slice.
    """
    array = array_form(derivation)
    lines = [
        *_statement(derivation),
        heading(f"  {derivation.components.text}") + faint(_ranges(derivation)),
        *([] if array is None else [faint("  as an array") + f"  {array}"]),
        *_slices(derivation, layout),
        *(f"  {line}" for line in filter(None, [derivation.holds_where()])),
        *(faint(f"  {note}") for note in derivation.notes),
        "",
        without_matrix(refusal),
        *(line for route in (derivation.steps if with_steps else ()) for line in ("", *_route(route))),
        "",
        _proof(certificate),
    ]
    return "\n".join(lines)


def _slices(derivation: Derivation, layout: Layout) -> Iterator[str]:
    """The derivative slice by slice, in the layouts wanted."""
    wanted = [(each, found) for each, found in zip(LAYOUTS, derivation.slices, strict=False) if layout.shows(each)]
    if not wanted:
        return
    yield ""
    yield faint(f"  slice by slice: {wanted[0][1].legend}")
    width = max(len(each.words) for each, _ in wanted)
    for each, found in wanted:
        yield faint(f"  {each.words.ljust(width)}  ") + heading(f"{text.to_text(found.left)} = {found.text}")


def without_matrix(refusal: Refused) -> str:
    """Why there is no matrix form, as a sentence."""
    return f"{refusal.message[0].upper()}{refusal.message[1:].rstrip('.')}."


def _statement(derivation: Derivation) -> Iterator[str]:
    yield heading(f"{text.to_text(derivation.value_symbol)} = {text.to_text(derivation.value)}")
    yield faint("  " + ", ".join(_declarations(derivation)))
    yield ""


def _lines(
    derivation: Derivation, certificate: Certificate | None, layout: Layout, *, with_steps: bool
) -> Iterator[str]:
    yield from _statement(derivation)
    partial = text.to_text(derivation.partial_numerator)
    answers = [answer for answer in derivation.answers if layout.shows(answer.layout)]
    shapes = [f"{answer.rows.label}×{answer.columns.label}" for answer in answers]
    names = [answer.layout.words for answer in answers]
    for answer, shape, title in zip(answers, shapes, names, strict=True):
        margin = f"  {title.ljust(max(map(len, names)))}  {shape.ljust(max(map(len, shapes)))}  "
        yield faint(margin) + heading(f"{partial} = {answer.text}")
    yield faint("  one entry") + f"  {derivation.components.text}" + faint(_ranges(derivation))
    yield from (f"  {line}" for line in filter(None, [derivation.holds_where()]))
    yield from (faint(f"  {note}") for note in derivation.notes)
    if with_steps:
        for route in derivation.steps:
            if layout.shows(route.layout):
                yield ""
                yield from _route(route)
    yield ""
    yield _proof(certificate)


def _proof(certificate: Certificate | None) -> str:
    return bad("✗ not proved") if certificate is None else good("✓ ") + faint(certificate.sentence)


def _declarations(derivation: Derivation) -> list[str]:
    return [
        " ".join([f"{variable.name}: {shape_text(variable.shape)}", *sorted(variable.properties - {TANGENT})])
        for variable in derivation.variables.values()
    ]


def _ranges(derivation: Derivation) -> str:
    ranges = [f"{name} = 1…{dimension.label}" for name, dimension in derivation.components.indices]
    return f"    {', '.join(ranges)}" if ranges else ""


def _route(route: Route) -> Iterator[str]:
    yield heading(route.title + (f", {route.layout.words}" if route.layout is not None else ""))
    lines = [
        ("" if step.left is None else text.to_text(step.left), text.to_text(step.right), step.reason)
        for step in route.steps
    ]
    left_width = max(len(left) for left, _, _ in lines)
    right_width = max(len(right) for _, right, _ in lines)
    wide = 2 + left_width + 3 + right_width + 2 + max(len(reason) for _, _, reason in lines)
    beside = wide <= shutil.get_terminal_size().columns
    for left, right, reason in lines:
        line = f"  {left.rjust(left_width)} = {right}"
        if beside:
            yield line + " " * (right_width - len(right) + 2) + faint(reason)
        else:
            yield line
            yield faint(f"  {' ' * left_width}   {reason}")
