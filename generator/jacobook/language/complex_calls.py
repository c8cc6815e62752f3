"""Complex numbers as NumPy writes them: conj(z), real(z), imag(z), z.conj(), Z.H and 1j."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from jacobook.language.definition import number_text
from jacobook.language.expression import Call, Constant, Expression, Number
from jacobook.language.keywords import Reader, refuse_keywords

if TYPE_CHECKING:
    from jacobook.language.attempt import Attempt


def entrywise(function: str) -> Reader:
    """What reads a call of a function of each complex entry."""

    def read(at: Attempt, node: ast.Call, arguments: Sequence[ast.expr]) -> Expression:
        refuse_keywords(at, node, ())
        if len(arguments) != 1:
            raise at.error(node, f"{function} takes 1 argument, not {len(arguments)}")
        inner = at.read(arguments[0])
        return Call(function, (inner,), inner.shape, at.span(node))

    return read


def conjugate_of(at: Attempt, node: ast.Attribute) -> Expression:
    """What Z.H transposes."""
    inner = at.read(node.value)
    return Call("conj", (inner,), inner.shape, at.span(node))


def imaginary(at: Attempt, node: ast.Constant) -> Expression:
    """A multiple of the imaginary unit, 1j or 0.5j. Raises `LanguageError`."""
    text = number_text(node) or ast.get_source_segment(at.source, node) or str(node.value)
    span = at.span(node)
    try:
        value = Fraction(text[:-1])
    except ValueError:
        raise at.error(node, f"{text} is not a decimal number", "for example 1j or 0.5j") from None
    unit = Constant("1j", span=span)
    return unit if value == 1 else Call("multiply", (Number(value, span=span), unit), (), span)
