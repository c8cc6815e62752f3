"""Sums of formulas with like terms added, before any factor is taken out."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from jacobook.layout.formulas import algebra
from jacobook.layout.formulas.formula import (
    Commutation,
    Formula,
    Identity,
    Multiple,
    Sum,
    Transpose,
    is_column,
    is_row,
    is_scalar,
)
from jacobook.layout.formulas.measure import transposes


def plain_sum(terms: Sequence[Formula]) -> Formula:
    """The terms added as they stand, one that is not subtracted first."""
    kept = [term for term in terms if not algebra.is_zero(term)]
    if not kept:
        return algebra.zero(terms[0].rows, terms[0].columns)
    flat = [inner for term in kept for inner in (term.terms if isinstance(term, Sum) else (term,))]
    if len(flat) == 1:
        return flat[0]
    lead = next((i for i, term in enumerate(flat) if algebra.split(term).coefficient > 0), 0)
    ordered = [flat[lead], *flat[:lead], *flat[lead + 1 :]]
    return Sum(tuple(_plain_first(ordered)))


def _plain_first(terms: list[Formula]) -> list[Formula]:
    """A + Aᵀ rather than Aᵀ + A, B − A − Aᵀ rather than B − Aᵀ − A, and CAXB before AᵀCᵀXBᵀ."""
    if is_column(terms[0]) or is_row(terms[0]) or is_scalar(terms[0]):
        return terms
    added = [term for term in terms if algebra.split(term).coefficient > 0]
    permuted = any(isinstance(algebra.split(term).body, Commutation) for term in added)
    # I + K, but c I + AᵀA in the order of the question.
    order = (lambda term: (transposes(term), not isinstance(term, Identity))) if permuted else transposes
    return [*sorted(added, key=order), *sorted((term for term in terms if term not in added), key=transposes)]


def collected_terms(terms: Sequence[Formula]) -> list[Formula]:
    """Like terms added, zeros dropped; a bracket with a number before it is opened where terms then cancel."""
    flat = _halves_opened([inner for term in terms for inner in (term.terms if isinstance(term, Sum) else (term,))])
    collected = like_terms(flat)
    if len(flat) > 1 and any(map(_is_multiple_of_sum, flat)):
        opened = like_terms([inner for term in flat for inner in _opened(term)])
        if len(opened) < sum(len(_opened(term)) for term in collected):
            return opened
    return collected


def _halves_opened(flat: list[Formula]) -> list[Formula]:
    """A + B + Aᵀ + Bᵀ for A + B + (A + B)ᵀ: a sum that stands transposed beside itself or its own terms is opened."""
    halves = [_half(term) for term in flat]
    known = {body for term, half in zip(flat, halves, strict=True) if half is None for body in _bodies([term])}
    opened: list[Formula] = []
    for place, (term, half) in enumerate(zip(flat, halves, strict=True)):
        others = {other for at, other in enumerate(halves) if at != place and other is not None}
        part = algebra.split(term)
        turned = isinstance(part.body, Transpose)
        if half is None or not (half in others or (turned and _bodies(half.terms) & known)):
            opened.append(term)
            continue
        inner = [algebra.transpose(each) for each in half.terms] if turned else half.terms
        opened += [algebra.multiple(part.coefficient, part.numerators, part.denominators, each) for each in inner]
    return opened


def _half(term: Formula) -> Sum | None:
    """The sum of matrices that a term is a multiple of, as it stands or transposed."""
    body = algebra.split(term).body
    inner = body.body if isinstance(body, Transpose) else body
    return inner if isinstance(inner, Sum) and not is_row(inner) and not is_column(inner) else None


def _bodies(terms: Sequence[Formula]) -> set[Formula | None]:
    """What the terms are multiples of, and its transposes."""
    bodies = [algebra.split(term).body for term in terms]
    return {*bodies, *(None if body is None else algebra.transpose(body) for body in bodies)} - {None}


def _is_multiple_of_sum(term: Formula) -> bool:
    return isinstance(term, Multiple) and isinstance(term.body, Sum) and not term.numerators and not term.denominators


def _opened(term: Formula) -> tuple[Formula, ...]:
    """2a − 2b for 2(a − b)."""
    if isinstance(term, Multiple) and isinstance(term.body, Sum) and _is_multiple_of_sum(term):
        return tuple(
            algebra.multiple(
                term.coefficient, (inner,) if is_scalar(inner) else (), (), None if is_scalar(inner) else inner
            )
            for inner in term.body.terms
        )
    return (term,)


def like_terms(flat: Sequence[Formula]) -> list[Formula]:
    """Like terms added, zeros dropped, in the order in which they first stand."""
    totals: dict[tuple[object, ...], tuple[Fraction, Multiple]] = {}
    for term in flat:
        part = algebra.split(term)
        key = (frozenset(part.numerators), len(part.numerators), frozenset(part.denominators), part.body)
        known = totals.get(key)
        totals[key] = (part.coefficient + (known[0] if known else 0), known[1] if known else part)
    return [
        algebra.multiple(total, part.numerators, part.denominators, part.body)
        for total, part in totals.values()
        if total != 0 and not (part.body is not None and algebra.is_zero(part.body))
    ]
