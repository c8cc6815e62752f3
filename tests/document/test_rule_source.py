"""One rule by itself: Markdown for notebooks, LaTeX for papers."""

import re
import subprocess

import pytest

from jacobook.answers.answers import answer, answer_question
from jacobook.catalogue.model import Rule
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
    assert rf"\jacobooknote{{{escape_latex(relu.derivatives[0].notes[0])}}}" in text
    assert rf"\jacobookproved{{{escape_latex(relu.derivatives[0].checked)}}}" in text


def test_a_condition_and_every_formula_can_be_referred_to(templates):
    page = rule_page(answer_question("logdet(X)", "X", {}, 1), worked=False)
    text = rule_latex(page, templates)
    (condition,) = re.findall(r"\\jacobookcondition\{(Holds where .*)\}", text)
    assert condition == r"Holds where $\det(\mathbf{X}) > 0$."
    labels = re.findall(r"\\jacobookformula\{([^}]*)\}", text)
    assert labels == [f"jacobook:{page.id}{end}" for end in ("", ":by-X:numerator", ":by-X:denominator")]
    named = re.search(r"^% Its formulas are (.*)\.$", text, re.MULTILINE)[1]
    assert named == ", ".join(rf"\ref{{{label}}}" for label in labels)


def test_what_was_proved_of_each_derivative_is_told_apart(templates):
    rule = Rule("map", "Map", "A @ x", ("A", "x"), {"A": "m×n", "x": "n"})
    page = rule_page(answer(rule), worked=False)
    proved = re.findall(r"\\jacobookproved\{(.*?Proved)", rule_latex(page, templates))
    assert proved == ["With respect to A: Proved", "With respect to x: Proved"]


def typeset(folder, templates, pdflatex, paper):
    """What LaTeX says of a paper."""
    (folder / "jacobook.sty").write_text(templates.file("latex", "jacobook.sty"), "utf-8")
    (folder / "paper.tex").write_text(paper, "utf-8")
    command = [pdflatex, "-no-shell-escape", "-halt-on-error", "-interaction=nonstopmode", "-draftmode", "paper.tex"]
    outcome = subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=120)
    log = (folder / "paper.log").read_text("utf-8", errors="replace")
    assert outcome.returncode == 0, log[-2000:]
    return re.findall(r"Overfull .*|undefined|multiply defined", log)


@pytest.mark.latex
@pytest.mark.slow
def test_a_formula_fits_into_a_column_that_is_narrower_than_its_widest_piece(templates, tmp_path, pdflatex):
    wide = (
        r"y = \left(" + " + ".join(rf"\mathbf{{A}}_{{{number}}}" for number in range(12)) + r"\right)\,\mathbf{x} + 1"
    )
    paper = rf"""\documentclass{{article}}
\usepackage{{jacobook}}
\begin{{document}}
\begin{{minipage}}{{WIDTH}}\jacobookformula{{wide}}{{{wide}}}\end{{minipage}}
\end{{document}}
"""
    assert typeset(tmp_path, templates, pdflatex, paper.replace("WIDTH", "4cm")) == []
    plain = paper.replace(rf"\jacobookformula{{wide}}{{{wide}}}", rf"\footnotesize$\displaystyle {wide}$")
    assert typeset(tmp_path, templates, pdflatex, plain.replace("WIDTH", "4cm")) != []


@pytest.mark.latex
@pytest.mark.slow
@pytest.mark.parametrize(
    ("layout", "numbers"), [("numerator", ""), ("denominator", ""), ("both", ""), ("numerator", "[unnumbered]")]
)
def test_every_rule_can_be_put_into_a_paper(rule_pages, templates, layout, numbers, tmp_path, pdflatex):  # noqa: PLR0917
    assert rule_pages
    texts = {name: rule_latex(page, templates, Layout(layout)) for name, page in rule_pages.items()}
    for name, text in texts.items():
        (tmp_path / f"{name}.tex").write_text(text, "utf-8")
    labels = [label for text in texts.values() for label in re.findall(r"\\jacobookformula\{([^}]*)\}", text)]
    referred = "\n".join(rf"\eqref{{{label}}}" for label in labels if not numbers)
    inputs = "\n".join(rf"\input{{{name}}}" for name in rule_pages)
    paper = rf"""\documentclass{{article}}
\usepackage[T1]{{fontenc}}\usepackage{{lmodern}}\usepackage{numbers}{{jacobook}}
\begin{{document}}
{inputs}

\begin{{flushleft}}{referred}\end{{flushleft}}
\end{{document}}
"""
    told = [typeset(tmp_path, templates, pdflatex, paper) for _ in range(1 if numbers else 2)]
    assert told[-1] == []
