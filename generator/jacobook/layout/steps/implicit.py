"""The route through an equation that defines a variable: the equation, its differential, and what solves it."""

from __future__ import annotations

from jacobook.calculus.index_form import VariableTensor
from jacobook.calculus.structure import freed
from jacobook.errors import Refused
from jacobook.language.declared_equation import without_equations
from jacobook.language.dimension import proper_axes
from jacobook.language.expression import Expression, SolvedVariable, Variable, variables, walk
from jacobook.layout.forms.differential import differential
from jacobook.layout.forms.network import NoMatrixForm
from jacobook.layout.forms.reading import Reading
from jacobook.layout.formulas import algebra
from jacobook.layout.formulas.formula import Differential, Filled, Formula
from jacobook.layout.formulas.statement import NotWritten, statement, symbol
from jacobook.layout.steps.route import Route, Step


def by_equations(expression: Expression, wrt: Variable) -> tuple[Route, ...]:
    """A route for each equation whose unknown moves with the variable; none where a line has no matrix form."""
    found: dict[str, SolvedVariable] = {}
    for node in walk(expression):
        if isinstance(node, SolvedVariable) and wrt.name in variables(node):
            found.setdefault(node.name, node)
    routes = []
    for node in found.values():
        try:
            routes.append(Route("implicit differentiation", f"The equation of {node.name}", _lines(node, wrt)))
        except (NoMatrixForm, NotWritten, Refused):
            continue
    return tuple(routes)


def _lines(unknown: SolvedVariable, wrt: Variable) -> tuple[Step, ...]:
    residual = unknown.residual
    assert residual is not None
    moving = [VariableTensor(each.name, each.shape) for each in (unknown, wrt)]
    before = [each for each in walk(residual) if isinstance(each, SolvedVariable) and wrt.name in variables(each)]
    moving[1:1] = [VariableTensor(each.name, each.shape) for each in dict.fromkeys(before)]
    names = {each.name for each in moving}
    zero = _zero(statement(residual))
    known = symbol(Variable(unknown.name, unknown.shape))
    total = differential(Reading(), freed(without_equations(residual), names), moving, shape=residual.shape)
    solved = differential(Reading(), freed(unknown, names), moving[-1:], shape=unknown.shape)
    return (
        Step(statement(residual), zero, _why(unknown)),
        Step(total, zero, "take differentials of both sides: the equation holds along every change"),
        Step(Differential(known), solved, f"solve for the change of {unknown.name}"),
    )


def _why(unknown: SolvedVariable) -> str:
    if unknown.objective is None:
        return f"the equation that defines {unknown.name}"
    return f"the gradient of what {unknown.name} minimizes is zero"


def _zero(left: Formula) -> Formula:
    return algebra.ZERO if not proper_axes((left.rows, left.columns)) else Filled(0, left.rows, left.columns)
