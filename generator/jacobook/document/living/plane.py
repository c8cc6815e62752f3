"""A number of two numbers, seen from above: heights, level lines, and at a point the slopes, or the way down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

from jacobook.derivation import Derivation
from jacobook.document.living.drawing import Drawing, Scale, Shape, circle, label, line, rectangle, segments, ticks
from jacobook.document.living.figure import CONTOUR, SURFACE, LivingFigure
from jacobook.document.living.levels import level_pieces
from jacobook.document.living.sampling import Sample, Sampler, packed, shown
from jacobook.document.setting.mathematics import Mathematics, mathematics
from jacobook.errors import LanguageError
from jacobook.language.expression import StackedVariable, Variable
from jacobook.language.point import Rows
from jacobook.layout.formulas.formula import Entry
from jacobook.layout.formulas.statement import symbol

SIDE, _MARGIN = 300, 34
_CELLS = 24
_HALF = Fraction(2)
_LEVELS = 10
_DESCENT = 8
_RATES = tuple(Fraction(1, 2**power) for power in range(12))
_EVERY = 6
Point = tuple[Fraction, Fraction]


class _Plane:
    """The two numbers that the function is of, and its samples."""

    def __init__(self, derivation: Derivation, at: str, kind: str) -> None:
        self.derivation = derivation
        self.sampler = Sampler(derivation, at)
        (variable,) = derivation.wrt if len(derivation.wrt) == 1 else (None,)
        self._places: list[tuple[Variable, int]] = []
        self.names: list[Mathematics] = []
        for part in variable.parts if isinstance(variable, StackedVariable) else (variable,) if variable else ():
            rows = self.sampler.point[part.name]
            for place in range(len(rows)):
                self._places.append((part, place))
                name = symbol(part)
                self.names.append(mathematics(Entry(name, (str(place + 1),)) if part.shape else name))
        if derivation.expression.shape or len(self._places) != 2:
            raise LanguageError(f"figure: {kind} is for a number of two numbers", hint="wrt: [x, y], or where: x: 2")

    @property
    def here(self) -> Point:
        (one, i), (other, j) = self._places
        return self.sampler.point[one.name][i][0], self.sampler.point[other.name][j][0]

    def sample(self, point: Point) -> Sample | None:
        changed: dict[str, Rows] = {}
        for (variable, place), number in zip(self._places, point, strict=True):
            rows = changed.get(variable.name, self.sampler.point[variable.name])
            changed[variable.name] = tuple((number,) if n == place else row for n, row in enumerate(rows))
        return self.sampler.sample(changed)


def plane_figure(derivation: Derivation, kind: str, at: str, ends: tuple[Fraction, Fraction] | None) -> LivingFigure:
    """The figure, two to either side of the point unless the ends are given. Raises `LanguageError`."""
    plane = _Plane(derivation, at, kind)
    here = plane.here
    axes = []
    for number in here:
        low, high = ends or (number - _HALF, number + _HALF)
        if not low <= number <= high:
            raise LanguageError("the point of the figure lies outside its range")
        axes.append([low + (high - low) * step / _CELLS for step in range(_CELLS + 1)])
    start = tuple(_nearest(axis, number) for axis, number in zip(axes, here, strict=True))
    for axis, place, number in zip(axes, start, here, strict=True):
        axis[place] = number
    samples = [[plane.sample((x, y)) for x in axes[0]] for y in axes[1]]
    heights = [[None if one is None else one.value[0][0] for one in row] for row in samples]
    across = Scale(float(axes[0][0]), float(axes[0][-1]), _MARGIN, _MARGIN + SIDE)
    up = Scale(float(axes[1][0]), float(axes[1][-1]), SIDE + 8, 8)
    if plane.sample(here) is None:
        raise LanguageError("there is no value or no derivative at the point of the figure")
    shapes = [*_heights(heights, axes, across, up), *_frame(across, up, plane.names)]
    slopes = [[None if one is None else _gradient(one) for one in row] for row in samples]
    value = mathematics(derivation.value_symbol)
    data: dict[str, object] = {
        "x": list(map(float, axes[0])),
        "y": list(map(float, axes[1])),
        "start": list(start),
        "names": [*(one.text for one in plane.names), value.text],
        "across": [across.low, across.high, across.start, across.end],
        "up": [up.low, up.high, up.start, up.end],
    }
    if kind == CONTOUR:
        return _descent(plane, shapes, data, (across, up))
    gradient = slopes[start[1]][start[0]] or (0.0, 0.0)
    x, y = across(float(here[0])), up(float(here[1]))
    shapes += [*_arrows(x, y, gradient), circle("point", x, y, 5)]
    table = [
        (
            shown(float(axes[0][i])),
            shown(float(axes[1][j])),
            shown(heights[j][i] or 0.0),
            *map(shown, slopes[j][i] or ()),
        )
        for j in range(0, _CELLS + 1, _EVERY)
        for i in range(0, _CELLS + 1, _EVERY)
        if slopes[j][i] is not None
    ]
    data |= {"z": heights, "slopes": slopes}
    one, other = plane.names
    return LivingFigure(
        SURFACE,
        (
            "Seen from above: the stronger the color, the higher. The two arrows are the slopes along ",
            one,
            " and along ",
            other,
            ".",
        ),
        packed(data),
        drawing=Drawing(SIDE + _MARGIN + 12, SIDE + 40, tuple(shapes)),
        heads=(one, other, value, _with("slope along ", one), _with("slope along ", other)),
        rows=tuple(table),
    )


def _nearest(axis: Sequence[Fraction], number: Fraction) -> int:
    return min(range(len(axis)), key=lambda place: abs(axis[place] - number))


def _with(words: str, name: Mathematics) -> str:
    return words + name.text


def _gradient(sample: Sample) -> tuple[float, float]:
    first, second = (entry for row in sample.slope for entry in row)
    return first, second


def _heights(
    heights: Sequence[Sequence[float | None]], axes: Sequence[Sequence[Fraction]], across: Scale, up: Scale
) -> list[Shape]:
    """Shaded cells, and lines of equal height over them."""
    known = sorted(height for row in heights for height in row if height is not None)
    if len(known) < _CELLS:
        raise LanguageError("the function has too few values in the range of the figure")
    xs, ys = ([float(one) for one in axis] for axis in axes)
    # By rank: a steep corner would leave the rest in one shade.
    levels = [known[len(known) * number // (_LEVELS + 1)] for number in range(1, _LEVELS + 1)]
    shapes = []
    for j, (low, high) in enumerate(pairwise(ys)):
        for i, (left, right) in enumerate(pairwise(xs)):
            corners = [heights[n][m] for n in (j, j + 1) for m in (i, i + 1)]
            if any(corner is None for corner in corners):
                continue
            middle = sum(corner for corner in corners if corner is not None) / 4
            rank = sum(level < middle for level in levels) / _LEVELS
            width, height = across(right) - across(left), up(low) - up(high)
            if rank:
                shapes.append(rectangle("height", (across(left), up(high)), (width, height), rank))
    for level in dict.fromkeys(levels):
        pieces = [point for piece in level_pieces(xs, ys, heights, level) for point in piece]
        shapes.append(segments("level", [(across(x), up(y)) for x, y in pieces]))
    return shapes


def _frame(across: Scale, up: Scale, names: Sequence[Mathematics]) -> list[Shape]:
    bottom = up.start
    return [
        line("axis", [(across.start, up.end), (across.start, bottom), (across.end, bottom)]),
        *(label("tick below", across(x), bottom + 12, shown(x)) for x in ticks(across.low, across.high)),
        *(label("tick beside", across.start - 6, up(y), shown(y)) for y in ticks(up.low, up.high)),
        label("tick below", (across.start + across.end) / 2, bottom + 26, names[0].text),
        label("tick beside", across.start - 20, up.end + 4, names[1].text),
    ]


def arrow_length(slope: float) -> float:
    """How long an arrow for a slope is drawn: longer for steeper, and never out of the picture."""
    return 60 * slope / (1 + abs(slope))


def _arrows(x: float, y: float, gradient: tuple[float, float]) -> list[Shape]:
    return [
        line("arrow along", [(x, y), (x + arrow_length(gradient[0]), y)]),
        line("arrow upward", [(x, y), (x, y - arrow_length(gradient[1]))]),
    ]


def _descent(
    plane: _Plane, shapes: list[Shape], data: Mapping[str, object], scales: tuple[Scale, Scale]
) -> LivingFigure:
    """The way down by the gradient, each step a fixed multiple of it."""
    across, up = scales
    rate, path = _way_down(plane, across, up)
    places = [(float(x), float(y), z) for x, y, z in path]
    drawn = [(across(x), up(y)) for x, y, _ in places]
    shapes += [line("way", drawn), *(circle("step", x, y, 3) for x, y in drawn[1:]), circle("point", *drawn[0], 5)]
    caption = (
        f"Lines of equal height, and {len(path) - 1} steps downhill: each goes against the gradient, "
        f"{shown(float(rate))} times as far. The gradient crosses the lines at right angles."
    )
    return LivingFigure(
        CONTOUR,
        (caption,),
        packed({**data, "path": places, "rate": float(rate)}),
        drawing=Drawing(SIDE + _MARGIN + 12, SIDE + 40, tuple(shapes)),
        heads=("step", *plane.names, mathematics(plane.derivation.value_symbol)),
        rows=tuple((str(n), *map(shown, place)) for n, place in enumerate(places)),
    )


def _way_down(plane: _Plane, across: Scale, up: Scale) -> tuple[Fraction, list[tuple[Fraction, Fraction, float]]]:
    """The largest rate of a few at which every step goes down and stays in the picture."""
    for rate in _RATES:
        path = _walk(plane, rate, across, up)
        if path is not None:
            return rate, path
    raise LanguageError("no way downhill was found in the range of the figure", hint="choose another point: at: x = 1")


def _walk(plane: _Plane, rate: Fraction, across: Scale, up: Scale) -> list[tuple[Fraction, Fraction, float]] | None:
    x, y = plane.here
    found = plane.sample((x, y))
    path: list[tuple[Fraction, Fraction, float]] = []
    while found is not None:
        path.append((x, y, found.value[0][0]))
        if len(path) > _DESCENT:
            return path
        slopes = [Fraction(slope).limit_denominator(10**9) for slope in _gradient(found)]
        x, y = x - rate * slopes[0], y - rate * slopes[1]
        if not (across.low <= x <= across.high and up.low <= y <= up.high):
            return None
        found = plane.sample((x, y))
        if found is not None and found.value[0][0] > path[-1][2]:
            return None
    return None
