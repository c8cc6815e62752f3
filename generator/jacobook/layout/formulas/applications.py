"""Formulas that apply a function: of entries, of a matrix, declared, or its derivative; and sums over a power."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jacobook.language.dimension import Dimension
from jacobook.language.functions import ELEMENTWISE, PRINTED_FUNCTIONS
from jacobook.layout.formulas.compounds import Transpose
from jacobook.layout.formulas.layouts import Layout
from jacobook.layout.formulas.leaves import Symbol
from jacobook.layout.formulas.piece import Piece, ShapedAsBody

if TYPE_CHECKING:
    from jacobook.layout.formulas.formula import Formula


@dataclass(frozen=True, slots=True)
class Apply(Piece):
    """A scalar function of the table of functions, applied entry by entry to arguments of one shape.

    A scalar argument beside non-scalar ones stands for that scalar in every entry. Comparisons (`greater`,
    `greater_equal`, `less`, `less_equal`, `equal`) are Iverson brackets: 1 where true, 0 elsewhere.
    The composites `softmax` (of a column) and `logsumexp` (a scalar) are named here too.
    """

    function: str
    arguments: tuple[Formula, ...]
    rows: Dimension
    columns: Dimension


@dataclass(frozen=True, slots=True)
class FiniteSum(ShapedAsBody):
    """Σ of a body of any shape over a whole number `index`, a scalar symbol in it, from 0 to `count` − 1."""

    index: str
    count: Formula
    body: Formula


@dataclass(frozen=True, slots=True)
class FunctionValue(Piece):
    """A declared function of `rank` 0, 1 or 2 at its arguments: u(Ax). `written` ones show their arguments always."""

    name: str
    arguments: tuple[Formula, ...]
    rows: Dimension
    columns: Dimension
    rank: int
    written: bool = False

    @property
    def bare(self) -> bool:
        """Whether the name alone is printed: u for u(x), and f for f(u(x))."""
        return not self.written and all(
            isinstance(a, Symbol) or (isinstance(a, FunctionValue) and a.bare) for a in self.arguments
        )


@dataclass(frozen=True, slots=True)
class FunctionDerivative(Piece):
    """The symbol of a derivative of a declared function by some of its arguments: ∂u/∂x.

    `by` are the positions of the arguments. What the symbol means depends on the layout in which it stands, so `layout`
    says which one gives it these rows and columns; a scalar or a Hessian has none.
    """

    value: FunctionValue
    by: tuple[int, ...]
    rows: Dimension
    columns: Dimension
    layout: Layout | None = None

    @property
    def turned(self) -> FunctionDerivative:
        """The transpose, which is the same symbol in the other layout."""
        other = None if self.layout is None else self.layout.other
        return FunctionDerivative(self.value, self.by, self.columns, self.rows, other)

    @property
    def entrywise_layout(self) -> Layout:
        """The layout in which its rows and columns follow the indices: the value's, then the arguments'."""
        return Layout.NUMERATOR if self.value.rank else Layout.DENOMINATOR


@dataclass(frozen=True, slots=True)
class NamedFunction(Piece):
    """A function by name, or a derivative of it: of a number, entry by entry, or (`of_matrix`) of a matrix."""

    name: str
    order: int
    argument: Formula
    rows: Dimension
    columns: Dimension
    of_matrix: bool = False


def is_entrywise(formula: Apply) -> bool:
    """Whether the function is one of single entries."""
    function = PRINTED_FUNCTIONS.get(formula.function)
    return function is None or function.kind == ELEMENTWISE


def decisive(call: Apply) -> tuple[Formula, ...] | None:
    """What must be symmetric for the value of a function to be so; None where nothing makes it so.

    The one solution of an equation is symmetric where the transposed equation is the same one.
    """
    match call:
        case Apply(function="solve_discrete_lyapunov", arguments=(_, value)):
            return (value,)
        case Apply(function="solve_sylvester", arguments=(left, Transpose(body=right), value)) if left == right:
            return (value,)
        case Apply(function="solve_sylvester", arguments=(Transpose(body=left), right, value)) if left == right:
            return (value,)
        case Apply(function="solve_sylvester", arguments=(left, right, _)) if left == right:
            return call.arguments
        case _:
            return call.arguments if is_entrywise(call) else None
