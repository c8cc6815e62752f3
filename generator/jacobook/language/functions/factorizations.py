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

from jacobook.language.functions.values import REALS, Values, interval

ARGUMENT = "A"
"""The matrix, in the equations and differentials of the records."""
CHANGE = "dA"
"""The change of the matrix."""
HALVED = "lower triangular with a halved diagonal"
"""The property of a mask M with M + Mᵀ = 1, the matrix of ones, and zeros above the diagonal."""


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

    @property
    def is_spectrum(self) -> bool:
        """Whether it is the vector of eigenvalues, or of singular values."""
        return "×" not in self.shape


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


_GAPS = "1 / ({0} - {0}[:, None] + eye(n)) - eye(n)"
"""1/(t_j − t_i) off the diagonal and 0 on it, where 1 stands before it is taken away."""

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
                properties=frozenset({HALVED}),
            ),
        ),
        equations=("L @ L.T - (A + A.T) / 2",),
        structures={"L": "lower triangular"},
    ),
    Factorization(
        name="eigh",
        argument="n×n",
        parts={
            "eigvalsh": Part(
                letter="w",
                shape="n",
                names=("lambda_", "mu", "nu", "w"),
                differential="diag(U.T @ dA @ U)",
            ),
            "eigh.eigenvectors": Part(
                letter="U",
                shape="n×n",
                names=("U", "V", "Q", "W"),
                differential="U @ (F * (U.T @ (dA + dA.T) @ U)) / 2",
                properties=frozenset({"orthogonal", "invertible"}),
            ),
        },
        masks=(Part(letter="F", shape="n×n", names=("F", "E", "D", "H"), meaning=_GAPS.format("w")),),
        equations=("(A + A.T) @ U / 2 - U @ diag(w)", "U.T @ U - eye(n)"),
    ),
    Factorization(
        name="svd",
        argument="m×n",
        parts={
            "svd.U": Part(
                letter="U",
                shape="m×n",
                names=("U", "P", "W"),
                differential=(
                    "U @ (F * (U.T @ dA @ V @ diag(s) + diag(s) @ V.T @ dA.T @ U))"
                    " + (dA @ V - U @ U.T @ dA @ V) @ diag(1 / s)"
                ),
            ),
            "svdvals": Part(
                letter="s",
                shape="n",
                names=("sigma", "tau", "s"),
                differential="diag(U.T @ dA @ V)",
            ),
            "svd.V": Part(
                letter="V",
                shape="n×n",
                names=("V", "Q", "Z"),
                differential="V @ (F * (V.T @ dA.T @ U @ diag(s) + diag(s) @ U.T @ dA @ V))",
                properties=frozenset({"orthogonal", "invertible"}),
            ),
        },
        masks=(Part(letter="F", shape="n×n", names=("F", "E", "D", "H"), meaning=_GAPS.format("(s**2)")),),
        equations=("A @ V - U @ diag(s)", "A.T @ U - V @ diag(s)", "U.T @ U - eye(n)", "V.T @ V - eye(n)"),
    ),
    Factorization(
        name="qr",
        argument="m×n",
        parts={
            "qr.Q": Part(
                letter="Q",
                shape="m×n",
                names=("Q", "P", "V"),
                differential=("dA @ inv(R) - Q @ (triu(Q.T @ dA @ inv(R)) + tril(Q.T @ dA @ inv(R), -1).T)"),
            ),
            "qr.R": Part(
                letter="R",
                shape="n×n",
                names=("R", "T", "W"),
                differential="(triu(Q.T @ dA @ inv(R)) + tril(Q.T @ dA @ inv(R), -1).T) @ R",
                properties=frozenset({"upper triangular", "invertible"}),
            ),
        },
        equations=("Q @ R - A", "Q.T @ Q - eye(n)"),
        structures={"R": "upper triangular"},
    ),
    Factorization(
        name="lu",
        argument="n×n",
        parts={
            "lu.L": Part(
                letter="L",
                shape="n×n",
                names=("L", "M", "N"),
                differential="L @ tril(inv(L) @ dA @ inv(U), -1)",
                properties=frozenset({"lower triangular", "invertible"}),
                diagonal=interval("[1, 1]"),
            ),
            "lu.U": Part(
                letter="U",
                shape="n×n",
                names=("U", "R", "T"),
                differential="triu(inv(L) @ dA @ inv(U)) @ U",
                properties=frozenset({"upper triangular", "invertible"}),
            ),
        },
        equations=("L @ U - A",),
        structures={"L": "strictly lower triangular", "U": "upper triangular"},
    ),
    Factorization(
        name="eig",
        argument="n×n",
        parts={
            "eig.eigenvalues": Part(
                letter="w",
                shape="n",
                names=("lambda_", "mu", "nu", "w"),
                differential="diag(inv(V) @ dA @ V)",
            ),
            "eig.eigenvectors": Part(
                letter="V",
                shape="n×n",
                names=("V", "U", "Q", "W"),
                differential=("V @ (F * (inv(V) @ dA @ V)) - V @ diag(diag(V.T @ V @ (F * (inv(V) @ dA @ V))))"),
                properties=frozenset({"invertible"}),
            ),
        },
        masks=(Part(letter="F", shape="n×n", names=("F", "E", "D", "H"), meaning=_GAPS.format("w")),),
        equations=("A @ V - V @ diag(w)", "diag(V.T @ V) - ones(n)"),
    ),
    Factorization(
        name="pinv",
        argument="m×n",
        parts={
            "pinv": Part(
                letter="P",
                shape="n×m",
                names=("P", "Q", "N"),
                differential=("P @ P.T @ dA.T @ (eye(m) - A @ P) + (eye(n) - P @ A) @ dA.T @ P.T @ P - P @ dA @ P"),
            )
        },
        equations=("A @ P @ A - A", "P @ A @ P - P", "A @ P - (A @ P).T", "P @ A - (P @ A).T"),
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
