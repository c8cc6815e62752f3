"""Lines of a backward pass where nothing turns: what is small, and only moves to be differentiated by, is left out."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from jacobook.language.declaration import TANGENT
from jacobook.language.functions.rotations import EXPONENTIAL
from jacobook.layout.backpropagation.adjoints import Backpropagation, Line
from jacobook.layout.backpropagation.sharing import put_in, settled_formula
from jacobook.layout.forms.naming import gather_powers, rebuild
from jacobook.layout.formulas import formula as f
from jacobook.layout.formulas.factoring import combine


def resting(found: Backpropagation) -> Backpropagation:
    """The lines at τ = 0: Exp(τ) is I, sums with τ are what else is in them, and what is then known has no name."""
    known: list[Line] = []
    forward = _resting(found.forward, known)
    return replace(found, forward=forward, backward=_resting(found.backward, known))


def _resting(lines: tuple[Line, ...], known: list[Line]) -> tuple[Line, ...]:
    kept: list[Line] = []
    for line in lines:
        meaning = _at_rest(line.meaning)
        for other in known:
            meaning = put_in(meaning, other)
        here = replace(line, meaning=gather_powers(meaning))
        # The last line, and that of a gradient, are what the lines are for.
        if isinstance(meaning, f.Identity | f.Filled | f.Symbol) and not line.of and line is not lines[-1]:
            known.append(here)
        else:
            kept.append(here)
    return tuple(kept)


def _at_rest(formula: f.Formula) -> f.Formula:
    match formula:
        case f.Apply(function=name, arguments=(argument,)) if name == EXPONENTIAL and _is_small(argument):
            return f.Identity(formula.rows)
        case f.Sum(terms=terms) if any(map(_vanishes, terms)) and not all(map(_vanishes, terms)):
            return _at_rest(combine([term for term in terms if not _vanishes(term)]))
        case _ if _vanishes(formula):
            return f.Number(Fraction(0)) if f.is_scalar(formula) else f.Filled(0, formula.rows, formula.columns)
        case _:
            inner = rebuild(formula, _at_rest)
            return formula if inner == formula else settled_formula(inner)


def _is_small(formula: f.Formula) -> bool:
    return isinstance(formula, f.Symbol) and TANGENT in formula.properties


def _vanishes(formula: f.Formula) -> bool:
    """Whether it is small, or a product with something small."""
    match formula:
        case f.Multiple(numerators=above, body=body):
            return any(map(_vanishes, above)) or (body is not None and _vanishes(body))
        case f.Product(factors=factors) | f.Hadamard(factors=factors):
            return any(map(_vanishes, factors))
        case f.Transpose(body=body):
            return _vanishes(body)
        case _:
            return _is_small(formula)


__all__ = ["resting"]
