"""What a function of the language is: one record, which every room reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from jacobook.language.domain import Domain
from jacobook.language.functions.shapes import Signature
from jacobook.language.functions.values import REALS, Values

ELEMENTWISE = "element-wise"
REDUCTION = "reduction"
STRUCTURE = "structure"
OPERATOR = "operator"

Parity = Literal["", "odd", "even"]


def _nothing() -> Mapping[str, str]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """One function of the language.

    What it means. `summary` says it in a few words, `title` names it where the summary does not, and `meaning` is what
    the page of the language says of it where more is needed. An element-wise function has a `definition`, SymPy text in
    t (first argument) and s (second), from which its derivative is computed, and for a derivative that is better stated
    in functions of the language an `expansion` in them. A function `equation` is an expression of the language in the
    `parameters`, a name and a shape for each argument; every call is read as that. Any other function has its index
    form in `jacobook.calculus.embedding`.

    What is known of it. `domain` is what its arguments must satisfy for a value and for a derivative; without one every
    real argument does. `kink` says in a sentence where it has no derivative; the derivative's value there is the one
    that the definition chooses. `values` are where its values lie; it `keeps_sign` if they have the sign of the
    argument.

    How it is written. `synonyms` are its other names, those `of_vectors` for vectors alone. `sign` is what an operator
    is called in messages. `notation` holds its names by printer: for people as a name, for code as a pattern with {0},
    {1}, … for the arguments, {0:floating} where the library takes its own arrays of floating-point numbers and nothing
    else; "arrays" is the name that NumPy, JAX and PyTorch share. What is not named is printed by a rule: upright by its
    name, and in code by its definition.
    """

    name: str
    kind: str
    summary: str
    signature: Signature
    arity: int = 1
    maximum_arity: int = 0
    title: str = ""
    meaning: str = ""
    definition: str = ""
    expansion: str = ""
    equation: str = ""
    parameters: Mapping[str, str] = field(default_factory=_nothing, hash=False)
    domain: Domain | None = None
    kink: str = ""
    values: Values = REALS
    keeps_sign: bool = False
    parity: Parity = ""
    synonyms: tuple[str, ...] = ()
    of_vectors: tuple[str, ...] = ()
    sign: str = ""
    notation: Mapping[str, str] = field(default_factory=_nothing, hash=False)

    @property
    def call(self) -> str:
        """How it is called, with arguments as they are usually named."""
        name, _, part = self.name.partition(".")
        return f"{name}({self.signature.arguments})" + (f".{part}" if part else "")

    @property
    def called(self) -> str:
        """What the function is called in a sentence, after "the"."""
        return self.title or self.summary
