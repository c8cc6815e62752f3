"""Cheat sheets: the two sides of a leaf in every layout and on both papers, by both engines, the same bytes twice."""

import datetime
import re
import subprocess
from dataclasses import replace

import pytest

from jacobook.document.collections.cheatsheet import ENGINES, PAPERS, cheat_sheet, cheat_sheet_name
from jacobook.document.pages.conventions import conventions
from jacobook.document.setting.escape import typst_string
from jacobook.errors import JacobookError
from jacobook.layout.formulas.layouts import Layout
from typesetting import balanced, latex, typeset, typeset_once

SMALLEST = 8
SHEETS = [(layout, paper) for layout in Layout for paper in PAPERS]


@pytest.fixture(scope="module")
def source(catalogue, rule_pages, templates):
    def make(engine, layout, paper, **given):
        return cheat_sheet(
            catalogue,
            rule_pages,
            templates,
            **{"engine": engine, "layout": layout, "paper": paper, "version": "0.1.0", **given},
        )

    return make


def known(text):
    """A sheet that more than one test looks at."""
    return typeset_once(text, "too-wide", "type-size", drawn=True)


@pytest.mark.parametrize(("layout", "paper"), SHEETS)
def test_typst_prints_two_accessible_pages(source, layout, paper):
    sheet = known(source("typst", layout, paper))
    assert sheet.pdf.startswith(b"%PDF")
    assert sheet.pages == 2
    assert sheet.values["too-wide"] == []


@pytest.mark.usefixtures("pdftotext")
@pytest.mark.parametrize(("layout", "paper"), SHEETS)
def test_on_a_sheet_by_typst_type_is_large_enough_and_columns_are_balanced(source, layout, paper, tmp_path):
    sheet = known(source("typst", layout, paper))
    (size,) = sheet.values["type-size"]
    assert size >= SMALLEST
    assert balanced(sheet.pdf, tmp_path, 2 if layout == "both" else 3)


@pytest.mark.parametrize("layout", Layout)
def test_typst_prints_the_same_bytes_each_time(source, layout):
    assert typeset(source("typst", layout, "a4")).pdf == known(source("typst", layout, "a4")).pdf


def test_a_date_is_printed_only_when_it_is_given(source):
    assert "date: none" in source("typst", "both", "a4")
    assert "datetime(year: 2026, month: 11, day: 23)" in source("typst", "both", "a4", date=datetime.date(2026, 11, 23))
    assert r"\pdfinfoomitdate=1" in source("latex", "both", "a4")
    assert "D:20261123000000Z" in source("latex", "both", "a4", date=datetime.date(2026, 11, 23))


def test_every_formula_of_a_sheet_has_words(source):
    text = source("typst", "both", "letter")
    formulas = re.findall(r'(?:formula|tall)\("((?:[^"\\]|\\.)*)", \$', text)
    assert len(formulas) > 100
    assert all(words.strip() for words in formulas)


@pytest.mark.parametrize("engine", ENGINES)
def test_every_chosen_rule_is_on_the_sheet(source, engine, catalogue, rule_pages):
    text = source(engine, "both", "a4")
    chosen = [rule for rule in catalogue if rule.cheatsheet]
    assert chosen
    for rule in chosen:
        for derivative in rule_pages[rule.id].derivatives:
            for given in derivative.answers:
                assert getattr(given.formula, engine) in text, (rule.id, given.layout)
    shown = {rule_pages[rule.id].value for rule in chosen}
    left_out = [rule_pages[rule.id].value for rule in catalogue if not rule.cheatsheet]
    for value in set(left_out) - shown:
        assert f"function: [#formula({typst_string(value.spoken)}, ${value.typst}$" not in text
        assert rf"\load{{${value.latex}$}}" not in text


def test_the_source_says_which_rule_a_line_is_of(source, catalogue):
    """Error messages of both engines name the rule by these comments."""
    chosen = [rule.id for rule in catalogue if rule.cheatsheet]
    assert re.findall(r"^\s*// rule: (\S+)$", source("typst", "both", "a4"), re.MULTILINE) == chosen
    assert re.findall(r"^% rule: (\S+)$", source("latex", "both", "a4"), re.MULTILINE) == chosen


@pytest.mark.parametrize("engine", ENGINES)
def test_a_sheet_of_one_layout_shows_no_other(source, engine, rule_pages):
    row, column = (getattr(answer.formula, engine) for answer in rule_pages["least-squares"].derivatives[0].answers)
    assert row in source(engine, "numerator", "a4")
    assert column not in source(engine, "numerator", "a4")
    assert column in source(engine, "denominator", "a4")
    assert row not in source(engine, "denominator", "a4")


def test_variables_with_the_same_answer_share_a_line(source, rule_pages):
    (by_w, by_x) = rule_pages["elementwise-sum"].derivatives
    assert by_w.numerator.formula == by_x.numerator.formula
    assert r"{$\mathbf{w}$, $\mathbf{x}$}" in source("latex", "numerator", "a4")


@pytest.mark.parametrize("engine", ENGINES)
def test_hostile_titles_stay_words(catalogue, engine, templates, rule_pages):
    hostile = r"\input{x} $y$ #panic() << sheet >> <% for %> & % _ ^ ~ [a] 50% <script>"
    chapter = replace(catalogue.chapters[0], title=hostile)
    changed = replace(catalogue, chapters=(chapter, *catalogue.chapters[1:]))
    text = cheat_sheet(changed, rule_pages, templates, engine=engine, layout=Layout.BOTH, paper="a4", version="0.1.0")
    if engine == "typst":
        assert typeset(text).pdf
    else:
        assert r"\textbackslash{}input\{x\} \$y\$ \#panic()" in text


def test_a_title_that_latex_cannot_set_is_an_error(catalogue, templates, rule_pages):
    chapter = replace(catalogue.chapters[0], title="行列")
    changed = replace(catalogue, chapters=(chapter, *catalogue.chapters[1:]))
    with pytest.raises(JacobookError, match=r"U\+884C"):
        cheat_sheet(changed, rule_pages, templates, engine="latex", layout=Layout.BOTH, paper="a4", version="0.1.0")


@pytest.fixture
def nothing(catalogue, rule_pages, templates):
    """The sheet of a catalogue in which no rule is chosen for it."""
    rules = [
        replace(chapter, rules=tuple(replace(rule, cheatsheet=False) for rule in chapter.rules))
        for chapter in catalogue.chapters
    ]
    chosen = replace(catalogue, chapters=tuple(rules))
    given = {"paper": "a4", "version": "0"}
    return lambda engine, layout: cheat_sheet(chosen, rule_pages, templates, engine=engine, layout=layout, **given)


@pytest.mark.parametrize("layout", Layout)
def test_a_sheet_without_rules_says_so(nothing, layout):
    """Typst once failed with words about its own language."""
    assert "No rule is on this sheet" in nothing("typst", layout)
    assert typeset(nothing("typst", layout), drawn=True).pages == 1


@pytest.mark.latex
def test_so_it_does_by_latex(nothing, tmp_path, pdflatex):
    assert "No rule is on this sheet" in nothing("latex", Layout.BOTH)
    assert latex(nothing("latex", Layout.BOTH), tmp_path, pdflatex)[0].startswith(b"%PDF")


@pytest.mark.slow
def test_a_catalogue_five_times_as_long_takes_more_pages(catalogue, templates, rule_pages):
    chapters = tuple(replace(chapter, title=f"{chapter.title} {n}") for n in range(5) for chapter in catalogue.chapters)
    text = cheat_sheet(
        replace(catalogue, chapters=chapters),
        rule_pages,
        templates,
        engine="typst",
        layout=Layout.BOTH,
        paper="a4",
        version="0",
    )
    assert typeset(text, drawn=True).pages > 1


def test_names_of_files():
    assert cheat_sheet_name("both", "a4") == "cheatsheet-both-a4"


@pytest.mark.latex
@pytest.mark.slow
@pytest.mark.parametrize(("layout", "paper"), SHEETS)
@pytest.mark.usefixtures("pdftotext")
def test_latex_prints_two_balanced_pages_without_overfull_boxes(source, layout, paper, tmp_path, pdflatex):
    document, log = latex(source("latex", layout, paper), tmp_path, pdflatex)
    assert re.search(r"Output written on sheet.pdf \(2 pages", log)
    assert re.findall(r"Overfull .*", log) == []
    assert float(re.search(r"^Type of ([\d.]+)pt$", log, re.MULTILINE)[1]) >= SMALLEST
    assert balanced(document, tmp_path, 2 if layout == "both" else 3)
    words = subprocess.run(["pdftotext", "sheet.pdf", "-"], cwd=tmp_path, capture_output=True, text=True, check=True)
    shown = " ".join(words.stdout.split())
    assert [sign.meaning for sign in conventions(layout) if sign.meaning.split(",")[0] not in shown] == []
    assert shown.count("tanh") >= 5, "a function, its derivative, and layers"
    assert re.findall(r"^(?:LaTeX|Package|pdfTeX) .*[Ww]arning.*", log, re.MULTILINE) == []


@pytest.mark.latex
@pytest.mark.slow
def test_latex_prints_the_same_bytes_each_time_and_everywhere(source, tmp_path, pdflatex):
    text = source("latex", "numerator", "letter")
    assert latex(text, tmp_path / "one", pdflatex)[0] == latex(text, tmp_path / "other", pdflatex)[0]
