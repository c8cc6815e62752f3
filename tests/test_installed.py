"""The wheel, installed as a stranger installs it: on the command line, in an empty folder, in a site of their own."""

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from importlib import metadata
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def installed(root, tmp_path_factory):
    """The programs of a fresh environment, into which the wheel was installed beside what it depends on."""
    folder = tmp_path_factory.mktemp("installed")
    run(folder, sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder, cwd=root)
    (wheel,) = folder.glob("*.whl")
    environment = folder / "environment"
    run(folder, sys.executable, "-m", "venv", "--without-pip", environment)
    python = environment / "bin" / "python"
    run(folder, sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", "--no-index", wheel)
    # What it depends on is taken from the environment of the tests, which installing anew would only repeat.
    (packages,) = (environment / "lib").glob("python*/site-packages")
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return environment / "bin"


@pytest.fixture(scope="module")
def bare(installed, tmp_path_factory):
    """The wheel beside the packages that it asks for without any extra, and what these bring; nothing else."""
    folder = tmp_path_factory.mktemp("bare") / "environment"
    run(installed, sys.executable, "-m", "venv", "--without-pip", folder)
    (packages,) = (folder / "lib").glob("python*/site-packages")
    (wheels,) = (installed.parent / "lib").glob("python*/site-packages")
    (wheel,) = metadata.distributions(name="jacobook", path=[str(wheels)])
    for path in [*wheels.glob("jacobook*"), *map(_installed_package, _required(wheel))]:
        (packages / path.name).symlink_to(path)
    return folder / "bin" / "python"


def _required(package):
    """The packages that a package asks for without any extra, and those that they ask for in turn."""
    found = set()
    for line in package.requires or []:
        if ";" not in line:
            name = re.match(r"[\w.-]+", line)[0]
            found |= {name, *_required(metadata.distribution(name))}
    return found


def _installed_package(name):
    return Path(sysconfig.get_path("purelib")) / name.replace("-", "_")


def test_derives_without_extras(bare, tmp_path):
    out = run(tmp_path, bare, "-m", "jacobook.cli", "derive", "x @ A @ x", "--wrt", "x")
    assert "xᵀ(A + Aᵀ)" in out


MARKDOWN = ["derive", "a*x", "--wrt", "x", "--format", "markdown"]


@pytest.mark.parametrize("command", [["build"], ["check"], ["pdf"], MARKDOWN], ids=lambda words: words[0])
def test_a_command_says_which_extra_it_needs(bare, tmp_path, command):
    (tmp_path / "mkdocs.yml").write_text("site_name: Notes\nplugins: [jacobook]\n", "utf-8")
    program = [str(bare), "-m", "jacobook.cli", *command]
    said = subprocess.run(program, cwd=tmp_path, capture_output=True, text=True, check=False, env={})
    assert said.returncode == 2
    assert "pip install 'jacobook[site]'" in said.stderr
    assert "Traceback" not in said.stderr


def run(folder, *command, cwd=None, status=0):
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    environment |= {"PYTHONUTF8": "1", "NO_MKDOCS_2_WARNING": "1"}
    outcome = subprocess.run(
        [str(part) for part in command], cwd=cwd or folder, env=environment, capture_output=True, text=True, check=False
    )
    assert outcome.returncode == status, outcome.stdout + outcome.stderr
    assert "Traceback" not in outcome.stderr
    return outcome.stdout


@pytest.fixture
def course(root, tmp_path, node):
    folder = tmp_path / "course"
    left_out = shutil.ignore_patterns("site", "reference", "vendor", "node_modules", ".cache")
    shutil.copytree(root / "examples" / "course", folder, ignore=left_out)
    (folder / "node_modules").symlink_to(root / "node_modules")
    return folder


def test_what_runs_is_the_wheel(installed, tmp_path):
    where = run(tmp_path, installed / "python", "-c", "import jacobook; print(jacobook.__file__)")
    assert where.startswith(str(installed.parent))


def test_it_derives_in_an_empty_folder(installed, tmp_path):
    assert run(tmp_path, installed / "jacobook", "derive", "w * x", "--wrt", "w", "--format", "json")
    assert list(tmp_path.iterdir()) == []


def test_it_checks_its_own_rules_and_mine_in_an_empty_folder(installed, tmp_path):
    rule = '[[rule]]\nid = "one"\ntitle = "One"\nexpr = "a @ x"\nwrt = ["x"]\n'
    (tmp_path / "mine.toml").write_text(f'[chapter]\nid = "mine"\ntitle = "Mine"\n{rule}', "utf-8")
    out = run(tmp_path, installed / "jacobook", "check", "mine.toml", "--json", "verdicts.json", "--junit", "junit.xml")
    assert "all proved" in out
    assert json.loads((tmp_path / "verdicts.json").read_text("utf-8"))["proved"] == 1


def test_it_prints_a_sheet_in_an_empty_folder(installed, tmp_path):
    run(tmp_path, installed / "jacobook", "pdf")
    assert (tmp_path / "cheatsheet-both-a4.pdf").read_bytes().startswith(b"%PDF")


def test_building_where_no_site_is_says_so(installed, tmp_path):
    run(tmp_path, installed / "jacobook", "build", status=2)
    assert list(tmp_path.iterdir()) == []


def page(course):
    return (course / "site/reference/rules/course-least-squares/index.html").read_text("utf-8")


def test_the_course_is_built_by_the_command(installed, course):
    run(course, installed / "jacobook", "build", "--strict")
    assert "katex" in page(course)
    # In this course's own notation: arrows and primes.
    assert "w⃗" in page(course)
    # Numbered through the site, and referred to from its first page.
    home = (course / "site/index.html").read_text("utf-8")
    assert 'href="least-squares/#eq:least-squares-gradient">(2)</a>' in home
    assert "′" in page(course)
    assert "quadratic-form" not in (course / "site/reference/rules.json").read_text("utf-8")
    assert (course / "site/assets/vendor/katex/katex.min.css").is_file()
    assert (course / "site/reference/downloads/cheatsheet-denominator-a4.pdf").is_file()


def test_the_course_is_built_by_mkdocs_alone(installed, course):
    run(course, installed / "python", "-m", "mkdocs", "build", "--strict", "--quiet")
    assert "katex" in page(course)
    assert "w⃗" in page(course)


def test_two_lines_are_enough_for_mkdocs(installed, course):
    (course / "mkdocs.yml").write_text("site_name: Notes\nplugins: [jacobook]\n", "utf-8")
    run(course, installed / "python", "-m", "mkdocs", "build", "--quiet")
    assert "katex" in page(course)
    assert 'href="../../../assets/vendor/katex/katex.min.css"' in page(course)


def test_the_course_is_built_by_zensical(installed, course):
    pytest.importorskip("zensical")
    run(course, installed / "jacobook", "build", "--strict")
    shutil.rmtree(course / "site")
    run(course, installed / "python", "-m", "zensical", "build", "--strict", "--clean")
    assert "katex" in page(course)


def test_a_mistake_in_a_rule_of_the_course_leaves_its_site(installed, course):
    run(course, installed / "jacobook", "build")
    before = page(course)
    rules = course / "rules" / "regression.toml"
    rules.write_text(rules.read_text("utf-8").replace("2 * (X @ w - y) @ X", "(X @ w - y) @ X"), "utf-8")
    run(course, installed / "jacobook", "build", status=2)
    assert page(course) == before
    run(course, installed / "jacobook", "build", "--keep-going", status=1)
    assert not (course / "site/reference/rules/course-least-squares").exists()
    assert (course / "site/reference/rules/course-ridge/index.html").is_file()
