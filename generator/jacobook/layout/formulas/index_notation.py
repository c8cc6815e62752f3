"""Formulas of single entries by their indices, and the symbols of changes and derivatives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jacobook.language.dimension import ONE, Dimension
from jacobook.layout.formulas.piece import Piece, ShapedAsBody
from jacobook.layout.formulas.stacked_index import Index

if TYPE_CHECKING:
    from jacobook.layout.formulas.formula import Formula


@dataclass(frozen=True, slots=True)
class Entry(Piece):
    """One entry of a vector or matrix, by its indices: x_i, A_ij, (Ax − b)_i, y_{(i−1)n+k}. A scalar."""

    body: Formula
    indices: tuple[Index, ...]
    rows: Dimension = ONE
    columns: Dimension = ONE


@dataclass(frozen=True, slots=True)
class Delta(Piece):
    """Kronecker's δ_ij: 1 where the indices agree, 0 elsewhere. A scalar."""

    left: Index
    right: Index
    rows: Dimension = ONE
    columns: Dimension = ONE


@dataclass(frozen=True, slots=True)
class IndexSum(Piece):
    """Σ over named indices, each running from 1 to its dimension, of a scalar body."""

    indices: tuple[tuple[str, Dimension], ...]
    body: Formula
    rows: Dimension = ONE
    columns: Dimension = ONE


@dataclass(frozen=True, slots=True)
class Differential(ShapedAsBody):
    """dX, the change of a variable or of a formula, of the same shape."""

    body: Formula


@dataclass(frozen=True, slots=True)
class Partial(Piece):
    """The symbol ∂value/∂variable; with two variables the mixed second derivative ∂²value/∂first∂second.

    It only names a derivative on a page; `rows` and `columns` are those of the answer it names. `value` and variables
    may be a `Symbol` or an `Entry`. `total` is set for functions of one scalar variable, printed with upright d.
    """

    value: Formula
    variables: tuple[Formula, ...]
    rows: Dimension = ONE
    columns: Dimension = ONE
    total: bool = False
