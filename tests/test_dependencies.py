"""The page about dependencies and the files that declare them say the same."""

import json
import re
import tomllib

import pytest


@pytest.fixture(scope="module")
def explained(root):
    page = (root / "docs" / "development" / "dependencies.md").read_text("utf-8")
    names = {
        name for row in re.findall(r"^\| (`[^|]+)\|", page, re.MULTILINE) for name in re.findall(r"`([^`]+)`", row)
    }
    assert names
    return names


@pytest.fixture(scope="module")
def python_packages(root):
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    assert all(groups)
    return {re.match(r"[A-Za-z0-9_.-]+", requirement)[0] for group in groups for requirement in group} - {"jacobook"}


@pytest.fixture(scope="module")
def node_packages(root):
    package = json.loads((root / "package.json").read_text("utf-8"))
    assert package["dependencies"]
    return {*package["dependencies"], *package.get("devDependencies", {})}


@pytest.fixture(scope="module")
def distribution_packages(root):
    script = (root / ".ci" / "run").read_text("utf-8")
    names = set(re.findall(r"\b(?:texlive-[a-z-]+|lmodern|latexmk|poppler-utils|chromium)\b", script))
    assert names
    return names


def test_every_package_is_explained(explained, python_packages, node_packages, distribution_packages):
    assert (python_packages | node_packages | distribution_packages) - explained == set()


def test_every_explanation_is_of_a_package(explained, python_packages, node_packages, distribution_packages):
    mentioned_in_passing = {"mpmath"}
    assert explained - mentioned_in_passing - python_packages - node_packages - distribution_packages == set()


def test_every_node_package_has_one_exact_version(root):
    package = json.loads((root / "package.json").read_text("utf-8"))
    versions = package["dependencies"] | package.get("devDependencies", {})
    assert versions
    assert {name: version for name, version in versions.items() if not re.fullmatch(r"\d+\.\d+\.\d+", version)} == {}
