"""A question as Python passes it: names as text or in a list, shapes as text or as NumPy has them.

Whatever else is passed is a `LanguageError` that says what was expected; nothing fails further in.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias
from unicodedata import normalize

from jacobook.errors import LanguageError
from jacobook.language.conjugates import conjugate_name, is_conjugate, without_conjugate
from jacobook.language.declaration import MOST_AXES, name_read, parse_declarations

Names: TypeAlias = str | Sequence[str]
"""One name or several: `"x"`, `"x, y"`, `["x", "y"]`."""
Lengths: TypeAlias = str | int | Sequence[str | int]
"""A shape: `"m×n symmetric"`, `("m", "n")`, `(3, 3)`, `3` for a vector, `()` for a number."""
Where: TypeAlias = Mapping[str, Lengths] | str
"""Declarations: `{"A": "m×n", "x": 3}` or `"A: m×n, x: 3"`."""

_EXAMPLE = 'for example derive("a @ x", wrt="x")'


@dataclass(frozen=True, slots=True)
class Asked:
    """A question whose parts are text: what to differentiate by, once for each time, and the declarations.

    With no names, an empty text, the expression itself must say by what it is differentiated.
    """

    expression: str
    names: tuple[str, ...]
    declarations: Mapping[str, str]


def asked(expression: object, wrt: object, where: object = None, order: object = 1, *, most: int) -> Asked:
    """The parts of a question that was asked in Python. Raises `LanguageError` for what is of another kind.

    `most` is the highest order that is derived.
    """
    if not isinstance(expression, str):
        raise LanguageError(f"the expression must be text, not {_kind(expression)}", hint=_EXAMPLE)
    names = () if isinstance(wrt, str) and not wrt else names_of(wrt)
    times = _order(order)
    if len(names) > 1 and times not in (1, len(names)):
        said = ", ".join(names)
        hint = f"one name with order={times}, or {times} names"
        raise LanguageError(f"wrt={said!r} is a derivative of order {len(names)}, not {times}", hint=hint)
    if len(names) == 1:
        names *= min(times, most + 1)
    if times < 1 or len(names) > most:
        wanted = times if times < 1 else max(times, len(names))
        raise LanguageError(f"the order must be from 1 to {most}, not {wanted}")
    return Asked(expression, names, _declarations(where))


def _kind(value: object) -> str:
    """What a value is, in a word or two: an array of NumPy's, a list."""
    kind = type(value)
    top = kind.__module__.partition(".")[0]
    return kind.__name__ if top == "builtins" else f"{top}.{kind.__name__}"


def names_of(wrt: object) -> tuple[str, ...]:
    """The names of variables, as text or in a list. Raises `LanguageError` for anything else."""
    if isinstance(wrt, str):
        parts = separated(wrt)
    elif isinstance(wrt, list | tuple):
        strange = next((part for part in wrt if not isinstance(part, str)), None)
        if strange is not None:
            raise LanguageError(f"wrt must name variables as text, not as {_kind(strange)}", hint=_EXAMPLE)
        parts = list(wrt)
    else:
        raise LanguageError(f"wrt must be text or a list of names, not {_kind(wrt)}", hint=_EXAMPLE)
    names = tuple(_name_or_stack(normalize("NFKC", part.strip())) for part in parts if part.strip())
    if not names:
        raise LanguageError("name the variable to differentiate with respect to", hint='for example wrt="x"')
    return names


def separated(wrt: str) -> list[str]:
    """What stands between commas, stacked variables together: `"[w, b], x"` is `["[w, b]", "x"]`."""
    return [part.strip() for part in re.split(r",(?![^\[]*\])", wrt)]


def in_words(name: str) -> str:
    """What is differentiated by, within a sentence: x, or the conjugate of z."""
    return f"the conjugate of {without_conjugate(name)}" if is_conjugate(name) else name


def names_in(name: str) -> tuple[str, ...]:
    """The names of stacked variables, `"[w, b]"`; of one variable, or of its conjugate, its own."""
    return tuple(without_conjugate(part.strip()) for part in name.removeprefix("[").removesuffix("]").split(","))


def _name_or_stack(name: str) -> str:
    """A name, or names in brackets, which are stacked. Raises `LanguageError`."""
    if is_conjugate(name) and name.endswith(")"):
        # The derivative with respect to the conjugate of a complex variable.
        inner = without_conjugate(name).strip()
        _refuse_no_name(inner)
        return conjugate_name(inner)
    if not name.startswith("["):
        _refuse_no_name(name)
        return name
    if not name.endswith("]"):
        raise LanguageError(f"{name!r} is not closed", hint='stacked variables are written wrt="[w, b]"')
    if "(" in name:
        raise LanguageError(f"{name} stacks what is no variable", hint='for example wrt="[w, b]"')
    names = names_in(name)
    for each in names:
        if not each:
            raise LanguageError("a name is missing between the brackets", hint='for example wrt="[w, b]"')
        _refuse_no_name(each)
    if len(set(names)) < len(names):
        raise LanguageError(f"{name} has a variable twice", hint="stack each variable once")
    return f"[{', '.join(names)}]" if len(names) > 1 else names[0]


def _refuse_no_name(name: str) -> None:
    words = [word for word in name.replace(";", " ").split() if word != "and"]
    if len(words) > 1 and all(word.isidentifier() for word in words):
        raise LanguageError(f"{name!r} is not a name", hint=f'separate names by commas: wrt="{", ".join(words)}"')
    name_read(name, name, 0)


def _order(order: object) -> int:
    number = _whole(order)
    if number is None:
        raise LanguageError(f"the order must be a whole number, not {order!r}")
    return number


def _whole(value: object) -> int | None:
    """A whole number as Python's or NumPy's; None for anything else."""
    try:
        return None if isinstance(value, bool) else operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        return None


def _declarations(where: object) -> Mapping[str, str]:
    if where is None:
        return {}
    if isinstance(where, str):
        return parse_declarations(where)
    if not isinstance(where, Mapping):
        raise LanguageError(f"where must be text or a mapping, not {_kind(where)}", hint='for example "A: m×n, x: n"')
    return {_declared_name(name): _shape(name, shape) for name, shape in where.items()}


def _declared_name(name: object) -> str:
    if not isinstance(name, str):
        raise LanguageError(f"where must name variables as text, not as {_kind(name)}", hint='for example {"A": "m×n"}')
    return name


def _shape(name: str, shape: object) -> str:
    """A declared shape as text."""
    if isinstance(shape, str):
        return shape
    lengths = list(shape) if isinstance(shape, list | tuple) else [shape]
    if len(lengths) > MOST_AXES:
        raise LanguageError(f"{name} has {len(lengths)} axes; an array has at most {MOST_AXES} here")
    if not lengths:
        return "scalar"
    return "×".join(_length(name, length) for length in lengths)


def _length(name: str, length: object) -> str:
    if isinstance(length, str):
        return name_read(length.strip(), length, 0) if not length.strip().isdecimal() else length.strip()
    number = _whole(length)
    if number is not None:
        if number < 1:
            raise LanguageError(f"an axis of {name} has length {number}; it must be at least 1")
        return str(number)
    hint = f"its shape is {name}.shape" if hasattr(length, "shape") else 'for example {"A": "m×n"} or {"A": (3, 3)}'
    raise LanguageError(f"the shape of {name} must be text or dimensions, not {_kind(length)}", hint=hint)


__all__ = ["Asked", "Lengths", "Names", "Where", "asked", "in_words", "names_in", "names_of", "separated"]
