"""Cross products with several vectors as one: [u]× + [v]× is [u + v]×, and nothing where these cancel."""

from __future__ import annotations

from jacobook.calculus import index_algebra as algebra
from jacobook.calculus.crosses import crossed
from jacobook.calculus.functional import CrossMatrix
from jacobook.calculus.index_form import Array, Element, Group, Term, VariableTensor, term_key
from jacobook.calculus.opening import expand
from jacobook.language.dimension import Dimension

_THREE = Dimension.of(3)
# Stands for the matrices that terms differ by.
_PLACE = algebra.of_tensor(VariableTensor("", (_THREE,)))


def together(value: Array) -> Array:
    """The array with the terms added whose only difference is the vector of one [u]×."""
    alike: dict[str, list[tuple[Term, Element]]] = {}
    for place, term in enumerate(value.terms):
        inside = tuple(
            Element(Group(together(e.tensor.array)), e.indices) if isinstance(e.tensor, Group) else e
            for e in term.factors
        )
        held = [e for e in inside if isinstance(e.tensor, CrossMatrix)]
        within = Term(term.coefficient, inside, term.dimensions)
        if len(held) != 1 or held[0].tensor.arrays[0].rank != 1:
            alike[f"{place}"] = [(within, Element(Group(_PLACE), (0,)))]
            continue
        (element,) = held
        turned = element.indices[0] > element.indices[1]
        found = Element(element.tensor, element.indices[::-1] if turned else element.indices)
        others = tuple(found if e is element else e for e in inside)
        signed = Term(-term.coefficient if turned else term.coefficient, others, term.dimensions)
        alike.setdefault(term_key(_with(signed, found, _PLACE), value.rank), []).append((signed, found))
    return algebra.array(value.shape, [term for each in alike.values() for term in _one(each)])


def _one(alike: list[tuple[Term, Element]]) -> list[Term]:
    (term, element), *others = alike
    if not others:
        return [term]
    vectors = [algebra.scale(_opened(e.tensor.arrays[0]), each.coefficient) for each, e in alike]
    vector = _opened(algebra.add((_THREE,), vectors))
    if algebra.is_zero(vector):
        return []
    sign = -1 if all(each.coefficient < 0 for each in vector.terms) else 1
    return [_with(Term(sign, term.factors, term.dimensions), element, algebra.scale(vector, sign))]


def _with(term: Term, element: Element, vector: Array) -> Term:
    """The term with another vector in its [u]×."""
    by = Element(CrossMatrix(vector), element.indices)
    return Term(term.coefficient, tuple(by if e is element else e for e in term.factors), term.dimensions)


def _opened(vector: Array) -> Array:
    """A vector multiplied out, in which rotations may cancel."""
    return crossed(expand(crossed(vector), lambda _: True))
