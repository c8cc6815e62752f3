"""The question, read and typed: an expression, and the variables that it is differentiated by, one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from jacobook.calculus.projection import structure_of
from jacobook.depth import within_depth
from jacobook.derivation.convention import convention, is_projected
from jacobook.errors import LanguageError, Location
from jacobook.language.asked import Names, Where, asked
from jacobook.language.declaration import MOST_AXES, name_read
from jacobook.language.dimension import ONE, proper_axes, shape_text
from jacobook.language.expression import Expression, Variable, variables, walk
from jacobook.language.grammar import ParsedExpression
from jacobook.language.reader import read, refuse_what_does_not_occur
from jacobook.layout.forms.derivative_symbols import refuse_one_argument_twice
from jacobook.layout.formulas import formula as f
from jacobook.layout.formulas.statement import named, statement, symbol, value_name
from jacobook.layout.steps.chain_rule import Intermediate, intermediates
from jacobook.notation.names import printed_alike

MOST_ORDER = 4


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
    def notes(self) -> tuple[str, ...]:
        """What a reader must know before the answer: that it is zero, and the conventions for structured variables."""
        structured = {v.name: structure for v in self.wrt if (structure := structure_of(v.properties))}
        conventions = [convention(*each, projected=self.projected) for each in structured.items()]
        return (*self.parsed.assumed, *self._constant, *conventions)

    @property
    def _constant(self) -> tuple[str, ...]:
        """That the answer is zero because the expression does not hold a variable."""
        known = variables(self.expression)
        absent = dict.fromkeys(variable.name for variable in self.wrt if variable.name not in known)
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
        """The names that indices and named parts must not have."""
        return self.names | {self.value_symbol.name}

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
        by = tuple(map(symbol, self.wrt))
        return f.Partial(self.value_symbol, by, rows_and_columns.rows, rows_and_columns.columns, self.is_total)

    @property
    def computation(self) -> tuple[Intermediate, ...]:
        """The steps of one operator by which the value is computed from the first variable, innermost first."""
        return intermediates(self.expression, self.wrt[0].name, self.value_symbol.name, self.names)


def _refuse_single_axes(parsed: ParsedExpression) -> None:
    """Raise `LanguageError` for an array of more than two axes of which one has the length 1."""
    for node in (parsed.expression, *variables(parsed.expression).values()):
        if len(node.shape) > 2 and ONE in node.shape:
            place = Location(parsed.source, node.span.start, node.span.end - node.span.start)
            raise LanguageError(
                f"this has the shape {shape_text(node.shape)}, with an axis of length 1 among more than two axes",
                hint="leave that axis out; X[:, None] makes one where it is needed, keepdims=True keeps one",
                location=place,
            )


def _refuse_properties(parsed: ParsedExpression) -> None:
    """Raise `LanguageError` for a property that an array of more than two axes cannot be declared to have here."""
    for variable in variables(parsed.expression).values():
        if len(variable.shape) > 2 and (other := sorted(variable.properties - {"positive", "zero-one"})):
            place = Location(parsed.source, variable.span.start, variable.span.end - variable.span.start)
            raise LanguageError(
                f"{variable.name} is declared {other[0]}, which is not supported for an array of more than two axes",
                hint="positive and zero-one are",
                location=place,
            )


def _refuse_longer(parsed: ParsedExpression) -> None:
    """Raise `LanguageError` for arrays of more axes than have a derivative here."""
    for node in walk(parsed.expression):
        if len(node.shape) > MOST_AXES:
            place = Location(parsed.source, node.span.start, node.span.end - node.span.start)
            raise LanguageError(f"this has {len(node.shape)} axes; at most {MOST_AXES} are derived", location=place)


def _refuse_name(question: Question) -> None:
    """Raise `LanguageError` for a name of the value that is no name, or that something in the question has."""
    name = question.called
    if name and name_read(name, name, 0) in question.names:
        raise LanguageError(f"the value cannot be called {name}, which the question uses", hint="choose another name")


def differentiated_by(parsed: ParsedExpression, names: Sequence[str], order: int = 1) -> tuple[str, ...]:
    """The variables that a question names, or those that its text says. Raises `LanguageError` where these differ."""
    said = parsed.said
    if not names and not said:
        raise LanguageError("name the variable to differentiate with respect to", hint='for example wrt="x"')
    repeated = len(said) == 1 and set(names) == set(said)
    if names and said and tuple(names) != said and not repeated:
        told = f"the formula asks for the derivative with respect to {', '.join(said)}, not {', '.join(names)}"
        raise LanguageError(told, hint="leave out one of the two")
    return tuple(names) or (said * order if len(said) == 1 else said)


def read_question(
    expr: str, wrt: Names, where: Where | None = None, order: int = 1, symmetric: str = "free", *, name: str = ""
) -> Question:
    """A question as text, read: what `jacobook.derive` is given. Raises `LanguageError`, `Refused`."""
    question = asked(expr, wrt, where, order, most=MOST_ORDER)
    declarations = question.declarations
    parsed = read(expr, declarations, question.names)
    names = differentiated_by(parsed, question.names, order)
    refuse_what_does_not_occur(parsed, declarations, names)
    wanted = tuple(parsed.variables[name] for name in names)
    refuse_one_argument_twice(parsed.expression, names)
    _refuse_longer(parsed)
    _refuse_single_axes(parsed)
    _refuse_properties(parsed)
    typed = Question(parsed, wanted, is_projected(symmetric, wanted), name)
    _refuse_name(typed)
    if alike := printed_alike(typed.names | ({name} if name else set())):
        first, second = alike
        raise LanguageError(f"{first} and {second} would look the same in print", hint="rename one of them")
    return typed
