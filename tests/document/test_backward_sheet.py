"""The sheet of backward passes: two pages of what the table of layers has, on both papers, by both engines."""

import re
from dataclasses import replace

import pytest

from jacobook.catalogue.model import Catalogue
from jacobook.document.collections.backward_sheet import (
    BACKWARD_LAYOUTS,
    backward_sheet,
    backward_sheet_name,
    has_layers,
)
from jacobook.document.collections.cheatsheet import ENGINES, PAPERS
from jacobook.document.collections.table import theme_tables
from jacobook.layout.formulas.layouts import Layout
from typesetting import balanced, latex, typeset, typeset_once

SMALLEST = 8
SHEETS = [(layout, paper) for layout in BACKWARD_LAYOUTS for paper in PAPERS]


@pytest.fixture(scope="module")
def source(catalogue, rule_pages, templates):
    def make(engine, layout, paper="a4"):
        return backward_sheet(
            catalogue, rule_pages, templates, engine=engine, layout=layout, paper=paper, version="0.1.0"
        )

    return make


@pytest.mark.usefixtures("pdftotext")
@pytest.mark.parametrize(("layout", "paper"), SHEETS)
def test_typst_prints_two_balanced_pages_in_type_that_is_large_enough(source, layout, paper, tmp_path):
    sheet = typeset_once(source("typst", layout, paper), "too-wide", "type-size", drawn=True)
    assert sheet.pages == 2
    assert sheet.values["too-wide"] == []
    assert sheet.values["type-size"][0] >= SMALLEST
    assert balanced(sheet.pdf, tmp_path, 2)


def test_no_text_is_smaller_than_the_type(source):
    sizes = [float(size) for size in re.findall(r"text\(size: ([\d.]+)pt", source("typst", "denominator"))]
    assert sizes
    assert min(sizes) >= SMALLEST


def test_typst_prints_the_same_bytes_each_time(source):
    text = source("typst", "denominator", "a4")
    assert (
        typeset(text, "too-wide", "type-size", drawn=True).pdf
        == typeset_once(text, "too-wide", "type-size", drawn=True).pdf
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_it_holds_the_gradients_of_the_table_of_layers_with_each_name_said_once(source, engine, catalogue, rule_pages):
    text = source(engine, "denominator")
    (table,) = (table for table in theme_tables(catalogue, rule_pages) if table.id == "layers")
    shown = set(re.findall(r"(?:// |% )rule: (\S+)", text))
    assert len(shown) > 30
    for row in (row for group in table.groups for row in group.rows if row.page.id in shown):
        gradient = row.derivative.backward.denominator
        assert getattr(gradient.formula, engine) in text or len(gradient.formula.text) > 56, row.anchor
        for name in gradient.definitions:
            assert getattr(name, engine) in text
    (rows,) = re.findall(r"rule: softmax-of-affine\n(.*?)rule: ", text, flags=re.DOTALL)
    assert rows.count("where ") == 1
    assert {"affine-layer", "softmax-of-rows", "layer-normalization-of-rows", "attention-of-matrices"} <= shown
    assert "two-layer-network-loss" not in shown


def test_an_upstream_gradient_with_another_name_is_told(source):
    text = source("latex", "denominator")
    (row,) = re.findall(r"rule: weight-normalisation\n(.*)", text)
    assert r"given $\mathbf{h}$" in row


def test_layouts_are_transposed_and_both_means_the_one_of_code(source, rule_pages):
    row, column = (given.formula.latex for given in rule_pages["affine-tanh"].derivatives[0].backward.gradients)
    assert row in source("latex", "numerator")
    assert column not in source("latex", "numerator")
    assert column in source("latex", "denominator")
    assert source("latex", "both") == source("latex", "denominator")
    assert backward_sheet_name(Layout.BOTH, "a4") == "backward-passes-denominator-a4"


def test_without_layers_there_is_no_sheet(catalogue, rule_pages):
    assert has_layers(catalogue, rule_pages)
    rules = Catalogue(
        tuple(
            replace(chapter, rules=tuple(rule for rule in chapter.rules if "deep-learning" not in rule.tags))
            for chapter in catalogue.chapters
        )
    )
    assert not has_layers(rules, rule_pages)


@pytest.mark.latex
@pytest.mark.slow
@pytest.mark.parametrize(("layout", "paper"), SHEETS)
@pytest.mark.usefixtures("pdftotext")
def test_latex_prints_two_balanced_pages_without_overfull_boxes(source, layout, paper, tmp_path, pdflatex):
    document, log = latex(source("latex", layout, paper), tmp_path, pdflatex)
    assert re.search(r"Output written on sheet.pdf \(2 pages", log)
    assert re.findall(r"Overfull .*", log) == []
    assert float(re.search(r"^Type of ([\d.]+)pt$", log, re.MULTILINE)[1]) >= SMALLEST
    assert balanced(document, tmp_path, 2)
