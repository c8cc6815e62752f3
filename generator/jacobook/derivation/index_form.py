"""The derivative as one array of named indices, before any layout: what all its forms are read from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from jacobook.calculus.differentiation import differentiate
from jacobook.calculus.index_form import Array, VariableTensor
from jacobook.calculus.projection import project
from jacobook.calculus.stacked_variables import stacked
from jacobook.calculus.structure import at_structure, freed
from jacobook.depth import within_depth
from jacobook.derivation.question import Question
from jacobook.language.dimension import ONE
from jacobook.language.expression import StackedVariable, Variable, taken_apart


@dataclass(frozen=True)
class IndexForm:
    """The value and the derivative of a question in index form, each worked out when it is first asked for."""

    question: Question

    @cached_property
    def value(self) -> Array:
        """The expression, the variables of the derivative free of their structure."""
        return freed(self.question.expression, {variable.name for variable in taken_apart(self.question.wrt)})

    @cached_property
    def tensors(self) -> tuple[VariableTensor, ...]:
        """The variables that are differentiated by, in turn; of those that are stacked, each part."""
        if self.question.is_stacked:
            return tuple(map(tensor_of, taken_apart(self.question.wrt)))
        return tuple(map(tensor_of, self.question.wrt))

    @cached_property
    @within_depth
    def derivative(self) -> Array:
        """The value's indices first, then each variable's."""
        result = self.value
        for variable in self.question.wrt:
            result = derivative_by(result, variable)
        structures = zip(map(tensor_of, self.question.wrt), self.question.structures, strict=True)
        return project(self.at_point(result), self.value.rank, tuple(structures))

    def at_point(self, value: Array) -> Array:
        """What was differentiated, at a point at which the variables have their structure."""
        return at_structure(value, self.tensors)


def tensor_of(variable: Variable) -> VariableTensor:
    """A variable in index form."""
    return VariableTensor(variable.name, variable.shape, variable.properties)


def derivative_by(value: Array, variable: Variable) -> Array:
    """The derivative of an array by a variable, or by several that are stacked, which are free of their structure."""
    if not isinstance(variable, StackedVariable):
        return differentiate(value, tensor_of(variable))
    parts = [(differentiate(value, tensor_of(part)), (*part.shape, ONE)[0]) for part in variable.parts]
    return stacked(parts, value.rank, variable.shape[0])
