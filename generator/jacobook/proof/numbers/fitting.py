"""Matrices of numbers that must fit: what is wrong with those that do not, and what is done entry by entry."""

from __future__ import annotations

from collections.abc import Callable

from jacobook.layout.formulas.formula import Formula, Symbol
from jacobook.proof.numbers.arithmetic import Entry
from jacobook.proof.numbers.elimination import Matrix, multiplied, shape


class Malformed(Exception):
    """A formula without a meaning: shapes that do not fit, a name nobody defined, an index nobody bound."""


def shape_text(matrix: Matrix) -> str:
    """A shape in words: 3×2."""
    return "{}×{}".format(*shape(matrix))


def same_shape(what: str, matrices: tuple[Matrix, ...]) -> None:
    """Raise `Malformed` unless all matrices have one shape."""
    if len({shape(matrix) for matrix in matrices}) > 1:
        raise Malformed(f"{what} needs one shape, not {' and '.join(map(shape_text, matrices))}")


def square(what: str, matrix: Matrix) -> int:
    """The length of the sides of a matrix that must be square."""
    if shape(matrix)[0] != shape(matrix)[1]:
        raise Malformed(f"{what} needs a square matrix, not {shape_text(matrix)}")
    return len(matrix)


def column(what: str, matrix: Matrix) -> tuple[Entry, ...]:
    """The entries of a matrix that must be a column."""
    if shape(matrix)[1] != 1:
        raise Malformed(f"{what} needs a column, not {shape_text(matrix)}")
    return tuple(row[0] for row in matrix)


def entrywise(function: Callable[..., Entry], *matrices: Matrix) -> Matrix:
    """A function applied entry by entry to matrices of one shape."""
    return tuple(
        tuple(function(*entries) for entries in zip(*rows, strict=True)) for rows in zip(*matrices, strict=True)
    )


def single(entry: Entry) -> Matrix:
    """A number as a matrix."""
    return ((entry,),)


def matrix_product(left: Matrix, right: Matrix) -> Matrix:
    """The product of two matrices that must fit."""
    if shape(left)[1] != shape(right)[0]:
        raise Malformed(f"{shape_text(left)} cannot be multiplied by {shape_text(right)}")
    return multiplied(left, right)


def called(formula: Formula) -> str:
    """What a formula is called in a complaint: its kind, with the name of a symbol."""
    return f"{type(formula).__name__} {formula.name}" if isinstance(formula, Symbol) else type(formula).__name__
