"""Functions of entries that are read as their formulas: NumPy and PyTorch have names for them."""

from __future__ import annotations

from collections.abc import Mapping

BY_FORMULA: Mapping[str, str] = {
    "log1p(t)": "log(1 + t)",
    "expm1(t)": "exp(t) - 1",
    "logaddexp(t, s)": "s + softplus(t - s)",
    "normcdf(t)": "(1 + erf(t/sqrt(2)))/2",
    "clip(t, low, high)": "minimum(maximum(t, low), high)",
    "elu(t)": "where(t > 0, t, exp(t) - 1)",
    "leaky_relu(t)": "where(t > 0, t, t/100)",
    "softsign(t)": "t/(1 + abs(t))",
}
"""What each call stands for, as a definition of an author would say it."""
