"""A data-flow graph wider than the page is printed in rows: nothing is lost, and no arrow passes through a box."""

import re
from itertools import pairwise

import pytest

from jacobook.document.figures.figure import DataFlow, FlowEdge, FlowNode
from jacobook.document.figures.flow_folding import folded


@pytest.fixture(scope="module")
def drawings(rule_pages):
    found = [derivative.flow for page in rule_pages.values() for derivative in page.derivatives if derivative.flow]
    assert len(found) > 100
    return found


def points(edge):
    return [(x, y) for _, numbers in edge.segments for x, y in zip(numbers[::2], numbers[1::2], strict=True)]


def inside(node, x, y):
    return abs(x - node.x) < node.width / 2 - 1 and abs(y - node.y) < node.height / 2 - 1


def along(edge):
    """Points on the way of an edge, close to one another."""
    at = (0, 0)
    for command, numbers in edge.segments:
        ends = [at, *zip(numbers[::2], numbers[1::2], strict=True)]
        for step in range(41):
            t = step / 40
            level = ends
            while len(level) > 1:
                level = [(a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t) for a, b in pairwise(level)]
            if command != "M":
                yield level[0]
        at = ends[-1]


@pytest.mark.parametrize("room", [420, 640, 940])
def test_every_graph_of_the_catalogue_fits_and_keeps_its_parts(drawings, room):
    many_rows = 0
    for drawing in drawings:
        made = folded(drawing, room)
        if drawing.width <= room:
            assert made is drawing
            continue
        many_rows += made.height > drawing.height
        widest = max(node.width for node in drawing.nodes)
        assert made.width <= max(room, widest + 160), drawing.sentence
        assert [node.label for node in made.nodes] == [node.label for node in drawing.nodes]
        assert len(made.edges) == len(drawing.edges)
        assert made.sentence == drawing.sentence
        for node in made.nodes:
            assert node.x - node.width / 2 >= 0
            assert node.x + node.width / 2 <= made.width
            assert node.y - node.height / 2 >= 0
            assert node.y + node.height / 2 <= made.height
    assert many_rows > 3


@pytest.mark.parametrize("room", [420, 640, 940])
def test_arrows_begin_and_end_at_the_same_boxes_and_pass_through_none(drawings, room):
    for drawing in drawings:
        made = folded(drawing, room)
        if made is drawing:
            continue
        for before, after in zip(drawing.edges, made.edges, strict=True):
            ends = zip((points(before)[0], points(before)[-1]), (points(after)[0], points(after)[-1]), strict=True)
            for (x, y), (to_x, to_y) in ends:
                moves = {(new.x - old.x, new.y - old.y) for old, new in zip(drawing.nodes, made.nodes, strict=True)}
                assert (to_x - x, to_y - y) in moves
            assert (after.x, after.y) == points(after)[-1]
            through = [node.label.text for node in made.nodes for x, y in along(after) if inside(node, x, y)]
            already = [node.label.text for node in drawing.nodes for x, y in along(before) if inside(node, x, y)]
            assert set(through) <= set(already), (drawing.sentence, after.path)


def test_arrows_side_by_side_between_rows_do_not_cross():
    boxes = [(50, 20), (50, 80), (250, 20), (250, 80)]
    nodes = tuple(FlowNode(None, "step", x, y, 60, 30) for x, y in boxes)
    edges = tuple(FlowEdge(f"M80 {y}C150 {y} 150 {y} 220 {y}", 220, y) for y in (20, 80))
    made = folded(DataFlow(nodes, edges, 284, 100, ""), 220)
    (upper, lower) = (re.findall(r"L26 (\d+)", edge.path)[0] for edge in made.edges)
    assert int(upper) > int(lower) > 100
    assert [node.y for node in made.nodes[2:]] == [made.nodes[2].y, made.nodes[2].y + 60]
