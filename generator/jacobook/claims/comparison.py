"""A claim at points: its entries worked out from what was read, beside those of the derivative, at every kind of point.

Points are those at which answers are proved (`jacobook.proof.points`), and further ones on every side of those
comparisons that only the claim makes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from typing import Any

from jacobook.claims.forms import COMPONENTS, Form, expected, further_values
from jacobook.claims.reading import Claim
from jacobook.language.dimension import proper_axes
from jacobook.language.expression import Call, Expression, Variable, walk
from jacobook.proof.numbers.arithmetic import Entry, NotExact, Numbers, Undefined, arithmetic
from jacobook.proof.numbers.fitting import Malformed
from jacobook.proof.oracle.arrays import Unproved, entries
from jacobook.proof.oracle.components import evaluate_expression
from jacobook.proof.oracle.taylor import TaylorArithmetic
from jacobook.proof.points.branches import branches
from jacobook.proof.points.case import DIGITS_BESIDE, WORKING_DIGITS, Case, measured
from jacobook.proof.points.on_equations import on_equations
from jacobook.proof.points.points import has_room
from jacobook.proof.points.search import Tried, tried
from jacobook.proof.verdict.certificate import Certificate, Disproved
from jacobook.proof.verdict.judging import judged
from jacobook.proof.verdict.questions import Compared

Given = Callable[[Case, Numbers], Sequence[Entry]]
"""The entries of a formula at a case, row after row."""


def points_of(claim: Claim) -> Tried:
    """What a claim is tried at: the points of the question, on every side of the claim's own comparisons as well."""
    asked = claim.asked
    met = tried(asked.expression, asked.wrt)
    own = {branch.call for branch in branches(claim.expression).values()}
    if not own - {branch.call for branch in branches(asked.expression).values()}:
        return met
    together = Call("add", (_total(asked.expression), _total(_without_indices(claim))), ())
    try:
        found = tried(together, asked.wrt)
    except Unproved:
        return replace(met, unmet=(*met.unmet, "the sides of the claim's own comparisons"))
    ours = tuple(replace(case, expression=asked.expression, _known={}) for case in found.cases)
    sides = tuple(replace(case, expression=asked.expression, _known={}) for case in (*found.ties, *found.special))
    return Tried((*met.cases, *ours), (*met.ties, *(c for c in sides if c.ties)), met.special, found.unmet)


def where_equations_hold(met: Tried) -> Tried:
    """Points with their declared equations solved. Raises `Unproved` where none has been found."""
    found = tuple(filter(None, map(on_equations, met.cases)))
    if not found:
        raise Unproved("no point was found at which the declared equations hold, so nothing can be said of the claim")
    return Tried(found, (), tuple(filter(None, map(on_equations, met.special))), met.unmet)


def _total(expression: Expression) -> Expression:
    return Call("sum", (expression,), ()) if expression.shape else expression


def _without_indices(claim: Claim) -> Expression:
    """The claim, or for one in components what it holds without naming places."""
    return claim.expression if not claim.indices else claim.asked.expression


def claimed(claim: Claim, case: Case, digits: Numbers, form: Form | None = None) -> tuple[Entry, ...]:
    """The entries of a claim at a case, row after row; of one in components those for all values of its indices.

    These count the axes that the form says, or else those of the derivative in their order.

    Raises `NotExact`, and `Undefined` where it has no value.
    """
    values = {**case.point, **further_values(claim, case)}
    if not claim.indices:
        return entries(value_at(claim.expression, values, case, digits))
    ranges = [range(length) for length in _lengths(claim, case, form)]
    names = [index.name for index in claim.indices]
    if len(names) != len(ranges):
        raise Undefined("its indices count other axes")
    found = []
    for at in product(*ranges):
        here = values | {name: Fraction(place) for name, place in zip(names, at, strict=True)}
        found.append(value_at(claim.expression, here, case, digits))
    return tuple(found)


def _lengths(claim: Claim, case: Case, form: Form | None) -> Sequence[int]:
    """How far the indices of a claim run: as the axes of the derivative that they count."""
    if form is not None:
        return measured(form.shape, case.sizes)
    shapes = (claim.asked.expression.shape, *(variable.shape for variable in claim.asked.wrt))
    lengths = [length for shape in shapes for length in measured(proper_axes(shape), case.sizes)]
    return lengths[: len(claim.indices)]


def value_at(expression: Expression, values: dict[str, Any], case: Case, digits: Numbers) -> Any:  # noqa: ANN401
    """The entries of an expression of the variables of a case. Raises `NotExact`, `Undefined`."""
    if not has_room(expression, (), case.sizes):
        raise Undefined("no array has such a length")
    numbers = arithmetic(digits)
    needed = {node.name for node in walk(expression) if isinstance(node, Variable)}
    arrays = {name: _mapped(array, numbers.variable) for name, array in values.items() if name in needed}
    scalars = TaylorArithmetic(numbers, ties=True)
    try:
        return evaluate_expression(
            expression, arrays, case.sizes, scalars, instances=case.instances, singular=case.special
        )
    except ZeroDivisionError:
        raise Undefined("division by zero") from None


def _mapped(array: Any, function: Callable[[Fraction], Entry]) -> Any:  # noqa: ANN401 - arrays are nested tuples
    return tuple(_mapped(part, function) for part in array) if isinstance(array, tuple) else function(array)


@dataclass(frozen=True, slots=True)
class Held:
    """Entries in the form of an answer, to be compared with the derivatives of a case."""

    claim: Claim
    form: Form
    given: Given
    name: str = "the claim"
    text: str = ""

    def compared(self, case: Case, digits: Numbers) -> Iterator[Compared]:
        """Every entry; raises `NotExact`, `Malformed` or `Undefined`."""
        wanted, given = expected(self.claim, self.form, case, digits), self.given(case, digits)
        if len(wanted) != len(given):
            raise Malformed(f"it has {len(given)} entries where {len(wanted)} are needed")
        for label, one, other in zip(labels(self.form, case), wanted, given, strict=True):
            yield Compared(label, one, other)


def labels(form: Form, case: Case) -> list[str]:
    """What each entry of a form is called."""
    lengths = measured(form.shape, case.sizes)
    if not lengths:
        return ["the value"]
    said = "the entry with indices" if form.name == COMPONENTS else "entry"
    return [f"{said} {', '.join(str(k + 1) for k in at)}" for at in product(*map(range, lengths))]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a claim compares with a form: whether they agree at generic points, and elsewhere where they do not.

    `jumps` are the cases on kinks at which the two choose differently, `holes` those at which the claim has no value
    though the derivative has one.
    """

    agrees: bool
    certificate: Certificate | None = None
    jumps: tuple[Case, ...] = ()
    holes: tuple[Case, ...] = ()


def outcome(claim: Claim, form: Form, met: Tried) -> Outcome:
    """Compare a claim with a form at all points. Raises `Unproved` where nothing can be computed."""
    question = Held(claim, form, lambda case, digits: claimed(claim, case, digits, form))
    cases = [case for case in met.cases if not has_empty_parts(claim.expression, case)]
    if not cases or not agrees(question, cases[:1]):
        return Outcome(agrees=False)
    try:
        certificate = judged(cases, [question])
    except Disproved:
        return Outcome(agrees=False)
    jumps, holes = [], []
    for case in (*met.ties, *met.special):
        if has_empty_parts(claim.expression, case):
            continue
        try:
            judged([case], [question])
        except Disproved as wrong:
            if wrong.witness is None:
                holes.append(case)
            elif case.ties and _differs_by_choice(question, case):
                jumps.append(case)
            else:
                return Outcome(agrees=False)
        except Unproved:
            continue
    return Outcome(agrees=True, certificate=certificate, jumps=tuple(jumps), holes=tuple(holes))


def has_empty_parts(expression: Expression, case: Case) -> bool:
    """Whether an array that is joined to others has no entry at these sizes, as the last of [x₂; x₁; 𝟎] where n = 2."""
    parts = [
        dimension.size(case.sizes)
        for node in walk(expression)
        if isinstance(node, Call) and node.function == "concatenate"
        for part in node.arguments
        for dimension in part.shape
    ]
    return min(parts, default=1) == 0


def agrees(question: Held, cases: Sequence[Case]) -> bool:
    """Whether entries are those of the derivative at cases, each of them."""
    try:
        judged(cases, [question])
    except Disproved:
        return False
    return True


def _differs_by_choice(question: Held, case: Case) -> bool:
    """Whether on a kink the two differ only where the derivative jumps, so that its value there is a convention."""
    digits = case.digits
    try:
        pairs = list(question.compared(case, digits))
    except NotExact:
        digits = WORKING_DIGITS
        pairs = list(question.compared(case, digits))
    places = list(question.form.places(case.sizes))
    jumping = case.jumping(DIGITS_BESIDE)
    return all(one.agrees or place in jumping for one, place in zip(pairs, places, strict=True))
