"""What an author may choose about the look of the mathematics."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Notation:
    """One choice for each thing that books write differently; the defaults are this book's.

    `vectors` sets vectors bold (and upright) or with an arrow, `transpose` is the mark of a transpose and `hadamard`
    the sign of the element-wise product. Matrices are bold in every case. `names` are those of the question that
    formulas belong to: the identity is told from a matrix of that name.
    """

    vectors: Literal["bold", "arrow"] = "bold"
    transpose: Literal["⊤", "T", "′"] = "⊤"
    hadamard: Literal["⊙", "∘"] = "⊙"
    names: tuple[str, ...] = ()


BOOK = Notation()
