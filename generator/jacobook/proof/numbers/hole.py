"""Holes: entries without a value among others that have one, for the branch of a choice that is not taken there.

The logarithm in where(x > 0, log(x), 0) has no value where x is negative, and needs none. Such an entry is a hole, what
is computed from a hole is one, and only where a hole is asked for at last is the value undefined.
"""

from __future__ import annotations

from typing import Any

from jacobook.proof.numbers.arithmetic import Arithmetic, Entry, Rows, Undefined


class Hole:
    """An entry without a value; `reasons` say why, in whatever words they were given."""

    __slots__ = ("reasons",)

    def __init__(self, *reasons: Any) -> None:
        self.reasons = reasons

    def _with(self, other: Entry) -> Hole:
        return Hole(*self.reasons, *other.reasons) if isinstance(other, Hole) else self

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _with

    def __neg__(self) -> Hole:
        return self

    def __abs__(self) -> Hole:
        return self

    def _compared(self, _: Entry) -> bool:
        raise Undefined(str(self.reasons[0]))

    __lt__ = __le__ = __gt__ = __ge__ = _compared


def among(entries: Any) -> Hole | None:  # noqa: ANN401 - any entries
    """The holes among some entries, as one; None where all have values."""
    found = [entry for entry in entries if isinstance(entry, Hole)]
    return Hole(*(reason for hole in found for reason in hole.reasons)) if found else None


class Tolerant:
    """An arithmetic in which a function or a power without a value is a hole."""

    def __init__(self, strict: Arithmetic) -> None:
        self._strict = strict

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever else the arithmetic has
        return getattr(self._strict, name)

    def number(self, value: Any) -> Entry:  # noqa: ANN401
        return self._strict.number(value)

    def variable(self, value: Any) -> Entry:  # noqa: ANN401
        return self._strict.variable(value)

    def size(self, value: Entry) -> Entry:
        return self._strict.size(value)

    def constant(self, name: str) -> Entry:
        return self._strict.constant(name)

    def function(self, name: str, *arguments: Entry) -> Entry:
        hole = among(arguments)
        if hole is not None:
            return hole
        try:
            return self._strict.function(name, *arguments)
        except Undefined as reason:
            return Hole(str(reason))

    def power(self, base: Entry, exponent: Entry) -> Entry:
        hole = among((base, exponent))
        if hole is not None:
            return hole
        try:
            return self._strict.power(base, exponent)
        except Undefined as reason:
            return Hole(str(reason))

    def negligible(self, value: Entry) -> bool:
        return not isinstance(value, Hole) and self._strict.negligible(value)

    def is_zero(self, value: Entry) -> bool:
        return not isinstance(value, Hole) and self._strict.is_zero(value)

    def matrix_function(self, name: str, matrix: Rows) -> Rows:
        return self._strict.matrix_function(name, matrix)
