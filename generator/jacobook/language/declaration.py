"""Declarations: `A: m×n, S: n×n symmetric, b: scalar` read into shapes and properties."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from jacobook.errors import LanguageError, Location
from jacobook.language.dimension import Dimension, Shape

PROPERTIES = (
    "positive definite",
    "symmetric",
    "skew",
    "diagonal",
    "orthogonal",
    "invertible",
    "positive",
)
_SQUARE_ONLY = frozenset(PROPERTIES) - {"positive"}
_IMPLIED = {
    "positive definite": {"symmetric", "invertible"},
    "diagonal": {"symmetric"},
    "orthogonal": {"invertible"},
}
_NAME = re.compile(r"[^\W\d]\w*\Z")
_SHAPE = re.compile(r"\s*(scalar|[^\W\d]\w*|\d+)(?:\s*(?:×|\bx\b|\*)\s*([^\W\d]\w*|\d+))?\s*")


@dataclass(frozen=True, slots=True)
class Declaration:
    """A declared shape (rank 0, 1 or 2) with its properties, implied ones included."""

    shape: Shape
    properties: frozenset[str] = frozenset()


def _dimension(text: str, source: str, column: int) -> Dimension:
    if not text.isdigit():
        return Dimension.of(text)
    if not 1 <= int(text) <= 1000:
        raise LanguageError(
            f"a dimension must lie between 1 and 1000, not {text}",
            location=Location(source, column, len(text)),
        )
    return Dimension.of(int(text))


def _properties(text: str, source: str, column: int) -> frozenset[str]:
    rest, found = text.strip(), set[str]()
    while rest:
        known = next((p for p in PROPERTIES if re.match(rf"{p}\b", rest)), None)
        if known is None:
            raise LanguageError(
                f"unknown property {rest.split()[0]!r}",
                location=Location(source, source.rfind(rest), len(rest.split()[0])),
                hint="known properties: " + ", ".join(PROPERTIES),
            )
        found |= {known} | _IMPLIED.get(known, set())
        rest = rest[len(known) :].lstrip(" ,")
    return frozenset(found)


def parse_declaration(text: str) -> Declaration:
    """One declared shape with its properties: `n`, `m×n`, `m x n`, `scalar`, `n×n positive definite`."""
    compact = re.sub(r"(?<=[\w])x(?=\d)|(?<=\d)x(?=[\w])", " x ", text) if re.match(r"\s*\d+x\w", text) else text
    match = _SHAPE.match(compact)
    if match is None:
        raise LanguageError(
            "expected a shape",
            location=Location(text, 0, max(1, len(text))),
            hint="a shape is 'scalar', a length such as 'n', or rows and columns such as 'm×n' (or 'm x n')",
        )
    first, second = match.group(1), match.group(2)
    properties = _properties(compact[match.end() :], text, match.end())
    if first == "scalar":
        shape: Shape = ()
    else:
        shape = tuple(_dimension(part, text, match.start(1)) for part in (first, second) if part is not None)
    square_only = sorted(properties & _SQUARE_ONLY)
    if square_only and (len(shape) != 2 or shape[0] != shape[1]):
        raise LanguageError(
            f"only a square matrix can be {square_only[0]}",
            location=Location(text, 0, len(text)),
            hint=f"for example 'n×n {square_only[0]}'",
        )
    return Declaration(shape, properties)


def parse_declarations(text: str) -> dict[str, str]:
    """Split `A: m×n, S: n×n symmetric` at its commas into names and shapes; properties may themselves hold commas."""
    declared: dict[str, str] = {}
    column = 0
    name = ""
    for part in text.split(","):
        head, colon, tail = part.partition(":")
        if colon:
            name = head.strip()
            if not _NAME.match(name):
                raise LanguageError(
                    f"{name!r} is not a name",
                    location=Location(text, column, max(1, len(head))),
                    hint="write declarations as 'A: m×n, x: n, b: scalar'",
                )
            if name in declared:
                raise LanguageError(f"{name} is declared twice", location=Location(text, column, len(head)))
            declared[name] = tail.strip()
        elif name and part.strip():
            declared[name] += ", " + part.strip()
        elif part.strip():
            raise LanguageError(
                "expected 'name: shape'",
                location=Location(text, column, max(1, len(part))),
                hint="write declarations as 'A: m×n, x: n, b: scalar'",
            )
        column += len(part) + 1
    return declared


def read_declarations(where: Mapping[str, str]) -> dict[str, Declaration]:
    """The declarations of a mapping from name to shape text; errors name the variable."""
    result = {}
    for name, text in where.items():
        if not _NAME.match(name):
            raise LanguageError(f"{name!r} is not a name")
        try:
            result[name] = parse_declaration(text)
        except LanguageError as error:
            raise error.within(f"declaration of {name}") from None
    return result
