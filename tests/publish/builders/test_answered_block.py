"""The answer to a block as parts, for builders that set mathematics by themselves."""

import pytest

from jacobook.block import WORDED
from jacobook.derivation import derive
from jacobook.errors import JacobookError, LanguageError
from jacobook.publish.builders.answered_block import Code, Display, Paragraph, formula_of, parts_of

TEXT = "norm(A @ x - b)**2\nwrt: x\nwhere: A: m×n, x: n, b: m"


def displays(parts):
    return [part for part in parts if isinstance(part, Display)]


def words(parts):
    paragraphs = [part.words for part in parts if isinstance(part, Paragraph)]
    return [" ".join(word if isinstance(word, str) else word.text for word in found) for found in paragraphs]


def test_both_layouts_stand_in_one_display_which_has_the_label(tmp_path):
    parts = parts_of(TEXT, {"label": "eq-loss"}, tmp_path)
    answer = derive("norm(A @ x - b)**2", "x", "A: m×n, x: n, b: m")
    (named,) = (part for part in displays(parts) if part.label)
    assert named.label == "eq-loss"
    assert named.latex.count(r"\frac{\partial y}{\partial\mathbf{x}}") == 2
    assert f"= {answer.numerator.latex} \\\\" in named.latex
    assert f"= {answer.denominator.latex} " in named.latex
    assert words(parts) == [
        "Numerator layout,  1×n , and  denominator layout,  n×1 :",
        "Proved for every size",
    ]


@pytest.mark.parametrize(
    "given",
    [(TEXT, {}), ("norm(A @ x - b)**2", {"wrt": "x", "where": "A: m×n, x: n, b: m"})],
    ids=["in the text", "beside it"],
)
def test_options_may_stand_in_either_place(tmp_path, given):
    assert parts_of(*given, tmp_path) == parts_of(TEXT, {}, tmp_path)


def test_an_option_that_stands_in_both_places_is_told(tmp_path):
    with pytest.raises(JacobookError, match="gives wrt twice"):
        parts_of(TEXT, {"wrt": "x"}, tmp_path)


def test_all_that_a_block_may_show_is_there(tmp_path):
    plain, full = parts_of(TEXT, {}, tmp_path), parts_of(TEXT, {"show": " ".join(WORDED)}, tmp_path)
    said = words(full)
    assert "with  A: m×n, x: n, b: m" in said
    assert any("goes into" in line for line in said)
    assert "i = 1…n" in said
    assert [part.text for part in full if isinstance(part, Code)] == ["2 * (A @ x - b) @ A", "2 * A.T @ (A @ x - b)"]
    assert any(part.is_heading for part in full if isinstance(part, Paragraph))
    assert len(displays(full)) > len(displays(plain)) + 3


def test_the_layout_and_the_notation_are_those_of_the_project(tmp_path):
    (tmp_path / "jacobook.toml").write_text('layout = "denominator"\n[notation]\nvectors = "arrow"\n', "utf-8")
    folder = tmp_path / "chapters"
    folder.mkdir()
    function, answer = displays(parts_of(TEXT, {}, folder))
    assert r"\vec{x}" in function.latex
    assert answer.latex.endswith(r"= 2\mathbf{A}^\top(\mathbf{A}\vec{x} - \vec{b})")
    assert formula_of("x @ x; wrt: x", {}, folder) == r"2\vec{x}"
    assert formula_of("x @ x; wrt: x; layout: numerator", {}, folder) == r"2\vec{x}^\top"


def test_within_a_line_stands_one_derivative(tmp_path):
    assert formula_of("A @ x; wrt: x; layout: denominator", {}, tmp_path) == r"\mathbf{A}^\top"
    assert formula_of("w * x; wrt: x; where: w: scalar, x: scalar", {}, tmp_path) == "w"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("A @ x; wrt: x", "the two layouts differ\n  add ; layout: numerator"),
        ("x @ x", "the variable to differentiate"),
        ("x @ x; wrt: x; show: steps", "cannot have a label or show anything else"),
        ("x @@ x; wrt: x", "cannot read the expression"),
    ],
)
def test_what_does_not_fit_in_a_line_is_told(tmp_path, text, message):
    with pytest.raises(JacobookError) as told:
        formula_of(text, {}, tmp_path)
    assert message in str(told.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("sin(x)\nwrt: x\nwhere: x: scalar\nshow: flow", "no data-flow graph"),
        ("u(X)\nwrt: X\nwhere: u: m×n -> p\nlabel: eq", "no formula to label"),
    ],
)
def test_what_cannot_be_shown_is_told(tmp_path, text, message):
    with pytest.raises(JacobookError, match=message):
        parts_of(text, {}, tmp_path)


@pytest.mark.parametrize("shown", ["matrix", "rows"])
def test_what_only_pages_show_is_refused_with_its_reason(tmp_path, shown):
    with pytest.raises(LanguageError, match="only in the pages of a site"):
        parts_of(TEXT, {"show": shown}, tmp_path)
