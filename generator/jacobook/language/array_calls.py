"""Calls with NumPy's keywords, and those that join, cut and turn arrays: which reader each has."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from jacobook.language import complex_calls, factorized, joining, rearranging, sliding
from jacobook.language.along_axes import REDUCED
from jacobook.language.functions import FUNCTIONS
from jacobook.language.joining import array_of
from jacobook.language.keywords import Reader

_ONE_AXIS = frozenset({"cumprod", "hardmax", "softmax", "log_softmax", "logsumexp"})

ARRANGING: Mapping[str, Reader] = {
    **{name: complex_calls.entrywise(name) for name in ("conj", "real", "imag", "angle")},
    "arg": complex_calls.entrywise("angle"),
    "concatenate": joining.concatenate,
    "stack": joining.stack,
    "hstack": joining.beside(1),
    "vstack": joining.beside(0),
    "block": joining.block,
    "reshape": rearranging.reshape,
    "ravel": rearranging.ravel,
    "transpose": rearranging.transpose,
    "swapaxes": rearranging.swapaxes,
    "tril": rearranging.triangle(1),
    "triu": rearranging.triangle(-1),
    "roll": rearranging.roll,
    "cumsum": rearranging.cumsum,
    "convolve": sliding.convolve,
    "vech": sliding.lower_half,
    "einsum": rearranging.einsum,
    "adjugate": factorized.adjugate,
    "fractional_matrix_power": factorized.power,
    "lstsq": factorized.least_squares,
    "solve_continuous_lyapunov": factorized.lyapunov,
}
"""Functions that join, cut and turn arrays."""


def reader_of(node: ast.Call, name: str, called: str) -> Reader | None:
    """What reads a call of this name, or of the function by another; None where the table of functions has it all."""
    if name in ARRANGING and node.args and (name != "transpose" or len(node.args) > 1):
        return ARRANGING[name]
    if called == "norm" and len(node.args) == 2 and not node.keywords:
        return factorized.norm
    known = called in FUNCTIONS and called not in _ONE_AXIS
    return REDUCED.get(called) if node.keywords or not known else None


METHODS = frozenset({"sum", "mean", "var", "std", "reshape", "ravel", "transpose", "swapaxes", "cumsum", "conj"})
"""What may stand after a point: X.sum(axis=1)."""

__all__ = ["ARRANGING", "METHODS", "REDUCED", "array_of", "reader_of"]
