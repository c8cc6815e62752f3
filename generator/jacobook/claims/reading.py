"""The text of a claim, read: in the names of the question, and those of an upstream gradient, a change, or indices."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial

from jacobook.claims.asked import Asked
from jacobook.claims.placeholders import Placed, replaced, with_change, with_entries
from jacobook.errors import JacobookError, LanguageError
from jacobook.language.book.sizes import Unsized
from jacobook.language.declaration import TANGENT
from jacobook.language.declared_function import ELEMENTWISE_FUNCTION, MAP, DeclaredFunction
from jacobook.language.dimension import ONE, Dimension, Shape, proper_axes, shape_text
from jacobook.language.expression import Call, Expression, StackedVariable, Variable, variables
from jacobook.language.reader import the_reading
from jacobook.layout.formulas import formula as f
from jacobook.layout.formulas.statement import NotWritten, statement

INDICES = ("i", "j", "k", "l")
"""Names that count entries where a claim is written in components."""

_DEFINITIONS = re.compile(r"\s(?:with|where)\s|\\text\s*\{\s*,?\s*(?:with|where)\b|,\s*(?:with|where)\b")
_IDENTITY = re.compile(r"(?<![\\\w.])I(?:_\{?(?P<length>\w+)\}?)?(?![\w({])")
_UPSTREAM = re.compile(r"\b(?:G|g|upstream)\b")


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
        """The claim as a formula; None where it has more than two axes, or divides by zero."""
        try:
            return statement(self.expression)
        except (NotWritten, ZeroDivisionError):
            return None


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to read a claim: with these further names, as the answer to this question."""

    asked: Asked
    text: str
    declared: Mapping[str, str] = field(default_factory=dict)
    placed: Placed = field(default_factory=lambda: Placed(""))
    change: str = ""
    indices: tuple[str, ...] = ()


def read_claim(text: str, asked: Asked) -> Claim:
    """A claim about a question. Raises `LanguageError` where it cannot be read in the names of the question."""
    known = {name: declaration(variable) for name, variable in asked.variables.items()}
    known |= {name: _function(function) for name, function in asked.functions.items()}
    unread: list[tuple[_Way, JacobookError]] = []
    for way in _ways(right_side(text), known, asked):
        try:
            return _read(text, way, known)
        except JacobookError as problem:
            unread.append((way, problem))
    for way, reason in unread:
        claim: Claim | None = None
        with suppress(JacobookError):
            if isinstance(reason, Unsized):
                claim = _sized(text, way, known)
        named = {found[0] for found in _IDENTITY.finditer(way.text)}
        if claim is None and named and not named & {*known}:
            claim = _with_identity(text, way, known)
        if claim is not None:
            return claim
    raise unread[-1][1]


def _lengths(asked: Asked) -> Iterator[tuple[Dimension, Dimension]]:
    """The rows and columns of the forms of the answer."""
    yield from dict.fromkeys((form.formula.rows, form.formula.columns) for form in asked.laid_out(lying=False))


def _with_identity(text: str, way: _Way, known: Mapping[str, str]) -> Claim | None:
    """A claim in code whose I, or I_n, is the identity of a side of the answer; None where it cannot be read so."""
    for side in dict.fromkeys(length for pair in _lengths(way.asked) for length in pair if length != ONE):
        with suppress(JacobookError):
            sized = _IDENTITY.sub(partial(_eye, str(side)), way.text)
            return replace(_read(text, replace(way, text=sized), known), read_as=sized)
    return None


def _eye(side: str, found: re.Match[str]) -> str:
    return f"eye({found['length'] or side})"


def _sized(text: str, way: _Way, known: Mapping[str, str]) -> Claim | None:
    """A claim such as I or 2𝟏, whose size nothing in it says: as large as a form of the answer; None if none fits."""
    beside = next(name for name in ("Z", "Q", "Z_0", "Q_0") if name not in {*known, *way.declared})
    for rows, columns in _lengths(way.asked):
        # A row is one as it is written, 1×n.
        shape = (rows, columns) if rows == ONE != columns else proper_axes((rows, columns))
        declared = {**way.declared, beside: shape_text(shape)}
        with suppress(JacobookError):
            # A sum says what it is a sum of.
            found = _read(text, replace(way, text=f"({way.text}) + {beside}", declared=declared), known)
            match found.expression:
                case Call(function="add", arguments=(claimed, Variable(name=name))) if name == beside:
                    said = (found.read_as or "").removesuffix(f" + {beside}") or None
                    return replace(found, expression=claimed, read_as=said)
    return None


def _read(text: str, way: _Way, known: Mapping[str, str]) -> Claim:
    placed = way.placed
    parsed = the_reading(placed.text or way.text, {**known, **way.declared, **placed.declared}).parsed
    if parsed.said:
        raise LanguageError("a claim is a formula in which nothing is left to be differentiated")
    expression = replaced(parsed.expression, placed.meanings)
    found = variables(expression)
    of_meanings = {name for meaning in placed.meanings.values() for name in variables(meaning)}
    strange = [name for name in found if name not in {*known, *way.declared, *of_meanings}]
    if strange:
        names = ", ".join(way.asked.variables)
        raise LanguageError(f"{strange[0]} is not a name of the question", hint=f"its variables are: {names}")
    used = tuple(found[name] for name in way.indices if name in found)
    read_as = None if parsed.read_as is None else placed.told(parsed.read_as)
    return Claim(text, expression, way.asked, read_as, found.get(way.change) if way.change else None, used)


def right_side(text: str) -> str:
    """What stands right of the last sign of equality of a claim such as ∂y/∂x = 2x, with its definitions after it."""
    text = text.strip()
    text = text if text[-1:] not in ".,;" or text[-2:-1].isdigit() else text[:-1].rstrip()
    defined = _DEFINITIONS.search(text)
    end = defined.start() if defined is not None else len(text)
    depth, start = 0, 0
    for place, sign in enumerate(text[:end]):
        depth += (sign in "([{") - (sign in ")]}")
        alone = sign == "=" and text[place - 1 : place] not in tuple("=<>!") and text[place + 1 : place + 2] != "="
        if alone and depth == 0 and place > 0:
            start = place + 1
    return text[start:].strip() or text


def _ways(text: str, known: Mapping[str, str], asked: Asked) -> Iterator[_Way]:
    """What a claim may be: of the variables alone, of an upstream gradient, of a change, or of entries."""
    yield _Way(asked, text)
    if asked.order == 1:
        for name in dict.fromkeys(_UPSTREAM.findall(text)):
            if name not in known and (question := asked.paired(name)) is not None:
                yield _Way(question, text, {name: declaration(question.variables[name])})
        yield from _of_a_change(text, known, asked)
    free = tuple(name for name in INDICES if name not in known)
    if free and re.search(rf"\[[^\]]*\b(?:{'|'.join(free)})\b", text):
        yield _Way(asked, text, dict.fromkeys(free, "index"), indices=free)
    if free == INDICES:
        shapes = (asked.expression.shape, *(variable.shape for variable in asked.wrt))
        lengths = [str(length) for shape in shapes for length in proper_axes(shape)]
        placed = with_entries(text, asked.variables, known, lengths)
        if placed is not None:
            yield _Way(asked, text, placed=placed, indices=free)


def _of_a_change(text: str, known: Mapping[str, str], asked: Asked) -> Iterator[_Way]:
    variable = asked.wrt[0]
    change = f"d{variable.name}"
    if change in known or isinstance(variable, StackedVariable):
        return
    if re.search(rf"\b{re.escape(change)}\b", text):
        yield _Way(asked, text, {change: shape_text(variable.shape)}, change=change)
    placed = with_change(text, variable, tuple(known))
    if placed is not None:
        yield _Way(asked, text, placed=placed, change=change)


def declaration(variable: Variable) -> str:
    """The declaration of a variable, as a question has it."""
    return " ".join([shape_text(variable.shape), *sorted(variable.properties - {TANGENT})])


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
        case Call(function="transpose", arguments=(inner,)) if len(shape) == 1:
            return "column" if _orientation(inner) == "row" else "row"
        case Call(function="add" | "subtract" | "multiply" | "divide" | "negate", arguments=arguments):
            found = {way for argument in arguments if proper_axes(argument.shape) and (way := _orientation(argument))}
            return found.pop() if len(found) == 1 else ""
        case _:
            return ""
