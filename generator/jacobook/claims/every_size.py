"""A claim for every size: read back into indices, and compared with the component form of the derivative."""

from __future__ import annotations

from jacobook.claims.forms import BACKWARD, COMPONENTS, DENOMINATOR, NUMERATOR, VEC_TURNED, Form
from jacobook.claims.reading import Claim
from jacobook.language.dimension import proper_axes
from jacobook.layout.forms.naming import rebuild
from jacobook.layout.formulas import algebra
from jacobook.layout.formulas import formula as f
from jacobook.proof.every_size.comparison import Answer, for_every_size
from jacobook.proof.every_size.sides import VEC

_LAYOUTS = {
    NUMERATOR: NUMERATOR,
    DENOMINATOR: DENOMINATOR,
    BACKWARD: DENOMINATOR,
    f"{BACKWARD}, transposed": NUMERATOR,
    VEC: VEC,
    VEC_TURNED: VEC,
}


def holds_for_every_size(claim: Claim, form: Form) -> bool:
    """Whether a claim is known to equal a form for every size; where it is not, nothing is known."""
    asked, formula = claim.asked, claim.formula
    if formula is None:
        return False
    shapes = (asked.expression.shape, *(variable.shape for variable in asked.wrt))
    derivative = asked.derivative()
    if claim.change is not None:
        changed = _with_change(formula, claim.change.name, asked.wrt[0].name)
        standing = _upright(changed, asked.expression.shape)
        answer = Answer(
            derivative, shapes, asked.variables, {}, differential=(f.MatrixForm(standing), asked.wrt[0].name)
        )
        return not for_every_size(answer).unproved
    if claim.indices:
        return _entries_for_every_size(claim, form, formula)
    name = _LAYOUTS.get(form.name)
    if name is None:
        return False
    if form.name == VEC_TURNED:
        formula = algebra.transpose(formula)
    elif len(form.shape) < 2:
        # One axis alone: a row in one of the layouts, a column in the other.
        formula, name = _as_line(claim, formula), _column_layout(claim)
    found = for_every_size(Answer(derivative, shapes, asked.variables, {name: f.MatrixForm(formula)}))
    return not found.unproved


def _as_line(claim: Claim, formula: f.Formula) -> f.Formula:
    """A vector as the column that a layout has."""
    return algebra.transpose(formula) if f.is_row(formula) else formula


def _column_layout(claim: Claim) -> str:
    """The layout in which a derivative with one axis is a column, or else the first."""
    value = proper_axes(claim.asked.expression.shape)
    return NUMERATOR if value else DENOMINATOR


def _with_change(formula: f.Formula, change: str, variable: str) -> f.Formula:
    """The formula with the change of a variable for the name that a reader gives it."""
    if isinstance(formula, f.Symbol) and formula.name == change:
        return f.Differential(f.Symbol(variable, formula.rows, formula.columns, formula.rank))
    return rebuild(formula, lambda part: _with_change(part, change, variable))


def _upright(formula: f.Formula, shape: tuple[object, ...]) -> f.Formula:
    rows, columns = formula.rows, formula.columns
    lying = len(shape) == 1 and f.is_row(formula)
    return algebra.transpose(formula) if lying and rows != columns else formula


def _entries_for_every_size(claim: Claim, form: Form, formula: f.Formula) -> bool:
    """The claim in components, its places read as indices; only in the order of the axes of the derivative."""
    axes = [axis for group in form.groups for axis in group]
    if form.name != COMPONENTS or not form.is_in_order:
        return False
    names = {index.name for index in claim.indices}
    read = _with_entries(formula, names)
    if read is None:
        return False
    shapes = (claim.asked.expression.shape, *(variable.shape for variable in claim.asked.wrt))
    runs = [(index.name, shapes[a][b]) for index, (a, b) in zip(claim.indices, axes, strict=True)]
    found = for_every_size(Answer(claim.asked.derivative(), shapes, claim.asked.variables, {}, (read, runs)))
    return not found.unproved


def _with_entries(formula: f.Formula, names: set[str]) -> f.Formula | None:
    """The formula with x_i for the place i of x; None where a place is read otherwise."""
    left: list[f.Formula] = []

    def change(part: f.Formula) -> f.Formula:
        if isinstance(part, f.Product) and f.is_scalar(part):
            (first, *_), (*_, last) = part.factors, part.factors
            row, column = _line_at(first, names, lying=True), _line_at(last, names, lying=False)
            if row is not None or column is not None:
                of_row, of_column = row or (first, ()), column or (last, ())
                inner = f.Product((of_row[0], *part.factors[1:-1], of_column[0]))
                return f.Entry(rebuild(inner, change), (*of_row[1], *of_column[1]))
        if isinstance(part, f.Part):
            cuts = [cut for cut in (part.row, part.column) if cut is not None]
            if f.is_scalar(part) and all(cut.index in names for cut in cuts):
                return f.Entry(change(part.body), tuple(cut.index for cut in cuts))
            left.append(part)
        return rebuild(part, change)

    read = change(formula)
    return None if left else read


def _line_at(part: f.Formula, names: set[str], *, lying: bool) -> tuple[f.Formula, tuple[str, ...]] | None:
    """The matrix of which a factor is the row, or the column, at an index, and that index; None of anything else."""
    turned = isinstance(part, f.Transpose)
    inner = part.body if isinstance(part, f.Transpose) else part
    if not isinstance(inner, f.Part):
        return None
    cut, other = (inner.row, inner.column) if lying is not turned else (inner.column, inner.row)
    if cut is None or other is not None or cut.index not in names or not cut.is_place:
        return None
    return (algebra.transpose(inner.body) if turned else inner.body), (cut.index,)
