"""Living figures: every number in them is that of the answer, or of the function itself beside it."""

import json
import math

import pytest

from jacobook import derive
from jacobook.document.living.choosing import living_figure
from jacobook.document.living.drawing import ticks
from jacobook.document.living.levels import level_pieces
from jacobook.errors import LanguageError

SCALAR = "x: scalar"
PAIR = "x: scalar, y: scalar"


def figure(expression, wrt, where, asked="", at=""):
    found = living_figure(derive(expression, wrt, where), asked, at)
    return found, json.loads(found.data)


def test_a_curve_has_the_values_and_slopes_of_the_function():
    found, data = figure("log(x**2) + x", "x", SCALAR, "slope 0.5..4", "x = 2")
    assert (data["x"][0], data["x"][-1]) == (0.5, 4)
    assert data["x"][data["start"]] == 2
    for x, y, slope in zip(data["x"], data["y"], data["slope"], strict=True):
        assert y == pytest.approx(2 * math.log(x) + x, rel=1e-4)
        assert slope == pytest.approx(2 / x + 1, rel=1e-4)
    assert {shape.role for shape in found.drawing.shapes} >= {"curve", "tangent", "point", "axis"}


def test_a_curve_is_broken_where_it_has_no_value_and_leaves_room_beside_a_pole():
    found, data = figure("1/x", "x", SCALAR, "slope -3..3", "x = 1")
    assert data["y"][data["x"].index(0)] is None
    assert len([shape for shape in found.drawing.shapes if shape.role == "curve"]) == 2
    low, high = data["up"][:2]
    assert high < max(y for y in data["y"] if y is not None)
    assert low < -2 < 2 < high


def test_a_grid_has_the_entries_and_numbers_of_the_jacobian_and_the_true_change():
    found, data = figure("[3*x**2*y, 2*x + y**8]", "[x, y]", PAIR, "", "x = 1, y = 1")
    assert [[cell.formula.text for cell in row] for row in found.grid.rows] == [["6xy", "3x²"], ["2", "8y⁷"]]
    assert data["slopes"] == [[6, 3], [2, 8]]
    assert data["outputs"] == [3, 3]
    tenth = data["nudges"].index(0.1)
    assert data["effects"][0][tenth] == pytest.approx([3 * 1.1**2, 2 * 1.1 + 1], rel=1e-5)
    assert data["effects"][1][tenth] == pytest.approx([3 * 1.1, 2 + 1.1**8], rel=1e-5)
    # In denominator layout the grid is turned over: what belongs to rows is then an input.
    assert [[cell.formula.text for cell in row] for row in found.grid.laid_out("denominator")] == [
        ["6xy", "2"],
        ["3x²", "8y⁷"],
    ]
    assert [one.name.text for one in found.grid.sides("denominator")[0]] == ["x", "y"]


@pytest.mark.parametrize(
    ("expression", "wrt", "where"),
    [
        ("A @ X", "X", "A: 2×2, X: 2×3"),
        ("X.T", "X", "X: 2×3"),
        ("trace(A @ X)", "X", "A: 3×2, X: 2×3"),
        ("x * y", "x", "x: 3, y: 3"),
        ("a * X", "a", "a: scalar, X: 2×3"),
        ("x @ A @ x", "x", "A: 3×3, x: 3"),
        ("w @ x + b", "[w, b]", "w: 2, x: 2, b: scalar"),
    ],
)
def test_a_grid_s_small_nudges_are_as_predicted_entry_by_entry(expression, wrt, where):
    _, data = figure(expression, wrt, where, "grid")
    nudge = data["nudges"].index(0.1)
    other = data["nudges"].index(-0.1)
    for j, effects in enumerate(data["effects"]):
        for i, row in enumerate(data["slopes"]):
            # The mean of both sides of a quadratic function is exact.
            measured = (effects[nudge][i] - effects[other][i]) / 0.2
            assert measured == pytest.approx(row[j], abs=1e-3)


def test_a_surface_has_heights_and_both_slopes():
    _, data = figure("3*x**2*y", "[x, y]", PAIR, "", "x = 1, y = 1")
    i, j = data["start"]
    assert (data["x"][i], data["y"][j]) == (1, 1)
    assert data["z"][j][i] == 3
    assert data["slopes"][j][i] == [6, 3]
    assert data["slopes"][0][0] == pytest.approx([6 * data["x"][0] * data["y"][0], 3 * data["x"][0] ** 2])


def test_each_step_downhill_goes_against_the_gradient_and_down():
    _, data = figure("x[0]**2 + 3*x[1]**2", "x", "x: 2", "contour", "x = [1.5, 1]")
    assert data["path"][0] == [1.5, 1, 5.25]
    for (x, y, z), (to_x, to_y, to_z) in zip(data["path"], data["path"][1:], strict=False):
        assert (to_x, to_y) == pytest.approx((x - data["rate"] * 2 * x, y - data["rate"] * 6 * y), abs=1e-5)
        assert to_z <= z


def test_values_run_forward_and_adjoints_back():
    found, data = figure("sin(x**2) * x", "x", SCALAR, "flow", "x = 1")
    rows = {row[0]: row for row in found.rows}
    slope = 2 * math.cos(1) + math.sin(1)
    assert rows["x"][3] == f"{slope:.4g}"
    assert found.rows[-1][2:] == (f"{math.sin(1):.4g}", "1")
    assert [one[0] for one in data["nodes"]] == [row[0] for row in found.rows]


def test_adjoints_of_vectors_are_columns():
    where = "w: 2, x: 2, b: scalar, y: scalar"
    at = "w = [1, 2], x = [1, 1], b = 1, y = 2"
    found, _ = figure("(y - maximum(0, w @ x + b))**2", "w", where, "flow", at)
    assert found.rows[0][2:] == ("(1, 2)", "(4, 4)")


def test_a_matrix_folds_column_by_column():
    found, data = figure("A @ X", "X", "A: 2×2, X: 2×3", "vec")
    assert [row[0] for row in found.rows] == ["X₁₁", "X₂₁", "X₁₂", "X₂₂", "X₁₃", "X₂₃"]
    assert [y for _, y in data["to"]] == sorted(y for _, y in data["to"])


def test_the_figure_is_chosen_by_the_shapes():
    assert figure("x**2", "x", SCALAR)[0].kind == "slope"
    assert figure("x @ x", "x", "x: 2")[0].kind == "surface"
    assert figure("x * x", "x", "x: 2")[0].kind == "grid"
    assert figure("x @ x", "x", "x: 3")[0].kind == "grid"


@pytest.mark.parametrize(
    "case",
    [
        ("x", "x", SCALAR, "picture", "", "no figure 'picture'"),
        ("x", "x", SCALAR, "slope 3..1", "", "no range"),
        ("x", "x", SCALAR, "grid 1..3", "", "no range"),
        ("x", "x", SCALAR, "slope 1..3", "x = 7", "outside its range"),
        ("x", "x", "x: n", "grid", "", "needs numbers as lengths"),
        ("x", "x", "x: 2", "slope", "", "a number of a number"),
        ("x", "x", "x: 2", "flow", "", "flow is for a number"),
        ("x @ x", "x", "x: 3", "surface", "", "a number of two numbers"),
        ("f(x)", "x", "x: scalar, f: scalar -> scalar", "slope", "", "known only by name"),
        ("1/x", "x", SCALAR, "slope", "x = 0", "no value or no derivative"),
        ("log(x)", "x", SCALAR, "slope -3..-1", "x = -2", "no value or no derivative"),
        ("x", "x", "x: 9", "grid", "", "room for 64 entries"),
        ("x", "x", "x: 3", "vec", "", "folds a matrix"),
    ],
)
def test_what_cannot_be_drawn_is_refused(case):
    *asked, message = case
    with pytest.raises(LanguageError, match=message):
        figure(*asked)


def test_level_lines_lie_on_their_level():
    axis = [n / 4 for n in range(-8, 9)]
    heights = [[x * x + y * y for x in axis] for y in axis]
    pieces = list(level_pieces(axis, axis, heights, 1.3))
    assert len(pieces) > 20
    for piece in pieces:
        for x, y in piece:
            assert x * x + y * y == pytest.approx(1.3, abs=0.03)
    heights[8][8] = None
    assert len(list(level_pieces(axis, axis, heights, 1.3))) == len(pieces)


def test_ticks_are_round_and_few():
    assert ticks(-2, 4) == [-2, -1, 0, 1, 2, 3, 4] or ticks(-2, 4) == [-2, 0, 2, 4]
    assert ticks(0.1, 0.93) == pytest.approx([0.2, 0.4, 0.6, 0.8])
    assert all(len(ticks(0, high)) <= 6 for high in (0.3, 1, 7, 40, 12345))
