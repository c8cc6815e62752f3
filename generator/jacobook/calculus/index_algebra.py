"""Algebra of index forms: sums, products, powers, with deltas eliminated and like terms collected on the way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import lru_cache

from jacobook.calculus.brackets import has_brackets_that_meet, with_brackets_met
from jacobook.calculus.deltas import (
    attach,
    is_diagonal,
    is_spent,
    place,
    repeated_once,
    with_deltas_eliminated,
    with_first_group_opened,
)
from jacobook.calculus.functional import EntrywiseTensor
from jacobook.calculus.fusion import merge_fusions
from jacobook.calculus.groups import Indexed, grouped, signed_alike
from jacobook.calculus.index_form import (
    Apply,
    Array,
    Element,
    Group,
    Identity,
    Place,
    Power,
    SizeTensor,
    Tensor,
    Term,
    Window,
    reindex,
    term_key,
)
from jacobook.calculus.parts import within_parts
from jacobook.calculus.plain import is_plain, is_zero_or_one
from jacobook.calculus.rational import common_number, rational_power
from jacobook.calculus.single_axes import carried_by, narrowed, squeezed, widened, with_axes, without_single_axes
from jacobook.calculus.unsimplified import (
    PLAIN,
    UNIT,
    as_number,
    as_tensor,
    base_array,
    broadcast,
    broadcast_term,
    even_base,
    even_root,
    is_zero,
    number,
    scale,
    transposed,
)
from jacobook.calculus.windows import merge_windows
from jacobook.errors import Refused
from jacobook.language.dimension import ONE, Dimension, Shape, proper_axes

MOST_TERMS = 1000
"""Terms of one array; what has more is of no use to anybody, and its products would have many more."""


def array(shape: Shape, terms: Iterable[Term]) -> Array:
    """The array of these terms: each simplified, like ones collected, vanishing ones dropped."""
    simplified = [term for raw in terms for term in _simplify(raw, len(shape))]
    if len(simplified) > MOST_TERMS:
        raise Refused(f"in index notation, it has more than {MOST_TERMS} terms")
    if len(simplified) <= 1:
        return Array(shape, tuple(simplified))
    collected: dict[str, Term] = {}
    for term in simplified:
        key = term_key(term, len(shape))
        known = collected.get(key)
        total = term.coefficient if known is None else known.coefficient + term.coefficient
        collected[key] = Term(total, (known or term).factors, (known or term).dimensions)
    return Array(shape, tuple(term for term in collected.values() if term.coefficient != 0))


def of_tensor(tensor: Tensor) -> Array:
    """The array with the entries of a tensor."""
    rank = len(tensor.shape)
    return array(tensor.shape, [Term(PLAIN, (Element(tensor, tuple(range(rank))),), tensor.shape)])


def add(shape: Shape, arrays: Iterable[Array]) -> Array:
    """The sum; scalar arrays beside others are added to every entry."""
    return array(shape, (broadcast_term(term, a.rank, shape) for a in arrays for term in a.terms))


def einsum(
    shape: Shape, operands: Sequence[Indexed], summed: Sequence[Dimension] = (), *, expand: bool = False
) -> Array:
    """The product of arrays at given indices, summed over the indices from len(shape) on, of dimensions `summed`.

    A sum among the operands stays an unexpanded group unless `expand` is set or it has more than two indices.
    """
    partial = [Term(PLAIN, (), (*shape, *summed))]
    for given, places in operands:
        operand, indices = squeezed(given, places)
        if not operand.terms:
            return Array(shape, ())
        if len(operand.terms) > 1 and not expand and operand.rank <= 2:
            content, element = grouped(operand, indices)
            signed = ((term, *signed_alike(term, content, element)) for term in partial)
            partial = [Term(t.coefficient * c, (*t.factors, e), t.dimensions) for t, c, e in signed]
        else:
            partial = [attach(term, other, indices) for term in partial for other in operand.terms]
    return array(shape, partial)


def _adds_up_to_zero(term: Term, rank: int) -> bool:
    """Whether a group is summed over entries that cancel: the deviations from a mean."""
    for element in term.factors:
        if isinstance(element.tensor, Group) and max(element.indices, default=-1) >= rank:
            carried = [index for other in term.factors for index in other.indices]
            alone = tuple(p for p, i in enumerate(element.indices) if i >= rank and carried.count(i) == 1)
            if alone and _sum_vanishes(element.tensor, alone):
                return True
    return False


@lru_cache(maxsize=4096)
def _sum_vanishes(group: Group, axes: tuple[int, ...]) -> bool:
    """Whether the sum of a group's array over some of its axes is zero."""
    shape = group.array.shape
    kept = [axis for axis in range(len(shape)) if axis not in axes]
    order = [*kept, *axes]
    dimensions = tuple(shape[axis] for axis in order)
    places = tuple(order.index(axis) for axis in range(len(shape)))
    opened = (attach(Term(PLAIN, (), dimensions), term, places) for term in group.array.terms)
    return not array(dimensions[: len(kept)], opened).terms


def multiply(shape: Shape, operands: Iterable[Array]) -> Array:
    """The element-wise product; scalar arrays multiply every entry."""
    everywhere = tuple(range(len(shape)))
    return einsum(shape, [(operand, everywhere if operand.rank else ()) for operand in operands])


def power(base: Array, exponent: Fraction | Array) -> Array:
    """Every entry raised to a rational number, to a scalar array, or to the entry of one of its shape.

    Products are raised factor by factor, and powers of powers merged, only for integer exponents: √(x²) is not x.
    """
    if ONE in base.shape:
        raised = without_single_axes(exponent) if isinstance(exponent, Array) else exponent
        return with_axes(power(without_single_axes(base), raised), base.shape)
    if 0 < len(axes := carried_by(base, exponent)) < base.rank:
        raised = narrowed(exponent, axes) if isinstance(exponent, Array) and exponent.rank else exponent
        return widened(power(narrowed(base, axes), raised), axes, base.shape)
    if isinstance(exponent, Array):
        known = as_number(exponent) if exponent.rank == 0 else None
        if known is None:
            inner, root = even_root(base)
            return of_tensor(Power(inner, scale(exponent, root)))
        exponent = known
    if exponent == 0:
        return number(1, base.shape)
    if exponent == 1:
        return base
    if not base.terms and exponent > 0:
        return base
    base = even_base(base, exponent)
    if len(base.terms) == 1 and len(base.terms[0].dimensions) == base.rank:
        term = base.terms[0]
        number_raised = rational_power(term.coefficient, exponent)
        whole = exponent.denominator == 1
        if number_raised is not None and (whole or (len(term.factors) <= 1 and term.coefficient > 0)):
            factors = tuple(_raise(element, exponent) for element in term.factors)
            return array(base.shape, [Term(number_raised, factors, term.dimensions)])
    if len(base.terms) == 1 and not base.terms[0].factors and base.rank:
        return broadcast(of_tensor(Power(number(base.terms[0].coefficient), exponent)), base.shape)
    return of_tensor(Power(base, exponent))


def _raise(element: Element, exponent: Fraction) -> Element:
    tensor = element.tensor
    if isinstance(tensor, Identity) or (exponent > 0 and is_zero_or_one(tensor)):
        return element
    if isinstance(tensor, Power) and exponent.denominator == 1:
        raised = tensor.exponent
        total = scale(raised, exponent) if isinstance(raised, Array) else raised * exponent
        return Element(Power(tensor.base, total), element.indices)
    base, indices = _diagonal_once(base_array(tensor), element.indices)
    return Element(Power(base, exponent), indices)


def _diagonal_once(base: Array, indices: tuple[int, ...]) -> Indexed:
    """(diag M)_i for M_ii, so that a power of it is one of the diagonal alone."""
    return (diagonal(base), indices[:1]) if len(indices) == 2 and indices[0] == indices[1] else (base, indices)


def _simplify(term: Term, rank: int) -> list[Term]:
    """Eliminate deltas, open trivial groups, merge powers, drop unused indices; a term that vanishes leaves none."""
    if term.coefficient == 0:
        return []
    if _is_simple(term, rank):
        return [term]
    pending = [term]
    finished: list[Term] = []
    while pending:
        current = merge_fusions(with_deltas_eliminated(pending.pop(0), rank), rank)
        if (placed := merge_windows(current, rank)) is None:
            continue
        current = placed
        if (inside := within_parts(current, einsum, power, apply)) is not None:
            pending.insert(0, inside)
            continue
        if any(is_spent(element, rank) for element in current.factors):
            pending.insert(0, current)
            continue
        opened = _open_diagonal(current) or with_first_group_opened(current)
        if opened is not None:
            pending[:0] = opened
            if len(pending) > MOST_TERMS:
                raise Refused(f"in index notation, it has more than {MOST_TERMS} terms")
            continue
        merged = with_brackets_met(_merge_powers(current))
        opened = with_first_group_opened(merged)
        if opened is not None:
            pending[:0] = opened
            continue
        if merged.coefficient != 0 and not _adds_up_to_zero(merged, rank):
            finished.append(_drop_unused_indices(merged, rank))
    return finished


def _is_simple(term: Term, rank: int) -> bool:
    """Whether nothing is to be eliminated, opened, merged or dropped; so it is with most terms."""
    if not is_plain(term, rank) or has_brackets_that_meet(term):
        return False
    # Only factors at the same indices can be merged.
    if len(term.factors) < 2 or len({repeated_once(element.indices) for element in term.factors}) == len(term.factors):
        return True
    return len({(base.key, at) for base, _, at in map(_split, term.factors)}) == len(term.factors)


def _open_diagonal(term: Term) -> list[Term] | None:
    """f(M)_ii becomes f(diag M)_i: at the other entries of M, the zeros of a triangle, f need not have a value."""
    for position, element in enumerate(term.factors):
        if is_diagonal(element):
            found = _diagonal(element.tensor)
            rest = Term(term.coefficient, term.factors[:position] + term.factors[position + 1 :], term.dimensions)
            inner = found if len(found.terms) == 1 else of_tensor(Group(found))
            opened = (attach(rest, other, element.indices[:1]) for other in inner.terms)
            return [place(each, position, len(rest.factors)) for each in opened]
    return None


def _diagonal(tensor: Tensor) -> Array:
    """The diagonal of a function of entries, as that function of the diagonals of its arguments."""
    match tensor:
        case Apply():
            return of_tensor(Apply(tensor.function, tuple(map(diagonal, tensor.arguments))))
        case Power(base=base, exponent=Array() as exponent):
            return power(diagonal(base), diagonal(exponent) if exponent.rank else exponent)
        case Power(base=base, exponent=exponent):
            return power(diagonal(base), exponent)
        case EntrywiseTensor():
            return of_tensor(EntrywiseTensor(tensor.name, diagonal(tensor.argument), tensor.order))
        case _:
            return diagonal(base_array(tensor))


def diagonal(matrix: Array) -> Array:
    """The vector of a square matrix's diagonal entries."""
    return einsum(matrix.shape[:1], [(matrix, (0, 0))], expand=True)


def _merge_powers(term: Term) -> Term:
    """x_i · x_i becomes (x_i)², and factors that cancel disappear."""
    if len(term.factors) < 2:
        return term
    first: dict[tuple[str, tuple[int, ...]], int] = {}
    factors: list[Element | None] = list(term.factors)
    changed = False
    for position, element in enumerate(term.factors):
        if isinstance(element.tensor, Identity | Window | Place):
            continue
        base, exponent, indices = _split(element)
        key = (base.key, indices)
        earlier = first.get(key)
        if earlier is None:
            first[key] = position
            continue
        other = factors[earlier]
        assert other is not None
        other_base, other_exponent, _ = _split(other)
        total = _added(other_exponent, exponent)
        if isinstance(total, Fraction) and total > 0 and is_zero_or_one(as_tensor(other_base)):
            total = UNIT
        factors[position] = None
        changed = True
        if total == 0:
            factors[earlier] = None
            del first[key]
        elif total == 1:
            factors[earlier] = Element(as_tensor(other_base), indices)
        elif isinstance(total, Fraction) and (even := even_base(other_base, total)) != other_base:
            factors[earlier] = Element(Power(even, total), indices)
        else:
            factors[earlier] = Element(Power(other_base, total), indices)
    kept = tuple(f for f in factors if f is not None) if changed else term.factors
    for element in kept:
        if isinstance(element.tensor, Apply) and element.tensor.function == "sign":
            kept = _sign_over_absolute(kept, element)
    return term if kept is term.factors else Term(term.coefficient, kept, term.dimensions)


def _sign_over_absolute(factors: tuple[Element, ...], sign: Element) -> tuple[Element, ...]:
    """sign(u) / |u| is 1/u, |u| sign(u) is u, and u sign(u) is |u|; so are higher powers of u and |u|."""
    assert isinstance(sign.tensor, Apply)
    argument = sign.tensor.arguments[0]
    absolute = Apply("abs", (argument,)).entries
    for element in factors:
        base, exponent, indices = _split(element)
        if element is sign or indices != sign.indices or not isinstance(exponent, Fraction):
            continue
        other = {argument: absolute, absolute: argument}.get(base)
        if other is None or exponent.denominator != 1 or (exponent < 1 and not (base == absolute and exponent == -1)):
            continue
        rest = tuple(f for f in factors if f is not sign and f is not element)
        if exponent == -1:
            # sign(u) / |u|: what remains has no value at 0 either.
            together = [Element(Power(argument, Fraction(-1)), indices)]
        else:
            together = [Element(as_tensor(other), indices)]
            if exponent > 1:
                together.insert(0, Element(as_tensor(power(base, exponent - 1)), indices))
        return _merge_powers(Term(1, (*rest, *together), ())).factors
    return factors


def _added(left: Fraction | Array, right: Fraction | Array) -> Fraction | Array:
    """The sum of two exponents, a number where it is one."""
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        return left + right
    arrays = [each if isinstance(each, Array) else number(each) for each in (left, right)]
    total = add(max((each.shape for each in arrays), key=len), arrays)
    known = as_number(total)
    return total if known is None else known


def _split(element: Element) -> tuple[Array, Fraction | Array, tuple[int, ...]]:
    """Base, exponent and indices, of which an exponent with entries of its own has the same."""
    tensor = element.tensor
    if isinstance(tensor, Power):
        return tensor.base, tensor.exponent, element.indices
    base, indices = _diagonal_once(base_array(tensor), element.indices)
    return base, UNIT, indices


def _drop_unused_indices(term: Term, rank: int) -> Term:
    used = {i for element in term.factors for i in element.indices}
    unused = [i for i in range(rank, len(term.dimensions)) if i not in used]
    if not unused:
        return term
    coefficient, sizes = term.coefficient, []
    for index in unused:
        dimension = term.dimensions[index]
        coefficient *= dimension.factor
        if dimension.symbols:
            sizes.append(Element(SizeTensor(Dimension(dimension.symbols))))
    kept = [i for i in range(len(term.dimensions)) if i not in unused]
    mapping = {old: new for new, old in enumerate(kept)}
    shrunk = reindex(term, mapping, (term.dimensions[i] for i in kept))
    return _merge_powers(Term(coefficient, (*sizes, *shrunk.factors), shrunk.dimensions))


def apply(function: str, arguments: Sequence[Array]) -> Array:
    """A scalar function entry by entry; scalar arguments stand in every entry."""
    shape = max((argument.shape for argument in arguments), key=len)
    inside = tuple(broadcast(without_single_axes(argument), proper_axes(shape)) for argument in arguments)
    if 0 < len(axes := carried_by(*inside)) < len(proper_axes(shape)):
        alone = of_tensor(Apply(function, tuple(narrowed(argument, axes) for argument in inside)))
        return with_axes(widened(alone, axes, proper_axes(shape)), shape)
    return with_axes(of_tensor(Apply(function, inside)), shape)


__all__ = [
    "add",
    "apply",
    "array",
    "as_number",
    "base_array",
    "broadcast",
    "common_number",
    "diagonal",
    "einsum",
    "is_zero",
    "multiply",
    "number",
    "of_tensor",
    "power",
    "scale",
    "transposed",
    "with_axes",
    "without_single_axes",
]
