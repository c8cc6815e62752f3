"""A claim that answers another question: by another variable, of another order, or by another convention."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from jacobook.calculus.projection import structure_of, target
from jacobook.claims.asked import Asked
from jacobook.claims.forms import Form, fits, forms_of
from jacobook.claims.reading import Claim
from jacobook.claims.values import NO_VALUE, Here, Values, everywhere, same
from jacobook.claims.verdict import Finding, Kind
from jacobook.errors import JacobookError
from jacobook.language.dimension import Shape, proper_axes
from jacobook.language.expression import Expression, Variable
from jacobook.layout.formulas.formula import Formula
from jacobook.layout.formulas.statement import NotWritten, statement
from jacobook.proof.points.case import Case, measured, positions

_MOST_ORDER = 2


def other_questions(claim: Claim, places: Sequence[Here], *, told: bool = False) -> Iterator[Finding]:
    """Questions that the claim would be the answer to; `told` where it is known to be a part of the derivative."""
    asked = claim.asked
    yield from _conventions(claim, places)
    if claim.change is not None or claim.indices:
        return
    by = ", ".join(variable.name for variable in asked.wrt)
    others = [(v,) for v in asked.variables.values() if (v,) != asked.wrt and v.name != asked.upstream]
    for wrt in others if asked.order == 1 else [asked.wrt[:1]]:
        if _answers(claim, asked.again(asked.expression, wrt), places):
            name = wrt[0].name
            said = f"the derivative with respect to {name}, not {by}" if asked.order == 1 else "the first derivative"
            yield Finding(Kind.OTHER_QUESTION, f"This is {said}.")
    if asked.order < _MOST_ORDER and not asked.upstream:
        if _answers(claim, asked.again(asked.expression, asked.wrt * 2), places):
            yield Finding(Kind.OTHER_QUESTION, "This is the second derivative, not the first.")
        if not told and _is_value(claim, asked.expression, places):
            yield Finding(Kind.OTHER_QUESTION, "This is the function itself, not its derivative.")


def _answers(claim: Claim, other: Asked, places: Sequence[Here]) -> bool:
    try:
        elsewhere = replace(claim, asked=other)
        cases = [replace(here.case, wrt=other.wrt, _known={}) for here in places]
        found = everywhere(elsewhere, cases)
        wanted = [form for form in forms_of(elsewhere) if fits(claim.shape, form)]
        return len(found) == len(cases) and any(all(here.agrees(form) for here in found) for form in wanted)
    except (JacobookError, *NO_VALUE):
        return False


def _is_value(claim: Claim, expression: Expression, places: Sequence[Here]) -> bool:
    try:
        formula: Formula = statement(expression)
    except NotWritten:
        return False
    if proper_axes(expression.shape) != proper_axes(claim.shape):
        return False
    values = [here.of(formula) for here in places]
    return all(value is not None and same(value, here.values) for value, here in zip(values, places, strict=True))


def _conventions(claim: Claim, places: Sequence[Here]) -> Iterator[Finding]:
    """Of a symmetric variable: projected, or by its independent entries, G + Gᵀ − I ⊙ G."""
    (variable, *others) = claim.asked.wrt
    structure = structure_of(variable.properties)
    if others or structure is None or claim.change is not None or claim.indices or proper_axes(_value(claim)):
        return
    wanted: list[tuple[str, Callable[[Here, Values], Values]]] = []
    if any(claim.asked.structures):
        wanted.append(("with the entries treated as independent, not projected", _free))
    else:
        wanted.append((f"projected onto the {target(structure)}", _projected))
    if structure == "symmetric":
        told = (
            f"G + Gᵀ − I ⊙ G, the derivative with respect to the entries of {variable.name} on and below the diagonal, "
            "which is no gradient: it counts each entry beside the diagonal twice"
        )
        wanted.append((told, _by_triangle))
    for words, change in wanted:
        if all(_is_changed(here, variable, change) for here in places):
            yield Finding(Kind.CONVENTION, f"Right by another convention: {words}.")


def _value(claim: Claim) -> Shape:
    return claim.asked.expression.shape


def _is_changed(here: Here, variable: Variable, change: Callable[[Here, Values], Values]) -> bool:
    free = _entries_of_gradient(here)
    return same(here.values, change(here, free))


def _entries_of_gradient(here: Here) -> Values:
    """The derivatives by the entries, taken as independent, row after row."""
    case = here.case
    derivatives = case.derivatives(here.digits)
    return tuple(derivatives[(), place] for place in positions(measured(case.wrt[0].shape, case.sizes)))


def _free(_: Here, free: Values) -> Values:
    return free


def _projected(here: Here, free: Values) -> Values:
    projected: Case = here.case
    structure = structure_of(projected.wrt[0].properties)
    derivatives = projected.derivatives(here.digits).projected((structure,))
    places = positions(measured(projected.wrt[0].shape, projected.sizes))
    return tuple(derivatives[(), place] for place in places) or free


def _by_triangle(here: Here, free: Values) -> Values:
    size = measured(here.case.wrt[0].shape, here.case.sizes)[0]
    return tuple(free[i * size + j] + (free[j * size + i] if i != j else 0) for i in range(size) for j in range(size))


__all__ = ["Form", "other_questions"]
