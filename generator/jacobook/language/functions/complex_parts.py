"""Functions that take complex numbers apart; before anything is differentiated they are written out."""

from __future__ import annotations

from jacobook.language.domain import Domain, Predicate
from jacobook.language.functions.record import ELEMENTWISE, STRUCTURE, Function
from jacobook.language.functions.shapes import ENTRYWISE

PRINCIPAL_LOGARITHM = Function(
    name="principal_log",
    kind=ELEMENTWISE,
    signature=ENTRYWISE,
    definition="log(t)",
    summary="principal logarithm of a complex number",
    title="principal logarithm, of which the angle is the imaginary part",
    domain=Domain(Predicate.NO_ZERO_ENTRY),
    notation={
        "latex": r"\log",
        "typst": "log",
        "text": "log",
        "spoken": "the principal logarithm",
        "arrays": "log",
        "sympy": "sympy.log({0})",
        "julia": "log({0})",
    },
)
"""What angles are written out in: arg z is Im log z."""

COMPLEX_PARTS = {
    name: Function(name=name, kind=STRUCTURE, signature=ENTRYWISE, summary=f"{says} of every entry")
    for name, says in (
        ("conj", "complex conjugate"),
        ("real", "real part"),
        ("imag", "imaginary part"),
        ("angle", "angle"),
    )
} | {PRINCIPAL_LOGARITHM.name: PRINCIPAL_LOGARITHM}
