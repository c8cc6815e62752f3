"""Functions of symmetric matrices in programs that move one entry at a time.

Libraries read one triangle of such a matrix alone. Where its entries move one by one, the function is that of
(A + Aᵀ)/2, which at a symmetric matrix is the same.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from fractions import Fraction

from jacobook.language.domain import Predicate
from jacobook.language.expression import Variable
from jacobook.language.functions.factors import FACTORS
from jacobook.layout.conditions.bounds import variables_of
from jacobook.layout.forms.naming import rebuild
from jacobook.layout.formulas import algebra
from jacobook.layout.formulas import formula as f

_OF_ONE_TRIANGLE = frozenset(
    each.name
    for each in FACTORS
    if each.domain is not None
    and {Predicate.SYMMETRIC, Predicate.POSITIVE_DEFINITE} & {each.domain.value, each.domain.derivative}
)


def with_both_triangles(value: f.Formula, moved: Collection[Variable]) -> f.Formula:
    """The formula in which such functions take the symmetric part of what these variables move freely."""
    names = {variable.name for variable in moved if "symmetric" in variable.properties}
    return _rebuilt(value, names) if names else value


def _rebuilt(formula: f.Formula, names: Collection[str]) -> f.Formula:
    inner = rebuild(formula, lambda piece: _rebuilt(piece, names))
    if not isinstance(inner, f.NamedFunction) or inner.name not in _OF_ONE_TRIANGLE:
        return inner
    argument = inner.argument
    if not variables_of(argument) & frozenset(names):
        return inner
    both = f.Sum((argument, f.Transpose(argument)))
    return replace(inner, argument=algebra.multiple(Fraction(1, 2), body=both))
