"""The two conventions for the derivative by a variable that keeps a structure: its entries free, or projected."""

from __future__ import annotations

from jacobook.calculus.projection import CURVED, structure_of, target
from jacobook.errors import LanguageError, Refused
from jacobook.language.expression import Variable

CONVENTIONS = ("free", "projected")
"""How a derivative by a symmetric, skew, diagonal or orthogonal matrix or by a unit vector is taken."""

_PROJECTIONS = {
    "symmetric": "(G + Gᵀ)/2",
    "skew": "(G − Gᵀ)/2",
    "diagonal": "I ⊙ G",
    "unit": "(I − {0} {0}ᵀ)G in denominator layout and G(I − {0} {0}ᵀ) in numerator layout",
    "orthogonal": "(G − {0} Gᵀ {0})/2 in denominator layout and (G − {0}ᵀ Gᵀ {0}ᵀ)/2 in numerator layout",
}
_OF_NUMBER = "; of a number this is the Riemannian gradient"


def convention(name: str, structure: str, *, projected: bool) -> str:
    """Which of the two an answer by a structured variable takes, in a sentence."""
    what = "a unit vector" if structure == "unit" else structure
    if projected:
        said = _PROJECTIONS[structure].format(name) + (_OF_NUMBER if structure in CURVED else "")
        return (
            f"{name} is {what}: derivatives G with respect to its entries, taken as independent, are projected "
            f"onto the {target(structure)}, {said}."
        )
    return f"{name} is {what}; its entries are treated as independent."


def is_projected(symmetric: str, wrt: tuple[Variable, ...]) -> bool:
    """Whether the convention of this name projects. Raises `LanguageError` where there is nothing to project onto."""
    if symmetric not in CONVENTIONS:
        raise LanguageError(f"{symmetric!r} is not a convention", hint=f"known: {', '.join(CONVENTIONS)}")
    if symmetric == "projected" and not any(structure_of(variable.properties) for variable in wrt):
        names = " and ".join(dict.fromkeys(variable.name for variable in wrt))
        raise LanguageError(
            "only derivatives with respect to a symmetric, skew, diagonal, or orthogonal matrix, or to a unit vector, "
            f"can be projected, not {names}",
            hint=f'declare it, for example where="{wrt[0].name}: n×n symmetric"',
        )
    return symmetric == "projected"


def refuse_curvature(wrt: tuple[Variable, ...]) -> None:
    """Raise `Refused` for projected derivatives of higher order along what is curved."""
    if len(wrt) > 1 and any(structure_of(variable.properties) in CURVED for variable in wrt):
        raise Refused(
            "projected derivatives of higher order with respect to a unit vector or an orthogonal matrix are not "
            "supported: a Hessian along a curved space has a term of its curvature, and is no projection",
            hint='symmetric="free" has the derivatives with independent entries',
        )
