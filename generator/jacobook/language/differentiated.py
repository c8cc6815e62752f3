"""What the records of factorizations say, as typed expressions: equations, differentials and the meanings of masks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from jacobook.language.dimension import Shape
from jacobook.language.equation import instance
from jacobook.language.expression import Expression, Variable
from jacobook.language.functions.factorizations import ARGUMENT, CHANGE, Factorization, factorization
from jacobook.language.functions.shapes import shape_of
from jacobook.language.grammar import parse


@cache
def equations(name: str) -> tuple[Expression, ...]:
    """What is zero of the matrix and the parts of a factorization."""
    record = factorization(name)
    return tuple(_read(record, text) for text in record.equations)


@cache
def differential(name: str, letter: str) -> Expression:
    """The differential of a part of a factorization, in the parts, the masks and `dA`."""
    record = factorization(name)
    return _read(record, record.part(letter).differential)


@cache
def meaning(name: str, letter: str) -> Expression:
    """What a mask of a factorization means, in its parts."""
    record = factorization(name)
    return _read(record, record.part(letter).meaning)


def _read(record: Factorization, text: str) -> Expression:
    shapes = {ARGUMENT: record.argument, CHANGE: record.argument}
    shapes |= {each.letter: each.shape for each in (*record.parts.values(), *record.masks)}
    return parse(text, shapes).expression


def letters_at(name: str, shape: Shape, called: Mapping[str, str] = MappingProxyType({})) -> dict[str, Variable]:
    """The matrix, its change, the parts and the masks of a factorization of a matrix of a shape, by their letters.

    Those that are `called` otherwise have these names.
    """
    record = factorization(name)
    lengths = dict(zip(record.argument.split("×"), shape, strict=True))
    known = [(letter, record.argument, frozenset[str]()) for letter in (ARGUMENT, CHANGE)]
    known += [(each.letter, each.shape, each.properties) for each in (*record.parts.values(), *record.masks)]
    return {
        letter: Variable(called.get(letter, letter), tuple(lengths[str(d)] for d in shape_of(text)), properties)
        for letter, text, properties in known
    }


def at_lengths(
    name: str, expression: Expression, shape: Shape, called: Mapping[str, str] = MappingProxyType({})
) -> Expression:
    """An expression of a record for a matrix of a shape, in which its letters are called otherwise."""
    lengths = dict(zip(factorization(name).argument.split("×"), shape, strict=True))
    return instance(expression, letters_at(name, shape, called), lengths)
