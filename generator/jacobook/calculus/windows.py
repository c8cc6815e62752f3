"""Places of parts in wholes: simplifying the tensors that say where a slice lies, or what is concatenated."""

from __future__ import annotations

from jacobook.calculus.index_form import Element, Identity, Term, Window, reindex
from jacobook.language.dimension import NOTHING, ONE, Dimension


def merge_windows(term: Term, rank: int) -> Term | None:
    """The term with the places of parts compared where two are those of one index; None where they share none."""
    windows = [element for element in term.factors if isinstance(element.tensor, Window)]
    for number, element in enumerate(windows):
        for other in windows[number + 1 :]:
            if element.indices[0] != other.indices[0]:
                continue
            found = _together(element, other, term)
            if found is not None:
                return None if found is _VANISHES else merge_windows(found, rank)
    for element in windows:
        inner = _nested(element, windows, term, rank)
        if inner is not None:
            return merge_windows(inner, rank)
    for element in windows:
        others = [e for e in term.factors if e is not element]
        index = element.indices[0]
        if index >= rank and not any(index in e.indices for e in others):
            # Summed over the whole, each place of the part counts once.
            return merge_windows(_without_index(Term(term.coefficient, tuple(others), term.dimensions), index), rank)
    return term


_VANISHES = Term(0, (), ())


def _together(one: Element, other: Element, term: Term) -> Term | None:
    """A term with two parts of one whole at one place; `_VANISHES` where they share none, None if nothing is known."""
    first, second = one.tensor, other.tensor
    assert isinstance(first, Window)
    assert isinstance(second, Window)
    rest = tuple(e for e in term.factors if e is not one and e is not other)
    if first == second:
        same = () if first.part == ONE else (Element(Identity(first.part), (one.indices[1], other.indices[1])),)
        return Term(term.coefficient, (*rest, one, *same), term.dimensions)
    if first.part == ONE and second.part == ONE:
        apart = (first.start - second.start).whole
        return _VANISHES if apart else None
    if ONE in (first.part, second.part):
        (unit, at), (window, to) = sorted(((first, one), (second, other)), key=lambda pair: pair[0].part != ONE)
        inner = _unit_in_part(unit, window, to.indices[1])
        if inner is None or isinstance(inner, str):
            return _VANISHES if inner else None
        return Term(term.coefficient, (*rest, at, inner), term.dimensions)
    if first.step == second.step == 1:
        for lower, upper in ((first, second), (second, first)):
            gap = (upper.start - lower.start - lower.part).whole
            if gap is not None and gap >= 0:
                return _VANISHES
    return None


def _unit_in_part(unit: Window, window: Window, index: int) -> Element | str | None:
    """One place of the whole as a place of a part that holds it; "outside" where it does not, None if nobody knows."""
    if abs(window.step) != 1:
        return None
    place = (unit.start - window.start) * Dimension.of(window.step)
    below, above = place.whole, (place - window.part).whole
    if (below is not None and below < 0) or (above is not None and above >= 0):
        return "outside"
    within = below == 0 or above == -1
    length = window.part.whole
    if not within and (length is None or below is None or below >= length):
        return None
    return Element(Window(window.part, ONE, place, 1), (index,))


def _nested(element: Element, windows: list[Element], term: Term, rank: int) -> Term | None:
    """A part of a part as a part of the whole, where nothing else stands at its places."""
    if len(element.indices) < 2:
        return None
    index = element.indices[1]
    outer = element.tensor
    assert isinstance(outer, Window)
    carried = [e for e in term.factors if e is not element and index in e.indices]
    if index < rank or len(carried) != 1 or carried[0] not in windows or carried[0].indices[0] != index:
        return None
    inner = carried[0].tensor
    assert isinstance(inner, Window)
    step = outer.step * inner.step
    start = outer.start + inner.start * Dimension.of(outer.step)
    whole = Window(outer.whole, inner.part, start, 1 if inner.part == ONE else step)
    indices = (element.indices[0], *carried[0].indices[1:])
    tensor = Identity(outer.whole) if whole.part == outer.whole and (start, step) == (NOTHING, 1) else whole
    rest = tuple(e for e in term.factors if e is not element and e is not carried[0])
    return _without_index(Term(term.coefficient, (*rest, Element(tensor, indices)), term.dimensions), index)


def _without_index(term: Term, index: int) -> Term:
    kept = [i for i in range(len(term.dimensions)) if i != index]
    return reindex(term, {old: new for new, old in enumerate(kept)}, (term.dimensions[i] for i in kept))
