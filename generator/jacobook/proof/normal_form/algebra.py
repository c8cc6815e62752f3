"""The normal form of sums of products of entries: deltas eliminated, equal bases merged, nested sums opened.

Every step is an equation that holds for all sizes wherever both of its sides have a value, so that equal normal forms
mean equal values. Steps that are dear, and only now and then needed, are taken with `deep`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from itertools import count

from jacobook.language.dimension import ONE, Dimension
from jacobook.proof.normal_form.numbers import number_power
from jacobook.proof.normal_form.rules import SINGLE, Raw, rewritten
from jacobook.proof.normal_form.terms import (
    Atom,
    Closed,
    Exponent,
    Factor,
    Index,
    Indices,
    Term,
    Terms,
    Unclear,
    closed,
    free_indices,
    moved,
    parity,
)

MOST_WORK = 6_000
"""Terms that may be built for one comparison before it is given up."""
_MOST_TERMS = 400

COUNTED = "number "
"""What marks the dimension of a sum over whole numbers up to a variable, whose size is that variable."""
DELTA = Atom("delta", "δ", symmetry=1)
UNIT: Terms = [Term(1)]


class Algebra:
    """The operations on sums of products, and how much work they may still do."""

    def __init__(self, *, deep: bool, work: int = MOST_WORK) -> None:
        self.deep = deep
        self.hold: Callable[[Terms], Terms] | None = None
        """What makes one atom of a sum before it is multiplied, where brackets are to stay closed."""
        self.left = work
        self._numbers = count()

    def index(self, dimension: Dimension) -> Index:
        """A new index."""
        return Index(dimension, next(self._numbers))

    # ------------------------------------------------------------------------------------------------ small terms

    def number(self, value: Exponent) -> Terms:
        return [Term(value)] if value else []

    def entry(self, atom: Atom, indices: Sequence[Index], exponent: Exponent = 1) -> Terms:
        """An entry of an atom. Along an axis of length one there is nothing to choose, and so no index."""
        kept = tuple(i for i in indices if i.dimension != ONE)
        return self.term(1, (Factor(atom, kept, exponent),), ())

    def delta(self, left: Index, right: Index) -> Terms:
        if left is right or left.dimension == ONE:
            return UNIT
        return [Term(1, (Factor(DELTA, (left, right)),))]

    def size(self, dimension: Dimension) -> Terms:
        return self.term(dimension.factor, tuple(_sizes(dimension)), ())

    # ----------------------------------------------------------------------------------------- sums and products

    def product(self, *operands: Terms) -> Terms:
        """The product of sums that share no bound index."""
        result = UNIT
        for each in operands:
            operand = self.hold(each) if self.hold is not None and len(each) > 1 else each
            if len(operand) * len(result) > _MOST_TERMS:
                raise Unclear("it has too many terms when its brackets are opened")
            if result is UNIT:
                result = operand
                continue
            result = [
                term
                for left in result
                for right in operand
                for term in self.term(
                    left.coefficient * right.coefficient, left.factors + right.factors, left.bound + right.bound
                )
            ]
        return result

    def scaled(self, terms: Terms, coefficient: Exponent) -> Terms:
        return [term._replace(coefficient=term.coefficient * coefficient) for term in terms] if coefficient else []

    def summed(self, terms: Terms, over: Sequence[Index]) -> Terms:
        """The sum over indices that were free."""
        indices = tuple(i for i in over if i.dimension != ONE)
        if not indices:
            return terms
        return [last for term in terms for last in self.term(term.coefficient, term.factors, (*term.bound, *indices))]

    def power_product(self, terms: Terms, times: int) -> Terms:
        """A sum multiplied by itself."""
        result = terms
        for _ in range(times - 1):
            result = self.product(result, self.refreshed(terms))
        return result

    def refreshed(self, terms: Terms) -> Terms:
        """The same sum with bound indices of its own."""
        return [self._fresh(term, {}) for term in terms]

    def _fresh(self, term: Term, mapping: dict[Index, Index]) -> Term:
        if term.bound:
            mapping = {**mapping, **{old: self.index(old.dimension) for old in term.bound}}
        if not mapping:
            return term
        bound = tuple(mapping[old] for old in term.bound)
        return Term(term.coefficient, tuple(moved(factor, mapping) for factor in term.factors), bound)

    def opened(self, content: Closed, at: Sequence[Index]) -> Terms:
        """The terms of a closed sum at these indices."""
        mapping = dict(zip(content.free, at, strict=True))
        fresh = [self._fresh(term, mapping) for term in content.terms]
        if len(set(at)) == len(at):
            return fresh
        return [last for term in fresh for last in self.term(*term)]

    # ------------------------------------------------------------------------------------------------------ terms

    def term(self, coefficient: Exponent, factors: Iterable[Factor], bound: Iterable[Index]) -> Terms:
        """The normal form of a product, which may be a sum."""
        waiting: list[Raw] = [(coefficient, list(factors), list(bound))]
        finished: Terms = []
        while waiting:
            self.left -= 1
            if self.left < 0:
                raise Unclear("it takes more work than is worth while")
            value, parts, summed = waiting.pop()
            if not value:
                continue
            if any(factor.atom is DELTA for factor in parts):
                parts, summed = _without_deltas(parts, summed)
            again = self._merged(value, parts, summed)
            if isinstance(again, Term):
                finished.append(again)
            else:
                waiting += again
                if len(waiting) + len(finished) > _MOST_TERMS:
                    raise Unclear("it has too many terms when its brackets are opened")
        return finished

    def _merged(self, coefficient: Exponent, factors: list[Factor], bound: list[Index]) -> Term | list[Raw]:
        """The term with equal bases merged; or what it becomes, where a rule applies."""
        for position, factor in enumerate(factors):
            if len(factor.indices) > 1 and len(set(factor.indices)) < len(factor.indices):
                if factor.atom.symmetry < 0 and factor.exponent > 0:
                    return []
                if factor.atom.rebuild is not None:
                    return self._rebuilt(coefficient, factors, bound, position)
        sign, parts = _equal_bases_merged(factors)
        coefficient *= sign
        for position, factor in enumerate(parts):
            if factor.atom.kind == "group" and factor.exponent >= 1 and self.hold is None:
                return self._expanded(coefficient, parts, bound, position)
            if factor.atom.kind == "prime" and not 0 < factor.exponent < 1:
                whole, rest = number_power(Fraction(factor.atom.name), Fraction(factor.exponent))
                return [(coefficient * whole, [*parts[:position], *rest, *parts[position + 1 :]], bound)]
        again = rewritten(self, coefficient, parts, bound)
        if again is not None:
            return again
        carried = {index for factor in parts for index in factor.indices} if bound else set()
        unused = [index for index in bound if index not in carried]
        if not unused:
            return Term(coefficient, tuple(parts), tuple(bound))
        for index in unused:
            coefficient *= index.dimension.factor
            parts += _sizes(index.dimension)
        return [(coefficient, parts, [index for index in bound if index in carried])]

    def _rebuilt(self, coefficient: Exponent, factors: list[Factor], bound: list[Index], position: int) -> list[Raw]:
        """The term with a function's arguments opened at equal indices, where they may be something simpler."""
        atom, indices, exponent = factors[position]
        assert atom.rebuild is not None
        rest = factors[:position] + factors[position + 1 :]
        inner = atom.rebuild([self.opened(argument, indices) for argument in atom.arguments], exponent)
        return [(coefficient * term.coefficient, [*rest, *term.factors], [*bound, *term.bound]) for term in inner]

    def _expanded(self, coefficient: Exponent, factors: list[Factor], bound: list[Index], position: int) -> list[Raw]:
        """The term with one whole power of a nested sum multiplied out."""
        atom, indices, exponent = factors[position]
        rest = factors[:position] + factors[position + 1 :]
        if exponent > 1:
            rest.append(Factor(atom, indices, exponent - 1))
        inner = self.opened(atom.arguments[0], indices)
        return [(coefficient * term.coefficient, [*rest, *term.factors], [*bound, *term.bound]) for term in inner]

    # ----------------------------------------------------------------------------------------------- nested sums

    def closing(self, arguments: Sequence[Terms]) -> tuple[tuple[Closed, ...], Indices, int]:
        """Sums closed over the indices that they share, in the order that gives the least key; and their symmetry."""
        free = free_indices(term for argument in arguments for term in argument)
        straight = tuple(closed(argument, free) for argument in arguments)
        carried = free_indices(term for argument in straight for term in argument.terms)
        if len(carried) < len(free):
            # What carried an index has cancelled.
            return self.closing([[*argument.terms] for argument in straight])
        if len(free) != 2:
            return straight, free, 0
        turned = tuple(closed(argument, free[::-1]) for argument in arguments)
        one, other = [c.key for c in straight], [c.key for c in turned]
        if one == other:
            return straight, free, 1
        return (straight, free, 0) if one < other else (turned, free[::-1], 0)


def _number(index: Index) -> int:
    return index.number


def _equal_bases_merged(factors: list[Factor]) -> tuple[int, list[Factor]]:
    """The factors with the exponents of equal bases added up, and the sign that antisymmetric ones bring in."""
    found: dict[tuple[str, Indices], Factor] = {}
    sign = 1
    for atom, given, exponent in factors:
        indices = given
        if atom.symmetry and len(given) > 1:
            if atom.symmetry < 0 and exponent % 2:
                sign *= parity([index.number for index in given])
            indices = tuple(sorted(given, key=_number))
        key = atom.key, indices
        known = found.get(key)
        if known is None:
            found[key] = Factor(atom, indices, exponent)
        elif atom.kind not in SINGLE:
            total = known.exponent + exponent
            if total:
                found[key] = Factor(atom, indices, total)
            else:
                del found[key]
    return sign, list(found.values())


def _sizes(dimension: Dimension) -> list[Factor]:
    return [
        Factor(Atom("variable", symbol.removeprefix(COUNTED)), ())
        if symbol.startswith(COUNTED)
        else Factor(Atom("size", f"|{symbol}|", sign=2), ())
        for symbol in dimension.symbols
    ]


def _without_deltas(factors: list[Factor], bound: list[Index]) -> tuple[list[Factor], list[Index]]:
    """A bound index of a δ replaced by the other; of two free ones every other factor carries the first made."""
    settled: set[Indices] = set()
    while True:
        for position, factor in enumerate(factors):
            if factor.atom is not DELTA:
                continue
            one, other = sorted(factor.indices, key=_number)
            if (one, other) in settled:
                continue
            rest = factors[:position] + factors[position + 1 :]
            if one is not other:
                if other not in bound and one in bound:
                    one, other = other, one
                rest = [moved(each, {other: one}) if other in each.indices else each for each in rest]
                if other in bound:
                    bound = [index for index in bound if index is not other]
                else:
                    rest.append(factor)
                    settled.add((one, other))
            factors = rest
            break
        else:
            return factors, bound
