"""Tensors of places as formulas: windows, places that an index names, triangles; and those that have no matrix."""

from __future__ import annotations

from jacobook.calculus.index_form import Place, Tensor, Triangle, Window
from jacobook.calculus.rotations import LeviCivita
from jacobook.language.dimension import NOTHING, ONE
from jacobook.layout.forms.network import NoMatrixForm
from jacobook.layout.formulas import algebra
from jacobook.layout.formulas import formula as f


def places(tensor: Window | Place | Triangle) -> f.Formula:
    """The columns of the identity at the places of a part, or at those that an index names; a triangle of ones."""
    if isinstance(tensor, Triangle):
        return f.Triangular(f.Filled(1, *tensor.shape), tensor.diagonal, tensor.side)
    if isinstance(tensor, Place):
        cut = f.Cut(NOTHING, tensor.count, 1, tensor.name)
        return algebra.part(f.Identity(tensor.whole), None, cut)
    if tensor.whole == ONE:
        return f.Filled(1, ONE, tensor.part)
    return algebra.part(f.Identity(tensor.whole), None, f.Cut(tensor.start, tensor.part, tensor.step))


def no_matrix(tensor: Tensor) -> NoMatrixForm:
    """Why a tensor is no matrix."""
    if isinstance(tensor, LeviCivita):
        return NoMatrixForm(
            "the change of a matrix by a cross product has three indices, which no product of matrices has; the "
            "backward and the forward pass may have forms"
        )
    return NoMatrixForm("a part of it is an operator on matrices, which has no matrix")
