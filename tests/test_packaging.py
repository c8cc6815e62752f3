"""The wheel carries everything the checkout has that the program reads: rules, templates, types."""

import re
import subprocess
import sys
import zipfile

import pytest


@pytest.fixture(scope="module")
def wheel(root, tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    outcome = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    (built,) = folder.glob("*.whl")
    return zipfile.ZipFile(built)


def test_rules_are_in_the_wheel(root, wheel):
    source = root / "generator"
    rules = [path.relative_to(source).as_posix() for path in (source / "jacobook" / "catalogue").glob("*.toml")]
    assert rules
    assert set(rules) <= set(wheel.namelist())


def test_templates_are_in_the_wheel_beside_the_code(root, wheel):
    templates = [path.relative_to(root).as_posix() for path in (root / "templates").rglob("*") if path.is_file()]
    assert templates
    assert {f"jacobook/{path}" for path in templates} <= set(wheel.namelist())


def test_the_wheel_says_that_it_is_typed(wheel):
    assert "jacobook/py.typed" in wheel.namelist()


def test_the_wheel_holds_no_more_than_the_package(wheel):
    tops = {name.partition("/")[0] for name in wheel.namelist()}
    assert tops == {"jacobook", next(top for top in tops if top.endswith(".dist-info"))}


def test_the_wheel_carries_the_declared_version(root, wheel):
    source = (root / "generator" / "jacobook" / "__init__.py").read_text("utf-8")
    declared = re.search(r'^__version__ = "(.+)"$', source, re.MULTILINE)[1]
    assert f"jacobook-{declared}.dist-info/METADATA" in wheel.namelist()


def test_the_installed_wheel_derives_away_from_the_checkout(wheel, tmp_path):
    """Unpacked, which is what installing does to a pure wheel, and run from another folder."""
    wheel.extractall(tmp_path / "installed")
    program = "import jacobook; print(jacobook.__file__); print(jacobook.derive('w * x', wrt='w').numerator.text)"
    outcome = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": str(tmp_path / "installed"), "PYTHONUTF8": "1"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode == 0, outcome.stderr
    where, answer = outcome.stdout.splitlines()
    assert where.startswith(str(tmp_path / "installed"))
    assert answer == "diag(x)"
