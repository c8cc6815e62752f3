"""Formulas: what is set on a page or printed as code. Every one is a scalar or a matrix with rows and columns.

Here a vector is a column (n×1) and its transpose a row (1×n); this is the first place where that distinction exists.
A scalar has rows and columns 1. The constructors below check nothing and simplify nothing: build formulas with
`algebra`, which does. Printers (`jacobook.notation`) and the evaluator (`jacobook.proof`) dispatch on these classes and
on nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import get_args

from jacobook.language.dimension import ONE
from jacobook.layout.formulas.applications import Apply, FiniteSum, FunctionDerivative, FunctionValue, NamedFunction
from jacobook.layout.formulas.blocks import Block, Cut, Part
from jacobook.layout.formulas.compounds import (
    Cross,
    CrossMatrix,
    Determinant,
    Diagonal,
    DiagonalPart,
    Hadamard,
    HadamardQuotient,
    Inverse,
    KhatriRao,
    Kronecker,
    MatrixPower,
    Multiple,
    Norm,
    Power,
    Product,
    Sum,
    Trace,
    Transpose,
    Triangular,
    Unvec,
    Vec,
)
from jacobook.layout.formulas.index_notation import Delta, Differential, Entry, IndexSum, Partial
from jacobook.layout.formulas.leaves import Commutation, Constant, Filled, Identity, Number, Size, Symbol
from jacobook.layout.formulas.piece import remember_hash

Formula = (
    Symbol
    | Number
    | Constant
    | Size
    | Identity
    | Filled
    | Commutation
    | Sum
    | Multiple
    | Product
    | Hadamard
    | HadamardQuotient
    | Power
    | Transpose
    | Inverse
    | MatrixPower
    | Diagonal
    | DiagonalPart
    | Trace
    | Determinant
    | Norm
    | Kronecker
    | KhatriRao
    | Vec
    | Unvec
    | Part
    | Block
    | Triangular
    | Apply
    | Cross
    | CrossMatrix
    | FiniteSum
    | FunctionValue
    | FunctionDerivative
    | NamedFunction
    | Entry
    | Delta
    | IndexSum
    | Differential
    | Partial
)


for _kind in get_args(Formula):
    remember_hash(_kind)


@dataclass(frozen=True, slots=True)
class Definition:
    """A name given to a repeated part of an answer: p = softmax(x)."""

    symbol: Symbol
    meaning: Formula


@dataclass(frozen=True, slots=True)
class MatrixForm:
    """An answer: a formula and the names it uses for its repeated parts, in the order in which they may be read.

    `names` are those of the question, from which printers tell their own letters: the identity from a matrix called I.
    """

    formula: Formula
    definitions: tuple[Definition, ...] = ()
    names: frozenset[str] = field(default=frozenset(), compare=False)


def axes(formula: Formula) -> int:
    """The number of indices of a formula: of its dimensions those that are not the number 1."""
    return (formula.rows != ONE) + (formula.columns != ONE)


def is_scalar(formula: Formula) -> bool:
    """Whether the formula is a scalar (both dimensions are the number 1)."""
    return formula.rows == ONE and formula.columns == ONE


def is_row(formula: Formula) -> bool:
    """Whether the formula is one row and not a scalar."""
    return formula.rows == ONE and formula.columns != ONE


def is_column(formula: Formula) -> bool:
    """Whether the formula is one column and not a scalar."""
    return formula.columns == ONE and formula.rows != ONE


__all__ = [
    "Apply",
    "Block",
    "Commutation",
    "Constant",
    "Cross",
    "CrossMatrix",
    "Cut",
    "Definition",
    "Delta",
    "Determinant",
    "Diagonal",
    "DiagonalPart",
    "Differential",
    "Entry",
    "Filled",
    "FiniteSum",
    "Formula",
    "FunctionDerivative",
    "FunctionValue",
    "Hadamard",
    "HadamardQuotient",
    "Identity",
    "IndexSum",
    "Inverse",
    "KhatriRao",
    "Kronecker",
    "MatrixForm",
    "MatrixPower",
    "Multiple",
    "NamedFunction",
    "Norm",
    "Number",
    "Part",
    "Partial",
    "Power",
    "Product",
    "Size",
    "Sum",
    "Symbol",
    "Trace",
    "Transpose",
    "Triangular",
    "Unvec",
    "Vec",
    "axes",
    "is_column",
    "is_row",
    "is_scalar",
]
