"""A drawing as shapes with roles, in units of which one is a pixel where it is shown in its own size."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Shape:
    """A line through points, segments between pairs of points, a circle, a rectangle, or a text.

    `role` says what it is, and style sheets how that looks. `numbers` are the points of a line one after the
    other; center and radius; corner, width and height; or a place.
    """

    kind: str
    role: str
    numbers: tuple[float, ...]
    text: str = ""
    strength: float = 1.0

    @property
    def path(self) -> str:
        """Segments as a path of SVG."""
        groups = zip(*(iter(self.numbers),) * 4, strict=True)
        return "".join(f"M{x:g} {y:g}L{to_x:g} {to_y:g}" for x, y, to_x, to_y in groups)

    @property
    def points(self) -> str:
        """The points of a line as SVG has them."""
        pairs = zip(self.numbers[::2], self.numbers[1::2], strict=True)
        return " ".join(f"{x:g},{y:g}" for x, y in pairs)


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes on a canvas, the first the lowest."""

    width: int
    height: int
    shapes: tuple[Shape, ...]


def line(role: str, points: Iterable[tuple[float, float]]) -> Shape:
    """A line through points."""
    return Shape("line", role, tuple(round(number, 1) for point in points for number in point))


def segments(role: str, points: Iterable[tuple[float, float]]) -> Shape:
    """A segment for each two points."""
    return replace(line(role, points), kind="segments")


def circle(role: str, x: float, y: float, radius: float) -> Shape:
    """A circle."""
    return Shape("circle", role, (round(x, 1), round(y, 1), radius))


def rectangle(role: str, corner: tuple[float, float], size: tuple[float, float], strength: float = 1.0) -> Shape:
    """A rectangle; `strength` between 0 and 1 is how much of its colour it has."""
    return Shape("rectangle", role, tuple(round(n, 1) for n in (*corner, *size)), strength=round(strength, 3))


def label(role: str, x: float, y: float, text: str) -> Shape:
    """A text around a place, or beside it, as its role says."""
    return Shape("text", role, (round(x, 1), round(y, 1)), text)


@dataclass(frozen=True, slots=True)
class Scale:
    """Numbers from `low` to `high` laid from `start` to `end` of a drawing."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, number: float) -> float:
        return self.start + (number - self.low) / (self.high - self.low) * (self.end - self.start)


def ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Round numbers between two numbers, at most so many."""
    for power in range(-6, 9):
        for digit in (1, 2, 5):
            step = digit * 10.0**power
            first, last = -int(-low // step), int(high // step)
            if last - first + 1 <= most:
                return [place * step for place in range(first, last + 1)]
    return []


def runs(points: Sequence[tuple[float, float] | None]) -> list[list[tuple[float, float]]]:
    """The stretches of a line between its holes."""
    found: list[list[tuple[float, float]]] = [[]]
    for point in points:
        if point is None:
            found.append([])
        else:
            found[-1].append(point)
    return [run for run in found if len(run) > 1]
