"""Functions whose value is a vector or a matrix: inverse, diagonal, products of other kinds, functions of a matrix."""

from __future__ import annotations

from functools import partial

from jacobook.language.domain import KRONECKER_SQUARE, KRONECKER_SUM, Domain, Predicate
from jacobook.language.functions import shapes
from jacobook.language.functions.record import STRUCTURE, Function
from jacobook.language.functions.values import interval

_structure = partial(Function, kind=STRUCTURE)
_matrix_function = partial(_structure, signature=shapes.SQUARE_TO_SQUARE)

_BY_KRONECKER = (
    "(lambda a, b, c: {module}.linalg.solve("
    "{module}.kron(a{whole}, {module}.eye(len(b), dtype=a.dtype)) + "
    "{module}.kron({module}.eye(len(a), dtype=a.dtype), b.T{whole}), "
    "c.reshape(-1)).reshape(c.shape))({{0}}, {{1}}, {{2}})"
)
"""A Sylvester equation row by row, (A ⊗ I + I ⊗ Bᵀ) x = c, for libraries that have no solver of it."""
_DISCRETE_BY_KRONECKER = (
    "(lambda a, q: {module}.linalg.solve("
    "{module}.eye(len(a)**2, dtype=a.dtype) - {module}.kron(a{whole}, a{whole}), "
    "q.reshape(-1)).reshape(q.shape))({{0}}, {{1}})"
)
"""X = AXAᵀ + Q row by row, (I − A ⊗ A) x = q."""

ARRANGEMENTS = (
    _structure(
        name="inv",
        signature=shapes.SQUARE_TO_SQUARE,
        summary="inverse matrix",
        title="inverse",
        domain=Domain(Predicate.INVERTIBLE),
        synonyms=("inverse",),
    ),
    _structure(
        name="solve",
        signature=shapes.SOLVE,
        arity=2,
        summary="solution X of AX = B",
        title="solution of a linear system",
        meaning="solution X of AX = B, printed as A⁻¹B and solved in code",
        domain=Domain(Predicate.INVERTIBLE),
    ),
    _structure(
        name="solve_sylvester",
        signature=shapes.declared({"A": "m×m", "B": "n×n", "C": "m×n"}, "m×n"),
        arity=3,
        summary="solution X of AX + XB = C",
        title="solution of a Sylvester equation",
        domain=Domain(Predicate.INVERTIBLE, through=KRONECKER_SUM),
        notation={
            "spoken": "the solution of a Sylvester equation",
            "numpy": "scipy.linalg.solve_sylvester({0}, {1}, {2})",
            "jax": _BY_KRONECKER.format(module="jnp", whole=""),
            "torch": _BY_KRONECKER.format(module="torch", whole=".contiguous()"),
        },
    ),
    _structure(
        name="solve_discrete_lyapunov",
        signature=shapes.declared({"A": "n×n", "Q": "n×n"}, "n×n"),
        arity=2,
        summary="solution X of X = AXAᵀ + Q",
        title="solution of a discrete Lyapunov equation",
        domain=Domain(Predicate.INVERTIBLE, through=KRONECKER_SQUARE),
        notation={
            "spoken": "the solution of a discrete Lyapunov equation",
            "numpy": "scipy.linalg.solve_discrete_lyapunov({0}, {1})",
            "jax": _DISCRETE_BY_KRONECKER.format(module="jnp", whole=""),
            "torch": _DISCRETE_BY_KRONECKER.format(module="torch", whole=".contiguous()"),
        },
    ),
    _structure(
        name="diag",
        signature=shapes.DIAGONAL,
        summary="diagonal matrix of a vector, or the vector of a matrix's diagonal",
        title="diagonal",
        synonyms=("Diag",),
    ),
    _structure(
        name="softmax",
        signature=shapes.VECTOR_TO_VECTOR,
        summary="exponentials of a vector's entries, divided by their sum",
        meaning="exp(x)/Σ exp(xᵢ)",
        title="softmax",
        # Of one entry the softmax is 1.
        values=interval("(0, 1]"),
        notation={
            "numpy": "scipy.special.softmax({0})",
            "jax": "jax.nn.softmax({0})",
            "torch": "torch.softmax({0}, 0)",
            "sympy": "(lambda {e}: {e} / {sum}({e}))({0}.applyfunc(sympy.exp))",
            "julia": "(u -> exp.(u .- maximum(u)) / sum(exp.(u .- maximum(u))))({0})",
        },
    ),
    _structure(
        name="hardmax",
        signature=shapes.VECTOR_TO_VECTOR,
        summary="1 at the largest entry of a vector, 0 elsewhere",
        meaning="1 at the largest entry of a vector, at the first of several, and 0 elsewhere: the gradient of max(x)",
        title="hardmax",
        domain=Domain(derivative=Predicate.LARGEST_ONCE),
        values=interval("[0, 1]"),
        notation={
            "numpy": "(lambda u: np.where(np.arange(len(u)) == np.argmax(u), 1.0, 0.0))({0})",
            "jax": "(lambda u: jax.nn.one_hot(jnp.argmax(u), len(u)))({0})",
            "torch": "(lambda u: torch.nn.functional.one_hot(torch.argmax(u), len(u)).to(u.dtype))({0})",
            "julia": "(u -> float.(eachindex(u) .== argmax(u)))({0})",
        },
    ),
    _structure(
        name="cumprod",
        signature=shapes.VECTOR_TO_VECTOR,
        summary="products of a vector's entries up to each place",
        title="cumulative product",
        notation={
            "spoken": "the cumulative product",
            "arrays": "cumprod",
            "torch": "torch.cumprod({0}, 0)",
            "julia": "cumprod({0})",
        },
    ),
    _structure(
        name="vec",
        signature=shapes.STACK,
        summary="the columns of a matrix stacked into one vector",
        title="vec",
        synonyms=("Vec",),
    ),
)

PRODUCTS = (
    _structure(name="kron", signature=shapes.KRONECKER, arity=2, summary="Kronecker product", synonyms=("Kron",)),
    _structure(
        name="outer",
        signature=shapes.OUTER,
        arity=2,
        summary="outer product u vᵀ",
        title="outer product",
        meaning="x yᵀ",
    ),
    _structure(
        name="cross",
        signature=shapes.CROSS,
        arity=2,
        summary="cross product of two vectors of length 3",
        title="cross product",
    ),
    _structure(
        name="matrix_power",
        signature=shapes.SQUARE_AND_EXPONENT,
        arity=2,
        summary="power of a square matrix",
        title="power of a matrix",
        meaning="power of a square matrix with an integer or symbolic exponent",
    ),
)

_BY_TRACE = (
    ", as a power series: its derivative in a direction has no closed form, unless under a trace, or with respect to a "
    "scalar where it commutes"
)
OF_SQUARE_MATRICES = (
    _matrix_function(
        name="expm",
        summary="exponential of a square matrix, as a power series",
        title="matrix exponential",
        meaning="exponential of a square matrix" + _BY_TRACE,
        synonyms=("matrix_exp",),
        notation={
            "spoken": "the matrix exponential",
            "numpy": "scipy.linalg.expm({0})",
            "jax": "jax.scipy.linalg.expm({0})",
            "torch": "torch.linalg.matrix_exp({0})",
            "sympy": "{0}.exp()",
            "julia": "exp({0})",
        },
    ),
    _matrix_function(
        name="logm",
        summary="logarithm of a square matrix",
        title="matrix logarithm",
        meaning="logarithm of a square matrix" + _BY_TRACE,
        domain=Domain(Predicate.NO_NEGATIVE_EIGENVALUE),
        notation={
            "spoken": "the matrix logarithm",
            "numpy": "scipy.linalg.logm({0})",
            "sympy": "{0}.log()",
            "julia": "log({0})",
        },
    ),
    _matrix_function(
        name="sqrtm",
        summary="principal square root of a square matrix",
        title="matrix square root",
        meaning="principal square root X of a square matrix: X² = A, and no eigenvalue of X is negative",
        domain=Domain(Predicate.NO_NEGATIVE_EIGENVALUE),
        notation={
            "spoken": "the matrix square root",
            "numpy": "scipy.linalg.sqrtm({0})",
            "julia": "sqrt({0})",
        },
    ),
    _matrix_function(
        name="sinm",
        summary="sine of a square matrix, as a power series",
        title="matrix sine",
        meaning="sine of a square matrix" + _BY_TRACE,
        notation={"spoken": "the matrix sine", "numpy": "scipy.linalg.sinm({0})", "julia": "sin({0})"},
    ),
    _matrix_function(
        name="cosm",
        summary="cosine of a square matrix, as a power series",
        title="matrix cosine",
        meaning="cosine of a square matrix" + _BY_TRACE,
        notation={"spoken": "the matrix cosine", "numpy": "scipy.linalg.cosm({0})", "julia": "cos({0})"},
    ),
)

CONSTANT_ARRAYS = (
    _structure(
        name="eye",
        signature=shapes.IDENTITY,
        summary="identity matrix",
        values=interval("[0, 1]"),
        synonyms=("identity",),
    ),
    _structure(
        name="ones",
        signature=shapes.FILLED,
        maximum_arity=2,
        summary="vector or matrix of ones",
        values=interval("[1, 1]"),
    ),
    _structure(
        name="zeros",
        signature=shapes.FILLED,
        maximum_arity=2,
        summary="vector or matrix of zeros",
        values=interval("[0, 0]"),
    ),
)
