"""Questions in a page's source, answered in the page that is built."""

import re
import subprocess
import sys
from dataclasses import replace
from html import unescape
from urllib.parse import parse_qs

import markdown
import pytest

from jacobook.answers import answers
from jacobook.derivation import Derivation, derive
from jacobook.document.pages.backward import page_backward
from jacobook.document.pages.condition import NO_CONDITIONS
from jacobook.errors import JacobookError
from jacobook.layout.formulas.layouts import Layout
from jacobook.publish.markdown.jacobian_blocks import Block, read_block, render
from jacobook.publish.markdown.page_errors import PageError

BLOCK = """```jacobian
{}
```"""


@pytest.fixture
def converted():
    def convert(text):
        extensions = ["pymdownx.superfences", "pymdownx.details", "jacobook.publish.jacobian_blocks"]
        return markdown.Markdown(extensions=extensions).convert(text)

    return convert


def test_a_graph_is_shown_where_it_is_asked_for_and_refused_where_there_is_none(converted):
    html = converted(BLOCK.format("sin(x**2)\nwrt: x\nwhere: x: scalar\nshow: flow"))
    assert '<figure class="flow">' in html
    assert "x goes into u₁ = x²; u₁ goes into y = sin(u₁)." in html
    with pytest.raises(JacobookError, match="no data-flow graph"):
        converted(BLOCK.format("A @ x\nwrt: x\nshow: flow"))


def test_a_block_says_its_question_to_the_page_that_differentiates(converted):
    html = converted(BLOCK.format("norm(A @ x - b)**2\nwrt: x\nwhere: A: m×n"))
    asked = parse_qs(re.search(r'data-question="\?([^"]*)"', html)[1].replace("&amp;", "&"))
    assert asked == {"e": ["norm(A @ x - b)**2"], "wrt": ["x"], "w": ["A: m×n"]}


def test_an_edited_template_or_notation_is_seen_at_once(tmp_path):
    (tmp_path / "mkdocs.yml").write_text("site_name: x\n", "utf-8")
    block = Block("x @ x", "x")
    before = render(block, tmp_path)
    assert r"\mathbf{x}" in before
    (tmp_path / "jacobook.toml").write_text('[notation]\nvectors = "arrow"\n', "utf-8")
    assert r"\vec{x}" in render(block, tmp_path)
    own = tmp_path / "templates" / "markdown" / "block.md.jinja"
    own.parent.mkdir(parents=True)
    own.write_text("<div>mine: {{ page.equation.text }}</div>\n", "utf-8")
    assert render(block, tmp_path).startswith("<div>mine:")


def test_a_block_is_proved_once_whatever_its_label_and_number_and_whatever_is_shown(tmp_path, monkeypatch):
    (tmp_path / "mkdocs.yml").write_text("site_name: x\n", "utf-8")
    asked = []
    proved = answers.answer_question
    monkeypatch.setattr(
        answers, "answer_question", lambda *given, **named: asked.append(given[0]) or proved(*given, **named)
    )
    block = Block("sin(x**2)", "x", "x: scalar")
    plain = render(block, tmp_path)
    assert asked == ["sin(x**2)"]
    labelled = render(replace(block, label="eq:square"), tmp_path, 3)
    assert ('id="eq:square"' in labelled, 'data-number="3"' in labelled) == (True, True)
    assert 'data-number="4"' in render(replace(block, label="eq:square"), tmp_path, 4)
    assert "Component form" in render(replace(block, show=("components",)), tmp_path)
    assert '<figure class="flow">' in render(replace(block, show=("flow",)), tmp_path)
    own = tmp_path / "templates" / "markdown" / "block.md.jinja"
    own.parent.mkdir(parents=True)
    own.write_text("<div>mine: {{ page.equation.text }}</div>\n", "utf-8")
    assert render(block, tmp_path) != plain
    assert asked == ["sin(x**2)"]
    render(replace(block, show=("backward",)), tmp_path)
    (tmp_path / "jacobook.toml").write_text('[notation]\nvectors = "arrow"\n', "utf-8")
    render(block, tmp_path)
    assert asked == ["sin(x**2)"] * 3


LOADED = """
import sys
from pathlib import Path
from jacobook.block import read_block
from jacobook.publish.markdown.jacobian_blocks import render
render(read_block("x @ A @ x\\nwrt: x\\nshow: backward steps"), Path(sys.argv[1]))
sys.stdout.write(str("sympy" in sys.modules))
"""


def test_a_block_that_is_remembered_needs_no_sympy(tmp_path):
    (tmp_path / "mkdocs.yml").write_text("site_name: x\n", "utf-8")
    command = [sys.executable, "-c", LOADED, str(tmp_path)]
    loaded = [subprocess.run(command, capture_output=True, text=True, check=True).stdout for _ in range(2)]
    assert loaded == ["True", "False"]


def test_a_block_is_read():
    text = "x @ A @ x\nwrt: x\nwhere: A: n×n, x: n\norder: 2\nshow: steps, components"
    assert read_block(text) == Block("x @ A @ x", "x", "A: n×n, x: n", 2, "free", ("steps", "components"))


def test_an_expression_may_take_several_lines():
    assert read_block("x @ A\n  @ x\nwrt: x").expression == "x @ A @ x"


def test_a_block_becomes_the_proved_answer_in_both_layouts(converted):
    html = converted(BLOCK.format("x @ A @ x\nwrt: x"))
    answer = derive("x @ A @ x", "x")
    assert f"= {answer.numerator.latex}" in html
    assert f"= {answer.denominator.latex}" in html
    assert 'class="answer layout-numerator"' in html
    assert "<ol" not in html


def test_a_block_says_in_one_line_what_was_proved(converted):
    html = converted(BLOCK.format("x @ A @ x\nwrt: x"))
    ((title, line),) = re.findall(r'<p class="proved"><small title="([^"]*)">([^<]*)</small></p>', html)
    assert line == "✓ Proved for every size"
    assert unescape(title) == derive("x @ A @ x", "x").verify().sentence


def test_what_is_asked_for_is_shown(converted):
    html = converted(BLOCK.format("sin(x**2)\nwrt: x\nwhere: x: scalar\nshow: statement components steps"))
    assert 'class="statement"' in html
    assert 'class="components"' in html
    assert html.count("<details") >= 2


def test_one_layout_may_be_asked_for_and_does_not_follow_the_switch(converted):
    html = converted(BLOCK.format("x @ A @ x\nwrt: x\nlayout: denominator\nshow: steps code"))
    answer = derive("x @ A @ x", "x")
    assert f"= {answer.denominator.latex}" in html
    assert "umerator layout" not in html
    assert "layout-" not in html.replace("answer-layout", "")
    assert f"<code>denominator = {answer.denominator.numpy}</code>" in html


def test_code_of_both_layouts_follows_the_switch(converted):
    html = converted(BLOCK.format("A @ x\nwrt: x\nshow: code"))
    assert '<pre class="block-code layout-numerator"><code>numerator = A</code></pre>' in html
    assert '<pre class="block-code layout-denominator"><code>denominator = A.T</code></pre>' in html


def test_a_block_may_stand_inside_another_and_after_text(converted):
    inside = "\n".join(f"    {line}" for line in BLOCK.format("x\nwrt: x\nwhere: x: n").splitlines())
    html = converted(f"Text before.\n\n??? success\n\n    Inside:\n\n{inside}\n\nText after.")
    assert html.index("<details") < html.index("jacobian-block") < html.index("</details>") < html.index("Text after.")
    assert "```" not in html


def test_other_fenced_code_is_left_alone(converted):
    html = converted("```python\njacobian = 1\n```\n\n```text\n```")
    assert "jacobian-block" not in html
    assert "jacobian" in html


def test_a_block_that_is_only_quoted_is_left_alone(converted):
    html = converted("````markdown\n```jacobian\nx @ A @ x\nwrt: x\n```\n````")
    assert "jacobian-block" not in html
    assert "wrt" in html


def test_general_theorems_may_be_asked(converted):
    html = converted(BLOCK.format("f(g(x))\nwrt: x\nwhere: f: k -> m, g: n -> k, x: n\nshow: components"))
    assert r"\frac{\partial\mathbf{f}}{\partial\mathbf{g}}" in html


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("", "begins with an expression"),
        ("wrt: x", "begins with an expression"),
        ("x @ A @ x", "the variable to differentiate with respect to"),
        ("x\nwrt: x\nshow: everything", "cannot show everything"),
        ("x\nwrt: x\norder: 3", "order of a jacobian block is 1 or 2"),
        ("x\nwrt: x\nlayout: mixed", "no layout mixed"),
        ("x\ncolour: red\nwrt: x", "no option colour"),
        ("x @@ x\nwrt: x", "cannot read the expression"),
        ("A @ x\nwrt: x\nwhere: A: m×n, x: p", "do not fit"),
        ("u(X)\nwrt: X\nwhere: u: m×n -> p", "no matrix form"),
    ],
)
def test_a_mistake_names_the_block_and_says_what_is_right(converted, body, message):
    with pytest.raises(PageError, match="jacobian block") as raised:
        converted(BLOCK.format(body))
    assert message in str(raised.value)


def test_a_backward_pass_is_shown_in_both_layouts():
    block = read_block("X @ W\nwrt: W\nwhere: X: m×n, W: n×p\nshow: backward\nupstream: D")
    shown = render(block)
    assert "Given the upstream gradient" in shown
    assert r"\mathbf{X}^\top\mathbf{D}" in shown
    assert r"\mathbf{D}\mathbf{X}" in shown
    one = render(replace(block, layout=Layout.DENOMINATOR))
    assert r"= \mathbf{D}\mathbf{X}" not in one


def test_a_backward_pass_says_its_layouts_without_a_style_sheet():
    rendered = render(read_block("X @ W\nwrt: W\nwhere: X: m×n, W: n×p\nshow: backward"))
    backward = rendered[rendered.index('<div class="backward">') :]
    words = " ".join(re.sub(r"<[^>]+>", " ", backward).split())
    assert ", p × m in numerator layout and m × p in denominator layout:" in words
    assert words.count("Numerator layout") == words.count("Denominator layout") == 1
    assert words.index("Numerator layout") < words.index("Denominator layout")
    # The same order as that of the answers.
    answers = rendered[: rendered.index('<div class="backward">')]
    assert answers.index("Numerator layout") < answers.index("Denominator layout")


def test_a_backward_pass_in_one_layout_or_the_same_in_both_says_so():
    block = read_block("X @ W\nwrt: W\nwhere: X: m×n, W: n×p\nshow: backward")
    one = render(replace(block, layout=Layout.NUMERATOR))
    assert "p×m" in re.sub(r"<[^>]+>", "", one)
    assert "Denominator layout" not in one
    same = render(read_block("log(x)\nwrt: x\nwhere: x: scalar\nshow: backward"))
    # Of a number there is one derivative, whatever the layout; its backward pass names what holds in both.
    assert same.count('<p class="answer-layout">Both layouts</p>') == 1


def test_both_layouts_of_a_labelled_block_have_numbers_of_their_own():
    block = read_block("A @ x\nwrt: x\nwhere: A: m×n, x: n\nlabel: eq:map")
    assert re.findall('data-number="([^"]*)"', render(block, number=2)) == ["2a", "2b"]
    assert re.findall('data-number="([^"]*)"', render(replace(block, layout=Layout.NUMERATOR), number=2)) == ["2"]


def test_a_backward_pass_says_what_was_checked_of_it():
    shown = render(read_block("softmax(x)\nwrt: x\nshow: backward"))
    assert shown.count("✓ Proved for every size") == 2
    assert shown.count("each with a random upstream gradient") == 1


def test_conditions_of_a_backward_pass_alone_are_told_with_it(monkeypatch):
    """Those of the derivative stand below the answers already."""
    derivation = derive("log(x)", "x")
    assert page_backward(derivation).conditions == NO_CONDITIONS
    monkeypatch.setattr(Derivation, "conditions", ())
    assert "every entry of x is positive" in page_backward(derivation).conditions.source["text"]


def test_a_claim_in_a_block_is_shown_with_its_verdict_and_a_wrong_one_ends_the_build(converted):
    html = converted(BLOCK.format("x @ A @ x\nwrt: x\nclaim: (A + A.T) @ x"))
    assert '<p class="claim"><code>(A + A.T) @ x</code> ✓ Right, in denominator layout (a column).' in html
    with pytest.raises(JacobookError, match=r"2 \* A @ x is not right\. Right if A is symmetric"):
        converted(BLOCK.format("x @ A @ x\nwrt: x\nclaim: 2 * A @ x"))
