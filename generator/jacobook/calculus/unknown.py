"""A variable that an equation defines, as a tensor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from jacobook.calculus.index_form import Array, VariableTensor
from jacobook.language.expression import Expression, SolvedVariable, Variable


@dataclass(frozen=True, eq=False)
class SolvedTensor(VariableTensor):
    """y with F(y, x) = 0: a variable, and F, in which it is the `unknown`, one like any other."""

    residual: Array = field(kw_only=True)

    def __post_init__(self) -> None:
        VariableTensor.__post_init__(self)
        self._set(self.shape, f"{self.name} with {self.residual.key} = 0", symmetric=self.symmetric)

    @property
    def unknown(self) -> VariableTensor:
        """The variable without its equation."""
        return VariableTensor(self.name, self.dimensions, self.properties)

    @property
    def arrays(self) -> tuple[Array, ...]:
        return (self.residual,)

    def of(self, residual: Array) -> SolvedTensor:
        """The same variable with another equation."""
        return SolvedTensor(self.name, self.dimensions, self.properties, residual=residual)


def variable_tensor(variable: Variable, embed: Callable[[Expression], Array]) -> VariableTensor:
    """The tensor of a variable, whose equation is embedded where it has one."""
    given = variable.name, variable.shape, variable.properties
    if not isinstance(variable, SolvedVariable) or variable.residual is None:
        return VariableTensor(*given)
    return SolvedTensor(*given, residual=embed(variable.residual))
