"""Every rule gets its verdict, and one failure stops none of the others."""

import json
from dataclasses import replace

import pytest

from jacobook.answers.check import check, report
from jacobook.catalogue.loader import load
from jacobook.catalogue.model import Catalogue, Chapter, Rule

pytestmark = pytest.mark.thorough

RIGHT = Rule("right", "Right", "w * x", ("w", "x"), textbook={"w": "diag(x)"})
WRONG = Rule("wrong", "Wrong", "x @ x", ("x",), textbook={"x": "x"})


def catalogue(*rules):
    return Catalogue((Chapter("all", "All", 1, "", rules),))


def test_verdicts_come_in_the_order_of_the_rules():
    verdicts = list(check(catalogue(WRONG, RIGHT)))
    assert [(verdict.rule.id, verdict.wrt, verdict.proved) for verdict in verdicts] == [
        ("wrong", "x", False),
        ("right", "w", True),
        ("right", "x", True),
    ]
    assert "rule wrong: textbook.x" in str(verdicts[0].problem)


def test_examples_are_proved_too():
    example = replace(WRONG, id="right/1")
    verdicts = list(check(catalogue(replace(RIGHT, examples=(example,)))))
    assert [(verdict.rule.id, verdict.proved) for verdict in verdicts] == [
        ("right", True),
        ("right", True),
        ("right/1", False),
    ]
    assert "rule right/1: textbook.x" in str(verdicts[-1].problem)


def test_progress_is_told_from_none_to_all():
    told = []
    list(check(catalogue(RIGHT), lambda *step: told.append(step[1:])))
    assert told == [(0, 2), (1, 2), (2, 2)]


def test_the_report_is_json_with_figures():
    document = json.loads(json.dumps(report(list(check(catalogue(WRONG, RIGHT))))))
    assert (document["proved"], document["failed"]) == (2, 1)
    assert "wrong" in document["verdicts"][0]["problem"]
    assert document["verdicts"][1]["certificate"]["points"] >= 2
    assert document["verdicts"][1]["certificate"]["sentence"]


@pytest.mark.slow
def test_every_rule_of_the_package_is_proved(records):
    """What is not proved, or contradicts the book, has no record."""
    assert list(records) == [rule.id for rule in load()]
    entries = [record.data for record in records.values()]
    entries += [example for entry in entries for example in entry["examples"]]
    certificates = [derivative["certificate"] for entry in entries for derivative in entry["derivatives"]]
    assert len(certificates) >= 400
    assert all(certificate["entries"] > 0 and certificate["sentence"] for certificate in certificates)


@pytest.mark.slow
def test_the_check_itself_proves_rules_of_every_chapter():
    """Records are kept by what answers them: what checks them is run too, by a rule of each chapter."""
    chapters = tuple(replace(chapter, rules=chapter.rules[:1]) for chapter in load().chapters)
    verdicts = list(check(Catalogue(chapters)))
    assert {verdict.rule.id for verdict in verdicts} >= {chapter.rules[0].id for chapter in chapters}
    assert [str(verdict.problem) for verdict in verdicts if not verdict.proved] == []
