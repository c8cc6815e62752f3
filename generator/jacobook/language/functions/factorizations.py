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
from typing import Any

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
        masks=(Part(letter="Phi", shape="n×n", names=("Phi", "Theta", "M"), meaning="tril(ones(n, n)) - eye(n) / 2"),),
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


_OF_SYMMETRIC = "where A is not symmetric, of (A + Aᵀ)/2"
_OF_TALL = "of a matrix with at least as many rows as columns"


def _function(name: str, summary: str, notation: Mapping[str, str], *, note: str = "", **more: Any) -> Function:
    factorization = next(each for each in FACTORIZATIONS if name in each.parts)
    return Function(
        name=name,
        kind=STRUCTURE,
        signature=declared({ARGUMENT: factorization.argument}, factorization.parts[name].shape),
        summary=summary,
        meaning=f"{summary}; {note}" if note else "",
        notation=notation,
        **more,
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
        },
        domain=Domain(Predicate.POSITIVE_DEFINITE),
        title="Cholesky factor",
        note=_OF_SYMMETRIC,
    ),
    _function(
        "eigvalsh",
        "eigenvalues of a symmetric matrix, in increasing order",
        {
            "latex": r"\operatorname{eig}",
            "typst": 'op("eig")',
            "spoken": "the eigenvalues",
            "numpy": "np.linalg.eigvalsh({0})",
            "jax": "jnp.linalg.eigvalsh({0})",
            "torch": "torch.linalg.eigvalsh({0})",
        },
        domain=Domain(Predicate.SYMMETRIC, Predicate.DISTINCT_EIGENVALUES),
        title="vector of eigenvalues",
        note=f"`eigh(A).eigenvalues` too; {_OF_SYMMETRIC}",
    ),
    _function(
        "eigh.eigenvectors",
        "orthogonal U with A = U diag(λ) Uᵀ for the eigenvalues λ in increasing order",
        {
            "latex": r"\operatorname{eigenvectors}",
            "typst": 'op("eigenvectors")',
            "spoken": "the matrix of eigenvectors",
            "numpy": "np.linalg.eigh({0}).eigenvectors",
            "jax": "jnp.linalg.eigh({0}).eigenvectors",
            "torch": "torch.linalg.eigh({0}).eigenvectors",
        },
        domain=Domain(Predicate.SYMMETRIC, Predicate.DISTINCT_EIGENVALUES),
        title="matrix of eigenvectors",
        note=f"each up to its sign, which libraries choose; {_OF_SYMMETRIC}",
    ),
    _function(
        "svd.U",
        "left singular vectors: A = U diag(σ) Vᵀ, U with as many columns as A",
        {
            "latex": r"\operatorname{svd}_U",
            "typst": 'op("svd")_U',
            "spoken": "the matrix of left singular vectors",
            "numpy": "np.linalg.svd({0}, full_matrices=False).U",
            "jax": "jnp.linalg.svd({0}, full_matrices=False).U",
            "torch": "torch.linalg.svd({0}, full_matrices=False).U",
        },
        domain=Domain(Predicate.FULL_COLUMN_RANK, Predicate.DISTINCT_SINGULAR_VALUES),
        title="matrix of left singular vectors",
        note=_OF_TALL,
    ),
    _function(
        "svdvals",
        "singular values, in decreasing order",
        {
            "latex": r"\operatorname{svdvals}",
            "typst": 'op("svdvals")',
            "spoken": "the singular values",
            "numpy": "np.linalg.svd({0}, compute_uv=False)",
            "jax": "jnp.linalg.svd({0}, compute_uv=False)",
            "torch": "torch.linalg.svdvals({0})",
        },
        domain=Domain(Predicate.FULL_COLUMN_RANK, Predicate.DISTINCT_SINGULAR_VALUES),
        title="vector of singular values",
        note=f"`svd(A).S` too; {_OF_TALL}",
        values=interval("[0, ∞)"),
    ),
    _function(
        "svd.V",
        "right singular vectors: A = U diag(σ) Vᵀ; `svd(A).Vh` is Vᵀ",
        {
            "latex": r"\operatorname{svd}_V",
            "typst": 'op("svd")_V',
            "spoken": "the matrix of right singular vectors",
            "numpy": "np.linalg.svd({0}, full_matrices=False).Vh.T",
            "jax": "jnp.linalg.svd({0}, full_matrices=False).Vh.T",
            "torch": "torch.linalg.svd({0}, full_matrices=False).Vh.T",
        },
        domain=Domain(Predicate.FULL_COLUMN_RANK, Predicate.DISTINCT_SINGULAR_VALUES),
        title="matrix of right singular vectors",
        note=_OF_TALL,
    ),
    _function(
        "qr.Q",
        "Q with orthonormal columns and A = QR",
        {
            "latex": r"\operatorname{qr}_Q",
            "typst": 'op("qr")_Q',
            "spoken": "the Q factor",
            "numpy": "np.linalg.qr({0}).Q",
            "jax": "jnp.linalg.qr({0}).Q",
            "torch": "torch.linalg.qr({0}).Q",
        },
        domain=Domain(Predicate.FULL_COLUMN_RANK),
        title="Q factor",
        note=f"its signs are the library's; {_OF_TALL}",
    ),
    _function(
        "qr.R",
        "upper triangular R with A = QR",
        {
            "latex": r"\operatorname{qr}_R",
            "typst": 'op("qr")_R',
            "spoken": "the R factor",
            "numpy": "np.linalg.qr({0}).R",
            "jax": "jnp.linalg.qr({0}).R",
            "torch": "torch.linalg.qr({0}).R",
        },
        domain=Domain(Predicate.FULL_COLUMN_RANK),
        title="R factor",
        note=f"its signs are the library's; {_OF_TALL}",
    ),
    _function(
        "pinv",
        "pseudoinverse of Moore and Penrose",
        {
            "spoken": "the pseudoinverse",
            "numpy": "np.linalg.pinv({0})",
            "jax": "jnp.linalg.pinv({0})",
            "torch": "torch.linalg.pinv({0})",
        },
        domain=Domain(derivative=Predicate.FULL_RANK),
        title="pseudoinverse",
    ),
)

ATTRIBUTES: Mapping[tuple[str, str], tuple[str, bool]] = {
    ("eigh", "eigenvalues"): ("eigvalsh", False),
    ("eigh", "eigenvectors"): ("eigh.eigenvectors", False),
    ("svd", "U"): ("svd.U", False),
    ("svd", "S"): ("svdvals", False),
    ("svd", "V"): ("svd.V", False),
    ("svd", "Vh"): ("svd.V", True),
    ("qr", "Q"): ("qr.Q", False),
    ("qr", "R"): ("qr.R", False),
}
"""What stands after the call of a factorization: the function of that part, and whether it is transposed."""

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
