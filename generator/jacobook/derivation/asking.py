"""A question as text, read and typed."""

from __future__ import annotations

from collections.abc import Sequence

from jacobook.derivation.complex_question import complex_question, refused_conjugate
from jacobook.derivation.convention import is_projected, refuse_curvature
from jacobook.derivation.question import Question
from jacobook.errors import LanguageError, Location
from jacobook.language.asked import Names, Where, asked, names_in
from jacobook.language.conjugates import is_complex, is_conjugate, without_conjugate
from jacobook.language.declaration import MOST_AXES, name_read
from jacobook.language.dimension import NOTHING, ONE, shape_text
from jacobook.language.expression import (
    SolvedVariable,
    StackedVariable,
    Variable,
    variables,
    walk,
)
from jacobook.language.grammar import ParsedExpression
from jacobook.language.reader import read, refuse_what_does_not_occur
from jacobook.layout.forms.derivative_symbols import refuse_one_argument_twice
from jacobook.notation.names import printed_alike

MOST_ORDER = 4


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


def refuse_solved(parsed: ParsedExpression, names: Sequence[str]) -> None:
    """Raise `LanguageError` for a variable that an equation defines, by which nothing is differentiated."""
    for node in walk(parsed.expression):
        if isinstance(node, SolvedVariable) and node.name in names:
            raise LanguageError(
                f"{node.name} is defined by its equation and does not move by itself",
                hint="differentiate with respect to a variable of the equation",
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


def _differentiated(parsed: ParsedExpression, name: str) -> Variable:
    """The variable of a name, or those of several names stacked. Raises `LanguageError` for what is no vector."""
    if is_conjugate(name):
        return parsed.variables[without_conjugate(name)]
    if name in parsed.variables:
        return parsed.variables[name]
    parts = tuple(parsed.variables[each] for each in names_in(name))
    length = NOTHING
    for part in parts:
        if len(part.shape) > 1:
            raise LanguageError(
                f"{part.name} has the shape {shape_text(part.shape)}; only scalars and vectors are stacked",
                hint="a backward pass has the gradients with respect to several variables of any shape",
            )
        length = length + (part.shape[0] if part.shape else ONE)
    return StackedVariable(name, (length,), parts=parts)


def read_question(
    expr: str, wrt: Names, where: Where | None = None, order: int = 1, symmetric: str = "free", *, name: str = ""
) -> Question:
    """A question as text, read: what `jacobook.derive` is given. Raises `LanguageError`, `Refused`."""
    question = asked(expr, wrt, where, order, most=MOST_ORDER)
    declarations = question.declarations
    parsed = read(expr, declarations, [each for each_name in question.names for each in names_in(each_name)])
    names = differentiated_by(parsed, question.names, order)
    single = [each for name in names for each in names_in(name)]
    refuse_what_does_not_occur(parsed, declarations, single)
    refuse_solved(parsed, single)
    wanted = tuple(_differentiated(parsed, name) for name in names)
    refuse_one_argument_twice(parsed.expression, single)
    _refuse_longer(parsed)
    _refuse_single_axes(parsed)
    _refuse_properties(parsed)
    projected = is_projected(symmetric, wanted)
    if projected:
        refuse_curvature(wanted)
    typed = Question(parsed, wanted, projected, name)
    _refuse_name(typed)
    conjugates = [each for each in names if is_conjugate(each)]
    if is_complex(parsed.expression):
        typed = complex_question(typed, by_conjugate=bool(conjugates))
    elif conjugates:
        raise refused_conjugate(wanted[0])
    if alike := printed_alike(typed.names | ({name} if name else set())):
        first, second = alike
        raise LanguageError(f"{first} and {second} would look the same in print", hint="rename one of them")
    return typed
