"""That a rule stands since a version is true: the changelog has that version, and as many rules as it says."""

import re

from jacobook import __version__
from jacobook.catalogue.loader import load


def test_since_names_versions_of_the_changelog(root):
    changelog = (root / "CHANGELOG.md").read_text("utf-8")
    released = {".".join(name.split(".")[:2]) for name in re.findall(r"^## (\d+\.\d+\.\d+)", changelog, re.MULTILINE)}
    major, minor, _ = __version__.split(".")
    assert f"{major}.{minor}" in released
    coming = {f"{major}.{int(minor) + 1}"} if "## Unreleased" in changelog else set()
    assert {rule.since for rule in load()} <= released | coming


def test_the_first_version_had_as_many_rules_as_the_changelog_says(root):
    section = (root / "CHANGELOG.md").read_text("utf-8").partition("## 0.1.0")[2]
    said = int(re.search(r"a catalogue of (\d+) rules", section)[1])
    assert sum(rule.since == "0.1" for rule in load()) == said
