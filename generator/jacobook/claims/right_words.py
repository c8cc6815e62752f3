"""What is said of a claim that is right: as which form, and by which road that was shown."""

from __future__ import annotations

from collections.abc import Sequence

from jacobook.claims.forms import (
    ARRAY,
    BACKWARD,
    COMPONENTS,
    DENOMINATOR,
    DIFFERENTIAL,
    NUMERATOR,
    VEC_TURNED,
    Form,
)
from jacobook.claims.reading import Claim
from jacobook.language.dimension import ONE, proper_axes
from jacobook.proof.every_size.sides import VEC
from jacobook.proof.verdict.certificate import Certificate
from jacobook.proof.verdict.wording import sizes_tried


def right_words(claim: Claim, form: Form, name: str, also: Sequence[str]) -> str:
    """As which form a claim is right, in a sentence."""
    asked = claim.asked
    axes = [length for shape in (asked.expression.shape, *(v.shape for v in asked.wrt)) for length in shape]
    if name in (NUMERATOR, DENOMINATOR) and not [length for length in axes if length != ONE]:
        return "Right."
    if name in (NUMERATOR, DENOMINATOR):
        if NUMERATOR in (name, *also) and DENOMINATOR in (name, *also):
            return "Right, in both layouts, which are the same here."
        line = "" if len(proper_axes(claim.shape)) != 1 else _line(name, claim)
        return f"Right, in {name} layout{line}."
    if name == COMPONENTS and not form.is_in_order:
        counted = [axis for group in form.groups for axis in group]
        pairs = zip(claim.indices, counted, strict=True)
        counts = [f"{index.name} counts {_counted(claim, *axis)}" for index, axis in pairs]
        return f"Right, {_AS[COMPONENTS]}: {', '.join(counts)}."
    return f"Right, {_AS.get(name, f'as the {name}')}."


def _counted(claim: Claim, array: int, axis: int) -> str:
    """What an index counts: the entries of a vector, the rows or the columns of a matrix."""
    of = "the value" if array == 0 else claim.asked.wrt[array - 1].name
    shape = claim.asked.expression.shape if array == 0 else claim.asked.wrt[array - 1].shape
    kind = "entries" if len(proper_axes(shape)) == 1 else ("rows", "columns")[axis]
    return f"the {kind} of {of}"


def _line(name: str, claim: Claim) -> str:
    of_value = bool(proper_axes(claim.asked.expression.shape))
    column = (name == NUMERATOR) is of_value
    return " (a column)" if column else " (a row)"


def as_words(name: str) -> str:
    """The name of a form within a sentence."""
    return f", in {name} layout" if name in (NUMERATOR, DENOMINATOR) else f", as the {name} form"


_AS = {
    VEC: "as the vec form, ∂vec(value)/∂vec(variable) with columns stacked",
    VEC_TURNED: "as the transpose of the vec form",
    ARRAY: "as an array with all axes, those of the value first",
    BACKWARD: "as the backward pass: the gradient in the shape of the variable, given the upstream gradient",
    f"{BACKWARD}, transposed": "as the backward pass, transposed: in numerator layout",
    DIFFERENTIAL: "as the differential",
    COMPONENTS: "as one entry by its indices",
}


def road(certificate: Certificate, unmet: Sequence[str], *, every_size: bool) -> str:
    """By which road a claim was shown to be right."""
    if every_size:
        return "Shown for every size." if certificate.sizes else "Shown for all values."
    tried = sizes_tried(certificate.assignments)
    sizes = f" at {tried}" if tried else ""
    every = "every size" if certificate.sizes else "all values"
    missed = f" Not met: {'; '.join(unmet)}." if unmet else ""
    return f"It agrees at every point that was tried{sizes}; that it does so for {every} was not shown.{missed}"
