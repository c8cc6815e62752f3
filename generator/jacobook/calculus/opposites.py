"""Sums in which kinks cancel: relu(u) − relu(−u) is u, relu(u) + relu(−u) is |u|, max(a, b) + min(a, b) is a + b.

relu(u) is (u + |u|)/2, and the larger of two values is (a + b + |a − b|)/2. Where the parts with |·| cancel, the sum is
smooth, and so is what is printed for it; where the others cancel, one absolute value says it all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from jacobook.calculus import index_algebra as algebra
from jacobook.calculus.index_form import Apply, Array, Element, Group, Tensor, Term, term_key

_HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class _Split:
    """A function with a kink as a multiple of a smooth part u and one of |v|.

    `shown` is v or −v, as it was written. On the kink its derivative is chosen to be `chosen` times that of `by`; that
    of |v| is 0.
    """

    smooth: Array
    turning: Array
    of_smooth: Fraction
    of_turning: Fraction
    shown: Array
    by: Array
    chosen: Fraction = Fraction(0)


@dataclass(slots=True)
class _Alike:
    """Terms that differ in their numbers alone once their kinks are split."""

    element: Element
    template: Term
    split: _Split
    places: list[int] = field(default_factory=list)
    smooth: Fraction = Fraction(0)
    turning: Fraction = Fraction(0)
    chosen: dict[str, Fraction] = field(default_factory=dict)

    @property
    def is_one(self) -> bool:
        """Whether one smooth term or one absolute value says the same, on the kink too where there is one."""
        if len(self.places) < 2:
            return False
        return self.turning == 0 or (self.smooth == 0 and not any(self.chosen.values()))


def without_opposites(value: Array) -> Array:
    """The same array, with the terms put together whose kinks cancel or add up."""
    alike: dict[str, _Alike] = {}
    for place, term in enumerate(value.terms):
        kinked = [element for element in term.factors if _split(element.tensor) is not None]
        if len(kinked) != 1:
            continue
        split = _split(kinked[0].tensor)
        assert split is not None
        written = _replaced(term, kinked[0], Apply("abs", (split.turning,)))
        key = f"{term_key(written, value.rank)} {split.smooth.key}"
        found = alike.setdefault(key, _Alike(kinked[0], term, split))
        found.places.append(place)
        found.smooth += Fraction(term.coefficient) * split.of_smooth
        found.turning += Fraction(term.coefficient) * split.of_turning
        chosen = Fraction(term.coefficient) * split.chosen
        found.chosen[split.by.key] = found.chosen.get(split.by.key, Fraction(0)) + chosen
    joined = [each for each in alike.values() if each.is_one]
    if not joined:
        return value
    spent = {place for each in joined for place in each.places}
    kept = [term for place, term in enumerate(value.terms) if place not in spent]
    return algebra.array(value.shape, [*kept, *(term for each in joined for term in _together(each))])


def _together(alike: _Alike) -> Iterator[Term]:
    for coefficient, tensor in (
        (alike.smooth, Group(alike.split.smooth)),
        (alike.turning, Apply("abs", (alike.split.shown,))),
    ):
        if coefficient:
            term = _replaced(alike.template, alike.element, tensor)
            yield Term(coefficient, term.factors, term.dimensions)


def _replaced(term: Term, element: Element, tensor: Tensor) -> Term:
    factors = (Element(tensor, e.indices) if e is element else e for e in term.factors)
    return Term(1, tuple(factors), term.dimensions)


def _split(tensor: Tensor) -> _Split | None:
    """A positive part, an absolute value, or the larger or smaller of two, with |v| for v and −v alike."""
    match tensor:
        case Apply(function="relu", arguments=(argument,)):
            return _of_positive_part(argument, 1, Fraction(0))
        case Apply(function="maximum" | "minimum" as name, arguments=(one, other)):
            sign = 1 if name == "maximum" else -1
            for zero, rest in ((one, other), (other, one)):
                if algebra.is_zero(zero):
                    # min(u, 0) is −relu(−u); of two that are equal, the first is chosen.
                    return _of_positive_part(algebra.scale(rest, sign), sign, Fraction(rest is one))
            total = algebra.add(tensor.shape, sorted((one, other), key=lambda each: each.key))
            apart = algebra.add(tensor.shape, [one, algebra.scale(other, -1)])
            return _Split(total, _oriented(apart)[0], _HALF, sign * _HALF, apart, one, Fraction(1))
        case Apply(function="abs", arguments=(argument,)):
            turning, _ = _oriented(argument)
            return _Split(turning, turning, Fraction(0), Fraction(1), argument, turning)
        case _:
            return None


def _of_positive_part(argument: Array, number: int, chosen: Fraction) -> _Split:
    """A number times relu(u), with so much of the derivative of u on the kink."""
    turning, sign = _oriented(argument)
    chosen *= number * sign
    return _Split(turning, turning, number * sign * _HALF, number * _HALF, argument, turning, chosen)


def _oriented(value: Array) -> tuple[Array, int]:
    """v or −v, always the same of the two, and the sign that makes it the value again."""
    negative = algebra.scale(value, -1)
    first = value.terms[0].coefficient if value.terms else 0
    if len(value.terms) == 1:
        return (negative, -1) if first < 0 else (value, 1)
    return (negative, -1) if negative.key < value.key else (value, 1)
