"""What is said of the kinks that are felt: in words, and as conditions that a point lies on none of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import partial

from jacobook.language.declared_equation import without_any_equation, without_equations
from jacobook.language.domain import Predicate
from jacobook.language.expression import Call, Expression, Variable, is_implicit, taken_apart, walk
from jacobook.language.functions import ALL_FUNCTIONS
from jacobook.language.signatures import COMPARISONS
from jacobook.layout.conditions.bounds import variables_of
from jacobook.layout.conditions.condition import KINK, Condition
from jacobook.layout.conditions.knowledge import Statement
from jacobook.layout.conditions.reduction import reduced
from jacobook.layout.conditions.requirement import Reason, difference
from jacobook.layout.formulas.algebra import negative
from jacobook.layout.formulas.formula import Formula, Sum
from jacobook.layout.formulas.statement import statement
from jacobook.proof.oracle.definition import kink_expressions
from jacobook.proof.points.branches import Branch, defined_as
from jacobook.proof.verdict.kinks import Conditions, FeltKink, felt_kinks
from jacobook.proof.verdict.necessity import Necessity
from jacobook.proof.verdict.questions import Printed
from jacobook.proof.verdict.separately import taken_separately, within

_CONVENTION = Reason("elsewhere the value printed is a convention")


def kinks_told(expression: Expression, felt: Sequence[FeltKink]) -> tuple[str, ...]:
    """Where the functions of an expression have the kinks that are felt, in sentences with the words of their table."""
    alone = frozenset(kink.branch.call for kink in felt)
    parts = without_any_equation(expression) if is_implicit(expression) else (expression,)
    calls = [node for part in parts for node in walk(part) if isinstance(node, Call)]
    # A comparison that chooses between cases has its border where the cases meet, and is no jump of its own.
    borders = {
        node: {part for part in walk(node.arguments[0]) if isinstance(part, Call) and part.function in COMPARISONS}
        for node in calls
        if node.function == "where"
    }
    jumping = alone.difference(*borders.values())
    told = [node for node in calls if node in jumping or not alone.isdisjoint(borders.get(node, ()))]
    kinks = dict.fromkeys(ALL_FUNCTIONS[node.function].kink for node in told)
    return tuple(
        f"{kink[0].upper()}{kink[1:]}; where the answer jumps there, its value is a convention." for kink in kinks
    )


def kinks_of_answer(
    expression: Expression,
    wrt: tuple[Variable, ...],
    met: frozenset[str],
    conditions: Conditions,
    printed: Printed | None = None,
) -> tuple[FeltKink, ...]:
    """The kinks that are felt, those too that only Newton's method leads onto.

    `met` are the functions that are left in index form, `conditions` what the answer holds for otherwise, and `printed`
    what it is.
    """
    if is_implicit(expression):
        return tuple(dict.fromkeys(_kinks_of_equations(expression, wrt, met, conditions)))
    found = felt_kinks(expression, wrt, met, conditions, printed)

    def trial(condition: Condition) -> Necessity:
        return Necessity(expression, wrt, (*conditions(), condition), (), printed)

    return tuple(kink for each in found if (kink := _decided(each, wrt, trial)) is not None)


def _kinks_of_equations(
    expression: Expression, wrt: tuple[Variable, ...], met: frozenset[str], conditions: Conditions
) -> Iterator[FeltKink]:
    """The kinks of an expression and of its equations; what jumps in an equation may cancel in what solves it."""
    outer = without_equations(expression)
    for part, by in taken_separately(expression, wrt):
        for kink in kinks_of_answer(part, by, met, partial(_within, part, conditions)):
            yield kink if part == outer else replace(kink, decided=False)


def _within(expression: Expression, conditions: Conditions) -> Sequence[Condition]:
    return within(expression, conditions())


def _decided(kink: FeltKink, wrt: tuple[Variable, ...], trial: Callable[[Condition], Necessity]) -> FeltKink | None:
    if kink.decided and not kink.branch.guards:
        return kink
    asked = kink_conditions(wrt, [FeltKink(kink.branch, decided=True)])
    needs = [trial(each).jumps_without(each) for each in asked]
    if kink.branch.guards:
        # Only in its own case a kink is met: its condition is needed where this is taken on all of the kink.
        return FeltKink(kink.branch, decided=bool(needs) and all(need == {True} for need in needs))
    if any(True in need for need in needs):
        return FeltKink(kink.branch, decided=True)
    return kink if not needs or not all(needs) else None


def kink_conditions(
    wrt: tuple[Variable, ...], felt: Sequence[FeltKink], unknown: AbstractSet[str] = frozenset()
) -> tuple[Condition, ...]:
    """That a point lies on none of the kinks that are felt, as conditions of the answer.

    `unknown` are the variables that equations move with those of the derivative.
    """
    names = {variable.name for variable in taken_apart(wrt)} | unknown
    found: dict[Statement, Condition] = {}
    for kink in felt:
        difference = kink_formula(kink.branch)
        if difference is None:
            continue
        for subject, predicate in reduced(difference, Predicate.NO_ZERO_ENTRY):
            # Where y = 0, |x y| has no kink in x.
            if names & variables_of(subject) and not any(_are_opposite(subject, other) for other, _ in found):
                new = Condition(subject, predicate, _CONVENTION, KINK, not kink.decided)
                known = found.get(new.statement)
                found[new.statement] = new if known is None or known.sufficient_only else known
    return tuple(found.values())


def is_never_met(kink: FeltKink) -> bool:
    """Whether nothing is to be asked for a point to lie off a kink: there the value has no meaning."""
    formula = kink_formula(kink.branch)
    return formula is not None and not reduced(formula, Predicate.NO_ZERO_ENTRY)


def _are_opposite(one: Formula, other: Formula) -> bool:
    """Whether one is y − x and the other x − y."""
    if not isinstance(one, Sum) or not isinstance(other, Sum):
        return False
    return sorted(map(repr, map(negative, one.terms))) == sorted(map(repr, other.terms))


def kink_formula(branch: Branch) -> Formula | None:
    """What is 0 on a kink, by the arguments of its call; None where that is no difference of two of them."""
    names = dict(zip("tsr", map(statement, branch.call.arguments), strict=False))
    match str(kink_expressions(defined_as(branch.call))[branch.key[1]]).split(" - "):
        case [one] if one in names:
            return names[one]
        case [one, other] if one in names and other in names:
            first, second = (names["t"], names["s"]) if {one, other} == {"t", "s"} else (names[one], names[other])
            return difference(first, second)
        case _:
            return None
