"""An answer as data: every form of a derivative, its steps and its certificate, in values that JSON can write.

This is what `rules.json`, `--format json` and the page that differentiates in the browser hold of an answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from functools import partial
from typing import Any

from jacobook.derivation import Backward, BackwardAnswer, ComplexDerivation, Derivation, EachInLayout, LayoutAnswer
from jacobook.language.dimension import proper_axes
from jacobook.language.expression import Variable
from jacobook.layout.formulas.layouts import LAYOUTS
from jacobook.layout.steps.route import Route
from jacobook.notation import latex, text
from jacobook.notation.clause import formula_text, printed
from jacobook.notation.condition import PrintableCondition
from jacobook.notation.notations import NOTATIONS, WORDED
from jacobook.notation.programs.libraries import WRITERS
from jacobook.proof.verdict.certificate import Certificate, together, unless_refused

Entry = dict[str, Any]


def derivative(derivation: Derivation, certificate: Certificate | None) -> Entry:
    """The derivative by one variable, or by two in turn; without a certificate it says that it is not proved.

    Of arrays with more than two axes each layout is that of every slice.
    """
    if derivation.question.has_many_axes and derivation.slices:
        sliced = zip(LAYOUTS, derivation.slices, strict=True)
        return _derivative(derivation, certificate, {str(layout): slice_entry(found) for layout, found in sliced})
    layouts = {str(answer.layout): layout_entry(answer) for answer in derivation.answers}
    return _derivative(derivation, certificate, layouts)


def component_derivative(derivation: Derivation, certificate: Certificate | None, reason: str) -> Entry:
    """The derivative where it has no matrix form, with the reason."""
    found = _derivative(derivation, certificate, {**dict.fromkeys(map(str, LAYOUTS)), "reason": reason})
    return found | ({"slices": slices_of(derivation)} if derivation.slices else {})


def slices_of(derivation: Derivation) -> Entry:
    """The derivative slice by slice, where an axis of arrays with more than two only comes along."""
    layouts = {str(layout): slice_entry(found) for layout, found in zip(LAYOUTS, derivation.slices, strict=True)}
    return {"names": derivation.slices[0].legend} | layouts


def slice_entry(answer: EachInLayout) -> Entry:
    """The derivative of each slice in one layout, in every notation."""
    return {"shape": list(answer.shape)} | {notation: answer.code(notation) for notation in NOTATIONS}


def _derivative(derivation: Derivation, certificate: Certificate | None, layouts: Entry) -> Entry:
    components = derivation.components
    return {
        "wrt": [variable.name for variable in derivation.wrt],
        **layouts,
        "components": {
            "indices": [{"name": name, "dimension": str(dimension)} for name, dimension in components.indices],
            "latex": components.latex,
            "typst": components.typst,
            "text": components.text,
            "spoken": components.spoken,
        },
        "differential": _differential(derivation),
        "backward": backward_of(derivation),
        "conditions": [condition_entry(condition) for condition in derivation.conditions],
        "kinks": list(derivation.kinks),
        "notes": list(derivation.notes),
        "certificate": _certificate(certificate),
    }


def backward_entry(answer: BackwardAnswer) -> Entry:
    """A backward pass in every notation, with the name of the upstream gradient, where it holds, and its proof."""
    return {
        "upstream": answer.upstream,
        **gradient_entry(answer),
        "conditions": [condition_entry(condition) for condition in answer.conditions],
        "certificate": _certificate(answer.certificate),
    }


def gradient_entry(answer: BackwardAnswer) -> Entry:
    """A gradient in every notation, with its shape."""
    return {"shape": list(answer.shape)} | {notation: answer.code(notation) for notation in NOTATIONS}


def backward_of(derivation: Derivation) -> Entry | None:
    """The backward pass of a vector or matrix; None of a number, whose gradient says it, and where there is none."""
    if (
        isinstance(derivation, ComplexDerivation)
        or derivation.order != 1
        or not proper_axes(derivation.expression.shape)
    ):
        return None
    answer = unless_refused(lambda: derivation.backward)
    return None if answer is None else backward_entry(answer)


def backward_data(found: Backward) -> Entry:
    """The backward pass of a value by several variables, and the programs that compute it."""
    return {
        "expr": found.questions[0].source,
        "upstream": found.upstream,
        "read_as": found.questions[0].read_as,
        "notes": list(found.notes),
        # Of what is refused there is none.
        "saved": unless_refused(lambda: list(found.saved)),
        "gradients": {name: backward_entry(answer) for name, answer in found.gradients.items()},
        "programs": {library: unless_refused(partial(found.program, library)) for library in WRITERS},
        "certificate": _certificate(unless_refused(lambda: found.certificate)),
    }


def checked(found: Backward) -> list[str]:
    """What was checked of the gradients, one sentence for those of which the same is said."""
    certificates: dict[str, Certificate] = {
        name: answer.certificate for name, answer in found.gradients.items() if answer.certificate is not None
    }
    names, groups = [*certificates], together([*certificates.values()])
    return [
        certificate.sentence if len(groups) == 1 else f"by {', '.join(names[at] for at in places)}: {certificate}"
        for places, certificate in groups
    ]


def _differential(derivation: Derivation) -> Entry | None:
    if not derivation.has_differential:
        return None
    found = derivation.differential
    return {"latex": found.latex, "typst": found.typst, "text": found.text, "spoken": found.spoken}


def condition_entry(condition: PrintableCondition) -> Entry:
    """What must hold: its subject, the predicate, and both in words; formulas in LaTeX and Typst stand in dollars."""
    return {
        "subject": {name: formula_text(condition.subject, name) for name in WORDED},
        "predicate": str(condition.predicate),
        "clause": {name: printed(condition.clause, name) for name in WORDED},
        "short": {name: printed(condition.short, name) for name in WORDED},
        "why": condition.why,
        "needed_by": condition.needed_by,
        "sufficient_only": condition.sufficient_only,
    }


def steps(derivation: Derivation) -> list[Entry]:
    """The derivation, line by line."""
    return [_route(route) for route in derivation.steps]


def _certificate(certificate: Certificate | None) -> Entry | None:
    return None if certificate is None else certificate_entry(certificate)


def certificate_entry(certificate: Certificate) -> Entry:
    """What was checked, with the figures."""
    figures = {name: _plain(value) for name, value in asdict(certificate).items()}
    return figures | {"sentence": certificate.sentence}


def variable_entry(variable: Variable) -> Entry:
    """The shape of a variable, and its properties."""
    return {"shape": [str(dimension) for dimension in variable.shape], "properties": sorted(variable.properties)}


def layout_entry(answer: LayoutAnswer) -> Entry:
    """A derivative in one layout, in every notation, with its shape."""
    return {"shape": list(answer.shape)} | {notation: answer.code(notation) for notation in NOTATIONS}


def _route(route: Route) -> Entry:
    return {
        "name": route.name,
        "title": route.title,
        "layout": str(route.layout) if route.layout is not None else None,
        "steps": [
            {
                "left": None
                if step.left is None
                else {"latex": latex.to_latex(step.left), "text": text.to_text(step.left)},
                "right": {"latex": latex.to_latex(step.right), "text": text.to_text(step.right)},
                "reason": step.reason,
            }
            for step in route.steps
        ],
    }


def _plain(value: object) -> Any:  # noqa: ANN401 - JSON has no narrower type
    match value:
        case Mapping():
            return {str(key): _plain(inner) for key, inner in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_plain(inner) for inner in value]
        case None | bool() | int() | float() | str():
            return value
        case _:
            return str(value)
