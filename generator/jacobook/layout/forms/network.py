"""The way back to matrices: a product of entries as a graph, reduced until no summed index is left.

Indices are vertices, matrices are edges, vectors are labels of vertices, scalars stand apart. Each reduction removes a
summed vertex or merges two edges; vectors are multiplied in before matrices, which prints Aᵀ(Ax − b) and never AᵀAx.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from jacobook.language.dimension import ONE, Dimension
from jacobook.layout.formulas import algebra
from jacobook.layout.formulas.formula import (
    Apply,
    Filled,
    Formula,
    Hadamard,
    Identity,
    Norm,
    Number,
    Power,
    Sum,
    Symbol,
    Transpose,
)

_ADD_UP_TO_1 = frozenset({"softmax_rows", "masked_softmax_rows"})
_SUM_TO_1 = frozenset({"one-hot", "probability"})
"""Properties of a vector, or of the rows of a matrix, whose entries add up to 1."""


class NoMatrixForm(Exception):
    """A derivative that has no closed matrix form here; its text says why."""


@dataclass(slots=True)
class Edge:
    """A matrix between two vertices: `matrix` has the index `row` for its rows and `column` for its columns."""

    row: int
    column: int
    matrix: Formula

    def read(self, start: int) -> Formula:
        """The matrix with `start` as its rows."""
        return self.matrix if self.row == start else algebra.transpose(self.matrix)

    def other(self, vertex: int) -> int:
        return self.column if self.row == vertex else self.row


@dataclass(slots=True)
class Network:
    """One term, while its summed indices are being removed.

    With `row_sums` Σ_k A_ik B_ik is the sum of the rows of A ⊙ B, for which no matrix is multiplied, and not diag(ABᵀ).
    """

    dimensions: tuple[Dimension, ...]
    free: frozenset[int]
    removed: set[int] = field(default_factory=set)
    scalars: list[Formula] = field(default_factory=list)
    labels: dict[int, list[Formula]] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)
    row_sums: bool = False

    def reduce(self) -> None:
        """Remove every summed index that does not stand in three or more matrices; see `remaining`."""
        rules = (
            self._loop,
            self._isolated_vertex,
            self._frobenius,
            self._matrix_times_vector,
            self._matrix_times_matrix,
            self._parallel_edges,
            self._row_sums,
            self._matrix_diagonal_matrix,
        )
        while self._reducible() and any(rule() for rule in rules):
            pass

    def _reducible(self) -> bool:
        """Whether a rule might apply; of most terms none does from the beginning."""
        return len(self.edges) > 1 or any(e.row == e.column for e in self.edges) or bool(self._bound())

    def apart(self, vertex: int) -> int:
        """A fresh index that is tied to another by δ."""
        fresh = len(self.dimensions)
        self.dimensions = (*self.dimensions, self.dimensions[vertex])
        self.edges.append(Edge(fresh, vertex, Identity(self.dimensions[vertex])))
        return fresh

    def reached(self, vertices: tuple[int, ...]) -> frozenset[int]:
        """These indices and all that matrices tie to them."""
        found = set(vertices)
        while more := {end for e in self.edges if {e.row, e.column} & found for end in (e.row, e.column)} - found:
            found |= more
        return frozenset(found)

    def within(self, vertices: frozenset[int]) -> Network:
        """The part of the network that has these indices."""
        others = {vertex for vertex in range(len(self.dimensions)) if vertex not in vertices}
        labels = {vertex: vectors for vertex, vectors in self.labels.items() if vertex in vertices}
        edges = [edge for edge in self.edges if edge.row in vertices]
        return Network(self.dimensions, self.free & vertices, self.removed | others, [], labels, edges, self.row_sums)

    def remaining(self) -> list[int]:
        """The summed indices that no rule has removed."""
        return self._bound()

    def _bound(self) -> list[int]:
        return [v for v in range(len(self.dimensions)) if v not in self.free and v not in self.removed]

    def at(self, vertex: int) -> list[Edge]:
        """The matrices that have an index."""
        return [edge for edge in self.edges if vertex in (edge.row, edge.column)]

    def label(self, vertex: int) -> Formula:
        """The element-wise product of a vertex's labels, a column; 𝟏 where it has none."""
        labels = self.labels.get(vertex, [])
        if not labels:
            return Filled(1, self.dimensions[vertex], ONE)
        return algebra.hadamard(*labels)

    def _add_label(self, vertex: int, vector: Formula) -> None:
        self.labels.setdefault(vertex, []).append(vector)

    def _loop(self) -> bool:
        for edge in self.edges:
            if edge.row != edge.column:
                continue
            self.edges.remove(edge)
            vertex = edge.row
            if vertex not in self.free and not self.at(vertex) and not self.labels.get(vertex):
                self.scalars.append(algebra.trace(edge.matrix))
                self.removed.add(vertex)
            else:
                self._add_label(vertex, algebra.diagonal_part(edge.matrix))
            return True
        return False

    def _isolated_vertex(self) -> bool:
        for vertex in self._bound():
            if self.at(vertex):
                continue
            self.scalars.append(total(self.labels.get(vertex, []), self.dimensions[vertex]))
            self.removed.add(vertex)
            return True
        return False

    def _frobenius(self) -> bool:
        """Σ_ij A_ij B_ij = tr(AᵀB), when nothing else holds i or j."""
        for vertex in self._bound():
            edges = self.at(vertex)
            others = {edge.other(vertex) for edge in edges}
            if len(others) != 1 or vertex in others or self.labels.get(vertex):
                continue
            (other,) = others
            if other in self.free or self.labels.get(other) or len(self.at(other)) != len(edges):
                continue
            matrices = [factor for edge in edges for factor in _entrywise_factors(edge.read(vertex))]
            if len(matrices) < 2:
                continue
            left, right = matrices[0], matrices[1:]
            if right == [left]:
                left = left.body if isinstance(left, Transpose) else left
                right = [left]
            if isinstance(left, Sum) and right == [left]:
                self.scalars.append(algebra.power(Norm(left, "frobenius"), Fraction(2)))
            else:
                self.scalars.append(algebra.trace(algebra.product(algebra.transpose(left), algebra.hadamard(*right))))
            self.edges = [edge for edge in self.edges if edge not in edges]
            self.removed |= {vertex, other}
            return True
        return False

    def _matrix_times_vector(self) -> bool:
        for vertex in self._bound():
            edges = self.at(vertex)
            if len(edges) == 1 and self.labels.get(vertex):
                self._contract(vertex, edges[0])
                return True
        return False

    def _row_sums(self) -> bool:
        for vertex in self._bound():
            edges = self.at(vertex)
            if len(edges) == 1:
                self._contract(vertex, edges[0])
                return True
        return False

    def _contract(self, vertex: int, edge: Edge) -> None:
        end = edge.other(vertex)
        matrix = edge.read(end)
        squared = _entrywise_factors(matrix)
        if not self.labels.get(vertex) and self._adds_up_to_1(matrix):
            self.edges.remove(edge)
            self.removed.add(vertex)
            return
        squares = not self.row_sums and not self.labels.get(vertex)
        if squares and len(squared) == 2 and squared[0] == squared[1]:
            # Σ_k (M_ik)² is written diag(MMᵀ), as the author of a Gram matrix wrote it.
            self._add_label(end, algebra.diagonal_part(algebra.product(squared[0], algebra.transpose(squared[0]))))
        else:
            self._add_label(end, algebra.product(matrix, self.label(vertex)))
        self.edges.remove(edge)
        self.removed.add(vertex)

    def _adds_up_to_1(self, matrix: Formula) -> bool:
        """Whether the entries of every row add up to 1: of a softmax of rows, and where that is declared."""
        if isinstance(matrix, Apply):
            return self.row_sums and matrix.function in _ADD_UP_TO_1
        return isinstance(matrix, Symbol) and matrix.rank == 2 and not matrix.properties.isdisjoint(_SUM_TO_1)

    def _matrix_times_matrix(self) -> bool:
        return self._join(labelled=False)

    def _matrix_diagonal_matrix(self) -> bool:
        return self._join(labelled=True)

    def _join(self, *, labelled: bool) -> bool:
        for vertex in self._bound():
            edges = self.at(vertex)
            if len(edges) != 2 or bool(self.labels.get(vertex)) != labelled:
                continue
            first, second = edges
            start, end = first.other(vertex), second.other(vertex)
            if self.row_sums and start == end:
                continue
            between = (algebra.diagonal(self.label(vertex)),) if labelled else ()
            matrix = algebra.product(first.read(start), *between, second.read(vertex))
            position = self.edges.index(first)
            self.edges[position] = Edge(start, end, matrix)
            self.edges.remove(second)
            self.removed.add(vertex)
            return True
        return False

    def _parallel_edges(self) -> bool:
        for position, edge in enumerate(self.edges):
            for other in self.edges[position + 1 :]:
                if {edge.row, edge.column} == {other.row, other.column}:
                    merged = entrywise(edge.matrix, other.read(edge.row))
                    self.edges[position] = Edge(edge.row, edge.column, merged)
                    self.edges.remove(other)
                    return True
        return False


def _entrywise_factors(matrix: Formula) -> list[Formula]:
    """The matrices whose element-wise product a matrix is."""
    match matrix:
        case Hadamard(factors=factors):
            return list(factors)
        case Power(base=base, exponent=Number(value=exponent)) if exponent == 2:
            return [base, base]
        case Transpose(body=Hadamard() | Power() as body):
            return [algebra.transpose(factor) for factor in _entrywise_factors(body)]
        case _:
            return [matrix]


def entrywise(left: Formula, right: Formula) -> Formula:
    """A ⊙ B, where I ⊙ B is the diagonal of B."""
    if isinstance(left, Identity):
        return algebra.diagonal(algebra.diagonal_part(right))
    if isinstance(right, Identity):
        return algebra.diagonal(algebra.diagonal_part(left))
    return algebra.hadamard(left, right)


def total(labels: list[Formula], dimension: Dimension) -> Formula:
    """The sum over an index of the product of vectors that carry it: 𝟏ᵀu, uᵀv, (u ⊙ v)ᵀw."""
    if len(labels) == 1:
        part = algebra.split(labels[0])
        body = part.body
        match body:
            case Power(base=Sum() as base, exponent=Number(value=exponent)) if exponent == 2:
                scalar = algebra.power(Norm(base), exponent)
            case Power(base=base, exponent=Number(value=exponent)) if exponent == 2:
                scalar = algebra.product(algebra.transpose(base), base)
            case Apply(function="softmax"):
                scalar = algebra.UNIT
            case Symbol(rank=1, properties=properties) if not properties.isdisjoint(_SUM_TO_1):
                scalar = algebra.UNIT
            case Hadamard(factors=factors):
                scalar = algebra.inner_product(algebra.hadamard(*factors[:-1]), factors[-1])
            case _:
                assert body is not None
                scalar = algebra.inner_product(Filled(1, dimension, ONE), body)
        return algebra.multiple(part.coefficient, part.numerators, part.denominators, scalar)
    # A sum keeps its brackets on the left, (x − s)ᵀ W (x − s), so a plain symbol goes last only if it must.
    *front, last = sorted(labels, key=lambda label: isinstance(label, Sum))
    return algebra.inner_product(algebra.hadamard(*front), last)
