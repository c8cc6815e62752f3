"""Arithmetic modulo a prime of 61 bits, for answers that are rational functions.

Two rational functions that differ are equal at a point whose coordinates are drawn from the field with a probability of
at most d/p, d the degree of the numerator of their difference (Schwartz 1980, Zippel 1979). Every number carries
bounds of the degrees of its numerator and denominator along, so that d need not be guessed.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from hashlib import blake2b

from jacobook.proof.numbers.arithmetic import Entry, NotExact, Rows, Undefined

_BITS = 61
# A residue stands for a whole number, in an exponent, only where that is as small as exponents are.
_LARGEST_EXPONENT = 64
_WITNESSES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37)


class Residue:
    """A rational function of the drawn coordinates, modulo a prime: its value, and bounds of its degrees."""

    __slots__ = ("modulus", "over", "under", "value")

    def __init__(self, value: int, modulus: int, over: int = 0, under: int = 0) -> None:
        self.value = value
        self.modulus = modulus
        self.over = over
        self.under = under

    def __neg__(self) -> Residue:
        return Residue(-self.value % self.modulus, self.modulus, self.over, self.under)

    def __add__(self, other: Entry) -> Residue:
        if isinstance(other, int):
            return Residue((self.value + other) % self.modulus, self.modulus, max(self.over, self.under), self.under)
        if not isinstance(other, Residue):
            return NotImplemented
        over = max(self.over + other.under, other.over + self.under)
        return Residue((self.value + other.value) % self.modulus, self.modulus, over, self.under + other.under)

    __radd__ = __add__

    def __sub__(self, other: Entry) -> Residue:
        return self.__add__(-other)

    def __rsub__(self, other: Entry) -> Residue:
        return (-self).__add__(other)

    def __mul__(self, other: Entry) -> Residue:
        if isinstance(other, int):
            return Residue(self.value * other % self.modulus, self.modulus, self.over, self.under)
        if not isinstance(other, Residue):
            return NotImplemented
        product = self.value * other.value % self.modulus
        return Residue(product, self.modulus, self.over + other.over, self.under + other.under)

    __rmul__ = __mul__

    def __truediv__(self, other: Entry) -> Residue:
        if isinstance(other, int):
            other = Residue(other % self.modulus, self.modulus)
        if not isinstance(other, Residue):
            return NotImplemented
        if not other.value:
            raise ZeroDivisionError
        return self * Residue(pow(other.value, -1, self.modulus), self.modulus, other.under, other.over)

    def __rtruediv__(self, other: Entry) -> Residue:
        return Residue(other % self.modulus, self.modulus).__truediv__(self)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, int):
            return (self.value - other) % self.modulus == 0
        return isinstance(other, Residue) and self.value == other.value

    __hash__ = None  # type: ignore[assignment] # equal to whole numbers that are equal modulo the prime

    def __bool__(self) -> bool:
        return bool(self.value)

    def __int__(self) -> int:
        """The whole number of least size that the residue is; raises `NotExact` where no exponent is so large."""
        whole = self.value if 2 * self.value < self.modulus else self.value - self.modulus
        if abs(whole) > _LARGEST_EXPONENT or self.over or self.under:
            raise NotExact("an exponent")
        return whole

    def _has_no_order(self, _: Entry = None) -> bool:
        raise NotExact("a comparison")

    __abs__ = __lt__ = __le__ = __gt__ = __ge__ = _has_no_order


class PrimeField:
    """The arithmetic of residues modulo a prime; functions, comparisons and roots leave it."""

    def __init__(self, modulus: int) -> None:
        self.modulus = modulus

    def number(self, value: Fraction) -> Residue:
        inverse = 1 if value.denominator == 1 else pow(value.denominator, -1, self.modulus)
        return Residue(value.numerator * inverse % self.modulus, self.modulus)

    def variable(self, value: Fraction) -> Residue:
        """A coordinate that was drawn: a polynomial of degree 1."""
        found = self.number(value)
        return Residue(found.value, self.modulus, 1)

    def constant(self, name: str) -> Residue:
        raise NotExact(name)

    def function(self, name: str, *_arguments: Residue) -> Residue:
        raise NotExact(name)

    def power(self, base: Residue, exponent: Residue) -> Residue:
        whole = int(exponent)
        if whole < 0:
            if not base.value:
                raise Undefined("division by zero")
            return self.number(Fraction(1)) / self.power(base, self.number(Fraction(-whole)))
        raised = pow(base.value, whole, self.modulus)
        return Residue(raised, self.modulus, base.over * whole, base.under * whole)

    def negligible(self, value: Residue) -> bool:
        return not value.value

    is_zero = negligible

    def size(self, value: Residue) -> int:
        return int(bool(value.value))

    def matrix_function(self, name: str, matrix: Rows) -> Rows:  # noqa: ARG002 - none of them is rational
        raise NotExact(name)


@lru_cache(maxsize=256)
def prime_field(text: str) -> PrimeField:
    """The field modulo a prime that is drawn by a text."""
    drawn = int.from_bytes(blake2b(text.encode(), digest_size=8).digest())
    candidate = (drawn % (1 << (_BITS - 1))) | (1 << (_BITS - 1)) | 1
    while not _is_prime(candidate):
        candidate += 2
    return PrimeField(candidate)


def _is_prime(number: int) -> bool:
    """The test of Miller and Rabin, with witnesses that decide it for all numbers below 3·10²⁴."""
    if any(number % witness == 0 for witness in _WITNESSES):
        return False
    odd, twos = number - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    for witness in _WITNESSES:
        power = pow(witness, odd, number)
        if power in (1, number - 1):
            continue
        for _ in range(twos - 1):
            power = power * power % number
            if power == number - 1:
                break
        else:
            return False
    return True
