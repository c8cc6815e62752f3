"""What an author may choose about the look of the mathematics."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Notation:
    """One choice for each thing that books write differently; the defaults are this book's.

    `vectors` sets vectors bold (and upright) or with an arrow, `transpose` is the mark of a transpose and `hadamard`
    the sign of the element-wise product. Matrices are bold in every case.
    """

    vectors: Literal["bold", "arrow"] = "bold"
    transpose: Literal["⊤", "T", "′"] = "⊤"
    hadamard: Literal["⊙", "∘"] = "⊙"


BOOK = Notation()
