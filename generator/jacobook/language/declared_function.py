"""Functions that an author declares without saying what they are, so that general theorems can be stated.

u: n -> m              a vector of length m, of a vector of length n
f: (scalar, n) -> scalar   of several arguments
g: elementwise         a function of one number, applied to each entry
g: matrix function     a function of a square matrix in the sense of power series, as expm is
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from jacobook.errors import LanguageError, Location
from jacobook.language.dimension import Shape

MAP = "map"
ELEMENTWISE_FUNCTION = "elementwise"
MATRIX_FUNCTION = "matrix function"

_ARROW = re.compile(r"->|→")
_KINDS = {
    "elementwise": ELEMENTWISE_FUNCTION,
    "element-wise": ELEMENTWISE_FUNCTION,
    "matrix function": MATRIX_FUNCTION,
}
MOST_ARGUMENTS = 6


@dataclass(frozen=True, slots=True)
class DeclaredFunction:
    """A function known by name only; a `map` has the shapes of its arguments and of its result."""

    name: str
    kind: str
    arguments: tuple[Shape, ...] = ()
    result: Shape = ()

    @property
    def arity(self) -> int:
        return len(self.arguments) if self.kind == MAP else 1

    @property
    def symbols(self) -> frozenset[str]:
        """The dimension symbols of its shapes."""
        return frozenset(s for shape in (*self.arguments, self.result) for d in shape for s in d.names)


def is_function_declaration(text: str) -> bool:
    """Whether a declaration declares a function rather than a variable."""
    return _ARROW.search(text) is not None or " ".join(text.split()) in _KINDS


def function_parts(text: str) -> tuple[str, tuple[str, ...], str]:
    """A declaration of a function as its kind, the texts of its arguments' shapes and of its result's.

    Raises `LanguageError`.
    """
    kind = _KINDS.get(" ".join(text.split()))
    if kind is not None:
        return kind, (), ""
    sides = _ARROW.split(text)
    if len(sides) != 2 or not all(side.strip() for side in sides):
        raise LanguageError(
            "expected the shapes of a function's arguments and of its result",
            location=Location(text, 0, max(1, len(text))),
            hint="for example 'n -> m', 'm×n -> scalar' or '(scalar, n) -> m'",
        )
    left, right = (side.strip() for side in sides)
    if left.startswith("(") and left.endswith(")"):
        left = left[1:-1]
    arguments = tuple(part.strip() for part in left.split(","))
    if len(arguments) > MOST_ARGUMENTS:
        raise LanguageError(f"a declared function takes at most {MOST_ARGUMENTS} arguments, not {len(arguments)}")
    return MAP, arguments, right
