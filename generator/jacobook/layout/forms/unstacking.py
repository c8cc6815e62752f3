"""Stacked indices that are summed over: what vec or ⊗ stands beside is taken apart, or multiplied as it is.

In a term of index form the index f = (a − 1)·|b| + b of vec and ⊗ is tied to its two parts by a fusion. Where a vector
carries f, the matrix whose stacked columns it is carries a and b: xᵀ vec(M) = tr(mat(x)ᵀM). A matrix C with such an
index on one side is multiplied by the ⊗ on its other side, C (A ⊗ B); one with such indices on both sides is traced
over a pair of their parts: Σ_kl B_kl C_(jl)(ik) = (I ⊗ vec(B)ᵀ)(C ⊗ I)(I ⊗ vec(I)). (Magnus and Neudecker, Matrix
Differential Calculus, ch. 2 and 3; Van Loan 2000, "The ubiquitous Kronecker product".)
"""

from __future__ import annotations

from collections.abc import Sequence

from jacobook.language.dimension import ONE, Dimension
from jacobook.layout.forms.assembly import Side, assemble
from jacobook.layout.forms.network import Edge, Network, NoMatrixForm
from jacobook.layout.formulas import algebra
from jacobook.layout.formulas.formula import Filled, Formula, Identity, Product, is_column

Parts = tuple[int, int]
"""The two indices in whose place an index stands, the slower first."""


def placed(network: Network, stacked: dict[int, Parts], rows: Side, columns: Side) -> Formula:
    """The formula of a network with these rows and columns, in which some indices are stacked and summed over.

    `stacked` are these indices with their parts. Raises `NoMatrixForm`.
    """
    waiting = dict(stacked)
    sides = [rows, columns]
    while True:
        free = frozenset((*sides[0], *sides[1]))
        network.free = free.union(waiting, *waiting.values())
        network.reduce()
        if _open_side(network, waiting, sides):
            continue
        if not any(rule(network, waiting, free) for rule in (_as_matrix, _scaled, _both_parts, _one_part, _as_stack)):
            break
    if not free.isdisjoint(waiting):
        raise NoMatrixForm("a stacked index of vec or ⊗ also appears in another matrix")
    before, after = list[Formula](), list[Formula]()
    while len(waiting) > 0 and (cut := _cut(network, waiting, sides)) is not None:
        place, matrix = cut
        if place == 0:
            before.append(matrix)
        else:
            after.insert(0, algebra.transpose(matrix))
    middle = _bridged(network, waiting, *sides) if waiting else assemble(network, *sides)
    return algebra.product(*before, middle, *after) if before or after else middle


def _open_side(network: Network, waiting: dict[int, Parts], sides: list[Side]) -> bool:
    """A free index that only vectors carry gives way to its parts."""
    for place, side in enumerate(sides):
        for fused in side:
            if fused in waiting and not network.at(fused):
                parts = _own(network, waiting[fused], sides)
                _as_edge(network, fused, parts)
                sides[place] = tuple(part for index in side for part in (parts if index == fused else (index,)))
                _spend(network, waiting, fused)
                return True
    return False


def _as_edge(network: Network, fused: int, parts: Parts) -> None:
    """The vectors that carry a stacked index, as a matrix between its parts."""
    slow, fast = parts
    if network.labels.get(fused):
        sizes = network.dimensions[fast], network.dimensions[slow]
        network.edges.append(Edge(fast, slow, algebra.unvec(network.label(fused), *sizes)))
        del network.labels[fused]


def _cut(network: Network, waiting: dict[int, Parts], sides: list[Side]) -> tuple[int, Formula] | None:
    """A matrix with a stacked index at one end and a free one at the other, taken off from all that is in between.

    The parts of the stacked index then stand in the place of the free one. What is returned is on which of the two
    sides that was, and by what that side is to be multiplied.
    """
    for fused, parts in waiting.items():
        edges = network.at(fused)
        other = edges[0].other(fused) if len(edges) == 1 else fused
        place = next((place for place, side in enumerate(sides) if other in side), None)
        if place is None or len(network.at(other)) > 1 or network.labels.get(other):
            continue
        side, at = sides[place], sides[place].index(other)
        sizes = [[network.dimensions[index] for index in part] for part in (side[:at], side[at + 1 :])]
        matrix = algebra.between_identities(sizes[0], edges[0].read(other), sizes[1])
        network.edges = [edge for edge in network.edges if edge is not edges[0]]
        _spend(network, waiting, fused)
        network.removed.add(other)
        sides[place] = (*side[:at], *_own(network, parts, sides), *side[at + 1 :])
        network.free = frozenset((*sides[0], *sides[1])).union(waiting, *waiting.values())
        network.reduce()
        return place, matrix
    return None


def _own(network: Network, parts: Parts, sides: Sequence[Side]) -> Parts:
    """The parts, each as an index of its own where it is a free one already."""
    slow, fast = (network.apart(part) if any(part in side for side in sides) else part for part in parts)
    return slow, fast


def _bridged(network: Network, waiting: dict[int, Parts], rows: Side, columns: Side) -> Formula:
    """L C R, for a matrix C with stacked indices at both ends, one tied to the rows and the other to the columns."""
    bridges = _pairs(network, waiting)
    if len(waiting) > 2 or len(bridges) != 1:
        raise NoMatrixForm("a stacked index of vec or ⊗ is summed over with too many factors")
    edge, first, second = bridges[0]
    network.edges = [each for each in network.edges if each is not edge]
    network.removed |= {edge.row, edge.column}
    first, second = _own(network, first, (rows, columns)), _own(network, second, (rows, columns))
    network.free = frozenset((*rows, *columns, *first, *second))
    network.reduce()
    for start, end, matrix in ((first, second, edge.matrix), (second, first, algebra.transpose(edge.matrix))):
        left, right = network.reached((*rows, *start)), network.reached((*end, *columns))
        if not left & right:
            outer = assemble(network.within(left), rows, start), assemble(network.within(right), end, columns)
            return algebra.product(outer[0], matrix, outer[1])
    raise NoMatrixForm("a stacked index of vec or ⊗ is summed over with too many factors")


def _labelled(network: Network, fused: int, matrix: Formula) -> Formula:
    """The matrix times the vectors that carry its column index."""
    labels = network.labels.pop(fused, [])
    return algebra.product(matrix, algebra.diagonal(algebra.hadamard(*labels))) if labels else matrix


def _as_matrix(network: Network, waiting: dict[int, Parts], _: frozenset[int]) -> bool:
    """A vector with a stacked index as a matrix with its parts."""
    for fused, parts in waiting.items():
        if not network.at(fused):
            _as_edge(network, fused, parts)
            _spend(network, waiting, fused)
            return True
    return False


def _scaled(network: Network, waiting: dict[int, Parts], _: frozenset[int]) -> bool:
    """A vector beside a matrix with the same stacked index as a diagonal factor of the matrix."""
    for fused in waiting:
        edges = network.at(fused)
        if len(edges) == 1 and network.labels.get(fused):
            (edge,) = edges
            other = edge.other(fused)
            network.edges.remove(edge)
            network.edges.append(Edge(other, fused, _labelled(network, fused, edge.read(other))))
            return True
    return False


def _spend(network: Network, waiting: dict[int, Parts], fused: int) -> None:
    network.removed.add(fused)
    del waiting[fused]


def _pairs(network: Network, waiting: dict[int, Parts]) -> list[tuple[Edge, Parts, Parts]]:
    """The matrices between two stacked indices that nothing else carries, with the parts of their rows and columns."""
    return [
        (edge, waiting[edge.row], waiting[edge.column])
        for edge in network.edges
        if edge.row != edge.column
        and {edge.row, edge.column} <= waiting.keys()
        and all(len(network.at(end)) == 1 and not network.labels.get(end) for end in (edge.row, edge.column))
    ]


def _between(network: Network, row: int, column: int, free: frozenset[int]) -> Formula | None:
    """The matrix that two parts carry and nothing else does, the outer product of their vectors where there is none."""
    if {row, column} & free or row == column:
        return None
    edges = {id(edge): edge for end in (row, column) for edge in network.at(end)}
    if any({edge.row, edge.column} != {row, column} for edge in edges.values()) or len(edges) > 1:
        return None
    left, right = network.label(row), network.label(column)
    if not edges:
        filled = isinstance(left, Filled) and isinstance(right, Filled)
        return Filled(1, left.rows, right.rows) if filled else algebra.product(left, algebra.transpose(right))
    (edge,) = edges.values()
    around = [algebra.diagonal(vector) for vector in (left, right)]
    return algebra.product(around[0], edge.read(row), around[1])


def _forget(network: Network, *parts: int) -> None:
    """Take away what two parts carry, which has been read."""
    network.edges = [edge for edge in network.edges if not {edge.row, edge.column} <= {*parts}]
    for part in parts:
        network.labels.pop(part, None)
        network.removed.add(part)


def _both_parts(network: Network, waiting: dict[int, Parts], free: frozenset[int]) -> bool:
    """Σ C_(ik)(jl) A_ij B_kl = tr(Cᵀ(A ⊗ B))."""
    for edge, rows, columns in _pairs(network, waiting):
        slow, fast = (_between(network, *pair, free) for pair in zip(rows, columns, strict=True))
        if slow is not None and fast is not None:
            network.edges.remove(edge)
            _forget(network, rows[0], columns[0])
            _forget(network, rows[1], columns[1])
            whole = algebra.product(algebra.transpose(edge.matrix), algebra.kronecker(slow, fast))
            network.scalars.append(algebra.trace(whole))
            _spend(network, waiting, edge.row)
            _spend(network, waiting, edge.column)
            return True
    return False


def _one_part(network: Network, waiting: dict[int, Parts], free: frozenset[int]) -> bool:
    """C traced over one pair of its parts, against the matrix that these two carry."""
    for edge, rows, columns in _pairs(network, waiting):
        for kept, traced in ((0, 1), (1, 0)):
            weight = _between(network, rows[traced], columns[traced], free)
            if weight is None:
                continue
            sizes = [network.dimensions[index] for index in (rows[kept], columns[kept])]
            network.edges.remove(edge)
            _forget(network, rows[traced], columns[traced])
            matrix = _traced(edge.matrix, weight, sizes[0], sizes[1], slower=traced == 0)
            network.edges.append(Edge(rows[kept], columns[kept], matrix))
            _spend(network, waiting, edge.row)
            _spend(network, waiting, edge.column)
            return True
    return False


def _as_stack(network: Network, waiting: dict[int, Parts], free: frozenset[int]) -> bool:
    """A matrix that two parts carry, and nothing else does, as the vector with the index that they make."""
    for fused, (slow, fast) in waiting.items():
        matrix = _between(
            network, fast, slow, free.union(*(parts for other, parts in waiting.items() if other != fused))
        )
        if matrix is not None and network.at(fused):
            _forget(network, fast, slow)
            network.labels.setdefault(fused, []).append(algebra.vec(matrix))
            del waiting[fused]
            return True
    return False


def _traced(matrix: Formula, weight: Formula, rows: Dimension, columns: Dimension, *, slower: bool) -> Formula:
    """P_ij = Σ_kl C_(ik)(jl) B_kl, or with `slower` Σ_kl C_(ki)(lj) B_kl; P has these rows and columns."""
    part = algebra.split(weight)
    body = part.body
    assert body is not None
    match body:
        case Product(factors=(left, right)) if is_column(left):
            left, right, middle = algebra.transpose(left), algebra.transpose(right), matrix
        case Filled():
            left, right, middle = Filled(1, ONE, body.rows), Filled(1, body.columns, ONE), matrix
        case _:
            # Σ_a L_ka R_la is B_kl where R is the identity, which each side then has as a stack.
            inner = Identity(body.columns)
            stack = algebra.vec(body if slower else algebra.transpose(body))
            left, right = algebra.transpose(stack), algebra.vec(inner)
            middle = algebra.kronecker(inner, matrix) if slower else algebra.kronecker(matrix, inner)
    around = [(left, Identity(rows)), (right, Identity(columns))]
    before, after = (algebra.kronecker(*(pair if slower else pair[::-1])) for pair in around)
    return algebra.multiple(
        part.coefficient, part.numerators, part.denominators, algebra.product(before, middle, after)
    )
