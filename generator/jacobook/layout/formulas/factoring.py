"""Sums as a textbook writes them: like terms collected and common factors taken out, when that makes them shorter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from jacobook.calculus.index_algebra import common_number
from jacobook.layout.formulas import algebra
from jacobook.layout.formulas.formula import (
    Commutation,
    Diagonal,
    Filled,
    FiniteSum,
    Formula,
    FunctionValue,
    Hadamard,
    HadamardQuotient,
    Identity,
    Kronecker,
    Multiple,
    Number,
    Power,
    Product,
    Sum,
    Symbol,
    Transpose,
    is_column,
    is_row,
    is_scalar,
)
from jacobook.layout.formulas.measure import Cost, cost, transposes

_MOST_TERMS_FACTORED = 12


def combine(terms: Sequence[Formula]) -> Formula:
    """The sum of one or more formulas of one shape, in its shortest form."""
    if len(terms) == 1 and not isinstance(terms[0], Sum):
        return terms[0]
    rows, columns = terms[0].rows, terms[0].columns
    collected = _collect(terms)
    if not collected:
        return algebra.zero(rows, columns)
    if len(collected) > _MOST_TERMS_FACTORED:
        return plain_sum(collected)
    best = collected
    while len(best) > 1:
        shorter = min(_merges(best), key=_total_cost, default=best)
        if _total_cost(shorter) >= _total_cost(best):
            break
        best = _collect(shorter)
    if not best:
        return algebra.zero(rows, columns)
    return _common_scalar(best) if len(best) > 1 else best[0]


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


def _total_cost(terms: Sequence[Formula]) -> Cost:
    costs = [cost(term) for term in terms]
    return sum(c[0] for c in costs), sum(c[1] for c in costs), sum(c[2] for c in costs)


def _collect(terms: Sequence[Formula]) -> list[Formula]:
    """Like terms added, zeros dropped; a bracket with a number before it is opened where terms then cancel."""
    flat = _halves_opened([inner for term in terms for inner in (term.terms if isinstance(term, Sum) else (term,))])
    collected = _like_terms(flat)
    if len(flat) > 1 and any(map(_is_multiple_of_sum, flat)):
        opened = _like_terms([inner for term in flat for inner in _opened(term)])
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


def _like_terms(flat: Sequence[Formula]) -> list[Formula]:
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


def _merges(terms: Sequence[Formula]) -> Iterator[list[Formula]]:
    """The ways of taking one factor out of two or more of the terms."""
    parts = [algebra.split(term) for term in terms]
    yield from _merge_equal_bodies(terms, parts)
    yield from _merge_diagonals(terms, parts)
    for last in (False, True):
        yield from _merge_products(terms, parts, last=last)
    yield from _merge_hadamard(terms, parts)
    yield from _merge_kronecker(terms, parts)
    yield from _merge_finite_sums(terms, parts)


def _replace(terms: Sequence[Formula], members: Sequence[int], merged: Formula) -> list[Formula]:
    rest = [term for i, term in enumerate(terms) if i not in members]
    return [*rest[: members[0]], merged, *rest[members[0] :]]


def _scalar_of(part: Multiple) -> Formula:
    return algebra.multiple(part.coefficient, part.numerators, part.denominators)


def _merge_equal_bodies(terms: Sequence[Formula], parts: Sequence[Multiple]) -> Iterator[list[Formula]]:
    """a·M + b·M = (a + b)·M."""
    for body in dict.fromkeys(part.body for part in parts if part.body is not None):
        members = [i for i, part in enumerate(parts) if part.body == body]
        if len(members) > 1:
            scalar = combine([_scalar_of(parts[i]) for i in members])
            yield _replace(terms, members, algebra.multiple(1, (scalar,), (), body))


def _merge_diagonals(terms: Sequence[Formula], parts: Sequence[Multiple]) -> Iterator[list[Formula]]:
    """diag(u) + diag(v) = diag(u + v)."""
    members = [i for i, part in enumerate(parts) if isinstance(part.body, Diagonal)]
    if len(members) > 1:
        vectors = []
        for i in members:
            body = parts[i].body
            assert isinstance(body, Diagonal)
            vectors.append(algebra.multiple(1, (_scalar_of(parts[i]),), (), body.body))
        yield _replace(terms, members, algebra.diagonal(combine(vectors)))


def _merge_kronecker(terms: Sequence[Formula], parts: Sequence[Multiple]) -> Iterator[list[Formula]]:
    """F ⊗ A + F ⊗ B = F ⊗ (A + B), and A ⊗ F + B ⊗ F = (A + B) ⊗ F."""
    bodies = [part.body for part in parts]
    for last in (False, True):
        ends = [(b.right if last else b.left) if isinstance(b, Kronecker) else None for b in bodies]
        for shared in dict.fromkeys(end for end in ends if end is not None):
            members = [i for i, end in enumerate(ends) if end == shared]
            if len(members) < 2:
                continue
            rests = []
            for i in members:
                body, part = bodies[i], parts[i]
                assert isinstance(body, Kronecker)
                rest = body.left if last else body.right
                rests.append(algebra.multiple(part.coefficient, part.numerators, part.denominators, rest))
            inner = combine(rests)
            yield _replace(terms, members, algebra.kronecker(*((inner, shared) if last else (shared, inner))))


def _merge_finite_sums(terms: Sequence[Formula], parts: Sequence[Multiple]) -> Iterator[list[Formula]]:
    """Σ A_r + Σ B_r = Σ (A_r + B_r) over the same r."""
    ranges = [(s.index, s.count) if isinstance(s := part.body, FiniteSum) else None for part in parts]
    for shared in dict.fromkeys(r for r in ranges if r is not None):
        members = [i for i, each in enumerate(ranges) if each == shared]
        if len(members) > 1:
            bodies = []
            for i in members:
                body = parts[i].body
                assert isinstance(body, FiniteSum)
                bodies.append(algebra.multiple(1, (_scalar_of(parts[i]),), (), body.body))
            yield _replace(terms, members, algebra.finite_sum(*shared, combine(bodies)))


def _factors(part: Multiple) -> tuple[Formula, ...]:
    if part.body is None:
        return ()
    return part.body.factors if isinstance(part.body, Product) else (part.body,)


def _merge_products(terms: Sequence[Formula], parts: Sequence[Multiple], *, last: bool) -> Iterator[list[Formula]]:
    """FA + FB = F(A + B), and AF + BF = (A + B)F."""
    end = -1 if last else 0
    ends = [factors[end] if (factors := _factors(part)) else None for part in parts]
    for shared in dict.fromkeys(e for e in ends if e is not None and not isinstance(e, Filled | Identity)):
        if is_scalar(shared):
            continue
        members = _without_identity(parts, [i for i, e in enumerate(ends) if e == shared], last=last)
        if len(members) < 2 or (_stands_alone(shared, last=last) and not _separable(parts, members)):
            continue
        remainders = [_remainder(parts[i], last=last) for i in members]
        inner = _turned_once(_sign_outside(combine(remainders)))
        vector = is_column(shared) or is_row(shared)
        if len(members) < len(terms) and not vector and not _is_symmetric_pair(inner):
            continue
        yield _replace(terms, members, algebra.product(inner, shared) if last else algebra.product(shared, inner))


def _without_identity(parts: Sequence[Multiple], members: list[int], *, last: bool) -> list[int]:
    """The members without those that would leave I behind.

    AB + ABCD is not written AB(I + CD), nor Ax − (xᵀAx/xᵀx) x as (A − (xᵀAx/xᵀx) I)x; but Ax − λx is (A − λI)x.
    """
    if len(members) < 2:
        return members
    shortest = min((_factors(parts[i]) for i in members), key=len)
    size = len(shortest)
    ends = [_factors(parts[i]) for i in members]
    if any((factors[-size:] if last else factors[:size]) != shortest for factors in ends):
        return members
    kept = [i for i in members if len(_factors(parts[i])) > size]
    if size > 1:
        return members if is_row(shortest[0]) or is_column(shortest[-1]) else kept
    alone = [parts[i] for i in members if i not in kept]
    vector = is_row(shortest[0]) or is_column(shortest[0])
    return kept if vector and any(map(_has_long_scalar, alone)) else members


def _has_long_scalar(part: Multiple) -> bool:
    return any(not isinstance(_base(scalar)[0], Symbol) for scalar in (*part.numerators, *part.denominators))


def _is_symmetric_pair(formula: Formula) -> bool:
    """Whether a formula is A + Aᵀ."""
    return isinstance(formula, Sum) and algebra.is_symmetric(formula) and cost(formula)[0] == 2


def _turned_once(formula: Formula) -> Formula:
    """(p − y)ᵀ for pᵀ − yᵀ, where more factors will stand beside it."""
    if not isinstance(formula, Sum) or not is_row(formula):
        return formula
    standing = Sum(tuple(map(algebra.transpose, formula.terms)))
    return Transpose(standing) if transposes(standing) + 1 < transposes(formula) else formula


def _sign_outside(formula: Formula) -> Formula:
    """−(A + Aᵀ) for −A − Aᵀ, where more factors will stand beside it."""
    if isinstance(formula, Sum) and all(algebra.split(term).coefficient < 0 for term in formula.terms):
        return algebra.negative(plain_sum([algebra.negative(term) for term in formula.terms]))
    return formula


def _stands_alone(shared: Formula, *, last: bool) -> bool:
    """Whether a factor may be a whole term by itself: a column at the left end, a row at the right end."""
    return is_row(shared) if last else is_column(shared)


def _separable(parts: Sequence[Multiple], members: Sequence[int]) -> bool:
    return all(len(_factors(parts[i])) > 1 for i in members)


def _remainder(part: Multiple, *, last: bool) -> Formula:
    factors = _factors(part)
    rest = factors[:-1] if last else factors[1:]
    if rest:
        body = algebra.product(*rest)
    else:
        shared = factors[0]
        body = Identity(shared.rows if last else shared.columns)
        if is_scalar(body):
            body = Number(Fraction(1))
    return algebra.multiple(part.coefficient, part.numerators, part.denominators, body)


def _merge_hadamard(terms: Sequence[Formula], parts: Sequence[Multiple]) -> Iterator[list[Formula]]:
    """Take a common factor out: u ⊙ v + u ⊙ w = u ⊙ (v + w)."""
    entries = [_entrywise_factors(part.body) for part in parts]
    for shared in dict.fromkeys(factor for factors in entries for factor in factors):
        members = [i for i, factors in enumerate(entries) if shared in factors]
        if len(members) > 1 and any(len(entries[i]) > 1 for i in members):
            remainders = []
            for i in members:
                rest = list(entries[i])
                rest.remove(shared)
                part = parts[i]
                body = algebra.hadamard(*rest) if rest else Filled(1, shared.rows, shared.columns)
                remainders.append(algebra.multiple(part.coefficient, part.numerators, part.denominators, body))
            yield _replace(terms, members, algebra.hadamard(shared, combine(remainders)))


def _entrywise_factors(body: Formula | None) -> tuple[Formula, ...]:
    """The factors of an element-wise product, squares and cubes taken apart, so that u − u² is u ⊙ (𝟏 − u)."""
    if isinstance(body, Hadamard):
        return tuple(factor for inner in body.factors for factor in (_entrywise_factors(inner) or (inner,)))
    if isinstance(body, HadamardQuotient) and not isinstance(body.numerator, Filled):
        under = HadamardQuotient(Filled(1, body.rows, body.columns), body.denominator)
        return (*(_entrywise_factors(body.numerator) or (body.numerator,)), under)
    if isinstance(body, Power) and isinstance(body.exponent, Number) and body.exponent.value in (2, 3):
        return (body.base,) * int(body.exponent.value)
    return () if body is None or isinstance(body, Filled | Identity | Diagonal | Product) else (body,)


def _base(scalar: Formula) -> tuple[Formula, Fraction]:
    if isinstance(scalar, Power) and isinstance(scalar.exponent, Number):
        return scalar.base, scalar.exponent.value
    return scalar, Fraction(1)


def _common_scalar(terms: Sequence[Formula]) -> Formula:
    """The scalars that all terms share, before the bracketed rest."""
    parts = [algebra.split(term) for term in terms]
    numeric = common_number([part.coefficient for part in parts])
    shared = _shared_powers(parts)
    if numeric == 1 and not shared:
        return plain_sum(terms)
    above = tuple(algebra.power(base, exponent) for base, exponent in shared.items() if exponent > 0)
    below = tuple(algebra.power(base, -exponent) for base, exponent in shared.items() if exponent < 0)
    rest = [algebra.multiple(Fraction(1) / numeric, below, above, term) for term in terms]
    outer = algebra.multiple(numeric, above, below, plain_sum(_like_terms(rest) or rest))
    plain = plain_sum(terms)
    divisors = [divisor for term in rest for divisor in algebra.split(term).denominators]
    if divisors and (is_scalar(plain) or all(isinstance(divisor, FunctionValue) for divisor in divisors)):
        return _over_common_denominator(parts, numeric, above)
    return outer if cost(outer) < cost(plain) else plain


def _over_common_denominator(parts: Sequence[Multiple], numeric: Fraction, above: tuple[Formula, ...]) -> Formula:
    """(f′g − fg′)/g² for f′/g − fg′/g²: no fraction within a fraction."""
    most: dict[Formula, Fraction] = {}
    for part in parts:
        for base, exponent in _powers(part.denominators).items():
            most[base] = max(exponent, most.get(base, exponent))
    below = tuple(algebra.power(base, exponent) for base, exponent in most.items())
    terms = [
        algebra.multiple(
            part.coefficient / numeric, (*part.numerators, *below), (*part.denominators, *above), part.body
        )
        for part in parts
    ]
    return algebra.multiple(numeric, above, below, plain_sum(_like_terms(terms) or terms))


def _powers(scalars: Sequence[Formula]) -> dict[Formula, Fraction]:
    """The bases of scalars with the exponents in which they stand there together."""
    table: dict[Formula, Fraction] = {}
    for scalar in scalars:
        base, exponent = _base(scalar)
        table[base] = table.get(base, Fraction(0)) + exponent
    return table


def _shared_powers(parts: Sequence[Multiple]) -> dict[Formula, Fraction]:
    """The bases that stand in all terms, each with the power to be taken out; negative for a divisor.

    It is the least of those above or below the line, and where they stand on both sides the one met most often: of
    √n I − J/√n − √n P that is √n.
    """
    tables = []
    for part in parts:
        table = _powers(part.numerators)
        for base, exponent in _powers(part.denominators).items():
            table[base] = table.get(base, Fraction(0)) - exponent
        tables.append(table)
    shared: dict[Formula, Fraction] = {}
    for base in tables[0]:
        if all(table.get(base) for table in tables):
            found = [table[base] for table in tables]
            alike = all(exponent > 0 for exponent in found) or all(exponent < 0 for exponent in found)
            shared[base] = min(found, key=abs) if alike else max(found, key=lambda e: (found.count(e), e))
    return shared
