"""`jacobook check`: a list of what is not proved, and a status that a pipeline can use."""

import json
from xml.etree import ElementTree

import pytest

CHAPTER = '[chapter]\nid = "mine"\ntitle = "Mine"\n\n'
RIGHT = '[[rule]]\nid = "right"\ntitle = "Right"\nexpr = "w * x"\nwrt = ["w", "x"]\n'
WRONG = '[[rule]]\nid = "wrong"\ntitle = "Wrong"\nexpr = "x @ x"\nwrt = ["x"]\ntextbook.x = "x"\n'


@pytest.fixture
def write(tmp_path):
    def write(text, name="mine.toml"):
        (tmp_path / name).write_text(text, "utf-8")
        return name

    return write


def test_rules_that_are_proved(jacobook, write):
    run = jacobook("check", write(CHAPTER + RIGHT))
    assert (run.status, run.err) == (0, "")
    assert "1 rule, 2 derivatives: all proved" in run.out


def test_rules_that_are_not(jacobook, write):
    run = jacobook("check", write(CHAPTER + WRONG + RIGHT))
    assert run.status == 1
    assert "mine.toml:5: rule wrong: textbook.x" in run.out
    assert "1 of 2 rules failed" in run.out


def test_a_catalogue_that_cannot_be_read(jacobook, write):
    run = jacobook("check", write(CHAPTER + RIGHT.replace("w * x", "w * ")))
    assert run.status == 2
    assert "mine.toml:8: rule right: expr" in run.err
    assert run.out == ""


def test_a_path_that_is_not_there(jacobook):
    run = jacobook("check", "nothing.toml")
    assert run.status == 2
    assert "no file or folder nothing.toml" in run.err


def test_verdicts_as_a_file(jacobook, write, tmp_path):
    run = jacobook("check", write(CHAPTER + WRONG + RIGHT), "--json", "out/verdicts.json")
    assert run.status == 1
    document = json.loads((tmp_path / "out" / "verdicts.json").read_text("utf-8"))
    assert [verdict["proved"] for verdict in document["verdicts"]] == [False, True, True]


def test_verdicts_on_the_standard_output(jacobook, write):
    run = jacobook("check", write(CHAPTER + RIGHT), "--json", "-")
    assert json.loads(run.out)["failed"] == 0


def test_a_file_that_cannot_be_written(jacobook, write, tmp_path):
    (tmp_path / "full").touch()
    run = jacobook("check", write(CHAPTER + RIGHT), "--json", "full/verdicts.json")
    assert run.status == 2
    assert "cannot write full/verdicts.json" in run.err


UNREADABLE = [
    RIGHT.replace("w * x", "w * "),
    RIGHT.replace('expr = "w * x"', "expr = 3"),
    RIGHT.replace('"w", "x"', '"w", "q"'),
    RIGHT + 'related = ["nothing"]\n',
]


@pytest.mark.parametrize("rule", UNREADABLE)
def test_the_others_are_proved_where_one_cannot_be_read(jacobook, write, tmp_path, rule):
    other = RIGHT.replace('"right"', '"other"')
    file = write(CHAPTER + rule + other)
    assert jacobook("check", file).status == 2
    run = jacobook("check", file, "--keep-going", "--json", "verdicts.json", "--junit", "junit.xml")
    assert (run.status, run.err) == (1, "")
    assert "rule right" in run.out
    assert "1 problem in rules that could not be read; 1 rule, 2 derivatives read" in run.out
    document = json.loads((tmp_path / "verdicts.json").read_text("utf-8"))
    assert [verdict["rule"] for verdict in document["verdicts"]] == ["other", "other"]
    assert [part for part in document["unread"] if "rule right" in part] == document["unread"] != []
    suites = ElementTree.parse(tmp_path / "junit.xml").getroot()  # noqa: S314 - our own
    assert (suites.get("tests"), suites.get("failures"), suites.get("errors")) == ("3", "0", "1")


def test_so_it_is_with_files(jacobook, write):
    write(CHAPTER + RIGHT)
    write("[chapter", "broken.toml")
    write(CHAPTER + RIGHT.replace('"right"', '"other"'), "twice.toml")
    run = jacobook("check", "mine.toml", "broken.toml", "twice.toml", "--keep-going")
    assert run.status == 1
    assert "broken.toml: not TOML: Expected" in run.out
    assert "the chapter 'mine' is already in mine.toml" in run.out
    assert "2 problems in rules that could not be read; 1 rule, 2 derivatives read" in run.out
    assert "✓" not in run.out


def test_where_nothing_can_be_read_there_is_nothing_to_go_on_with(jacobook, write):
    run = jacobook("check", write(CHAPTER + RIGHT.replace("w * x", "w * ")), "--keep-going")
    assert (run.status, run.out) == (2, "")


def test_a_file_that_is_tried_needs_no_chapter(jacobook, write):
    assert jacobook("check", write(RIGHT, "2. My Rules.toml")).status == 0
    assert "chapter is missing" in jacobook("check", write("order = 1", "empty.toml")).err


def test_the_derivatives_of_a_paper_are_judged_line_by_line(jacobook, tmp_path):
    paper = tmp_path / "paper.tex"
    paper.write_text("\\[ f = x^\\top x \\]\n\\[ \\nabla_x f = 2x \\]\n", "utf-8")
    run = jacobook("check", str(paper))
    assert run.status == 0
    assert f"{paper}:2: ✓ Right, in denominator layout" in run.out
    assert "1 equation: 1 right, 0 wrong, 0 not read" in run.out
    paper.write_text("\\[ f = x^\\top x \\]\n\\[ \\nabla_x f = x \\]\n", "utf-8")
    run = jacobook("check", str(paper), "--json", "-")
    assert run.status == 1
    (found,) = json.loads(run.out)
    assert (found["line"], found["verdict"]["kind"]) == (2, "off by a factor")
    assert jacobook("check", str(paper), "rules.toml").status == 2
    assert jacobook("check", str(tmp_path / "missing.tex")).status == 2
