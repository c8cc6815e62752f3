"""The data-flow graph of a derivative: what the variable passes through on its way to the value, drawn in layers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from graphlib import TopologicalSorter
from itertools import pairwise

from jacobook.derivation import Derivation
from jacobook.document.figures.figure import DataFlow, FlowEdge, FlowNode
from jacobook.document.setting.mathematics import Mathematics, equation, mathematics
from jacobook.layout.formulas.statement import statement, symbol
from jacobook.layout.steps.chain_rule import MOST_INTERMEDIATES

# In units of the drawing, which are pixels where it is shown in its own size.
_CHARACTER, _PADDING, _HEIGHT = 9, 12, 34
_BETWEEN_LAYERS, _BETWEEN_ROWS, _MARGIN = 44, 18, 4
_SWEEPS = 4
Place = tuple[str, ...]
"""A node by its name, or a bend of an edge: its two ends and its layer."""


def data_flow(derivation: Derivation) -> DataFlow | None:
    """The graph of the computation; None for second derivatives, and where it has fewer than two steps or too many."""
    chain = derivation.computation
    if derivation.order != 1 or not 2 <= len(chain) <= MOST_INTERMEDIATES:
        return None
    (wrt,) = derivation.wrt
    labels = {wrt.name: mathematics(symbol(wrt))}
    names = {wrt.name: labels[wrt.name].text}
    for step in chain:
        name = mathematics(symbol(step.variable))
        labels[step.variable.name] = equation(name, mathematics(statement(step.expression)))
        names[step.variable.name] = name.text
    edges = [(parent, step.variable.name) for step in chain for parent in step.parents if parent in labels]
    value = chain[-1].variable.name
    roles = dict.fromkeys(labels, "step") | {wrt.name: "input", value: "value"}
    return _drawn(labels, roles, edges, _sentence(names, labels, edges))


def _sentence(names: Mapping[str, str], labels: Mapping[str, Mathematics], edges: Sequence[tuple[str, str]]) -> str:
    parts = []
    for name in labels:
        targets = [labels[end].text for start, end in edges if start == name]
        if targets:
            *others, last = targets
            parts.append(f"{names[name]} goes into " + (f"{', '.join(others)} and {last}" if others else last))
    return "; ".join(parts) + "."


def _drawn(
    labels: Mapping[str, Mathematics], roles: Mapping[str, str], edges: Sequence[tuple[str, str]], sentence: str
) -> DataFlow:
    layers, lines = _layers(edges)
    widths: dict[Place, int] = {(name,): _CHARACTER * len(label.text) + 2 * _PADDING for name, label in labels.items()}
    rows = max(map(len, layers))
    height = 2 * _MARGIN + rows * _HEIGHT + (rows - 1) * _BETWEEN_ROWS
    centres: dict[Place, tuple[int, int]] = {}
    left = _MARGIN
    for layer in layers:
        widest = max(widths.get(place, 0) for place in layer)
        top = (height - len(layer) * _HEIGHT - (len(layer) - 1) * _BETWEEN_ROWS) // 2
        for row, place in enumerate(layer):
            centres[place] = (left + widest // 2, top + row * (_HEIGHT + _BETWEEN_ROWS) + _HEIGHT // 2)
        left += widest + _BETWEEN_LAYERS
    nodes = tuple(
        FlowNode(label, roles[name], *centres[(name,)], widths[(name,)], _HEIGHT) for name, label in labels.items()
    )
    arrows = tuple(_arrow([(*centres[place], widths.get(place, 0)) for place in line]) for line in lines)
    return DataFlow(nodes, arrows, left - _BETWEEN_LAYERS + _MARGIN, height, sentence)


def _numbered(edges: Sequence[tuple[str, str]]) -> dict[str, int]:
    """The layer of each node: one more than the last of those that lead to it."""
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for start, end in edges:
        sorter.add(end, start)
    sorter.prepare()
    numbers: dict[str, int] = {}
    number = 0
    while ready := sorter.get_ready():
        numbers |= dict.fromkeys(ready, number)
        sorter.done(*ready)
        number += 1
    return numbers


def _layers(edges: Sequence[tuple[str, str]]) -> tuple[list[list[Place]], list[list[Place]]]:
    """Layers of nodes and bends, ordered so that few edges cross; and the edges as the places that they pass."""
    layer_of = _numbered(edges)
    lines: list[list[Place]] = []
    for start, end in edges:
        bends = [(start, end, str(number)) for number in range(layer_of[start] + 1, layer_of[end])]
        lines.append([(start,), *bends, (end,)])
    layers: list[list[Place]] = [[] for _ in range(max(layer_of.values()) + 1)]
    for line in lines:
        for number, place in enumerate(line, layer_of[line[0][0]]):
            if place not in layers[number]:
                layers[number].append(place)
    before = _neighbours(lines, 1)
    after = _neighbours(lines, -1)
    for sweep in range(_SWEEPS):
        downwards = sweep % 2 == 0
        for one, other in pairwise(layers if downwards else layers[::-1]):
            rank = {place: row for row, place in enumerate(one)}
            nearest = before if downwards else after
            other.sort(key=lambda place: _mean([rank[p] for p in nearest[place] if p in rank]))
    return layers, lines


def _neighbours(lines: Sequence[Sequence[Place]], direction: int) -> dict[Place, list[Place]]:
    found: dict[Place, list[Place]] = {place: [] for line in lines for place in line}
    for line in lines:
        for one, other in pairwise(line[::direction]):
            found[other].append(one)
    return found


def _mean(numbers: Sequence[int]) -> float:
    return sum(numbers) / len(numbers) if numbers else 0.0


def _arrow(places: Sequence[tuple[int, int, int]]) -> FlowEdge:
    """A smooth line from the right side of the first box to the left side of the last, through the bends between."""
    return FlowEdge(" ".join(_path(places)), places[-1][0] - places[-1][2] // 2, places[-1][1])


def _path(places: Sequence[tuple[int, int, int]]) -> Iterator[str]:
    x, y, width = places[0]
    yield f"M{x + width // 2} {y}"
    for (x, y, width), (to_x, to_y, to_width) in pairwise(places):
        start, end = x + width // 2, to_x - to_width // 2
        middle = (start + end) // 2
        yield f"C{middle} {y} {middle} {to_y} {end} {to_y}"
