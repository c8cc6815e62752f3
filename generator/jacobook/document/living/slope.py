"""A curve with its tangent: a number of a number, and the slope at a point that can be moved."""

from __future__ import annotations

from fractions import Fraction

from jacobook.derivation import Derivation
from jacobook.document.living.drawing import Drawing, Scale, circle, label, line, runs, ticks
from jacobook.document.living.figure import SLOPE, LivingFigure
from jacobook.document.living.sampling import Sampler, packed, shown
from jacobook.document.setting.mathematics import mathematics
from jacobook.errors import LanguageError
from jacobook.layout.formulas.statement import symbol

WIDTH, HEIGHT, _MARGIN = 440, 280, 34
_STEPS = 96
_HALF = Fraction(3)
_EVERY = 12
_TAIL = 0.08
"""The share of values at either end that may leave the picture: a pole would leave no room for the rest."""


def slope_figure(derivation: Derivation, at: str, ends: tuple[Fraction, Fraction] | None) -> LivingFigure:
    """The curve between two ends, three to either side of the point unless they are given. Raises `LanguageError`."""
    (variable,) = derivation.wrt
    if variable.shape or derivation.expression.shape:
        raise LanguageError("figure: slope is for a number of a number", hint="figure: grid shows several")
    sampler = Sampler(derivation, at)
    (here,) = sampler.point[variable.name][0]
    low, high = ends or (here - _HALF, here + _HALF)
    if not low <= here <= high:
        raise LanguageError("the point of the figure lies outside its range")
    places = [low + (high - low) * step / _STEPS for step in range(_STEPS + 1)]
    samples = [sampler.sample({variable.name: ((place,),)}) for place in places]
    # The point is one of the samples: the nearest, put where it was asked for.
    start = min(range(len(places)), key=lambda place: abs(places[place] - here))
    places[start], samples[start] = here, sampler.here()
    xs = [float(place) for place in places]
    ys = [None if one is None else one.value[0][0] for one in samples]
    slopes = [None if one is None else one.slope[0][0] for one in samples]
    top, bottom = _room([y for y in ys if y is not None])
    across = Scale(xs[0], xs[-1], _MARGIN, WIDTH - 8)
    up = Scale(bottom, top, HEIGHT - 24, 8)
    inside = [None if y is None or not bottom <= y <= top else (across(x), up(y)) for x, y in zip(xs, ys, strict=True)]
    y_here, slope_here = sampler.here().value[0][0], sampler.here().slope[0][0]
    axis_x, axis_y = up(min(max(0.0, bottom), top)), across(min(max(0.0, xs[0]), xs[-1]))
    shapes = [
        line("axis", [(across(xs[0]), axis_x), (across(xs[-1]), axis_x)]),
        line("axis", [(axis_y, up(bottom)), (axis_y, up(top))]),
        *(label("tick below", across(x), HEIGHT - 10, shown(x)) for x in ticks(xs[0], xs[-1])),
        *(label("tick beside", _MARGIN - 6, up(y), shown(y)) for y in ticks(bottom, top)),
        *(line("curve", run) for run in runs(inside)),
        line("tangent", _tangent(xs, across, up, (float(here), y_here, slope_here))),
        circle("point", across(float(here)), up(y_here), 5),
    ]
    name, value = mathematics(symbol(variable)), mathematics(derivation.value_symbol)
    return LivingFigure(
        SLOPE,
        ("The curve, and its tangent where ", name, f" = {shown(float(here))}."),
        packed(
            {
                "x": xs,
                "y": ys,
                "slope": slopes,
                "start": start,
                "names": [name.text, value.text],
                "across": [across.low, across.high, across.start, across.end],
                "up": [up.low, up.high, up.start, up.end],
            }
        ),
        drawing=Drawing(WIDTH, HEIGHT, tuple(shapes)),
        invitation="Move the point along the curve.",
        heads=(name, value, "slope"),
        rows=tuple(
            (shown(xs[n]), _said(ys[n]), _said(slopes[n])) for n in sorted({*range(0, _STEPS + 1, _EVERY), start})
        ),
    )


def _said(number: float | None) -> str:
    return "–" if number is None else shown(number)


def _room(values: list[float]) -> tuple[float, float]:
    """The highest and the lowest value that the picture has room for."""
    if not values:
        raise LanguageError("the function has no value in the range of the figure")
    ordered = sorted(values)
    tail = int(len(ordered) * _TAIL)
    low, high = ordered[tail], ordered[-1 - tail]
    # Without a pole everything is shown.
    if ordered[-1] - ordered[0] <= 4 * (high - low):
        low, high = ordered[0], ordered[-1]
    margin = (high - low) * 0.06 or 1.0
    return high + margin, low - margin


def _tangent(
    xs: list[float], across: Scale, up: Scale, touching: tuple[float, float, float]
) -> list[tuple[float, float]]:
    """The tangent as far as it stays within the picture."""
    x, y, slope = touching
    left, right = xs[0], xs[-1]
    if slope:
        ends = sorted(((up.low - y) / slope + x, (up.high - y) / slope + x))
        left, right = max(left, ends[0]), min(right, ends[1])
    return [(across(end), up(y + slope * (end - x))) for end in (left, right)]
