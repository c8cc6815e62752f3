"""Assembly: a reduced network, with some of its free indices as rows and the others as columns, as one formula.

Two indices on one side are taken together, the first the slower: rows (j, i) are the rows of vec(M) for M_ij, columns
stacked. So P_jl Q_ik with rows (j, i) and columns (l, k) is P ⊗ Q, and with P_jk Q_il it is (P ⊗ Q) K. The conventions
are those of Magnus and Neudecker, Matrix Differential Calculus, ch. 2 and 3.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain, permutations

from jacobook.language.dimension import ONE, Dimension
from jacobook.layout.forms.network import Edge, Network, NoMatrixForm, entrywise
from jacobook.layout.formulas import algebra
from jacobook.layout.formulas.formula import Filled, Formula, Identity

Side = tuple[int, ...]

_MOST_GROUPS = 5
_MOST_EXCHANGES = 3


@dataclass(slots=True)
class _Part:
    """The edges and labels that are still to be placed."""

    dimensions: tuple[Dimension, ...]
    edges: list[Edge]
    labels: dict[int, Formula] = field(default_factory=dict)

    def take_label(self, vertex: int) -> Formula:
        """The vertex's vector, once; 𝟏 when it has none or it has been placed."""
        return self.labels.pop(vertex, Filled(1, self.dimensions[vertex], ONE))

    def take_edge(self, row: int, column: int) -> Formula | None:
        """The matrix between two vertices, its rows following the first."""
        for edge in self.edges:
            if {edge.row, edge.column} == {row, column}:
                self.edges.remove(edge)
                return edge.read(row)
        return None

    def scaled(self, row: int, column: int) -> Formula | None:
        """diag(u) M diag(v), of the matrix between two vertices and their labels."""
        matrix = self.take_edge(row, column)
        if matrix is None:
            return None
        left, right = self.take_label(row), self.take_label(column)
        if isinstance(matrix, Identity):
            kept = [vector for vector in (left, right) if not isinstance(vector, Filled)]
            return algebra.diagonal(algebra.hadamard(*kept)) if kept else matrix
        around = [None if isinstance(vector, Filled) else algebra.diagonal(vector) for vector in (left, right)]
        return algebra.product(*(m for m in (around[0], matrix, around[1]) if m is not None))

    def block(self, row: int, column: int) -> Formula:
        """The matrix between two vertices; the outer product of their labels where there is none."""
        matrix = self.scaled(row, column)
        return self.outer(self.take_label(row), self.take_label(column)) if matrix is None else matrix

    @staticmethod
    def outer(left: Formula, right: Formula) -> Formula:
        """The matrix u vᵀ, with 𝟏𝟏ᵀ as a matrix of ones."""
        if isinstance(left, Filled) and isinstance(right, Filled):
            return Filled(1, left.rows, right.rows)
        return algebra.product(left, algebra.transpose(right))


def assemble(network: Network, rows: Side, columns: Side) -> Formula:
    """The formula of a network whose free indices are `rows` and `columns`.

    Raises `NoMatrixForm` for more than two indices on a side, and where summed indices are tied in a way that products,
    ⊙, ⊗ and Khatri–Rao products cannot express.
    """
    labels = {vertex: network.label(vertex) for vertex, vectors in network.labels.items() if vectors}
    part = _Part(network.dimensions, list(network.edges), labels)
    if len(rows) > 2 or len(columns) > 2:
        return _by_components(part, rows, columns, network.remaining())
    return _whole(part, rows, columns, network.remaining())


def _whole(part: _Part, rows: Side, columns: Side, stars: list[int]) -> Formula:
    """The formula of a part of which nothing is left out. Raises `NoMatrixForm`."""
    found = _assemble(part, rows, columns, stars)
    if part.edges or part.labels.keys() & {*rows, *columns}:
        raise NoMatrixForm("no matrix product expresses how the indices are connected")
    return found


def _assemble(part: _Part, rows: Side, columns: Side, stars: list[int]) -> Formula:
    if stars:
        return _through_star(part, rows, columns, stars)
    if not rows and not columns:
        return algebra.UNIT
    if not columns:
        return _column(part, rows)
    if not rows:
        return algebra.transpose(_column(part, columns))
    if not _connected(part, rows, columns):
        return part.outer(_column(part, rows), _column(part, columns))
    _untangle(part, rows, columns)
    rows, left = _inside(part, rows)
    columns, right = _inside(part, columns)
    core = _across(part, rows, columns)
    return algebra.product(*left, core, *(algebra.transpose(matrix) for matrix in right))


def _by_components(part: _Part, rows: Side, columns: Side, stars: list[int]) -> Formula:
    """The Kronecker product of the parts that no matrix ties together, with their indices brought into order by K.

    So ∂vec(A ⊗ X)/∂vec(X) is (I ⊗ K ⊗ I)(vec(A) ⊗ I) (Magnus and Neudecker, ch. 3). Of the orders of the parts the one
    is taken that needs the fewest exchanges of neighbours.
    """
    groups = _tied_together(part, (*rows, *columns, *stars))
    if not 1 < len(groups) <= _MOST_GROUPS:
        raise NoMatrixForm("the answer has more than two indices on a side, connected by matrices")

    def of(side: Side, ordered: Sequence[frozenset[int]]) -> Side:
        return tuple(index for group in ordered for index in side if index in group)

    def exchanges(ordered: Sequence[frozenset[int]]) -> int:
        return sum(len(_exchanges(of(side, ordered), side)) for side in (rows, columns))

    best = min(permutations(groups), key=exchanges)
    if exchanges(best) > _MOST_EXCHANGES:
        raise NoMatrixForm("the answer needs too many commutation matrices to be readable")
    factors = []
    for group in best:
        edges = [edge for edge in part.edges if edge.row in group]
        labels = {vertex: label for vertex, label in part.labels.items() if vertex in group}
        sides = of(rows, [group]), of(columns, [group])
        if max(map(len, sides)) > 2:
            raise NoMatrixForm("the answer has more than two indices on a side, connected by matrices")
        own = _Part(part.dimensions, edges, labels)
        factors.append(_whole(own, *sides, [star for star in stars if star in group]))
    result = factors[-1]
    for factor in reversed(factors[:-1]):
        result = algebra.kronecker(factor, result)
    for exchange in _exchanges(of(rows, best), rows):
        result = algebra.product(_exchange(part.dimensions, *exchange), result)
    for exchange in _exchanges(of(columns, best), columns):
        result = algebra.product(result, algebra.transpose(_exchange(part.dimensions, *exchange)))
    return result


def _tied_together(part: _Part, vertices: Side) -> list[frozenset[int]]:
    """The indices in groups, each tied by matrices, in the order in which they come."""
    groups = [{vertex} for vertex in vertices]
    for edge in part.edges:
        tied = [group for group in groups if group & {edge.row, edge.column}]
        tied[0].update(*tied[1:])
        groups = [group for group in groups if not any(group is other for other in tied[1:])]
    return [frozenset(group) for group in groups]


def _exchanges(order: Side, wanted: Side) -> list[tuple[Side, int]]:
    """The exchanges of neighbours that bring indices into an order: before each the indices, and the first's place."""
    current, found = list(order), list[tuple[Side, int]]()
    for _ in wanted:
        for place in range(len(current) - 1):
            if wanted.index(current[place]) > wanted.index(current[place + 1]):
                found.append((tuple(current), place))
                current[place : place + 2] = current[place : place + 2][::-1]
    return found


def _exchange(dimensions: tuple[Dimension, ...], order: Side, place: int) -> Formula:
    """I ⊗ K ⊗ I, which exchanges the index at a place and the next among those of a stack."""
    sizes = [dimensions[index] for index in order]
    swap = algebra.commutation(sizes[place + 1], sizes[place])
    return algebra.between_identities(sizes[:place], swap, sizes[place + 2 :])


def _connected(part: _Part, rows: Side, columns: Side) -> bool:
    """Whether some matrix has a row index at one end and a column index at the other."""
    ends = ({edge.row, edge.column} for edge in part.edges)
    return any(pair & {*rows} and pair & {*columns} for pair in ends)


def _untangle(part: _Part, rows: Side, columns: Side) -> None:
    """Where δ makes indices of both sides one, tie them once each, and move what they share to where it is placed.

    A matrix between such an index and another goes to the side of the other, or across where δ has taken the whole of
    the one side; one between two of them only has a diagonal there; labels are those of the first row.
    """
    alike = _Part(part.dimensions, [edge for edge in part.edges if isinstance(edge.matrix, Identity)])
    for tied in _tied_together(alike, (*rows, *columns)):
        here, there = ([index for index in side if index in tied] for side in (rows, columns))
        if not here or not there:
            continue
        ends = dict.fromkeys(rows, here[0]) | dict.fromkeys(columns, there[0])
        if len(tied) > 2:
            ends = dict.fromkeys(rows, there[0]) | dict.fromkeys(columns, here[0])
        edges = [Edge(here[0], there[0], Identity(part.dimensions[here[0]]))]
        edges += [
            Edge(index, side[0], Identity(part.dimensions[index])) for side in (here, there) for index in side[1:]
        ]
        vectors = [part.labels.pop(index) for index in sorted(tied) if index in part.labels]
        for edge in part.edges:
            own = [index for index in (edge.row, edge.column) if index in tied]
            if len(own) == 1:
                other = edge.other(own[0])
                edges.append(Edge(ends[other], other, edge.read(own[0])))
            elif not own:
                edges.append(edge)
            elif not isinstance(edge.matrix, Identity):
                vectors.append(algebra.diagonal_part(edge.matrix))
        part.edges = edges
        if vectors:
            part.labels[here[0]] = algebra.hadamard(*vectors)
    _merge_parallels(part)


def _merge_parallels(part: _Part) -> None:
    """A ⊙ B for two matrices between the same two indices."""
    merged: dict[frozenset[int], Edge] = {}
    for edge in part.edges:
        between = frozenset((edge.row, edge.column))
        known = merged.get(between)
        matrix = edge.matrix if known is None else entrywise(known.matrix, edge.read(known.row))
        merged[between] = Edge(*((edge.row, edge.column) if known is None else (known.row, known.column)), matrix)
    part.edges = [*merged.values()]


def _inside(part: _Part, side: Side) -> tuple[Side, list[Formula]]:
    """A matrix between the two indices of one side: δ selects their diagonal, any other scales them by diag(vec(M))."""
    matrix = part.take_edge(side[1], side[0]) if len(side) == 2 else None
    if matrix is None:
        return side, []
    if not isinstance(matrix, Identity):
        return side, [algebra.diagonal(algebra.vec(matrix))]
    kept, dropped = side if _carries(part, side[0]) else side[::-1]
    for position, edge in enumerate(part.edges):
        if dropped in (edge.row, edge.column):
            part.edges[position] = Edge(kept, edge.other(dropped), edge.read(dropped))
    if dropped in part.labels:
        part.labels[kept] = algebra.hadamard(part.take_label(kept), part.labels.pop(dropped))
    return (kept,), [algebra.khatri_rao(matrix, matrix)]


def _carries(part: _Part, vertex: int) -> bool:
    return vertex in part.labels or any(vertex in (edge.row, edge.column) for edge in part.edges)


def _column(part: _Part, side: Side) -> Formula:
    """The column over the indices of one side alone: u, u ⊗ v, or vec(M)."""
    if len(side) == 1:
        return part.take_label(side[0])
    slow, fast = side
    matrix = part.scaled(fast, slow)
    if matrix is not None:
        return algebra.vec(matrix)
    return algebra.kronecker(part.take_label(slow), part.take_label(fast))


def _across(part: _Part, rows: Side, columns: Side) -> Formula:
    match len(rows), len(columns):
        case 1, 1:
            return part.block(rows[0], columns[0])
        case 2, 1:
            return _two_by_one(part, rows, columns[0])
        case 1, 2:
            return algebra.transpose(_two_by_one(part, columns, rows[0]))
        case _:
            return _two_by_two(part, rows, columns)


def _two_by_one(part: _Part, rows: Side, column: int) -> Formula:
    first, second = part.scaled(rows[0], column), part.scaled(rows[1], column)
    if first is not None and second is not None:
        return algebra.khatri_rao(first, second)
    if first is None and second is not None:
        return algebra.kronecker(part.take_label(rows[0]), second)
    assert first is not None
    return algebra.kronecker(first, part.take_label(rows[1]))


def _two_by_two(part: _Part, rows: Side, columns: Side) -> Formula:
    """P ⊗ Q for indices that match in order, (P ⊗ Q) K or K (Q ⊗ P) for those that match crosswise."""
    (r, s), (c, d) = rows, columns
    across = [{edge.row, edge.column} for edge in part.edges]
    straight = {r, c} in across or {s, d} in across
    crossed = {r, d} in across or {s, c} in across
    factors = []
    if straight:
        factors.append(algebra.kronecker(part.block(r, c), part.block(s, d)))
    if crossed:
        if part.dimensions[r] == part.dimensions[s]:
            swap = algebra.commutation(part.dimensions[r], part.dimensions[s])
            factors.append(algebra.product(swap, algebra.kronecker(part.block(s, c), part.block(r, d))))
        else:
            swap = algebra.commutation(part.dimensions[d], part.dimensions[c])
            factors.append(algebra.product(algebra.kronecker(part.block(r, d), part.block(s, c)), swap))
    return algebra.hadamard(*factors)


def _through_star(part: _Part, rows: Side, columns: Side, stars: list[int]) -> Formula:
    """Σ_s L_rs u_s R_sc: an index in three or more matrices, as the inner index of a product of Khatri–Rao products."""
    star = stars[0]
    if len(stars) > 1:
        raise NoMatrixForm("several summed indices each appear in three or more factors")
    at_star = [edge for edge in part.edges if star in (edge.row, edge.column)]
    ends = [edge.other(star) for edge in at_star]
    if not set(ends) <= {*rows, *columns}:
        raise NoMatrixForm("a summed index appears in three or more factors, which no matrix product expresses")
    weight = part.take_label(star)
    rest = [edge for edge in part.edges if edge not in at_star]
    left = _one_side(part, [edge for edge in at_star if edge.other(star) in rows], rows, star)
    right = _one_side(part, [edge for edge in at_star if edge.other(star) in columns], columns, star)
    middle = () if isinstance(weight, Filled) else (algebra.diagonal(weight),)
    if left is None and right is None:
        raise NoMatrixForm("a summed index is connected to no free index")
    if left is None or right is None:
        side = left if right is None else right
        assert side is not None
        summed = algebra.product(side, weight)
        core = summed if right is None else algebra.transpose(summed)
        opposite = columns if right is None else rows
        if opposite and rest:
            raise NoMatrixForm("a summed index appears in three or more factors, which no matrix product expresses")
        if opposite:
            other = _column(part, opposite)
            return algebra.product(core, algebra.transpose(other)) if right is None else algebra.product(other, core)
    else:
        core = algebra.product(left, *middle, algebra.transpose(right))
    if not rest:
        return core
    part.edges = rest
    return algebra.hadamard(core, _assemble(part, rows, columns, []))


def _one_side(part: _Part, edges: list[Edge], side: Side, star: int) -> Formula | None:
    """The factors of a star on one side of the answer, as a matrix whose columns follow the star."""
    if not edges:
        return None
    ends = set(chain(*((edge.row, edge.column) for edge in edges)))
    labels = {vertex: part.labels.pop(vertex) for vertex in side if vertex in ends and vertex in part.labels}
    return _across(_Part(part.dimensions, list(edges), labels), side, (star,))
