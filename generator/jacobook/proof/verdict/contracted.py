"""Proof of what a second derivative makes of one upstream gradient: the backward pass of a backward pass."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jacobook.language.expression import Expression, Variable
from jacobook.layout.formulas.formula import MatrixForm
from jacobook.proof.numbers.arithmetic import Entry, Numbers
from jacobook.proof.oracle.arrays import entries
from jacobook.proof.points.case import Case, as_matrix, measured, positions
from jacobook.proof.points.search import cases
from jacobook.proof.verdict.certificate import Certificate
from jacobook.proof.verdict.judging import judged
from jacobook.proof.verdict.questions import Compared, drawn, evaluation, fits, placed


def prove_contracted(
    expression: Expression, wrt: tuple[Variable, Variable], form: MatrixForm, along: Variable
) -> Certificate:
    """Prove that a form, in the shape of the second variable, is Σ_x V_x ∂²value/∂x∂z for an array V like the first.

    At each point V is drawn at random. Raises `Disproved`, or `Unproved` where no judgement is possible.
    """
    return judged(cases(expression, wrt), [_Contracted(form, along)])


@dataclass(frozen=True, slots=True)
class _Contracted:
    """A form in an upstream gradient, compared with the second derivatives times its entries."""

    form: MatrixForm
    along: Variable
    name: str = "the backward pass of the backward pass"
    text: str = ""

    def compared(self, case: Case, digits: Numbers) -> Iterator[Compared]:
        first, second = case.wrt
        array = drawn("upstream", (self.along,), case)[self.along.name]
        here = evaluation(case, digits, {self.along.name: as_matrix(array, digits)})
        given = here.form(self.form)
        lengths = measured(second.shape, case.sizes)
        fits(given, *(*lengths, 1, 1)[:2])
        derivatives = case.derivatives(digits)
        weights: list[Entry] = list(entries(array))
        places = list(positions(measured(first.shape, case.sizes)))
        expected = dict.fromkeys(positions(lengths), here.number(0))
        for at in expected:
            for place, weight in zip(places, weights, strict=True):
                expected[at] += derivatives[(), place, at] * here.number(weight)
        yield from placed(expected.items(), given)
