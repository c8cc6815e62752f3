"""Points modulo a prime, for the bound of Schwartz and Zippel on the probability that a wrong answer passes.

A wrong entry differs from the right one by a rational function that is not zero. At a point with coordinates drawn from
a field of p elements, its numerator of degree d vanishes with a probability of at most d/p. One such point for each
choice of sizes, with p of 61 bits, is enough for all that is printed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from hashlib import blake2b

from jacobook.language.dimension import Shape
from jacobook.language.expression import Variable, applied_declared, taken_apart, variables
from jacobook.proof.numbers.prime_field import Residue, prime_field
from jacobook.proof.oracle.arrays import Array
from jacobook.proof.points.case import Case, measured
from jacobook.proof.points.points import canonical_text, counting
from jacobook.proof.points.pursuit import shaped

LARGEST_CHANCE = 1e-12
"""More points are drawn until a wrong answer passes with no greater probability."""

# Arrays with these properties are open in a linear space, where a rational identity holds if it holds for them.
_LINEAR = frozenset({"symmetric", "skew", "diagonal", "invertible", "positive", "positive definite"})


def residues(cases: Sequence[Case], turn: int = 1) -> Iterator[Case]:
    """A case modulo a prime for each choice of sizes, others in each turn.

    There is none where the variables do not fill a linear space. Raises what the expression raises there when its
    derivatives are asked for.
    """
    expression = cases[0].expression
    known = {variable.name: variable for variable in taken_apart(cases[0].wrt)} | variables(expression)
    if applied_declared(expression) or counting(expression) or any(v.properties - _LINEAR for v in known.values()):
        return
    text = f"{canonical_text(expression)}|{turn}"
    met: list[dict[str, int]] = []
    for case in cases:
        if case.sizes in met:
            continue
        met.append(case.sizes)
        field = prime_field(f"{text}|{case.sizes}")
        point = {
            name: _drawn(f"{text}|{name}|{case.sizes}", variable, case.sizes, field.modulus)
            for name, variable in known.items()
        }
        yield Case(expression, case.wrt, case.sizes, point, field)


def _drawn(text: str, variable: Variable, sizes: dict[str, int], modulus: int) -> Array:
    """An array of whole numbers below the modulus, with the linear structure that the variable declares."""
    count = iter(range(10**9))

    def number() -> Fraction:
        drawn = int.from_bytes(blake2b(f"{text}|{next(count)}".encode(), digest_size=16).digest())
        return Fraction(1 + drawn % (modulus - 1))

    template = _zeros(variable.shape, sizes)
    properties = variable.properties & {"symmetric", "skew", "diagonal"}
    if "positive definite" in variable.properties:
        properties |= {"symmetric"}
    return shaped(template, iter(number, None), properties)


def _zeros(shape: Shape, sizes: dict[str, int]) -> Array:
    array: Array = Fraction(0)
    for length in reversed(measured(shape, sizes)):
        array = (array,) * length
    return array


def chance(expected: Residue, given: Residue) -> float:
    """With what probability two rational functions of these degrees agree at a drawn point although they differ."""
    difference = expected - given
    return max(1, difference.over) / difference.modulus
