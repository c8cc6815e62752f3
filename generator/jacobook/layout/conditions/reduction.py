"""Statements about formulas brought to what they come down to: ‖x‖ ≠ 0 is x ≠ 0, AXB is invertible where A, X, B are.

Every reduction is an equivalence wherever the formula has a value, so that nothing is asked that is not needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from fractions import Fraction

from jacobook.language.dimension import ONE
from jacobook.language.domain import Predicate
from jacobook.layout.conditions.bounds import is_square
from jacobook.layout.conditions.knowledge import ODD, Knowledge, Statement, constant, gram_parts
from jacobook.layout.forms.naming import rebuild
from jacobook.layout.formulas import algebra
from jacobook.layout.formulas import formula as f
from jacobook.layout.formulas.entry_lifting import lifted
from jacobook.layout.formulas.measure import children

_NOTHING = Knowledge()


def reduced(subject: f.Formula, predicate: Predicate) -> tuple[Statement, ...]:
    """The statements that together say the same; none where it always holds."""
    return tuple(dict.fromkeys(_reduced(_bare(subject), predicate)))


def _bare(formula: f.Formula) -> f.Formula:
    """The formula in which declared functions stand without their arguments, as answers write them."""
    bare = rebuild(formula, _bare)
    return replace(bare, written=False) if isinstance(bare, f.FunctionValue) and bare.written else bare


def _reduced(subject: f.Formula, predicate: Predicate) -> Iterator[Statement]:
    if predicate is Predicate.NO_ZERO_ENTRY and f.is_scalar(subject):
        predicate = Predicate.NOT_ZERO
    if _NOTHING.holds(subject, predicate):
        return
    array = lifted(subject) if f.is_scalar(subject) else None
    if array is not None:
        yield from _reduced(array, Predicate.NO_ZERO_ENTRY if predicate is Predicate.NOT_ZERO else predicate)
        return
    if isinstance(subject, f.Transpose) and predicate not in _OF_ROWS:
        yield from _reduced(subject.body, predicate)
        return
    repeated = _repeated(subject) if predicate in _OF_ENTRIES else None
    if repeated is not None:
        yield from _reduced(repeated, predicate)
        return
    simpler = _RULES[predicate](subject) if predicate in _RULES else None
    if simpler is None:
        yield subject, predicate
        return
    for part, asked in simpler:
        yield from _reduced(part, asked)


def expanded(formula: f.Formula) -> f.Formula:
    """The formula with its products of sums multiplied out: A(x − y) as Ax − Ay."""
    inner = rebuild(formula, expanded)
    if isinstance(inner, f.Product):
        place = next((k for k, factor in enumerate(inner.factors) if isinstance(factor, f.Sum)), None)
        if place is not None:
            sum_ = inner.factors[place]
            before, after = inner.factors[:place], inner.factors[place + 1 :]
            return _added(expanded(algebra.product(*before, term, *after)) for term in children(sum_))
    if isinstance(inner, f.Multiple) and isinstance(inner.body, f.Sum):
        number = inner.coefficient, inner.numerators, inner.denominators
        return _added(algebra.multiple(*number, term) for term in inner.body.terms)
    return inner


def _added(terms: Iterable[f.Formula]) -> f.Formula:
    return f.Sum(tuple(part for term in terms for part in (term.terms if isinstance(term, f.Sum) else (term,))))


_OF_ENTRIES = frozenset(
    {
        Predicate.NO_ZERO_ENTRY,
        Predicate.NOT_ZERO,
        Predicate.POSITIVE,
        Predicate.NOT_NEGATIVE,
        Predicate.INSIDE_ONE,
        Predicate.WITHIN_ONE,
        Predicate.INSIDE_UNIT,
        Predicate.WITHIN_UNIT,
        Predicate.NOT_HALF_TURN,
    }
)
"""What is said of an array if it is said of its entries, however often each stands there."""


def _repeated(subject: f.Formula) -> f.Formula | None:
    """The column or row of which an array has copies alone, as s𝟏ᵀ has of s."""
    match subject:
        case f.Product(factors=(*rest, f.Filled(value=1) as ones)) if rest and f.is_row(ones):
            column = _product(tuple(rest))
            return column if f.is_column(column) else None
        case f.Product(factors=(f.Filled(value=1) as ones, *rest)) if rest and f.is_column(ones):
            row = _product(tuple(rest))
            return row if f.is_row(row) else None
        case _:
            return None


_OF_ROWS = frozenset(
    {
        *(Predicate.FULL_COLUMN_RANK, Predicate.FULL_ROW_RANK),
        *(Predicate.LARGEST_ONCE_IN_ROWS, Predicate.SMALLEST_ONCE_IN_ROWS),
    }
)
"""What is another statement of a transpose."""

Simpler = list[Statement] | None
"""What a statement comes down to; None where it is as simple as it gets."""


def _no_zero(subject: f.Formula) -> Simpler:
    """No entry of the subject is 0."""
    match subject:
        case f.Multiple(numerators=above, body=body):
            return [
                *((part, Predicate.NOT_ZERO) for part in above),
                *([] if body is None else [(body, Predicate.NO_ZERO_ENTRY)]),
            ]
        case f.Hadamard(factors=factors):
            return [(factor, Predicate.NO_ZERO_ENTRY) for factor in factors]
        case f.HadamardQuotient(numerator=part) | f.Power(base=part) | f.Vec(body=part):
            return [(part, Predicate.NO_ZERO_ENTRY)]
        case f.Kronecker(left=left, right=right):
            return [(left, Predicate.NO_ZERO_ENTRY), (right, Predicate.NO_ZERO_ENTRY)]
        case f.Apply(function="prod", arguments=(argument,)):
            return [(argument, Predicate.NO_ZERO_ENTRY)]
        case f.DiagonalPart(body=f.Product(factors=(rows, turned))) if algebra.transpose(rows) == turned:
            ones = f.Filled(1, rows.columns, ONE)
            return [(algebra.product(algebra.power(rows, Fraction(2)), ones), Predicate.NO_ZERO_ENTRY)]
        case f.Apply(function=name, arguments=(argument,)) if _keeps_zero(name, argument):
            return [(argument, Predicate.NO_ZERO_ENTRY)]
        case f.Apply(function="log", arguments=(argument,)):
            return [(_less_one(argument), Predicate.NO_ZERO_ENTRY)]
        case _:
            return None


def _not_zero(subject: f.Formula) -> Simpler:
    """The subject is not zero: a number, or an array as a whole."""
    if f.is_scalar(subject):
        return _scalar_not_zero(subject)
    match subject:
        case f.Multiple(numerators=above, body=body) if body is not None:
            return [*((part, Predicate.NOT_ZERO) for part in above), (body, Predicate.NOT_ZERO)]
        case f.Power(base=body) | f.Diagonal(body=body) | f.Vec(body=body):
            return [(body, Predicate.NOT_ZERO)]
        case f.Apply(function=name, arguments=(argument,)) if _keeps_zero(name, argument):
            return [(argument, Predicate.NOT_ZERO)]
        case f.Sum(terms=(entries, mean)) if _is_mean(mean, entries):
            return [(entries, Predicate.NOT_ALL_EQUAL)]
        case f.Product(factors=(first, *rest)) if _NOTHING.has_full_column_rank(first):
            return [(_product(tuple(rest)), Predicate.NOT_ZERO)]
        case f.Product(factors=(*rest, last)) if _NOTHING.has_full_column_rank(algebra.transpose(last)):
            return [(_product(tuple(rest)), Predicate.NOT_ZERO)]
        case _:
            return None


def _keeps_zero(function: str, argument: f.Formula) -> bool:
    """Whether a function is 0 where its argument is, and nowhere else; sinh is 0 at iπ too."""
    return function in ("abs", "sqrt") or (function in ODD and _NOTHING.bounds(argument).is_real)


def _scalar_not_zero(subject: f.Formula) -> Simpler:
    match subject:
        case f.Norm(body=body):
            return [(body, Predicate.NOT_ZERO)]
        case f.Product(factors=factors) | f.Trace(body=f.Product(factors=factors)):
            half = gram_parts(factors, _NOTHING)
            if half is not None:
                return [(_product(half), Predicate.NOT_ZERO)]
            # A sum of numbers none of which is negative.
            inner = tuple(factor for factor in factors if constant(factor) != 1)
            whole = isinstance(subject, f.Product) and len(inner) == 1
            return [(inner[0], Predicate.NOT_ZERO)] if whole and _NOTHING.bounds(inner[0]).is_not_negative else None
        case f.Determinant(body=body):
            return [(body, Predicate.INVERTIBLE)]
        case _:
            return _no_zero(subject)


def _is_mean(term: f.Formula, entries: f.Formula) -> bool:
    """Whether a term of a sum takes the mean of a column from each of its entries."""
    if not f.is_column(entries):
        return False
    ones = f.Filled(1, entries.rows, entries.columns)
    total = algebra.product(algebra.transpose(ones), entries)
    size = f.Size(entries.rows) if entries.rows.symbols else f.Number(Fraction(entries.rows.factor))
    return term == algebra.multiple(-1, (total,), (size,), ones)


def _positive(subject: f.Formula) -> Simpler:
    if isinstance(subject, f.Apply) and subject.function == "relu":
        return [(subject.arguments[0], Predicate.POSITIVE)]
    if _NOTHING.bounds(subject).is_not_negative:
        return [(subject, Predicate.NO_ZERO_ENTRY)]
    if isinstance(subject, f.Determinant):
        return [(subject.body, Predicate.POSITIVE_DETERMINANT)]
    return _signed(subject, Predicate.POSITIVE, Predicate.INSIDE_ONE)


def _not_negative(subject: f.Formula) -> Simpler:
    return _signed(subject, Predicate.NOT_NEGATIVE, Predicate.WITHIN_ONE)


def _signed(subject: f.Formula, sign: Predicate, inside: Predicate) -> Simpler:
    """The subject has a sign, positive or not negative."""
    match subject:
        case f.Power(base=base, exponent=f.Number(value=value)) if value.numerator % 2:
            return [(base, sign)]
        case f.Apply(function=name, arguments=(argument,)) if name in (*ODD, "sqrt", "relu"):
            return [(argument, sign)]
        case f.Apply(function="log", arguments=(argument,)):
            return [(_less_one(argument), sign)]
        case f.Vec(body=body):
            return [(body, sign)]
        case f.Sum(terms=(first, f.Multiple() as second)) | f.Sum(terms=(f.Multiple() as second, first)):
            square = algebra.multiple(1, second.numerators, second.denominators, second.body)
            if constant(first) == 1 and second.coefficient == -1 and isinstance(square, f.Power):
                return [(square.base, inside)] if square.exponent == f.Number(Fraction(2)) else None
            return None
        case f.Multiple() | f.Hadamard() | f.HadamardQuotient():
            return _signed_product(subject, sign)
        case _:
            return None


def _signed_product(subject: f.Multiple | f.Hadamard | f.HadamardQuotient, sign: Predicate) -> Simpler:
    """Factors and divisors of one sign do not matter."""
    coefficient, parts = Fraction(1), tuple[f.Formula, ...]()
    match subject:
        case f.Multiple(numerators=above, denominators=below, body=body):
            coefficient = Fraction(subject.coefficient)
            parts = (*above, *below, *(() if body is None else (body,)))
        case f.Hadamard(factors=parts):
            pass
        case f.HadamardQuotient(numerator=above_line, denominator=below_line):
            parts = (above_line, below_line)
    open_ = [part for part in parts if not _NOTHING.bounds(part).is_positive]
    if len(open_) == 1 and coefficient > 0:
        return [(open_[0], sign)]
    return [(algebra.negative(open_[0]), sign)] if len(open_) == 1 and coefficient not in (0, -1) else None


def _invertible(subject: f.Formula) -> Simpler:
    if f.is_scalar(subject):
        return [(subject, Predicate.NOT_ZERO)]
    match subject:
        case f.Inverse(body=body) | f.MatrixPower(body=body):
            return [(body, Predicate.INVERTIBLE)]
        case f.Multiple(numerators=above, body=body) if body is not None:
            return [*((part, Predicate.NOT_ZERO) for part in above), (body, Predicate.INVERTIBLE)]
        case f.Product(factors=factors):
            if all(map(is_square, factors)):
                return [(factor, Predicate.INVERTIBLE) for factor in factors]
            half = gram_parts(factors, _NOTHING)
            return None if half is None else [(_product(half), Predicate.FULL_COLUMN_RANK)]
        case f.Kronecker(left=left, right=right) if is_square(left) and is_square(right):
            return [(left, Predicate.INVERTIBLE), (right, Predicate.INVERTIBLE)]
        case f.Diagonal(body=body):
            return [(body, Predicate.NO_ZERO_ENTRY)]
        case _:
            return None


def _positive_determinant(subject: f.Formula) -> Simpler:
    if f.is_scalar(subject):
        return [(subject, Predicate.POSITIVE)]
    if _NOTHING.bounds(f.Determinant(subject)).is_not_negative:
        return [(subject, Predicate.INVERTIBLE)]
    match subject:
        case f.Inverse(body=body):
            return [(body, Predicate.POSITIVE_DETERMINANT)]
        case f.Multiple(body=body) if body is not None:
            number = algebra.multiple(subject.coefficient, subject.numerators, subject.denominators)
            return [(body, Predicate.POSITIVE_DETERMINANT)] if _NOTHING.bounds(number).is_positive else None
        case f.Product(factors=factors) if all(map(is_square, factors)):
            open_ = tuple(x for x in factors if not _NOTHING.bounds(f.Determinant(x)).is_positive)
            return [(_product(open_), Predicate.POSITIVE_DETERMINANT)] if len(open_) < len(factors) else None
        case _:
            return None


def _full_column_rank(subject: f.Formula) -> Simpler:
    if f.is_column(subject):
        return [(subject, Predicate.NOT_ZERO)]
    if is_square(subject):
        return [(subject, Predicate.INVERTIBLE)]
    match subject:
        case f.Transpose(body=body):
            return [(body, Predicate.FULL_ROW_RANK)]
        case f.Product(factors=(first, *rest)) if _NOTHING.has_full_column_rank(first):
            return [(_product(tuple(rest)), Predicate.FULL_COLUMN_RANK)]
        case _:
            return None


def _full_row_rank(subject: f.Formula) -> Simpler:
    if isinstance(subject, f.Transpose):
        return [(subject.body, Predicate.FULL_COLUMN_RANK)]
    return [(subject, Predicate.INVERTIBLE)] if is_square(subject) else None


def _no_negative_eigenvalue(subject: f.Formula) -> Simpler:
    if f.is_scalar(subject):
        return [(subject, Predicate.POSITIVE)]
    match subject:
        case f.Inverse(body=body):
            return [(body, Predicate.NO_NEGATIVE_EIGENVALUE)]
        case f.Diagonal(body=body):
            return [(body, Predicate.POSITIVE)]
        case _ if _NOTHING.is_semidefinite(subject):
            return [(subject, Predicate.INVERTIBLE)]
        case _:
            return None


def _power_exists(subject: f.Formula) -> Simpler:
    """A power with an exponent that nobody knows; exponents that differ by a whole number ask the same."""
    assert isinstance(subject, f.Power)
    if _NOTHING.bounds(subject.base).is_not_negative:
        return [(subject.base, Predicate.NO_ZERO_ENTRY)]
    if isinstance(subject.base, f.Transpose) and f.is_scalar(subject.exponent):
        return [(f.Power(subject.base.body, subject.exponent), Predicate.POWER_EXISTS)]
    plain = _without_whole_numbers(subject.exponent)
    return None if plain == subject.exponent else [(f.Power(subject.base, plain), Predicate.POWER_EXISTS)]


def _without_whole_numbers(exponent: f.Formula) -> f.Formula:
    if not isinstance(exponent, f.Sum):
        return exponent
    kept = tuple(t for t in exponent.terms if (c := constant(t)) is None or c.denominator != 1)
    return kept[0] if len(kept) == 1 else f.Sum(kept)


def _less_one(formula: f.Formula) -> f.Formula:
    one: f.Formula = f.Number(Fraction(-1))
    if not f.is_scalar(formula):
        one = algebra.negative(f.Filled(1, formula.rows, formula.columns))
    return f.Sum((formula, one))


def _product(factors: tuple[f.Formula, ...]) -> f.Formula:
    return factors[0] if len(factors) == 1 else f.Product(factors)


_RULES: dict[Predicate, Callable[[f.Formula], Simpler]] = {
    Predicate.NO_ZERO_ENTRY: _no_zero,
    Predicate.NOT_ZERO: _not_zero,
    Predicate.POSITIVE: _positive,
    Predicate.NOT_NEGATIVE: _not_negative,
    Predicate.INVERTIBLE: _invertible,
    Predicate.POSITIVE_DETERMINANT: _positive_determinant,
    Predicate.FULL_COLUMN_RANK: _full_column_rank,
    Predicate.FULL_ROW_RANK: _full_row_rank,
    Predicate.NO_NEGATIVE_EIGENVALUE: _no_negative_eigenvalue,
    Predicate.POWER_EXISTS: _power_exists,
}
