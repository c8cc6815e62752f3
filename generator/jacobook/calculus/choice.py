"""Choices between cases, where(c, f, g), and their derivative where(c, f′, g′).

Where both cases have values everywhere, the choice is written with brackets that are 1 or 0, [c] f + [not c] g, which
everything else here knows how to treat. Where one of them has not (x log x for x < 0), a bracket of 0 before it has no
meaning, and the choice stays a choice: as close as possible to what needs it, so that where(x > 0, x log x, 0) has the
derivative where(x_i > 0, log x_i + 1, 0) δ_ij.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction

from jacobook.calculus import index_algebra as algebra
from jacobook.calculus.index_form import (
    Apply,
    Array,
    ConstantTensor,
    Element,
    Group,
    Inverse,
    Power,
    ProductOfEntries,
    RowSoftmax,
    SizeTensor,
    Softmax,
    Tensor,
    Term,
    VariableTensor,
    term_key,
)
from jacobook.calculus.scalar import S, T, definition
from jacobook.calculus.single_axes import widened
from jacobook.language.dimension import Shape
from jacobook.language.functions import FUNCTIONS

OPPOSITES = {"greater": "less_equal", "less_equal": "greater", "less": "greater_equal", "greater_equal": "less"}


def choice(shape: Shape, condition: Array, yes: Array, no: Array) -> Array:
    """One of two arrays, entry by entry, as a condition of entries says; no choice where both are the same."""
    if yes == no or algebra.as_number(condition) == 1:
        return algebra.broadcast(yes, shape)
    if algebra.is_zero(condition):
        return algebra.broadcast(no, shape)
    if is_total(yes) and is_total(no):
        holds, fails = _brackets(condition)
        return algebra.add(shape, [algebra.multiply(shape, [holds, yes]), algebra.multiply(shape, [fails, no])])
    return algebra.apply("where", [algebra.broadcast(array, shape) for array in (condition, yes, no)])


def is_choice(function: str) -> bool:
    """Whether a function of two numbers chooses by the sign of their difference: maximum, minimum, a comparison."""
    return function in OPPOSITES or function in ("maximum", "minimum")


def larger_or_smaller(shape: Shape, function: str, left: Array, right: Array) -> Array:
    """A choice by the sign of a difference; of two that are equal everywhere there is none to be made."""
    apart = algebra.add(shape, [left, algebra.scale(right, -1)])
    if not algebra.is_zero(apart):
        return algebra.apply(function, [left, right])
    equal = definition(function).subs(S, T)
    return algebra.number(Fraction(int(equal)), shape) if equal.is_number else algebra.broadcast(left, shape)


def _brackets(condition: Array) -> tuple[Array, Array]:
    """[c] and [not c]; the condition is one comparison."""
    (comparison,) = condition.terms[0].factors
    assert isinstance(comparison.tensor, Apply)
    opposite = Apply(OPPOSITES[comparison.tensor.function], comparison.tensor.arguments)
    term = condition.terms[0]
    turned = Term(term.coefficient, (Element(opposite, comparison.indices),), term.dimensions)
    return condition, Array(condition.shape, (turned,))


def derivative_of_choice(tensor: Apply, of_array: Callable[[Array], Array]) -> Array:
    """∂where(c, f, g) = where(c, ∂f, ∂g); `of_array` differentiates f and g, with the variable's indices last."""
    condition, *cases = tensor.arguments
    derivatives = [of_array(case) for case in cases]
    shape, rank = derivatives[0].shape, len(tensor.shape)
    known = {index for element in condition.terms[0].factors for index in element.indices}
    if len(shape) <= 2 and (not known or len(shape) == rank):
        return choice(shape, _widened(condition, shape), *derivatives)
    return _by_factors(shape, condition, derivatives)


def _widened(condition: Array, shape: Shape) -> Array:
    """A condition on the first indices of a shape as one on all of them: [x 𝟏ᵀ > 0], and not [x > 0] 𝟏ᵀ."""
    (term,) = condition.terms
    comparison = term.factors[0].tensor if len(term.factors) == 1 else None
    if condition.rank and isinstance(comparison, Apply) and term.factors[0].indices == tuple(range(condition.rank)):
        compared = tuple(widened(argument, range(argument.rank), shape) for argument in comparison.arguments)
        return algebra.scale(algebra.of_tensor(Apply(comparison.function, compared)), term.coefficient)
    return widened(condition, range(condition.rank), shape)


def _by_factors(shape: Shape, condition: Array, derivatives: Sequence[Array]) -> Array:
    """Each term with its choice around those of its factors that need it; terms with the same rest share a choice."""
    rank = condition.rank
    shared: dict[str, tuple[Term, tuple[list[Term], list[Term]]]] = {}
    parts: list[Array] = []
    for position, derivative in enumerate(derivatives):
        for term in derivative.terms:
            inside = [all(i < rank for i in e.indices) for e in term.factors]
            rest = tuple(e for e, own in zip(term.factors, inside, strict=True) if not own)
            own = tuple(e for e, own in zip(term.factors, inside, strict=True) if own)
            if all(_is_total(element.tensor) for element in rest):
                leading = Term(1, rest, term.dimensions)
                _, found = shared.setdefault(term_key(leading, len(shape)), (leading, ([], [])))
                found[position].append(Term(term.coefficient, own, condition.shape))
            else:
                parts.append(_around(shape, condition, term, position))
    for leading, (yes, no) in shared.values():
        chosen = choice(condition.shape, condition, *(algebra.array(condition.shape, terms) for terms in (yes, no)))
        for term in chosen.terms:
            everywhere = tuple(range(len(shape)))
            operands = [(Array(condition.shape, (term,)), everywhere[:rank]), (Array(shape, (leading,)), everywhere)]
            parts.append(algebra.einsum(shape, operands))
    return algebra.add(shape, parts)


def _around(shape: Shape, condition: Array, term: Term, position: int) -> Array:
    """A term with a choice around those of its factors that have no value everywhere, whatever their indices."""
    partial = [element for element in term.factors if not _is_total(element.tensor)]
    indices = tuple(sorted({i for element in partial for i in element.indices} | set(range(condition.rank))))
    place = {index: number for number, index in enumerate(indices)}
    dimensions = tuple(term.dimensions[i] for i in indices)
    moved = tuple(Element(e.tensor, tuple(place[i] for i in e.indices)) for e in partial)
    case, nothing = Array(dimensions, (Term(1, moved, dimensions),)), Array(dimensions, ())
    cases = (case, nothing) if position == 0 else (nothing, case)
    chosen = Element(Apply("where", (_widened(condition, dimensions), *cases)), indices)
    total = tuple(element for element in term.factors if _is_total(element.tensor))
    return algebra.array(shape, [Term(term.coefficient, (chosen, *total), term.dimensions)])


def is_total(value: Array, positive: frozenset[str] = frozenset()) -> bool:
    """Whether every entry has a value for every value of the variables, as far as its form shows.

    `positive` are the keys of arrays with positive entries alone, as x is where x > 0.
    """
    return all(_is_total(element.tensor, positive) for term in value.terms for element in term.factors)


def _is_total(tensor: Tensor, positive: frozenset[str] = frozenset()) -> bool:
    def every(arrays: Iterable[Array]) -> bool:
        return all(is_total(array, positive) for array in arrays)

    def above_zero(array: Array) -> bool:
        return array.key in positive or _is_positive(array)

    match tensor:
        case Apply(function="where", arguments=(condition, *cases)):
            sides = zip(cases, _positive_on_each_side(condition), strict=True)
            return every([condition]) and all(is_total(case, positive | known) for case, known in sides)
        case Apply(function="log", arguments=(argument,)):
            return every([argument]) and above_zero(argument)
        case Apply(function=name, arguments=arguments):
            return not FUNCTIONS[name].domain and every(arguments)
        case Power(base=base, exponent=Fraction() as exponent):
            whole = exponent.denominator == 1 and exponent >= 0
            return every([base]) and (whole or above_zero(base))
        case Power(base=base, exponent=Array() as exponent):
            return every([base, exponent]) and above_zero(base)
        case Group(array=array) | ProductOfEntries(array=array):
            return every([array])
        case Softmax(argument=array) | RowSoftmax(argument=array):
            return every([array])
        case Inverse():
            return False
        case _:
            return getattr(tensor, "name", "") != "logm" and every(tensor.arrays)


def _positive_on_each_side(condition: Array) -> tuple[frozenset[str], frozenset[str]]:
    """The keys of what is positive where a comparison with zero holds, and where it does not."""
    tensors = [tensor for term in condition.terms for tensor in _tensors(term)]
    none: frozenset[str] = frozenset()
    match tensors:
        case [Apply(function="greater", arguments=(larger, zero))] if not zero.terms:
            return frozenset((larger.key,)), none
        case [Apply(function="less", arguments=(zero, larger))] if not zero.terms:
            return frozenset((larger.key,)), none
        case [Apply(function="less_equal", arguments=(larger, zero))] if not zero.terms:
            return none, frozenset((larger.key,))
        case _:
            return none, none


def _is_positive(value: Array) -> bool:
    """Whether every entry is positive, as that of 1 + x² is: a sum of what is never negative, one of it positive."""
    never_negative = all(t.coefficient > 0 and all(map(_never_negative, _tensors(t))) for t in value.terms)
    return never_negative and any(all(map(_positive, _tensors(term))) for term in value.terms)


def _tensors(term: Term) -> list[Tensor]:
    return [element.tensor for element in term.factors]


def _positive(tensor: Tensor) -> bool:
    match tensor:
        case Apply(function=name):
            return FUNCTIONS[name].values.are_positive
        case VariableTensor(properties=properties):
            return "positive" in properties
        case Power(base=base, exponent=Fraction()):
            return _is_positive(base)
        case Group(array=array):
            return _is_positive(array)
        case _:
            return isinstance(tensor, SizeTensor | ConstantTensor)


def _never_negative(tensor: Tensor) -> bool:
    match tensor:
        case Apply(function=name) if FUNCTIONS[name].values.are_never_negative:
            return True
        case Power(exponent=Fraction() as exponent) if exponent.numerator % 2 == 0:
            return True
        case _:
            return _positive(tensor)
