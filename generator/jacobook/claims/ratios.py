"""A claim that is a multiple of the answer: by a number, by a size, or by a number that both formulas speak of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

import mpmath

from jacobook.claims.edits import opened
from jacobook.claims.forms import Form
from jacobook.claims.reading import Claim
from jacobook.claims.values import Here, is_same
from jacobook.claims.verdict import Finding, Kind
from jacobook.layout.forms.naming import substitute
from jacobook.layout.formulas import formula as f
from jacobook.layout.formulas.measure import pieces
from jacobook.notation.text import to_text
from jacobook.proof.numbers.arithmetic import Entry, arithmetic

_LARGEST_DENOMINATOR = 24
_MOST_SCALARS = 40
_EXPONENTS = (1, -1, 2, -2)


def ratio(claim: Claim, form: Form, places: Sequence[Here]) -> Finding | None:
    """What the claim must be multiplied by to have a form at all places; None where that is no such factor."""
    found = [_ratio(here, form) for here in places]
    if not found or any(one is None for one in found):
        return None
    number = _number([one for one in found if one is not None])
    if number == -1:
        return Finding(Kind.SIGN, "The sign is wrong: the derivative is the negative of yours.")
    if number is not None:
        return Finding(Kind.FACTOR, f"Off by a factor: the derivative is {_times(number)} yours.")
    for text, values in _scalars(claim, places):
        for exponent in _EXPONENTS:
            left = [one / value**exponent for one, value in zip(found, values, strict=True) if value != 0 and one]
            rest = _number(left) if len(left) == len(found) else None
            if rest is not None:
                return Finding(Kind.FACTOR, f"Off by a factor: the derivative is yours {_by(text, exponent, rest)}.")
    return None


def _ratio(here: Here, form: Form) -> Entry | None:
    """The derivative divided by the claim, where that is one number for all entries."""
    if not here.fits(form):
        return None
    pairs = list(zip(here.expected(form), here.values, strict=True))
    entry = next(((right, given) for right, given in pairs if not is_same(given, given * 0)), None)
    if entry is None or not entry[0]:
        return None
    quotient = entry[0] / entry[1]
    return quotient if all(is_same(right, given * quotient) for right, given in pairs) else None


def _number(values: Sequence[Entry]) -> Fraction | None:
    """The small rational number that all values are."""
    if not values or not all(is_same(values[0], value) for value in values[1:]):
        return None
    first = values[0]
    near = first if isinstance(first, Fraction) else Fraction(str(mpmath.nstr(first, 30)))
    simple = near.limit_denominator(_LARGEST_DENOMINATOR)
    close = abs(simple - near) < Fraction(1, 10**20)
    return simple if close and simple else None


def _times(number: Fraction) -> str:
    words = {Fraction(2): "twice", Fraction(1, 2): "half of", Fraction(-2): "−2 times"}
    return words.get(number, f"{str(number).replace('-', '−')} times")


def _by(text: str, exponent: int, number: Fraction) -> str:
    power = {1: "", -1: "", 2: "²", -2: "²"}[exponent]
    said = f"times {text}{power}" if exponent > 0 else f"divided by {text}{power}"
    return said if number == 1 else f"{said}, times {str(number).replace('-', '−')}"


def _scalars(claim: Claim, places: Sequence[Here]) -> Iterator[tuple[str, list[Entry]]]:
    """Sizes, and the numbers in the answer, in the claim and in the expression, with their values at all places."""
    names = [*places[0].case.sizes]
    for name in names:
        yield name, [arithmetic(here.digits).number(Fraction(here.case.sizes[name])) for here in places]
    formulas = [opened(form, substitute) for form in claim.asked.laid_out(lying=False)]
    formulas += [claim.formula] if claim.formula is not None else []
    seen: dict[f.Formula, None] = {}
    for formula in formulas:
        for piece in pieces(formula):
            if f.is_scalar(piece) and not isinstance(piece, f.Number | f.Size | f.Sum) and len(seen) < _MOST_SCALARS:
                seen.setdefault(piece)
    for piece in seen:
        values = [here.of(piece) for here in places]
        if all(value is not None and len(value) == 1 for value in values):
            yield to_text(piece), [value[0] for value in values if value is not None]
