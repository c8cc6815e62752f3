"""Structured variables while one differentiates by them: their entries are free until the last derivative is taken.

S = Sᵀ holds at the point at which a derivative is taken, and not around it, where each entry moves on its own: ∂(xᵀSx)
by x is xᵀ(S + Sᵀ), and 2xᵀS is the same number at a symmetric S but has another derivative by S. So the derivatives are
taken of a variable without properties, and only the result is written with those that the variable has.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from jacobook.calculus.crosses import crossed
from jacobook.calculus.crosses_together import together
from jacobook.calculus.embedding import embed
from jacobook.calculus.index_form import Array, Group, Tensor, VariableTensor
from jacobook.calculus.substitution import Substitution
from jacobook.calculus.triangles import triangular
from jacobook.language.declaration import TANGENT
from jacobook.language.expression import Application, Call, Expression, SolvedVariable, Variable


def freed(expression: Expression, names: Collection[str]) -> Array:
    """The index form of an expression in which the named variables have no properties."""
    return embed(_without_properties(expression, names))


def _without_properties(expression: Expression, names: Collection[str]) -> Expression:
    match expression:
        case SolvedVariable(residual=residual) if residual is not None:
            return replace(expression, residual=_without_properties(residual, names))
        case Variable() if expression.name in names and expression.properties:
            return replace(expression, properties=frozenset())
        case Call() | Application():
            arguments = tuple(_without_properties(argument, names) for argument in expression.arguments)
            return expression if arguments == expression.arguments else replace(expression, arguments=arguments)
        case _:
            return expression


def at_structure(derivative: Array, variables: Collection[VariableTensor]) -> Array:
    """The array at a point at which these variables have their properties, with what these make alike collected."""
    structured = {variable.name: variable for variable in variables if variable.properties}
    if not structured:
        return triangular(crossed(derivative))

    def leaf(tensor: Tensor) -> Tensor:
        found = structured.get(tensor.name, tensor) if isinstance(tensor, VariableTensor) else tensor
        is_zero = isinstance(found, VariableTensor) and TANGENT in found.properties
        return Group(Array(found.shape, ())) if is_zero else found

    found = triangular(crossed(Substitution(leaf).of_array(derivative)))
    return together(found) if any(TANGENT in variable.properties for variable in structured.values()) else found
