"""The recorded steps of a derivation in components: the value, the rules applied, the deltas used up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from jacobook.calculus import index_algebra as algebra
from jacobook.calculus.differentiation import Differentiation
from jacobook.calculus.index_form import Array, HeldDelta, Identity, Tensor, VariableTensor
from jacobook.calculus.substitution import Substitution
from jacobook.language.functions import COMPARISONS, DIFFERENTIATED

_WORDS = {
    "product": "product rule, one term for each factor",
    "a choice between cases": "a choice between cases is differentiated case by case",
}


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
                    "a δ under a sum keeps only the term where its indices agree"
                    if _summed_delta(held)
                    else "simplify the entries",
                )
            )
        current = released
    return tuple(steps)


def _reason(differentiation: Differentiation, held: Array, variable: VariableTensor, rules: Mapping[str, str]) -> str:
    name = variable.name
    if algebra.is_zero(held):
        return f"no entry depends on {name}"
    known = _WORDS | dict(rules)
    words = list(dict.fromkeys(known.get(used) or _derivative_of(used) for used in differentiation.used))
    if variable.shape:
        words.append(
            f"the derivative of an entry of {name} is 1 with respect to itself and 0 with respect to any other"
        )
    return "; ".join(words) or f"the derivative of {name} with respect to itself is 1"


def _derivative_of(used: str) -> str:
    function = DIFFERENTIATED.get(used)
    if used in COMPARISONS:
        return "a bracket of a comparison is constant on either side of its border"
    return f"derivative of {used if function is None else f'the {function.called}'}"


def _summed_delta(held: Array) -> bool:
    return any(
        isinstance(element.tensor, HeldDelta) and max(element.indices) >= held.rank
        for term in held.terms
        for element in term.factors
    )


def release(value: Array) -> Array:
    """The array with its held deltas used to eliminate summed indices, inside groups as well."""
    return Substitution(_released).of_array(value)


def _released(tensor: Tensor) -> Tensor:
    return Identity(tensor.dimension) if isinstance(tensor, HeldDelta) else tensor
