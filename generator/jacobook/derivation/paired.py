"""The question behind a backward pass: ⟨G, F(X)⟩, whose gradient by X is what the pullback of F makes of G.

Asked so, an upstream gradient G is one more variable, drawn at random wherever the answer is tried, and all that
proves a gradient proves a backward pass.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from jacobook.derivation.question import Question
from jacobook.errors import LanguageError
from jacobook.language.dimension import Shape, proper_axes
from jacobook.language.expression import Call, Expression, Variable
from jacobook.notation.names import printed_alike, read

_NAMES = (("g", "h", "q", "s"), ("g", "h", "q", "s"), ("G", "H", "D", "E", "M"))


@dataclass(frozen=True)
class PairedQuestion(Question):
    """The gradient of ⟨G, F⟩ by a variable: `upstream` is G, `original` the question about F that a reader asked."""

    upstream: Variable = field(kw_only=True)
    original: Question = field(kw_only=True)

    @property
    def asked(self) -> str:
        """What was asked, in words."""
        return f"the backward pass of {self.source} with respect to {self.wrt[0].name}"


def paired(question: Question, upstream: str = "") -> PairedQuestion:
    """The question of the backward pass of a first derivative; `upstream` is the name that the reader gives G.

    Raises `LanguageError` for a name that means something already, and for a derivative of higher order.
    """
    if question.order != 1:
        raise LanguageError(
            "a backward pass has one function and one variable",
            hint="for several variables, use jacobook.backward; for a second backward pass, d.backward.backward(…)",
        )
    given = upstream_variable(upstream, question.expression.shape, question.avoided)
    parsed = question.parsed
    expression = pairing(given, question.expression)
    asked = replace(parsed, expression=expression, variables={**parsed.variables, given.name: given})
    return PairedQuestion(asked, question.wrt, question.projected, upstream=given, original=question)


def pairing(upstream: Variable, value: Expression) -> Expression:
    """⟨G, F⟩: the sum of the products of corresponding entries."""
    return Call("dot" if value.shape else "multiply", (upstream, value), ())


def upstream_variable(name: str, shape: Shape, taken: Collection[str]) -> Variable:
    """An upstream gradient of a shape, by the name that a reader gave it, or by one that is not taken."""
    if name:
        if name in taken or not name.isidentifier() or printed_alike({*taken, name}):
            raise LanguageError(f"the upstream gradient cannot be called {name}: the name is already used")
        read(name)
        return Variable(name, shape)
    rank = min(len(proper_axes(shape)), 2)
    free = (each for each in (*_NAMES[rank], f"{_NAMES[rank][0]}_0") if not _met(each, taken))
    return Variable(next(free), shape)


def _met(name: str, taken: Collection[str]) -> bool:
    return name in taken or printed_alike({*taken, name}) is not None
