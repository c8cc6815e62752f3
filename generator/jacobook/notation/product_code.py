"""Matrix products as array code: where they part into outer products, what is solved, scaled or summed instead.

Inverses of given matrices become calls of a solver, diagonal matrices scale rows or columns, and ones add up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import ClassVar

from jacobook.language.dimension import ONE
from jacobook.layout.formulas.formula import Diagonal, Filled, Formula, Inverse, Product, Symbol, Transpose, axes
from jacobook.notation.code import Binding, Code, closed, times, turned
from jacobook.notation.visitor import Visitor


class ProductPrinter(Visitor[Code]):
    """The part of a printer of array code that prints matrix products. `module` is the library's short name."""

    module: ClassVar[str]

    def library(self, name: str, *arguments: str) -> Code:
        """A call of one of the library's functions."""
        return Code(f"{self.module}.{name}({', '.join(arguments)})")

    def solved(self, matrix: Formula, right: str, rank: int) -> Code:
        """The solution of a linear system with a right-hand side of so many axes; of a triangular one as such."""
        side = _triangle(matrix)
        system = self.visit(matrix).text
        return self.triangular_solved(system, right, rank, lower=side > 0) if side else self.solved_by(system, right)

    def solved_by(self, system: str, right: str) -> Code:
        """The solution of a linear system."""
        return self.library("linalg.solve", system, right)

    def triangular_solved(self, system: str, right: str, rank: int, *, lower: bool) -> Code:  # noqa: ARG002
        """The solution of a triangular linear system, by whatever the library has for it."""
        return self.solved_by(system, right)

    def product(self, formula: Product) -> Code:
        segments = list(_segments(_flat(formula.factors)))
        first, last = segments[0], segments[-1]
        if len(segments) == 1:
            return self._segment(first)
        column = self._segment(first) if first[0].rows != ONE else None
        row = self._segment(last) if last[-1].columns != ONE else None
        ends = {0 if column else None, len(segments) - 1 if row else None}
        scalars = [self._segment(segment) for position, segment in enumerate(segments) if position not in ends]
        if column and row:
            return times([*scalars, self.library("outer", column.text, row.text)])
        array = column or row
        return times([*scalars, array] if array else scalars, last_open=array is not None)

    def _segment(self, factors: Sequence[Formula]) -> Code:
        """A product in which no inner dimension is 1; inverses solve, diagonal matrices scale."""
        if len(factors) == 1:
            return self.visit(factors[0])
        before = factors[0].rows == ONE and is_ones(factors[0])
        after = factors[-1].columns == ONE and is_ones(factors[-1])
        kept = factors[before : len(factors) - after]
        # Multiplying by ones is adding up; a sum over one axis of a long product is better taken early.
        if (before or after) and kept and (len(kept) == 1 or axes(Product(tuple(kept))) < 2):
            return self._summed(kept, before=before, after=after)
        starts_with_row, ends_with_column = factors[0].rows == ONE, factors[-1].columns == ONE
        solves = any(_inverted(factor) is not None for factor in factors)
        if starts_with_row and not (ends_with_column and solves):
            start = 0
        elif ends_with_column:
            start = len(factors) - 1
        else:
            plain = [
                k for k, factor in enumerate(factors) if _inverted(factor) is None and not isinstance(factor, Diagonal)
            ]
            start = plain[-1] if plain else len(factors) - 1
        result = self.visit(factors[start])
        result = replace(result, chain=result.binding >= Binding.POWER)
        rank = axes(factors[start])
        for factor in factors[start + 1 :]:
            result = self._multiplied(result, factor, rank)
        for factor in reversed(factors[:start]):
            result = self._applied(factor, result, rank)
        return result

    def _summed(self, factors: Sequence[Formula], *, before: bool, after: bool) -> Code:
        """𝟏ᵀM, M𝟏 or 𝟏ᵀM𝟏, or the same of a vector."""
        axis = ["0"] if before and not after else ["1"] if after and not before else []
        whole = axes(Product(tuple(factors))) if len(factors) > 1 else axes(factors[0])
        return self.library("sum", self._segment(factors).text, *(axis if whole == 2 else []))

    def _multiplied(self, left: Code, factor: Formula, rank: int) -> Code:
        """left @ factor, for a row or a matrix on the left."""
        matrix = _inverted(factor)
        if matrix is not None:
            system = transposed(matrix)
            if rank == 1:
                return self.solved(system, left.text, rank)
            return replace(turned(self.solved(system, turned(left).text, rank)), chain=True)
        if isinstance(factor, Diagonal):
            return times([left, self.visit(factor.body)])
        right = self.visit(factor)
        before = closed(left, Binding.TERM if left.chain else Binding.POWER)
        return Code(f"{before} @ {closed(right, Binding.POWER)}", Binding.TERM, chain=True)

    def _applied(self, factor: Formula, right: Code, rank: int) -> Code:
        """factor @ right, for a column or a matrix on the right."""
        matrix = _inverted(factor)
        if matrix is not None:
            return replace(self.solved(matrix, right.text, rank), chain=True)
        if isinstance(factor, Diagonal):
            vector = self.visit(factor.body)
            if rank == 1:
                return times([vector, right])
            return times([Code(f"{closed(vector)}[:, None]"), right], last_open=True)
        left = self.visit(factor)
        # (A @ B) @ C is as good as A @ (B @ C), but (A @ B) @ x costs more than A @ (B @ x).
        joined = right.chain and (rank == 2 or axes(factor) == 1)
        text = f"{closed(left, Binding.POWER)} @ {closed(right, Binding.TERM if joined else Binding.POWER)}"
        return Code(text, Binding.TERM, chain=True)


def _flat(factors: Sequence[Formula]) -> list[Formula]:
    flat: list[Formula] = []
    for factor in factors:
        flat += _flat(factor.factors) if isinstance(factor, Product) else [factor]
    return flat


def _segments(factors: Sequence[Formula]) -> Iterator[list[Formula]]:
    """The factors parted where the inner dimension is 1: u vᵀ is an outer product, and (uᵀv) a scalar."""
    segment: list[Formula] = []
    for factor in factors:
        if segment and factor.rows == ONE:
            yield segment
            segment = []
        segment.append(factor)
    yield segment


def _inverted(formula: Formula) -> Formula | None:
    """M for M⁻¹, and Mᵀ for its transpose, where solving gives the same value: for a matrix that is given.

    A computed one, such as XᵀX, may be singular at a point where the formula only has a limit, and there a solver may
    differ from the formula, or stop.
    """
    match formula:
        case Inverse(body=Symbol() as body):
            return body
        case Transpose(body=Inverse(body=Symbol() as body)):
            return transposed(body)
        case _:
            return None


def _triangle(matrix: Formula) -> int:
    """1 for a matrix that is lower triangular by its properties, −1 for an upper triangular one, else 0."""
    if isinstance(matrix, Transpose):
        return -_triangle(matrix.body)
    properties = matrix.properties if isinstance(matrix, Symbol) else frozenset()
    return 1 if "lower triangular" in properties else -1 if "upper triangular" in properties else 0


def transposed(formula: Formula) -> Formula:
    """The transpose, without a second sign."""
    return formula.body if isinstance(formula, Transpose) else Transpose(formula)


def is_ones(formula: Formula) -> bool:
    """Whether a formula is 𝟏 or 𝟏ᵀ, or a matrix of ones."""
    turned = formula.body if isinstance(formula, Transpose) else formula
    return isinstance(turned, Filled) and turned.value == 1


__all__ = ["ProductPrinter", "is_ones", "transposed"]
