"""The smallest witness against a claim: whole numbers at which it differs, as few and as small as can be found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

import mpmath

from jacobook.claims.forms import Form
from jacobook.claims.reading import Claim
from jacobook.claims.values import Here, at_point, same
from jacobook.language.expression import Variable
from jacobook.proof.numbers.arithmetic import Entry, arithmetic
from jacobook.proof.numbers.elimination import identity
from jacobook.proof.oracle.arrays import entries, lengths
from jacobook.proof.points.case import Case, measured
from jacobook.proof.points.points import has_properties

_STARTS = 24
_DIGITS = 6
_LARGEST_DENOMINATOR = 10**12
"""A fraction beyond it stands for what solves an equation, to many digits."""


@dataclass(frozen=True, slots=True)
class Witness:
    """Numbers that show a claim to be wrong: values by name, and what is right and what is claimed there, as text."""

    sizes: Mapping[str, int]
    values: Mapping[str, str]
    expected: str
    given: str

    @property
    def sentence(self) -> str:
        """The witness in words."""
        at = ", ".join(f"{name} = {value}" for name, value in self.values.items())
        where = f"For {at}, " if at else ""
        start = f"{where}the derivative is {self.expected}, and yours {self.given}."
        return start[0].upper() + start[1:]


def smallest_witness(claim: Claim, form: Form, sizes: Mapping[str, int]) -> Witness | None:
    """The smallest point of whole numbers that is found at which a claim is not the form; None where none is."""
    for small in _small_sizes(sizes):
        for point in _points(claim, small):
            if _differs(claim, form, small, point) is not None:
                return _told(claim, form, small, _shrunk(claim, form, small, point))
    return None


def _small_sizes(sizes: Mapping[str, int]) -> Iterator[dict[str, int]]:
    """Assignments of small numbers to the dimensions, the smallest first."""
    names = [*sizes]
    found = sorted(product((1, 2), repeat=min(len(names), 4)), key=sum)
    for chosen in found:
        yield dict(zip(names, (*chosen, *(2,) * (len(names) - len(chosen))), strict=True))
    if names:
        yield dict.fromkeys(names, 3)


def _points(claim: Claim, sizes: dict[str, int]) -> Iterator[dict[str, Any]]:
    """Points of small whole numbers, those of zeros and ones first."""
    variables = {**claim.asked.variables}
    if claim.change is not None:
        variables[claim.change.name] = claim.change
    for start in range(_STARTS):
        count = start
        point: dict[str, Any] = {}
        for name, variable in variables.items():
            axes = measured(variable.shape, sizes)
            value, count = _array(variable, axes, count, start)
            if not has_properties(variable, value):
                value = identity(axes[0], arithmetic(None)) if len(axes) == 2 else value
            point[name] = value
        if all(has_properties(v, point[name]) for name, v in variables.items() if "index" not in v.properties):
            yield point


def _array(variable: Variable, axes: tuple[int, ...], count: int, start: int) -> tuple[Any, int]:
    """An array of whole numbers between −2 and 3, none of which is 0 in what must be positive."""
    spread = (1, 2, 3) if "positive" in variable.properties or start % 3 == 0 else (1, 0, 2, -1, 3, -2, 1)

    def at(place: int) -> Fraction:
        return Fraction(spread[(place * (start % 5 + 2) + place * place + count) % len(spread)])

    if not axes:
        return at(1), count + 1
    if len(axes) == 1:
        return tuple(at(i) for i in range(axes[0])), count + axes[0]
    if len(axes) == 2:
        rows = [[at(i * axes[1] + j) for j in range(axes[1])] for i in range(axes[0])]
        _with_structure(variable, rows)
        return tuple(map(tuple, rows)), count + axes[0] * axes[1]
    inner = [_array(variable, axes[1:], count + k, start)[0] for k in range(axes[0])]
    return tuple(inner), count + 1


def _with_structure(variable: Variable, rows: list[list[Fraction]]) -> None:
    """Make a square array symmetric, skew, diagonal or triangular as its variable is declared."""
    properties = variable.properties
    for i, row in enumerate(rows):
        for j in range(len(row)):
            if properties & {"symmetric", "positive definite"} and i < j:
                rows[j][i] = row[j]
            if "skew" in properties and i <= j:
                row[j] = Fraction(0) if i == j else row[j]
                rows[j][i] = -row[j]
            beside = ("diagonal" in properties and i != j) or ("lower triangular" in properties and j > i)
            if beside or ("upper triangular" in properties and j < i):
                row[j] = Fraction(0)
    if "positive definite" in properties:
        for i, row in enumerate(rows):
            row[i] = 1 + sum((abs(entry) for entry in row), start=Fraction(0))


def _differs(claim: Claim, form: Form, sizes: dict[str, int], point: Mapping[str, Any]) -> Here | None:
    """The claim at a point at which it is not what it must be; None elsewhere."""
    case: Case | None = at_point(claim, sizes, point)
    here = None if case is None else Here.at(claim, case)
    return None if here is None or not here.fits(form) or same(here.values, here.expected(form)) else here


def _shrunk(claim: Claim, form: Form, sizes: dict[str, int], point: dict[str, Any]) -> dict[str, Any]:
    """The point with one entry after the other made 0 or 1, as long as the claim differs there."""
    variables = {**claim.asked.variables, **claim.further}
    for name, array in point.items():
        for place in range(len(entries(array))):
            for smaller in (Fraction(0), Fraction(1)):
                now = entries(point[name])[place]
                if abs(now) <= smaller:
                    break
                changed = _with_entry(point[name], place, smaller)
                trial = {**point, name: changed}
                if has_properties(variables[name], changed) and _differs(claim, form, sizes, trial) is not None:
                    point = trial
                    break
    return point


def _with_entry(array: Any, place: int, value: Fraction) -> Any:  # noqa: ANN401 - arrays are nested tuples
    flat = list(entries(array))
    flat[place] = value
    return _shaped(flat, lengths(array))


def _shaped(flat: list[Any], axes: tuple[int, ...]) -> Any:  # noqa: ANN401 - arrays are nested tuples
    if not axes:
        return flat[0]
    step = len(flat) // axes[0]
    return tuple(_shaped(flat[k * step : (k + 1) * step], axes[1:]) for k in range(axes[0]))


def _told(claim: Claim, form: Form, sizes: dict[str, int], point: dict[str, Any]) -> Witness | None:
    here = _differs(claim, form, sizes, point)
    if here is None:
        return None
    axes = () if claim.indices else measured(claim.shape, sizes)
    wanted = measured(form.shape, sizes) if claim.indices else axes
    values = {name: array_text(here.case.point[name]) for name in point}
    return Witness(
        sizes,
        values,
        array_text(_shaped(list(here.expected(form)), wanted)),
        array_text(_shaped(list(here.values), wanted)),
    )


def array_text(array: Any) -> str:  # noqa: ANN401 - arrays are nested tuples
    """An array as NumPy writes it: [[1, 2], [0, 1]]."""
    if isinstance(array, tuple):
        return f"[{', '.join(map(array_text, array))}]"
    return number_text(array)


def number_text(value: Entry) -> str:
    """A number: whole, a fraction, or to six digits."""
    if isinstance(value, Fraction) and value.denominator > _LARGEST_DENOMINATOR:
        value = mpmath.mpf(value.numerator) / value.denominator
    if isinstance(value, Fraction):
        return str(value).replace("-", "−")
    if mpmath.isint(value):
        return str(int(value)).replace("-", "−")
    return str(mpmath.nstr(value, _DIGITS)).replace("-", "−")
