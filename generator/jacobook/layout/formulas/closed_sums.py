"""Sums over all indices with the first letters for these, so that equal sums are written alike."""

from __future__ import annotations

from collections.abc import Mapping

from jacobook.layout.formulas import formula as f
from jacobook.layout.formulas.measure import holds, pieces
from jacobook.layout.formulas.rebuilding import rebuild

LETTERS = ("i", "j", "k", "l", "r", "s", "t", "h", "g", "u", "v", "w")


def with_first_indices(formula: f.Formula) -> f.Formula:
    """A formula without free indices in which every sum has the first letters that are free there.

    What leaves an index free, or has one in the place of several, stays as it is, and what has at most two axes.
    """
    if not holds(formula, f.IndexSum):
        return formula
    names: set[str] = set()
    for piece in pieces(formula):
        if isinstance(piece, f.Entry) and not all(isinstance(index, str) for index in piece.indices):
            return formula
        if isinstance(piece, f.Delta):
            return formula
        if isinstance(piece, f.Symbol | f.IndexSum):
            names |= {piece.name} if isinstance(piece, f.Symbol) else set()
            names |= {*piece.rows.names, *piece.columns.names}
        if isinstance(piece, f.IndexSum):
            names |= {name for _, length in piece.indices for name in length.names}
    if not any(isinstance(piece, f.Symbol) and piece.lengths for piece in pieces(formula)):
        return formula
    letters = tuple(letter for letter in LETTERS if letter not in names)
    try:
        return _renamed(formula, {}, letters)
    except LookupError:
        return formula


def _renamed(formula: f.Formula, known: Mapping[str, str], letters: tuple[str, ...]) -> f.Formula:
    match formula:
        case f.Entry(body=body, indices=indices):
            return f.Entry(body, tuple(known[str(index)] for index in indices))
        case f.IndexSum(indices=ranges, body=body):
            free = letters[len(known) :]
            if len(free) < len(ranges):
                raise LookupError
            new = dict(known) | {name: free[place] for place, (name, _) in enumerate(ranges)}
            return f.IndexSum(tuple((new[name], length) for name, length in ranges), _renamed(body, new, letters))
        case _:
            return rebuild(formula, lambda part: _renamed(part, known, letters))
