"""The reference: every rule with its derivations, in every layout, by both engines, with nothing out of its place."""

import json
import re
import subprocess
from dataclasses import replace

import pytest
import typst

from jacobook.document.collections.cheatsheet import ENGINES
from jacobook.document.collections.reference import reference, reference_name
from jacobook.layout.formulas.layouts import Layout
from jacobook.publish.typeset.pdf import latex_pdf, typst_pdf
from typesetting import typeset

LEAST = 0.6


@pytest.fixture(scope="module")
def source(catalogue, rule_pages, templates):
    def make(engine, layout, paper="a4", pages=None):
        given = {"engine": engine, "layout": Layout(layout), "paper": paper, "version": "0.1.0"}
        return reference(catalogue, pages or rule_pages, templates, **given)

    return make


@pytest.fixture(scope="module")
def few(rule_pages):
    names = ("quadratic-form", "softmax", "inverse", "residual-of-neuron", "trace-of-quartic-form", "power-rule")
    return {name: rule_pages[name] for name in names}


@pytest.mark.slow
@pytest.mark.parametrize(("layout", "paper"), [("numerator", "a4"), ("denominator", "letter")])
def test_typst_prints_the_whole_book(source, layout, paper):
    assert typeset(source("typst", layout, paper)).pdf.startswith(b"%PDF")


@pytest.mark.slow
def test_no_formula_is_made_too_small(source):
    shrunk = typeset(source("typst", "both"), "shrunk", printed=False).values["shrunk"]
    assert all(ratio >= LEAST for ratio in shrunk), sorted(shrunk)[:5]


@pytest.mark.latex
@pytest.mark.slow
@pytest.mark.parametrize(("layout", "paper"), [("numerator", "letter")])
def test_latex_prints_the_whole_book(source, latexmk, layout, paper):
    """That any box is too full is an error there."""
    assert latex_pdf(source("latex", layout, paper)).startswith(b"%PDF")


@pytest.mark.latex
@pytest.mark.slow
def test_by_latex_too_no_formula_is_made_too_small_and_no_box_is_too_full(source, pdflatex, tmp_path):
    (tmp_path / "book.tex").write_text(source("latex", "both"), "utf-8")
    command = [pdflatex, "-no-shell-escape", "-halt-on-error", "-interaction=batchmode", "book.tex"]
    subprocess.run(command, cwd=tmp_path, capture_output=True, check=True, timeout=120)
    log = (tmp_path / "book.log").read_text("utf-8", "replace")
    shrunk = re.findall(r"^Shrunk from ([\d.]+)pt to ([\d.]+)pt", log, re.MULTILINE)
    assert shrunk, "the widest formulas are made smaller, and the log says how much"
    assert all(float(to) / float(was) >= LEAST for was, to in shrunk)
    assert re.findall(r"^Overfull.*", log, re.MULTILINE) == []


def test_the_same_rules_give_the_same_bytes(source, few):
    assert typst_pdf(source("typst", "both", pages=few)) == typst_pdf(source("typst", "both", pages=few))


@pytest.mark.latex
def test_so_they_do_by_latex(source, latexmk, few):
    assert latex_pdf(source("latex", "both", pages=few)) == latex_pdf(source("latex", "both", pages=few))


@pytest.mark.parametrize("engine", ENGINES)
def test_every_rule_stands_in_it_once_and_in_the_index(source, engine, rule_pages):
    text = source(engine, "both")
    marks = {"typst": "#rulehead(", "latex": r"\rulehead{"}[engine]
    assert text.count(marks) == len(rule_pages)
    for name in rule_pages:
        label = {"typst": f"<rule-{name}>", "latex": f"{{{name}}}"}[engine]
        assert text.count(label) >= 3, f"{name}: its place, the table of its chapter, the index"


def test_every_formula_has_words(source):
    text = source("typst", "both")
    words = re.findall(r'"((?:[^"\\]|\\.)*)", \$', text)
    assert len(words) > 5000
    assert all(spoken.strip() for spoken in words)


@pytest.mark.parametrize("layout", Layout)
def test_only_the_layout_asked_for_is_printed(source, few, layout):
    text = source("typst", layout, pages={"quadratic-form": few["quadratic-form"]})
    page = few["quadratic-form"].derivatives[0]
    assert (page.numerator.equation.typst in text) is (layout != "denominator")
    assert (page.denominator.equation.typst in text) is (layout != "numerator")


def test_examples_are_told_at_length_and_other_rules_are_not(source, few):
    worked = source("typst", "numerator", pages={"residual-of-neuron": few["residual-of-neuron"]})
    assert "By the chain rule" in worked
    assert "#flow(" in worked
    plain = source("typst", "numerator", pages={"quadratic-form": few["quadratic-form"]})
    assert "By the chain rule" not in plain
    assert "By differentials" in plain


def prelude(source):
    """What the template defines, without the book."""
    text = source("typst", "both")
    return text[: text.index("// ---- The title.")]


@pytest.mark.parametrize(
    ("formula", "shrunk"),
    [
        ("frac(a + b + c + d + e + f + g + h + i + k, 2)", False),
        ("a + b + c + d + e + f + g + h + i + k = l", False),
        ("(a + b + c + d + e + f + g + h + i + k)^2", False),
        ("a b c d e f g h i k l m n o p q r s t u", True),
        ("a = exp(b c d e f g)", False),
        ("a = exp(-b c d e f g h)", True),  # nobody breaks a line after a sign that has nothing on its left
    ],
)
def test_what_is_wider_than_its_column_is_broken_or_made_smaller(source, formula, shrunk):
    """A measure in a narrow room says no more than the room: a formula that stood out was once not seen."""
    text = prelude(source) + f'#block(width: 25mm, fitted("words", ${formula}$))'
    ratios = json.loads(typst.query(text.encode(), "<shrunk>", field="value", ignore_system_fonts=True))
    assert [ratio < 1 for ratio in ratios] == [True] * shrunk


def printed(engine, text, folder):
    """The pages of a PDF as a reader's clipboard would have them."""
    (folder / "book.pdf").write_bytes(typst_pdf(text) if engine == "typst" else latex_pdf(text))
    command = ["pdftotext", "-layout", "book.pdf", "-"]
    outcome = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    return outcome.stdout.split("\f")


@pytest.mark.usefixtures("pdftotext", "latexmk")
@pytest.mark.parametrize("engine", ["typst", pytest.param("latex", marks=pytest.mark.latex)])
def test_indexes_and_references_name_the_page(source, few, engine, tmp_path):
    few = {**few, "softmax": replace(few["softmax"], aliases=("soft-maximum",), related=("inverse", "no-rule-here"))}
    pages = printed(engine, source(engine, "both", pages=few), tmp_path)
    index = pages[-2]
    numbers = {}
    for page in few.values():
        if "ᵀ" in page.title and engine == "latex":
            continue  # LaTeX sets it as a formula
        numbers[page.id] = re.search(re.escape(page.title) + r"[ .]+(\d+)", index)[1]
        assert page.title in pages[int(numbers[page.id]) - 1]
    assert re.search(r"soft-maximum[ .]+" + numbers["softmax"] + r"\b", index)
    assert any(re.search(rf"See also {few['inverse'].title}, p\.\s{numbers['inverse']}\.", page) for page in pages)
    symbols = next(page for page in pages[3:] if "Index of symbols" in page)
    assert re.search(rf"inv +inverse matrix .*\b{numbers['inverse']}\b", symbols, re.MULTILINE)
    assert any("diag(p)" in page for page in pages), "copied as it is read"


def test_files_are_called_by_layout_and_paper():
    assert reference_name("numerator", "letter") == "reference-numerator-letter"
