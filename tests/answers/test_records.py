"""What is kept of a rule is worked out once, and again only when something that it rests on changes."""

import dataclasses
import json

import pytest

from jacobook.answers import records as module
from jacobook.answers.records import answered_before, records
from jacobook.catalogue import loader
from jacobook.catalogue.loader import load
from jacobook.catalogue.model import Catalogue, Chapter, Rule
from jacobook.errors import LanguageError
from jacobook.notation.options import BOOK
from jacobook.publish.pages.exports import rules_json
from jacobook.work.cache import Cache

RULE = Rule("product", "Product", "w * x", ("w", "x"), {"w": "n", "x": "n"}, file="a.toml", line=3)


def catalogue(*rules):
    return Catalogue((Chapter("all", "All", 1, "", rules),))


@pytest.fixture
def answered(monkeypatch):
    """The ids of rules that were answered, not remembered."""
    found = []

    def work(notation, rule):
        found.append(rule.id)
        return original(notation, rule)

    original = module._worked_out
    monkeypatch.setattr(module, "_worked_out", work)
    return found


def test_a_rule_is_answered_once(tmp_path, answered):
    first = records(catalogue(RULE), Cache(tmp_path))
    again = records(catalogue(RULE), Cache(tmp_path))
    assert answered == ["product"]
    assert first == again
    assert again["product"].page.derivatives[0].numerator.formula.text == "diag(x)"
    assert again["product"].data["derivatives"][1]["numerator"]["text"] == "diag(w)"


def test_it_is_answered_again_when_it_changes_but_not_when_it_moves(tmp_path, answered):
    records(catalogue(RULE), Cache(tmp_path))
    moved = dataclasses.replace(RULE, file="b.toml", line=9)
    records(catalogue(moved), Cache(tmp_path))
    assert answered == ["product"]
    records(catalogue(dataclasses.replace(RULE, expr="x * w")), Cache(tmp_path))
    assert answered == ["product", "product"]


def test_it_is_answered_again_when_the_engine_changes(tmp_path, answered, monkeypatch):
    records(catalogue(RULE), Cache(tmp_path))
    monkeypatch.setattr(module, "engine_key", lambda: "another")
    records(catalogue(RULE), Cache(tmp_path))
    assert answered == ["product", "product"]


@pytest.mark.parametrize("content", [b"", b"{}", b"not JSON", b'{"page": 1, "data": {}}'])
def test_a_record_that_is_none_is_worked_out_again(tmp_path, answered, content):
    first = records(catalogue(RULE), Cache(tmp_path))
    cache = Cache(tmp_path)
    (entry,) = (tmp_path / "rules").iterdir()
    cache.put("rules", entry.name, content)
    assert records(catalogue(RULE), cache) == first
    assert answered == ["product", "product"]


def test_without_a_cache_everything_is_answered(answered):
    records(catalogue(RULE))
    records(catalogue(RULE))
    assert answered == ["product", "product"]


def test_rules_json_is_what_json_makes_of_all_entries():
    other = dataclasses.replace(RULE, id="other", note='A "quoted" line\nand another, with \\n')
    for rules in ((), (RULE,), (RULE, other)):
        found = records(catalogue(*rules))
        text = rules_json(catalogue(*rules), found)
        written = json.loads(text)
        assert written["rules"] == [record.data for record in found.values()]
        assert text.decode() == json.dumps(written, ensure_ascii=False, indent=1) + "\n"


FILE = """
[chapter]
id = "all"
title = "All"
[[rule]]
id = "product"
title = "Product"
expr = "w * x"
wrt = ["x"]
[[rule]]
id = "sum"
title = "Sum"
expr = "sum(x)"
wrt = ["x"]
"""


def test_expressions_that_were_answered_are_not_read_again_and_others_are(tmp_path, monkeypatch):
    file = tmp_path / "all.toml"
    file.write_text(FILE, "utf-8")
    cache = Cache(tmp_path / "cache")
    records(load([file]), cache)
    read = []
    original = loader.read
    monkeypatch.setattr(loader, "read", lambda text, *given: (read.append(text), original(text, *given))[1])
    known = load([file], answered_before(cache, BOOK))
    assert read == []
    assert known == load([file])
    file.write_text(FILE.replace('"sum(x)"', '"sum(x"'), "utf-8")
    read.clear()
    with pytest.raises(LanguageError, match="rule sum"):
        load([file], answered_before(cache, BOOK))
    assert read == ["sum(x"]
