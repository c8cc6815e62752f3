"""A part of a factorization as a tensor."""

from __future__ import annotations

from dataclasses import dataclass

from jacobook.calculus.index_form import Array, Tensor
from jacobook.language.functions.factorizations import factorization


@dataclass(frozen=True, eq=False)
class FactorTensor(Tensor):
    """A part of a factorization of a matrix, or a mask of its differential, by its letter in the record."""

    factorization: str
    letter: str
    matrix: Array

    def __post_init__(self) -> None:
        record = factorization(self.factorization)
        lengths = dict(zip(record.argument.split("×"), self.matrix.shape, strict=True))
        shape = tuple(lengths[letter] for letter in record.part(self.letter).shape.split("×"))
        self._set(shape, f"{self.factorization}.{self.letter}({self.matrix.key})")

    @property
    def arrays(self) -> tuple[Array, ...]:
        return (self.matrix,)

    @property
    def function(self) -> str:
        """The function that gives the part."""
        return factorization(self.factorization).function(self.letter)

    @property
    def is_mask(self) -> bool:
        """Whether it is a mask, which has a meaning in the other parts."""
        return bool(factorization(self.factorization).part(self.letter).meaning)
