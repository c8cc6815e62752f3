"""Lines along which sampled heights have one value, by marching squares."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

Point = tuple[float, float]


def level_pieces(
    xs: Sequence[float], ys: Sequence[float], heights: Sequence[Sequence[float | None]], level: float
) -> Iterator[tuple[Point, Point]]:
    """The pieces of the lines of a level, cell by cell; heights are by row of `ys`, None where there is none."""
    for j in range(len(ys) - 1):
        for i in range(len(xs) - 1):
            around = ((i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1))
            corners = [(xs[m], ys[n], heights[n][m]) for m, n in around]
            known = [(x, y, height) for x, y, height in corners if height is not None]
            if len(known) < len(corners):
                continue
            crossed = [
                _between(one, other, level)
                for one, other in zip(known, (*known[1:], known[0]), strict=True)
                if (one[2] < level) != (other[2] < level)
            ]
            # A saddle is crossed four times: neighbours in their order belong together.
            yield from zip(crossed[::2], crossed[1::2], strict=True)


def _between(one: tuple[float, float, float], other: tuple[float, float, float], level: float) -> Point:
    """Where a side crosses the level; the same from both sides, so that lines join."""
    (x, y, low), (to_x, to_y, high) = sorted((one, other))
    share = (level - low) / (high - low)
    return (x + share * (to_x - x), y + share * (to_y - y))
