"""The gradient by a matrix that must keep a linear structure: the free one, projected onto that structure.

Among the symmetric matrices the steepest ascent of f is (G + Gᵀ)/2, where G holds the derivatives by entries taken as
independent; among the skew ones (G − Gᵀ)/2; among the diagonal ones I ⊙ G. Each is the orthogonal projection of G in
the inner product tr(AᵀB), so that df = tr(Gᵀ dX) stays true for every dX of the structure. (Srinivasan and Panda 2020,
"What is the gradient of a scalar function of a symmetric matrix?"; the form G + Gᵀ − I ⊙ G of some tables is no such
projection.)
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from jacobook.calculus import index_algebra as algebra
from jacobook.calculus.index_form import Array, Identity

STRUCTURES = ("diagonal", "skew", "symmetric")
"""The properties of a matrix that are kept by sums and multiples; what is diagonal is symmetric too."""

_SIGNS = {"symmetric": 1, "skew": -1}


def structure_of(properties: frozenset[str]) -> str | None:
    """The narrowest linear structure that the properties of a matrix ask for."""
    return next((structure for structure in STRUCTURES if structure in properties), None)


def project(derivative: Array, value_rank: int, structures: Sequence[tuple[int, str | None]]) -> Array:
    """The derivative with the two indices of each structured variable projected.

    `structures` holds, for each variable in turn, its rank and its structure or None.
    """
    position = value_rank
    for rank, structure in structures:
        if structure is not None and not rank:
            # The one entry of a matrix 1×1: of a skew one it is zero and stays so.
            derivative = algebra.scale(derivative, int(structure != "skew"))
        elif structure is not None:
            derivative = _projected(derivative, position, structure)
        position += rank
    return derivative


def _projected(derivative: Array, row: int, structure: str) -> Array:
    straight = list(range(derivative.rank))
    if structure == "diagonal":
        delta = algebra.of_tensor(Identity(derivative.shape[row]))
        operands = [(derivative, tuple(straight)), (delta, (row, row + 1))]
        return algebra.einsum(derivative.shape, operands, expand=True)
    turned = list(straight)
    turned[row], turned[row + 1] = turned[row + 1], turned[row]
    other = algebra.einsum(derivative.shape, [(derivative, tuple(turned))], expand=True)
    both = algebra.add(derivative.shape, [derivative, algebra.scale(other, _SIGNS[structure])])
    return algebra.scale(both, Fraction(1, 2))
