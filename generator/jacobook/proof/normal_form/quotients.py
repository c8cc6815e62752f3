"""Quotients brought to a common denominator: a sum is zero where it is zero when multiplied by its denominators."""

from __future__ import annotations

from collections.abc import Sequence

from jacobook.proof.normal_form.algebra import Algebra
from jacobook.proof.normal_form.terms import Exponent, Factor, Index, Indices, Terms, collected

_MOST_DENOMINATORS = 8


def without_quotients(algebra: Algebra, terms: Terms, free: Sequence[Index]) -> Terms:
    """The sum multiplied by every nested sum that it is divided by at free indices."""
    for _ in range(_MOST_DENOMINATORS):
        divisor = _divisor(terms)
        if divisor is None:
            break
        multiplied = [
            last for term in terms for last in algebra.term(term.coefficient, (*term.factors, divisor), term.bound)
        ]
        terms = [*collected(multiplied, free).values()]
    return terms


def _divisor(terms: Terms) -> Factor | None:
    """The largest power of the first nested sum that something is divided by."""
    lowest: dict[tuple[str, Indices], Factor] = {}
    for term in terms:
        for factor in term.factors:
            if factor.atom.kind == "group" and factor.exponent < 0 and not {*factor.indices} & {*term.bound}:
                known = lowest.get((factor.atom.key, factor.indices))
                if known is None or factor.exponent < known.exponent:
                    lowest[factor.atom.key, factor.indices] = factor
    if not lowest:
        return None
    chosen = lowest[min(lowest, key=lambda key: (key[0], [i.number for i in key[1]]))]
    exponent: Exponent = -chosen.exponent
    return chosen._replace(exponent=exponent)
