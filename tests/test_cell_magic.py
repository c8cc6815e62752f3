"""The cell magic has the options of a block in a page, and shows what the answer shows in Python."""

from dataclasses import replace

import pytest

from jacobook import LanguageError, derive
from jacobook.block import KEYS, SHOWN, Block, read_block
from jacobook.cell_magic import answered


def test_the_extension_brings_the_magic(ipython):
    ipython.run_line_magic("load_ext", "jacobook")
    outcome = ipython.run_cell("%%jacobian d\nx @ A @ x\nwrt: x\nwhere: A: n×n symmetric\n")
    assert outcome.success
    assert ipython.user_ns["d"].denominator.text == "2Ax"
    bundle, _ = ipython.display_formatter.format(outcome.result)
    assert bundle == derive("x @ A @ x", "x", "A: n×n symmetric")._repr_mimebundle_()


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("%%jacobian\nx @ A @ x", "a jacobian block needs the variable to differentiate with respect to"),
        ("%%jacobian\nx @ A @@ x\nwrt: x", "LanguageError: cannot read the expression"),
        ("%%jacobian\nx @ A @ x\nwrt: x\ncolour: red", "a jacobian block has no option colour"),
        ("%%jacobian\nx @ A @ x\nwrt: x\nwrt: A", "a jacobian block gives wrt twice"),
        ("%%jacobian class\nx @ x\nwrt: x", "'class' is not a valid name for a derivation"),
        ("%%jacobian a b\nx @ x\nwrt: x", "'a b' is not a valid name for a derivation"),
    ],
)
def test_what_is_wrong_in_a_cell_is_told_in_a_few_lines(ipython, capsys, cell, said):
    ipython.run_line_magic("load_ext", "jacobook")
    ipython.run_cell(cell)
    told = capsys.readouterr().out
    assert said in told
    assert "Traceback" not in told
    assert "run_cell_magic" not in told


def test_what_a_block_asks_for_is_shown():
    text = "sigmoid(w @ x)\nwrt: w\nshow: components flow steps code\n"
    both, one = answered(text), answered(text + "layout: denominator")
    for said in ("one entry", "goes into", "By the chain rule", "scipy.special.expit", "numerator layout"):
        assert said in both._repr_html_(), said
    assert "numerator layout" not in one._repr_html_()
    assert "denominator layout" in one._repr_html_()
    assert "goes into" not in answered("sigmoid(w @ x)\nwrt: w")._repr_html_()


def test_a_graph_that_there_is_not_is_told():
    with pytest.raises(LanguageError, match="there is no data-flow graph to show"):
        answered("a @ x\nwrt: x\nshow: flow")


def test_a_block_with_every_option_is_read():
    text = "x @ A @\n  x\nwrt: x\nwhere: A: n×n\norder: 1\nsymmetric: free\nlayout: numerator\nupstream: d\nshow: "
    text += (
        " ".join(SHOWN)
        + "\nclaim: x @ (A + A.T)\nlabel: eq:quadratic\nname: q\nat: x = [1], A = [[2]]\nhighlight: 1,2\nfigure: slope"
        + "\ntangent: left"
    )
    wanted = Block("x @ A @ x", "x", "A: n×n", 1, "free", SHOWN, "numerator", "eq:quadratic", "d", "x @ (A + A.T)")
    wanted = replace(wanted, name="q", at="x = [1], A = [[2]]", highlight=(("1", "2"),), figure="slope", tangent="left")
    assert read_block(text) == wanted
    assert all(f"{key}:" in text for key in KEYS)


@pytest.mark.parametrize("options", ["upstream: d", "order: 2\nshow: backward"])
def test_a_block_without_a_backward_pass_names_no_upstream_gradient(options):
    with pytest.raises(LanguageError, match=r"backward|first derivative"):
        read_block(f"x @ A @ x\nwrt: x\n{options}")


def test_a_backward_pass_is_shown():
    shown = answered("A @ x\nwrt: x\nwhere: A: m×n\nshow: backward\nupstream: d")._repr_markdown_()
    assert r"given $\mathbf{d} = \frac{\partial L}{\partial\mathbf{y}}$" in shown
    assert r"\mathbf{A}^\top d" in shown or r"\mathbf{A}^\top\mathbf{d}" in shown


@pytest.mark.parametrize(
    ("layout", "gradients"), [("numerator", ["W"]), ("denominator", ["Wᵀ"]), ("both", ["W", "Wᵀ"])]
)
def test_a_backward_pass_is_shown_in_the_layout_of_the_block(layout, gradients):
    view = answered(f"X @ W\nwrt: X\nwhere: X: m×n, W: n×p\nshow: backward\nlayout: {layout}")._view()
    lines = [line for line in view.lines if line.formula is not None and "∂L/∂X" in line.formula.text]
    assert [line.formula.text for line in lines] == [f"∂L/∂X = {'WG' if each == 'W' else 'GWᵀ'}" for each in gradients]
    for line, each in zip(lines, gradients, strict=True):
        said = "".join(piece if isinstance(piece, str) else piece.text for piece in line.label)
        assert said.endswith("given G = ∂L/∂Y")
        assert ("both gradients transposed" in said) == (each == "W")
    assert any("✓ Backward pass: proved" in "".join(map(str, line.words)) for line in view.lines)


def test_a_question_without_a_matrix_form_is_answered_in_components():
    html = answered("X @ X\nwrt: X\norder: 2\nshow: components code")._repr_html_()
    assert "No matrix form" in html
    assert html.count("one entry") == 1
