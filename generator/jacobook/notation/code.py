"""Python expressions over arrays, put together with the parentheses that they need."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum, auto
from functools import cache
from string import Formatter

from jacobook.language.dimension import Dimension


class Binding(IntEnum):
    """Python's operators, the loosest first: + and unary −; * / @; **; anything closed."""

    SUM = auto()
    TERM = auto()
    POWER = auto()
    ATOM = auto()


@dataclass(frozen=True, slots=True)
class Code:
    """A Python expression.

    `array` says that its value is surely one of the library's arrays and not a Python number; `chain` that it is
    nothing but factors between @ signs, which may be joined to others.
    """

    text: str
    binding: Binding = Binding.ATOM
    array: bool = True
    chain: bool = False


@dataclass(frozen=True, slots=True)
class CodeFunction:
    """How a function is called: a pattern with {0}, {1}, … and how tightly what it makes holds together.

    `strict` functions take the library's own arrays of floating-point numbers and nothing else.
    """

    pattern: str
    binding: Binding = Binding.ATOM
    strict: bool = False


_OPERATORS = (("+", "-"), ("*", "/", "@"), ("**", "^"))
_FLOATING = ":floating}"


@cache
def code_function(pattern: str) -> CodeFunction:
    """A pattern as a record has it, with {0:floating} where a library takes its own arrays only, understood."""
    plain = pattern.replace(_FLOATING, "}")
    return CodeFunction(plain, _binding(plain), strict=_FLOATING in pattern)


def _binding(pattern: str) -> Binding:
    """How tightly a pattern holds together: by the loosest of its operators that stands in no bracket."""
    depth, found = 0, set()
    for word in re.findall(r"[(\[{]|[)\]}]|\*\*|[-+*/@^]", re.sub(r"\{\w+(?::\w+)?\}|\w+", "", pattern)):
        depth += (word in "([{") - (word in ")]}")
        if not depth:
            found.add(word)
    for operators, binding in zip(_OPERATORS, Binding, strict=False):
        if found.intersection(operators):
            return binding
    return Binding.ATOM


_SLOTS = {"": Binding.SUM, "term": Binding.TERM, "power": Binding.POWER, "atom": Binding.ATOM}


@dataclass(frozen=True, slots=True)
class _Slot:
    """A part of a pattern, in brackets where it is looser than its slot says."""

    code: Code

    def __format__(self, slot: str) -> str:
        return closed(self.code, _SLOTS[slot])


def filled_in(pattern: str, parts: Sequence[Code], names: Mapping[str, str] | None = None) -> Code:
    """A pattern with its parts {0}, {1:atom}, … and the names that it holds."""
    text = Formatter().vformat(pattern, [_Slot(part) for part in parts], {} if names is None else names)
    return Code(text, _binding(pattern))


def dimension_code(dimension: Dimension) -> str:
    """A dimension as an expression in integers."""
    return str(dimension).replace("*", " * ").replace("+", " + ").replace("-", " - ")


def dimension_binding(dimension: Dimension) -> Binding:
    """How tightly such an expression holds together."""
    text = str(dimension)
    loose = dimension.is_sum and not text.startswith("(") and "(" not in text
    return Binding.SUM if loose else Binding.TERM if "*" in text else Binding.ATOM


def closed(code: Code, binding: Binding = Binding.ATOM) -> str:
    """The code, in parentheses if it is looser than a binding."""
    return code.text if code.binding >= binding else f"({code.text})"


def turned(code: Code) -> Code:
    """The transpose of a matrix, without a second .T."""
    if code.binding is Binding.ATOM and code.text.endswith(".T"):
        return Code(code.text.removesuffix(".T"))
    return Code(f"{closed(code)}.T")


def negated(code: Code) -> Code:
    """−a."""
    return Code(f"-{closed(code, Binding.TERM)}", Binding.SUM, code.array)


def times(factors: Sequence[Code], *, last_open: bool = False) -> Code:
    """Factors between * signs; with `last_open` all but the last move through it freely, as scalars do."""
    if len(factors) == 1:
        return factors[0]
    *most, last = factors
    texts = [closed(factor, Binding.POWER) for factor in most]
    texts.append(closed(last, Binding.TERM if last_open else Binding.POWER))
    return Code(" * ".join(texts), Binding.TERM, any(factor.array for factor in factors))


def quotient(above: Code, below: Code) -> Code:
    """above / below, entry by entry or by a scalar."""
    text = f"{closed(above, Binding.TERM)} / {closed(below, Binding.POWER)}"
    return Code(text, Binding.TERM, above.array or below.array)


__all__ = [
    "Binding",
    "Code",
    "CodeFunction",
    "closed",
    "code_function",
    "dimension_binding",
    "dimension_code",
    "filled_in",
    "negated",
    "quotient",
    "times",
    "turned",
]
