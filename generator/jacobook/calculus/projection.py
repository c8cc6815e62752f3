"""The gradient by a variable that must keep a structure: the free one, projected onto the changes that keep it.

Among the symmetric matrices the steepest ascent of f is (G + Gᵀ)/2, where G holds the derivatives by entries taken as
independent; among the skew ones (G − Gᵀ)/2; among the diagonal ones I ⊙ G. Each is the orthogonal projection of G in
the inner product tr(AᵀB), so that df = tr(Gᵀ dX) stays true for every dX of the structure. (Srinivasan and Panda 2020,
"What is the gradient of a scalar function of a symmetric matrix?"; the form G + Gᵀ − I ⊙ G of some tables is no such
projection.)

A unit vector x moves along v with xᵀv = 0, an orthogonal Q along QΩ with a skew Ω. What is left of G in these
directions, (I − xxᵀ)G and (G − QGᵀQ)/2, is the Riemannian gradient in the same inner product (Absil, Mahony and
Sepulchre 2008, Optimization Algorithms on Matrix Manifolds, section 3.6).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from jacobook.calculus import index_algebra as algebra
from jacobook.calculus.index_form import Array, Identity, VariableTensor

STRUCTURES = ("diagonal", "skew", "symmetric")
"""The properties of a matrix that are kept by sums and multiples; what is diagonal is symmetric too."""
CURVED = ("orthogonal", "unit")
"""The properties that are kept along curves alone."""

_OWN_TANGENT = frozenset({"rotation", "rigid"})
"""What is differentiated along small vectors, and never entry by entry."""
_SIGNS = {"symmetric": 1, "skew": -1}
_TARGETS = {
    "orthogonal": "tangent space of the orthogonal matrices",
    "unit": "tangent space of the sphere",
}


def structure_of(properties: frozenset[str]) -> str | None:
    """The narrowest structure that the properties of a variable ask for."""
    known = STRUCTURES if properties & _OWN_TANGENT else (*STRUCTURES, *CURVED)
    return next((structure for structure in known if structure in properties), None)


def target(structure: str) -> str:
    """What derivatives by a variable of a structure are projected onto, after "the"."""
    return _TARGETS.get(structure, f"{structure} matrices")


def project(derivative: Array, value_rank: int, structures: Sequence[tuple[VariableTensor, str | None]]) -> Array:
    """The derivative with the indices of each structured variable projected.

    `structures` holds each variable in turn, with its structure or None.
    """
    position = value_rank
    for variable, structure in structures:
        rank = len(variable.shape)
        if structure is not None and not rank:
            # The one entry of a matrix 1×1, or of a vector: of a skew, orthogonal or unit one it stays as it is.
            derivative = algebra.scale(derivative, int(structure in ("symmetric", "diagonal")))
        elif structure in CURVED:
            derivative = _along(derivative, position, variable, structure)
        elif structure is not None:
            derivative = _projected(derivative, position, structure)
        position += rank
    return derivative


def _along(derivative: Array, row: int, variable: VariableTensor, structure: str) -> Array:
    """(I − xxᵀ)G by a unit vector, (G − QGᵀQ)/2 by an orthogonal matrix, in the indices of the variable."""
    own, straight = algebra.of_tensor(variable), tuple(range(derivative.rank))
    k, l = derivative.rank, derivative.rank + 1
    moved = list(straight)
    if structure == "unit":
        moved[row] = k
        operands = [(own, (row,)), (own, (k,)), (derivative, tuple(moved))]
        away = algebra.einsum(derivative.shape, operands, variable.shape, expand=True)
        return algebra.add(derivative.shape, [derivative, algebra.scale(away, -1)])
    moved[row], moved[row + 1] = k, l
    operands = [(own, (row, l)), (derivative, tuple(moved)), (own, (k, row + 1))]
    away = algebra.einsum(derivative.shape, operands, variable.shape, expand=True)
    return algebra.scale(algebra.add(derivative.shape, [derivative, algebra.scale(away, -1)]), Fraction(1, 2))


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
