"""Differentials as formulas: dF in terms of dX, and of several variables the sum."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from jacobook.calculus import index_algebra
from jacobook.calculus.differential import contracted
from jacobook.calculus.differentiation import differentiate
from jacobook.calculus.index_form import Array, VariableTensor
from jacobook.calculus.structure import at_structure
from jacobook.language.dimension import Shape, is_row_shape
from jacobook.layout.forms.network import NoMatrixForm
from jacobook.layout.forms.orientation import orientation
from jacobook.layout.forms.reading import Reading
from jacobook.layout.formulas import algebra
from jacobook.layout.formulas import formula as f
from jacobook.layout.formulas.factoring import combine
from jacobook.layout.formulas.layouts import Layout
from jacobook.layout.formulas.measure import cost, holds
from jacobook.layout.formulas.statement import named


def differential(
    reading: Reading, value: Array, variables: Sequence[VariableTensor], *, shape: Shape = ()
) -> f.Formula:
    """The differential of a value, of the value's shape; vectors are columns, and rows where `shape` says 1×n.

    In the value the variables are free of their structure (`jacobook.calculus.structure.freed`). Raises `NoMatrixForm`.
    """
    derivatives = {variable: at_structure(differentiate(value, variable), variables) for variable in variables}
    if value.rank == 0:
        terms = [_of_scalar(reading, *pair) for pair in derivatives.items()]
        return combine([term for term in terms if not algebra.is_zero(term)] or [algebra.ZERO])
    upright = is_row_shape(shape)
    rows, columns = tuple(range(value.rank))[: 1 - upright], tuple(range(value.rank))[1 - upright :]
    total = index_algebra.add(value.shape, [contracted(d, variable) for variable, d in derivatives.items()])
    return reading.oriented(total, rows, columns)


def change(variable: VariableTensor) -> f.Formula:
    """dx, and (dx)ᵀ of a variable that is declared as a row."""
    moved = f.Differential(named(variable.name, variable.dimensions))
    return f.Transpose(moved) if f.is_row(moved) else moved


def _of_scalar(reading: Reading, variable: VariableTensor, derivative: Array) -> f.Formula:
    """The gradient times the change, aᵀ dx or tr(A dX); or the contraction itself where it has no trace, aᵀ(dX)b."""
    where = orientation((), (variable.shape,), Layout.NUMERATOR)
    choices: list[f.Formula] = []
    with suppress(NoMatrixForm):
        choices.append(_read_off(reading.oriented(derivative, where.rows, where.columns), variable))
    if choices and len(variable.shape) < 2:
        return choices[0]
    direct = reading.oriented(contracted(derivative, variable), (), ())
    if not choices or not holds(direct, f.Trace):
        choices.append(direct)
    return min(choices, key=cost)


def _read_off(gradient: f.Formula, variable: VariableTensor) -> f.Formula:
    if algebra.is_zero(gradient):
        return algebra.ZERO
    if not variable.shape:
        return algebra.multiple(1, (gradient, change(variable)))
    part = algebra.split(gradient)
    factors = part.body.factors if isinstance(part.body, f.Product) else (part.body,) if part.body is not None else ()
    # Built here and not by the algebra, which would turn a number or a trace round to save a transposition.
    whole: f.Formula = f.Product((*factors, change(variable))) if factors else change(variable)
    if isinstance(part.body, f.Identity):
        whole = change(variable)
    body = f.Trace(whole) if len(variable.shape) == 2 else whole
    if part.coefficient == 1 and not part.numerators and not part.denominators:
        return body
    return f.Multiple(part.coefficient, part.numerators, part.denominators, body)
