"""Small edits of a formula's tree, each a slip that a person makes: a term left out, a factor, a transpose, an order.

Nothing here knows what a formula is for. A claim that equals an edited answer has been found out; a claim that becomes
right by an edit is mended by it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from itertools import combinations, pairwise

from jacobook.language.dimension import ONE
from jacobook.layout.formulas import algebra
from jacobook.layout.formulas import formula as f
from jacobook.layout.formulas.measure import part_names, pieces

MOST_EDITS = 600


class Slip(StrEnum):
    """What an edit does to the part that it changes."""

    TERM = "a term left out"
    DIAGONAL = "all but the diagonal left out"
    TERM_SIGN = "the sign of a term"
    FACTOR = "a factor left out"
    DENOMINATOR = "a denominator left out"
    INVERTED = "a factor above for one below"
    COEFFICIENT = "a number"
    ORDER = "the order of factors"
    TURNED_PRODUCT = "the transpose of a product"
    INVERTED_PRODUCT = "the inverse of a product"
    INVERTED_SUM = "the inverse of a sum"
    TRANSPOSE = "a transpose"
    INVERSE = "an inverse left out"
    ENTRYWISE = "an element-wise product for a matrix product"
    MATRIX_PRODUCT = "a matrix product for an element-wise one"
    EXPONENT = "an exponent"
    FUNCTION = "a function left out"
    ARGUMENT = "the argument of a function"
    ONES = "ones for an identity"
    ENTRYWISE_INVERSE = "a reciprocal of entries for an inverse"


@dataclass(frozen=True, slots=True)
class Edit:
    """A formula with one slip in it: what stood there, and what stands there now (None where it was left out)."""

    slip: Slip
    formula: f.Formula
    part: f.Formula
    into: f.Formula | None
    around: f.Formula
    """The smallest piece in which it stands, as it was."""


_Local = tuple[Slip, f.Formula, f.Formula, f.Formula | None]


def edits(formula: f.Formula) -> Iterator[Edit]:
    """A formula with every slip that is known, each alone; those near the root first."""
    symbols = tuple({piece: None for piece in pieces(formula) if isinstance(piece, f.Symbol)})
    if formula.rows == formula.columns != ONE and not isinstance(formula, f.Diagonal):
        yield Edit(Slip.DIAGONAL, algebra.diagonal(algebra.diagonal_part(formula)), formula, None, formula)
    for slip, edited, part, into, around in _edited(formula, symbols, free=True, turns=True):
        yield Edit(slip, edited, part, into, around)


def _edited(
    formula: f.Formula, symbols: tuple[f.Symbol, ...], *, free: bool, turns: bool
) -> Iterator[tuple[Slip, f.Formula, f.Formula, f.Formula | None, f.Formula]]:
    """The formula with a slip in it; with `free` it may have another shape then, with `turns` it may be transposed."""
    for slip, new, part, into in _here(formula, symbols, turns=turns):
        if free or (new.rows, new.columns) == (formula.rows, formula.columns):
            yield slip, new, part, into, formula
    for name in part_names(formula):
        value = getattr(formula, name)
        keeps = free and isinstance(formula, f.Multiple | f.Transpose) and name == "body"
        if isinstance(value, tuple):
            for place, item in enumerate(value):
                if not hasattr(item, "rows"):
                    continue
                for slip, new, *rest in _edited(item, symbols, free=False, turns=True):
                    parts = (*value[:place], new, *value[place + 1 :])
                    yield slip, replace(formula, **{name: parts}), *rest  # type: ignore[misc, arg-type]
        elif hasattr(value, "rows"):
            for slip, new, *rest in _edited(value, symbols, free=keeps, turns=not isinstance(formula, f.Transpose)):
                yield slip, replace(formula, **{name: new}), *rest  # type: ignore[misc, arg-type]


def _here(formula: f.Formula, symbols: tuple[f.Symbol, ...], *, turns: bool) -> Iterator[_Local]:
    maker = _MAKERS.get(type(formula))
    if maker is not None:
        yield from maker(formula)
    if turns:
        yield from _turned(formula)
    if isinstance(formula, f.Apply) and len(formula.arguments) == 1:
        yield from _other_arguments(formula, symbols)


def without(terms: tuple[f.Formula, ...], left_out: tuple[f.Formula, ...]) -> tuple[f.Formula, ...]:
    """Terms but those that are left out."""
    return tuple(term for term in terms if not any(term is other for other in left_out))


def _without(parts: tuple[f.Formula, ...], place: int) -> tuple[f.Formula, ...]:
    return (*parts[:place], *parts[place + 1 :])


def _sum(formula: f.Sum) -> Iterator[_Local]:
    for place, term in enumerate(formula.terms):
        rest = _without(formula.terms, place)
        yield Slip.TERM, f.Sum(rest) if len(rest) > 1 else rest[0], term, None
    for pair in combinations(formula.terms, 2) if len(formula.terms) > 3 else ():
        yield Slip.TERM, f.Sum(without(formula.terms, pair)), f.Sum(pair), None
    for place, term in enumerate(formula.terms):
        other = algebra.negative(term)
        terms = (*formula.terms[:place], other, *formula.terms[place + 1 :])
        yield Slip.TERM_SIGN, f.Sum(terms), term, other


def _multiple(formula: f.Multiple) -> Iterator[_Local]:
    number = formula.coefficient
    for other in dict.fromkeys((Fraction(1), number * 2, number / 2, -number)):
        if other != number and (other != 1 or formula.numerators or formula.denominators or formula.body is not None):
            yield Slip.COEFFICIENT, replace(formula, coefficient=other), f.Number(number), f.Number(other)
    for place, scalar in enumerate(formula.numerators):
        rest = _without(formula.numerators, place)
        yield Slip.FACTOR, _scaled(replace(formula, numerators=rest)), scalar, None
        below = (*formula.denominators, scalar)
        yield Slip.INVERTED, _scaled(replace(formula, numerators=rest, denominators=below)), scalar, None
    for place, scalar in enumerate(formula.denominators):
        rest = _without(formula.denominators, place)
        yield Slip.DENOMINATOR, _scaled(replace(formula, denominators=rest)), scalar, None
        above = (*formula.numerators, scalar)
        yield Slip.INVERTED, _scaled(replace(formula, denominators=rest, numerators=above)), scalar, None


def _scaled(formula: f.Multiple) -> f.Formula:
    if formula.body is None and not formula.numerators and not formula.denominators:
        return f.Number(formula.coefficient)
    return formula


def _product(formula: f.Product) -> Iterator[_Local]:
    factors = formula.factors
    for place, factor in enumerate(factors):
        rest = _without(factors, place)
        if _chains(rest):
            yield Slip.FACTOR, f.Product(rest) if len(rest) > 1 else rest[0], factor, None
    for place, (left, right) in enumerate(pairwise(factors)):
        swapped = (*factors[:place], right, left, *factors[place + 2 :])
        pair = f.Product((left, right)), f.Product((right, left))
        if left != right and _chains(swapped):
            kinds = {isinstance(one, f.Transpose) for one in (left, right)}
            inverses = {isinstance(one, f.Inverse) for one in (left, right)}
            slip = Slip.TURNED_PRODUCT if kinds == {True} else Slip.ORDER
            slip = Slip.INVERTED_PRODUCT if inverses == {True} else slip
            yield slip, f.Product(swapped), *pair
        if _alike(left, right) and f.axes(left):
            joined = f.Hadamard((left, right))
            rest = (*factors[:place], joined, *factors[place + 2 :])
            if _chains(rest):
                yield Slip.ENTRYWISE, f.Product(rest) if len(rest) > 1 else joined, pair[0], joined
        turned = algebra.transpose(right)
        if _alike(left, turned) and f.axes(left) == 1:
            yield from _joined_vectors(factors, place, left, right)
    for place, factor in enumerate(factors):
        other = algebra.transpose(factor)
        changed = (*factors[:place], other, *factors[place + 1 :])
        if not _alike(factor, other) and _chains(changed):
            yield Slip.TRANSPOSE, f.Product(changed), factor, other


def _joined_vectors(factors: tuple[f.Formula, ...], place: int, left: f.Formula, right: f.Formula) -> Iterator[_Local]:
    """Two vectors multiplied entry by entry in place of uᵀv or uvᵀ."""
    if len(factors) == 2:
        column = [one if f.is_column(one) else algebra.transpose(one) for one in (left, right)]
        yield Slip.ENTRYWISE, f.Hadamard(tuple(column)), f.Product((left, right)), f.Hadamard(tuple(column))


def _chains(factors: tuple[f.Formula, ...]) -> bool:
    """Whether matrices can be multiplied in this order."""
    return bool(factors) and all(left.columns == right.rows for left, right in pairwise(factors))


def _alike(left: f.Formula, right: f.Formula) -> bool:
    return (left.rows, left.columns) == (right.rows, right.columns)


def _hadamard(formula: f.Hadamard) -> Iterator[_Local]:
    for place, factor in enumerate(formula.factors):
        rest = _without(formula.factors, place)
        yield Slip.FACTOR, f.Hadamard(rest) if len(rest) > 1 else rest[0], factor, None
    if len(formula.factors) == 2:
        left, right = formula.factors
        for pair in ((left, right), (right, left), (algebra.transpose(left), right), (left, algebra.transpose(right))):
            if _chains(pair):
                yield Slip.MATRIX_PRODUCT, f.Product(pair), formula, f.Product(pair)


def _quotient(formula: f.HadamardQuotient) -> Iterator[_Local]:
    above, below = formula.numerator, formula.denominator
    yield Slip.DENOMINATOR, above, below, None
    if not isinstance(above, f.Filled):
        ones = f.Filled(1, below.rows, below.columns)
        yield Slip.FACTOR, replace(formula, numerator=ones), above, None
        yield Slip.INVERTED, f.Hadamard((above, below)), below, None
    else:
        yield Slip.INVERTED, below, below, None


def _power(formula: f.Power) -> Iterator[_Local]:
    if isinstance(formula.exponent, f.Number):
        value = formula.exponent.value
        for other in (value + 1, value - 1, -value, value * 2):
            changed = formula.base if other == 1 else f.Power(formula.base, f.Number(other))
            if other not in (0, value):
                yield Slip.EXPONENT, changed, formula, changed
    else:
        for shift in (1, -1):
            changed = f.Power(formula.base, f.Sum((formula.exponent, f.Number(Fraction(shift)))))
            yield Slip.EXPONENT, changed, formula, changed


def _norm(formula: f.Norm) -> Iterator[_Local]:
    square = f.Power(formula, f.Number(Fraction(2)))
    yield Slip.EXPONENT, square, formula, square


def _inverse(formula: f.Inverse) -> Iterator[_Local]:
    inner = formula.body
    yield Slip.INVERSE, inner, formula, inner
    if isinstance(inner, f.Sum):
        apart = f.Sum(tuple(map(algebra.inverse, inner.terms)))
        yield Slip.INVERTED_SUM, apart, formula, apart
    if isinstance(inner, f.Product):
        straight = f.Product(tuple(map(algebra.inverse, inner.factors)))
        yield Slip.INVERTED_PRODUCT, straight, formula, straight
    reciprocal = f.HadamardQuotient(f.Filled(1, inner.rows, inner.columns), inner)
    yield Slip.ENTRYWISE_INVERSE, reciprocal, formula, reciprocal


def _transpose(formula: f.Transpose) -> Iterator[_Local]:
    yield Slip.TRANSPOSE, formula.body, formula, formula.body


def _matrix_power(formula: f.MatrixPower) -> Iterator[_Local]:
    if isinstance(formula.exponent, f.Number):
        for shift in (1, -1):
            other = f.MatrixPower(formula.body, f.Number(formula.exponent.value + shift))
            yield Slip.EXPONENT, other, formula, other


def _identity(formula: f.Identity) -> Iterator[_Local]:
    ones = f.Filled(1, formula.rows, formula.columns)
    yield Slip.ONES, ones, formula, ones


def _filled(formula: f.Filled) -> Iterator[_Local]:
    if formula.rows == formula.columns != ONE:
        unit = f.Identity(formula.rows)
        yield Slip.ONES, unit, formula, unit


def _kronecker(formula: f.Kronecker) -> Iterator[_Local]:
    swapped = f.Kronecker(formula.right, formula.left)
    yield Slip.ORDER, swapped, formula, swapped


def _apply(formula: f.Apply) -> Iterator[_Local]:
    inner = formula.arguments[0]
    if len(formula.arguments) == 1 and _alike(formula, inner):
        yield Slip.FUNCTION, inner, formula, inner
        square = f.Power(formula, f.Number(Fraction(2)))
        yield Slip.EXPONENT, square, formula, square


def _other_arguments(formula: f.Apply, symbols: tuple[f.Symbol, ...]) -> Iterator[_Local]:
    inner = formula.arguments[0]
    for symbol in symbols:
        for other in (symbol, algebra.transpose(symbol)):
            if other != inner and _alike(other, inner) and not isinstance(inner, f.Symbol):
                yield Slip.ARGUMENT, replace(formula, arguments=(other,)), inner, other


def _turned(formula: f.Formula) -> Iterator[_Local]:
    """A square matrix transposed."""
    if formula.rows == formula.columns != ONE and isinstance(formula, f.Symbol | f.Product | f.Inverse | f.Hadamard):
        other = algebra.transpose(formula)
        if other != formula:
            yield Slip.TRANSPOSE, other, formula, other


_MAKERS: dict[type, Callable[..., Iterator[_Local]]] = {
    f.Sum: _sum,
    f.Multiple: _multiple,
    f.Product: _product,
    f.Hadamard: _hadamard,
    f.HadamardQuotient: _quotient,
    f.Power: _power,
    f.Norm: _norm,
    f.Inverse: _inverse,
    f.Transpose: _transpose,
    f.MatrixPower: _matrix_power,
    f.Identity: _identity,
    f.Filled: _filled,
    f.Kronecker: _kronecker,
    f.Apply: _apply,
}
"""What makes the slips of each kind of formula."""


def opened(form: f.MatrixForm, substitute: Callable[[f.Formula, f.Formula, f.Formula], f.Formula]) -> f.Formula:
    """A form with what its names mean in their place."""
    formula = form.formula
    for definition in reversed(form.definitions):
        formula = substitute(formula, definition.symbol, definition.meaning)
    return formula
