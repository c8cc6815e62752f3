"""The rules that come with the package: complete, and all that the founding article asks for."""

import re

import pytest

from jacobook.catalogue.loader import load
from jacobook.language.declared_function import is_function_declaration
from jacobook.publish.pages.written_pages import written_pages

# Rows of the article, chapter by chapter: how many each has.
ARTICLE = {"A": 9, "B": 7, "C": 7, "D": 4, "E": 4, "F": 13, "G": 5, "H": 6, "I": 5}


@pytest.fixture(scope="module")
def rules():
    rules = load().rules
    assert rules
    return rules


def test_the_article_is_covered(rules, root):
    """By a rule, by an example of one, or by a page that says so."""
    written = written_pages(root / "docs", root / "docs" / "reference")
    cited = {source for rule in rules for question in rule.questions for source in question.sources}
    cited |= {source for page in written for source in page.sources}
    rows = [f"{part}{number}" for part, count in ARTICLE.items() for number in range(1, count + 1)]
    assert len(rows) == 60
    assert [row for row in rows if f"article:{row}" not in cited] == []


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
    questions = [question for rule in rules for question in rule.questions]
    concrete = [question for question in questions if not any(map(is_function_declaration, question.where.values()))]
    cited = [rule for rule in concrete if rule.sources]
    assert len(cited) > 100
    assert [f"{rule.id} by {item}" for rule in cited for item in rule.wrt if item not in rule.textbook] == []


def test_relations_point_to_ids_and_not_to_the_rule_itself(rules):
    ids = {rule.id for rule in rules}
    assert [(rule.id, name) for rule in rules for name in rule.related if name not in ids or name == rule.id] == []


def test_every_rule_has_a_number_of_its_own(rules):
    """The permanent address r/<number> of each."""
    numbers = [rule.number for rule in rules]
    assert None not in numbers
    assert len(set(numbers)) == len(rules)


def test_every_rule_says_since_when_it_stands(rules):
    assert [rule.id for rule in rules if not rule.since] == []
