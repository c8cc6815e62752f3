"""Proof of backward passes of many steps: what is printed, line by line, against derivatives along random directions.

Of a computation of fifty layers nobody wants every entry of every derivative. With D drawn at random for each variable,
the derivative of ⟨G, F⟩ along all of D is found without the lines, by carrying one slope through the expression itself,
and must be the sum of ⟨printed gradient, D⟩. Gradients of which any entry is wrong are that by chance alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from jacobook.language.expression import Expression, Variable, variables
from jacobook.layout.formulas.formula import Formula, MatrixForm
from jacobook.proof.evaluation.evaluation import Evaluation
from jacobook.proof.numbers.arithmetic import Entry, Numbers, Undefined, arithmetic
from jacobook.proof.numbers.elimination import transposed
from jacobook.proof.oracle.arrays import Array, Unproved, entries, entrywise, total_of
from jacobook.proof.oracle.components import evaluate_expression
from jacobook.proof.oracle.instances import Instances
from jacobook.proof.oracle.taylor import Taylor, TaylorArithmetic
from jacobook.proof.points.case import WORKING_DIGITS, Case, measured, positions
from jacobook.proof.points.points import (
    REGIONS,
    Draw,
    canonical_text,
    counting,
    further_assignments,
    size_assignments,
)
from jacobook.proof.verdict.certificate import Certificate
from jacobook.proof.verdict.judging import judged
from jacobook.proof.verdict.questions import Compared, drawn, evaluation, fits, placed

_CHOICES = 2
_POINTS = 2


@dataclass(frozen=True, slots=True)
class PrintedGradients:
    """The gradients by some variables in one form: formulas in the names that it defines.

    `value` is its name for the value, which must be that of the expression. With `turned` the gradients and the
    upstream gradient are transposed.
    """

    form: MatrixForm
    gradients: Mapping[str, Formula]
    value: Formula | None = None
    turned: bool = False

    def evaluated(self, case: Case, digits: Numbers, upstream: str) -> Evaluation:
        """The lines of the form, each with its value at a case. Raises `Malformed` or `Undefined`."""
        changes = {upstream: transposed(case.symbols(digits)[upstream])} if self.turned else {}
        return evaluation(case, digits, changes).within(self.form)


def prove_gradients(
    expression: Expression, wrt: Sequence[Variable], upstream: Variable, printed: Sequence[PrintedGradients]
) -> Certificate:
    """Prove printed gradients of ⟨upstream, expression⟩ at random points, along one random direction at each.

    Raises `Disproved`, or `Unproved` where no point is found.
    """
    questions = [_Along(upstream.name, each) for each in printed]
    found = judged(tuple(_Search(expression, tuple(wrt), upstream, printed[0]).cases()), questions)
    return replace(found, given_upstream=True, by_steps=True)


@dataclass(frozen=True)
class _Search:
    """The search for points at which the derivative exists, and no gradient is zero where that can be."""

    expression: Expression
    wrt: tuple[Variable, ...]
    upstream: Variable
    printed: PrintedGradients

    @cached_property
    def _known(self) -> dict[str, Variable]:
        named = {each.name: each for each in (*self.wrt, self.upstream)}
        return named | variables(self.expression)

    def cases(self) -> Iterator[Case]:
        """Two points at one choice of sizes, and one at another. Raises `Unproved` where there is none."""
        of_question = [each for each in self._known.values() if each is not self.upstream]
        tried = (*size_assignments(self.expression, of_question), *further_assignments(self.expression, of_question))
        choices = 0
        for sizes in tried:
            found = [case for number in range(1 if choices else _POINTS) if (case := self._at(sizes, number))]
            yield from found
            choices += bool(found)
            if choices == _CHOICES:
                return
        if not choices:
            raise Unproved("no point was found at which the expression and its derivatives exist")

    def _at(self, sizes: dict[str, int], number: int) -> Case | None:
        flat: Case | None = None
        for attempt in range(len(REGIONS)):
            draw = Draw(canonical_text(self.expression), number, attempt)
            try:
                point = draw.point_of(self._known, sizes, counting(self.expression))
                instances = Instances(f"{number}|{attempt}")
                case = Case(self.expression, self.wrt, sizes, point, WORKING_DIGITS, instances)
                _ = _slope(case, WORKING_DIGITS)
            except Undefined:
                continue
            if not self._is_flat(case):
                return case
            flat = flat or case
        return flat

    def _is_flat(self, case: Case) -> bool:
        """Whether a gradient is zero as printed: in dead layers whatever is wrong passes."""
        try:
            here = self.printed.evaluated(case, WORKING_DIGITS, self.upstream.name)
            return not all(any(entries(here.value(each))) for each in self.printed.gradients.values())
        except (Undefined, ZeroDivisionError):
            return False


@dataclass(frozen=True, slots=True)
class _Slope:
    """The entries of a value, row after row, and the slope of each along a random direction of the variables."""

    values: tuple[Entry, ...]
    slopes: tuple[Entry, ...]


def _slope(case: Case, digits: Numbers) -> _Slope:
    numbers, direction = arithmetic(digits), drawn("direction", case.wrt, case)

    def moved(value: Fraction, step: Fraction) -> Taylor:
        return Taylor(numbers.variable(value), {0: numbers.number(step)})

    arrays = {
        name: entrywise(moved, array, direction[name]) if name in direction else entrywise(numbers.variable, array)
        for name, array in case.point.items()
    }
    scalars = TaylorArithmetic(numbers)
    try:
        result = entries(evaluate_expression(case.expression, arrays, case.sizes, scalars, instances=case.instances))
    except ZeroDivisionError:
        raise Undefined("division by zero") from None
    zero = numbers.number(Fraction(0))
    return _Slope(
        tuple(each.value if isinstance(each, Taylor) else each for each in result),
        tuple(each.first.get(0, zero) if isinstance(each, Taylor) else zero for each in result),
    )


@dataclass(frozen=True, slots=True)
class _Along:
    """Printed gradients, compared with the slope along a random direction."""

    upstream: str
    printed: PrintedGradients
    text: str = ""

    @property
    def name(self) -> str:
        return f"the backward pass{' in numerator layout' if self.printed.turned else ''}"

    def compared(self, case: Case, digits: Numbers) -> Iterator[Compared]:
        here, found = self.printed.evaluated(case, digits, self.upstream), _slope(case, digits)
        if self.printed.value is not None:
            lengths = measured(case.expression.shape, case.sizes)
            given = here.value(self.printed.value)
            fits(given, *(*lengths, 1, 1)[:2])
            yield from placed(zip(positions(lengths), found.values, strict=True), given, "the value's entry")
        weights = map(here.number, entries(case.point[self.upstream]))
        expected = total_of([weight * slope for weight, slope in zip(weights, found.slopes, strict=True)])
        direction = drawn("direction", case.wrt, case)
        products = (each for variable in case.wrt for each in self._along(variable, case, here, direction))
        names = ", ".join(variable.name for variable in case.wrt)
        yield Compared(f"the derivative along a random change of {names}", expected, total_of([*products]))

    def _along(
        self, variable: Variable, case: Case, here: Evaluation, direction: Mapping[str, Array]
    ) -> Iterator[Entry]:
        """The entries of a printed gradient times those of the direction."""
        gradient = here.value(self.printed.gradients[variable.name])
        rows, columns = (*measured(variable.shape, case.sizes), 1, 1)[:2]
        fits(gradient, *((columns, rows) if self.printed.turned else (rows, columns)))
        upright = transposed(gradient) if self.printed.turned else gradient
        for entry, step in zip(entries(upright), entries(direction[variable.name]), strict=True):
            yield entry * here.number(step)


__all__ = ["PrintedGradients", "prove_gradients"]
