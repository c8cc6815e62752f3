"""What the README shows is what happens."""

import re
import shlex
import subprocess
import sys
import tomllib

import pytest

CHAPTER = """
[chapter]
id = "readme"
title = "README"
order = 1
summary = "The rule that is shown there."

"""


@pytest.fixture(scope="module")
def readme(root):
    return (root / "README.md").read_text("utf-8")


def _blocks(readme: str, language: str) -> list[str]:
    found = re.findall(rf"^```{language}\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)
    assert found, f"no {language} block in the README"
    return found


def _jacobook(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-X", "utf8", "-m", "jacobook.cli", *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def test_commands_answer_as_shown(readme):
    for block in _blocks(readme, "console"):
        command, _, shown = block.partition("\n")
        prompt, program, *arguments = shlex.split(command)
        assert (prompt, program) == ("$", "jacobook")
        outcome = _jacobook(*arguments)
        assert outcome.returncode == 0, outcome.stderr
        assert outcome.stdout.strip() == shown.strip()


def test_python_answers_as_its_comments_say(readme):
    for block in _blocks(readme, "python"):
        names = {}
        exec(block, names)  # noqa: S102 - the README is ours
        claims = re.findall(r"^(\S.*?) +# ('.*?')", block, re.MULTILINE)
        assert claims
        assert {claim: repr(eval(claim, names)) for claim, _ in claims} == dict(claims)  # noqa: S307 - likewise


@pytest.mark.slow
def test_the_rule_is_read_and_proved(readme, tmp_path):
    for block in _blocks(readme, "toml"):
        (rule,) = tomllib.loads(block)["rule"]
        assert rule["textbook"]
        chapter = tmp_path / "readme.toml"
        chapter.write_text(CHAPTER + block, "utf-8")
        outcome = _jacobook("check", str(chapter))
        assert outcome.returncode == 0, outcome.stderr


def test_every_link_leads_to_a_file(readme, root):
    targets = re.findall(r"\]\(([^)#]+)\)", readme)
    assert targets
    assert [target for target in targets if not target.startswith("https://") and not (root / target).exists()] == []
