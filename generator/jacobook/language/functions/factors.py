"""The functions that give parts of factorizations: how they are called, written and run, and where they have values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jacobook.language.domain import Domain, Predicate
from jacobook.language.functions.factorizations import ARGUMENT, FACTORIZATIONS
from jacobook.language.functions.record import STRUCTURE, Function
from jacobook.language.functions.shapes import declared
from jacobook.language.functions.values import interval

_OF_SYMMETRIC = "where A is not symmetric, of (A + Aᵀ)/2"
_WITHOUT_EXCHANGE = "without exchange of rows, which libraries do"
_MODULES = {"numpy": "np", "jax": "jnp", "torch": "torch"}
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


_RANK_ONE = (
    "(lambda u: {{module}}.{triangle}({{module}}.stack([({kept}, u := u - {{module}}.outer(c, u[k]))[0] "
    "for k in range(len(u))], {axis})))({{{{0}}}})"
)
_LOWER = _RANK_ONE.format(triangle="tril", kept="c := u[:, k] / u[k, k]", axis=1)
_UPPER = _RANK_ONE.format(triangle="triu", kept="(u[k], c := u[:, k] / u[k, k])[0]", axis=0)
"""L and U by taking away the outer product of a column and a row at each step: libraries exchange rows."""

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
        "lu.L",
        "lower triangular L with ones on its diagonal and A = LU",
        {
            "latex": r"\operatorname{lu}_L",
            "typst": 'op("lu")_L',
            "spoken": "the L factor",
            **{library: _LOWER.format(module=module) for library, module in _MODULES.items()},
        },
        domain=Domain(Predicate.LEADING_MINORS),
        title="L factor",
        note=_WITHOUT_EXCHANGE,
    ),
    _function(
        "lu.U",
        "upper triangular U with A = LU",
        {
            "latex": r"\operatorname{lu}_U",
            "typst": 'op("lu")_U',
            "spoken": "the U factor",
            **{library: _UPPER.format(module=module) for library, module in _MODULES.items()},
        },
        domain=Domain(Predicate.LEADING_MINORS),
        title="U factor",
        note=_WITHOUT_EXCHANGE,
    ),
    _function(
        "eig.eigenvalues",
        "eigenvalues of a square matrix",
        {
            "latex": r"\operatorname{eigenvalues}",
            "typst": 'op("eigenvalues")',
            "spoken": "the eigenvalues",
            "numpy": "np.linalg.eig({0}).eigenvalues",
            "jax": "jnp.linalg.eig({0}).eigenvalues",
            "torch": "torch.linalg.eig({0}).eigenvalues.real",
        },
        domain=Domain(Predicate.REAL_EIGENVALUES, Predicate.DISTINCT_EIGENVALUES),
        title="vector of eigenvalues",
        note="in the order that the library chooses; `eigvalsh` where A is symmetric",
    ),
    _function(
        "eig.eigenvectors",
        "V with columns of length 1 and AV = V diag(λ) for the eigenvalues λ",
        {
            "latex": r"\operatorname{eigenvectors}",
            "typst": 'op("eigenvectors")',
            "spoken": "the matrix of eigenvectors",
            "numpy": "np.linalg.eig({0}).eigenvectors",
            "jax": "jnp.linalg.eig({0}).eigenvectors",
            "torch": "torch.linalg.eig({0}).eigenvectors.real",
        },
        domain=Domain(Predicate.REAL_EIGENVALUES, Predicate.DISTINCT_EIGENVALUES),
        title="matrix of eigenvectors",
        note="each up to its sign, which libraries choose",
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
    ("eig", "eigenvalues"): ("eig.eigenvalues", False),
    ("eig", "eigenvectors"): ("eig.eigenvectors", False),
    ("lu", "L"): ("lu.L", False),
    ("lu", "U"): ("lu.U", False),
    ("svd", "U"): ("svd.U", False),
    ("svd", "S"): ("svdvals", False),
    ("svd", "V"): ("svd.V", False),
    ("svd", "Vh"): ("svd.V", True),
    ("qr", "Q"): ("qr.Q", False),
    ("qr", "R"): ("qr.R", False),
}
"""What stands after the call of a factorization: the function of that part, and whether it is transposed."""
