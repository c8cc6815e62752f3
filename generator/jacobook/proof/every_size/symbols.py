"""Entries of the named things of a question: variables with their declared structure, and declared functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jacobook.language.dimension import ONE, Dimension
from jacobook.language.expression import Variable
from jacobook.proof.normal_form.algebra import COUNTED, Algebra
from jacobook.proof.normal_form.terms import Atom, Closed, Index, Terms, Unclear, compact


@dataclass(frozen=True, slots=True)
class Declared:
    """The variables of a question by name.

    Their structure is used as what it is at a point, S_ij = S_ji: nothing that is compared here is differentiated any
    more. Which derivative a form should be is the component form's to say, and that is checked at points.
    """

    variables: Mapping[str, Variable]

    def entry(self, algebra: Algebra, name: str, indices: Sequence[Index]) -> Terms:
        """The entry of a variable."""
        if name not in self.variables:
            raise Unclear(f"the name {name} is not defined")
        variable = self.variables[name]
        indices = [index for index in indices if index.dimension != ONE]
        if [index.dimension for index in indices] != [dimension for dimension in variable.shape if dimension != ONE]:
            raise Unclear(f"{name} does not have the shape it is given")
        properties = variable.properties
        if len(indices) == 2 and "diagonal" in properties:
            first, second = indices
            atom = Atom("variable", f"{name} diagonal", sign=2 if "positive" in properties else 0)
            return algebra.product(algebra.delta(first, second), algebra.entry(atom, (first,)))
        symmetry = 0
        if len(indices) == 2:
            symmetry = 1 if properties & {"symmetric", "positive definite"} else -1 if "skew" in properties else 0
        kind = "orthogonal" if "orthogonal" in properties else "variable"
        return algebra.entry(Atom(kind, name, symmetry, 2 if "positive" in properties else 0), indices)


def change(algebra: Algebra, name: str, indices: Sequence[Index]) -> Terms:
    """The entry of dX."""
    return algebra.entry(Atom("variable", f"d {name}"), indices)


def constant(algebra: Algebra, name: str) -> Terms:
    """A named real number; those of the language are positive."""
    return algebra.entry(Atom("constant", f"const {name}", sign=2), ())


def window(algebra: Algebra, start: Dimension, step: int, indices: Sequence[Index]) -> Terms:
    """1 where the first index is the place of a part at which the second one is, counted from `start`; else 0."""
    sizes = "×".join(str(index.dimension) for index in indices)
    return algebra.entry(Atom("window", f"window {start}::{step} {sizes}"), indices)


def constant_matrix(algebra: Algebra, key: str, indices: Sequence[Index]) -> Terms:
    """The entry of a matrix of numbers that is known by what makes it."""
    return algebra.entry(Atom("constant matrix", key), indices)


def levi_civita(algebra: Algebra, indices: Sequence[Index]) -> Terms:
    """ε_ijk: 1 for an even order of 1, 2, 3, −1 for an odd one, else 0."""
    if any(str(index.dimension) != "3" for index in indices):
        raise Unclear("a cross product is that of vectors of length 3")
    return algebra.entry(Atom("epsilon", "ε", symmetry=-1), indices)


def rotation(algebra: Algebra, name: str, argument: Closed, indices: Sequence[Index]) -> Terms:
    """The entry of a function of rotations at a vector or a matrix."""
    if any(str(index.dimension) != "3" for index in indices):
        raise Unclear("a function of rotations with stacked axes")
    return declared_function(algebra, name, [argument], (), indices, symmetric=False)


def counted(name: str) -> Dimension:
    """The dimension of a sum that runs to a variable, which is no dimension of the question."""
    return Dimension.of(f"{COUNTED}{name}")


def counter(algebra: Algebra, index: Index) -> Terms:
    """The number of a place, counted from 0."""
    return algebra.entry(Atom("counter", f"place in {index.dimension}"), (index,))


def declared_function(
    algebra: Algebra,
    name: str,
    arguments: Sequence[Closed],
    by: Sequence[int],
    indices: Sequence[Index],
    *,
    symmetric: bool,
) -> Terms:
    """The entry of a declared function at its arguments, or of a derivative by those at these positions."""
    inside = ",".join(argument.key for argument in arguments)
    key = compact(f"{name}{list(by)}({inside})")
    return algebra.entry(
        Atom("declared", key, int(symmetric and len(indices) == 2), arguments=tuple(arguments)), indices
    )
