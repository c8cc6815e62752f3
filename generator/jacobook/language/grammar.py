"""Reading: text of the language into a typed expression. Python's own parser reads it; nothing is ever evaluated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from jacobook.errors import LanguageError, Location
from jacobook.language.attempt import CONSTANTS, MAXIMUM_NODES, Attempt, RankLearned
from jacobook.language.declaration import read_declarations, read_functions
from jacobook.language.declared_equation import Defining, plain, taken_apart, with_equations
from jacobook.language.declared_function import DeclaredFunction
from jacobook.language.definition import read_definitions, syntax_beside
from jacobook.language.dimension import Shape
from jacobook.language.equation import TooLong, expanded
from jacobook.language.expression import (
    Expression,
    Variable,
    applied_declared,
    variables,
)
from jacobook.language.functions import FUNCTIONS
from jacobook.language.resolution import resolved
from jacobook.language.slices import rooms
from jacobook.language.syntax import syntax
from jacobook.language.unification import DimensionClash


@dataclass(frozen=True, slots=True)
class ParsedExpression:
    """An expression read from `source`, and its variables by name: those declared, and those inferred.

    `functions` are the declared functions that it applies, `unused` the declared names that do not occur. `read_as` is
    what was read where that is not what was written, in the language; `notation` is then what it was written in, and
    `assumed` says in sentences what was taken for granted. `said` are the variables by which the text itself says that
    it is to be differentiated.
    """

    expression: Expression
    variables: dict[str, Variable]
    source: str
    functions: Mapping[str, DeclaredFunction] = field(default_factory=dict)
    unused: tuple[str, ...] = ()
    read_as: str | None = None
    notation: str = ""
    assumed: tuple[str, ...] = ()
    said: tuple[str, ...] = ()


def parse(text: str, declarations: Mapping[str, str] | None = None, wrt: Sequence[str] = ()) -> ParsedExpression:
    """Read an expression.

    Names without a declaration take the usual kinds (A–Z matrices, a–g and α–ω scalars, h–z vectors), except that a
    lower-case name that is an operand of `@`, or is added to a vector, is a vector, and so is a Greek one alone in a
    norm or a sum; their dimensions are inferred. `wrt` only says whose dimensions are named first. Raises
    `LanguageError`.
    """
    source = " ".join(text.split())
    tree = syntax(source)
    shapes, equations = taken_apart(declarations or {})
    declared = read_declarations(shapes)
    functions = read_functions(shapes)
    definitions = read_definitions(shapes)
    for name in (*declared, *functions, *definitions):
        if name in FUNCTIONS or name in CONSTANTS:
            raise LanguageError(f"{name} is a function or constant of the language and cannot be declared")
    ranks: dict[str, int] = {}
    for _ in range(len(source) + 1):
        attempt = Attempt(source, declared, functions, definitions, ranks)
        try:
            expression = attempt.read(tree)
            zero = _equations(attempt, equations)
        except RankLearned:
            continue
        minimized = frozenset(name for name, each in equations.items() if each.minimizes)
        return replace(_finished(attempt, expression, wrt, zero, minimized), read_as=attempt.meant.told(tree, source))
    raise LanguageError("the kinds of the names cannot be inferred", hint="declare them, for example 'x: n, A: m×n'")


def _equations(attempt: Attempt, texts: Mapping[str, Defining]) -> dict[str, Expression]:
    """What defines each variable that an equation defines: what is zero, of its shape, or smallest.

    Raises `LanguageError`.
    """
    zero: dict[str, Expression] = {}
    # One that only another one's equation holds is read after that.
    waiting = list(texts.items())
    while waiting:
        name, each = next((pair for pair in waiting if pair[0] in attempt.found), waiting[0])
        waiting.remove((name, each))
        if name not in attempt.found:
            raise LanguageError(f"{name} is declared but does not occur in the expression")
        try:
            zero[name] = attempt.read(syntax_beside(" ".join(each.text.split())))
        except LanguageError as error:
            # The place is one in the equation, not in the expression.
            what = "objective" if each.minimizes else "equation"
            raise LanguageError(error.message, hint=error.hint).within(f"{what} of {name}") from None
        _refuse_matrix(name, attempt.found[name].shape)
        if not each.minimizes:
            _made_alike(attempt, name, attempt.found[name].shape, zero[name].shape)
        elif zero[name].shape:
            raise LanguageError(f"the objective of {name} must be a number", hint="for example a sum or a norm")
    return {name: zero[name] for name in texts}


def _refuse_matrix(name: str, unknown: Shape) -> None:
    """Raise `LanguageError` for an unknown that is neither a number nor a vector."""
    if len(unknown) > 1:
        kind = "a matrix" if len(unknown) == 2 else "an array"
        raise LanguageError(
            f"{name} is {kind}; equations are solved for numbers and vectors",
            hint="write the equation for its entries as a vector, as vec and kron have them",
        )


def _made_alike(attempt: Attempt, name: str, unknown: Shape, given: Shape) -> None:
    """Give an unknown and its equation one shape. Raises `LanguageError`."""
    same = len(unknown) == len(given)
    try:
        for left, right in zip(unknown, given, strict=False):
            attempt.unifier.unify(left, right)
    except DimensionClash:
        same = False
    if not same:
        raise LanguageError(
            f"the equation of {name} must have as many entries as {name}: "
            f"{attempt.unifier.text(given)}, not {attempt.unifier.text(unknown)}",
            hint="what stands left of = 0 has the shape of the unknown",
        )


def _finished(
    attempt: Attempt,
    expression: Expression,
    wrt: Sequence[str],
    zero: Mapping[str, Expression],
    minimized: frozenset[str],
) -> ParsedExpression:
    """What was read, its dimensions named and the functions that have an equation written out."""
    first = [attempt.found[name] for name in wrt if name in attempt.found]
    rest = [variable for variable in attempt.found.values() if variable.name not in wrt]
    taken = attempt.dimensions | set(attempt.found) | set(attempt.declared) | set(attempt.functions)
    attempt.unifier.name_unknowns((variable.shape for variable in (*first, *rest)), taken)
    read = resolved(expression, attempt.unifier)
    for room in rooms(read):
        if room.is_impossible:
            span, length = room.slice.span, " × ".join(map(str, room.slice.arguments[0].shape))
            place = Location(attempt.source, span.start, span.end - span.start)
            raise LanguageError(f"this slice goes beyond its axis: what it cuts has {length} entries", location=place)
    try:
        whole = expanded(read, _equation, MAXIMUM_NODES)
    except TooLong as long:
        place = Location(attempt.source, long.span.start, long.span.end - long.span.start)
        message = f"the expression has more than {MAXIMUM_NODES} parts once this is written out"
        raise LanguageError(message, location=place) from None
    if zero:
        known = {
            name: expanded(resolved(each, attempt.unifier), _equation, MAXIMUM_NODES) for name, each in zero.items()
        }
        whole = with_equations(whole, known, minimized)
    found = {name: plain(variable) for name, variable in variables(whole).items()}
    for name, declaration in attempt.declared.items():
        found.setdefault(name, Variable(name, declaration.shape, declaration.properties))
    functions = applied_declared(whole)
    occurring = {*variables(whole), *functions, *attempt.applied}
    unused = tuple(n for n in (*attempt.declared, *attempt.functions, *attempt.definitions) if n not in occurring)
    return ParsedExpression(whole, found, attempt.source, functions, unused)


@cache
def _equation(name: str) -> Expression:
    """The equation of a function that has one, in its parameters."""
    return parse(FUNCTIONS[name].equation, FUNCTIONS[name].parameters).expression
