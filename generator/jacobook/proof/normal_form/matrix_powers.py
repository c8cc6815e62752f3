"""Powers of a matrix with an exponent by name, Mᵏ and Mʳ, as atoms; two of them that are multiplied are one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from jacobook.proof.normal_form.terms import Atom, Closed, Factor, Index, Term, Terms, compact

if TYPE_CHECKING:
    from jacobook.proof.normal_form.algebra import Algebra

KIND = "matrix power"


def power_factor(algebra: Algebra, matrix: Closed, symmetry: int, exponent: Terms, at: Sequence[Index]) -> Factor:
    """The entry at `at` of a matrix multiplied by itself so many times."""
    (raised,), counters, _ = algebra.closing([exponent])
    key = compact(f"({matrix.key})^^^({raised.key})")
    atom = Atom(KIND, key, 0 if counters else symmetry, arguments=(matrix, raised))
    return Factor(atom, (*at, *counters))


def joined(algebra: Algebra, term: Term) -> tuple[list[Factor], list[Index]] | None:
    """Mᵃ Mᵇ = Mᵃ⁺ᵇ, the index between them carried by nothing else; what a term becomes by it."""
    powers = [factor for factor in term.factors if factor.atom.kind == KIND and factor.exponent == 1]
    for left in powers:
        for right in powers:
            between = left.indices[1]
            if left is right or between is not right.indices[0] or between not in term.bound:
                continue
            if left.atom.arguments[0].key != right.atom.arguments[0].key:
                continue
            if sum(factor.indices.count(between) for factor in term.factors) != 2:
                continue
            exponent = [
                last for one in (left, right) for last in algebra.opened(one.atom.arguments[1], one.indices[2:])
            ]
            at = left.indices[0], right.indices[1]
            found = power_factor(algebra, left.atom.arguments[0], 0, exponent, at)
            rest = [factor for factor in term.factors if factor is not left and factor is not right]
            return [*rest, found], [index for index in term.bound if index is not between]
    return None
