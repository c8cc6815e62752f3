"""Pullbacks: what a gradient by the value becomes as a gradient by a variable.

With G = ∂L/∂Y of a number L that depends on Y = F(X), ∂L/∂X_kl = Σ_ij G_ij ∂F_ij/∂X_kl: the differential's adjoint,
since ⟨G, F′[dX]⟩ = ⟨∂L/∂X, dX⟩. (Giles 2008, "Collected matrix derivative results for forward and reverse mode
algorithmic differentiation".)
"""

from __future__ import annotations

from collections.abc import Collection

from jacobook.calculus import index_algebra as algebra
from jacobook.calculus.differentiation import differentiate
from jacobook.calculus.index_form import Array, VariableTensor
from jacobook.calculus.opening import expand, has_delta, holds_group
from jacobook.calculus.projection import project
from jacobook.calculus.structure import at_structure

_MOST_TERMS = 12
"""Terms of a pullback in which sums stay multiplied out; in more they are kept together."""


def paired(value: Array, upstream: VariableTensor) -> Array:
    """⟨G, F⟩, the sum of the products of the entries of an upstream gradient and of a value."""
    everywhere = tuple(range(value.rank))
    operands = [(algebra.of_tensor(upstream), everywhere), (value, everywhere)]
    return algebra.einsum((), operands, value.shape, expand=True)


def pullback(
    value: Array,
    variable: VariableTensor,
    upstream: VariableTensor,
    *,
    structure: str | None = None,
    structured: Collection[VariableTensor] = (),
) -> Array:
    """The gradient by a variable of what has the gradient `upstream` by the value, with the variable's indices.

    In the value the `structured` variables are free of their properties, which the result has again. With a `structure`
    it is projected onto such matrices.
    """
    free = at_structure(differentiate(paired(value, upstream), variable), structured)
    kept = project(free, 0, ((variable, structure),))
    opened = expand(kept, has_delta) if holds_group(kept, has_delta) else kept
    return opened if len(opened.terms) <= _MOST_TERMS else kept
