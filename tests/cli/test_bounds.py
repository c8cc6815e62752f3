"""Whatever stands on the command line, there is one clear line, a time with bounds, and a status that is documented."""

import re

import pytest

from jacobook.catalogue.addresses import problem_of
from jacobook.errors import Location

RULES = (
    '[chapter]\nid = "mine"\ntitle = "Mine"\n\n[[rule]]\nid = "square"\ntitle = "Square"\nexpr = "x @ x"\nwrt = ["x"]\n'
)


@pytest.fixture
def rules(tmp_path):
    (tmp_path / "rules.toml").write_text(RULES, "utf-8")
    return tmp_path / "rules.toml"


def told(run):
    """The one message of a run that refuses its input."""
    assert (run.status, run.out) == (2, "")
    assert run.err.count("Error: ") == 1
    assert "internal error" not in run.err
    return run.err.partition("Error: ")[2]


@pytest.mark.parametrize(
    "arguments",
    [
        ["diff", "rules.toml", "rules.toml", "--out", ""],
        ["diff", "", "rules.toml"],
        ["export", "json", "rules.toml", "--out", ""],
        ["export", "latex", "rules.toml", "--out", " "],
        ["lock", "rules.toml", "--out", ""],
        ["pdf", "--out", ""],
        ["zip", "--out", ""],
        ["zip", "--project", ""],
        ["build", "--project", ""],
        ["serve", "--project", ""],
        ["check", ""],
        ["check", "rules.toml", "--json", ""],
        ["check", "rules.toml", "--junit", ""],
        ["check", "rules.toml", "--lock", ""],
    ],
    ids=" ".join,
)
def test_a_place_without_a_name_is_told(jacobook, rules, arguments):
    assert "it is empty; name a file or folder" in told(jacobook(*arguments))


@pytest.mark.parametrize("limit", ["nan", "inf", "-inf", "1e-9", "0", "-1", "1e300", "86401", "soon", ""])
@pytest.mark.parametrize("command", ["check", "lock", "build", "derive"])
def test_a_limit_that_is_none_is_told(jacobook, rules, command, limit):
    arguments = ["x @ x", "--wrt", "x"] if command == "derive" else []
    assert "is not a number of seconds from 0.05 to 86400" in told(jacobook(command, *arguments, "--limit", limit))


@pytest.mark.parametrize("limit", ["nan", "inf", "1e-9", "0", "-1", "1e300", "9" * 5000])
def test_so_it_is_in_the_settings(jacobook, rules, tmp_path, limit):
    (tmp_path / "mkdocs.yml").touch()
    (tmp_path / "jacobook.toml").write_text(f"limit = {limit}\n", "utf-8")
    assert told(jacobook("check", rules)).startswith("jacobook.toml: ")


@pytest.mark.parametrize("name", ["", " ", "a\\u0000b"])
def test_so_are_rules_without_a_place(jacobook, tmp_path, name):
    (tmp_path / "mkdocs.yml").touch()
    (tmp_path / "jacobook.toml").write_text(f'catalogue = ["{name}"]\n', "utf-8")
    assert "names no file or folder" in told(jacobook("check"))


@pytest.mark.parametrize("jobs", ["100000", "0", "-1", "9" * 30, "nan"])
def test_more_jobs_than_a_machine_bears_are_told(jacobook, rules, jobs):
    assert "--jobs" in told(jacobook("check", rules, "--jobs", jobs))


@pytest.mark.parametrize("given", [["x", "x"], ["x", "A"], ["x", "A", "x"]])
def test_a_variable_that_is_given_again_is_told(jacobook, given):
    options = [part for name in given for part in ("--wrt", name)]
    message = told(jacobook("derive", "x @ A @ x", *options))
    assert f"it was given {len(given)} times; for a mixed derivative, write --wrt {','.join(given)}" in message


@pytest.mark.parametrize("wrt", ['["x", "x"]', '["x", "x "]', '["x", "A", "x"]'])
def test_so_it_is_in_a_rule(jacobook, rules, wrt):
    rules.write_text(RULES.replace('expr = "x @ x"\nwrt = ["x"]', f'expr = "x @ A @ x"\nwrt = {wrt}'), "utf-8")
    assert re.search(r"rule square: wrt\[\d\]: 'x ?' is there twice", told(jacobook("check", rules)))


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("number = " + "9" * 5000, "a number of more than 4300 digits"),
        ("number = " + "9" * 50, "should be a whole number of at most 999999, not one of more than 20 digits"),
        ("number = 0x" + "f" * 9000, "not one of more than 20 digits"),
        ("number = 1000000", "should be a whole number of at most 999999, not 1000000"),
        ("summary = 0x" + "f" * 9000, "not the number one of more than 20 digits"),
        ("order = 0x" + "f" * 9000, "should be 1 or 2, not one of more than 20 digits"),
        (".".join(["a"] * 100_000) + " = 1", "a key of more than 16 parts"),
        (".".join(['"a"'] * 100_000) + " = 1", "a key of more than 16 parts"),
    ],
    ids=["decimal", "many", "hexadecimal", "too-large", "no-text", "order", "dots", "quoted-dots"],
)
def test_numbers_and_keys_without_measure_are_told(jacobook, rules, line, reason):
    rules.write_text(RULES + line + "\n", "utf-8")
    message = told(jacobook("check", rules))
    assert reason in message
    assert len(message) < 500


def test_an_order_among_chapters_has_bounds(jacobook, rules):
    rules.write_text(RULES.replace('title = "Mine"', f'title = "Mine"\norder = {10**30}'), "utf-8")
    assert "chapter.order: should be a whole number of at most 999999" in told(jacobook("check", rules))


@pytest.mark.parametrize("old", ["/dev/zero", "/dev/random"])
def test_a_file_without_an_end_is_told(jacobook, rules, old):
    assert told(jacobook("diff", old, rules)).startswith(f"{old}: larger than 200 MB")


def test_rules_from_a_device_are_told(jacobook, tmp_path):
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "endless.toml").symlink_to("/dev/zero")
    assert "not an ordinary file" in told(jacobook("check", "rules"))


@pytest.mark.parametrize("target", [".", "folder", "/dev/full"])
def test_a_place_that_takes_no_file_is_told(jacobook, rules, tmp_path, target):
    (tmp_path / "folder").mkdir()
    assert f"cannot write {target}: " in told(jacobook("export", "json", rules, "--out", target))


def test_a_device_that_takes_everything_stays_one(jacobook, rules):
    assert jacobook("export", "json", rules, "--out", "/dev/null").status == 0


def test_a_question_that_takes_too_long_is_refused_in_time(jacobook):
    run = jacobook("derive", "tanh(W @ tanh(V @ x))", "--wrt", "V", "--order", "4", "--limit", "0.5")
    assert told(run) == "this takes longer than 0.5 seconds and was stopped\n  use --limit to allow more\n"


@pytest.mark.parametrize("name", ["no", "null", "true", "off", "y", "e5", "constructor", "to-string", "all", "rules"])
def test_words_that_mean_something_elsewhere_are_ids(jacobook, name):
    assert f'id = "{name}"\n' in jacobook("new", name).out
    assert problem_of(name) is None


@pytest.mark.parametrize("name", ["index", "con", "nul", "com1", "a" * 65, "A", "a--b", "../a", ""])
def test_names_that_no_page_can_have_are_told(jacobook, rules, name):
    assert "RULE-ID" in told(jacobook("new", name))
    rules.write_text(RULES.replace('"square"', f'"{name}"'), "utf-8")
    assert "rules.toml:6: rule" in told(jacobook("check", rules))
    rules.write_text(RULES + f'aliases = ["{name}"]\n', "utf-8")
    assert "aliases[1]" in told(jacobook("check", rules))


def test_a_line_that_is_too_long_is_shown_around_its_place():
    line = "x @ x + " * 200
    source, carets = Location(f"{line}nothing(x)", len(line), 7).render().splitlines()
    assert len(source) < 130
    assert source[carets.index("^") :].startswith("nothing")
