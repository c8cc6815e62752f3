"""The backward pass of a derivation as a page shows it."""

from __future__ import annotations

from jacobook.derivation import BackwardAnswer, ComplexDerivation, Derivation
from jacobook.derivation.slice_forms import EachBackward
from jacobook.document.pages.clauses import page_conditions
from jacobook.document.pages.gradient import PageBackward, PageGradient
from jacobook.document.pages.shape import ShapeBox
from jacobook.document.pages.slices import formula_of
from jacobook.document.setting.mathematics import definition, equation, mathematics
from jacobook.language.dimension import Shape, proper_axes
from jacobook.layout.formulas import formula as f
from jacobook.layout.formulas.layouts import Layout
from jacobook.layout.formulas.statement import named
from jacobook.proof.verdict.certificate import unless_refused


def page_backward(derivation: Derivation, upstream: str = "", *, of_numbers: bool = False) -> PageBackward | None:
    """The backward pass of a first derivative; None where there is none.

    Of a number, whose gradient is only multiplied by that of L, it is shown where it is asked for (`of_numbers`).
    """
    shape = derivation.expression.shape
    if isinstance(derivation, ComplexDerivation):
        # Whose conventions are those of libraries, which a page of formulas has no room to tell apart.
        return None
    if derivation.order != 1 or not (of_numbers or proper_axes(shape)):
        return None
    answer = unless_refused(lambda: derivation.backward_given(upstream))
    if answer is None:
        return None
    in_slices = isinstance(answer, EachBackward)
    given = named(answer.upstream, shape)
    assert isinstance(answer.left, f.Partial)
    value = derivation.question.value_symbol if in_slices else derivation.value_symbol
    left = f.Partial(answer.left.value, (value,), given.rows, given.columns)
    return PageBackward(
        equation(mathematics(given), mathematics(left)),
        mathematics(given),
        _gradient(answer if in_slices else answer.numerator, Layout.NUMERATOR, shape),
        _gradient(answer, Layout.DENOMINATOR, shape),
        page_conditions([one for one in answer.conditions if not one.is_said_by(derivation.conditions)]),
        answer.certificate.sentence if answer.certificate else "",
        answer.certificate.verdict if answer.certificate else "",
        answer.certificate.reach if answer.certificate else "",
    )


def _gradient(answer: BackwardAnswer, layout: Layout, shape: Shape) -> PageGradient:
    upright = layout is Layout.DENOMINATOR
    return PageGradient(
        layout,
        mathematics(answer.left),
        formula_of(answer) if isinstance(answer, EachBackward) else mathematics(answer.formula),
        tuple(map(definition, answer.definitions)),
        ShapeBox.of(answer.formula.rows, answer.formula.columns),
        ShapeBox.of_variable(shape) if isinstance(answer, EachBackward) else _upstream(shape, upright=upright),
    )


def _upstream(shape: Shape, *, upright: bool) -> ShapeBox:
    rows, columns = named("G", shape).rows, named("G", shape).columns
    return ShapeBox.of(rows, columns) if upright else ShapeBox.of(columns, rows)
