"""What an expression needs to have a value, and what a printed formula needs, one requirement after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from jacobook.language.dimension import NOTHING, Dimension
from jacobook.language.domain import KRONECKER_SQUARE, KRONECKER_SUM, Domain, Predicate
from jacobook.language.expression import Application, Call, Expression, Number, SolvedVariable
from jacobook.language.functions import ALL_FUNCTIONS
from jacobook.language.signatures import COMPARISONS
from jacobook.language.slices import Room, needed
from jacobook.layout.conditions.knowledge import Knowledge, Statement
from jacobook.layout.formulas import algebra
from jacobook.layout.formulas import formula as f
from jacobook.layout.formulas.closed_sums import with_first_indices
from jacobook.layout.formulas.measure import children
from jacobook.layout.formulas.statement import NotWritten, statement

FUNCTION, FORMULA = "the function", "the formula"
_STEPS = frozenset({*COMPARISONS, "sign"})
_OPPOSITE = {"greater": "less_equal", "less_equal": "greater", "less": "greater_equal", "greater_equal": "less"}


@dataclass(frozen=True, slots=True)
class Reason:
    """What needs a condition: words with the formulas that it is about, "X⁻¹ appears in the formula".

    Of several formulas the words `after` them are `after_several`.
    """

    before: str = ""
    about: tuple[f.Formula, ...] = ()
    after: str = ""
    after_several: str = ""


def appears(formula: f.Formula, where: str) -> Reason:
    """That a formula appears in something: in "the formula", say."""
    return Reason("", (formula,), f" appears in {where}", f" appear in {where}")


@dataclass(frozen=True, slots=True)
class Requirement:
    """A statement that something needs, and why.

    `guards` hold wherever it is needed: it stands in a branch of a choice. `enough` says that it need not hold, only
    suffices.
    """

    subject: f.Formula
    predicate: Predicate
    why: Reason
    guards: tuple[Statement, ...] = ()
    enough: bool = False


def guarded_calls(
    expression: Expression, guards: tuple[Statement, ...] = (), *, steps: bool = True
) -> Iterator[tuple[Call, tuple[Statement, ...]]]:
    """Every call in an expression and its equations, the inner before the outer, with what holds in its branches.

    Without `steps`, none inside a comparison or a sign: these have the derivative 0 whatever stands in them.
    """
    if isinstance(expression, Call) and expression.function == "where":
        comparison, yes, no = expression.arguments
        yield from guarded_calls(comparison, guards, steps=steps)
        if isinstance(comparison, Call):
            operands = [statement(argument) for argument in comparison.arguments]
            for branch, name in ((yes, comparison.function), (no, _OPPOSITE.get(comparison.function, ""))):
                yield from guarded_calls(branch, (*guards, *compared(name, *operands)), steps=steps)
        return
    if isinstance(expression, Call) and expression.function in _STEPS and not steps:
        return
    if isinstance(expression, Call | Application):
        for argument in expression.arguments:
            yield from guarded_calls(argument, guards, steps=steps)
    if isinstance(expression, SolvedVariable) and expression.residual is not None:
        yield from guarded_calls(expression.residual, guards, steps=steps)
    if isinstance(expression, Call):
        yield expression, guards


def of_expression(expression: Expression) -> Iterator[Requirement]:
    """What an expression needs to have a value."""
    yield from map(_of_room, needed(expression))
    for call, guards in guarded_calls(expression):
        yield from (guarded(each, guards) for each in _of_call(call))


def _of_room(room: Room) -> Requirement:
    """n ≥ 3 where a slice ends at the third of n entries."""
    above, below = (
        sum((Dimension(names, abs(number)) for names, number in room.spare.monomials if number * sign > 0), NOTHING)
        for sign in (1, -1)
    )
    subject = f.Sum((_length(above), algebra.negative(_length(below))))
    try:
        why = Reason(f"{FUNCTION} takes ", (statement(room.slice),))
    except NotWritten:
        why = Reason(f"{FUNCTION} takes a slice that has so many places")
    return Requirement(subject, Predicate.NOT_NEGATIVE, why)


def _length(dimension: Dimension) -> f.Formula:
    whole = dimension.whole
    return f.Size(dimension) if whole is None else f.Number(Fraction(whole))


def _of_call(call: Call) -> Iterator[Requirement]:
    function = ALL_FUNCTIONS[call.function]
    if call.function == "power":
        yield from _of_power(statement(call.arguments[0]), statement(call.arguments[1]), FUNCTION)
    elif call.function == "matrix_power":
        yield from _of_matrix_power(call)
    elif call.function == "divide":
        yield _divisor(statement(call.arguments[1]), FUNCTION)
    elif function.domain is not None and function.domain.value is not None:
        arguments = [statement(argument) for argument in call.arguments]
        reason = Reason(f"{FUNCTION} takes the {function.called} of ", (arguments[function.domain.argument],))
        yield Requirement(through(function.domain, arguments), function.domain.value, reason)


def through(domain: Domain, arguments: Sequence[f.Formula]) -> f.Formula:
    """What the predicate of a domain is about: an argument, or a function of it."""
    argument = arguments[domain.argument]
    if domain.through == KRONECKER_SUM:
        left, right = arguments[:2]
        turned = algebra.transpose(right)
        parts = (
            algebra.kronecker(f.Identity(right.rows), left),
            algebra.kronecker(turned, f.Identity(left.rows)),
        )
        return f.Sum(parts)
    if domain.through == KRONECKER_SQUARE:
        square = algebra.kronecker(argument, argument)
        return f.Sum((f.Identity(square.rows), algebra.negative(square)))
    if not domain.through:
        return argument
    largest = next((each for each in arguments if not f.is_scalar(each)), argument)
    return f.Apply(domain.through, tuple(arguments), largest.rows, largest.columns)


def _of_matrix_power(call: Call) -> Iterator[Requirement]:
    base, exponent = call.arguments
    if isinstance(exponent, Number):
        if exponent.value < 0:
            yield _inverse(statement(base), FUNCTION)
        return
    why_whole = Reason("it counts how often the matrix is multiplied by itself")
    yield Requirement(statement(exponent), Predicate.POSITIVE_WHOLE, why_whole, enough=True)


def of_formula(formula: f.Formula) -> Iterator[Requirement]:
    """What a printed formula needs to have a value."""
    match formula:
        case f.Apply(function="where", arguments=(f.Apply() as comparison, yes, no)):
            yield from of_formula(comparison)
            name = comparison.function
            for branch, holding in ((yes, name), (no, _OPPOSITE.get(name, ""))):
                guard = compared(holding, *comparison.arguments)
                yield from (guarded(each, guard) for each in of_formula(branch))
            return
        case f.FiniteSum(count=count, body=body):
            yield Requirement(
                count, Predicate.POSITIVE_WHOLE, Reason(f"{FORMULA} is a sum of ", (count,), " terms", " terms")
            )
            yield from of_formula(body)
            return
        case _:
            pass
    for child in children(formula):
        yield from of_formula(child)
    yield from _of_piece(formula)


def _of_piece(formula: f.Formula) -> Iterator[Requirement]:
    match formula:
        case f.Inverse(body=body):
            yield _inverse(body, FORMULA)
        case f.MatrixPower(body=body, exponent=exponent):
            # X^(k − 1) needs nothing where k is a positive whole number, and that it is one the function says.
            if isinstance(exponent, f.Number) and exponent.value < 0:
                yield _inverse(body, FORMULA)
        case f.HadamardQuotient(denominator=divisor):
            yield _divisor(divisor, FORMULA)
        case f.Multiple(denominators=divisors):
            for divisor in divisors:
                yield _divisor(divisor, FORMULA)
        case f.Power(base=base, exponent=exponent):
            yield from _of_power(base, exponent, FORMULA)
        case f.Apply(function=name, arguments=arguments) | f.NamedFunction(name=name, argument=arguments):
            function = ALL_FUNCTIONS.get(name)
            if function is not None and function.domain is not None and function.domain.value is not None:
                given = arguments if isinstance(arguments, tuple) else (arguments,)
                subject = through(function.domain, given)
                yield Requirement(subject, function.domain.value, appears(formula, FORMULA))
        case _:
            pass


def _inverse(body: f.Formula, what: str) -> Requirement:
    return Requirement(body, Predicate.INVERTIBLE, appears(f.Inverse(body), what))


def _divisor(divisor: f.Formula, what: str) -> Requirement:
    divisor = with_first_indices(divisor)
    return Requirement(divisor, Predicate.NO_ZERO_ENTRY, Reason(f"{what} divides by ", (divisor,)))


def _of_power(base: f.Formula, exponent: f.Formula, what: str) -> Iterator[Requirement]:
    """A power: by an integer, by another number, or by what nobody knows."""
    base = with_first_indices(base)
    if isinstance(exponent, f.Apply) and exponent.function == "sign":
        return
    if not isinstance(exponent, f.Number) and _is_whole(exponent):
        if not Knowledge().bounds(exponent).is_not_negative:
            yield replace(_divisor(base, what), why=appears(f.Power(base, exponent), what), enough=True)
        return
    if not isinstance(exponent, f.Number):
        power = f.Power(base, exponent)
        yield Requirement(power, Predicate.POWER_EXISTS, appears(power, what), enough=True)
        return
    value = exponent.value
    if value.denominator != 1:
        sign = Predicate.NOT_NEGATIVE if value > 0 else Predicate.POSITIVE
        yield Requirement(base, sign, appears(f.Power(base, exponent), what))
    elif value < 0:
        yield _divisor(base, what)


def _is_whole(number: f.Formula) -> bool:
    """Whether a number is whole because it is made of lengths, as n − 1 is."""
    match number:
        case f.Size():
            return True
        case f.Number(value=value):
            return value.denominator == 1
        case f.Sum(terms=terms):
            return all(map(_is_whole, terms))
        case f.Multiple(coefficient=coefficient, numerators=above, denominators=(), body=body):
            parts = (*above, *(() if body is None else (body,)))
            return Fraction(coefficient).denominator == 1 and all(map(_is_whole, parts))
        case _:
            return False


def compared(name: str, left: f.Formula, right: f.Formula) -> tuple[Statement, ...]:
    """What a comparison says, as a statement about the difference of its sides."""
    sign = {"greater": Predicate.POSITIVE, "less": Predicate.POSITIVE}.get(name, Predicate.NOT_NEGATIVE)
    match name:
        case "greater" | "greater_equal":
            return ((difference(left, right), sign),)
        case "less" | "less_equal":
            return ((difference(right, left), sign),)
        case _:
            return ()


def difference(left: f.Formula, right: f.Formula) -> f.Formula:
    """left − right, a scalar beside an array spread over its entries."""
    shape = left if f.is_scalar(right) else right
    both = [_spread(part, shape) for part in (left, algebra.negative(right))]
    kept = [part for part in both if not algebra.is_zero(part)]
    if len(kept) == 2 and kept[0] == kept[1]:
        return algebra.multiple(2, (), (), kept[0])
    return f.Sum(tuple(kept)) if len(kept) == 2 else (kept or both)[0]


def _spread(part: f.Formula, shape: f.Formula) -> f.Formula:
    if not f.is_scalar(part) or f.is_scalar(shape):
        return part
    return algebra.multiple(1, (part,), (), f.Filled(1, shape.rows, shape.columns))


def guarded(requirement: Requirement, guards: tuple[Statement, ...]) -> Requirement:
    """The requirement of something that is asked for only where the guards hold."""
    return replace(requirement, guards=(*requirement.guards, *guards), enough=True) if guards else requirement
