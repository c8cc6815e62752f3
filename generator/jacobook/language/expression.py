"""Typed expressions: what a text of the language means, every node with its shape.

Vectors are one-dimensional here, as in NumPy; rows and columns are a matter of layout and appear only there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from jacobook.language.declared_function import DeclaredFunction
from jacobook.language.dimension import Dimension, Shape


@dataclass(frozen=True, slots=True)
class Span:
    """The columns [start, end) of the source text that a node was read from."""

    start: int
    end: int


NOWHERE = Span(0, 0)


@dataclass(frozen=True, slots=True)
class Variable:
    """A named scalar, vector, matrix or array of more axes, with properties such as `symmetric`."""

    name: str
    shape: Shape
    properties: frozenset[str] = frozenset()
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class StackedVariable(Variable):
    """Scalars and vectors one after the other, as the one vector that is differentiated by: `[w, b]`."""

    parts: tuple[Variable, ...] = ()


@dataclass(frozen=True, slots=True)
class SolvedVariable(Variable):
    """A variable that an equation defines: what is zero of it and of others, in which it is one like any other.

    Of one that is declared by `argmin` that is the gradient of its `objective`, and None before that is worked out.
    """

    residual: Expression | None = None
    objective: Expression | None = None


@dataclass(frozen=True, slots=True)
class Number:
    """An exact rational number."""

    value: Fraction
    shape: Shape = ()
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Constant:
    """A named real number, such as pi."""

    name: str
    shape: Shape = ()
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Size:
    """A dimension used as a number, as n in `x / n`."""

    dimension: Dimension
    shape: Shape = ()
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """An operator or a function of the table (`jacobook.language.functions`) applied to arguments.

    `function` is the name in that table; the operators + - * / ** @ and .T are the functions
    add, subtract, multiply, divide, power, matmul and transpose, and unary minus is negate. `axes` are the whole
    numbers of operations on axes: along which, from which to which (`jacobook.language.functions.arrays`).
    """

    function: str
    arguments: tuple[Expression, ...]
    shape: Shape
    span: Span = field(default=NOWHERE, compare=False)
    axes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Application:
    """A function that the author declared, such as `u: n -> m`, applied to arguments."""

    function: DeclaredFunction
    arguments: tuple[Expression, ...]
    shape: Shape
    span: Span = field(default=NOWHERE, compare=False)


Expression = Variable | Number | Constant | Size | Call | Application


def walk(expression: Expression) -> Iterator[Expression]:
    """Every node, the outer before the inner, the left before the right."""
    yield expression
    if isinstance(expression, Call | Application):
        for argument in expression.arguments:
            yield from walk(argument)
    if isinstance(expression, SolvedVariable):
        defining = expression.objective if expression.residual is None else expression.residual
        if defining is not None:
            yield from walk(defining)


def is_implicit(expression: Expression) -> bool:
    """Whether a variable in it is defined by an equation."""
    return any(isinstance(node, SolvedVariable) for node in walk(expression))


def applies(expression: Expression, function: str) -> bool:
    """Whether a function of the table is applied anywhere in an expression."""
    return any(isinstance(node, Call) and node.function == function for node in walk(expression))


def applied_declared(expression: Expression) -> dict[str, DeclaredFunction]:
    """The declared functions that an expression applies, by name."""
    return {node.function.name: node.function for node in walk(expression) if isinstance(node, Application)}


def taken_apart(differentiated: Iterable[Variable]) -> tuple[Variable, ...]:
    """The variables that are differentiated by, the parts in place of what is stacked, each name once."""
    parts = (part for each in differentiated for part in (each.parts if isinstance(each, StackedVariable) else (each,)))
    return tuple({part.name: part for part in parts}.values())


def variables(expression: Expression) -> dict[str, Variable]:
    """The variables by name, in the order in which they first appear."""
    found: dict[str, Variable] = {}
    for node in walk(expression):
        if isinstance(node, Variable):
            found.setdefault(node.name, node)
    return found
