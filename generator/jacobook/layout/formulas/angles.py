"""Formulas with the imaginary unit as they are shown: i² is −1, and i(log z̄ − log z)/2 is the angle of z."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from jacobook.language.conjugates import IMAGINARY_UNIT
from jacobook.language.functions.complex_parts import PRINCIPAL_LOGARITHM
from jacobook.layout.formulas import algebra
from jacobook.layout.formulas import formula as f
from jacobook.layout.formulas.measure import pieces
from jacobook.layout.formulas.rebuilding import rebuild


def with_angles(formula: f.Formula, conjugate: Callable[[f.Formula], f.Formula]) -> f.Formula:
    """The formula with whole powers of i worked out, and angles in place of differences of logarithms."""
    if not any(_is_log(piece) or _power_of_unit(piece) > 1 for piece in pieces(formula)):
        return formula
    return _shown(formula, conjugate)


def _shown(formula: f.Formula, conjugate: Callable[[f.Formula], f.Formula]) -> f.Formula:
    inner = rebuild(formula, lambda part: _shown(part, conjugate))
    match inner:
        case f.Sum(terms=(first, second)):
            angle = _angle(first, second, conjugate)
            return inner if angle is None else angle
        case f.Power() if (power := _power_of_unit(inner)) > 1:
            return _with_units(Fraction(1), power, ())
        case f.Power(base=f.Multiple(coefficient=number, numerators=above, denominators=(), body=None)) if (
            any(map(_power_of_unit, above))
            and isinstance(inner.exponent, f.Number)
            and inner.exponent.value.denominator == 1
            and inner.exponent.value > 0
        ):
            times = int(inner.exponent.value)
            raised: list[f.Formula] = [f.Power(each, inner.exponent) for each in above if not _power_of_unit(each)]
            return _with_units(number**times, times * sum(map(_power_of_unit, above)), tuple(raised))
        case f.Multiple():
            flat = algebra.multiple(inner.coefficient, inner.numerators, inner.denominators, inner.body)
            if not isinstance(flat, f.Multiple):
                return flat
            power = sum(map(_power_of_unit, flat.numerators))
            rest = tuple(each for each in flat.numerators if not _power_of_unit(each))
            if power < 2:
                return flat
            return _with_units(flat.coefficient, power, rest, flat.denominators, flat.body)
        case f.HadamardQuotient(numerator=f.Multiple(body=body) as above) if body is not None:
            quotient = replace(inner, numerator=body)
            return _shown(replace(above, body=quotient), conjugate)
        case f.Transpose(body=f.Multiple(body=body) as above) if body is not None:
            return _shown(replace(above, body=algebra.transpose(body)), conjugate)
        case _:
            return inner


def _with_units(
    coefficient: Fraction,
    power: int,
    above: tuple[f.Formula, ...],
    below: tuple[f.Formula, ...] = (),
    body: f.Formula | None = None,
) -> f.Formula:
    """What is multiplied by a power of i."""
    units = (f.Symbol(IMAGINARY_UNIT),) if power % 2 else ()
    return algebra.multiple(coefficient * (-1) ** (power // 2), (*units, *above), below, body)


def _angle(first: f.Formula, second: f.Formula, conjugate: Callable[[f.Formula], f.Formula]) -> f.Formula | None:
    """log ū − log u as −2i arg u; None of any other difference."""
    for minus, plus in ((first, second), (second, first)):
        taken = algebra.negative(minus)
        if not (_is_log(taken) and _is_log(plus)):
            continue
        assert isinstance(taken, f.Apply)
        assert isinstance(plus, f.Apply)
        (one,), (other,) = taken.arguments, plus.arguments
        barred = conjugate(one)
        if other not in (barred, algebra.transpose(barred) if f.is_scalar(barred) else barred):
            continue
        angle = f.Apply("angle", (one,), taken.rows, taken.columns)
        scalar = f.is_scalar(angle)
        unit = f.Symbol(IMAGINARY_UNIT)
        return algebra.multiple(-2, (unit, angle) if scalar else (unit,), (), None if scalar else angle)
    return None


def _is_log(formula: f.Formula) -> bool:
    return isinstance(formula, f.Apply) and formula.function == PRINCIPAL_LOGARITHM.name


def _power_of_unit(formula: f.Formula) -> int:
    """Which power of i a formula is; 0 for one that is none."""
    match formula:
        case f.Symbol(name=name) if name == IMAGINARY_UNIT:
            return 1
        case f.Power(base=f.Symbol(name=name), exponent=f.Number(value=value)) if (
            name == IMAGINARY_UNIT and value.denominator == 1 and value > 0
        ):
            return int(value)
        case _:
            return 0
