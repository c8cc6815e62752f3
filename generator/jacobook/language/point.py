"""Values of variables as a page writes them: `x = [1, 2], y = 3`, `A = [[1, 0], [1/2, 1]]`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fractions import Fraction

from jacobook.errors import LanguageError, Location
from jacobook.language.dimension import ONE, Dimension
from jacobook.language.expression import Variable

Rows = tuple[tuple[Fraction, ...], ...]
Value = Fraction | tuple[Fraction, ...] | Rows
"""A number, a vector, or the rows of a matrix."""

_HINT = "for example x = [1, 2], y = 3"
_ASSIGNED = re.compile(r"\s*(?P<name>[^\W\d]\w*)\s*=\s*")
_NUMBER = re.compile(r"\s*(?P<number>[-+−]?\d{1,12}(?:\.\d{1,12})?(?:/\d{1,9})?)\s*")
_MOST_ENTRIES = 400


def read_point(text: str) -> dict[str, Value]:
    """The value of each name. Raises `LanguageError` at the place that cannot be read."""
    return _Reader(text).values()


class _Reader:
    """Reads from the left."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._place = 0
        self._entries = 0

    def values(self) -> dict[str, Value]:
        found: dict[str, Value] = {}
        while True:
            match = _ASSIGNED.match(self._text, self._place)
            if match is None:
                raise self._error("a name and a value are expected here")
            if match["name"] in found:
                raise self._error(f"{match['name']} has a value already")
            self._place = match.end()
            found[match["name"]] = self._value()
            if self._place == len(self._text):
                return found
            if not self._takes(","):
                raise self._error("a comma is expected here")

    def _value(self) -> Value:
        if not self._takes("["):
            return self._number()
        if not self._takes("["):
            return self._numbers()
        rows = [self._numbers()]
        while self._takes(","):
            if not self._takes("["):
                raise self._error("a row in brackets is expected here")
            rows.append(self._numbers())
            if len(rows[-1]) != len(rows[0]):
                raise self._error("the rows of a matrix have the same length")
        if not self._takes("]"):
            raise self._error("a closing bracket is expected here")
        return tuple(rows)

    def _numbers(self) -> tuple[Fraction, ...]:
        found = [self._number()]
        while self._takes(","):
            found.append(self._number())
        if not self._takes("]"):
            raise self._error("a closing bracket is expected here")
        return tuple(found)

    def _number(self) -> Fraction:
        match = _NUMBER.match(self._text, self._place)
        self._entries += 1
        if match is None or self._entries > _MOST_ENTRIES:
            raise self._error("a number is expected here" if match is None else "these are too many numbers")
        above, _, below = match["number"].replace("−", "-").partition("/")
        if below and not int(below):
            raise self._error("this divides by zero")
        self._place = match.end()
        return Fraction(above) / (int(below) if below else 1)

    def _takes(self, sign: str) -> bool:
        while self._text[self._place : self._place + 1].isspace():
            self._place += 1
        if self._text[self._place : self._place + 1] != sign:
            return False
        self._place += 1
        while self._text[self._place : self._place + 1].isspace():
            self._place += 1
        return True

    def _error(self, message: str) -> LanguageError:
        return LanguageError(message, hint=_HINT, location=Location(self._text, self._place, 1))


def rows_of(value: Value) -> Rows:
    """A value as rows: a number is one entry, a vector a column."""
    if isinstance(value, Fraction):
        return ((value,),)
    return tuple(entry if isinstance(entry, tuple) else (entry,) for entry in value)


def sizes_at(variables: Mapping[str, Variable], values: Mapping[str, Value]) -> dict[str, int]:
    """The lengths that the values give to the names in shapes. Raises `LanguageError` where they do not fit."""
    for name in values:
        if name not in variables:
            known = ", ".join(variables)
            raise LanguageError(f"{name} has a value, but the question has no such variable", hint=f"it has {known}")
    missing = next((name for name in variables if name not in values), None)
    if missing is not None:
        raise LanguageError(f"{missing} has no value", hint=f"give it one: {missing} = …")
    sizes: dict[str, int] = {}
    pairs: list[tuple[str, Dimension, int]] = []
    for name, variable in variables.items():
        value = values[name]
        rank = 0 if isinstance(value, Fraction) else 2 if isinstance(value[0], tuple) else 1
        if rank != len(variable.shape):
            kinds = ("a number", "a vector, [1, 2]", "a matrix, [[1, 0], [0, 1]]")
            raise LanguageError(f"the value of {name} must be {kinds[min(len(variable.shape), 2)]}")
        rows = rows_of(value)
        dimensions = (*variable.shape, ONE, ONE)[:2]
        pairs += [(name, each, length) for each, length in zip(dimensions, (len(rows), len(rows[0])), strict=True)]
    for _, dimension, length in pairs:
        if len(dimension.symbols) == 1 and not dimension.is_sum and length % dimension.factor == 0:
            sizes.setdefault(dimension.symbols[0], length // dimension.factor)
    for name, dimension, length in pairs:
        if not set(dimension.names) <= sizes.keys() or dimension.size(sizes) != length:
            raise LanguageError(f"the value of {name} has {length} entries on a side of length {dimension.label}")
    _require_properties(variables, values)
    return sizes


def _require_properties(variables: Mapping[str, Variable], values: Mapping[str, Value]) -> None:
    """Raise `LanguageError` for a value without a property that its variable is declared to have."""
    for name, variable in variables.items():
        rows = rows_of(values[name])
        for each in sorted(variable.properties):
            has = _HAS.get(each)
            if has is None:
                raise LanguageError(f"{name} is declared {each}, which cannot be checked of a value here")
            if not has(rows):
                raise LanguageError(f"{name} is declared {each}, and its value is not")


_HAS: Mapping[str, Callable[[Rows], bool]] = {
    "positive": lambda rows: all(entry > 0 for row in rows for entry in row),
    "symmetric": lambda rows: rows == tuple(zip(*rows, strict=True)),
    "skew": lambda rows: rows == tuple(tuple(-entry for entry in row) for row in zip(*rows, strict=True)),
    "diagonal": lambda rows: all(not e or i == j for i, row in enumerate(rows) for j, e in enumerate(row)),
    "zero-one": lambda rows: all(entry in (0, 1) for row in rows for entry in row),
    "one-hot": lambda rows: max(e for row in rows for e in row) == sum(e for row in rows for e in row) == 1,
    "unit": lambda rows: sum(entry**2 for row in rows for entry in row) == 1,
    "probability": lambda rows: min(e for row in rows for e in row) >= 0 and sum(e for row in rows for e in row) == 1,
}


__all__ = ["Rows", "Value", "read_point", "rows_of", "sizes_at"]
