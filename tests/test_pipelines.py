"""What the page about pipelines shows is run as it stands there, and so is the action that it names.

GitHub's machines have a runner that no test can have: a few lines here do what it does with steps, outputs and
conditions. What asks the network for packages is answered from what is installed.
"""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml

pytestmark = [pytest.mark.slow, pytest.mark.node]

RULES = """
[chapter]
id = "mine"
title = "Mine"

[[rule]]
id = "square"
title = "Square"
expr = "x @ x"
wrt = ["x"]
"""
SHIMS = {
    "jacobook": 'exec "$PYTHON" -m jacobook.cli "$@"',
    "python": 'if [ "$1 $2" = "-m pip" ]; then shift 2; exec pip "$@"; fi; exec "$PYTHON" "$@"',
    "pip": 'echo "pip $*" >> "$ASKED"',
    "npm": 'echo "npm $*" >> "$ASKED"; ln -sfn "$MODULES" node_modules',
    "apt-get": 'echo "apt-get $*" >> "$ASKED"',
}


@pytest.fixture
def course(root, tmp_path, node):
    """The example of a site, with one rule of its own that is accepted as it is."""
    folder = tmp_path / "course"
    shutil.copytree(root / "examples" / "course", folder, ignore=shutil.ignore_patterns("reference", "vendor", "site"))
    shutil.rmtree(folder / "rules")
    (folder / "rules").mkdir()
    (folder / "rules" / "mine.toml").write_text(RULES, "utf-8")
    (folder / "docs" / "index.md").write_text("---\ndescription: Home.\n---\n\n# Home\n", "utf-8")
    for page in (folder / "docs").glob("*.md"):
        if page.name != "index.md":
            page.unlink()
    text = (folder / "mkdocs.yml").read_text("utf-8")
    (folder / "mkdocs.yml").write_text(re.sub(r"^  - Least squares:.*\n", "", text, flags=re.MULTILINE), "utf-8")
    return folder


@pytest.fixture
def machine(root, tmp_path):
    """The environment of a machine on which packages are asked for in vain, and are there all the same."""
    programs = tmp_path / "programs"
    programs.mkdir()
    for name, script in SHIMS.items():
        (programs / name).write_text(f"#!/bin/bash\n{script}\n", "utf-8")
        (programs / name).chmod(0o755)
    temporary = tmp_path / "runner"
    temporary.mkdir()
    return {
        **os.environ,
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "PYTHON": sys.executable,
        "MODULES": str((root / "node_modules").resolve()),
        "ASKED": str(tmp_path / "asked"),
        "RUNNER_TEMP": str(temporary),
        "NO_MKDOCS_2_WARNING": "1",
    }


def snippets(root, name):
    page = (root / "docs" / "use" / "ci.md").read_text("utf-8")
    found = [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)]
    (one,) = [block for block in found if name in block]
    return one


@dataclass
class Runner:
    """As much of a runner of GitHub's as composite actions need."""

    folder: object
    machine: dict
    action: object
    outputs: dict = field(default_factory=dict)
    failed: bool = False
    ran: list = field(default_factory=list)
    said: str = ""

    def use(self, given):
        """Run the action with these inputs; its outputs."""
        document = yaml.safe_load((self.action / "action.yml").read_text("utf-8"))
        inputs = {name: found.get("default", "") for name, found in document["inputs"].items()} | given
        steps = {}
        for number, step in enumerate(document["runs"]["steps"]):
            values = {f"inputs.{name}": value for name, value in inputs.items()}
            values |= {f"steps.{step}.outputs.{name}": v for step, found in steps.items() for name, v in found.items()}
            if "run" in step and self._wanted(step.get("if"), values):
                steps[step.get("id", number)] = self._run(step, values)
        values = {f"steps.{step}.outputs.{name}": v for step, found in steps.items() for name, v in found.items()}
        return {name: fill(found["value"], values) for name, found in document["outputs"].items()}

    def _wanted(self, condition, values):
        if condition is None:
            return not self.failed
        text = re.sub(r"^\$\{\{(.*)\}\}$", r"\1", condition).strip()
        if "cancelled()" not in text and "always()" not in text and self.failed:
            return False
        text = text.replace("!cancelled()", "True").replace("always()", "True").replace("&&", " and ")
        text = re.sub(r"\b(?:inputs|steps)(?:\.\w+)+", lambda found: repr(values.get(found[0], "")), text)
        return eval(text, {})  # noqa: S307 - the action is ours

    def _run(self, step, values):
        written = self.folder.parent / "outputs"
        written.write_text("")
        environment = {name: fill(value, values) for name, value in step.get("env", {}).items()}
        outcome = subprocess.run(
            ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step["run"]],
            cwd=self.folder / fill(step.get("working-directory", "."), values),
            env=self.machine
            | environment
            | {
                "GITHUB_OUTPUT": str(written),
                "GITHUB_STEP_SUMMARY": str(self.folder.parent / "summary"),
                "GITHUB_ACTION_PATH": str(self.action),
            },
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        self.ran.append(step["name"])
        self.said += outcome.stdout + outcome.stderr
        self.failed = self.failed or outcome.returncode != 0
        return dict(line.split("=", 1) for line in written.read_text().splitlines())


def fill(text, values):
    return re.sub(r"\$\{\{\s*([\w.]+)\s*\}\}", lambda found: values.get(found[1], ""), str(text))


@pytest.fixture
def github(root, course, machine):
    """Runs the job of the page; the runner, and what the steps of the job have said."""

    def run():
        runner = Runner(course, machine, root)
        job = snippets(root, "jobs")["jobs"]["site"]
        outputs = {}
        for step in job["steps"]:
            if step["uses"].startswith("jacobook/jacobook@"):
                outputs[step["id"]] = runner.use(step.get("with", {}))
        values = {f"steps.{step}.outputs.{name}": v for step, found in outputs.items() for name, v in found.items()}
        kept = [fill(step["with"]["path"], values) for step in job["steps"] if "upload-artifact" in step["uses"]]
        return runner, outputs["jacobook"], kept

    return run


def accept(course, machine):
    subprocess.run(["jacobook", "lock"], cwd=course, env=machine, check=True, capture_output=True)


def test_the_job_for_github_makes_a_site(course, machine, github, root, tmp_path):
    accept(course, machine)
    runner, outputs, kept = github()
    assert not runner.failed, runner.said
    assert runner.ran == ["Install", "Check", "Compare", "Build"]
    assert kept == [str(course / "site")]
    assert (course / "site" / "index.html").is_file()
    asked = (tmp_path / "asked").read_text()
    assert f"pip install --quiet {root}[site]\n" in asked
    assert "--ignore-scripts" in asked
    assert "no formula differs" in (tmp_path / "summary").read_text()
    assert Path(outputs["verdicts"]).is_file()


@pytest.mark.parametrize(
    ("rules", "comment", "kind"),
    [
        (RULES.replace("x @ x", "3 * x @ x"), "1 changed", ("failure", "Changed")),
        (
            RULES + '[[rule]]\nid = "new"\ntitle = "New"\nexpr = "x @"\nwrt = ["x"]\n',
            "no formula differs",
            ("error", None),
        ),
    ],
    ids=["a formula that changed", "a rule that cannot be read"],
)
def test_a_check_that_fails_is_told_above_all(course, machine, github, tmp_path, rules, comment, kind):  # noqa: PLR0917
    accept(course, machine)
    (course / "rules" / "mine.toml").write_text(rules, "utf-8")
    runner, outputs, _ = github()
    assert runner.failed
    assert runner.ran == ["Install", "Check", "Compare"]
    assert comment in Path(outputs["comment"]).read_text("utf-8")
    assert comment in (tmp_path / "summary").read_text()
    suites = ElementTree.parse(tmp_path / "runner" / "jacobook" / "junit.xml").getroot()  # noqa: S314 - our own
    (found,) = suites.iter(kind[0])
    assert kind[1] in (None, found.get("type"))


def test_the_jobs_for_gitlab_run_as_they_stand(root, course, machine, tmp_path):
    accept(course, machine)
    document = snippets(root, "pages")
    jobs = {name: job for name, job in document.items() if isinstance(job, dict) and "script" in job}
    assert set(jobs) == {"check", "pages"}
    for job in jobs.values():
        script = "\n".join([*document["before_script"], *job["script"]])
        outcome = subprocess.run(
            ["bash", "-e", "-c", script],
            cwd=course,
            env=machine | {"CI_PROJECT_DIR": str(course)},
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        assert outcome.returncode == 0, outcome.stdout + outcome.stderr
        for path in [*job["artifacts"]["paths"], *job["artifacts"].get("reports", {}).values()]:
            assert (course / path).exists(), path
    assert (course / "public" / "index.html").is_file()
