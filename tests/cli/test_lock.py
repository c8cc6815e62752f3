"""`jacobook lock` and `jacobook diff`: a formula that changes is seen, and fails until it is accepted."""

import html
import json
import os
import re
import sys
import threading
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jacobook.answers.difference import as_markdown, as_text, differences

CHAPTER = '[chapter]\nid = "mine"\ntitle = "Mine"\n\n'
PRODUCT = '[[rule]]\nid = "product"\ntitle = "Product"\nexpr = "w * x"\nwrt = ["w", "x"]\n'
SQUARE = '[[rule]]\nid = "square"\ntitle = "Square"\nexpr = "x @ x"\nwrt = ["x"]\n'
MIXED = '[[rule]]\nid = "mixed"\ntitle = "Mixed"\nexpr = "b @ A @ x"\nwrt = ["b, x"]\norder = 2\n'
WRONG = '[[rule]]\nid = "wrong"\ntitle = "Wrong"\nexpr = "x @ x"\nwrt = ["x"]\ntextbook.x = "x"\n'


@pytest.fixture
def write(tmp_path):
    def write(*rules, name="mine.toml"):
        (tmp_path / name).write_text(CHAPTER + "\n".join(rules), "utf-8")
        return name

    return write


def test_what_is_accepted_is_checked(jacobook, write):
    write(PRODUCT, SQUARE, MIXED)
    assert jacobook("lock", "mine.toml", "--out", "mine.lock.json").status == 0
    assert jacobook("check", "mine.toml", "--lock", "mine.lock.json").status == 0
    assert jacobook("lock", "mine.toml", "--out", "mine.lock.json", "--check").status == 0
    write(PRODUCT, SQUARE.replace("x @ x", "3 * x @ x"), MIXED)
    run = jacobook("check", "mine.toml", "--lock", "mine.lock.json")
    assert run.status == 1
    assert "square w.r.t. x: changed" in run.out
    assert "    - 2xᵀ" in run.out
    assert "    + 6xᵀ" in run.out
    assert "run `jacobook lock`" in run.out
    assert jacobook("lock", "mine.toml", "--out", "mine.lock.json", "--check").status == 1
    run = jacobook("lock", "mine.toml", "--out", "mine.lock.json")
    assert "1 changed" in run.out
    assert jacobook("check", "mine.toml", "--lock", "mine.lock.json").status == 0


def test_rules_that_come_and_go_are_told(jacobook, write):
    write(PRODUCT)
    jacobook("lock", "mine.toml", "--out", "mine.lock.json")
    write(SQUARE)
    run = jacobook("check", "mine.toml", "--lock", "mine.lock.json")
    assert run.status == 1
    assert "product w.r.t. w: removed" in run.out
    assert "square w.r.t. x: added" in run.out


def test_the_lock_of_a_folder_is_found_by_itself(jacobook, tmp_path, monkeypatch):
    (tmp_path / "catalogue.lock.json").write_text('{"format": 2}')
    run = jacobook("check")
    assert run.status == 2
    assert "catalogue.lock.json: holds no formulas" in run.err


def test_what_is_not_proved_is_not_accepted(jacobook, write, tmp_path):
    write(WRONG, SQUARE)
    run = jacobook("lock", "mine.toml")
    assert run.status == 1
    assert "rule wrong" in run.out
    assert not (tmp_path / "catalogue.lock.json").exists()


def test_a_rule_that_is_no_longer_proved_is_told_once(jacobook, write):
    write(SQUARE.replace('"square"', '"wrong"'))
    jacobook("lock", "mine.toml", "--out", "mine.lock.json")
    write(WRONG)
    run = jacobook("check", "mine.toml", "--lock", "mine.lock.json")
    assert run.status == 1
    assert run.out.count("rule wrong") == 1
    # Neither as a formula that was removed nor as one that failed: the verdict says all.
    assert "w.r.t. x: " not in run.out
    assert "formulas differ" not in run.out


def test_a_rule_that_failed_was_not_removed(jacobook, tmp_path):
    forms = {"numerator": {"text": "A", "latex": "A"}}
    verdict = {"rule": "map", "wrt": "x", "proved": True, "forms": forms}
    for name, verdicts in {
        "old": [verdict],
        "failed": [{**verdict, "proved": False, "forms": {}}],
        "removed": [],
    }.items():
        (tmp_path / f"{name}.json").write_text(json.dumps({"format": 1, "verdicts": verdicts}), "utf-8")
    for what in ("failed", "removed"):
        run = jacobook("diff", str(tmp_path / "old.json"), str(tmp_path / f"{what}.json"))
        assert run.out.splitlines()[0] == f"map w.r.t. x: {what}"
        assert run.out.splitlines()[-1] == f"1 {what}"


@pytest.mark.skipif(sys.platform == "win32", reason="there are no named pipes")
def test_a_pipe_is_read_once(jacobook, tmp_path):
    forms = {"numerator": {"text": "A", "latex": "A"}}
    verdict = {"rule": "map", "wrt": "x", "proved": True, "forms": forms}
    (tmp_path / "old.json").write_text(json.dumps({"format": 1, "verdicts": [verdict]}), "utf-8")
    pipe = tmp_path / "new.json"
    os.mkfifo(pipe)
    now = json.dumps({"format": 1, "verdicts": [{**verdict, "proved": False, "forms": {}}]})
    writer = threading.Thread(target=pipe.write_text, args=(now, "utf-8"), daemon=True)
    writer.start()
    run = jacobook("diff", str(tmp_path / "old.json"), str(pipe))
    assert run.out.splitlines()[0] == "map w.r.t. x: failed"


def test_rules_json_verdicts_and_lock_hold_the_same_formulas(jacobook, write):
    write(PRODUCT, MIXED)
    jacobook("lock", "mine.toml", "--out", "lock.json")
    jacobook("export", "json", "mine.toml", "--out", "rules.json")
    jacobook("check", "mine.toml", "--json", "verdicts.json")
    for other in ("rules.json", "verdicts.json"):
        run = jacobook("diff", "lock.json", other, "--exit-code")
        assert (run.status, run.out) == (0, "no formula differs\n")


def test_a_comment_for_a_review(jacobook, write, tmp_path):
    write(SQUARE)
    jacobook("lock", "mine.toml", "--out", "old.json")
    write(SQUARE.replace("x @ x", "norm(x)**2 + sum(abs(x))"))
    jacobook("lock", "mine.toml", "--out", "new.json")
    run = jacobook("diff", "old.json", "new.json", "--format", "markdown", "--out", "comment.md", "--exit-code")
    assert run.status == 1
    comment = (tmp_path / "comment.md").read_text("utf-8")
    assert comment.startswith("**Formulas: 1 changed**")
    assert "| numerator layout | <code>2xᵀ</code> | <code>" in comment
    assert "&#92;mathbf{x}" in comment


@pytest.mark.parametrize(
    "content",
    [
        *("", "[]", "{}", "nothing", "[" * 100_000),
        *(
            '{"format": 1}',
            '{"format": 1, "rules": 3}',
            '{"format": 1, "rules": [3]}',
            '{"format": 1, "verdicts": [1]}',
        ),
        '{"format": 1, "rules": {"a": {"x": {"numerator": 3}}}}',
    ],
)
def test_a_file_without_formulas_is_told(jacobook, tmp_path, content):
    (tmp_path / "bad.json").write_text(content, "utf-8")
    run = jacobook("diff", "bad.json", "bad.json")
    assert run.status == 2
    assert run.err.startswith("Error: bad.json: ")


def test_a_file_that_is_not_there_is_told(jacobook):
    run = jacobook("diff", "no.json", "no.json")
    assert (run.status, run.err) == (2, "Error: no.json: cannot be read: No such file or directory\n")


def test_verdicts_as_junit(jacobook, write, tmp_path):
    write(WRONG, PRODUCT)
    assert jacobook("check", "mine.toml", "--junit", "out/junit.xml").status == 1
    suite = ElementTree.parse(tmp_path / "out" / "junit.xml").getroot()[0]  # noqa: S314 - our own
    assert (suite.get("tests"), suite.get("failures")) == ("3", "1")
    failing = [case.get("name") for case in suite if case.find("failure") is not None]
    assert failing == ["wrong w.r.t. x"]
    assert "textbook.x" in suite.find(".//failure").get("message")


FORMS = st.dictionaries(
    st.sampled_from(["numerator", "denominator", "components"]),
    st.fixed_dictionaries({"text": st.text(max_size=20), "latex": st.text(max_size=20)}),
    min_size=1,
)
ANSWERS = st.dictionaries(st.text(max_size=8), st.dictionaries(st.text(max_size=3), FORMS, max_size=2), max_size=3)


@given(ANSWERS, ANSWERS)
def test_what_a_comment_says_is_text_whatever_the_formulas_hold(old, new):
    found = differences(old, new)
    comment = as_markdown(found)
    allowed = ("<details open><summary>", "</summary>", "</details>", "<code>", "</code>")
    rest = comment
    for tag in allowed:
        rest = rest.replace(tag, "")
    assert "<" not in rest
    assert "`" not in rest
    assert "](" not in rest
    assert differences(new, new) == ()
    assert bool(found) == (as_text(found) != "no formula differs\n")


@pytest.mark.parametrize(
    "text",
    [
        "</code></details><script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "&lt;b&gt; &amp; &#60;",
        "a | b || c",
        "`x` ``y``",
        "**x** __y__ ~~z~~",
        "[x](javascript:alert(1)) ![y](z)",
        "@everyone #1 :smile:",
        "$x$ \\(y\\) \\|",
        "two\nlines\r\nand\rmore",
        "\"x\" 'y'",
    ],
)
def test_what_a_comment_quotes_is_shown_and_does_nothing(text):
    forms = {"numerator": {"text": text, "latex": f"2{text}"}}
    comment = as_markdown(differences({}, {text: {text: forms}}))
    quoted = re.findall("<code>(.*?)</code>", comment)
    shown = " ".join(text.splitlines())
    assert [html.unescape(code) for code in quoted] == [shown, shown, "–", shown, f"2{shown}"]
    assert not re.search(r"[<>\"'|`*_\[\]$~@:\\]|&(?!#)|(?<!&)#", "".join(quoted))
    # Three rows with three bars within four each, and the lines between and around them.
    rows = [line for line in comment.splitlines() if line.startswith("|")]
    assert [line.count("|") for line in rows] == [4] * 4


def test_a_comment_is_never_too_long():
    answers = {f"rule-{k}": {"x": {"numerator": {"text": "x" * 900, "latex": "y" * 900}}} for k in range(200)}
    comment = as_markdown(differences({}, answers))
    assert len(comment) < 65_000
    assert "more; jacobook diff shows them all." in comment


def test_a_changed_formula_is_a_failure_in_junit(jacobook, write, tmp_path):
    write(PRODUCT, SQUARE)
    jacobook("lock", "mine.toml", "--out", "mine.lock.json")
    write(SQUARE.replace("x @ x", "3 * x @ x"), WRONG)
    run = jacobook("check", "mine.toml", "--lock", "mine.lock.json", "--junit", "junit.xml")
    assert run.status == 1
    suites = ElementTree.parse(tmp_path / "junit.xml").getroot()  # noqa: S314 - our own
    told = {case.get("name"): case.find("failure") for case in suites.iter("testcase")}
    assert {name: found.get("type") for name, found in told.items()} == {
        "square w.r.t. x": "Changed",
        "wrong w.r.t. x": "Disproved",
        "product w.r.t. w": "Changed",
        "product w.r.t. x": "Changed",
    }
    assert told["square w.r.t. x"].get("message") == "differs from the lock file: square w.r.t. x: changed"
    assert "- 2xᵀ" in told["square w.r.t. x"].text
    assert "+ 6xᵀ" in told["square w.r.t. x"].text
    assert "product w.r.t. w: removed" in told["product w.r.t. w"].text
    assert (suites.get("tests"), suites.get("failures"), suites.get("errors")) == ("4", "4", "0")
