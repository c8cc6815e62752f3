"""Linear operators of four indices applied to matrices, where two of their indices are summed with a matrix."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from jacobook.calculus import index_algebra
from jacobook.calculus.index_form import Array, Element, Identity, Term, reindex
from jacobook.calculus.operators import SOLUTIONS, OperatorTensor
from jacobook.language.functions import FUNCTIONS
from jacobook.layout.forms.network import Edge, NoMatrixForm
from jacobook.layout.formulas import algebra
from jacobook.layout.formulas import formula as f

Read = Callable[[Array], f.Formula]
"""What reads an array as a matrix. Raises `NoMatrixForm`."""


@dataclass(frozen=True, slots=True)
class _Cut:
    """An operator with the matrix that one of its pairs of indices is summed with: the factors of that matrix.

    `turned` says that it is the pair of the value, so that the adjoint is applied.
    """

    operator: OperatorTensor
    summed: tuple[int, ...]
    kept: tuple[int, ...]
    inside: tuple[Element, ...]
    reached: frozenset[int]
    turned: bool


def has_operator(term: Term) -> bool:
    """Whether a term has an operator of four indices."""
    return any(isinstance(element.tensor, OperatorTensor) for element in term.factors)


def operators_applied(term: Term, rank: int, read: Read) -> tuple[Term, list[Edge]]:
    """The term without its operators, and what these make of the matrices that they are summed with.

    The first `rank` indices are free. Raises `NoMatrixForm` where no pair of indices of an operator is summed with a
    matrix that stands apart from all else.
    """
    edges: list[Edge] = []
    while has_operator(term):
        # What holds other operators is read with them.
        found = max(_cuts(term, rank, edges), key=lambda cut: len(cut.inside), default=None)
        if found is None:
            name = next(e.tensor.name for e in term.factors if isinstance(e.tensor, OperatorTensor))
            what = f"the {FUNCTIONS[name].title}" if name in SOLUTIONS else f"the derivative of {name}"
            raise NoMatrixForm(
                f"a change of the value is {what} in the direction of a change of the matrix, and no matrix; "
                "the backward and the forward pass have forms"
            )
        applied = _applied(found, _matrix(term, found), read)
        term, moved = _without(term, found)
        edges = [Edge(moved[edge.row], moved[edge.column], edge.matrix) for edge in edges]
        edges.append(Edge(moved[found.kept[0]], moved[found.kept[1]], applied))
    return term, edges


def _cuts(term: Term, rank: int, edges: Sequence[Edge]) -> Iterator[_Cut]:
    for element in term.factors:
        if not isinstance(element.tensor, OperatorTensor):
            continue
        others = [other for other in term.factors if other is not element]
        for turned in (False, True):
            halves = element.indices[:2], element.indices[2:]
            kept, summed = halves[::-1] if turned else halves
            reached = _reached(summed, others)
            apart = not reached & {*kept, *range(rank), *(end for edge in edges for end in (edge.row, edge.column))}
            if apart:
                inside = tuple(other for other in others if reached.intersection(other.indices))
                yield _Cut(element.tensor, summed, kept, inside, reached, turned)


def _reached(start: Sequence[int], factors: Sequence[Element]) -> frozenset[int]:
    """These indices and all that factors tie to them."""
    found = set(start)
    while more := {i for each in factors if found.intersection(each.indices) for i in each.indices} - found:
        found |= more
    return frozenset(found)


def _matrix(term: Term, cut: _Cut) -> Array:
    """The matrix that an operator is summed with; of two indices that are one, a diagonal matrix."""
    first, second = cut.summed
    ends = [first] if first == second else [first, second]
    inner = sorted(cut.reached - {first, second})
    shape = tuple(term.dimensions[index] for index in cut.summed)
    places = dict(zip(ends, range(2), strict=False)) | {index: 2 + k for k, index in enumerate(inner)}
    factors = [Element(each.tensor, tuple(places[i] for i in each.indices)) for each in cut.inside]
    if first == second:
        factors.append(Element(Identity(shape[0]), (0, 1)))
    dimensions = (*shape, *(term.dimensions[index] for index in inner))
    return index_algebra.array(shape, [Term(1, tuple(factors), dimensions)])


def _without(term: Term, cut: _Cut) -> tuple[Term, dict[int, int]]:
    """The term without an operator, its matrix and their summed indices, and where the others are then."""
    factors = tuple(
        each
        for each in term.factors
        if each not in cut.inside and not (each.tensor is cut.operator and cut.reached & set(each.indices))
    )
    kept = [index for index in range(len(term.dimensions)) if index not in cut.reached]
    moved = {index: place for place, index in enumerate(kept)}
    rest = Term(term.coefficient, factors, term.dimensions)
    return reindex(rest, moved, (term.dimensions[index] for index in kept)), moved


def _applied(cut: _Cut, matrix: Array, read: Read) -> f.Formula:
    """What the operator, or its adjoint, makes of the matrix."""
    given = [read(array) for array in cut.operator.given]
    if cut.turned:
        given = [algebra.transpose(each) for each in given]
    body = read(matrix)
    name = cut.operator.name if cut.operator.name in SOLUTIONS else f"{cut.operator.name}_frechet"
    return f.Apply(name, (*given, body), given[0].rows, given[-1].columns)
