"""The page about files of rules names every field, and what it shows can be loaded."""

import re
from dataclasses import fields

import pytest

from jacobook.catalogue.loader import load
from jacobook.catalogue.model import Rule
from jacobook.catalogue.schema import ChapterEntry, ExampleEntry, RuleEntry


@pytest.fixture
def page(root):
    return (root / "docs" / "use" / "rules.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("heading", "model"), [("A chapter", ChapterEntry), ("A rule", RuleEntry), ("An example", ExampleEntry)]
)
def test_every_field_is_named(page, heading, model):
    section = page.split(f"## {heading}\n")[1].split("\n## ")[0]
    named = set(re.findall(r"`([a-z]+)`", section))
    assert set(model.model_fields) - named == set()


def test_the_file_that_is_shown_is_one(page, tmp_path):
    shown = re.search(r"```toml\n(.*?)```", page, re.DOTALL)[1]
    (tmp_path / "mine.toml").write_text(shown, "utf-8")
    (rule,) = load([tmp_path])
    assert [example.title for example in rule.examples] == ["With a symmetric matrix"]


def test_a_field_of_a_rule_is_written_or_comes_from_where_it_is_written():
    """And what an example has, a rule has too."""
    names, written = {field.name for field in fields(Rule)}, set(RuleEntry.model_fields)
    assert names - written == {"chapter", "examples", "file", "line"}
    assert written - names == {"example"}
    assert set(ExampleEntry.model_fields) < written
