"""The help teaches: every command has examples, and every example works."""

import re
import shlex
import subprocess
import sys

import pytest

from jacobook.cli import COMMANDS, commands


def examples():
    found = []
    for name in COMMANDS:
        help_text = commands.get_command(None, name).help
        found += [line.strip() for line in help_text.splitlines() if re.match(r"\s+(\w+=\w+ )?jacobook ", line)]
    assert found
    return found


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_with_examples(jacobook, name):
    run = jacobook(name, "--help")
    assert run.status == 0
    assert "Examples:" in run.out
    assert f"jacobook {name}" in run.out


def test_the_first_help_names_every_command(jacobook):
    run = jacobook("--help")
    assert run.status == 0
    assert [name for name in COMMANDS if f"\n  {name} " not in run.out] == []
    assert "jacobook derive" in run.out


@pytest.mark.parametrize("line", [line for line in examples() if line.startswith("jacobook derive")])
def test_the_examples_of_derive_work(jacobook, line):
    run = jacobook(*shlex.split(line)[1:])
    assert (run.status, run.err) == (0, "")
    assert run.out


def test_no_help_is_wider_than_a_page(jacobook):
    wide = [line for name in COMMANDS for line in jacobook(name, "--help").out.splitlines() if len(line) > 100]
    assert wide == []


def test_the_version_is_told(jacobook):
    assert re.fullmatch(r"jacobook, version \d+\.\d+\.\d+\n", jacobook("--version").out)


@pytest.mark.parametrize("module", ["jacobook", "jacobook.cli"])
def test_the_module_is_the_command(module):
    outcome = subprocess.run([sys.executable, "-m", module, "--version"], capture_output=True, text=True, check=True)
    assert outcome.stdout.startswith("jacobook, version ")


def test_a_command_that_is_none_is_told(jacobook):
    run = jacobook("drive")
    assert run.status == 2
    assert "No such command 'drive'" in run.err


def test_help_does_not_load_what_it_does_not_need():
    program = (
        "import sys\ntry:\n    from jacobook.cli import main; main(['--help'])\nexcept SystemExit:\n    pass\n"
        "heavy = ('pydantic', 'mkdocs', 'rich', 'jinja2')\n"
        "print([name for name in heavy if name in sys.modules], file=sys.stderr)"
    )
    outcome = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert outcome.stderr.strip() == "[]"
