"""Proof of differentials: a form in dX has the value of the directional derivative, whatever the direction is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jacobook.language.expression import Expression, Variable, variables
from jacobook.layout.formulas.formula import MatrixForm
from jacobook.proof.evaluation.linear_algebra import changed
from jacobook.proof.numbers.arithmetic import Entry, NotExact, Numbers, Undefined
from jacobook.proof.oracle.arrays import Unproved, entries
from jacobook.proof.points.case import WORKING_DIGITS, Case, as_matrix, measured, positions
from jacobook.proof.points.search import on_one_side, tried
from jacobook.proof.verdict.certificate import Certificate
from jacobook.proof.verdict.judging import Conditions, judged_anywhere
from jacobook.proof.verdict.questions import Compared, drawn, evaluation, fits, placed


def prove_differential(
    expression: Expression,
    wrt: Sequence[Variable],
    form: MatrixForm,
    *,
    conditions: Conditions | None = None,
    printed: str = "",
) -> Certificate:
    """Prove that a form in the changes of variables is the differential of an expression in all of them.

    At each point every variable gets one random rational change, all at once. Raises `Disproved`, or `Unproved` where
    no judgement is possible.
    """
    # What the expression does not hold adds nothing to its differential, and its sizes are not chosen with the others.
    occurring = tuple(variable for variable in wrt if variable.name in variables(expression)) or tuple(wrt[:1])
    met = tried(expression, (occurring[0],))
    # Special points only tell something where the conditions are known under which a form has no value there.
    tried_at = _common(met.every if conditions is not None else (*met.cases, *met.ties), occurring)

    def further() -> tuple[Case, ...]:
        return _common(on_one_side(expression, (occurring[0],)), occurring)

    return judged_anywhere(tried_at, further, [_Directional(occurring, form, printed)], conditions)


def _common(every: Sequence[Case], wrt: Sequence[Variable]) -> tuple[Case, ...]:
    """The cases of the first variable at which the derivatives by the others exist as well."""
    found = tuple(case for case in every if all(_exists(case.by(v)) for v in wrt[1:]))
    if not found:
        raise Unproved("no point was found at which the derivatives with respect to all variables exist")
    return found


def _exists(case: Case) -> bool:
    try:
        case.derivatives(case.digits)
    except NotExact:
        case.derivatives(WORKING_DIGITS)
    except Undefined:
        return False
    return True


@dataclass(frozen=True, slots=True)
class _Directional:
    """A differential, compared with the derivatives times the changes."""

    wrt: tuple[Variable, ...]
    form: MatrixForm
    text: str
    name: str = "the differential"

    def compared(self, case: Case, digits: Numbers) -> Iterator[Compared]:
        changes = drawn("change", self.wrt, case)
        known = {changed(name): as_matrix(array, digits) for name, array in changes.items()}
        given = evaluation(case, digits, known).form(self.form)
        value, _ = case.lengths
        fits(given, *(*value, 1, 1)[:2])
        expected = dict.fromkeys(positions(value), evaluation(case, digits).number(0))
        for variable in self.wrt:
            derivatives = case.by(variable).derivatives(digits)
            lengths = measured(variable.shape, case.sizes)
            steps: Sequence[Entry] = entries(changes[variable.name])
            for at in expected:
                for place, step in zip(positions(lengths), steps, strict=True):
                    expected[at] += derivatives[at, place] * evaluation(case, digits).number(step)
        yield from placed(expected.items(), given)
