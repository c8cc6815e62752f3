"""The derivative as one array of named indices, before any layout: what all its forms are read from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from jacobook.calculus.differentiation import differentiate
from jacobook.calculus.index_form import Array, VariableTensor
from jacobook.calculus.projection import project
from jacobook.calculus.structure import at_structure, freed
from jacobook.depth import within_depth
from jacobook.derivation.question import Question


@dataclass(frozen=True)
class IndexForm:
    """The value and the derivative of a question in index form, each worked out when it is first asked for."""

    question: Question

    @cached_property
    def value(self) -> Array:
        """The expression, the variables of the derivative free of their structure."""
        return freed(self.question.expression, {variable.name for variable in self.question.wrt})

    @cached_property
    def tensors(self) -> tuple[VariableTensor, ...]:
        """The variables that are differentiated by."""
        return tuple(VariableTensor(v.name, v.shape, v.properties) for v in self.question.wrt)

    @cached_property
    @within_depth
    def derivative(self) -> Array:
        """The value's indices first, then each variable's."""
        result = self.value
        for tensor in self.tensors:
            result = differentiate(result, tensor)
        ranks = [len(tensor.shape) for tensor in self.tensors]
        return project(self.at_point(result), self.value.rank, tuple(zip(ranks, self.question.structures, strict=True)))

    def at_point(self, value: Array) -> Array:
        """What was differentiated, at a point at which the variables have their structure."""
        return at_structure(value, self.tensors)
