"""The question, typed: an expression, and the variables that it is differentiated by, one after the other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from jacobook.calculus.projection import structure_of
from jacobook.depth import within_depth
from jacobook.derivation.convention import convention
from jacobook.language.declaration import TANGENT
from jacobook.language.dimension import proper_axes
from jacobook.language.expression import (
    Application,
    Call,
    Expression,
    SolvedVariable,
    StackedVariable,
    Variable,
    taken_apart,
    variables,
    walk,
)
from jacobook.language.functions.rotations import EXPONENTIAL
from jacobook.language.grammar import ParsedExpression
from jacobook.layout.formulas import formula as f
from jacobook.layout.formulas.statement import named, statement, value_name
from jacobook.layout.formulas.symbols import differentiated
from jacobook.layout.steps.chain_rule import Intermediate, intermediates
from jacobook.notation.text import to_text


@dataclass(frozen=True)
class Question:
    """What is asked: the derivative of an expression by one variable, or by several in turn.

    With `projected` the derivatives by structured variables are projected onto the matrices of that structure.
    `called` is the name of the value, where the question gives it one.
    """

    parsed: ParsedExpression
    wrt: tuple[Variable, ...]
    projected: bool = False
    called: str = ""

    @property
    def source(self) -> str:
        return self.parsed.source

    @property
    def read_as(self) -> str | None:
        """What was read, in the language, where the question was written otherwise."""
        return self.parsed.read_as

    @property
    def expression(self) -> Expression:
        return self.parsed.expression

    @property
    def variables(self) -> dict[str, Variable]:
        return self.parsed.variables

    @property
    def order(self) -> int:
        return len(self.wrt)

    @property
    def is_stacked(self) -> bool:
        """Whether it is differentiated by variables that are stacked."""
        return any(isinstance(variable, StackedVariable) for variable in self.wrt)

    @cached_property
    def has_many_axes(self) -> bool:
        """Whether an array in it has more than two axes."""
        return any(len(node.shape) > 2 for node in (*walk(self.expression), *self.wrt))

    @property
    def content(self) -> tuple[object, ...]:
        """All that the answer depends on, by which equal questions are known."""
        names = (*self.variables.items(), *self.parsed.functions.items())
        return self.source, self.parsed.read_as, self.expression, names, self.wrt, self.projected, self.called

    @property
    def asked(self) -> str:
        """What was asked, in words."""
        return f"the derivative of {self.source} with respect to {' and '.join(variable.name for variable in self.wrt)}"

    @property
    def structures(self) -> tuple[str | None, ...]:
        """The structure (symmetric, skew, diagonal) onto which each variable's derivatives are projected, or None."""
        return tuple(structure_of(v.properties) if self.projected else None for v in self.wrt)

    @property
    def standing(self) -> Expression:
        """The expression where nothing turns: R in the place of R Exp(τ), at τ = 0."""
        return at_rest(self.expression)

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must know before the answer: that it is zero, and the conventions for structured variables."""
        structured = {v.name: structure for v in self.wrt if (structure := structure_of(v.properties))}
        conventions = [convention(*each, projected=self.projected) for each in structured.items()]
        return (*self.parsed.assumed, *self._constant, *self._solved, *conventions)

    @property
    def _solved(self) -> tuple[str, ...]:
        """Which variables an equation defines, and how they are differentiated."""
        found = {node.name: node for node in walk(self.expression) if isinstance(node, SolvedVariable)}
        return tuple(
            f"{name} {_defined(node, node.residual)}; formulas and code take such a {name}."
            for name, node in found.items()
            if node.residual is not None
        )

    @property
    def _constant(self) -> tuple[str, ...]:
        """That the answer is zero because the expression does not hold a variable."""
        known = variables(self.expression)
        absent = [variable.name for variable in taken_apart(self.wrt) if variable.name not in known]
        return (f"The expression does not contain {' and '.join(absent)}: it is constant.",) if absent else ()

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of the question: of variables, dimensions and declared functions."""
        dimensions = (d for node in walk(self.expression) for d in node.shape)
        named = (d for variable in self.variables.values() for d in variable.shape)
        functions = self.parsed.functions
        return frozenset(self.variables) | frozenset(functions) | {s for d in (*dimensions, *named) for s in d.names}

    @cached_property
    def avoided(self) -> frozenset[str]:
        """The names that indices and named parts must not have: those of the question, and an i in the name X_i."""
        places = {ending for name in self.names for ending in name.split("_")[1:] if ending.isalpha()}
        return self.names | places | {self.value_symbol.name}

    @cached_property
    @within_depth
    def value(self) -> f.Formula:
        """The expression as its author wrote it, vectors as columns."""
        return statement(self.expression)

    @cached_property
    def value_symbol(self) -> f.Symbol:
        """A name for the value, none that the expression uses: y, or 𝐲, or Y."""
        rank = len(proper_axes(self.expression.shape))
        return named(self.called or value_name(rank, self.names), self.expression.shape)

    @property
    def is_total(self) -> bool:
        """Whether the derivative is one of a function of one number, dy/dt."""
        return len(self.variables) == 1 and not proper_axes(self.wrt[0].shape)

    def partial(self, rows_and_columns: f.Formula) -> f.Partial:
        """The symbol ∂y/∂x of an answer, with its shape."""
        by = tuple(map(differentiated, self.wrt))
        return f.Partial(self.value_symbol, by, rows_and_columns.rows, rows_and_columns.columns, self.is_total)

    @property
    def computation(self) -> tuple[Intermediate, ...]:
        """The steps of one operator by which the value is computed from the first variable, innermost first."""
        if self.is_stacked:
            return ()
        return intermediates(self.expression, self.wrt[0].name, self.value_symbol.name, self.names)


def _defined(unknown: SolvedVariable, residual: Expression) -> str:
    """How a variable is defined, and how it moves."""
    equation, moves = f"{to_text(statement(residual))} = 0", "moves as the implicit function theorem says"
    if unknown.objective is None:
        return f"solves {equation}, and {moves}"
    least = to_text(statement(unknown.objective))
    return f"minimizes {least}: the gradient is zero there, {equation}, and where the Hessian is invertible it {moves}"


def at_rest(expression: Expression) -> Expression:
    """An expression without the small rotations and translations by which one differentiates."""
    if not isinstance(expression, Call | Application):
        return expression
    adds = isinstance(expression, Call) and expression.function == "add"
    kept = tuple(each for each in expression.arguments if not (_vanishes(each) if adds else _is_small(each)))
    if len(kept) < len(expression.arguments):
        return at_rest(kept[0]) if kept else expression
    return replace(expression, arguments=tuple(map(at_rest, kept)))


def _is_small(expression: Expression) -> bool:
    """Whether it is a small rotation, which at rest is I."""
    turn = expression.arguments[0] if isinstance(expression, Call) and expression.function == EXPONENTIAL else None
    return isinstance(turn, Variable) and TANGENT in turn.properties


def _vanishes(expression: Expression) -> bool:
    """Whether it is a small vector or a product with one, which at rest is zero."""
    match expression:
        case Variable(properties=properties):
            return TANGENT in properties
        case Call(function="matmul" | "multiply", arguments=arguments):
            return any(map(_vanishes, arguments))
        case _:
            return False
