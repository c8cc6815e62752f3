"""log Σ exp in code: by the library's logsumexp, which has a value where the exponentials are too large for numbers."""

from __future__ import annotations

from jacobook.layout.formulas.formula import Apply, Formula, Product, Transpose, axes
from jacobook.notation.product_code import is_ones


def summed_exponents(formula: Apply) -> Formula | None:
    """The vector u of log(𝟏ᵀ exp(u)), which overflows where logsumexp(u) does not; None of anything else."""
    if formula.function != "log" or not isinstance(formula.arguments[0], Product):
        return None
    factors = formula.arguments[0].factors
    bodies = [each.body if isinstance(each, Transpose) else each for each in factors if not is_ones(each)]
    if len(factors) != 2 or len(bodies) != 1:
        return None
    (powers,) = bodies
    exponential = isinstance(powers, Apply) and powers.function == "exp" and axes(powers) == 1
    return powers.arguments[0] if isinstance(powers, Apply) and exponential else None
