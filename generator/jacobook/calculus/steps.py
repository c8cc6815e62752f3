"""The recorded steps of a derivation in components: the value, the rules applied, the deltas used up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from jacobook.calculus import index_algebra as algebra
from jacobook.calculus.differentiation import Differentiation
from jacobook.calculus.functional import FunctionalTensor, inner_arrays, with_arrays
from jacobook.calculus.index_form import (
    Apply,
    Array,
    Determinant,
    Element,
    Group,
    HeldDelta,
    Identity,
    Inverse,
    Power,
    ProductOfEntries,
    Tensor,
    Term,
    VariableTensor,
)


@dataclass(frozen=True, slots=True)
class IndexStep:
    """One line of a derivation: the array reached after `order` differentiations, and why it may be written."""

    array: Array
    order: int
    reason: str


def component_steps(
    value: Array, variables: Iterable[VariableTensor], rules: Mapping[str, str] = MappingProxyType({})
) -> tuple[IndexStep, ...]:
    """The value by its entries, then for each variable the differentiated line and the line with deltas eliminated.

    `rules` says, in words or as a formula, what is known by the names that `Differentiation.used` has for it.
    """
    steps = [IndexStep(value, 0, "the value, entry by entry")]
    current = value
    for order, variable in enumerate(variables, start=1):
        differentiation = Differentiation(variable, hold=True)
        held = differentiation.of_array(current)
        released = release(held)
        steps.append(IndexStep(held, order, _reason(differentiation, held, variable, rules)))
        if held.key != released.key:
            steps.append(
                IndexStep(
                    released,
                    order,
                    "a δ under a sum leaves only the term in which its indices agree"
                    if _summed_delta(held)
                    else "the entries, tidied",
                )
            )
        current = released
    return tuple(steps)


def _reason(differentiation: Differentiation, held: Array, variable: VariableTensor, rules: Mapping[str, str]) -> str:
    name = variable.name
    if algebra.is_zero(held):
        return f"no entry depends on {name}"
    known = {"product": "product rule, one term for each factor"} | dict(rules)
    words = [known.get(used, f"derivative of {used}") for used in differentiation.used]
    if variable.shape:
        words.append(f"an entry of {name} by an entry of {name} is 1 if they are the same entry and 0 otherwise")
    return "; ".join(words) or f"the derivative of {name} by itself is 1"


def _summed_delta(held: Array) -> bool:
    return any(
        isinstance(element.tensor, HeldDelta) and max(element.indices) >= held.rank
        for term in held.terms
        for element in term.factors
    )


def release(value: Array, known: dict[Tensor, Tensor] | None = None) -> Array:
    """The array with its held deltas used to eliminate summed indices, inside groups as well.

    `known` holds what has been released already: a tensor may stand in many places.
    """
    met = {} if known is None else known
    return algebra.array(value.shape, (_release_term(term, met) for term in value.terms))


def _release_term(term: Term, known: dict[Tensor, Tensor]) -> Term:
    factors = tuple(Element(_released(e.tensor, known), e.indices) for e in term.factors)
    return Term(term.coefficient, factors, term.dimensions)


def _released(tensor: Tensor, known: dict[Tensor, Tensor]) -> Tensor:
    if tensor not in known:
        known[tensor] = _release_tensor(tensor, known)
    return known[tensor]


def _release_tensor(tensor: Tensor, known: dict[Tensor, Tensor]) -> Tensor:
    def inside(value: Array) -> Array:
        return release(value, known)

    match tensor:
        case HeldDelta():
            return Identity(tensor.dimension)
        case Group():
            return Group(inside(tensor.array))
        case Apply():
            return Apply(tensor.function, tuple(map(inside, tensor.arguments)))
        case Power():
            exponent = inside(tensor.exponent) if isinstance(tensor.exponent, Array) else tensor.exponent
            return Power(inside(tensor.base), exponent)
        case ProductOfEntries():
            return ProductOfEntries(inside(tensor.array))
        case _ if isinstance(tensor, FunctionalTensor):
            return with_arrays(tensor, map(inside, inner_arrays(tensor)))
        case Inverse():
            return Inverse(inside(tensor.matrix))
        case Determinant():
            return Determinant(inside(tensor.matrix))
        case _:
            return tensor
