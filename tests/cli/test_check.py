"""`jacobook check`: a list of what is not proved, and a status that a pipeline can use."""

import json

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
    assert "1 of them not proved: 2 rules, 3 derivatives" in run.out


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
