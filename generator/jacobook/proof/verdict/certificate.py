"""Certificates: an answer agrees, entry by entry, with derivatives that were found without it; or it is disproved.

Nothing here has seen how the answer was derived. The entries of the expression are written out and differentiated one
by one at small sizes (`jacobook.proof.points.case`), arranged as the definition of the layout says (`arrangement`), and
compared with the values of the answer (`evaluation`): exactly where all numbers are rational, else to 50 digits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from fractions import Fraction
from functools import reduce
from itertools import count, islice, product
from math import prod
from types import MappingProxyType
from typing import Protocol

import mpmath

from jacobook.display import Displayed, Line, View
from jacobook.errors import Location, Refused
from jacobook.language.dimension import Dimension
from jacobook.language.expression import Expression, Variable
from jacobook.layout.conditions.condition import Condition
from jacobook.layout.formulas.formula import Formula, MatrixForm
from jacobook.layout.formulas.layouts import Layout
from jacobook.proof.numbers.arithmetic import Entry, NotExact, Numbers, Undefined, arithmetic
from jacobook.proof.numbers.elimination import Matrix, shape
from jacobook.proof.numbers.fitting import Malformed
from jacobook.proof.oracle.components import Unproved
from jacobook.proof.points.case import WORKING_DIGITS, Case, Position
from jacobook.proof.points.reach import EVERY_SIZE, THESE_SIZES
from jacobook.proof.points.search import Tried, cases, tried
from jacobook.proof.verdict.arrangement import arrangement
from jacobook.proof.verdict.condition import all_hold
from jacobook.proof.verdict.evaluation import Evaluation
from jacobook.proof.verdict.residues import LARGEST_CHANCE, chance, residues
from jacobook.proof.verdict.wording import counted, power_of_ten, sizes_text, sizes_tried

DIGITS = 50
# Where two numbers differ at the working precision they are computed once more with so many digits: what is rounding
# shrinks with the precision, what is wrong stays.
_MORE_DIGITS = 4 * WORKING_DIGITS

Structures = Sequence[str | None]
"""For each variable, the structure onto which its derivatives are projected, or None."""

Conditions = Callable[[], Sequence[Condition]]
"""What works out the conditions of an answer, which few points ask for."""

Indices = Sequence[tuple[str, Dimension]]
"""The free indices of a component form with their dimensions: the value's first, then each variable's."""


ValueComponents = tuple[Formula, Indices, Sequence[int]]
"""The value as a formula of one entry, its free indices, and how many of these stand for each axis."""


@dataclass(frozen=True, slots=True)
class Witness:
    """Numbers that disprove an answer: where, what it should be there, and what it is."""

    what: str
    sizes: Mapping[str, int]
    entry: str
    expected: str
    given: str
    text: str = ""


class Disproved(Refused):
    """An answer that is wrong, with the numbers that show it where there are any."""

    def __init__(
        self,
        message: str,
        *,
        hint: str = "",
        location: Location | None = None,
        context: tuple[str, ...] = (),
        witness: Witness | None = None,
    ) -> None:
        super().__init__(message, hint=hint, location=location, context=context)
        self.witness = witness

    def within(self, *context: str) -> Disproved:
        return Disproved(
            self.message,
            hint=self.hint,
            location=self.location,
            context=(*context, *self.context),
            witness=self.witness,
        )


@dataclass(frozen=True, slots=True, repr=False)
class Certificate(Displayed):
    """What was checked: at which sizes, at how many points, how many entries, and how well they agreed.

    `sizes` is the first assignment of numbers to dimension symbols, `assignments` are all of them. `digits` is the
    number of decimal digits that agree; with `exact`, the numbers are rational and equal. `largest_error` is relative,
    but absolute for rounding beside a true zero. `projections` are the
    structures onto which the derivatives were projected before they were compared. `unmet` says in words what was not
    met: sides of comparisons, sizes. `bound` is a decimal number: with no greater probability a wrong answer passes at
    these sizes (`proof.residues`); it is empty where none is claimed.
    `every_size` says whether the
    printed matrix forms, read back into indices, equal the component form, for every size (`proof.every_size`); None
    where that was not asked, or there are none.
    """

    sizes: Mapping[str, int]
    assignments: tuple[Mapping[str, int], ...]
    points: int
    entries: int
    exact: bool
    digits: int
    largest_error: str
    projections: tuple[str, ...] = ()
    unmet: tuple[str, ...] = ()
    bound: str = ""
    every_size: bool | None = None

    @property
    def reach(self) -> str:
        """What the proof reaches, in three words for a badge; empty where there are no sizes to speak of."""
        if self.every_size is None or not self.sizes:
            return ""
        return EVERY_SIZE if self.every_size else THESE_SIZES

    @property
    def verdict(self) -> str:
        """What was shown, in a few words for one line below an answer: "Proved for every size"."""
        if self.reach:
            return f"Proved {self.reach}"
        return "Proved" if self.every_size else "Checked"

    def __str__(self) -> str:
        return self.sentence

    def _view(self) -> View:
        return View((Line(words=(f"✓ {self.sentence}",)),), f"<certificate: {self.verdict}>")

    @property
    def sentence(self) -> str:
        """What was checked, in words."""
        tried = sizes_tried(self.assignments)
        sizes = f"at {tried}, " if tried else ""
        points = "one random point" if self.points == 1 else f"{self.points} random points"
        entries = counted(self.entries, "entry", "entries")
        projected = f" projected onto the {' and the '.join(self.projections)} matrices" if self.projections else ""
        equal = "exactly equal" if self.exact else f"equal to {self.digits} digits"
        unmet = f" Not met: {'; '.join(self.unmet)}." if self.unmet else ""
        return f"{self._opening} {sizes}at {points} ({entries}{projected}, {equal}); {self._chance}.{unmet}"

    @property
    def _opening(self) -> str:
        """What was proved without points, and what was checked at points."""
        if self.every_size:
            where = f" {EVERY_SIZE}" if self.sizes else ""
            agree = "the matrix and component forms agree symbolically"
            return f"Proved{where}: {agree}. The component form was checked"
        if self.reach:
            return f"Proved {THESE_SIZES}, not {EVERY_SIZE}: checked"
        return "Checked"

    @property
    def _chance(self) -> str:
        if not self.bound:
            return "no error probability is claimed"
        where = f"{THESE_SIZES} " if self.sizes else ""
        return f"{where}a wrong answer would pass with probability below {power_of_ten(self.bound)}"


def together(certificates: Sequence[Certificate]) -> tuple[tuple[tuple[int, ...], Certificate], ...]:
    """Certificates that say the same but for their figures, as one each, with their places.

    One stands for its group: its entries are those of all, its probability and its error the largest.
    """
    groups: dict[str, list[int]] = {}
    for place, one in enumerate(certificates):
        alike = replace(one, entries=1, bound="1" if one.bound else "", largest_error="0")
        said = repr([getattr(alike, each.name) for each in fields(alike)])
        groups.setdefault(said, []).append(place)
    return tuple((tuple(places), _joined([certificates[place] for place in places])) for places in groups.values())


def _joined(alike: Sequence[Certificate]) -> Certificate:
    return replace(
        alike[0],
        entries=sum(one.entries for one in alike),
        bound=max((one.bound for one in alike), key=lambda bound: float(bound or 0)),
        largest_error=max((one.largest_error for one in alike), key=mpmath.mpf),
    )


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
) -> Certificate:
    """Prove the answers in each layout and the component form, with its free indices.

    `value` is the value that was differentiated, as a formula of one entry: it must be that of the expression.
    `conditions` are those that the answers need: where they hold, a printed form must have a value wherever the
    derivative has one, also at special points, which are not tried without them. `printed` may hold the text of answers
    by layout, and of `components`, to be shown beside a witness; `structures` the structure (symmetric, skew, diagonal,
    None) that each variable keeps, onto which its derivatives are projected; `stacked` how many of the component form's
    indices stand for each axis: two for one of vec or ⊗, (i − 1)n + k. Raises `Disproved`, or `Unproved` where no
    judgement is possible.
    """
    if not answers and components is None:
        raise ValueError("there is nothing to prove")
    texts = printed or {}
    questions: list[Question] = [
        _Layout(layout, form, texts.get(layout, ""), structures) for layout, form in answers.items()
    ]
    if components is not None:
        questions.append(_Components(*components, texts.get("components", ""), structures, stacked))
    if value is not None:
        formula, indices, counts = value
        called = "the value that is differentiated"
        questions.append(_Components(formula, indices, texts.get("value", ""), (), counts, called, order=0))
    met = tried(expression, tuple(wrt))
    found = judged((*met.cases, *met.ties) if conditions is None else met.every, questions, conditions)
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
    return judged(cases(expression, tuple(wrt)), [_Layout(layout, form, text)])


def states(expression: Expression, wrt: tuple[Variable, ...], formula: Formula) -> Certificate:
    """Prove that a formula has the value of the expression, with vectors as columns."""
    return judged(cases(expression, tuple(wrt)), [_Statement(formula)])


@dataclass(frozen=True, slots=True)
class Compared:
    """An entry under its name: what it must be, and what it is."""

    name: str
    expected: Entry
    given: Entry

    @property
    def distance(self) -> Entry:
        return abs(self.expected - self.given)

    @property
    def relative_distance(self) -> Entry:
        return self.distance / max(abs(self.expected), abs(self.given)) if self.distance else self.distance

    @property
    def agrees(self) -> bool:
        if isinstance(self.distance, Fraction):
            return self.distance == 0
        return bool(self.relative_distance <= mpmath.mpf(10) ** -DIGITS)

    @property
    def error(self) -> Entry:
        """The relative distance; the distance itself for rounding beside a true zero, which is all of such a number."""
        return self.relative_distance if self.agrees else self.distance


class Question(Protocol):
    """Something to be compared with the derivatives of a case."""

    @property
    def name(self) -> str:
        """What it is, in words."""

    @property
    def text(self) -> str:
        """How it is printed, where that is known."""

    def compared(self, case: Case, digits: Numbers) -> Iterator[Compared]:
        """Every entry; raises `NotExact`, `Malformed` or `Undefined`."""


@dataclass(frozen=True, slots=True)
class _Layout:
    """An answer in a layout."""

    layout: Layout
    form: MatrixForm
    text: str
    structures: Structures = ()

    @property
    def name(self) -> str:
        return f"the answer in {self.layout} layout"

    def compared(self, case: Case, digits: Numbers) -> Iterator[Compared]:
        grid = arrangement(case.lengths, self.layout, case.single)
        given = evaluation(case, digits).form(self.form)
        derivatives = case.derivatives(digits).projected(self.structures)
        fits(given, len(grid), len(grid[0]))
        for i, row in enumerate(grid):
            for j, place in enumerate(row):
                yield Compared(f"entry ({i + 1}, {j + 1})", derivatives[place], given[i][j])


def _taken_together(numbers: Sequence[int], counts: Sequence[int]) -> list[tuple[int, ...]]:
    """The numbers in groups of so many."""
    rest = iter(numbers)
    return [tuple(islice(rest, count)) for count in counts]


def _position(values: Sequence[int], lengths: Sequence[int]) -> int:
    """The place of an entry among those that several indices count, the last the fastest."""
    return reduce(lambda place, at: place * at[1] + at[0], zip(values, lengths, strict=True), 0)


@dataclass(frozen=True, slots=True)
class _Components:
    """A component form: one formula for every entry, by its indices; of order 0, that of the value."""

    formula: Formula
    indices: Indices
    text: str
    structures: Structures = ()
    stacked: Sequence[int] = ()
    name: str = "the component form"
    order: int | None = None

    def compared(self, case: Case, digits: Numbers) -> Iterator[Compared]:
        derivatives = case.derivatives(digits).projected(self.structures)
        for label, place, given in Printed(self.formula, self.indices, self.stacked).labelled(case, digits, self.order):
            expected = derivatives.values[place[0]] if self.order == 0 else derivatives[place]
            yield Compared(f"the entry {label}".rstrip(), expected, given)


@dataclass(frozen=True, slots=True)
class Printed:
    """A component form, with its free indices and how many of these stand for each axis, as what is printed."""

    formula: Formula
    indices: Indices
    stacked: Sequence[int] = ()

    def entries(self, case: Case, digits: Numbers) -> dict[tuple[Position, ...], Entry]:
        """The entries at a case by their places; none where one has no value there."""
        try:
            return {place: entry for _, place, entry in self.labelled(case, digits)}
        except (Undefined, ZeroDivisionError):
            return {}

    def labelled(
        self, case: Case, digits: Numbers, order: int | None = None
    ) -> Iterator[tuple[str, tuple[Position, ...], Entry]]:
        """Every entry at a case: a label for it, its place, and what it is. Raises `Malformed`."""
        here = evaluation(case, digits)
        lengths = case.lengths[:1] if order == 0 else case.lengths
        names = [name for name, _ in self.indices]
        if len(set(names)) < len(names):
            raise Malformed("two of its free indices have one name")
        ranges = [here.size(dimension) for _, dimension in self.indices]
        counts = self.stacked or (1,) * len(ranges)
        if sum(counts) != len(ranges):
            raise Malformed(f"{len(ranges)} indices are said to stand in the places of {counts}")
        if tuple(map(prod, _taken_together(ranges, counts))) != case.proper_lengths(order):
            needed = " × ".join("×".join(map(str, axes)) or "1" for axes in lengths)
            raise Malformed(f"its indices {', '.join(names) or '(none)'} run to {ranges}, where {needed} is needed")
        for values in product(*map(range, ranges)):
            bound = dict(zip(names, zip(values, ranges, strict=True), strict=True))
            label = ", ".join(f"{name} = {value + 1}" for name, value in zip(names, values, strict=True))
            groups = zip(_taken_together(values, counts), _taken_together(ranges, counts), strict=True)
            place = case.place([_position(*group) for group in groups], order)
            yield label, place, here.scalar(self.formula, bound)


@dataclass(frozen=True, slots=True)
class _Statement:
    """A formula for the expression itself."""

    formula: Formula
    text: str = ""
    name: str = "the statement"

    def compared(self, case: Case, digits: Numbers) -> Iterator[Compared]:
        given = evaluation(case, digits).value(self.formula)
        fits(given, *(*case.lengths[0], 1, 1)[:2])
        for at, expected in case.derivatives(digits).values.items():
            i, j = (*at, 0, 0)[:2]
            yield Compared(f"entry ({i + 1}, {j + 1})", expected, given[i][j])


def evaluation(case: Case, digits: Numbers, changes: Mapping[str, Matrix] = MappingProxyType({})) -> Evaluation:
    """The evaluation of formulas at a case; `changes` are those of its variables."""
    return Evaluation({**case.symbols(digits), **changes}, case.sizes, arithmetic(digits), instances=case.instances)


def fits(given: Matrix, rows: int, columns: int) -> None:
    """Raise `Malformed` unless the matrix has so many rows and columns."""
    if shape(given) != (rows, columns):
        here, there = shape(given)
        raise Malformed(f"it has the shape {here}×{there} where {rows}×{columns} is needed")


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
            raise Unproved(f"{question.name} has a value at none of the points that were tried, as its conditions say")
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


def _is_excused(case: Case, conditions: Conditions) -> bool:
    """Whether a condition does not hold at a case."""
    try:
        return not all_hold(conditions(), evaluation(case, case.digits))
    except NotExact:
        return not all_hold(conditions(), evaluation(case, WORKING_DIGITS))


def _settled(case: Case, question: Question, conditions: Conditions | None = None) -> list[Compared]:
    """The entries of an answer that agree all; raises `Disproved` if one does not."""
    digits = case.digits
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
            compared = [one if one.agrees else sharper for one, sharper in zip(compared, again, strict=True)]
        if wrong and case.ties:
            # On a kink that cancels against another one the derivative is a limit, and nothing that was chosen.
            limits = list(question.compared(replace(case, smooth=True, _known={}), _MORE_DIGITS))
            wrong = [n for n, one in enumerate(limits) if not one.agrees]
            compared = compared if wrong else limits
            if wrong and case.special and case.has_kinks_that_jump(_MORE_DIGITS):
                # Where kinks meet by chance there is no derivative, and each of them is met alone elsewhere.
                return []
    except Malformed as reason:
        raise _disproof(case, question, f"it does not hold together: {reason}") from None
    except (Undefined, ZeroDivisionError) as reason:
        if conditions is not None and _is_excused(case, conditions):
            return []
        raise _disproof(case, question, f"it has no value where the derivative has one ({reason})") from None
    if wrong:
        raise _disproof(case, question, "", compared[wrong[0]])
    return compared


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
    return str(mpmath.nstr(number, 8))
