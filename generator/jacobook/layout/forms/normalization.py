"""Pullbacks of normalizations as papers print them: three terms inside, with the normalized value named.

Of rows that are divided by s = √r after C has been subtracted from their mean, the pullback holds C divided by s once
outside and by r within; with X̂ = diag(𝟏 ⊘ s) C it is diag(𝟏 ⊘ s)(N − N𝟏𝟏ᵀ/n − diag((N ⊙ X̂)𝟏) X̂/n). (Ioffe and Szegedy
2015, "Batch normalization".)
"""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction

from jacobook.layout.forms.naming import substitute
from jacobook.layout.forms.scaled_rows import Powers, ScaledTerm, powers_of, scaled_term, written_between, written_term
from jacobook.layout.formulas import algebra
from jacobook.layout.formulas import formula as f
from jacobook.layout.formulas.like_terms import plain_sum
from jacobook.layout.formulas.measure import pieces

_HALF = Fraction(1, 2)


def normalized(formula: f.Formula, taken: Collection[str]) -> f.MatrixForm | None:
    """The form with names for the deviation and for the normalized value; None of anything else."""
    part = algebra.split(formula)
    factors = list(part.body.factors) if isinstance(part.body, f.Product) else []
    sums = [place for place, factor in enumerate(factors) if isinstance(factor, f.Sum)]
    if len(sums) != 1 or len(factors) > 3:
        return None
    (place,) = sums
    inner = factors[place]
    assert isinstance(inner, f.Sum)
    sides = [factors[:place], factors[place + 1 :]]
    if any(len(side) > 1 or (side and not isinstance(side[0], f.Diagonal)) for side in sides):
        return None
    around = [powers_of(side[0].body) if side and isinstance(side[0], f.Diagonal) else {} for side in sides]
    terms = [scaled_term(term) for term in inner.terms]
    for side, powers in enumerate(around):
        for variance in [base for base, exponent in powers.items() if exponent == -_HALF]:
            found = _named(terms, side, variance, taken)
            if found is None:
                continue
            changed, deviation, value, centred = found
            around[side] = {**{base: e for base, e in powers.items() if base != variance}, deviation: Fraction(-1)}
            rest = plain_sum([written_term(term, inner) for term in changed])
            whole = written_between(around[0], rest, around[1])
            whole = algebra.multiple(part.coefficient, part.numerators, part.denominators, whole)
            scale: list[Powers] = [{}, {}]
            scale[side] = {deviation: Fraction(-1)}
            definitions = (
                f.Definition(deviation, algebra.power(variance, _HALF)),
                f.Definition(value, written_between(scale[0], centred, scale[1])),
            )
            return f.MatrixForm(whole, definitions, frozenset(taken))
    return None


def _named(
    terms: list[ScaledTerm], side: int, variance: f.Formula, taken: Collection[str]
) -> tuple[list[ScaledTerm], f.Symbol, f.Symbol, f.Formula] | None:
    """The terms with a name for C over its deviation, the deviation, that name, and C."""
    for place, term in enumerate(terms):
        powers = (term.left, term.right)[side]
        if powers.get(variance) != -1 or len(term.factors) != 1:
            continue
        (centred,) = term.factors
        projections = [base for base in powers if base != variance and any(p == centred for p in pieces(base))]
        if len(projections) != 1:
            continue
        name = _free(_names_of(centred), taken)
        deviation_name = _free(("s", "c", "d", "s_0"), {*taken, name})
        value = f.Symbol(name, centred.rows, centred.columns, 2)
        deviation = f.Symbol(deviation_name, variance.rows, variance.columns, 1)
        changed = {
            (substitute(base, centred, value) if base is projections[0] else base): exponent
            for base, exponent in powers.items()
            if base != variance
        }
        sides = [term.left, term.right]
        sides[side] = changed
        new = ScaledTerm(term.scalar, sides[0], sides[1], (value,))
        return [*terms[:place], new, *terms[place + 1 :]], deviation, value, centred
    return None


def _names_of(centred: f.Formula) -> tuple[str, ...]:
    """X̂ for the normalized X."""
    first = next((p for p in pieces(centred) if isinstance(p, f.Symbol)), None)
    own = (f"{first.name}_hat",) if first is not None and "_" not in first.name else ()
    return (*own, "N", "M", "N_0")


def _free(names: Collection[str], taken: Collection[str]) -> str:
    return next(name for name in names if name not in taken)
