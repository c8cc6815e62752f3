"""Judging: an answer agrees, entry by entry, with derivatives that were found without it; or it is disproved.

Nothing here has seen how the answer was derived. The entries of the expression are written out and differentiated one
by one at small sizes (`jacobook.proof.points.case`), arranged as the definition of the layout says (`arrangement`), and
compared with the values of the answer (`evaluation`): exactly where all numbers are rational, else to 50 digits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import count

import mpmath

from jacobook.language.domain import Predicate
from jacobook.language.expression import Expression, Variable
from jacobook.layout.conditions.condition import Condition
from jacobook.layout.formulas.formula import Formula, MatrixForm
from jacobook.layout.formulas.layouts import Layout
from jacobook.proof.evaluation.condition import all_hold
from jacobook.proof.numbers.arithmetic import Entry, NotExact, Undefined
from jacobook.proof.numbers.fitting import Malformed
from jacobook.proof.oracle.arrays import Unproved
from jacobook.proof.points.case import WORKING_DIGITS, Case
from jacobook.proof.points.search import Tried, cases, on_one_side, tried
from jacobook.proof.verdict.certificate import Certificate, Disproved, Witness
from jacobook.proof.verdict.questions import (
    DIGITS,
    Compared,
    ComponentAnswer,
    Indices,
    LayoutAnswer,
    Question,
    StatedValue,
    Structures,
    evaluation,
)
from jacobook.proof.verdict.residues import LARGEST_CHANCE, chance, residues
from jacobook.proof.verdict.wording import sizes_text

# Where two numbers differ at the working precision they are computed once more with so many digits: what is rounding
# shrinks with the precision, what is wrong stays.
_MORE_DIGITS = 4 * WORKING_DIGITS
# What is left of numbers that cancel, as 1 − σ(1000) is of 1, may be smaller than these digits tell; so many do.
_MOST_DIGITS = 100 * WORKING_DIGITS


Conditions = Callable[[], Sequence[Condition]]
"""What works out the conditions of an answer, which few points ask for."""


class Nowhere(Unproved):
    """An answer that has a value at none of the points that were tried."""


ValueComponents = tuple[Formula, Indices, Sequence[int]]
"""The value as a formula of one entry, its free indices, and how many of these stand for each axis."""


def prove(
    expression: Expression,
    wrt: tuple[Variable, ...],
    answers: Mapping[Layout, MatrixForm],
    components: tuple[Formula, Indices] | None = None,
    *,
    value: ValueComponents | None = None,
    conditions: Conditions | None = None,
    printed: Mapping[str, str] | None = None,
    structures: Structures = (),
    stacked: Sequence[int] = (),
    turned: str = "",
) -> Certificate:
    """Prove the answers in each layout and the component form, with its free indices.

    `value` is the value that was differentiated, as a formula of one entry: it must be that of the expression.
    `conditions` are those that the answers need: where they hold, a printed form must have a value wherever the
    derivative has one, also at special points, which are not tried without them. `printed` may hold the text of answers
    by layout, and of `components`, to be shown beside a witness; `structures` the structure (symmetric, skew, diagonal,
    None) that each variable keeps, onto which its derivatives are projected; `stacked` how many of the component form's
    indices stand for each axis: two for one of vec or ⊗, (i − 1)n + k; `turned` the name of a variable for which the
    form in numerator layout is given the transpose. Raises `Disproved`, or `Unproved` where no judgement is possible.
    """
    if not answers and components is None:
        raise ValueError("there is nothing to prove")
    texts = printed or {}
    questions: list[Question] = [
        LayoutAnswer(layout, form, texts.get(layout, ""), structures, turned if layout is Layout.NUMERATOR else "")
        for layout, form in answers.items()
    ]
    if components is not None:
        questions.append(ComponentAnswer(*components, texts.get("components", ""), structures, stacked))
    if value is not None:
        formula, indices, counts = value
        called = "the value that is differentiated"
        questions.append(ComponentAnswer(formula, indices, texts.get("value", ""), (), counts, called, order=0))
    met = tried(expression, tuple(wrt))
    tried_at = (*met.cases, *met.ties) if conditions is None else met.every
    found = judged_anywhere(tried_at, lambda: on_one_side(expression, tuple(wrt)), questions, conditions)
    bound = _false_tick(met, questions) if found.exact else None
    if bound is not None:
        found = replace(found, bound=f"{bound:.0e}")
    return replace(found, projections=tuple(dict.fromkeys(filter(None, structures))), unmet=met.unmet)


def agrees(
    expression: Expression,
    wrt: tuple[Variable, ...],
    layout: Layout,
    form: MatrixForm,
    *,
    printed: str = "",
    ours: str = "",
) -> Certificate:
    """Prove the form that a book prints for a derivative in a layout.

    `printed` is its text and `ours` that of the derived answer, both shown beside a witness. Raises `Disproved`, or
    `Unproved` where no judgement is possible.
    """
    text = "\n  ".join(filter(None, (printed and f"printed: {printed}", ours and f"derived: {ours}")))
    return judged(cases(expression, tuple(wrt)), [LayoutAnswer(layout, form, text)])


def states(expression: Expression, wrt: tuple[Variable, ...], formula: Formula) -> Certificate:
    """Prove that a formula has the value of the expression, with vectors as columns."""
    return judged(cases(expression, tuple(wrt)), [StatedValue(formula)])


def judged_anywhere(
    tried: Sequence[Case],
    further: Callable[[], Sequence[Case]],
    questions: Sequence[Question],
    conditions: Conditions | None = None,
) -> Certificate:
    """The certificate at some cases, and at further ones where an answer is excused at all of these."""
    try:
        return judged(tried, questions, conditions)
    except Nowhere:
        return judged((*tried, *further()), questions, conditions)


def judged(tried: Sequence[Case], questions: Sequence[Question], conditions: Conditions | None = None) -> Certificate:
    """The certificate of answers that agree with the derivatives at every case. Raises `Disproved`.

    An answer without a value is excused where one of its conditions does not hold. Raises `Unproved` for an answer that
    is excused everywhere.
    """
    compared: list[Compared] = []
    met: list[Case] = []
    answered: set[int] = set()
    for case in tried:
        for number, question in enumerate(questions):
            found = _settled(case, question, conditions)
            if found:
                answered.add(number)
                met += [case] if not met or met[-1] is not case else []
            compared += found
    for number, question in enumerate(questions):
        if number not in answered:
            raise Nowhere(f"{question.name} has a value at none of the points that were tried, as its conditions say")
    exact = all(isinstance(one.distance, Fraction) for one in compared)
    errors = [one.error for one in compared if not isinstance(one.distance, Fraction)]
    assignments = tuple({tuple(case.sizes.items()): case.sizes for case in met}.values())
    return Certificate(
        sizes=assignments[0],
        assignments=assignments,
        points=len(met),
        entries=len(compared),
        exact=exact,
        digits=DIGITS,
        largest_error=mpmath.nstr(max(errors), 2) if errors and max(errors) else "0",
    )


_OF_SINGULAR_PLACES = frozenset(
    (
        *(Predicate.NOT_ZERO, Predicate.NO_ZERO_ENTRY, Predicate.NOT_ALL_EQUAL, Predicate.INVERTIBLE),
        *(Predicate.FULL_COLUMN_RANK, Predicate.FULL_ROW_RANK, Predicate.FULL_RANK),
        *(Predicate.DISTINCT_EIGENVALUES, Predicate.DISTINCT_SINGULAR_VALUES, Predicate.POSITIVE_DEFINITE),
        *(Predicate.REAL_EIGENVALUES, Predicate.LEADING_MINORS, Predicate.NOT_HALF_TURN),
        *(Predicate.LARGEST_ONCE, Predicate.LARGEST_ONCE_IN_ROWS),
        *(Predicate.SMALLEST_ONCE, Predicate.SMALLEST_ONCE_IN_ROWS),
    )
)


def _is_excused(case: Case, conditions: Conditions) -> bool:
    """Whether a condition does not hold at a case.

    At a point that is neither special nor on a kink, only one of those counts that leave out what is singular: a form
    that holds on one side of a border alone would be the form of one case of a choice.
    """
    asked = conditions()
    if not (case.special or case.ties):
        asked = [condition for condition in asked if condition.predicate in _OF_SINGULAR_PLACES]
    try:
        return not all_hold(asked, evaluation(case, case.digits))
    except NotExact:
        return not all_hold(asked, evaluation(case, WORKING_DIGITS))


def _settled(case: Case, question: Question, conditions: Conditions | None = None) -> list[Compared]:
    """The entries of an answer that agree all; raises `Disproved` if one does not."""
    digits, unsettled = case.digits, set[int]()
    try:
        try:
            compared = list(question.compared(case, digits))
        except NotExact:
            digits = WORKING_DIGITS
            compared = list(question.compared(case, digits))
        wrong = [number for number, one in enumerate(compared) if not one.agrees]
        if wrong and digits is not None:
            again = list(question.compared(case, _MORE_DIGITS))
            wrong = [n for n in wrong if not _was_rounding(compared[n], again[n])]
            needed = _digits_of_the_smallest([again[n] for n in wrong])
            if needed is not None:
                sharpest = list(question.compared(case, needed))
                wrong = [n for n in wrong if not _was_rounding(again[n], sharpest[n])]
                again = sharpest
            if case.ties or case.special:
                # A root or a quotient of what is exactly 0 there: no derivative, but what rounding makes of it.
                unsettled = {n for n in wrong if not _is_settled(compared[n], again[n])}
                wrong = [n for n in wrong if n not in unsettled]
                if unsettled and not wrong:
                    return []
            compared = [one if one.agrees else sharper for one, sharper in zip(compared, again, strict=True)]
        if wrong and case.ties:
            # On a kink that cancels against another one the derivative is a limit, and nothing that was chosen.
            limits = list(question.compared(replace(case, smooth=True, _known={}), _MORE_DIGITS))
            wrong = [n for n, one in enumerate(limits) if not one.agrees and n not in unsettled]
            if unsettled and not wrong:
                return []
            compared = compared if wrong else limits
            if wrong and case.special and case.has_kinks_that_jump(_MORE_DIGITS):
                # Where kinks meet by chance there is no derivative, and each of them is met alone elsewhere.
                return []
    except Malformed as reason:
        raise _disproof(case, question, f"it does not hold together: {reason}") from None
    except (Undefined, ZeroDivisionError) as reason:
        if conditions is not None and _is_excused(case, conditions):
            return []
        if digits is not None and not _exists_sharply(case):
            return []
        raise _disproof(case, question, f"it has no value where the derivative has one ({reason})") from None
    if wrong:
        raise _disproof(case, question, "", compared[wrong[0]])
    return compared


def _exists_sharply(case: Case) -> bool:
    """Whether the derivative has a value in more digits too: the logarithm of a rounded 0 may have had one in fewer."""
    try:
        case.derivatives(_MORE_DIGITS)
    except (Undefined, ZeroDivisionError):
        return False
    return True


def _false_tick(met: Tried, questions: Sequence[Question]) -> float | None:
    """A bound of the probability that a wrong answer passes at these sizes; None where something is not rational.

    Raises `Disproved` where residues differ.
    """
    bound = 0.0
    for turn in count(1):
        for case in residues(met.cases, turn):
            try:
                for question in questions:
                    for one in question.compared(case, case.digits):
                        if one.expected != one.given:
                            raise _disproof(case, question, f"{one.name} differs modulo a prime")
                        bound = max(bound, chance(one.expected, one.given))
            except (NotExact, Undefined, ZeroDivisionError, OverflowError):
                return None
        if bound >= 1:
            # The degree is no smaller than the prime, and residues tell nothing.
            return None
        if bound**turn <= LARGEST_CHANCE:
            return bound**turn or None
    return None


def _was_rounding(before: Compared, after: Compared) -> bool:
    """Whether a difference shrinks with the precision, or both numbers do, which stand for zeros."""
    shrunk = after.distance <= before.distance * mpmath.mpf(10) ** -(2 * WORKING_DIGITS)
    zeros = _vanishes(before.expected, after.expected) and _vanishes(before.given, after.given)
    return after.agrees or bool(shrunk) or zeros


def _digits_of_the_smallest(wrong: Sequence[Compared]) -> int | None:
    """Digits in which the smallest of numbers that differ shows beside 1; None where it does so already."""
    sizes = [max(abs(one.expected), abs(one.given)) for one in wrong]
    digits = max((-int(mpmath.floor(mpmath.log10(size))) for size in sizes if mpmath.isfinite(size)), default=0)
    return digits + _MORE_DIGITS if WORKING_DIGITS < digits <= _MOST_DIGITS else None


def _is_settled(before: Compared, after: Compared) -> bool:
    """Whether a derivative is the same number to more digits."""
    return bool(abs(after.expected - before.expected) <= abs(after.expected) * mpmath.mpf(10) ** -(DIGITS // 2))


def _vanishes(before: Entry, after: Entry) -> bool:
    return bool(abs(after) <= abs(before) * mpmath.mpf(10) ** -WORKING_DIGITS)


def _disproof(case: Case, question: Question, reason: str, entry: Compared | None = None) -> Disproved:
    sizes = sizes_text(case.sizes)
    where = f" (with {sizes})" if sizes else ""
    witness = None
    if entry is not None:
        expected, given = _eight_digits(entry.expected), _eight_digits(entry.given)
        reason = f"{entry.name} must be {expected} and is {given}"
        witness = Witness(question.name, case.sizes, entry.name, expected, given, question.text)
    return Disproved(f"{question.name} is wrong{where}: {reason}", hint=question.text, witness=witness)


def _eight_digits(value: Entry) -> str:
    number = mpmath.mpf(value.numerator) / value.denominator if isinstance(value, Fraction) else value
    with mpmath.workdps(WORKING_DIGITS):
        # Of thousands of digits Python writes no number.
        return str(mpmath.nstr(+mpmath.mpf(number), 8))
