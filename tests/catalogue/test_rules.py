"""The rules that come with the package: complete, and what the first sections of the founding article ask for."""

import re

import pytest

from jacobook.catalogue.loader import load
from jacobook.language.declared_function import is_function_declaration

# Rows of the article's list that rules can state; B6 is a table of shapes and stands on its own page.
ARTICLE = [
    *("B1", "B2", "B3", "B4", "B5", "B7"),
    *("C1", "C2", "C3", "C4", "C5", "C6", "C7"),
    *("D1", "D2", "D3", "D4"),
    *("E1", "E2", "E3", "E4"),
    *("G1", "G2", "G3", "G4", "G5"),
]


@pytest.fixture(scope="module")
def rules():
    rules = load().rules
    assert rules
    return rules


def test_the_article_is_covered(rules):
    cited = {source for rule in rules for source in rule.sources}
    assert [row for row in ARTICLE if f"article:{row}" not in cited] == []


def test_every_rule_has_a_sentence_that_fits_a_description(rules):
    assert {rule.id: len(rule.summary) for rule in rules if not 10 <= len(rule.summary) <= 160} == {}


def test_every_sentence_ends(rules):
    prose = [(rule.id, text) for rule in rules for text in (rule.summary, rule.note, rule.condition) if text]
    assert [(name, text) for name, text in prose if text[-1] not in ".?!"] == []
    # A sentence may begin with a formula: a letter by itself, or a function's name.
    formula = re.compile(r"\W|\d|[a-z](?![a-z])|(tr|det|log|vec|cos|sin)\b|d (tr|det|log)\b")
    assert [(name, text) for name, text in prose if not text[0].isupper() and not formula.match(text)] == []


def test_prose_holds_no_source_of_formulas(rules):
    prose = [(rule.id, text) for rule in rules for text in (rule.title, rule.summary, rule.note, rule.condition)]
    assert [(name, text) for name, text in prose if "$" in text or "\\" in text] == []


def test_every_answer_that_a_table_states_is_held_against_it(rules):
    """What a cited table prints is written down beside the rule, and `jacobook check` holds the answer against it.

    Theorems have none: the language has no way to write ∂u/∂x.
    """
    concrete = [rule for rule in rules if not any(map(is_function_declaration, rule.where.values()))]
    cited = [rule for rule in concrete if rule.sources]
    assert len(cited) > 100
    assert [f"{rule.id} by {item}" for rule in cited for item in rule.wrt if item not in rule.textbook] == []


def test_relations_point_to_ids_and_not_to_the_rule_itself(rules):
    ids = {rule.id for rule in rules}
    assert [(rule.id, name) for rule in rules for name in rule.related if name not in ids or name == rule.id] == []


def test_every_rule_says_since_when_it_stands(rules):
    assert [rule.id for rule in rules if not rule.since] == []
