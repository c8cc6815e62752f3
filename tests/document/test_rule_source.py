"""One rule by itself: Markdown for notebooks, LaTeX for papers."""

import re
import subprocess

import pytest

from jacobook.answers.answers import answer_question
from jacobook.document.collections.rule_source import rule_latex, rule_markdown
from jacobook.document.pages.rule_page import rule_page
from jacobook.document.setting.escape import escape_latex
from jacobook.layout.formulas.layouts import Layout


def test_markdown_states_the_rule_in_both_layouts(rule_pages, templates, snapshot):
    text = rule_markdown(rule_pages["quadratic-form"], templates)
    assert r"\frac{\partial y}{\partial\mathbf{x}} = \mathbf{x}^\top(\mathbf{A} + \mathbf{A}^\top)" in text
    assert text.count("$$") % 2 == 0
    snapshot("quadratic-form-plain.md", text)


def test_latex_states_the_layout_that_is_asked_for(rule_pages, templates):
    page = rule_pages["quadratic-form"]
    row, column = (answer.formula.latex for answer in page.derivatives[0].answers)
    assert row in rule_latex(page, templates)
    assert column in rule_latex(page, templates)
    assert column not in rule_latex(page, templates, Layout.NUMERATOR)
    assert row not in rule_latex(page, templates, Layout.DENOMINATOR)


def test_latex_says_what_was_proved_and_what_is_a_convention(templates):
    relu = rule_page(answer_question("sum(relu(x))", "x", {}, 1), worked=False)
    text = rule_latex(relu, templates)
    assert rf"{{\footnotesize {escape_latex(relu.derivatives[0].notes[0])}}}" in text
    assert rf"\footnotesize $\checkmark$ {escape_latex(relu.derivatives[0].checked)}\par}}" in text


@pytest.mark.latex
@pytest.mark.slow
@pytest.mark.parametrize("layout", ["numerator", "denominator", "both"])
def test_every_rule_can_be_put_into_a_paper(rule_pages, templates, layout, tmp_path, pdflatex):
    assert rule_pages
    for name, page in rule_pages.items():
        (tmp_path / f"{name}.tex").write_text(rule_latex(page, templates, layout), "utf-8")
    inputs = "\n".join(rf"\input{{{name}}}" for name in rule_pages)
    paper = rf"""\documentclass{{article}}
\usepackage[T1]{{fontenc}}\usepackage{{lmodern}}\usepackage{{amsmath,amssymb,bm}}
\begin{{document}}
{inputs}
\end{{document}}
"""
    (tmp_path / "paper.tex").write_text(paper, "utf-8")
    command = [pdflatex, "-no-shell-escape", "-halt-on-error", "-interaction=nonstopmode", "paper.tex"]
    outcome = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False, timeout=120)
    log = (tmp_path / "paper.log").read_text("utf-8", errors="replace")
    assert outcome.returncode == 0, log[-2000:]
    assert re.findall(r"Overfull .*", log) == []
