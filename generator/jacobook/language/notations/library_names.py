"""What functions of NumPy, SciPy, PyTorch, JAX and TensorFlow are called in the language, where they mean the same."""

from __future__ import annotations

MODULES = frozenset({"np", "numpy", "jnp", "scipy", "torch", "jax", "tf", "tensorflow", "math", "nn", "F", "cp", "xp"})
"""The names that libraries have by habit."""
INSIDE = frozenset({
    "numpy", "linalg", "special", "nn", "functional", "scipy", "math", "Tensor", "stats", "norm", "lax", "random",
})  # fmt: skip
"""Parts of libraries, between the name of the library and that of a function."""

SAME = frozenset({
    "exp", "log", "sin", "cos", "tan", "arcsin", "arccos", "arctan", "asin", "acos", "atan", "sinh", "cosh", "tanh",
    "sqrt", "abs", "absolute", "sign", "erf", "sigmoid", "relu", "silu", "swish", "mish", "softsign", "log1p", "expm1",
    "logaddexp", "maximum", "minimum", "fmax", "fmin", "outer", "kron", "trace", "where", "einsum", "concatenate",
    "stack", "hstack", "vstack", "block", "tril", "triu", "det", "inv", "logdet", "expm", "logm", "matrix_power",
    "transpose", "swapaxes", "roll", "ravel", "reshape", "diag", "cross", "sum", "mean", "softmax", "log_softmax",
    "solve_sylvester", "solve_continuous_lyapunov", "solve_discrete_lyapunov", "fractional_matrix_power",
    "conj", "real", "imag", "angle",
    "pinv", "cholesky", "eigvalsh", "svdvals", "sqrtm", "qr", "eigh",
    "logsumexp", "eye", "prod", "cumsum", "cumprod", "matmul", "multiply", "subtract", "divide", "negative",
})  # fmt: skip
"""Functions that have their own name in the language too."""

RENAMED: dict[str, str] = {
    "expit": "sigmoid", "ndtr": "normcdf", "identity": "eye", "inverse": "inv", "cat": "concatenate", "fabs": "abs",
    "concat": "concatenate", "matrix_exp": "expm", "vdot": "dot", "sinm": "sinm", "cosm": "cosm", "tensordiag": "diag",
    "mul": "multiply", "div": "divide", "true_divide": "divide", "sub": "subtract", "neg": "negative", "mm": "matmul",
    "mv": "matmul", "bmm": "matmul", "dot": "matmul", "add": "add", "power": "power", "pow": "power", "sgn": "sign",
    "diagonal": "diag", "diag_part": "diag", "diag_embed": "diag", "amax": "max", "amin": "min", "flatten": "ravel",
    "reduce_sum": "sum", "reduce_mean": "mean", "reduce_prod": "prod", "reduce_logsumexp": "logsumexp",
    "arctanh": "arctanh", "square": "square", "view": "reshape", "permute": "transpose", "logdet": "logdet",
    "float_power": "power", "nansum": "sum", "conjugate": "conj",
}  # fmt: skip
"""Functions that have another name in the language."""

METHODS = frozenset({
    "sum", "mean", "var", "std", "prod", "exp", "log", "sqrt", "abs", "sign", "sin", "cos", "tan", "tanh", "sinh",
    "cosh", "sigmoid", "relu", "softmax", "log_softmax", "logsumexp", "pow", "square", "dot", "mm", "mv", "matmul", "t",
    "norm", "trace", "det", "logdet", "inverse", "transpose", "reshape", "ravel", "flatten", "view", "add", "mul",
    "sub", "div", "diag", "diagonal", "outer", "clamp", "clip", "max", "min", "erf", "log1p", "expm1", "neg",
    "reciprocal", "conj",
    "matrix_power", "matrix_exp", "cumsum", "tril", "triu", "roll", "swapaxes", "permute", "item", "maximum", "minimum",
})  # fmt: skip
"""Functions that may stand after a point of an array."""

WITH_OTHER_DEFAULTS = frozenset({
    "var", "std", "norm", "vector_norm", "ones", "zeros", "clamp", "clip", "gelu", "leaky_relu", "softplus", "elu",
    "linear", "mse_loss", "l1_loss", "inner", "solve", "log2", "log10", "multi_dot", "square", "reciprocal", "slogdet",
})  # fmt: skip
"""Functions whose arguments or defaults are others in a library."""

KEYWORDS: dict[str, str] = {
    "dim": "axis",
    "axes": "axis",
    "keepdim": "keepdims",
    "axis": "axis",
    "keepdims": "keepdims",
}
"""Keywords of libraries, as the language has them."""

ALONG = frozenset({"sum", "mean", "prod", "var", "std", "softmax", "log_softmax", "logsumexp", "cumsum", "max", "min"})
"""Functions whose second argument is an axis."""

REFUSED: dict[str, str] = {
    "detach": "a detached value has no derivative",
    "argmax": "the place of the largest entry has no derivative",
    "argmin": "the place of the smallest entry has no derivative",
    "normalize": "write x / norm(x)",
    "cross_entropy": "write -log_softmax(z) @ y with y one-hot: y: n one-hot",
    "cosine_similarity": "write x @ y / (norm(x) * norm(y))",
    "ones_like": "write ones(n), or ones(m, n), with the lengths of the shape",
    "zeros_like": "write zeros(n), or zeros(m, n), with the lengths of the shape",
    "layer_norm": "write (x - mean(x)) / sqrt(var(x) + eps)",
    "dropout": "what is random has no derivative here",
    "rand": "what is random has no derivative here",
    "randn": "what is random has no derivative here",
    "tensordot": "write the sum as einsum",
}
"""Functions that are not read, and what to write."""
