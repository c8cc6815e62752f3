"""The data-flow graph: every step is a box, every use an arrow, and no box lies on another."""

from itertools import combinations

import pytest

from jacobook.derivation import derive
from jacobook.document.figures.data_flow import data_flow


def drawn(expr, wrt, where=None):
    return data_flow(derive(expr, wrt, where))


def test_a_chain_is_drawn_as_one_line():
    flow = drawn("log(sin(x**3)**2)", "x", {"x": "scalar"})
    assert [node.label.text for node in flow.nodes] == ["x", "u₁ = x³", "u₂ = sin(u₁)", "u₃ = u₂²", "y = log(u₃)"]
    assert [node.role for node in flow.nodes] == ["input", "step", "step", "step", "value"]
    assert len({node.y for node in flow.nodes}) == 1
    assert [node.x for node in flow.nodes] == sorted(node.x for node in flow.nodes)
    assert len(flow.edges) == 4
    assert flow.sentence.startswith("x goes into u₁ = x³; u₁ goes into u₂ = sin(u₁); ")


def test_a_path_that_skips_a_step_goes_round_it():
    flow = drawn("sin(x + x**2)", "x", {"x": "scalar"})
    assert flow.sentence == "x goes into u₁ = x² and u₂ = x + u₁; u₁ goes into u₂ = x + u₁; u₂ goes into y = sin(u₂)."
    (detour,) = [edge for edge in flow.edges if edge.path.count("C") == 2]
    square = next(node for node in flow.nodes if node.label.text == "u₁ = x²")
    bend = int(detour.path.split()[5].removeprefix("C"))
    assert bend != square.y


@pytest.mark.parametrize(
    ("expr", "wrt", "where"),
    [
        ("norm(W2 @ tanh(W1 @ x + b) - y)**2 / 2", "W1", {"W1": "h×n", "W2": "m×h"}),
        ("x @ A @ x / (x @ x)", "x", {"A": "n×n"}),
        ("u(x) @ A @ v(x)", "x", {"u": "n -> m", "v": "n -> p", "A": "m×p", "x": "n"}),
        ("exp(x) / sum(exp(x)) + x", "x", {"x": "n"}),
    ],
)
def test_boxes_lie_inside_the_drawing_and_not_on_each_other(expr, wrt, where):
    flow = drawn(expr, wrt, where)
    for node in flow.nodes:
        assert node.width // 2 <= node.x <= flow.width - node.width // 2
        assert node.height // 2 <= node.y <= flow.height - node.height // 2
    for one, other in combinations(flow.nodes, 2):
        apart_across = abs(one.x - other.x) >= (one.width + other.width) // 2
        apart_down = abs(one.y - other.y) >= (one.height + other.height) // 2
        assert apart_across or apart_down, (one.label.text, other.label.text)


def test_what_has_a_single_step_or_is_a_second_derivative_has_no_graph():
    assert drawn("A @ x", "x") is None
    assert data_flow(derive("x @ A @ x", "x", order=2)) is None
