"""A data-flow graph in several rows, one below the other, for a page that is narrower than the drawing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from jacobook.document.figures.figure import DataFlow, FlowEdge, FlowNode

# In units of the drawing: the room between rows, between edges that run side by side there, and for their turns.
_BETWEEN_ROWS, _BETWEEN_LANES, _TURN = 34, 7, 26


@dataclass(frozen=True, slots=True)
class _Row:
    """The part of the drawing from `left` to `right`, which is moved by (`dx`, `dy`)."""

    left: int
    right: int
    dx: int
    dy: int


def folded(drawing: DataFlow, room: int) -> DataFlow:
    """The drawing in as few rows as fit into `room` (in its units), cut between layers; as it is where it fits.

    Edges from one row to the next run back between the two in lanes of their own, and keep their order.
    """
    cuts = _cuts(drawing, room)
    if not cuts:
        return drawing
    ends = (0, *cuts, drawing.width)
    lanes = [_crossing(drawing, cut) for cut in cuts]
    rows: list[_Row] = []
    top = 0
    for number, (left, right) in enumerate(pairwise(ends)):
        rows.append(_Row(left, right, 2 * _TURN - left if number else 0, top))
        if number < len(lanes):
            top += drawing.height + _BETWEEN_ROWS + _BETWEEN_LANES * (len(lanes[number]) - 1)
    nodes = tuple(_moved(node, rows) for node in drawing.nodes)
    edges = tuple(_rerouted(edge, rows, lanes, drawing.height) for edge in drawing.edges)
    width = max(row.right + row.dx for row in rows) + _TURN
    return replace(drawing, nodes=nodes, edges=edges, width=width, height=top + drawing.height)


def _cuts(drawing: DataFlow, room: int) -> tuple[int, ...]:
    """Where to cut: in gaps between layers, so that the rows are of about the same length."""
    if drawing.width <= room:
        return ()
    layers: list[tuple[int, int]] = []
    for left, right in sorted((node.x - node.width // 2, node.x + node.width // 2) for node in drawing.nodes):
        if layers and left < layers[-1][1]:
            layers[-1] = (layers[-1][0], max(right, layers[-1][1]))
        else:
            layers.append((left, right))
    gaps = [(one[1] + other[0]) // 2 for one, other in pairwise(layers)]
    cuts: tuple[int, ...] = ()
    for count in range(2, len(gaps) + 2):
        targets = [drawing.width * number // count for number in range(1, count)]
        cuts = tuple(sorted({min(gaps, key=lambda gap: abs(gap - target)) for target in targets}))
        if max(right - left for left, right in pairwise((0, *cuts, drawing.width))) + 3 * _TURN <= room:
            break
    return cuts


def _segments(edge: FlowEdge) -> Iterator[tuple[tuple[int, int], tuple[int, ...]]]:
    """Each curve of an edge with the point where it begins."""
    at = (0, 0)
    for _, numbers in edge.segments:
        if len(numbers) > 2:
            yield at, numbers
        at = (numbers[-2], numbers[-1])


def _crossing(drawing: DataFlow, cut: int) -> list[tuple[int, int]]:
    """The heights at which edges cross a cut, from where to where, each once, from the top."""
    found = {(y, numbers[-1]) for edge in drawing.edges for (x, y), numbers in _segments(edge) if x < cut < numbers[-2]}
    return sorted(found)


def _row_of(x: int, rows: Sequence[_Row]) -> _Row:
    return next((row for row in rows if x < row.right), rows[-1])


def _moved(node: FlowNode, rows: Sequence[_Row]) -> FlowNode:
    row = _row_of(node.x, rows)
    return replace(node, x=node.x + row.dx, y=node.y + row.dy)


def _rerouted(
    edge: FlowEdge, rows: Sequence[_Row], lanes: Sequence[Sequence[tuple[int, int]]], height: int
) -> FlowEdge:
    path: list[str] = []
    for (x, y), numbers in _segments(edge):
        start, end = _row_of(x, rows), _row_of(numbers[-2], rows)
        from_x, from_y, to_x, to_y = x + start.dx, y + start.dy, numbers[-2] + end.dx, numbers[-1] + end.dy
        if not path:
            path.append(f"M{from_x} {from_y}")
        if start == end:
            moved = (n + (start.dy if place % 2 else start.dx) for place, n in enumerate(numbers))
            path.append("C" + " ".join(map(str, moved)))
            continue
        crossing = lanes[rows.index(start)]
        # The topmost edge takes the lowest lane: arcs lie within one another, and none crosses another.
        number = len(crossing) - 1 - crossing.index((y, numbers[-1]))
        lane = start.dy + height + _BETWEEN_ROWS // 2 + _BETWEEN_LANES * number
        out = start.right + start.dx + _TURN
        path += [
            f"L{out - _TURN} {from_y}",
            f"C{out} {from_y} {out} {lane} {out - _TURN} {lane}",
            f"L{_TURN} {lane}",
            f"C{0} {lane} {0} {to_y} {_TURN} {to_y}",
            f"L{to_x} {to_y}",
        ]
    last = _row_of(edge.x, rows)
    return FlowEdge(" ".join(path), edge.x + last.dx, edge.y + last.dy)
