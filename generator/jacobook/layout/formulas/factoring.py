"""Sums as a textbook writes them: like terms collected and common factors taken out, when that makes them shorter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from jacobook.layout.formulas import algebra
from jacobook.layout.formulas.common_scalar import base_and_exponent, with_common_scalar_outside
from jacobook.layout.formulas.formula import (
    Diagonal,
    Filled,
    FiniteSum,
    Formula,
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
from jacobook.layout.formulas.like_terms import collected_terms, plain_sum
from jacobook.layout.formulas.measure import Cost, cost, transposes

_MOST_TERMS_FACTORED = 12


def combine(terms: Sequence[Formula]) -> Formula:
    """The sum of one or more formulas of one shape, in its shortest form."""
    if len(terms) == 1 and not isinstance(terms[0], Sum):
        return terms[0]
    rows, columns = terms[0].rows, terms[0].columns
    collected = collected_terms(terms)
    if not collected:
        return algebra.zero(rows, columns)
    if len(collected) > _MOST_TERMS_FACTORED:
        return plain_sum(collected)
    best = collected
    while len(best) > 1:
        shorter = min(_merges(best), key=_total_cost, default=best)
        if _total_cost(shorter) >= _total_cost(best):
            break
        best = collected_terms(shorter)
    if not best:
        return algebra.zero(rows, columns)
    return with_common_scalar_outside(best) if len(best) > 1 else best[0]


def _total_cost(terms: Sequence[Formula]) -> Cost:
    costs = [cost(term) for term in terms]
    return sum(c[0] for c in costs), sum(c[1] for c in costs), sum(c[2] for c in costs)


def _merges(terms: Sequence[Formula]) -> Iterator[list[Formula]]:
    """The ways of taking one factor out of two or more of the terms."""
    parts = [algebra.split(term) for term in terms]
    yield from _merge_equal_bodies(terms, parts)
    yield from _merge_transposes(terms, parts)
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


def _merge_transposes(terms: Sequence[Formula], parts: Sequence[Multiple]) -> Iterator[list[Formula]]:
    """a·M + a·Mᵀ = a·(M + Mᵀ), beside other terms; −M − Mᵀ stays as it is."""
    for i, one in enumerate(parts):
        for j in range(i + 1, len(parts)):
            other = parts[j]
            if one.body is None or other.body is None or other.body != algebra.transpose(one.body):
                continue
            scalar = _scalar_of(one)
            if scalar == _scalar_of(other) and one.body != other.body and abs(one.coefficient) != 1:
                # A + Aᵀ, whichever of the two stood first.
                pair = Sum(tuple(sorted((one.body, other.body), key=lambda body: isinstance(body, Transpose))))
                yield _replace(terms, (i, j), algebra.multiple(1, (scalar,), (), pair))


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
    return any(
        not isinstance(base_and_exponent(scalar)[0], Symbol) for scalar in (*part.numerators, *part.denominators)
    )


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
