"""A claim of another shape than the derivative: both shapes, and what it may have been."""

from __future__ import annotations

from collections.abc import Sequence

from jacobook.claims.forms import DENOMINATOR, NUMERATOR, Form, forms_of
from jacobook.claims.reading import Claim
from jacobook.claims.values import Here, same
from jacobook.claims.verdict import Finding, Kind
from jacobook.language.dimension import Shape, proper_axes
from jacobook.proof.numbers.arithmetic import Entry
from jacobook.proof.points.case import measured

HINTED = ("of ones.", "in a product.", "keeps them apart.")
"""How a sentence ends that says what a claim is of the derivative."""


def another_shape(claim: Claim, places: Sequence[Here]) -> Finding:
    """That a claim has another shape, and what it is of the derivative."""
    forms = forms_of(claim)
    wanted = " or ".join(_in_words(forms))
    if claim.indices:
        count = sum(len(group) for group in forms[0].groups) if forms else 0
        sentence = f"Yours has {_many(len(claim.indices))}, and the derivative {_many(count)}."
        return Finding(Kind.SHAPE, sentence)
    hint = _part_of(forms, places)
    return Finding(Kind.SHAPE, f"Another shape: yours is {_shape(claim.shape)}, the derivative is {wanted}.{hint}")


def _many(count: int) -> str:
    return f"{count} index" if count == 1 else f"{count} indices"


def _in_words(forms: Sequence[Form]) -> list[str]:
    said: dict[str, list[str]] = {}
    for form in forms:
        if form.name in (NUMERATOR, DENOMINATOR) or len(forms) == 1 or form.name.startswith("backward"):
            said.setdefault(_shape(form.shape), []).append(form.name)
    alone = len(said) == 1
    return [
        f"{shape}{'' if alone or shape == 'a number' else f' in {names[0]} layout'}" for shape, names in said.items()
    ] or [_shape(form.shape) for form in forms[:1]]


def _shape(shape: Shape) -> str:
    axes = proper_axes(shape)
    match len(axes):
        case 0:
            return "a number"
        case 1:
            return f"a vector of length {axes[0].label}"
        case _:
            return "×".join(length.label for length in axes)


def _part_of(forms: Sequence[Form], places: Sequence[Here]) -> str:
    """What a claim of fewer axes is of the derivative: its diagonal, the sums of its rows or columns, each entry."""
    for form in forms:
        if all(_is_each(here, form) for here in places):
            return " Each of its entries is yours: multiply by a vector or matrix of ones."
        if len(form.shape) != 2:
            continue
        if all(_is_diagonal(here, form) for here in places):
            return " Yours is the diagonal of it: write diag(…), or ⊙ in a product."
        for by_rows in (True, False):
            if all(_is_summed(here, form, by_rows=by_rows) for here in places):
                return " Yours are the sums over all entries of the value: the derivative keeps them apart."
    return ""


def _is_each(here: Here, form: Form) -> bool:
    return len(here.values) == 1 and all(same((entry,), here.values) for entry in here.expected(form))


def _table(here: Here, form: Form) -> list[tuple[Entry, ...]]:
    rows, columns = measured(form.shape, here.case.sizes)
    found = here.expected(form)
    return [tuple(found[i * columns : (i + 1) * columns]) for i in range(rows)]


def _is_diagonal(here: Here, form: Form) -> bool:
    table = _table(here, form)
    square = len(table) == len(table[0]) and form.shape[0] == form.shape[1]
    return square and same(here.values, [row[k] for k, row in enumerate(table)])


def _is_summed(here: Here, form: Form, *, by_rows: bool) -> bool:
    table = _table(here, form)
    lines = table if by_rows else list(zip(*table, strict=True))
    return same(here.values, [sum(line[1:], start=line[0]) for line in lines])
