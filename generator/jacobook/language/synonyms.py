"""Other names for the functions of the table, as books, NumPy, PyTorch and MATLAB have them.

Only what means exactly a function of the language is here. Whatever else is called is an error with the nearest name.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection

from jacobook.language.functions import FUNCTIONS, OPERATOR

SYNONYMS: dict[str, str] = {
    "tr": "trace",
    "Tr": "trace",
    "Trace": "trace",
    "Det": "det",
    "ln": "log",
    "asin": "arcsin",
    "acos": "arccos",
    "atan": "arctan",
    "sgn": "sign",
    "absolute": "abs",
    "expit": "sigmoid",
    "swish": "silu",
    "ReLU": "relu",
    "SiLU": "silu",
    "GELU": "gelu",
    "inverse": "inv",
    "Diag": "diag",
    "Vec": "vec",
    "Kron": "kron",
    "identity": "eye",
    "matrix_exp": "expm",
    "average": "mean",
    "norm2": "norm",
    "Norm": "norm",
}
"""What a function of the table is also called."""

OF_VECTORS = frozenset({"norm2", "Norm"})
"""Synonyms for vectors alone: the 2-norm of a matrix is its largest singular value, and not its Frobenius norm."""

OPERATIONS: dict[str, str] = {
    "add": "add",
    "plus": "add",
    "subtract": "subtract",
    "minus": "subtract",
    "multiply": "multiply",
    "times": "multiply",
    "hadamard": "multiply",
    "divide": "divide",
    "rdivide": "divide",
    "pow": "power",
    "power": "power",
    "matmul": "matmul",
    "mtimes": "matmul",
    "transpose": "transpose",
    "negative": "negate",
}
"""Functions that are operators here: matmul(A, B) is A @ B."""

OF_TWO = {"max": "maximum", "min": "minimum", "fmax": "maximum", "fmin": "minimum"}
"""Functions of NumPy and MATLAB by which two arguments are compared entry by entry, under another name here."""

CALLABLE = frozenset(name for name, function in FUNCTIONS.items() if function.kind != OPERATOR) | {
    *SYNONYMS,
    *OPERATIONS,
}
"""Every name that may stand before a bracket without being declared."""


def suggestion(name: str, declared: Collection[str] = ()) -> str:
    """What somebody who called `name` may have meant: the nearest function, or one of all of them."""
    known = sorted(function.name for function in FUNCTIONS.values() if function.kind != OPERATOR)
    if name in OF_TWO:
        two = OF_TWO[name]
        return f"the entries of two arrays are compared by {two}(x, y), of three by {two}({two}(x, y), z)"
    if len(name) == 1:
        return f"for a product write {name} * (…) or {name} @ (…), or declare {name}"
    near = difflib.get_close_matches(name, [*declared, *known, *SYNONYMS], 1, 0.5)
    if not near:
        return "functions are " + ", ".join([*declared, *known])
    return f"did you mean {SYNONYMS.get(near[0], near[0])}?"
