"""Inverses, determinants and functions of matrices: products are taken apart where every factor is square."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from jacobook.language.dimension import ONE
from jacobook.proof.normal_form.algebra import DELTA, UNIT, Algebra
from jacobook.proof.normal_form.matrix_powers import power_factor
from jacobook.proof.normal_form.powers import content, power, power_by
from jacobook.proof.normal_form.terms import (
    Atom,
    Closed,
    Exponent,
    Factor,
    Index,
    Term,
    Terms,
    Unclear,
    closed,
    compact,
    moved,
)


class Path(NamedTuple):
    """A product of square matrices between two indices: what stands on the way, and what scales each index."""

    indices: tuple[Index, ...]
    edges: tuple[Factor, ...]
    labels: tuple[Factor, ...]


def inverse(algebra: Algebra, matrix: Terms, rows: Index, columns: Index) -> Terms:
    """The entry of an inverse at (columns, rows), given the entry of the matrix at (rows, columns)."""
    if rows.dimension != columns.dimension:
        raise Unclear("a matrix that is not square is inverted")
    if rows.dimension == ONE:
        return power(algebra, matrix, -1)
    diagonal = _diagonal(algebra, matrix, rows, columns)
    if diagonal is not None:
        return algebra.product(algebra.delta(rows, columns), power(algebra, diagonal, -1))
    number, common, rest = _scalars(matrix, rows, columns)
    outside = power(algebra, [Term(number, tuple(common))], -1) if common or number != 1 else UNIT
    path = _path(rest[0], rows, columns) if len(rest) == 1 else None
    if path is None:
        return algebra.product(outside, _inverse_atom(algebra, rest, rows, columns))
    parts = [outside, power(algebra, [Term(1, path.labels)], -1) if path.labels else UNIT]
    for edge, start, end in zip(path.edges, path.indices, path.indices[1:], strict=False):
        parts.append(_inverse_of_factor(algebra, edge, start, end))
    inner = path.indices[1:-1]
    return algebra.summed(algebra.product(*parts), inner)


def _inverse_of_factor(algebra: Algebra, edge: Factor, start: Index, end: Index) -> Terms:
    """The inverse of one factor at (end, start)."""
    if edge.atom.kind == "inverse" and edge.exponent == 1:
        straight = edge.indices == (start, end)
        return algebra.opened(edge.atom.arguments[0], (end, start) if straight else (start, end))
    if edge.atom.kind == "orthogonal" and edge.exponent == 1:
        return [Term(1, (edge,))]
    return _inverse_atom(algebra, [Term(1, (edge,))], start, end)


def _inverse_atom(algebra: Algebra, matrix: Terms, rows: Index, columns: Index) -> Terms:
    argument, indices, symmetry = _oriented(matrix, (columns, rows), (rows, columns))
    atom = Atom("inverse", compact(f"inv({argument.key})"), symmetry, arguments=(argument,))
    return algebra.term(1, [Factor(atom, indices)], ())


def _oriented(
    matrix: Terms, at: tuple[Index, Index], free: tuple[Index, Index]
) -> tuple[Closed, tuple[Index, ...], int]:
    """The matrix or its transpose, the one of the least key, with where a function of it stands, and its symmetry."""
    straight, turned = closed(matrix, free), closed(matrix, free[::-1])
    if not straight.terms:
        raise Unclear("a function of a zero matrix")
    if straight.key == turned.key:
        return straight, at, 1
    return (straight, at, 0) if straight.key < turned.key else (turned, at[::-1], 0)


def _diagonal(algebra: Algebra, matrix: Terms, rows: Index, columns: Index) -> Terms | None:
    """The diagonal, at `rows`, of a matrix that is δ times something; None where it is not known to be diagonal."""
    if not all(any(factor.atom is DELTA for factor in term.factors) for term in matrix):
        return None
    found = algebra.product(matrix, algebra.delta(rows, columns))
    return algebra.summed(found, (columns,))


def _scalars(matrix: Terms, rows: Index, columns: Index) -> tuple[Exponent, list[Factor], Terms]:
    """The number and the scalar factors that stand in every term of a matrix, and the matrix without them."""
    terms = [*closed(matrix, (rows, columns)).terms]
    if not terms:
        raise Unclear("a zero matrix is inverted")
    number, scalars, rest = content(terms, whole=True, scalars=True)
    if rest[0].coefficient < 0:
        number, rest = -number, [term._replace(coefficient=-term.coefficient) for term in rest]
    return number, scalars, rest


def _path(term: Term, rows: Index, columns: Index) -> Path | None:
    """The term as a product of square matrices and diagonal ones from `rows` to `columns`; None where it is none."""
    left = [factor for factor in term.factors if len(factor.indices) == 2]
    labels = tuple(factor for factor in term.factors if len(factor.indices) == 1)
    if len(left) + len(labels) < len(term.factors) or len(left) != len(term.bound) + 1:
        return None
    here, indices, edges = rows, [rows], []
    while left:
        edge = next((factor for factor in left if here in factor.indices), None)
        if edge is None:
            return None
        one, other = edge.indices
        here = other if one is here else one
        if here in indices or here.dimension != rows.dimension:
            return None
        left = [factor for factor in left if factor is not edge]
        indices.append(here)
        edges.append(edge)
    if here is not columns or not {*term.bound} <= {*indices} or not all(f.indices[0] in indices for f in labels):
        return None
    return Path(tuple(indices), tuple(edges), labels)


def determinant(algebra: Algebra, matrix: Terms, rows: Index, columns: Index) -> Terms:
    """det of a matrix given at (rows, columns): of a product of square ones the product, of cM the power cⁿ det M."""
    if rows.dimension != columns.dimension:
        raise Unclear("the determinant of a matrix that is not square")
    if rows.dimension == ONE:
        return matrix
    terms = [*closed(matrix, (rows, columns)).terms]
    if not terms:
        return []
    diagonal = _diagonal(algebra, terms, rows, columns)
    if diagonal is not None:
        return product_of_entries(algebra, diagonal, (rows,))
    number, common, rest = _scalars(terms, rows, columns)
    result = UNIT
    for scalar in ([Term(number)] if number != 1 else []), ([Term(1, tuple(common))] if common else []):
        if scalar:
            result = algebra.product(result, power_by(algebra, scalar, algebra.size(rows.dimension)))
    path = _path(rest[0], rows, columns) if len(rest) == 1 else None
    if path is None:
        return algebra.product(result, _determinant_atom(algebra, rest, rows, columns))
    for label in path.labels:
        result = algebra.product(result, product_of_entries(algebra, [Term(1, (label,))], label.indices[:1]))
    for edge, start, end in zip(path.edges, path.indices, path.indices[1:], strict=False):
        result = algebra.product(result, _determinant_of_factor(algebra, edge, start, end))
    return result


def _determinant_of_factor(algebra: Algebra, edge: Factor, start: Index, end: Index) -> Terms:
    if edge.atom.kind == "inverse" and edge.exponent == 1:
        fresh = algebra.index(start.dimension), algebra.index(end.dimension)
        inner = algebra.opened(edge.atom.arguments[0], fresh)
        return power(algebra, determinant(algebra, inner, *fresh), -1)
    return _determinant_atom(algebra, [Term(1, (edge,))], start, end)


def _determinant_atom(algebra: Algebra, matrix: Terms, rows: Index, columns: Index) -> Terms:
    argument, _, _ = _oriented(matrix, (rows, columns), (rows, columns))
    return algebra.entry(Atom("determinant", compact(f"det({argument.key})"), arguments=(argument,)), ())


def product_of_entries(algebra: Algebra, array: Terms, over: Sequence[Index]) -> Terms:
    """The product of an array's entries over indices: of a product of factors the product of theirs."""
    indices = tuple(index for index in over if index.dimension != ONE)
    if not indices:
        return array
    terms = [*closed(array, indices).terms]
    if not terms:
        return []
    number, factors, rest = Fraction(terms[0].coefficient), list(terms[0].factors), list[Term]()
    if len(terms) > 1 or terms[0].bound:
        number, factors, rest = content(terms, whole=True)
    size = UNIT
    for index in indices:
        size = algebra.product(size, algebra.size(index.dimension))
    result = power_by(algebra, [Term(number)], size) if number != 1 else UNIT
    for factor in factors:
        result = algebra.product(result, _product_of_factor(algebra, factor, indices))
    return algebra.product(result, _product_atom(algebra, rest, indices)) if rest else result


def _product_of_factor(algebra: Algebra, factor: Factor, indices: tuple[Index, ...]) -> Terms:
    carried = tuple(index for index in indices if index in factor.indices)
    inner = _product_atom(algebra, [Term(1, (factor._replace(exponent=1),))], carried)
    result = power(algebra, inner if carried else [Term(1, (factor._replace(exponent=1),))], factor.exponent)
    for index in indices:
        if index not in carried:
            result = power_by(algebra, result, algebra.size(index.dimension))
    return result


def _product_atom(algebra: Algebra, array: Terms, indices: tuple[Index, ...]) -> Terms:
    orders = [indices, indices[::-1]] if len(indices) == 2 else [indices]
    argument = min((closed(array, order) for order in orders), key=lambda c: c.key)
    return algebra.entry(Atom("product", compact(f"prod({argument.key})"), arguments=(argument,)), ())


def function_of_lines(
    algebra: Algebra, name: str, array: Terms, free: tuple[Sequence[Index], Sequence[Index]], at: Sequence[Index]
) -> Terms:
    """The entry at `at` of a function of lines: of an array given at the indices that are kept, and those of a line."""
    kept, line = free
    if name == "prod" and not kept:
        return product_of_entries(algebra, array, line)
    argument = closed(array, (*kept, *line))
    return algebra.entry(Atom("function of lines", compact(f"{name}({argument.key})"), arguments=(argument,)), at)


def matrix_function(
    algebra: Algebra, name: str, matrix: Terms, free: tuple[Index, Index], at: tuple[Index, Index]
) -> Terms:
    """The entry at `at` of a power series in a matrix given at `free`."""
    if not closed(matrix, free).terms:
        raise Unclear(f"{name} of a zero matrix")
    argument, indices, symmetry = _oriented(matrix, at, free)
    atom = Atom("matrix function", compact(f"series {name}({argument.key})"), symmetry, arguments=(argument,))
    return algebra.entry(atom, indices)


def matrix_power(
    algebra: Algebra, matrix: Terms, free: tuple[Index, Index], exponent: Terms, at: tuple[Index, Index]
) -> Terms:
    """The entry at `at` of a matrix given at `free`, multiplied by itself so many times, a number by name."""
    argument, indices, symmetry = _oriented(matrix, at, free)
    return algebra.term(1, [power_factor(algebra, argument, symmetry, exponent, indices)], ())


def with_indices(terms: Terms, mapping: dict[Index, Index]) -> Terms:
    """The sum with free indices renamed to others that it does not carry."""
    return [Term(t.coefficient, tuple(moved(f, mapping) for f in t.factors), t.bound) for t in terms]
