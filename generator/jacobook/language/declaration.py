"""Declarations: `A: m×n, S: n×n symmetric, b: scalar` read into shapes and properties."""

from __future__ import annotations

import ast
import keyword
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from jacobook.errors import LanguageError, Location
from jacobook.language.declared_function import DeclaredFunction, function_parts, is_function_declaration
from jacobook.language.definition import is_definition
from jacobook.language.dimension import Dimension, Shape
from jacobook.language.lengths import LARGEST_LENGTH, polynomial

PROPERTIES = (
    "positive definite",
    "symmetric",
    "skew",
    "diagonal",
    "orthogonal",
    "rotation",
    "rigid",
    "invertible",
    "positive",
    "unit lower triangular",
    "unit upper triangular",
    "lower triangular",
    "upper triangular",
    "one-hot",
    "probability",
    "zero-one",
    "unit",
    "index",
    "complex",
    "hermitian",
)
_NOT_OF_SQUARES = frozenset({"positive", "one-hot", "probability", "zero-one", "unit", "index", "complex"})
_SQUARE_ONLY = frozenset(PROPERTIES) - _NOT_OF_SQUARES
_SPELLINGS = {"positive-definite": "positive definite"}
MOST_AXES = 4
TANGENT = "tangent"
"""The property of a variable that stands for a small rotation, and is zero; nobody declares it."""
_IMPLIED = {
    "positive definite": {"symmetric", "invertible"},
    "diagonal": {"symmetric"},
    "orthogonal": {"invertible"},
    "rotation": {"orthogonal", "invertible"},
    "rigid": {"invertible"},
    "one-hot": {"zero-one"},
    "unit lower triangular": {"lower triangular", "invertible"},
    "unit upper triangular": {"upper triangular", "invertible"},
    "probability": {"positive"},
}
_CONTRADICTIONS = (
    ("symmetric", "skew", "a matrix that is both is zero"),
    ("positive", "skew", "the diagonal of a skew matrix is zero"),
    ("positive", "diagonal", "the other entries of a diagonal matrix are zero"),
    ("positive", "orthogonal", "an orthogonal matrix has entries of both signs"),
    ("positive definite", "orthogonal", "only the identity is both"),
    *(
        ("rigid", other, "a rigid motion is [R t; 0 1], with a rotation R and a translation t")
        for other in (
            *("symmetric", "skew", "orthogonal", "positive", "positive definite", "lower triangular"),
            *("upper triangular", "zero-one", "probability", "complex", "hermitian"),
        )
    ),
    *(("hermitian", other, "declare it hermitian alone") for other in ("symmetric", "skew", "complex")),
)
"""Properties that exclude each other, and why."""
_OF_REALS = ("positive definite", "positive", "zero-one", "unit", "orthogonal", "index")
"""Properties that only real arrays can be declared with."""
Read = TypeVar("Read")
_PYTHON = frozenset({"__debug__", "__builtins__", "__import__"})
_WRITTEN = "write declarations as 'A: m×n, x: n, b: scalar'"
_ATOM = r"(?:[^\W\d]\w*|\d+|\([^()]*\))"
_LENGTH = rf"{_ATOM}(?:\s*[-+*−]\s*{_ATOM})*"
_SHAPE = re.compile(rf"\s*({_LENGTH})((?:\s*(?:×|\bx\b)\s*{_LENGTH})*)\s*")
_NEXT = re.compile(rf"\s*(?:×|\bx\b)\s*({_LENGTH})")
_EXPECTED = (
    "a shape is 'scalar', a length such as 'n' or 'n+1', or lengths with × between them such as 'm×n' (or 'm x n')"
)


@dataclass(frozen=True, slots=True)
class Declaration:
    """A declared shape of up to four axes with its properties, implied ones included."""

    shape: Shape
    properties: frozenset[str] = frozenset()


def name_read(text: str, source: str, column: int) -> str:
    """A declared name as Python reads it in an expression, where ｘ is x and µ is μ. Raises `LanguageError`."""
    place = Location(source, column, max(1, len(text)))
    name = unicodedata.normalize("NFKC", text)
    if keyword.iskeyword(name) or name in _PYTHON:
        raise LanguageError(
            f"{name} is a word of Python's and cannot be used as a name", location=place, hint=f"write {name}_"
        )
    if not text.isidentifier():
        raise LanguageError(f"{text!r} is not a name", location=place, hint=_WRITTEN)
    return name


def _dimension(text: str, source: str, column: int) -> Dimension:
    place = Location(source, column, max(1, len(text)))

    def named(node: ast.Name) -> Dimension:
        return Dimension.of(name_read(node.id, source, column))

    if text.isidentifier() or keyword.iskeyword(text):
        return Dimension.of(name_read(text, source, column))
    try:
        found = polynomial(ast.parse(text.replace("−", "-"), mode="eval").body, named)
    except (SyntaxError, ValueError):
        found = None
    if found is None and not text.isdecimal():
        raise LanguageError(
            f"{text!r} is not a name, and no length", location=place, hint="for example n, 3, 2*n or n+1"
        )
    if found is None or (found.whole is not None and not 1 <= found.whole <= LARGEST_LENGTH):
        raise LanguageError(f"a dimension must lie between 1 and {LARGEST_LENGTH}, not {text}", location=place)
    return found


def _properties(text: str, source: str, column: int) -> frozenset[str]:
    rest, found = text.strip(), set[str]()
    while rest:
        for spelling, meant in _SPELLINGS.items():
            rest = re.sub(rf"^{spelling}\b", meant, rest)
        known = next((p for p in PROPERTIES if re.match(rf"{p}\b", rest)), None)
        if known is None:
            raise LanguageError(
                f"unknown property {rest.split()[0]!r}",
                location=Location(source, source.rfind(rest), len(rest.split()[0])),
                hint="known properties: " + ", ".join(PROPERTIES),
            )
        found |= {known} | _IMPLIED.get(known, set())
        rest = rest[len(known) :].lstrip(" ,")
    place = Location(source, column, max(1, len(source) - column))
    for first in ("complex", "hermitian"):
        if first in found and (second := next((each for each in _OF_REALS if each in found), None)):
            said = f"{second} is said of real arrays only, and this one is {first}"
            raise LanguageError(said, location=place, hint=f"leave out {second}: the answer says where it holds")
    for first, second, reason in _CONTRADICTIONS:
        if {first, second} <= found:
            raise LanguageError(f"no matrix is both {first} and {second}", location=place, hint=reason)
    return frozenset(found)


def parse_declaration(text: str) -> Declaration:
    """One declared shape with its properties: `n`, `m×n`, `m x n`, `scalar`, `n×n positive definite`."""
    _refuse_property_alone(text)
    compact = re.sub(r"(?<=[\w])x(?=\d)|(?<=\d)x(?=[\w])", " x ", text) if re.match(r"\s*\d+x\w", text) else text
    match = _SHAPE.match(compact)
    if match is None:
        raise LanguageError(
            "expected a shape",
            location=Location(text, 0, max(1, len(text))),
            hint=_EXPECTED,
        )
    lengths = [match.group(1), *_NEXT.findall(match.group(2))]
    if len(lengths) > MOST_AXES:
        raise LanguageError(
            f"an array has at most {MOST_AXES} axes here",
            location=Location(text, 0, len(text)),
            hint=_EXPECTED,
        )
    end = match.start(1) if lengths == ["index"] else match.end()
    properties = _properties(compact[end:], text, end)
    if lengths in (["scalar"], ["index"]):
        shape: Shape = ()
    else:
        shape = tuple(_dimension(part, text, match.start(1)) for part in lengths)
    _refuse_unfit(text, shape, properties)
    square_only = sorted(properties & _SQUARE_ONLY)
    if square_only and (len(shape) != 2 or shape[0] != shape[1]):
        raise LanguageError(
            f"only a square matrix can be {square_only[0]}",
            location=Location(text, 0, len(text)),
            hint=f"for example 'n×n {square_only[0]}'",
        )
    return Declaration(shape, properties)


def _refuse_property_alone(text: str) -> None:
    """Raise `LanguageError` for a property in the place of a shape, which would be read as the name of a length."""
    alone = " ".join(text.split())
    words = "|".join((*_SPELLINGS, *PROPERTIES))
    if re.fullmatch(rf"(?:{words})(?:[ ,]+(?:{words}))*", alone) is None or alone.startswith("index"):
        return
    square = any(re.search(rf"\b{each}\b", alone) for each in (*_SPELLINGS, *_SQUARE_ONLY))
    shape = "n×n" if square else "n" if re.search(r"\b(?:one-hot|probability|unit)\b", alone) else "scalar"
    said = "is a property" if alone in (*_SPELLINGS, *PROPERTIES) else "are properties"
    raise LanguageError(
        f"{alone} {said}; write {shape} {alone}",
        location=Location(text, 0, len(text)),
        hint="a property stands after a shape",
    )


def _refuse_unfit(text: str, shape: Shape, properties: frozenset[str]) -> None:
    """Raise `LanguageError` for a property that nothing of this shape can have."""
    place = Location(text, 0, len(text))
    if "index" in properties and (len(shape) > 1 or len(properties) > 1):
        raise LanguageError(
            "an index is one place, or a vector of places", location=place, hint="i: index, idx: k index"
        )
    if "unit" in properties and len(shape) != 1:
        raise LanguageError("only a vector is declared unit, of norm 1", location=place, hint="for example 'n unit'")
    of_rows = properties & {"one-hot", "probability"}
    if of_rows and not shape:
        raise LanguageError(f"no scalar is {min(of_rows)}", location=place, hint=f"for example 'n {min(of_rows)}'")


def parse_declarations(text: str) -> dict[str, str]:
    """Split `A: m×n, S: n×n symmetric` at its commas into names and shapes; properties may themselves hold commas."""
    declared: dict[str, str] = {}
    column = 0
    name = ""
    for part in _outside_brackets(text):
        head, colon, tail = part.partition("=" if is_definition(part.partition("=")[0]) else ":")
        if colon:
            name = head.strip()
            if not is_definition(name):
                name = name_read(name, text, column)
            if name in declared:
                raise LanguageError(f"{name} is declared twice", location=Location(text, column, len(head)))
            declared[name] = tail.strip()
        elif name and part.strip():
            declared[name] += ", " + part.strip()
        elif part.strip():
            raise LanguageError(
                "expected 'name: shape'",
                location=Location(text, column, max(1, len(part))),
                hint=_WRITTEN,
            )
        column += len(part) + 1
    return declared


def _outside_brackets(text: str) -> list[str]:
    """The text split at the commas that stand in no brackets."""
    parts, depth = [""], 0
    for character in text:
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "," and depth <= 0:
            parts.append("")
        else:
            parts[-1] += character
    return parts


def read_declarations(where: Mapping[str, str]) -> dict[str, Declaration]:
    """The declared variables of a mapping from name to shape text; errors name the variable."""
    return _read_all(_variables(where), lambda _, text: parse_declaration(text))


def read_functions(where: Mapping[str, str]) -> dict[str, DeclaredFunction]:
    """The declared functions of a mapping from name to text; errors name the function."""
    variables = _variables(where)
    functions = {name: text for name, text in where.items() if name not in variables and not is_definition(name)}
    return _read_all(functions, parse_function)


def parse_function(name: str, text: str) -> DeclaredFunction:
    """One declared function. Raises `LanguageError`."""
    kind, arguments, result = function_parts(text)
    shapes = [_plain_shape(part, text) for part in (*arguments, *((result,) if result else ()))]
    return DeclaredFunction(name, kind, tuple(shapes[: len(arguments)]), shapes[-1] if result else ())


def _plain_shape(part: str, text: str) -> Shape:
    try:
        declaration = parse_declaration(part)
    except LanguageError as error:
        raise LanguageError(error.message, hint=error.hint, location=Location(text, max(0, text.find(part)))) from None
    if declaration.properties:
        raise LanguageError(
            "properties cannot be declared in the shapes of a function",
            location=Location(text, max(0, text.find(part)), len(part)),
            hint="declare them for the variable",
        )
    return declaration.shape


def _variables(where: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in where.items() if not is_definition(name) and not is_function_declaration(text)}


def _read_all(texts: Mapping[str, str], read: Callable[[str, str], Read]) -> dict[str, Read]:
    """What is declared, by the names as they are read. Raises `LanguageError` for two that are read as one."""
    found: dict[str, Read] = {}
    for written, text in texts.items():
        name = name_read(written, written, 0)
        if name in found:
            raise LanguageError(f"{name} is declared twice", location=Location(written, 0, len(written)))
        try:
            found[name] = read(name, text)
        except LanguageError as error:
            raise error.within(f"declaration of {name}") from None
    return found
