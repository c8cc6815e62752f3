"""Which figure shows a derivative: as the author chose, or as its shapes say."""

from __future__ import annotations

import re
from fractions import Fraction

from jacobook.derivation import Derivation
from jacobook.document.living.figure import CONTOUR, GRID, KINDS, SLOPE, SURFACE, LivingFigure
from jacobook.document.living.folding import folding_figure
from jacobook.document.living.grid import grid_figure
from jacobook.document.living.passes import passes_figure
from jacobook.document.living.plane import plane_figure
from jacobook.document.living.slope import slope_figure
from jacobook.errors import LanguageError

_ASKED = re.compile(r"(?P<kind>[a-z]*)(?:\s*(?P<low>[-−]?\d+(?:\.\d+)?)\s*\.\.\s*(?P<high>[-−]?\d+(?:\.\d+)?))?")
_TWO = 2
_RANGED = (SLOPE, SURFACE, CONTOUR)


def living_figure(derivation: Derivation, asked: str, at: str) -> LivingFigure:
    """The figure that `asked` names, `slope -2..3` with the ends of its axes. Raises `LanguageError`."""
    match = _ASKED.fullmatch(asked.strip())
    kind = match["kind"] or _by_shape(derivation) if match is not None else ""
    if match is None or kind not in KINDS:
        raise LanguageError(f"there is no figure {asked.strip()!r}", hint=f"the figures are {', '.join(KINDS)}")
    ends = None
    if match["low"] is not None:
        low, high = (Fraction(match[name].replace("−", "-")) for name in ("low", "high"))
        if kind not in _RANGED or low >= high:
            raise LanguageError(f"{asked.strip()} is no range of a figure", hint="for example figure: slope -2..3")
        ends = (low, high)
    match kind:
        case "slope":
            return slope_figure(derivation, at, ends)
        case "surface" | "contour":
            return plane_figure(derivation, kind, at, ends)
        case "flow":
            return passes_figure(derivation, at)
        case "vec":
            return folding_figure(derivation)
        case _:
            return grid_figure(derivation, at)


def _by_shape(derivation: Derivation) -> str:
    """A curve for a number of a number; a surface for a number of two; else a grid."""
    if derivation.expression.shape:
        return GRID
    (variable, *_) = derivation.wrt
    if not variable.shape:
        return SLOPE
    two = len(variable.shape) == 1 and not variable.shape[0].names and variable.shape[0].size({}) == _TWO
    return SURFACE if two else GRID


__all__ = ["living_figure"]
