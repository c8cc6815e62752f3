"""Conditions: what must hold for a function, for its derivative and for the printed form of that, as data.

A condition that always holds, by structure or by declared properties, is none; nor is one that the others imply.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from jacobook.calculus.embedding import embed
from jacobook.calculus.index_form import Array, roots
from jacobook.language.domain import Predicate
from jacobook.language.expression import Call, Expression, variables
from jacobook.language.functions import ALL_FUNCTIONS
from jacobook.layout.conditions.bounds import variables_of
from jacobook.layout.conditions.knowledge import Knowledge, Statement, assuming
from jacobook.layout.conditions.reduction import expanded, reduced
from jacobook.layout.conditions.requirement import (
    Reason,
    Requirement,
    guarded,
    guarded_calls,
    of_expression,
    of_formula,
    through,
)
from jacobook.layout.forms.naming import rebuild, substitute
from jacobook.layout.formulas import algebra
from jacobook.layout.formulas import formula as f
from jacobook.layout.formulas.statement import statement

FUNCTION, DERIVATIVE, FORM, KINK = "function", "derivative", "form", "kink"
COMPONENTS, DIFFERENTIAL = "component form", "differential"
_OF_SPECTRA = (Predicate.DISTINCT_EIGENVALUES, Predicate.DISTINCT_SINGULAR_VALUES)
OF_ONE_FORM = (COMPONENTS, DIFFERENTIAL)
"""What is printed beside the derivative: what only one of these needs is no condition of the answer."""


@dataclass(frozen=True, slots=True)
class Condition:
    """What must hold of a subject, an array or a number, for an answer to hold.

    `reason` says what needs it. `needed_by` is `function` where the expression has no value without it, `derivative`
    where it has no derivative, `form` where only the printed derivative has no value, `kink` where that jumps and its
    value is a convention, `component form` or `differential` where only that has none. `sufficient_only` says that
    the answer may hold without it too.
    """

    subject: f.Formula
    predicate: Predicate
    reason: Reason
    needed_by: str
    sufficient_only: bool = False

    @property
    def statement(self) -> Statement:
        return self.subject, self.predicate

    @property
    def only_of(self) -> str | None:
        """The form that alone needs it, `component form` or `differential`; None where the answer does."""
        return self.needed_by if self.needed_by in OF_ONE_FORM else None

    def is_said_by(self, others: Iterable[Condition]) -> bool:
        """Whether one of some conditions says the same."""
        said = (self.statement, self.sufficient_only)
        return any((other.statement, other.sufficient_only) == said for other in others)

    def counts_for(self, other: Condition) -> bool:
        """Whether it holds wherever the other is asked for: what one form needs says nothing of the answer."""
        return self.only_of in (None, other.only_of)


def conditions(
    expression: Expression,
    value: Array,
    wrt: frozenset[str],
    forms: Sequence[tuple[str, f.MatrixForm]],
    smooth: Callable[[Condition, Sequence[Condition]], bool] = lambda *_: False,
) -> tuple[Condition, ...]:
    """The conditions of an answer: of the expression, of its derivative by some variables, of the forms printed.

    `value` is the expression in index form. Each form comes with what it is, as conditions say what needs them; those
    of the derivative come first. `smooth` says of one of the conditions found that the derivative does without it,
    because what is not differentiable stands beside what vanishes there, as in ‖x‖ 𝟏ᵀx: the derivative asks for none
    such.
    """
    slopes = tuple(_of_derivative(expression, value, wrt))
    found = _conditions(expression, slopes, forms)
    idle = {one.statement for one in found if one.needed_by == DERIVATIVE and smooth(one, found)}
    if not idle:
        return found
    asked = tuple(each for each in slopes if not idle.issuperset(reduced(each.subject, each.predicate)))
    return _conditions(expression, asked, forms)


def _conditions(
    expression: Expression, slopes: Sequence[Requirement], forms: Sequence[tuple[str, f.MatrixForm]]
) -> tuple[Condition, ...]:
    """What is asked for; that values of a spectrum are distinct is needed where a printed form divides by gaps."""
    found = _collected(expression, slopes, forms)
    strict = [replace(each, enough=bool(each.guards)) if each.predicate in _OF_SPECTRA else each for each in slopes]
    needed = found if strict == list(slopes) else _collected(expression, strict, forms)
    return found if len(found) <= len(needed) else needed


def _collected(
    expression: Expression, slopes: Iterable[Requirement], forms: Iterable[tuple[str, f.MatrixForm]]
) -> tuple[Condition, ...]:
    required = [(FUNCTION, each) for each in of_expression(expression)]
    required += [(DERIVATIVE, each) for each in slopes]
    for kind, form in forms:
        required += [(kind, each) for each in _of_form(form)]
    found: list[Condition] = []
    for needed_by, requirement in dict.fromkeys(required):
        _collect(found, requirement, needed_by)
    order = list(variables(expression))
    kept = sorted(_without_implied(_strengthened(found)), key=lambda one: _first_place(one.subject, order))
    return tuple(_joined(kept))


def _first_place(subject: f.Formula, order: Sequence[str]) -> int:
    """Where the first variable of a subject stands in the expression."""
    return min((order.index(name) for name in variables_of(subject) if name in order), default=len(order))


def _collect(found: list[Condition], requirement: Requirement, needed_by: str) -> None:
    """Add what a requirement comes down to, unless that is known where the guards and the other conditions hold."""
    if requirement.guards and _is_known((requirement.subject, requirement.predicate), requirement.guards):
        # What a guard says of one entry is about that entry, and would be lost among what is said of them all.
        return
    for subject, predicate in reduced(requirement.subject, requirement.predicate):
        new = Condition(subject, predicate, requirement.why, needed_by, requirement.enough)
        assumed = [one.statement for one in found if not one.sufficient_only and one.counts_for(new)]
        if _is_known((subject, predicate), (*assumed, *requirement.guards)):
            continue
        before = next((k for k, one in enumerate(found) if one.statement == new.statement), None)
        if before is None:
            found.append(new)
        elif not requirement.enough and new.counts_for(found[before]):
            # What was only sufficient is needed once something needs exactly that.
            found[before] = new


def _is_known(statement: Statement, assumed: Sequence[Statement]) -> bool:
    """Whether a statement holds where others do, however the sums in their subjects are multiplied out."""
    subject, predicate = statement
    plain = [(expanded(about), says) for about, says in assumed]
    alike = [_in_order(each) for each in assumed]
    known = assuming(_with_consequences((*assumed, *plain, *alike)))
    return any(known.holds(*each) for each in (statement, (expanded(subject), predicate), _in_order(statement)))


def _in_order(statement: Statement) -> Statement:
    """A statement with the terms of its sums in one order; of a matrix that is invertible, or of its transpose."""
    subject, predicate = statement
    ordered = _sums_in_order(subject)
    if predicate is not Predicate.INVERTIBLE:
        return ordered, predicate
    return min(ordered, _sums_in_order(algebra.transpose(subject)), key=repr), predicate


def _sums_in_order(formula: f.Formula) -> f.Formula:
    inner = rebuild(formula, _sums_in_order)
    return replace(inner, terms=tuple(sorted(inner.terms, key=repr))) if isinstance(inner, f.Sum) else inner


def _with_consequences(assumed: Sequence[Statement]) -> Iterator[Statement]:
    """Statements with what follows for their parts from what is not 0: of Πx > 0, that no entry of x is 0."""
    yield from assumed
    for subject in assuming(assumed).never_zero:
        yield from reduced(subject, Predicate.NO_ZERO_ENTRY)


def _of_derivative(expression: Expression, value: Array, wrt: frozenset[str]) -> Iterator[Requirement]:
    """What functions need beyond their values for a derivative by what their arguments depend on."""
    remaining = roots(value)
    for call, guards in dict.fromkeys(guarded_calls(expression, steps=False)):
        asked = _of_slope(call)
        if asked is None:
            continue
        moving, predicate, why = asked
        if not any(wrt & variables(argument).keys() for argument in moving):
            continue
        # ‖x‖² is xᵀx, which has a derivative everywhere.
        if (own := roots(embed(call))) and not own & remaining:
            continue
        domain = ALL_FUNCTIONS[call.function].domain
        arguments = [statement(each) for each in call.arguments]
        subject = statement(moving[0]) if domain is None else through(domain, arguments)
        subject = algebra.transpose(subject) if call.axes == (0,) and len(moving[0].shape) == 2 else subject
        # What is made of eigenvalues, their sum or the largest, may do without that all are distinct.
        enough = predicate in _OF_SPECTRA and not guards and call != expression
        yield guarded(Requirement(subject, predicate, why, enough=enough), guards)


def _of_slope(call: Call) -> tuple[Sequence[Expression], Predicate, Reason] | None:
    """What a call needs of which arguments for a derivative by one, and why; None where nothing more than its value."""
    function = ALL_FUNCTIONS[call.function]
    if call.function == "power":
        base, exponent = call.arguments[0], statement(call.arguments[1])
        if isinstance(exponent, f.Number) and 0 < exponent.value < 1:
            return (base,), Predicate.POSITIVE, Reason("elsewhere the root is not differentiable")
        return None
    if function.domain is None or function.domain.derivative is None:
        return None
    domain = function.domain
    assert domain.derivative is not None
    why = Reason(f"elsewhere {domain.elsewhere or f'the {function.called} is not differentiable'}")
    return call.arguments if domain.through else (call.arguments[domain.argument],), domain.derivative, why


def _of_form(form: f.MatrixForm) -> Iterator[Requirement]:
    """What a form needs, the names that it gives to its parts written out."""
    meanings: list[tuple[f.Formula, f.Formula]] = []
    for definition in form.definitions:
        meaning = _written_out(definition.meaning, meanings)
        meanings.append((definition.symbol, meaning))
        yield from of_formula(meaning)
    yield from of_formula(_written_out(form.formula, meanings))


def _written_out(formula: f.Formula, meanings: Sequence[tuple[f.Formula, f.Formula]]) -> f.Formula:
    for symbol, meaning in reversed(meanings):
        formula = substitute(formula, symbol, meaning)
    return _with_numbers_together(formula) if meanings else formula


def _with_numbers_together(formula: f.Formula) -> f.Formula:
    """−(𝟏ᵀx) 𝟏/n for −(𝟏ᵀx/n) 𝟏, as a formula stands that was never given a name."""
    inner = rebuild(formula, _with_numbers_together)
    if not isinstance(inner, f.Multiple):
        return inner
    return algebra.multiple(inner.coefficient, inner.numerators, inner.denominators, inner.body)


def _without_implied(found: Sequence[Condition]) -> list[Condition]:
    """The conditions without those that the others imply."""
    kept = list(found)
    for one in reversed(found):
        others = [other for other in kept if other is not one]
        counted = [other for other in others if other.counts_for(one)]
        assumed = [other.statement for other in counted if one.sufficient_only or not other.sufficient_only]
        if _is_known(one.statement, assumed):
            kept = others
    return kept


def _strengthened(found: Sequence[Condition]) -> list[Condition]:
    """t ≥ 0 and t ≠ 0 as one condition, t > 0."""
    result = list(found)
    for one in found:
        for predicate in (Predicate.NOT_ZERO, Predicate.NO_ZERO_ENTRY):
            apart = next((o for o in result if o.statement == (one.subject, predicate)), None)
            by_entry = f.is_scalar(one.subject) or predicate is Predicate.NO_ZERO_ENTRY
            if one.predicate is not Predicate.NOT_NEGATIVE or apart is None or not by_entry:
                continue
            if one.only_of != apart.only_of:
                continue
            if not one.sufficient_only and not apart.sufficient_only:
                position = result.index(apart)
                result[position] = Condition(one.subject, Predicate.POSITIVE, apart.reason, apart.needed_by)
    return result


_UNITS = {Predicate.POSITIVE: Predicate.INSIDE_UNIT, Predicate.NOT_NEGATIVE: Predicate.WITHIN_UNIT}


def _joined(found: Sequence[Condition]) -> Iterator[Condition]:
    """p > 0 and 1 − p > 0 as one condition, 0 < p < 1."""
    used: set[int] = set()
    for position, one in enumerate(found):
        if position in used:
            continue
        partner = next((k for k, other in enumerate(found) if k not in used and _completes(one, other)), None)
        if partner is None:
            yield one
            continue
        used.add(partner)
        low = one if not isinstance(one.subject, f.Sum) else found[partner]
        yield Condition(low.subject, _UNITS[one.predicate], one.reason, one.needed_by, one.sufficient_only)


def _completes(one: Condition, other: Condition) -> bool:
    """Whether the two say that something lies between 0 and 1."""
    kinds = [(each.predicate, each.sufficient_only, each.only_of) for each in (one, other)]
    if one.predicate not in _UNITS or kinds[0] != kinds[1]:
        return False
    return _complement(one.subject) == other.subject or _complement(other.subject) == one.subject


def _complement(subject: f.Formula) -> f.Formula | None:
    """t of 1 − t."""
    if not isinstance(subject, f.Sum):
        return None
    interval = Knowledge(((subject, Predicate.POSITIVE),)).solved(subject)
    return interval[0] if interval is not None and interval[1].high == Fraction(1) else None
