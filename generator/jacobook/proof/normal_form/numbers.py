"""Powers of rational numbers, one way of writing each: √8 is 2√2."""

from __future__ import annotations

from fractions import Fraction

from jacobook.proof.normal_form.terms import Atom, Exponent, Factor, Unclear

_LARGEST_PRIME = 1000
_LARGEST_EXPONENT = 64


def number_power(base: Fraction, exponent: Fraction) -> tuple[Exponent, list[Factor]]:
    """A positive number raised to a rational one: a rational number times roots of primes, exponents below 1."""
    if abs(exponent) > _LARGEST_EXPONENT:
        raise Unclear("a number is raised to a large power")
    if exponent.denominator == 1:
        return base**exponent.numerator, []
    coefficient, roots = Fraction(1), []
    for prime, times in factorized(base).items():
        total = times * exponent
        whole = total.numerator // total.denominator
        coefficient *= Fraction(prime) ** whole
        if total != whole:
            roots.append(Factor(prime_atom(prime), (), total - whole))
    return coefficient, roots


def prime_atom(prime: int) -> Atom:
    """A prime whose roots are taken."""
    return Atom("prime", f"#{prime}#", sign=2, name=str(prime))


def factorized(value: Fraction) -> dict[int, int]:
    """The primes of a positive number with their exponents; what is left of a large number counts as one prime."""
    found: dict[int, int] = {}
    for number, sign in ((value.numerator, 1), (value.denominator, -1)):
        left, divisor = number, 2
        while left > 1:
            if divisor > _LARGEST_PRIME:
                divisor = left
            while left % divisor == 0:
                left //= divisor
                found[divisor] = found.get(divisor, 0) + sign
            divisor += 1
    return found
