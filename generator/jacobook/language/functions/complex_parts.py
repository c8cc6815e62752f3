"""Functions that take complex numbers apart; before anything is differentiated they are written out."""

from __future__ import annotations

from jacobook.language.functions.record import STRUCTURE, Function
from jacobook.language.functions.shapes import ENTRYWISE

COMPLEX_PARTS = {
    name: Function(name=name, kind=STRUCTURE, signature=ENTRYWISE, summary=f"{says} of every entry")
    for name, says in (("conj", "complex conjugate"), ("real", "real part"), ("imag", "imaginary part"))
}
