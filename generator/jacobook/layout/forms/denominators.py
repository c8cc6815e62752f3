"""Numerators collected: 1/(1 − t) + (1 + t)/(1 − t)² is 2/(1 − t)², of numbers and entry by entry."""

from __future__ import annotations

from fractions import Fraction

from jacobook.calculus.groups import Indexed
from jacobook.calculus.index_algebra import array, einsum
from jacobook.calculus.index_form import Array, Element, Group, Power, Term

_MOST_MULTIPLIED = 2
"""How often a numerator is multiplied by the divisor that it lacks."""
_MOST_FACTORS = 12
_OPENED = (2, 3)

_Divisor = tuple[str, tuple[int, ...]]


def over_one_denominator(value: Array) -> Array | None:
    """The array with those terms that are divided by powers of one sum brought over its highest; None if none are."""
    divided: dict[_Divisor, list[tuple[int, Element, Fraction]]] = {}
    for position, term in enumerate(value.terms):
        for element in term.factors:
            power = element.tensor
            if isinstance(power, Power) and isinstance(power.exponent, Fraction) and power.exponent < 0:
                found = divided.setdefault((power.base.key, element.indices), [])
                found.append((position, element, power.exponent))
    for found in divided.values():
        lowest = min(exponent for *_, exponent in found)
        missing = [exponent - lowest for *_, exponent in found]
        summed = isinstance(tensor := found[0][1].tensor, Power) and len(tensor.base.terms) > 1
        if summed and any(missing) and all(m.denominator == 1 and m <= _MOST_MULTIPLIED for m in missing):
            return _collected(value, found, lowest)
    return None


def _collected(value: Array, found: list[tuple[int, Element, Fraction]], lowest: Fraction) -> Array | None:
    _, divisor, _ = found[0]
    assert isinstance(divisor.tensor, Power)
    base = divisor.tensor.base
    positions = {position for position, *_ in found}
    numerators: list[Term] = []
    for position, element, exponent in found:
        term = value.terms[position]
        rest = tuple(factor for factor in term.factors if factor is not element)
        if len(rest) > _MOST_FACTORS or any(index >= value.rank for index in element.indices):
            return None
        lacking = [(base, element.indices)] * int(exponent - lowest)
        opened = einsum(
            value.shape,
            [*(each for factor in rest for each in _operands(factor)), *lacking],
            term.dimensions[value.rank :],
            expand=True,
        )
        numerators += [
            Term(term.coefficient * each.coefficient, each.factors, each.dimensions) for each in opened.terms
        ]
    below = Element(Power(base, lowest), divisor.indices)
    others = [term for position, term in enumerate(value.terms) if position not in positions]
    collected = array(value.shape, numerators)
    summed = any(len(term.dimensions) > value.rank for term in numerators)
    if len(collected.terms) > len(positions) and summed:
        return None
    over = [Term(term.coefficient, (*term.factors, below), term.dimensions) for term in collected.terms]
    return array(value.shape, [*over, *others])


def _operands(element: Element) -> list[Indexed]:
    """What a factor is multiplied out as: a sum opened, and a small power of one likewise."""
    match element.tensor:
        case Group(array=base) if base.rank < 2:
            return [(base, element.indices)]
        case Power(base=base, exponent=Fraction() as exponent) if exponent in _OPENED and len(base.terms) > 1:
            return [(base, element.indices)] * int(exponent)
        case tensor:
            return [(tensor.entries, element.indices)]
