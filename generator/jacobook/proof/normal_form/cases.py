"""Functions of brackets by cases: of a + b[c] they are f(a) where c does not hold, and f(a + b) where it does."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from jacobook.proof.normal_form.algebra import UNIT, Algebra
from jacobook.proof.normal_form.terms import Factor, Terms

_CASES = ("bracket", "tie")


def by_cases(algebra: Algebra, arguments: Sequence[Terms], function: Callable[[list[Terms]], Terms]) -> Terms | None:
    """The function of the arguments, each bracket in them being either 0 or 1; None where they hold none."""
    bracket = _bracket(arguments) if algebra.deep else None
    if bracket is None:
        return None
    where = algebra.term(1, [bracket], ())
    elsewhere = [*UNIT, *algebra.scaled(where, -1)]
    parts = []
    for value, weight in ((1, where), (0, elsewhere)):
        given = [last for argument in arguments for last in [_with(algebra, argument, bracket, value)]]
        parts += algebra.product(weight, function(given))
    return parts


def _bracket(arguments: Sequence[Terms]) -> Factor | None:
    """The first of the brackets that stand in a term at indices which are all free."""
    found = [
        factor
        for argument in arguments
        for term in argument
        for factor in term.factors
        if factor.atom.kind in _CASES and not any(index in term.bound for index in factor.indices)
    ]
    return min(found, key=lambda f: (f.atom.key, [i.number for i in f.indices]), default=None)


def _with(algebra: Algebra, argument: Terms, bracket: Factor, value: int) -> Terms:
    """The argument with 0 or 1 for a bracket, collected by nothing."""
    result: Terms = []
    for term in argument:
        rest = tuple(f for f in term.factors if not (f.atom.key == bracket.atom.key and f.indices == bracket.indices))
        if len(rest) == len(term.factors):
            result.append(term)
        elif value:
            result += algebra.term(term.coefficient, rest, term.bound)
    return result
