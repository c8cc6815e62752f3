"""Derivatives written out entry by entry, compared with the printed matrix form in numbers."""

import pytest
from tests.document.test_entries import Reader

from jacobook import derive
from jacobook.block import read_block
from jacobook.document.pages.numbers import numbers_at
from jacobook.document.pages.written_matrix import entries_of, page_matrix
from jacobook.errors import LanguageError
from jacobook.language.point import read_point
from jacobook.publish.markdown.jacobian_blocks import render

EACH = [
    ("[3*x**2*w, 2*x + w**8]", "x", "x: scalar, w: scalar", "x = 2, w = 3"),
    ("A @ x", "x", "A: 2×3, x: 3", "A = [[1, 2, 3], [4, 5, 6]], x = [1, 2, 3]"),
    ("x @ A @ x", "x", "A: 2×2, x: 2", "A = [[1, 2], [3, 4]], x = [5, 6]"),
    ("x * w", "w", "x: 3, w: 3", "x = [1, 2, 3], w = [4, 5, 6]"),
    ("concatenate([w, x])", "w", "w: 2, x: 1", "w = [1, 2], x = [3]"),
    ("vec(A @ X)", "X", "A: 2×2, X: 2×2", "A = [[1, 2], [3, 4]], X = [[5, 6], [7, 8]]"),
    ("A @ X @ A", "X", "A: 2×2, X: 2×2", "A = [[1, 2], [3, 4]], X = [[5, 6], [7, 8]]"),
    ("tr(A @ X)", "X", "A: 3×2, X: 2×3", "A = [[1, 2], [3, 4], [5, 6]], X = [[1, 2, 3], [4, 5, 6]]"),
    ("x * (a @ x)", "x", "a: 3, x: 3", "a = [1, 2, 3], x = [4, 5, 6]"),
]


@pytest.mark.parametrize(("expr", "wrt", "where", "at"), EACH)
def test_every_entry_has_the_value_that_the_matrix_form_has(expr, wrt, where, at):
    derivation = derive(expr, wrt, where, prove=False)
    example = numbers_at(derivation, read_point(at))
    reader = Reader(example)
    for answer, expected in ((derivation.numerator, example.numerator), (derivation.denominator, example.denominator)):
        written = entries_of(derivation, answer)
        assert [[reader.value(entry, {}) for entry in row] for row in written.entries] == list(map(list, expected))


def test_products_of_the_same_entries_are_one_term():
    found = page_matrix(derive("x @ A @ x", "x", "A: 2×2, x: 2", prove=False), ("matrix",))
    assert "2A_{1,1}x_1 + A_{1,2}x_2 + x_2A_{2,1}" in found.numerator.latex


def test_named_functions_are_taken_at_each_place():
    where = "w: n, x: n, f: elementwise, g: elementwise"
    found = page_matrix(derive("f(w) * g(x)", "w", where, prove=False), ("rows",))
    assert "f'(w_2)\\,g(x_2)" in found.numerator.latex
    assert r"\cancel{\dfrac{\partial y_1}{\partial w_2}}" in found.numerator.latex
    assert r"\cancel{\dfrac{\partial y_1}{\partial w_1}}" not in found.numerator.latex


def test_highlighted_entries_turn_with_the_layout():
    found = page_matrix(derive("A @ x", "x", "A: 2×2, x: 2", prove=False), ("matrix",), "", [("1", "2")])
    assert r"\boxed{A_{1,2}} \\" in found.numerator.latex
    assert r"\boxed{A_{1,2}} &" in found.denominator.latex


def test_numbers_at_a_point_stand_beside_the_entries():
    block = "exp(x)\nwrt: x\nwhere: x: n\nshow: matrix numbers\nat: x = [0, 1]"
    shown = render(read_block(block))
    assert r"\cdots" in shown
    assert r"\approx \begin{bmatrix} 1 &amp; 0 \\ 0 &amp; 2.718 \end{bmatrix}" in shown or "2.718" in shown


@pytest.mark.parametrize(
    ("block", "message"),
    [
        ("abs(x)\nwrt: x\nwhere: x: scalar\nshow: matrix numbers\nat: x = 0", "no derivative|kink"),
        ("1/x\nwrt: x\nwhere: x: scalar\nshow: matrix numbers\nat: x = 0", "no derivative"),
        ("A @ x\nwrt: x\nwhere: A: 2×2, x: 2\nshow: matrix\nhighlight: 3,1", "no entry 3,1"),
        ("A @ X\nwrt: X\nwhere: A: m×n, X: n×p\nshow: matrix", "too large"),
        ("x @ x\nwrt: x\nname: x", "cannot be called x"),
        ("x @ x\nwrt: x\nname: 2", "not a name"),
        ("x @ x\nwrt: x\nhighlight: 1,1", "show: matrix|entries of the matrix"),
        ("x @ x\nwrt: x\nshow: matrix numbers", "at a point"),
    ],
)
def test_what_cannot_be_shown_is_told(block, message):
    with pytest.raises(LanguageError, match=message):
        render(read_block(block))


def test_the_value_has_the_name_that_the_block_gives_it():
    shown = render(read_block("3*x**2*w\nwrt: x\nwhere: x: scalar, w: scalar\nname: g"))
    assert r"\frac{\partial g}{\partial x}" in shown
    assert "Both layouts" not in shown


def test_matrices_that_differ_say_which_layout_they_are_in():
    """The symbols of a diagonal matrix change their places, though its entries are the same in both layouts."""
    block = read_block("x * w\nwrt: w\nwhere: x: 2, w: 2\nshow: rows")
    for layout in ("numerator", "denominator"):
        title = f'<p class="answer-layout">{layout.capitalize()} layout</p>'
        assert f'<div class="written-out layout-{layout}">{title}' in render(block)
    assert "Numerator layout" not in render(read_block("x * w\nwrt: w\nwhere: x: 2, w: 2\nshow: matrix"))
