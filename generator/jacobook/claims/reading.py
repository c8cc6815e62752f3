"""The text of a claim, read: in the names of the question, and those of an upstream gradient, a change, or indices."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from jacobook.claims.asked import Asked
from jacobook.errors import JacobookError, LanguageError
from jacobook.language.declared_function import ELEMENTWISE_FUNCTION, MAP, DeclaredFunction
from jacobook.language.dimension import ONE, Shape, proper_axes, shape_text
from jacobook.language.expression import Call, Expression, Variable, variables
from jacobook.language.reader import read
from jacobook.layout.formulas import formula as f
from jacobook.layout.formulas.statement import NotWritten, statement

INDICES = ("i", "j", "k", "l")
"""Names that count entries where a claim is written in components."""

_UPSTREAM = re.compile(r"\b(?:G|g|upstream)\b")
_SIDE = re.compile(r"^[^=<>!]{0,80}(?<![=<>!])=(?!=)")


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim that was read: what it is, and what it speaks of beside the variables of the question.

    `asked` is the question that it answers: that about ⟨G, F⟩ where it holds an upstream gradient. `change` is the dX
    that it holds, `indices` those that it is written in.
    """

    text: str
    expression: Expression
    asked: Asked
    read_as: str | None = None
    change: Variable | None = None
    indices: tuple[Variable, ...] = ()

    @property
    def shape(self) -> Shape:
        """The shape of what is claimed."""
        return self.expression.shape

    @property
    def further(self) -> dict[str, Variable]:
        """The variables of the claim that are none of the question."""
        found = [] if self.change is None else [self.change]
        return {variable.name: variable for variable in (*found, *self.indices)}

    @property
    def formula(self) -> f.Formula | None:
        """The claim as a formula; None where it has more than two axes."""
        try:
            return statement(self.expression)
        except NotWritten:
            return None


def read_claim(text: str, asked: Asked) -> Claim:
    """A claim about a question. Raises `LanguageError` where it cannot be read in the names of the question."""
    known = {name: _declaration(variable) for name, variable in asked.variables.items()}
    known |= {name: _function(function) for name, function in asked.functions.items()}
    right = _right_side(text)
    problems: list[JacobookError] = []
    for declared, question, change, indices in _ways(right, known, asked):
        try:
            parsed = read(right, {**known, **declared})
        except JacobookError as problem:
            problems.append(problem)
            continue
        found = variables(parsed.expression)
        strange = [name for name in found if name not in {**known, **declared}]
        if strange:
            names = ", ".join(asked.variables)
            message = f"{strange[0]} is not a name of the question"
            problems.append(LanguageError(message, hint=f"its variables are: {names}"))
            continue
        used = tuple(found[name] for name in indices if name in found)
        return Claim(text, parsed.expression, question, parsed.read_as, found.get(change) if change else None, used)
    raise problems[-1]


def _right_side(text: str) -> str:
    """What stands right of the equals sign of a claim such as ∂y/∂x = 2x."""
    match = _SIDE.match(text)
    return text[match.end() :].strip() if match is not None and "(" not in match[0] else text


def _ways(
    text: str, known: dict[str, str], asked: Asked
) -> Iterator[tuple[dict[str, str], Asked, str, tuple[str, ...]]]:
    """What a claim may be: of the variables alone, of an upstream gradient, of a change, or of entries."""
    yield {}, asked, "", ()
    if asked.order == 1:
        for name in dict.fromkeys(_UPSTREAM.findall(text)):
            if name not in known and (question := asked.paired(name)) is not None:
                yield {name: _declaration(question.variables[name])}, question, "", ()
        variable = asked.wrt[0]
        change = f"d{variable.name}"
        if change not in known and re.search(rf"\b{re.escape(change)}\b", text):
            yield {change: shape_text(variable.shape)}, asked, change, ()
    free = tuple(name for name in INDICES if name not in known)
    if re.search(rf"\[[^\]]*\b(?:{'|'.join(free)})\b", text) if free else False:
        yield dict.fromkeys(free, "index"), asked, "", free


def _declaration(variable: Variable) -> str:
    return " ".join([shape_text(variable.shape), *sorted(variable.properties)])


def _function(function: DeclaredFunction) -> str:
    if function.kind != MAP:
        return "elementwise" if function.kind == ELEMENTWISE_FUNCTION else function.kind
    return f"({', '.join(map(shape_text, function.arguments))}) -> {shape_text(function.result)}"


def lies(expression: Expression) -> bool:
    """Whether a vector is written as a row: xᵀA, which the language writes x @ A."""
    return _orientation(expression) == "row"


def _orientation(expression: Expression) -> str:
    """Row or column, as a vector is written; empty where it is written as neither, or as both."""
    shape = expression.shape
    if len(shape) == 2 and len(proper_axes(shape)) == 1:
        return "row" if shape[0] == ONE else "column"
    match expression:
        case Call(function="matmul", arguments=(left, right)) if len(shape) == 1:
            return "row" if len(left.shape) == 1 else "column" if len(right.shape) == 1 else ""
        case Call(function="add" | "subtract" | "multiply" | "divide" | "negate", arguments=arguments):
            found = {way for argument in arguments if proper_axes(argument.shape) and (way := _orientation(argument))}
            return found.pop() if len(found) == 1 else ""
        case _:
            return ""
