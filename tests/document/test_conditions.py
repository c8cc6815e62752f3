"""Conditions on pages, in tables, on sheets and in exports: wherever the formula is."""

import re

import pytest

from jacobook.answers.answers import answer
from jacobook.catalogue.loader import load
from jacobook.catalogue.model import Rule
from jacobook.derivation import derive
from jacobook.document.collections.rule_source import rule_latex, rule_markdown
from jacobook.document.pages.rule_page import rule_page
from jacobook.document.setting.environment import Templates


def page_of(expr, wrt, where, condition=""):
    rule = Rule("rule", "Rule", expr, tuple(wrt), where, condition=condition, chapter="mine")
    return rule_page(answer(rule), worked=False)


def test_conditions_of_all_derivatives_stand_with_the_function():
    page = page_of("x / (a @ a)", ["x", "a"], {"a": "n"})
    assert page.conditions.source["text"] == "Holds where a ≠ 𝟎."
    assert all(not derivative.conditions.sentence for derivative in page.derivatives)


def test_a_condition_of_one_derivative_stands_with_that_one():
    page = page_of("a * norm(x)", ["a", "x"], {"a": "scalar", "x": "n"})
    by_a, by_x = page.derivatives
    assert not page.conditions.sentence
    assert not by_a.conditions.sentence
    assert by_x.conditions.source["text"] == "Holds where x ≠ 𝟎 (elsewhere the norm is not differentiable)."


@pytest.mark.parametrize("write", [rule_latex, rule_markdown])
def test_exports_state_conditions_and_what_the_rule_adds(write):
    page = page_of("sum(log(x))", ["x"], {"x": "n"}, condition="No residual is 0.")
    text = write(page, Templates())
    assert re.search(r"Holds where every entry of \$\\mathbf\{x\}\$ is positive\. No residual is 0\.", text)
    assert "Holds where" not in write(page_of("x @ x", ["x"], {"x": "n"}), Templates())


@pytest.mark.parametrize("write", [rule_latex, rule_markdown])
def test_exports_state_where_there_is_no_kink(write):
    text = write(page_of("relu(x)", ["x"], {"x": "n"}), Templates())
    assert re.search(r"Holds where no entry of \$\\mathbf\{x\}\$ is 0\.", text)


def test_a_page_of_the_site_states_them_with_formulas_as_mathematics():
    page = page_of("logdet(X)", ["X"], {"X": "n×n"})
    parts = Templates().render("markdown", "home-example.md.jinja", page=page)
    assert re.search(
        r'<p class="assumptions">Holds where <span class="math" data-tex="[^"]*X[^"]*"></span>\.</p>', parts
    )


def test_no_rule_says_twice_what_its_conditions_say():
    """A rule's own words are for what is not worked out: conventions, a symmetry that is declared."""
    for rule in load():
        for question in rule.questions:
            if question.condition:
                asked = [(question.expr, item, question.where, question.order) for item in question.wrt]
                derived = [derive(*each, prove=False) for each in asked]
                assert not any(one.conditions for one in derived), question.id
