"""What is said about products of certain factors: M⁻¹M = I, QᵀQ = I, [c]² = [c], 1 / D · D = 1, sin² = 1 − cos²."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from jacobook.proof.normal_form.matrix_powers import joined
from jacobook.proof.normal_form.terms import Exponent, Factor, Index, Term, fusion, moved

if TYPE_CHECKING:
    from jacobook.proof.normal_form.algebra import Algebra

Raw = tuple[Exponent, list[Factor], list[Index]]
"""A term that is not in normal form yet."""

SINGLE = frozenset({"delta", "fusion", "bracket", "tie"})
"""Kinds whose entries are 0 or 1, and so equal to their powers."""

_RULED = frozenset({"fusion", "bracket", "tie", "inverse", "orthogonal", "epsilon", "group", "sin", "matrix power"})


def rewritten(algebra: Algebra, coefficient: Exponent, factors: list[Factor], bound: list[Index]) -> list[Raw] | None:
    """What a product becomes by the first rule that applies to it, or None."""
    kinds = {factor.atom.kind for factor in factors} & _RULED
    if not kinds:
        return None
    term = Term(coefficient, tuple(factors), tuple(bound))
    for kind, rule in _RULES:
        if kind in kinds:
            found = rule(algebra, term)
            if found is not None:
                return found
    return None


def _without(factors: Sequence[Factor], *gone: Factor) -> list[Factor]:
    return [factor for factor in factors if all(factor is not other for other in gone)]


def _carriers(term: Term, index: Index) -> list[Factor]:
    return [factor for factor in term.factors if index in factor.indices]


def _delta(algebra: Algebra, left: Index, right: Index) -> list[Factor]:
    return [factor for term in algebra.delta(left, right) for factor in term.factors]


# ------------------------------------------------------------------------------------------------- fused indices


def _fusions(algebra: Algebra, term: Term) -> list[Raw] | None:
    """Two fusions of one index, the same way, make their parts equal; one that nothing else refers to is dropped."""
    fusions = [factor for factor in term.factors if factor.atom.kind == "fusion"]
    for position, one in enumerate(fusions):
        for other in fusions[position + 1 :]:
            if one.indices[0] is other.indices[0] and one.atom.key == other.atom.key:
                rest = _without(term.factors, other)
                for left, right in zip(one.indices[1:], other.indices[1:], strict=True):
                    rest += _delta(algebra, left, right)
                return [(term.coefficient, rest, list(term.bound))]
    for one in fusions:
        fused, *parts = one.indices
        for spent in ([fused], parts):
            lonely = len(set(spent)) == len(spent) and all(
                index in term.bound and len(_carriers(term, index)) == 1 for index in spent
            )
            if lonely:
                kept = [index for index in term.bound if index not in spent]
                return [(term.coefficient, _without(term.factors, one), kept)]
        for inner in fusions:
            nested = inner.indices[0]
            if nested in parts and nested in term.bound and len(_carriers(term, nested)) == 2:
                at = parts.index(nested)
                flat = [*parts[:at], *inner.indices[1:], *parts[at + 1 :]]
                rest = [*_without(term.factors, one, inner), fusion(fused, flat)]
                return [(term.coefficient, rest, [index for index in term.bound if index is not nested])]
    return None


# ------------------------------------------------------------------------------------------------------- matrices


def _inverses(algebra: Algebra, term: Term) -> list[Raw] | None:
    """M M⁻¹ = M⁻¹ M = I, the index between them carried by nothing else."""
    for inverse in term.factors:
        if inverse.atom.kind != "inverse" or inverse.exponent != 1:
            continue
        content = inverse.atom.arguments[0]
        if len(content.terms) != 1:
            continue
        for position in (0, 1):
            index, outer = inverse.indices[position], inverse.indices[1 - position]
            if index not in term.bound or index is outer:
                continue
            # The inverse at (i, j) meets M's second index with its first, and M's first with its second.
            rows = content.free[position]
            columns = content.free[1 - position]
            for mapping, rest, bound in matches(content.terms[0], {columns: index}, term, [rows], skip=inverse):
                if mapping[rows] is index or any(index in f.indices for f in rest if f is not inverse):
                    continue
                kept = [factor for factor in rest if factor is not inverse]
                kept += _delta(algebra, mapping[rows], outer)
                coefficient = Fraction(term.coefficient) / content.terms[0].coefficient
                return [(coefficient, kept, [i for i in bound if i is not index])]
    return None


def _matrix_powers(algebra: Algebra, term: Term) -> list[Raw] | None:
    found = joined(algebra, term)
    return None if found is None else [(term.coefficient, *found)]


def _orthogonal(algebra: Algebra, term: Term) -> list[Raw] | None:
    """QᵀQ = QQᵀ = I."""
    for index in term.bound:
        carriers = _carriers(term, index)
        if len(carriers) != 2 or carriers[0].atom.key != carriers[1].atom.key:
            continue
        one, other = carriers
        if one.atom.kind != "orthogonal" or one.exponent != 1 or other.exponent != 1:
            continue
        for position in (0, 1):
            if one.indices[position] is index and other.indices[position] is index:
                rest = _without(term.factors, one, other)
                rest += _delta(algebra, one.indices[1 - position], other.indices[1 - position])
                return [(term.coefficient, rest, [i for i in term.bound if i is not index])]
    return None


def _epsilons(algebra: Algebra, term: Term) -> list[Raw] | None:
    """ε_ijk ε_ilm = δ_jl δ_km − δ_jm δ_kl, and a square of one ε is that with two indices equal."""
    for index in term.bound:
        pair = [f for f in term.factors if f.atom.kind == "epsilon" and index in f.indices]
        if len(pair) != 2 or len(_carriers(term, index)) != 2:
            continue
        turned = []
        for factor in pair:
            at = factor.indices.index(index)
            turned.append((factor.indices[(at + 1) % 3], factor.indices[(at + 2) % 3]))
        (j, k), (l, m) = turned
        rest, bound = _without(term.factors, *pair), [i for i in term.bound if i is not index]
        return [
            (term.coefficient, [*rest, *_delta(algebra, j, l), *_delta(algebra, k, m)], bound),
            (-term.coefficient, [*rest, *_delta(algebra, j, m), *_delta(algebra, k, l)], bound),
        ]
    return None


# ---------------------------------------------------------------------------------------------- brackets, squares


def _ties(algebra: Algebra, term: Term) -> list[Raw] | None:
    """[u = 0] [u > 0] is 0, and so is [u = 0] u, and [u = 0] u⁻¹ wherever it has a value."""
    for tie in term.factors:
        if tie.atom.kind != "tie":
            continue
        (content,) = tie.atom.arguments
        for factor in term.factors:
            same = factor.atom.kind == "bracket" and factor.indices == tie.indices
            if same and factor.atom.arguments[0].key == content.key:
                return []
        lead = leading(content.terms)
        mapping = dict(zip(content.free, tie.indices, strict=True))
        if len(content.terms) == 1 and len(lead.factors) == 1:
            base = moved(lead.factors[0], mapping)
            if any(f.exponent < 0 and f.atom.key == base.atom.key and f.indices == base.indices for f in term.factors):
                return []
        for _, rest, bound in matches(lead, mapping, term, (), skip=tie):
            return _replaced(algebra, Term(term.coefficient, tuple(rest), tuple(bound)), content.terms, mapping)
    return None


def _squares(_: Algebra, term: Term) -> list[Raw] | None:
    """sin² = 1 − cos², and cos² = 1 − sin² beside a negative power of the sine."""
    for sine in term.factors:
        if sine.atom.kind != "sin":
            continue
        assert sine.atom.companion is not None
        cosine = Factor(sine.atom.companion, sine.indices)
        found = next((f for f in term.factors if f.atom.key == cosine.atom.key and f.indices == sine.indices), None)
        if sine.exponent >= 2:
            rest = _without(term.factors, sine)
            lowered = [*rest, sine._replace(exponent=sine.exponent - 2)] if sine.exponent != 2 else rest
            squared = [*lowered, cosine._replace(exponent=2)]
        elif sine.exponent < 0 and found is not None and found.exponent >= 2:
            rest = _without(term.factors, found)
            lowered = [*rest, found._replace(exponent=found.exponent - 2)] if found.exponent != 2 else rest
            squared = [*lowered, sine._replace(exponent=2)]
        else:
            continue
        bound = list(term.bound)
        return [(term.coefficient, lowered, bound), (-term.coefficient, squared, bound)]
    return None


# ------------------------------------------------------------------------------------------------------ quotients


def leading(terms: Sequence[Term]) -> Term:
    """The term of a nested sum that is replaced beside its reciprocal: one with the most factors."""
    return max(terms, key=lambda t: (len(t.bound), sum(abs(Fraction(f.exponent)) for f in t.factors), len(t.factors)))


def _quotients(algebra: Algebra, term: Term) -> list[Raw] | None:
    """Beside D⁻¹, where D = L + R, the product L is 1 · D − R: so x²/(1 + x²) is 1 − 1/(1 + x²)."""
    for power in term.factors:
        if power.atom.kind != "group" or power.exponent >= 0:
            continue
        (content,) = power.atom.arguments
        lead = leading(content.terms)
        if not lead.factors:
            continue
        mapping = dict(zip(content.free, power.indices, strict=True))
        for _, rest, bound in matches(lead, mapping, term, (), skip=power):
            raised = [factor for factor in rest if factor is not power]
            if power.exponent != -1:
                raised.append(power._replace(exponent=power.exponent + 1))
            replaced = _replaced(algebra, Term(term.coefficient, tuple(rest), tuple(bound)), content.terms, mapping)
            return [(Fraction(term.coefficient) / lead.coefficient, raised, bound), *replaced]
    return None


def _partial_fractions(algebra: Algebra, term: Term) -> list[Raw] | None:
    """Beside D⁻¹ and L⁻¹, where D = L + r with a number r: 1 / (L D) is (1 / L − 1 / D) / r."""
    for power in term.factors:
        if power.atom.kind != "group" or power.exponent >= 0:
            continue
        (content,) = power.atom.arguments
        if len(content.terms) != 2 or sum(not t.factors and not t.bound for t in content.terms) != 1:
            continue
        number, lead = sorted(content.terms, key=lambda t: len(t.factors))
        if len(lead.factors) != 1 or lead.bound or lead.factors[0].exponent <= 0:
            continue
        wanted = moved(lead.factors[0], dict(zip(content.free, power.indices, strict=True)))
        for factor in term.factors:
            same = factor.atom.key == wanted.atom.key and factor.indices == wanted.indices
            if not same or factor.exponent > -wanted.exponent:
                continue
            coefficient, bound = Fraction(term.coefficient) / number.coefficient, list(term.bound)
            rest = _without(term.factors, factor, power)
            left = [*rest, factor, *_raised(power, 1)]
            right = [*rest, power, *_raised(factor, wanted.exponent)]
            return [(coefficient, left, bound), (-coefficient * lead.coefficient, right, bound)]
    return None


def _raised(factor: Factor, by: Exponent) -> list[Factor]:
    return [factor._replace(exponent=factor.exponent + by)] if factor.exponent != -by else []


def _replaced(algebra: Algebra, rest: Term, terms: Sequence[Term], mapping: dict[Index, Index]) -> list[Raw]:
    """The rest of a term times −(all but the leading one of some terms) / (the number of the leading one)."""
    found: list[Raw] = []
    lead = leading(terms)
    for other in terms:
        if other is not lead:
            fresh = {**mapping, **{old: algebra.index(old.dimension) for old in other.bound}}
            factors = [*rest.factors, *(moved(factor, fresh) for factor in other.factors)]
            coefficient = -Fraction(rest.coefficient) * other.coefficient / lead.coefficient
            found.append((coefficient, factors, [*rest.bound, *(fresh[old] for old in other.bound)]))
    return found


def matches(
    pattern: Term, fixed: dict[Index, Index], term: Term, loose: Sequence[Index], *, skip: Factor
) -> Iterator[tuple[dict[Index, Index], list[Factor], list[Index]]]:
    """Each way in which a term is a pattern times a rest: where the indices go, the rest, and its bound indices.

    The pattern's free indices are `fixed` to places of the term, or `loose`, and then go to any index. Its bound
    indices go to bound ones that nothing in the rest carries.
    """
    for mapping, rest in _places(pattern.factors, dict(fixed), [f for f in term.factors if f is not skip]):
        if any(index not in mapping for index in loose):
            continue
        inner = [mapping[index] for index in pattern.bound]
        if len(set(inner)) < len(inner) or any(index not in term.bound for index in inner):
            continue
        outer = [mapping[index] for index in (*fixed, *loose)]
        if any(index in outer for index in inner):
            continue
        whole = [*rest, skip]
        if any(index in factor.indices for factor in whole for index in inner):
            continue
        yield mapping, whole, [index for index in term.bound if index not in inner]


def _places(
    pattern: Sequence[Factor], mapping: dict[Index, Index], factors: list[Factor]
) -> Iterator[tuple[dict[Index, Index], list[Factor]]]:
    if not pattern:
        yield mapping, factors
        return
    wanted, *later = pattern
    for position, factor in enumerate(factors):
        if factor.atom.key != wanted.atom.key or not _divides(wanted.exponent, factor.exponent):
            continue
        orders = [factor.indices]
        if factor.atom.symmetry > 0 and len(factor.indices) == 2:
            orders.append(factor.indices[::-1])
        for indices in orders:
            extended = dict(mapping)
            if all(extended.setdefault(i, j) is j for i, j in zip(wanted.indices, indices, strict=True)):
                left = factors[:position] + factors[position + 1 :]
                if factor.exponent != wanted.exponent:
                    left.append(factor._replace(exponent=factor.exponent - wanted.exponent))
                yield from _places(later, extended, left)


def _divides(wanted: Exponent, there: Exponent) -> bool:
    return wanted == there or (0 < wanted < there) or (there < wanted < 0)


_RULES = (
    ("fusion", _fusions),
    ("inverse", _inverses),
    ("orthogonal", _orthogonal),
    ("epsilon", _epsilons),
    ("tie", _ties),
    ("sin", _squares),
    ("group", _quotients),
    ("group", _partial_fractions),
    ("matrix power", _matrix_powers),
)
