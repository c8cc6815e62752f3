"""The two conventions for the derivative by a matrix that keeps a structure: its entries free, or projected onto it."""

from __future__ import annotations

from jacobook.calculus.projection import structure_of
from jacobook.errors import LanguageError
from jacobook.language.expression import Variable

CONVENTIONS = ("free", "projected")
"""How a derivative by a symmetric, skew or diagonal matrix is taken."""

_PROJECTIONS = {"symmetric": "(G + Gᵀ)/2", "skew": "(G − Gᵀ)/2", "diagonal": "I ⊙ G"}


def convention(name: str, structure: str, *, projected: bool) -> str:
    """Which of the two an answer by a structured variable takes, in a sentence."""
    if projected:
        return (
            f"{name} is {structure}: derivatives G with respect to its entries, taken as independent, are projected "
            f"onto the {structure} matrices, {_PROJECTIONS[structure]}."
        )
    return f"{name} is {structure}; its entries are treated as independent."


def is_projected(symmetric: str, wrt: tuple[Variable, ...]) -> bool:
    """Whether the convention of this name projects. Raises `LanguageError` where there is nothing to project onto."""
    if symmetric not in CONVENTIONS:
        raise LanguageError(f"{symmetric!r} is not a convention", hint=f"known: {', '.join(CONVENTIONS)}")
    if symmetric == "projected" and not any(structure_of(variable.properties) for variable in wrt):
        names = " and ".join(dict.fromkeys(variable.name for variable in wrt))
        raise LanguageError(
            f"only derivatives with respect to a symmetric, skew, or diagonal matrix can be projected, not {names}",
            hint=f'declare it, for example where="{wrt[0].name}: n×n symmetric"',
        )
    return symmetric == "projected"
