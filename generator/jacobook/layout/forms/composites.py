"""Composites that readers know by name, recognised in a derivative for display: softmax, sigmoid, tanh."""

from __future__ import annotations

from fractions import Fraction

from jacobook.calculus import index_algebra as algebra
from jacobook.calculus.index_form import Apply, Array, Element, Power, RowSoftmax, Softmax, Tensor, Term
from jacobook.layout.forms.lines import softmax_of_lines
from jacobook.layout.forms.masked_softmax import masked_softmax

_QUOTIENTS = {"sinh": ("cosh", "tanh"), "sin": ("cos", "tan")}
"""What is above a quotient, what is below, and what the quotient of the two at one argument is called."""


def recognise(value: Array) -> Array:
    """The array with exp(v)_i / Σ exp(v) written as softmax(v)_i, e^u / (1 + e^u) as σ(u), sinh / cosh as tanh.

    So exp(M)_ij / Σ_k exp(M)_ik is the softmax of the rows of M.
    """
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
            named_whole = masked_softmax(factors, other, divisor) or softmax_of_lines(factors, other, divisor)
            if count and named_whole is not None:
                factors = named_whole
                count -= 1
                continue
            while count and (named := _quotient(factors[other], divisor)) is not None:
                tensor, rest, at = named
                factors[other] = Element(tensor, at)
                factors += [Element(left, element.indices) for left in rest]
                count -= 1
        power = divisor.tensor
        factors[position] = Element(Power(power.base, Fraction(-count)), divisor.indices)
    kept = tuple(f for f in factors if not (isinstance(f.tensor, Power) and f.tensor.exponent == 0))
    return Term(term.coefficient, kept, term.dimensions)


def _quotient(element: Element, divisor: Element) -> tuple[Tensor, list[Tensor], tuple[int, ...]] | None:
    """What an exponential, sinh or sin over this divisor is called, what remains of a power of it, and its place."""
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
        found = divisor.tensor.base == algebra.apply(below, [argument])
        return (Apply(named, (argument,)), rest, element.indices) if found else None
    if tensor.function != "exp":
        return None
    exponential = algebra.of_tensor(tensor)
    if argument.rank == 1 and not divisor.indices:
        summed = algebra.einsum((), [(exponential, (0,))], argument.shape)
        if divisor.tensor.base == summed:
            return Softmax(argument), rest, element.indices
    if element.indices == divisor.indices:
        one_more = algebra.add(argument.shape, [algebra.number(1, argument.shape), exponential])
        if divisor.tensor.base == one_more:
            return Apply("sigmoid", (argument,)), rest, element.indices
    if argument.rank == 2 and len(divisor.indices) == 1 and divisor.indices[0] in element.indices:
        return _softmax_of_rows(element, argument, exponential, divisor, rest)
    return None


def _softmax_of_rows(
    element: Element, argument: Array, exponential: Array, divisor: Element, rest: list[Tensor]
) -> tuple[Tensor, list[Tensor], tuple[int, ...]] | None:
    """The softmax of the rows of a matrix, or of the rows of its transpose."""
    assert isinstance(divisor.tensor, Power)
    for row in (0, 1):
        if element.indices[row] != divisor.indices[0] or element.indices[0] == element.indices[1]:
            continue
        column = 1 - row
        places = (0, 1) if row == 0 else (1, 0)
        summed = algebra.einsum((argument.shape[row],), [(exponential, places)], (argument.shape[column],))
        if divisor.tensor.base == summed:
            straight = argument if row == 0 else algebra.transposed(argument)
            return RowSoftmax(straight), rest, (element.indices[row], element.indices[column])
    return None


def _only_tensor(value: Array) -> Tensor | None:
    if len(value.terms) == 1 and value.terms[0].coefficient == 1 and len(value.terms[0].factors) == 1:
        element = value.terms[0].factors[0]
        if element.indices == tuple(range(value.rank)):
            return element.tensor
    return None
