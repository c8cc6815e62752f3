"""The search for a mistake: the answer with one slip in it that equals the claim, or the claim with one slip mended."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from jacobook.claims.edits import MOST_EDITS, Edit, Slip, edits, opened
from jacobook.claims.forms import DIFFERENTIAL, Form, forms_of
from jacobook.claims.reading import Claim, lies
from jacobook.claims.slip_words import left_out, mended
from jacobook.claims.values import Here, same
from jacobook.claims.verdict import Finding
from jacobook.language.dimension import Shape, proper_axes
from jacobook.layout.forms.naming import substitute
from jacobook.layout.formulas import formula as f
from jacobook.layout.formulas.measure import cost
from jacobook.proof.points.case import measured

MOST_FOUND = 3
"""Slips that are told of one claim."""


def slips_in(claim: Claim, places: Sequence[Here]) -> Iterator[Finding]:
    """Slips that lead from the answer to the claim, then those that lead from the claim to the answer."""
    found = sorted(_of_the_answer(claim, places), key=_rank)
    found = _without_numbers(list(filter(_is_plain, found)) or found)
    yield from (left_out(edit, claim) for edit in found[:MOST_FOUND])
    other = _without_numbers(sorted(_of_the_claim(claim, places), key=_rank))
    if not found or (other and other[0].slip is Slip.TERM and found[0].slip is not Slip.TERM):
        yield from (mended(edit) for edit in other[: MOST_FOUND if not found else 1])


_FIRST = tuple(Slip)


def _rank(edit: Edit) -> tuple[int, object]:
    return _FIRST.index(edit.slip), cost(edit.part)


def _without_numbers(found: list[Edit]) -> list[Edit]:
    """Slips without those of a number, where another one says the same better."""
    return [edit for edit in found if edit.slip is not Slip.COEFFICIENT] or found


def _is_plain(edit: Edit) -> bool:
    """Whether a slip is told as it is: where 1 − σ became 1, it is rather the whole factor that was left out."""
    terms = edit.around.terms if isinstance(edit.around, f.Sum) else ()
    rest = [term for term in terms if term is not edit.part]
    return edit.slip is not Slip.TERM or not all(isinstance(term, f.Filled | f.Number) for term in rest)


def _of_the_answer(claim: Claim, places: Sequence[Here]) -> list[Edit]:
    found: dict[tuple[Slip, f.Formula], Edit] = {}
    axes = proper_axes(claim.shape)
    for form in _trees(claim):
        if found:
            break
        for edit in islice(edits(opened(form, substitute)), MOST_EDITS):
            shape = proper_axes((edit.formula.rows, edit.formula.columns))
            if _alike(shape, axes, places[0]) and all(_equals(here, edit.formula) for here in places):
                found.setdefault((edit.slip, edit.part), edit)
    return list(found.values())


def _alike(shape: Shape, axes: Shape, here: Here) -> bool:
    """Whether two shapes are the same there; the entry of a component form is a number."""
    sizes = here.case.sizes
    return measured(shape, sizes) == measured(axes, sizes)


def _trees(claim: Claim) -> tuple[f.MatrixForm, ...]:
    """The forms of the answer that a claim may be a corrupted copy of, the likeliest first."""
    if claim.indices:
        entries = claim.asked.entries()
        return () if entries is None else (f.MatrixForm(entries[0]),)
    if claim.change is not None:
        found = claim.asked.forms().get(DIFFERENTIAL)
        return () if found is None else (found,)
    of_value = bool(proper_axes(claim.asked.expression.shape))
    return claim.asked.laid_out(lying=lies(claim.expression) is not of_value)


def _equals(here: Here, formula: f.Formula) -> bool:
    values = here.of(formula)
    return values is not None and same(values, here.values)


def _of_the_claim(claim: Claim, places: Sequence[Here]) -> list[Edit]:
    formula = claim.formula
    if formula is None or claim.indices:
        return []
    forms = forms_of(claim)
    return [
        edit
        for edit in islice(edits(formula), MOST_EDITS)
        if any(all(_is_form(here, edit.formula, form) for here in places) for form in forms)
    ]


def _is_form(here: Here, formula: f.Formula, form: Form) -> bool:
    sizes = here.case.sizes
    if measured(proper_axes((formula.rows, formula.columns)), sizes) != measured(proper_axes(form.shape), sizes):
        return False
    values = here.of(formula)
    return values is not None and same(values, here.expected(form))
