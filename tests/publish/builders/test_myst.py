"""The plugin speaks MyST's protocol, and MyST makes the example with it where MyST is installed."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from jacobook.block import KEYS, OF_PAGES

PROGRAM = "from jacobook.publish.builders.myst import main; main()"


def plugin(folder, *arguments, given=None):
    command = [sys.executable, "-c", PROGRAM, *arguments]
    text = "" if given is None else json.dumps(given)
    return subprocess.run(command, input=text, cwd=folder, capture_output=True, text=True, check=False)


def test_it_says_what_it_offers_without_being_given_anything(tmp_path):
    offered = json.loads(plugin(tmp_path).stdout)
    (directive,), (role,) = offered["directives"], offered["roles"]
    assert directive["name"] == role["name"] == "jacobian"
    assert set(directive["options"]) == set(KEYS) - OF_PAGES
    assert all(option["type"] == "string" and option["doc"] for option in directive["options"].values())


def test_a_directive_becomes_nodes(tmp_path):
    given = {"name": "jacobian", "options": {"wrt": "x", "label": "eq-A"}, "body": "x @ x\nshow: code", "node": {}}
    nodes = json.loads(plugin(tmp_path, "--directive", "jacobian", given=given).stdout)
    assert [node["type"] for node in nodes] == ["math", "paragraph", "math", *["paragraph", "code"] * 2, "paragraph"]
    assert nodes[0]["enumerated"] is False
    assert (nodes[2]["label"], nodes[2]["identifier"], nodes[2]["enumerated"]) == ("eq-A", "eq-a", True)
    assert nodes[1]["children"][0] == {"type": "text", "value": "Numerator layout, "}


def test_a_role_becomes_a_formula(tmp_path):
    given = {"name": "jacobian", "body": "x @ x; wrt: x; layout: denominator"}
    outcome = plugin(tmp_path, "--role", "jacobian", given=given)
    assert json.loads(outcome.stdout) == [{"type": "inlineMath", "value": r"2\mathbf{x}"}]


@pytest.mark.parametrize(
    ("arguments", "given", "message"),
    [
        (["--directive", "jacobian"], {"body": "x @@ x", "options": {"wrt": "x"}}, "cannot read the expression"),
        (["--directive", "jacobian"], {}, "begins with an expression"),
        (["--directive", "other"], {}, "there is no --directive other"),
        (["--role"], {}, "there is no --role"),
        (["--role", "jacobian"], None, "not JSON"),
    ],
)
def test_a_mistake_is_told_and_no_traceback(tmp_path, arguments, given, message):
    outcome = plugin(tmp_path, *arguments, given=given)
    assert outcome.returncode == 2
    assert outcome.stderr.startswith("jacobian: ")
    assert message in outcome.stderr
    assert "Traceback" not in outcome.stderr
    assert outcome.stdout == ""


def test_the_plugin_of_the_example_answers(root):
    outcome = subprocess.run(
        [sys.executable, root / "examples" / "myst" / "plugin.py"], capture_output=True, text=True, check=True
    )
    assert json.loads(outcome.stdout)["name"] == "Jacobook"
    assert os.access(root / "examples" / "myst" / "plugin.py", os.X_OK)


@pytest.mark.slow
@pytest.mark.node
def test_myst_makes_the_example(root, tmp_path, myst):
    shutil.copytree(root / "examples" / "myst", tmp_path / "notes")
    page = tmp_path / "notes" / "index.md"
    # Themes and templates are fetched from the network; this export needs none.
    wanted = "---\nexports:\n  - format: tex\n    template: null\n    output: out.tex\n---\n\n"
    page.write_text(wanted + page.read_text("utf-8"), "utf-8")
    # The plugin is started by the Python of the path, as it is where the environment is active.
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    outcome = subprocess.run(
        [myst, "build", "--tex", "--strict", "--ci"],
        cwd=page.parent,
        env=os.environ | {"PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    assert "⛔" not in outcome.stdout
    written = (page.parent / "out.tex").read_text("utf-8")
    assert "\\label{gradient}\n\\begin{gathered}" in written
    assert r"$2a\mathbf{x}$" in written
    assert r"\ref{gradient}" in written


def test_the_page_shows_the_plugin_of_the_example(root):
    page = (root / "docs" / "use" / "other-builders.md").read_text("utf-8")
    assert f"```python\n{(root / 'examples' / 'myst' / 'plugin.py').read_text('utf-8')}```" in page
