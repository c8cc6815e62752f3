"""Functions of all entries together, whose value is a number, and of a matrix as a whole."""

from __future__ import annotations

from functools import partial

from jacobook.language.domain import Domain, Predicate
from jacobook.language.functions.record import REDUCTION, Function
from jacobook.language.functions.shapes import OF_ALL, OF_ALL_PAIRS, SQUARE_TO_SCALAR, VECTOR_TO_SCALAR
from jacobook.language.functions.values import interval

_reduction = partial(Function, kind=REDUCTION)

OF_ENTRIES = (
    _reduction(name="sum", signature=OF_ALL, summary="sum of all entries", title="sum of the entries"),
    _reduction(
        name="mean",
        signature=OF_ALL,
        summary="mean of all entries",
        title="mean of the entries",
        synonyms=("average",),
    ),
    _reduction(
        name="dot",
        signature=OF_ALL_PAIRS,
        arity=2,
        summary="sum of the products of corresponding entries",
        title="inner product",
    ),
    _reduction(
        name="norm",
        signature=OF_ALL,
        summary="2-norm of a vector, Frobenius norm of a matrix",
        title="norm",
        domain=Domain(derivative=Predicate.NOT_ZERO),
        values=interval("[0, ∞)"),
        # The 2-norm of a matrix is its largest singular value, and not its Frobenius norm.
        of_vectors=("norm2", "Norm"),
    ),
    _reduction(
        name="norm1",
        signature=OF_ALL,
        summary="sum of the absolute values of all entries",
        title="1-norm",
        kink="a 1-norm has no derivative where an entry is 0",
        values=interval("[0, ∞)"),
    ),
    _reduction(
        name="prod",
        signature=OF_ALL,
        summary="product of all entries",
        title="product of the entries",
        notation={
            "spoken": "the product of all entries",
            "arrays": "prod",
            "sympy": "sympy.prod({0})",
            "julia": "prod({0})",
        },
    ),
    _reduction(
        name="max",
        signature=OF_ALL,
        summary="largest entry",
        meaning="largest entry; max(x, axis=…) along an axis; maximum(x, y) compares two arrays entry by entry",
        title="maximum",
        domain=Domain(derivative=Predicate.LARGEST_ONCE),
        synonyms=("amax",),
        notation={
            "latex": r"\max",
            "typst": "max",
            "spoken": "the largest entry",
            "numpy": "np.max({0})",
            "jax": "jnp.max({0})",
            "torch": "torch.max({0})",
            "sympy": "sympy.Max(*{0})",
            "julia": "maximum({0})",
        },
    ),
    _reduction(
        name="min",
        signature=OF_ALL,
        summary="smallest entry",
        meaning="smallest entry; min(x, axis=…) along an axis; minimum(x, y) compares two arrays entry by entry",
        title="minimum",
        domain=Domain(derivative=Predicate.SMALLEST_ONCE),
        synonyms=("amin",),
        notation={
            "latex": r"\min",
            "typst": "min",
            "spoken": "the smallest entry",
            "numpy": "np.min({0})",
            "jax": "jnp.min({0})",
            "torch": "torch.min({0})",
            "sympy": "sympy.Min(*{0})",
            "julia": "minimum({0})",
        },
    ),
    _reduction(
        name="logsumexp",
        signature=VECTOR_TO_SCALAR,
        summary="logarithm of the sum of the exponentials of a vector's entries",
        meaning="log Σ exp(xᵢ); its gradient is the softmax",
        title="log-sum-exp",
        notation={
            "spoken": "log-sum-exp",
            "numpy": "scipy.special.logsumexp({0})",
            "jax": "jax.nn.logsumexp({0})",
            "torch": "torch.logsumexp({0}, 0)",
            "sympy": "sympy.log({sum}({0}.applyfunc(sympy.exp)))",
            "julia": "(u -> maximum(u) + log(sum(exp.(u .- maximum(u)))))({0})",
        },
    ),
)

OF_A_MATRIX = (
    _reduction(
        name="trace",
        signature=SQUARE_TO_SCALAR,
        summary="sum of the diagonal entries",
        title="trace",
        synonyms=("tr", "Tr", "Trace"),
        notation={"latex": r"\operatorname{tr}", "typst": 'op("tr")', "text": "tr", "spoken": "the trace"},
    ),
    _reduction(
        name="det",
        signature=SQUARE_TO_SCALAR,
        summary="determinant",
        synonyms=("Det",),
        notation={"latex": r"\det", "typst": "det", "spoken": "the determinant"},
    ),
    _reduction(
        name="logdet",
        signature=SQUARE_TO_SCALAR,
        summary="logarithm of the determinant",
        title="log-determinant",
        domain=Domain(Predicate.POSITIVE_DETERMINANT),
    ),
)
