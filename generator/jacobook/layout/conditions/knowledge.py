"""What is known of a formula wherever it has a value: signs, definiteness, rank.

By structure (XᵀX + I is positive definite), by declared properties (a positive definite S is invertible), and by what
is assumed (where det X > 0, X is invertible). "Not known" never means "not so".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property, reduce
from operator import add

from jacobook.language.domain import Predicate
from jacobook.language.functions import FUNCTIONS
from jacobook.language.functions.factorizations import part_of
from jacobook.layout.conditions.bounds import holds_by_sign, is_skew, is_square, structural_bounds
from jacobook.layout.conditions.composition import composite_bounds
from jacobook.layout.conditions.interval import NOT_NEGATIVE, POSITIVE, REALS, Interval, between
from jacobook.layout.conditions.spectra import (
    factors_of_invertible,
    has_positive_eigenvalues,
    is_sum_of_roots,
    is_triangular,
    is_without_zero,
)
from jacobook.layout.formulas import algebra
from jacobook.layout.formulas import formula as f

Statement = tuple[f.Formula, Predicate]

ODD = tuple(each.name for each in FUNCTIONS.values() if each.parity == "odd" and each.keeps_sign)
"""Odd functions with the sign of their argument."""

_EXCLUDES_ZERO = (Predicate.POSITIVE, Predicate.NO_ZERO_ENTRY)
_MAKES_INVERTIBLE = (
    *(Predicate.INVERTIBLE, Predicate.POSITIVE_DETERMINANT, Predicate.NO_NEGATIVE_EIGENVALUE),
    Predicate.POSITIVE_DEFINITE,
)
_INTERVALS = {
    Predicate.POSITIVE: POSITIVE,
    Predicate.NOT_NEGATIVE: NOT_NEGATIVE,
    Predicate.INSIDE_ONE: between(-1, 1),
    Predicate.WITHIN_ONE: between(-1, 1, closed=True),
    Predicate.INSIDE_UNIT: between(0, 1),
    Predicate.WITHIN_UNIT: between(0, 1, closed=True),
    Predicate.POSITIVE_WHOLE: Interval(Fraction(1), low_open=False),
}


@dataclass(frozen=True, eq=False)
class Knowledge:
    """What is known of formulas where some statements are assumed to hold."""

    assumed: tuple[Statement, ...] = ()
    _facts: dict[f.Formula, Interval] = field(default_factory=dict)
    _bounds: dict[f.Formula, Interval] = field(default_factory=dict)
    _held: frozenset[Statement] = field(init=False, default=frozenset())

    def __post_init__(self) -> None:
        object.__setattr__(self, "_held", frozenset(self.assumed))
        for subject, predicate in self.assumed:
            interval = _INTERVALS.get(predicate)
            if interval is not None:
                self._learn(subject, interval)

    def _learn(self, subject: f.Formula, interval: Interval) -> None:
        self._facts[subject] = self._facts.get(subject, REALS).meet(interval)
        solved = _solved(subject, interval)
        if solved is not None:
            self._learn(*solved)
        elif isinstance(subject, f.Sum):
            for term, within in _of_terms(subject, interval):
                self._learn(term, within)

    @property
    def never_zero(self) -> tuple[f.Formula, ...]:
        """What is assumed to lie between bounds that leave out 0."""
        return tuple(subject for subject, interval in self._facts.items() if interval.excludes_zero)

    def solved(self, subject: f.Formula) -> tuple[f.Formula, Interval] | None:
        """What the interval of a·t + b says of t, where the subject is such a sum."""
        found = _solved(subject, self._facts.get(subject, REALS))
        while found is not None and (further := _solved(*found)) is not None:
            found = further
        return found

    def holds(self, subject: f.Formula, predicate: Predicate) -> bool:
        """Whether the predicate is known to hold of the subject wherever that has a value."""
        if (subject, predicate) in self._held:
            return True
        interval = _INTERVALS.get(predicate)
        if interval is not None and predicate is not Predicate.POSITIVE_WHOLE:
            return interval.contains(self.bounds(subject))
        match predicate:
            case Predicate.NOT_ZERO:
                return self.is_not_zero(subject)
            case Predicate.NO_ZERO_ENTRY:
                return self.has_no_zero(subject)
            case Predicate.INVERTIBLE:
                return self.is_invertible(subject)
            case Predicate.POSITIVE_DETERMINANT:
                return self.bounds(f.Determinant(subject)).is_positive
            case Predicate.FULL_COLUMN_RANK:
                return self.has_full_column_rank(subject)
            case Predicate.FULL_ROW_RANK:
                return self.has_full_column_rank(algebra.transpose(subject))
            case Predicate.SYMMETRIC | Predicate.REAL_EIGENVALUES:
                real = predicate is Predicate.SYMMETRIC or self.bounds(subject).is_real
                return (real and algebra.is_symmetric(subject)) or self.is_semidefinite(subject)
            case Predicate.FULL_RANK:
                return self.has_full_column_rank(subject) or self.has_full_column_rank(algebra.transpose(subject))
            case Predicate.NO_NEGATIVE_EIGENVALUE:
                return has_positive_eigenvalues(subject, self.is_definite)
            case Predicate.POSITIVE_DEFINITE | Predicate.LEADING_MINORS:
                return self.is_definite(subject)
            case Predicate.NOT_HALF_TURN | Predicate.POWER_EXISTS:
                return holds_by_sign(subject, self)
            case _:
                return False

    def bounds(self, formula: f.Formula) -> Interval:
        """The interval in which all entries lie."""
        found = self._bounds.get(formula)
        if found is None:
            found = structural_bounds(formula, self)
            found = found.meet(composite_bounds(formula)) if found.is_real else found
            found = found.meet(self._facts.get(formula, REALS))
            if self._has_positive_determinant(formula) or (found.low == 0 and self._zero_is_excluded(formula)):
                found = found.meet(POSITIVE)
            self._bounds[formula] = found
        return found

    def _has_positive_determinant(self, formula: f.Formula) -> bool:
        return isinstance(formula, f.Determinant) and self._has(formula.body, Predicate.POSITIVE_DETERMINANT)

    def _zero_is_excluded(self, formula: f.Formula) -> bool:
        return self._has(formula, Predicate.NO_ZERO_ENTRY) or self._has_factors_without_zero(formula)

    def _has(self, subject: f.Formula, *predicates: Predicate) -> bool:
        return any((subject, predicate) in self._held for predicate in predicates)

    def has_no_zero(self, formula: f.Formula) -> bool:
        """Whether no entry is known to be 0."""
        return (
            self._has(formula, Predicate.NO_ZERO_ENTRY)
            or (f.is_scalar(formula) and self._has(formula, Predicate.NOT_ZERO))
            or (f.is_scalar(formula) and formula in self._invertible_factors)
            or self.bounds(formula).excludes_zero
            or self._has_factors_without_zero(formula)
            or is_without_zero(formula, self._has)
        )

    def _has_factors_without_zero(self, formula: f.Formula) -> bool:
        """Whether it is a product, a power or the like, of things that are not 0."""
        match formula:
            case f.Multiple(coefficient=coefficient, numerators=above, body=body):
                return coefficient != 0 and all(map(self.has_no_zero, (*above, *(() if body is None else (body,)))))
            case f.Hadamard(factors=factors):
                return all(map(self.has_no_zero, factors))
            case f.HadamardQuotient(numerator=part) | f.Power(base=part) | f.Transpose(body=part) | f.Vec(body=part):
                return self.has_no_zero(part)
            case f.Apply(function="abs" | "sqrt" | "prod", arguments=(t,)):
                return self.has_no_zero(t)
            case f.Apply(function="sign" | "sinh" | "tanh" | "arctan" | "erf", arguments=(t,)):
                # sinh iπ = 0.
                return self.bounds(t).is_real and self.has_no_zero(t)
            case f.Apply(function="exp"):
                return True
            case f.Determinant(body=body):
                return self.is_invertible(body)
            case f.Kronecker(left=left, right=right):
                return self.has_no_zero(left) and self.has_no_zero(right)
            case f.DiagonalPart(body=matrix):
                return is_triangular(matrix) and self.is_invertible(matrix)
            case _:
                return False

    def is_not_zero(self, formula: f.Formula) -> bool:
        """Whether it is known not to be zero: as a scalar, or as a whole array."""
        if f.is_scalar(formula):
            return self.has_no_zero(formula)
        if self._has(formula, Predicate.NOT_ZERO) or self._has(algebra.transpose(formula), Predicate.NOT_ZERO):
            return True
        if self.has_no_zero(formula) or (f.is_row(formula) and self.is_not_zero(algebra.transpose(formula))):
            return True
        if isinstance(formula, f.Symbol) and "unit" in formula.properties:
            return True
        if f.is_column(formula):
            return self._is_full_rank_times_not_zero(formula)
        return self.has_full_column_rank(formula) or self.has_full_column_rank(algebra.transpose(formula))

    def _is_full_rank_times_not_zero(self, column: f.Formula) -> bool:
        if isinstance(column, f.Product):
            return all(map(self.has_full_column_rank, column.factors[:-1])) and self.is_not_zero(column.factors[-1])
        if isinstance(column, f.Multiple) and column.body is not None:
            return self._scale(column) is not None and self.is_not_zero(column.body)
        return isinstance(column, f.Vec) and self.is_not_zero(column.body)

    def _scale(self, multiple: f.Multiple) -> Interval | None:
        """The bounds of the number in front of an array; None if it may be 0."""
        number = algebra.multiple(multiple.coefficient, multiple.numerators, multiple.denominators)
        return self.bounds(number) if self.has_no_zero(number) else None

    def is_invertible(self, matrix: f.Formula) -> bool:
        """Whether a square matrix is known to be invertible."""
        if f.is_scalar(matrix):
            return self.has_no_zero(matrix)
        if self._has(matrix, *_MAKES_INVERTIBLE) or matrix in self._invertible_factors or self.is_definite(matrix):
            return True
        match matrix:
            case f.Symbol(properties=properties):
                declared = bool(properties & {"invertible", "positive definite", "orthogonal"})
                return declared or (is_triangular(matrix) and self._has(f.DiagonalPart(matrix), *_EXCLUDES_ZERO))
            case f.Inverse():
                return True
            case f.Transpose(body=body) | f.MatrixPower(body=body):
                return self.is_invertible(body)
            case f.Multiple(body=body) if body is not None:
                return self._scale(matrix) is not None and self.is_invertible(body)
            case f.Product(factors=factors):
                return all(is_square(factor) and self.is_invertible(factor) for factor in factors)
            case f.Kronecker(left=left, right=right):
                return all(is_square(part) and self.is_invertible(part) for part in (left, right))
            case f.Diagonal(body=body):
                return self.has_no_zero(body)
            case f.Sum(terms=terms):
                # vᵀ(P + K)v = vᵀPv > 0 for positive definite P and skew K.
                rest = [term for term in terms if not is_skew(term)]
                definite = bool(rest) and self.is_definite(rest[0] if len(rest) == 1 else f.Sum(tuple(rest)))
                return definite or is_sum_of_roots(matrix)
            case f.NamedFunction(name="expm" | "sqrtm", order=0) | f.Commutation() | f.Apply(function="Exp"):
                return True
            case f.NamedFunction(name=name) if (part := part_of(name)) is not None:
                return bool(part.properties & {"invertible", "orthogonal"})
            case _:
                return False

    @cached_property
    def _invertible_factors(self) -> frozenset[f.Formula]:
        """What is not 0 or not singular because a product is invertible: t, A and B where t AB is."""
        assumed = [subject for subject, predicate in self.assumed if predicate in _MAKES_INVERTIBLE]
        return frozenset(part for subject in assumed for part in factors_of_invertible(subject))

    def has_full_column_rank(self, matrix: f.Formula) -> bool:
        """Whether the columns are known to be linearly independent."""
        if f.is_column(matrix):
            return self.is_not_zero(matrix)
        if self._has(matrix, Predicate.FULL_COLUMN_RANK):
            return True
        if self._has(algebra.transpose(matrix), Predicate.FULL_ROW_RANK):
            return True
        if is_square(matrix):
            return self.is_invertible(matrix)
        match matrix:
            case f.Product(factors=factors):
                return all(map(self.has_full_column_rank, factors))
            case f.Kronecker(left=left, right=right):
                return self.has_full_column_rank(left) and self.has_full_column_rank(right)
            case _:
                return False

    def is_definite(self, matrix: f.Formula) -> bool:
        """Whether a matrix is known to be symmetric and positive definite."""
        return _definiteness(matrix, self, strict=True)

    def is_semidefinite(self, matrix: f.Formula) -> bool:
        """Whether a matrix is known to be symmetric and positive semidefinite."""
        return _definiteness(matrix, self, strict=False)

    def number_is_definite(self, number: f.Formula, *, strict: bool) -> bool:
        """Whether a number is known to be positive; or, if not `strict`, not to be negative."""
        found = self.bounds(number)
        return found.is_positive if strict else found.is_not_negative


def _definiteness(matrix: f.Formula, known: Knowledge, *, strict: bool) -> bool:
    def same(part: f.Formula) -> bool:
        return _definiteness(part, known, strict=strict)

    match matrix:
        case f.Product(factors=factors):
            return _gram(factors, known, strict=strict)
        case _ if f.is_scalar(matrix):
            return known.number_is_definite(matrix, strict=strict)
        case f.Symbol() | f.Identity() | f.Filled():
            return _leaf_is_definite(matrix, strict=strict)
        case f.Diagonal(body=body):
            return known.number_is_definite(body, strict=strict)
        case f.Sum(terms=terms):
            return all(known.is_semidefinite(t) for t in terms) and (not strict or any(map(same, terms)))
        case f.Multiple(body=body) if body is not None:
            number = algebra.multiple(matrix.coefficient, matrix.numerators, matrix.denominators)
            return known.number_is_definite(number, strict=strict) and same(body)
        case f.Inverse(body=body):
            return known.is_definite(body) or (algebra.is_symmetric(body) and known.is_semidefinite(body))
        case f.Transpose(body=body) | f.MatrixPower(body=body):
            return same(body)
        case f.Kronecker(left=left, right=right):
            return same(left) and same(right)
        case f.Hadamard(factors=factors):
            # Schur's product theorem.
            return all(map(same, factors))
        case f.NamedFunction(name="expm", order=0, argument=argument):
            return known.bounds(argument).is_real and algebra.is_symmetric(argument)
        case f.NamedFunction(name="sqrtm", order=0, argument=argument):
            return known.is_definite(argument)
        case _:
            return False


def _leaf_is_definite(matrix: f.Symbol | f.Identity | f.Filled, *, strict: bool) -> bool:
    match matrix:
        case f.Symbol(properties=properties):
            return "positive definite" in properties
        case f.Identity():
            return True
        case f.Filled(value=value, rows=rows, columns=columns):
            return not strict and rows == columns and value in (0, 1)


def _gram(factors: tuple[f.Formula, ...], known: Knowledge, *, strict: bool) -> bool:
    """Whether factors are L C Lᵀ with C positive (semi)definite; strictly so where Lᵀ has full column rank too."""
    right = gram_parts(factors, known, strict=strict)
    return right is not None and (not strict or known.has_full_column_rank(_product(right)))


def gram_parts(
    factors: tuple[f.Formula, ...], known: Knowledge, *, strict: bool = True
) -> tuple[f.Formula, ...] | None:
    """The factors of Lᵀ where a product is L C Lᵀ with a positive definite C (semidefinite if not `strict`)."""
    half, odd = divmod(len(factors), 2)
    left, right = factors[:half], factors[half + odd :]
    if tuple(algebra.transpose(factor) for factor in reversed(right)) != left:
        return None
    if not all(known.bounds(factor).is_real for factor in right):
        return None
    middle: Callable[[f.Formula], bool] = known.is_definite if strict else known.is_semidefinite
    return right if not odd or middle(factors[half]) else None


def _product(factors: tuple[f.Formula, ...]) -> f.Formula:
    return factors[0] if len(factors) == 1 else f.Product(factors)


def constant(term: f.Formula) -> Fraction | None:
    """The number that every entry of a term is; None where it is not the same known number everywhere."""
    match term:
        case f.Number(value=value) | f.Filled(value=value):
            return Fraction(value)
        case f.Multiple(coefficient=coefficient, numerators=(), denominators=(), body=f.Filled(value=value)):
            return Fraction(coefficient) * value
        case _:
            return None


def _solved(subject: f.Formula, interval: Interval) -> tuple[f.Formula, Interval] | None:
    """What an interval of a·t + b says of t; what one of |t| says of t."""
    if isinstance(subject, f.Sum):
        numbers = [number for term in subject.terms if (number := constant(term)) is not None]
        rest = [term for term in subject.terms if constant(term) is None]
        if len(rest) == 1 and numbers:
            shift = sum(numbers, Fraction(0))
            return rest[0], Interval(
                None if interval.low is None else interval.low - shift,
                None if interval.high is None else interval.high - shift,
                interval.low_open,
                interval.high_open,
            )
    if isinstance(subject, f.Multiple):
        inner = algebra.multiple(1, subject.numerators, subject.denominators, subject.body)
        if inner != subject and subject.coefficient:
            return inner, interval.scaled(1 / Fraction(subject.coefficient))
    if isinstance(subject, f.Apply) and subject.function == "abs" and interval.high is not None:
        within = Interval(-interval.high, interval.high, interval.high_open, interval.high_open)
        return subject.arguments[0], within
    return None


def _of_terms(subject: f.Sum, interval: Interval) -> Iterator[tuple[f.Formula, Interval]]:
    """What the interval of a sum says of each term, by what the others are by structure: of a − b > 0, a > b."""
    plain = Knowledge()
    for place, term in enumerate(subject.terms):
        others = [plain.bounds(other) for k, other in enumerate(subject.terms) if k != place]
        if any(other != REALS for other in others):
            within = reduce(add, (other.negative for other in others), interval)
            if within != REALS:
                yield term, within


def assuming(statements: Iterable[Statement]) -> Knowledge:
    """What is known where the statements hold."""
    return Knowledge(tuple(statements))
