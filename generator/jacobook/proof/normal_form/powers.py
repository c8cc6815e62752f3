"""Powers of sums: numbers and common factors are taken out, and what is left is an atom raised to a power."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import partial
from math import gcd, lcm

from jacobook.proof.normal_form.algebra import UNIT, Algebra
from jacobook.proof.normal_form.cases import by_cases
from jacobook.proof.normal_form.numbers import number_power
from jacobook.proof.normal_form.terms import (
    Atom,
    Closed,
    Exponent,
    Factor,
    Index,
    Term,
    Terms,
    Unclear,
    closed,
    compact,
    free_indices,
)

_MOST_FACTORS = 12


def power(algebra: Algebra, base: Terms, exponent: Exponent) -> Terms:
    """Every entry of a sum raised to a rational number."""
    exponent = Fraction(exponent)
    if exponent == 0:
        return UNIT
    if exponent == 1:
        return base
    if not base:
        if exponent > 0:
            return []
        raise Unclear("it divides by zero")
    split = by_cases(algebra, [base], lambda parts: power(algebra, parts[0], exponent))
    if split is not None:
        return split
    if len(base) > 1:
        base = [*closed(base, free_indices(base)).terms]
        if len(base) < 2:
            return power(algebra, base, exponent)
    if len(base) == 1 and not base[0].bound:
        return _of_product(algebra, base[0], exponent)
    if exponent.denominator == 1 and 0 < exponent <= _MOST_FACTORS:
        return algebra.power_product(base, exponent.numerator)
    number, common, rest = content(base, whole=exponent.denominator == 1)
    outside = _of_product(algebra, Term(number, tuple(common)), exponent) if common or number != 1 else UNIT
    return algebra.product(outside, nested(algebra, rest, exponent))


def _of_product(algebra: Algebra, term: Term, exponent: Fraction) -> Terms:
    """A product of factors raised: each by itself for a whole exponent, else those known not to be negative."""
    if exponent.denominator == 1:
        factors = [factor._replace(exponent=factor.exponent * exponent) for factor in term.factors]
        return algebra.term(Fraction(term.coefficient) ** exponent.numerator, factors, ())
    raised, left = [], []
    for factor in term.factors:
        if _is_not_negative(factor) or (len(term.factors) == 1 and factor.exponent == 1 and _is_plain(factor)):
            raised.append(factor._replace(exponent=factor.exponent * exponent))
        else:
            left.append(factor)
    sign = 1 if term.coefficient > 0 else -1
    if sign < 0 and len(term.factors) == 1:
        left, raised = list(term.factors), []
    number, roots = number_power(abs(Fraction(term.coefficient)), exponent)
    outside = algebra.term(number, [*roots, *raised], ())
    if not left and sign > 0:
        return outside
    if len(left) == 1 and sign > 0 and left[0].exponent == 1 and _is_plain(left[0]):
        return algebra.product(outside, algebra.term(1, [left[0]._replace(exponent=exponent)], ()))
    return algebra.product(outside, nested(algebra, [Term(sign, tuple(left))], exponent))


def _is_plain(factor: Factor) -> bool:
    """Whether a root of the factor may stand as it is: an entry with a sign of its own that follows its indices not."""
    return factor.atom.symmetry >= 0


def _is_not_negative(factor: Factor) -> bool:
    """Whether the factor is at least 0 wherever it has a value."""
    exponent = Fraction(factor.exponent)
    return factor.atom.sign > 0 or exponent.denominator != 1


def is_positive(terms: Terms, *, strictly: bool = True) -> bool:
    """Whether a sum is known to be positive: no term can be negative, and one is greater than 0."""

    def rank(term: Term) -> int:
        if term.coefficient < 0:
            return 0
        ranks = [_rank(factor) for factor in term.factors]
        return min(ranks, default=2)

    ranks = [rank(term) for term in terms]
    return bool(ranks) and min(ranks) > 0 and (not strictly or max(ranks) == 2)


def _rank(factor: Factor) -> int:
    if factor.atom.sign == 2:
        return 2
    even = Fraction(factor.exponent).denominator == 1 and factor.exponent % 2 == 0
    return 1 if even or factor.atom.sign == 1 or Fraction(factor.exponent).denominator != 1 else 0


def content(terms: Terms, *, whole: bool, scalars: bool = False) -> tuple[Fraction, list[Factor], Terms]:
    """The number and the factors that stand in every term, and the sum without them.

    Where the sum is raised to a root (not `whole`), only what is never negative may be taken out; with `scalars` only
    what has no index.
    """
    numbers = [Fraction(term.coefficient) for term in terms]
    number = Fraction(gcd(*(n.numerator for n in numbers)), lcm(*(n.denominator for n in numbers)))
    common: dict[tuple[str, tuple[Index, ...]], Factor] = {}
    lowest: dict[tuple[str, tuple[Index, ...]], Exponent] = {}
    for count, term in enumerate(terms):
        here = {}
        for factor in term.factors:
            if scalars and factor.indices:
                continue
            if not any(index in term.bound for index in factor.indices) and (whole or factor.atom.sign > 0):
                here[factor.atom.key, factor.indices] = factor
        for key in {*common, *here}:
            known = here.get(key) or common[key]
            common[key] = known
            before = lowest.get(key, 0 if count else None)
            exponent = here[key].exponent if key in here else 0
            lowest[key] = exponent if before is None else min(before, exponent)
    taken = [
        common[key]._replace(exponent=low) for key, low in sorted(lowest.items(), key=lambda item: item[0][0]) if low
    ]
    taken = [factor for factor in taken if factor.atom.kind not in ("delta", "fusion", "bracket", "tie")]
    if not taken and number == 1:
        return number, [], terms
    exponents = {(factor.atom.key, factor.indices): factor.exponent for factor in taken}
    rest = []
    for term in terms:
        left = dict(exponents)
        factors = []
        for factor in term.factors:
            gone = left.pop((factor.atom.key, factor.indices), 0)
            if factor.exponent != gone:
                factors.append(factor._replace(exponent=factor.exponent - gone))
        factors += [
            factor._replace(exponent=-left[factor.atom.key, factor.indices])
            for factor in taken
            if (factor.atom.key, factor.indices) in left
        ]
        rest.append(Term(term.coefficient / number, tuple(factors), term.bound))
    return number, taken, rest


def nested(algebra: Algebra, terms: Terms, exponent: Fraction) -> Terms:
    """A sum as an atom raised to a power; for a whole exponent its sign is chosen by its first term."""
    (argument,), indices, symmetry = algebra.closing([terms])
    if not argument.terms:
        # Its terms cancel once they are written alike.
        if exponent <= 0:
            raise Unclear("a sum that is zero would be divided by")
        return []
    sign: Exponent = 1
    if exponent.denominator == 1 and (len(indices) == 2 or argument.terms[0].coefficient < 0):
        (opposite,), others, _ = algebra.closing([algebra.scaled(terms, -1)])
        if _first(opposite) < _first(argument):
            sign = -1 if exponent.numerator % 2 else 1
            argument, indices, terms = opposite, others, algebra.scaled(terms, -1)
    atom = Atom(
        "group",
        compact(f"({argument.key})"),
        symmetry,
        2 if is_positive(terms) else 1 if is_positive(terms, strictly=False) else 0,
        arguments=(argument,),
        rebuild=partial(_rebuilt, algebra),
    )
    return algebra.term(sign, [Factor(atom, indices, exponent)], ())


def with_closed_brackets(algebra: Algebra) -> Algebra:
    """The algebra set to multiply no bracket out: for long products, in which the same brackets stand on both sides."""
    algebra.hold = lambda terms: nested(algebra, terms, Fraction(1))
    return algebra


def _first(argument: Closed) -> tuple[bool, str]:
    """What of a sum and its negative is chosen by: the one whose first term has the sign +."""
    return argument.terms[0].coefficient < 0, argument.key


def _rebuilt(algebra: Algebra, arguments: Sequence[Terms], exponent: Exponent) -> Terms:
    return power(algebra, arguments[0], exponent)


def power_by(algebra: Algebra, base: Terms, exponent: Terms) -> Terms:
    """Every entry of a sum raised to an expression: b^(2 + t/3) as b² and (b^t)^(1/3)."""
    if not base and any(term.factors for term in exponent):
        raise Unclear("zero is raised to a symbolic power")
    split = by_cases(algebra, [base, exponent], lambda parts: power_by(algebra, *parts))
    if split is not None:
        return split
    result = UNIT
    for term in exponent:
        if not term.factors:
            result = algebra.product(result, power(algebra, algebra.refreshed(base), term.coefficient))
        else:
            unit = [term._replace(coefficient=Fraction(1))]
            result = algebra.product(result, _by_name(algebra, base, unit, Fraction(term.coefficient)))
    return result


def _by_name(algebra: Algebra, base: Terms, exponent: Terms, times: Fraction) -> Terms:
    """(b^t)^times, where b^t is an atom; of b = c^(1/2) that of c, to half as many times."""
    if len(base) == 1 and not base[0].bound and base[0].coefficient == 1 and len(base[0].factors) == 1:
        factor = base[0].factors[0]
        if factor.exponent != 1 and _is_not_negative(factor):
            base, times = [Term(1, (factor._replace(exponent=1),))], times * factor.exponent
            if factor.atom.kind == "group":
                base = algebra.opened(factor.atom.arguments[0], factor.indices)
    arguments, indices, symmetry = algebra.closing([base, exponent])
    key = compact(f"{arguments[0].key}^^{arguments[1].key}")
    sign = 2 if is_positive(base) else 0
    atom = Atom("power", key, symmetry, sign, arguments=arguments, rebuild=partial(_rebuilt_by_name, algebra))
    return [Term(1, (Factor(atom, indices, times),))]


def _rebuilt_by_name(algebra: Algebra, arguments: Sequence[Terms], times: Exponent) -> Terms:
    base, exponent = arguments
    return power_by(algebra, base, algebra.scaled(exponent, times))
