"""What the hand-written pages tell readers to type works as they say."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from jacobook.answers.records import KIND, record_key
from jacobook.catalogue.loader import load
from jacobook.language.array_calls import ARRANGING, REDUCED
from jacobook.language.factorized import SLOGDET
from jacobook.language.functions.formulas import BY_FORMULA
from jacobook.language.declaration import PROPERTIES
from jacobook.language.functions import FUNCTIONS, OPERATOR
from jacobook.language.attempt import MAXIMUM_NODES
from jacobook.language.magnitude import LARGEST_EXPONENT
from jacobook.language.signatures import COMPARISONS
from jacobook.language.syntax import MAXIMUM_DEPTH, MAXIMUM_LENGTH
from jacobook.notation.options import BOOK
from jacobook.work.cache import Cache

USE = ("command-line.md", "python.md")


def blocks(root, page, language):
    text = (root / "docs" / "use" / page).read_text("utf-8")
    found = re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert found, f"{page} shows no {language}"
    return found


def run(command, folder):
    program, *arguments = shlex.split(command)
    assert program == "jacobook"
    return subprocess.run(
        [str(Path(sys.executable).with_name(program)), *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.slow
@pytest.mark.usefixtures("records")
def test_the_commands_of_the_page_work(root, tmp_path):
    # A project with the package's rules, which have been answered.
    (tmp_path / "mkdocs.yml").write_text("site_name: Test\n", "utf-8")
    (tmp_path / "docs" / "learn").mkdir(parents=True)
    shutil.copy(root / "docs" / "learn" / "scalar-rules.md", tmp_path / "docs" / "learn")
    (rules,) = blocks(root, "command-line.md", "toml")
    (tmp_path / "rules.toml").write_text(rules, "utf-8")
    known, kept = Cache(root / ".cache"), Cache(tmp_path / ".cache")
    for rule in load():
        kept.put(KIND, record_key(rule, BOOK), known.get(KIND, record_key(rule, BOOK)))
    lines = [line for block in blocks(root, "command-line.md", "console") for line in block.splitlines()]
    commands = [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]
    assert len(commands) > 5
    # These take long, or make what other tests make, or need what a build has made.
    long = {"check", "build", "serve", "zip"}
    quick = [c for c in commands if c.split()[1] not in long and not c.startswith("jacobook pdf reference")]
    assert {"derive", "pdf", "export", "new"} == {command.split()[1] for command in quick}
    for line in quick:
        command, _, file = line.partition(" > ")
        outcome = run(command, tmp_path)
        # The claim on the page is wrong, as the page says.
        assert outcome.returncode == int("--claim" in line), (line, outcome.stderr)
        assert outcome.stdout, line
        if file:
            (tmp_path / file).write_text(outcome.stdout, "utf-8")
    assert (tmp_path / "rules.json").is_file()


@pytest.mark.slow
def test_the_options_that_the_page_names_exist(root, tmp_path):
    text = (root / "docs" / "use" / "command-line.md").read_text("utf-8")
    named = set(re.findall(r"--[a-z]+", text))
    assert named
    helps = "".join(
        run(f"jacobook {verb} --help", tmp_path).stdout
        for verb in ("derive", "check", "build", "serve", "pdf", "export", "zip", "new")
    )
    assert {option for option in named if option not in helps} == set()


@pytest.mark.slow
def test_the_rule_of_the_page_can_be_proved(root, tmp_path):
    (rule,) = blocks(root, "command-line.md", "toml")
    (tmp_path / "rules.toml").write_text(rule, "utf-8")
    outcome = run("jacobook check rules.toml", tmp_path)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


def test_each_page_has_a_description_and_one_main_heading(root):
    pages = [path for path in sorted((root / "docs").rglob("*.md")) if "reference" not in path.parts]
    assert len(pages) >= 6
    for path in pages:
        text = path.read_text("utf-8")
        _, front, body = text.split("---\n", 2)
        assert 50 <= len(yaml.safe_load(front)["description"]) <= 170, path
        without_code = re.sub(r"^```.*?^```$", "", body, flags=re.MULTILINE | re.DOTALL)
        assert len(re.findall(r"^# ", without_code, re.MULTILINE)) == 1, path


def section(text, title):
    """What stands between a heading and the next of its kind."""
    return re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)[1]


def first_cells(text):
    """The code in the first cells of tables, piece by piece."""
    rows = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]
    return [code for cell in rows for code in re.findall("`([^`]+)`", cell)]


def test_the_page_of_the_language_names_every_function_and_property_and_no_other(root):
    text = (root / "docs" / "use" / "language.md").read_text("utf-8")
    # Parts of one decomposition are called by its name, as in qr(A).Q.
    called = {name.partition(".")[0] for name, each in FUNCTIONS.items() if each.kind != OPERATOR} - COMPARISONS
    by_formula = {call.partition("(")[0] for call in BY_FORMULA}
    functions = set(re.findall(r"^(\w+)\(", "\n".join(first_cells(section(text, "Functions"))), re.MULTILINE))
    assert functions - set(ARRANGING) == called | by_formula
    # A call, a call after a point, or the name alone; what stands within brackets is what it is called with.
    arrays = set(re.findall(r"(?:^|\.)(\w+)(?:\(|$)", "\n".join(first_cells(section(text, "Arrays"))), re.MULTILINE))
    assert functions | arrays == called | by_formula | set(ARRANGING) | {SLOGDET, "logabsdet"}
    assert set(re.findall(r"\w+", section(text, "Arrays"))) >= set(REDUCED)
    properties = section(text, "Shapes").partition("| Property |")[2]
    assert sorted(first_cells(properties)) == sorted(PROPERTIES)
    for number in (MAXIMUM_LENGTH, MAXIMUM_DEPTH, MAXIMUM_NODES, LARGEST_EXPONENT):
        assert f" {number} " in text or f" {number}." in text
