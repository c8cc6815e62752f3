"""Functions that an equation defines together with the structure of its solution: factorizations of a matrix.

Each is stated by its equations between the matrix A and its parts, and by the structure of these; the differential of
every part solves the differentiated equations, with constant masks where the structure asks for them. (Giles 2008, "An
extended collection of matrix derivative results"; Magnus and Neudecker, Matrix Differential Calculus; Golub and
Pereyra 1973 for the pseudo-inverse.)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from jacobook.language.domain import Domain, Predicate
from jacobook.language.functions.record import STRUCTURE, Function
from jacobook.language.functions.shapes import declared
from jacobook.language.functions.values import REALS, Values, interval

ARGUMENT = "A"
"""The matrix, in the equations and differentials of the records."""
CHANGE = "dA"
"""The change of the matrix."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a factorization: its letter in equations, the names it is printed by, its shape and its differential.

    The differential is an expression of the language, linear in `dA`, in the letters of parts and masks. A part that is
    never changed by itself, a mask, has none, but a `meaning` in the letters of the other parts. `properties` are those
    of its symbol; on its `diagonal` its entries lie there.
    """

    letter: str
    shape: str
    names: tuple[str, ...]
    differential: str = ""
    meaning: str = ""
    properties: frozenset[str] = frozenset()
    diagonal: Values = REALS


@dataclass(frozen=True, slots=True, kw_only=True)
class Factorization:
    """A matrix A of a shape, its parts by the functions that give them, and what must be zero of both.

    A part with a `structure` has no other entries than that leaves free: those below the diagonal, say, and on it.
    """

    name: str
    argument: str
    parts: Mapping[str, Part]
    equations: tuple[str, ...]
    masks: tuple[Part, ...] = ()
    structures: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def part(self, letter: str) -> Part:
        """The part, or the mask, with this letter."""
        return next(each for each in (*self.parts.values(), *self.masks) if each.letter == letter)

    def function(self, letter: str) -> str:
        """The function that gives the part with this letter, or what stands for one of a mask."""
        return next((name for name, part in self.parts.items() if part.letter == letter), f"{self.name}.{letter}")


FACTORIZATIONS = (
    Factorization(
        name="cholesky",
        argument="n×n",
        parts={
            "cholesky": Part(
                letter="L",
                shape="n×n",
                names=("L", "M", "N", "C"),
                differential="L @ (Phi * (inv(L) @ (dA + dA.T) @ inv(L).T)) / 2",
                properties=frozenset({"lower triangular", "invertible"}),
                diagonal=interval("(0, ∞)"),
            )
        },
        masks=(
            Part(
                letter="Phi",
                shape="n×n",
                names=("Phi", "Theta", "M"),
                meaning="tril(ones(n, n)) - eye(n) / 2",
            ),
        ),
        equations=("L @ L.T - (A + A.T) / 2",),
        structures={"L": "lower triangular"},
    ),
)


def _function(
    name: str,
    summary: str,
    notation: Mapping[str, str],
    *,
    domain: Domain | None = None,
    title: str = "",
    note: str = "",
) -> Function:
    factorization = next(each for each in FACTORIZATIONS if name in each.parts)
    return Function(
        name=name,
        kind=STRUCTURE,
        signature=declared({ARGUMENT: factorization.argument}, factorization.parts[name].shape),
        summary=summary,
        title=title,
        meaning=f"{summary}; {note}" if note else "",
        domain=domain,
        notation=notation,
    )


FACTORS = (
    _function(
        "cholesky",
        "lower triangular L with LLᵀ = A and a positive diagonal",
        {
            "latex": r"\operatorname{chol}",
            "typst": 'op("chol")',
            "spoken": "the Cholesky factor",
            "numpy": "np.linalg.cholesky({0})",
            "jax": "jnp.linalg.cholesky({0})",
            "torch": "torch.linalg.cholesky({0})",
            "sympy": "{0}.cholesky(hermitian=False)",
        },
        domain=Domain(Predicate.POSITIVE_DEFINITE),
        title="Cholesky factor",
        note="of A, or where A is not symmetric, of (A + Aᵀ)/2",
    ),
)

_BY_FUNCTION: Mapping[str, tuple[Factorization, str]] = {
    **{name: (each, part.letter) for each in FACTORIZATIONS for name, part in each.parts.items()},
    **{each.function(mask.letter): (each, mask.letter) for each in FACTORIZATIONS for mask in each.masks},
}


def factorization_of(function: str) -> tuple[Factorization, str] | None:
    """The factorization and the letter of the part that a function gives; None for any other function."""
    return _BY_FUNCTION.get(function)


def part_of(function: str) -> Part | None:
    """The part, or the mask, that a function gives; None for one that gives none."""
    found = _BY_FUNCTION.get(function)
    return None if found is None else found[0].part(found[1])


def factorization(name: str) -> Factorization:
    """The factorization of this name."""
    return next(each for each in FACTORIZATIONS if each.name == name)
