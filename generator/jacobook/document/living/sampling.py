"""A function and its derivative in numbers, at as many points as a figure needs."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from jacobook.derivation import Derivation
from jacobook.document.pages.numbers import numbers
from jacobook.errors import LanguageError
from jacobook.language.point import Rows, read_point, rows_of, sizes_at
from jacobook.layout.formulas.formula import Formula, MatrixForm
from jacobook.proof.evaluation.evaluation import Evaluation
from jacobook.proof.numbers.arithmetic import NotExact, Undefined, arithmetic

_DIGITS = 16
_DIGITS_SHOWN = 6
_ENTRY = re.compile(r"_(\d),(\d)")
Table = tuple[tuple[float, ...], ...]
Changes = Mapping[str, Rows | Table]


@dataclass(frozen=True, slots=True)
class Sample:
    """The value and the derivative in numerator layout at one point."""

    value: Table
    slope: Table


class Sampler:
    """Computes samples of one derivation; what is not named at a point has its value at the chosen one."""

    def __init__(self, derivation: Derivation, at: str) -> None:
        """Raises `LanguageError` where the values do not fit, or none can be found."""
        if derivation.parsed.functions:
            raise LanguageError("a function that is known only by name has no values to draw", hint="write it out")
        if derivation.order != 1:
            raise LanguageError("a figure shows a first derivative", hint="leave order out")
        self._derivation = derivation
        if at:
            values = read_point(at)
            self.sizes = sizes_at(derivation.variables, values)
            self.point: dict[str, Rows] = {name: rows_of(values[name]) for name in derivation.variables}
        else:
            found = numbers(derivation)
            if found is None:
                raise LanguageError("no point is known at which this can be drawn", hint="give one: at: x = 1")
            self.sizes, self.point = found.sizes, found.inputs

    def value(self, formula: Formula, changed: Changes | None = None) -> Table | None:
        """A formula at the point with some variables changed; None where it has no value."""
        return self.form(MatrixForm(formula), changed)

    def form(self, form: MatrixForm, changed: Changes | None = None) -> Table | None:
        """A printed form at the point with some variables changed; None where it has no value."""
        numbers_ = arithmetic(_DIGITS)
        given: dict[str, Rows | Table] = {**self.point, **(changed or {})}
        try:
            symbols = {
                name: tuple(tuple(numbers_.number(Fraction(entry)) for entry in row) for row in rows)
                for name, rows in given.items()
            }
            found = Evaluation(symbols, self.sizes, numbers_).form(form)
        except (Undefined, NotExact):
            return None
        return tuple(tuple(float(entry) for entry in row) for row in found)

    def sample(self, changed: Changes | None = None) -> Sample | None:
        """Both at once; None where either is not defined."""
        value = self.value(self._derivation.value, changed)
        slope = self.form(self._derivation.numerator.form, changed)
        return None if value is None or slope is None else Sample(value, slope)

    def here(self) -> Sample:
        """The sample at the chosen point. Raises `LanguageError` where there is none."""
        found = self.sample()
        if found is None:
            raise LanguageError("there is no value or no derivative at the point of the figure")
        return found


def moved(rows: Rows, row: int, column: int, by: Fraction) -> Rows:
    """The rows with one entry changed."""
    return tuple(
        tuple(entry + by if (i, j) == (row, column) else entry for j, entry in enumerate(line))
        for i, line in enumerate(rows)
    )


def shown(number: float) -> str:
    """A number for readers: four digits that matter, and a proper minus sign."""
    text = f"{number:.4g}"
    return ("0" if text in ("-0", "0") else text).replace("-", "−")


def compact(text: str) -> str:
    """The name of an entry as small figures below its letter, where it is in text with a comma: X₁₂ for X_1,2."""
    return _ENTRY.sub(lambda match: "".join(chr(0x2080 + int(digit)) for digit in match.groups()), text)


def packed(data: object) -> str:
    """Data for a script, numbers as short as they may be."""
    return json.dumps(_rounded(data), separators=(",", ":"), ensure_ascii=False)


def _rounded(data: object) -> object:
    match data:
        case float():
            rounded = float(f"{data:.{_DIGITS_SHOWN}g}")
            return int(rounded) if rounded.is_integer() and abs(rounded) < 10**_DIGITS_SHOWN else rounded
        case dict():
            return {key: _rounded(value) for key, value in data.items()}
        case list() | tuple():
            return [_rounded(value) for value in data]
        case _:
            return data
