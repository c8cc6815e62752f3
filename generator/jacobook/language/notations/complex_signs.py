"""What signs mean beside complex variables: z̄ is the conjugate, zᴴ its transpose, and ' may be either."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from jacobook.errors import LanguageError, Location
from jacobook.language.conjugates import COMPLEX, conjugate_name
from jacobook.language.expression import variables
from jacobook.language.grammar import parse
from jacobook.language.notations.reading import Reading

_BAR = "_bar"
_COMBINING_BAR = "\u0304"
# Neither z*, which is the conjugate to some, nor X†, which is the pseudo-inverse to others.
_HIGH = r"(?:H|\\mathsf\{H\}|\\mathrm\{H\}|\\mathsf H|\\mathrm H)"
_OF_LETTER = re.compile(
    r"(?P<base>\\(?:mathbf|bm|boldsymbol|vec)\{?\s*(?P<faced>[A-Za-z])\s*\}?|(?P<plain>[A-Za-z]))"
    rf"(?:ᴴ|\^(?:{_HIGH}(?![\w{{])|\{{\s*{_HIGH}\s*\}}))"
)
# With two meanings: the conjugate transpose of MATLAB and the transpose of books; an inner product with a conjugate or
# without, of the first factor or the second.
_TWO_MEANINGS = re.compile(r"(?<=[\w)\]])'|\bvdot\b|⟨|\\langle|<(?=[^<>=]*,[^<>=]*>)")


def complex_names(declarations: Mapping[str, str]) -> frozenset[str]:
    """The names that are declared as complex."""
    return frozenset(name for name, text in declarations.items() if not COMPLEX.isdisjoint(text.split()))


def with_bars(text: str, declarations: Mapping[str, str]) -> str:
    """A text in which the conjugate transpose of a complex letter, zᴴ, is the transpose of its conjugate, z̄ᵀ."""
    known = complex_names(declarations)

    def barred(found: re.Match[str]) -> str:
        if (found["faced"] or found["plain"]) not in known:
            return found[0]
        return rf"\bar{{{found['base']}}}^\top" if "\\" in text else f"{found['base']}{_COMBINING_BAR}ᵀ"

    return _OF_LETTER.sub(barred, text) if known else text


def conjugated(text: str, reading: Reading, declarations: Mapping[str, str], wrt: Sequence[str]) -> Reading:
    """A reading in which the letter below a bar is the conjugate of a complex variable. Raises `LanguageError`."""
    known = complex_names(reading.declarations)
    if not known:
        return reading
    if reading.notation != "Jacobook" and (found := _TWO_MEANINGS.search(text)) is not None:
        place = Location(text, found.start(), found.end() - found.start())
        hint = "write conj(z) for the conjugate, z.T for the transpose, and z.H for the conjugate transpose"
        raise LanguageError(f"beside complex variables {found[0]} has more than one meaning", hint=hint, location=place)
    barred = [name for name in variables(reading.parsed.expression) if name in {f"{one}{_BAR}" for one in known}]
    for name in barred:
        letter = name.removesuffix(_BAR)
        if reading.notation == "Jacobook" or name in declarations:
            raise LanguageError(
                f"{name} is printed like the conjugate of {letter}",
                hint=f"write conj({letter}) for the conjugate, and another name for another variable",
            )
    if not barred:
        return reading
    plain = reading.text
    for name in barred:
        plain = re.sub(rf"\b{name}\b", conjugate_name(name.removesuffix(_BAR)), plain)
    declared = {name: said for name, said in reading.declarations.items() if name not in barred}
    parsed = parse(plain, declared, wrt)
    same = replace(parsed, read_as=plain, notation=reading.parsed.notation, said=reading.parsed.said)
    return replace(reading, text=plain, parsed=same, declarations=declared)
