"""Composites that readers know by name, recognised in a derivative for display: softmax, sigmoid, tanh."""

from __future__ import annotations

from fractions import Fraction

from jacobook.calculus import index_algebra as algebra
from jacobook.calculus.index_form import Apply, Array, Element, Power, Softmax, Tensor, Term

_QUOTIENTS = {"sinh": ("cosh", "tanh"), "sin": ("cos", "tan")}
"""What is above a quotient, what is below, and what the quotient of the two at one argument is called."""


def recognise(value: Array) -> Array:
    """The array with exp(v)_i / Σ exp(v) written as softmax(v)_i, e^u / (1 + e^u) as σ(u), sinh / cosh as tanh."""
    if not any(_divides_by_sum(term) for term in value.terms):
        return value
    return algebra.array(value.shape, map(_in_term, value.terms))


def _divides_by_sum(term: Term) -> bool:
    return any(isinstance(e.tensor, Power) and _negative_integer(e.tensor) is not None for e in term.factors)


def _negative_integer(power: Power) -> int | None:
    exponent = power.exponent
    if isinstance(exponent, Fraction) and exponent.denominator == 1 and exponent < 0:
        return -int(exponent)
    return None


def _in_term(term: Term) -> Term:
    factors = list(term.factors)
    for position, divisor in enumerate(factors):
        if not isinstance(divisor.tensor, Power):
            continue
        count = _negative_integer(divisor.tensor)
        if count is None:
            continue
        for other, element in enumerate(factors):
            while count and (named := _quotient(factors[other], divisor)) is not None:
                tensor, rest = named
                factors[other] = Element(tensor, element.indices)
                factors += [Element(left, element.indices) for left in rest]
                count -= 1
        power = divisor.tensor
        factors[position] = Element(Power(power.base, Fraction(-count)), divisor.indices)
    kept = tuple(f for f in factors if not (isinstance(f.tensor, Power) and f.tensor.exponent == 0))
    return Term(term.coefficient, kept, term.dimensions)


def _quotient(element: Element, divisor: Element) -> tuple[Tensor, list[Tensor]] | None:
    """What an exponential, or sinh or sin, over this divisor is called, and what remains of a power of it."""
    assert isinstance(divisor.tensor, Power)
    tensor, rest = element.tensor, list[Tensor]()
    if isinstance(tensor, Power) and isinstance(tensor.exponent, Fraction) and tensor.exponent > 1:
        inner = _only_tensor(tensor.base)
        if inner is None:
            return None
        remaining = tensor.exponent - 1
        rest = [inner if remaining == 1 else Power(tensor.base, remaining)]
        tensor = inner
    if not isinstance(tensor, Apply):
        return None
    argument = tensor.arguments[0]
    if element.indices == divisor.indices and tensor.function in _QUOTIENTS:
        below, named = _QUOTIENTS[tensor.function]
        return (Apply(named, (argument,)), rest) if divisor.tensor.base == algebra.apply(below, [argument]) else None
    if tensor.function != "exp":
        return None
    exponential = algebra.of_tensor(tensor)
    axis = next((axis for axis, i in enumerate(element.indices) if i not in divisor.indices), None)
    others = tuple(i for place, i in enumerate(element.indices) if place != axis)
    if (
        axis is not None
        and 1 <= argument.rank <= 2
        and divisor.indices == others
        and len(set(element.indices)) > len(others)
    ):
        kept = [place for place in range(argument.rank) if place != axis]
        places = tuple(len(kept) if place == axis else 0 for place in range(argument.rank))
        shape = tuple(argument.shape[place] for place in kept)
        if divisor.tensor.base == algebra.einsum(shape, [(exponential, places)], [argument.shape[axis]]):
            return Softmax(argument, axis), rest
    if element.indices == divisor.indices:
        one_more = algebra.add(argument.shape, [algebra.number(1, argument.shape), exponential])
        if divisor.tensor.base == one_more:
            return Apply("sigmoid", (argument,)), rest
    return None


def _only_tensor(value: Array) -> Tensor | None:
    if len(value.terms) == 1 and value.terms[0].coefficient == 1 and len(value.terms[0].factors) == 1:
        element = value.terms[0].factors[0]
        if element.indices == tuple(range(value.rank)):
            return element.tensor
    return None
